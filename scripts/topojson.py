"""Read TopoJSON (world-atlas, us-atlas) into shapely shapes.

A TopoJSON file stores each stretch of border once, as an arc; shapes are lists
of arcs, and an arc used by two shapes is the border between them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely import Polygon, box, get_parts, make_valid, union_all
from shapely.affinity import translate
from shapely.geometry.base import BaseGeometry

Position = tuple[float, float]
WORLD = box(-180, -90, 180, 90)


@dataclass(frozen=True)
class Topology:
    """The arcs (longitude, latitude in degrees) and the objects that use them."""

    arcs: list[list[Position]]
    objects: dict[str, list[dict[str, Any]]]

    def ring(self, arc_ids: list[int]) -> list[Position]:
        """Join arcs into one ring; ``~i`` means arc i backwards."""
        ring: list[Position] = []
        for i in arc_ids:
            arc = self.arcs[i] if i >= 0 else self.arcs[~i][::-1]
            ring += arc if not ring else arc[1:]
        return ring

    def polygons(self, geometry: dict[str, Any]) -> Iterator[Polygon]:
        """Yield the valid polygons of one geometry object, cut at the antimeridian."""
        for rings in polygon_arcs(geometry):
            shell, *holes = (unwrap(self.ring(arc_ids)) for arc_ids in rings)
            if len(shell) < 4:
                continue
            if abs(shell[-1][0] - shell[0][0]) > 180:  # around a pole: close it there
                pole = 90.0 if shell[0][1] > 0 else -90.0
                shell += [(shell[-1][0], pole), (shell[0][0], pole)]
            holes = [hole for hole in holes if len(hole) >= 4 and abs(hole[-1][0] - hole[0][0]) < 180]
            whole = make_valid(Polygon(shell, holes))
            turns = (0,) if WORLD.covers(whole) else (-360, 0, 360)
            turned = [translate(whole, turn) & WORLD for turn in turns]
            parts = get_parts(get_parts(turned))  # twice: a collection may hold a multipolygon
            yield from (part for part in parts if part.geom_type == "Polygon")

    def shape(self, geometry: dict[str, Any]) -> BaseGeometry:
        """Build the valid (multi)polygon of one geometry object."""
        return union_all(list(self.polygons(geometry)))


def unwrap(line: list[Position]) -> list[Position]:
    """Let the longitude run on past 180 where a line crosses the antimeridian.

    >>> unwrap([(179.5, 65.0), (-179.5, 65.0)])
    [(179.5, 65.0), (180.5, 65.0)]
    """
    turn, unwrapped, before = 0, [], None
    for x, y in line:
        if before is not None and abs(x - before) > 180:
            turn += 360 if x < before else -360
        before = x
        unwrapped.append((x + turn, y))
    return unwrapped


def polygon_arcs(geometry: dict[str, Any]) -> list[list[list[int]]]:
    """List the polygons of a geometry, each a list of rings of arc numbers."""
    arcs: Any = geometry.get("arcs", [])
    if geometry["type"] == "Polygon":
        return [arcs]
    if geometry["type"] == "MultiPolygon":
        return list(arcs)
    return []


def read_topology(path: Path) -> Topology:
    """Read a TopoJSON file and undo its quantisation."""
    data = json.loads(path.read_text(encoding="utf-8"))
    scale_x, scale_y = data["transform"]["scale"]
    shift_x, shift_y = data["transform"]["translate"]
    arcs = []
    for deltas in data["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(arc)
    return Topology(arcs, {name: item["geometries"] for name, item in data["objects"].items()})
