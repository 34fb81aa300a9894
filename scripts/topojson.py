"""Read TopoJSON (world-atlas, us-atlas) into shapely shapes.

A TopoJSON file stores each stretch of border once, as an arc; shapes are lists
of arcs, and an arc used by two shapes is the border between them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from shapely import make_valid
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Position = tuple[float, float]


@dataclass(frozen=True)
class Topology:
    """The arcs (longitude, latitude in degrees) and the objects that use them."""

    arcs: list[list[Position]]
    objects: dict[str, list[dict]]

    def ring(self, arc_ids: list[int]) -> list[Position]:
        """Join arcs into one ring; ``~i`` means arc i backwards."""
        ring: list[Position] = []
        for i in arc_ids:
            arc = self.arcs[i] if i >= 0 else self.arcs[~i][::-1]
            ring += arc if not ring else arc[1:]
        return ring

    def shape(self, geometry: dict) -> BaseGeometry:
        """Build the valid (multi)polygon of one geometry object."""
        polygons = []
        for rings in polygon_arcs(geometry):
            shell, *holes = (self.ring(arc_ids) for arc_ids in rings)
            if len(shell) >= 4:
                polygons.append(Polygon(shell, [hole for hole in holes if len(hole) >= 4]))
        return make_valid(MultiPolygon(polygons))


def polygon_arcs(geometry: dict) -> list[list[list[int]]]:
    """List the polygons of a geometry, each a list of rings of arc numbers."""
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    if geometry["type"] == "MultiPolygon":
        return geometry["arcs"]
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
