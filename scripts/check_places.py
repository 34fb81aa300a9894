"""Check layers/places: shape of the files, ids, ranges, and that points lie in their country.

    python scripts/check_places.py NODE_MODULES [--places layers/places]

Needs what build_admin.py needs. Exit status 1 when something is wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from centres import read_outlines

#: Names that news of this field cannot do without: file -> names.
WANTED = {
    "countries": "Azerbaijan, Armenia, Georgia, Türkiye, Turkey, Iran, Turkmenistan, Kazakhstan, US, UK, UAE, Ivory Coast",
    "admin1": "Nakhchivan, Syunik, Tovuz, Adjara, Abkhazia, Crimea, Xinjiang, Tibet, Bavaria, Tuscany, Catalonia, Texas",
    "regions": "South Caucasus, Central Asia, Middle East, Karabakh, Zangezur, European Union, Balkans, Donbas",
    "waters": "Caspian Sea, Black Sea, Strait of Hormuz, Suez Canal, Aras, Bosphorus, Adriatic Sea, Xəzər dənizi",
    "terrain": "Fergana Valley, Caucasus Mountains, Absheron Peninsula, Mount Ararat",
    "sites": "Sangachal Terminal, Port of Aktau, Kapıkule, Shah Deniz, Khorgos Gateway, White House, Norduz",
    "admin2": "Denton County, Brescia, Hertfordshire",
    "towns": "Aghband, Nrnadzor, Alat",
}
ISO2 = re.compile("[A-Z]{2}")
#: A point may lie outside its country's outline by this and its own radius: bays, island groups.
SLACK_DEG = 1.2
KM_PER_DEG = 111.2
#: Offshore fields and small islands are not in the outlines.
AT_SEA = {"GASF", "OILF", "OILT", "ISL", "ISLS", "RF", "SHOL"}
#: Atolls are not in the outlines either; Crimea and Western Sahara are drawn as controlled.
UNCHECKED = {"EH", "FM", "KI", "MH", "MU", "PF", "SC", "SH", "TW", "UA"}


def main() -> int:
    """Check every file, print the faults, and return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("node_modules", type=Path, help="folder with world-atlas")
    parser.add_argument("--places", type=Path, default=Path("layers/places"))
    args = parser.parse_args()
    outlines = read_outlines(args.node_modules / "world-atlas" / "countries-10m.json")
    for outline in outlines.values():
        shapely.prepare(outline)

    faults, ids = [], Counter[str]()
    for name, wanted in WANTED.items():
        data = json.loads((args.places / f"{name}.geojson").read_text(encoding="utf-8"))
        if list(data)[:2] != ["type", "geomap"] or data["geomap"]["schema"] != "geomap-places/1":
            faults.append(f"{name}: the file must begin with type and geomap")
        places = [spell_out(item["properties"]) for item in data["features"]]
        ids.update(place["place_id"] for place in places)
        names = {text for place in places for texts in place["names"].values() for text in texts}
        faults += [f"{name}: {text} is missing" for text in wanted.split(", ") if text not in names]
        for item, place in zip(data["features"], places, strict=True):
            faults += [
                f"{name}: {place['place_id']}: {fault}" for fault in find_faults(item, place, outlines)
            ]
        print(f"{name}: {len(places)} places")
    faults += [f"{place_id} occurs {n} times" for place_id, n in ids.items() if n > 1]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def spell_out(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the properties with full keys; admin2.geojson abbreviates them."""
    if "i" not in properties:
        return properties
    long = {"place_id": "i", "country": "c", "admin1": "a", "population": "p", "radius_km": "r"}
    usual: dict[str, Any] = {
        "names": {"en": properties["n"]},
        "name": properties["n"][0],
        "feature_code": "ADM2",
    }
    return usual | {key: properties[short] for key, short in long.items()}


def find_faults(item: dict[str, Any], place: dict[str, Any], outlines: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one place."""
    lon, lat = item["geometry"]["coordinates"]
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        yield f"({lon}, {lat}) is not longitude, latitude"
    if not re.match(r"geonames:\d+$|geomap:[a-z0-9-]+$", place["place_id"]):
        yield "the id must be geonames:NUMBER or geomap:slug"
    if place["name"] not in place["names"]["en"]:
        yield "its name is not among its English names"
    if not all(text == text.strip() != "" for texts in place["names"].values() for text in texts):
        yield "an empty or padded name"
    if place["population"] < 0 or place["radius_km"] <= 0:
        yield "population must be 0 or more and the radius more than 0"
    country = place["country"]
    if country is not None and not ISO2.fullmatch(country):
        yield f"country {country!r} is not ISO 3166-1 alpha-2"
    outline = None if country in UNCHECKED else outlines.get(country)
    if outline is None or outline.is_empty or place["feature_code"] in AT_SEA:
        return
    point = shapely.Point(lon, lat)
    slack = SLACK_DEG + place["radius_km"] / KM_PER_DEG
    if not outline.contains(point) and outline.distance(point) > slack:
        yield f"({lon}, {lat}) lies {outline.distance(point) * KM_PER_DEG:.0f} km outside {country}"


if __name__ == "__main__":
    raise SystemExit(main())
