"""Make layers/basemap: coastlines and borders, small enough to stand in every page.

Source: Natural Earth 1:50m (public domain) as the npm package world-atlas carries
it. Natural Earth draws borders as they are controlled; those that are contested
and that its data holds are marked `disputed`, so that the map can dash them.

usage: python scripts/build_basemap.py node_modules/world-atlas/countries-50m.json
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from shapely import LineString, MultiLineString, Polygon, box, get_parts, union_all
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge
from topojson import Position, Topology, polygon_arcs, read_topology, unwrap

from geomap.files import write_bytes
from geomap.geojson import dump_collection, feature

OUT = Path(__file__).parent.parent / "layers" / "basemap"
TOLERANCE_DEG = 0.045
MIN_ISLAND_DEG2 = 0.03
DECIMALS = 2
#: Neighbours whose whole border is contested.
DISPUTED_PAIRS = [
    {"Kosovo", "Serbia"}, {"Cyprus", "N. Cyprus"}, {"Somalia", "Somaliland"}, {"W. Sahara", "Morocco"}, {"W. Sahara", "Algeria"},
    {"W. Sahara", "Mauritania"}, {"Israel", "Palestine"}, {"Jordan", "Palestine"}, {"Egypt", "Palestine"}, {"Israel", "Syria"},
    {"Siachen Glacier", "India"}, {"Siachen Glacier", "Pakistan"}, {"Siachen Glacier", "China"},
]  # fmt: skip
#: Neighbours, and the box (west, south, east, north) in which their border is contested.
DISPUTED_PARTS = [
    ({"Russia", "Ukraine"}, (32.0, 45.5, 35.6, 46.5)),  # the isthmus of Crimea
    ({"India", "Pakistan"}, (73.0, 32.3, 78.0, 37.2)),  # Kashmir
    ({"India", "China"}, (76.0, 31.0, 80.5, 36.0)),  # Aksai Chin
    ({"India", "China"}, (91.5, 26.5, 97.6, 29.8)),  # Arunachal Pradesh
    ({"China", "Pakistan"}, (73.0, 34.5, 78.0, 37.2)),  # the Shaksgam valley
    ({"Egypt", "Sudan"}, (31.4, 21.8, 37.0, 23.2)),  # the Hala'ib triangle
]
HEAD = {
    "schema": "geomap-basemap/1",
    "source": "Natural Earth 1:50m, by world-atlas",
    "licence": "public domain",
}


def main(source: Path) -> None:
    """Write land.geojson and borders.geojson."""
    topology = read_topology(source)
    arcs = [simplify(arc) for arc in topology.arcs]
    OUT.mkdir(parents=True, exist_ok=True)
    land = list(islands(Topology(arcs, topology.objects)))
    write("land", [feature(polygon, {}, precision=DECIMALS) for polygon in land])
    lines = [
        feature(MultiLineString(parts), {"disputed": disputed}, precision=DECIMALS)
        for disputed, parts in sorted(borders(topology, arcs).items())
    ]
    write("borders", lines)


def simplify(arc: list[Position]) -> list[Position]:
    """Thin an arc out; its ends stay, so that arcs still meet."""
    thin = LineString(unwrap(arc)).simplify(TOLERANCE_DEG) if len(arc) > 2 else LineString(arc)
    return [(round(x, DECIMALS), round(y, DECIMALS)) for x, y in thin.coords]


def islands(topology: Topology) -> Iterator[Polygon]:
    """Yield the polygons of all land that are large enough to be seen, seas cut out, cut at the antimeridian."""
    for geometry in topology.objects["land"]:
        for polygon in topology.polygons(geometry):
            if polygon.area >= MIN_ISLAND_DEG2:
                yield polygon


def borders(topology: Topology, arcs: list[list[Position]]) -> dict[bool, list[LineString]]:
    """Return the arcs that two countries share, by whether they are disputed."""
    users: dict[int, set[str]] = defaultdict(set)
    for geometry in topology.objects["countries"]:
        for rings in polygon_arcs(geometry):
            for number in (number for ring in rings for number in ring):
                users[number if number >= 0 else ~number].add(geometry["properties"]["name"])
    found: dict[bool, list[LineString]] = defaultdict(list)
    for number, names in sorted(users.items()):
        if len(names) > 1 and len(set(arcs[number])) > 1:
            line = LineString(arcs[number])
            contested = contested_part(names, line)
            for disputed, part in ((False, line.difference(contested)), (True, contested)):
                found[disputed] += [piece for piece in get_parts(part) if piece.length > 0]
    merged = {key: linemerge(MultiLineString(parts)) for key, parts in found.items()}
    return {key: list(getattr(shape, "geoms", [shape])) for key, shape in merged.items()}


def contested_part(names: set[str], line: LineString) -> BaseGeometry:
    """Return what is contested of the border between two countries, possibly nothing."""
    if any(pair <= names for pair in DISPUTED_PAIRS):
        return line
    return line.intersection(union_all([box(*bounds) for pair, bounds in DISPUTED_PARTS if pair <= names]))


def write(name: str, items: list[dict[str, object]]) -> None:
    """Write one layer and say its size."""
    data = dump_collection(items, geomap=HEAD)
    write_bytes(OUT / f"{name}.geojson", data)
    print(f"{name}.geojson: {len(items)} features, {len(data) / 1000:.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
