"""Read one route file: the facts, names, segments and waypoints of a route.

The first line feature carries the route's facts; further line features are
segments that say only what differs (status, mode, branch). Point features are
the waypoints the line was made from, in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import CatalogueError, LayerError
from geomap.files import read_limited
from geomap.geojson import load_collection

if TYPE_CHECKING:
    from shapely.geometry import LineString
    from shapely.geometry.base import BaseGeometry

SCHEMA = "geomap-route/1"
#: The folder of `layers/` in which the routes of a kind lie.
FOLDERS = {
    "transport_corridor": "corridors",
    "gas_pipeline": "pipelines",
    "oil_pipeline": "pipelines",
    "hydrogen_pipeline": "pipelines",
    "railway": "railways",
    "shipping_lane": "waterways",
    "strait": "waterways",
    "canal": "waterways",
    "power_line": "cables",
    "telecom_cable": "cables",
}
STATUSES = ("operating", "construction", "partial", "proposed", "shelved", "cancelled", "idle", "retired")
PRECISIONS = ("surveyed", "traced", "waypoints", "schematic")
ALIAS_TYPES = ("name", "acronym", "historic", "nickname", "contested")
GRADES = ("A", "B", "C")


@dataclass(frozen=True, slots=True)
class Alias:
    """One name of a route, and what must or must not stand around it.

    `noun_required`: the text alone is not the route, a route word of its
    language must stand next to it; `nouns` narrows which. `require`: at least
    one of these words is in the article; `deny`: none is in the sentence.
    """

    text: str
    language: str
    type: str
    noun_required: bool = False
    nouns: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    used_by: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a route with one status and mode. The line is EPSG:4326, x = longitude."""

    name: str | None
    line: LineString
    status: str
    mode: str | None
    branch: str | None
    geometry_precision: str
    uncertainty_km: float


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A named point on a route; `grade` A stands on the line, B near it, C is inferred."""

    order: int
    name: str
    country: str | None
    role: str
    grade: str
    geonameid: int | None
    lon: float
    lat: float
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A corridor, pipeline, railway, waterway, power line or cable of the catalogue."""

    route_id: str
    name: str
    kind: str
    status: str
    aliases: tuple[Alias, ...]
    segments: tuple[Segment, ...]
    waypoints: tuple[Waypoint, ...]
    facts: Mapping[str, Any] = field(repr=False)
    path: str = ""

    @property
    def part_of(self) -> tuple[str, ...]:
        """Ids of the routes this one is a part of."""
        return tuple(self.facts.get("part_of") or ())

    @property
    def countries(self) -> tuple[str, ...]:
        """ISO 3166-1 alpha-2 codes in the order of the line."""
        return tuple(self.facts.get("countries") or ())

    @property
    def main_lines(self) -> tuple[LineString, ...]:
        """The lines of the segments that are no branches, in order."""
        return tuple(s.line for s in self.segments if not s.branch) or (self.segments[0].line,)

    @property
    def geometry(self) -> BaseGeometry:
        """All segments, branches included, as one LineString or MultiLineString (EPSG:4326)."""
        from shapely import MultiLineString

        lines = [segment.line for segment in self.segments]
        return lines[0] if len(lines) == 1 else MultiLineString(lines)


def route_files(folder: Path) -> list[Path]:
    """Return the route files of a catalogue folder, or of a flat folder of a user's own, sorted."""
    kinds = sorted(set(FOLDERS.values()))
    if any((folder / kind).is_dir() for kind in kinds):
        return sorted(path for kind in kinds for path in (folder / kind).glob("*.geojson"))
    return sorted(folder.glob("*.geojson"))


def read_route(path: Path) -> Route:
    """Read one route file.

    Raises
    ------
    CatalogueError
        If it is not GeoJSON, has no line, or lacks a fact every route needs.
    """
    try:
        items = load_collection(read_limited(path), path.name)
    except LayerError as error:
        raise CatalogueError(str(error)) from None
    lines = [
        item for item in items if item["geometry"] is not None and item["geometry"].geom_type == "LineString"
    ]
    points = [
        item for item in items if item["geometry"] is not None and item["geometry"].geom_type == "Point"
    ]
    if not lines:
        raise CatalogueError(
            f"{path.name}: no LineString; the first feature of a route is its line, with its facts"
        )
    facts = lines[0]["properties"]
    for name, kind in (("id", str), ("name", str), ("kind", str), ("status", str), ("aliases", dict)):
        if not isinstance(facts.get(name), kind):
            raise CatalogueError(
                f"{path.name}: {name} is {facts.get(name)!r}; expected {kind.__name__} in the first feature"
            )
    try:
        return Route(
            route_id=facts["id"],
            name=facts["name"],
            kind=facts["kind"],
            status=facts["status"],
            aliases=tuple(_aliases(facts["aliases"])),
            segments=tuple(_segment(line, facts) for line in lines),
            waypoints=tuple(map(_waypoint, points)),
            facts=facts,
            path=str(path),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CatalogueError(f"{path.name}: a segment, alias or waypoint is incomplete: {error!r}") from None


def _aliases(aliases: Mapping[str, Any]) -> Iterator[Alias]:
    for language, entries in aliases.items():
        for entry in entries:
            yield Alias(
                text=entry["text"],
                language=language,
                type=entry["type"],
                noun_required=entry.get("noun") == "required",
                nouns=tuple(entry.get("nouns") or ()),
                require=tuple(entry.get("require") or ()),
                deny=tuple(entry.get("deny") or ()),
                used_by=entry.get("used_by"),
            )


def _segment(line: Mapping[str, Any], facts: Mapping[str, Any]) -> Segment:
    own = line["properties"]
    return Segment(
        name=own.get("segment"),
        line=line["geometry"],
        status=_own(own, facts, "status"),
        mode=own.get("mode"),
        branch=own.get("branch"),
        geometry_precision=_own(own, facts, "geometry_precision"),
        uncertainty_km=float(_own(own, facts, "uncertainty_km")),
    )


def _own(own: Mapping[str, Any], facts: Mapping[str, Any], name: str) -> Any:
    """Return what a segment says of itself, else what the route says; the first line says it as `segment_status` and so on."""
    return own.get(f"segment_{name}") or own.get(name) or facts[name]


def _waypoint(point: Mapping[str, Any]) -> Waypoint:
    own = point["properties"]
    return Waypoint(
        order=int(own["order"]),
        name=own["name"],
        country=own.get("country"),
        role=own["role"],
        grade=own["grade"],
        geonameid=own.get("geonameid"),
        lon=point["geometry"].x,
        lat=point["geometry"].y,
        source=tuple(own.get("source") or ()),
    )
