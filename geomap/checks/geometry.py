"""Where a route runs: waypoints on the line and in their countries, no gaps, a length that fits the published one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property

import numpy as np

from geomap import catalogue
from geomap.catalogue import Route, Segment, Waypoint
from geomap.checks.facts import Finding
from geomap.files import data_folder, read_limited
from geomap.gazetteer import GazetteerIndex
from geomap.geojson import load_collection

#: A drawn line comes to this share of the published length, or `length_extent` says what the figure means.
LENGTH_RATIO = (0.75, 1.05)
#: A waypoint lies this close to its line, in kilometres.
MAX_WAYPOINT_KM = 5.0
#: No stretch over land is drawn straight for longer than this, unless the line is schematic.
MAX_LEG_KM = 300.0
#: A waypoint is doubted when this many towns or more stand around it, and all in other countries.
MIN_TOWNS, TOWN_RADIUS_DEG = 3, 0.25
_MAX_DECIMALS = 6
_AT_SEA = ("sea", "ferry", "ship")


class Surroundings:
    """Land and towns, to hold a line against.

    Parameters
    ----------
    gazetteer
        The compiled index, for the countries of towns.
    """

    def __init__(self, gazetteer: GazetteerIndex) -> None:
        self.gazetteer = gazetteer

    @cached_property
    def _towns(self):  # type: ignore[no-untyped-def]  # (STRtree, array of country codes); shapely is imported where used
        from shapely import STRtree, points

        lon, lat, country = self.gazetteer.towns()
        return STRtree(np.array(points(lon, lat), dtype=object, ndmin=1)), country

    @cached_property
    def _land(self):  # type: ignore[no-untyped-def]  # STRtree and its shapes
        from shapely import STRtree

        items = load_collection(read_limited(data_folder() / "basemap" / "land.geojson"), "land.geojson")
        return STRtree([item["geometry"] for item in items])

    def countries_around(self, lon: float, lat: float) -> list[str]:
        """Return the countries of the towns within about 25 km, one entry a town."""
        from shapely import box

        tree, country = self._towns
        width = TOWN_RADIUS_DEG / max(0.1, float(np.cos(np.radians(lat))))
        near = tree.query(box(lon - width, lat - TOWN_RADIUS_DEG, lon + width, lat + TOWN_RADIUS_DEG))
        return [str(code) for code in country[np.sort(near)]]

    def on_land(self, lon: float, lat: float) -> bool:
        """Say whether the point lies on land, by the outlines of the basemap (good to some kilometres)."""
        from shapely import Point

        return len(self._land.query(Point(lon, lat), predicate="intersects")) > 0


def check_geometry(route: Route, surroundings: Surroundings) -> Iterator[Finding]:
    """Yield what is wrong, or wants a look, about where a route runs."""
    yield from _check_waypoints(route)
    yield from _check_countries(route, surroundings)
    yield from _check_coordinates(route)
    for segment in route.segments:
        yield from _check_legs(segment, surroundings)
    yield from _check_length(route)


def _check_waypoints(route: Route) -> Iterator[Finding]:
    from shapely import Point

    if [point.order for point in route.waypoints] != list(range(1, len(route.waypoints) + 1)):
        yield "error", "waypoints are not numbered 1, 2, 3, ... in the order they stand"
    keys = {reference.get("key") for reference in route.facts.get("references") or ()} | {"geonames"}
    line = route.geometry
    for point in route.waypoints:
        where = f"waypoint {point.order} {point.name!r}"
        kilometres = line.distance(Point(point.lon, point.lat)) * 111
        if kilometres > MAX_WAYPOINT_KM:
            yield (
                "error",
                f"{where} lies {kilometres:.0f} km off the line; expected at most {MAX_WAYPOINT_KM:g}",
            )
        if point.grade not in catalogue.GRADES:
            yield "error", f"{where}: grade is {point.grade!r}; expected A, B or C"
        if not point.source or not set(point.source) <= keys:
            yield (
                "error",
                f"{where}: source is {list(point.source)}; expected geonames or keys of the references",
            )


def _check_countries(route: Route, surroundings: Surroundings) -> Iterator[Finding]:
    for point in route.waypoints:
        around = surroundings.countries_around(point.lon, point.lat)
        if len(around) >= MIN_TOWNS and not _may_be_in(point, route, around):
            found = ", ".join(sorted(set(around)))
            yield (
                "warning",
                f"waypoint {point.order} {point.name!r} at ({point.lon}, {point.lat}) is said to be in "
                f"{point.country or 'no country'}, but the towns around it are in {found}; "
                "coordinates are longitude, latitude. Swapped, or a wrong country?",
            )


def _may_be_in(point: Waypoint, route: Route, around: list[str]) -> bool:
    if point.country is None:
        return True
    declared = set(route.countries) if point.role == "border" else {point.country}
    return bool(declared & set(around))


def _check_coordinates(route: Route) -> Iterator[Finding]:
    numbers = [number for segment in route.segments for xy in segment.line.coords for number in xy[:2]]
    if any(abs(round(number, _MAX_DECIMALS) - number) > 1e-9 for number in numbers):
        yield "error", f"a coordinate has more than {_MAX_DECIMALS} decimals; that is less than a metre"
    if any(segment.line.has_z for segment in route.segments):
        yield "error", "coordinates have heights; expected longitude and latitude only"


def _check_legs(segment: Segment, surroundings: Surroundings) -> Iterator[Finding]:
    if segment.geometry_precision == "schematic" or segment.mode in _AT_SEA:
        return
    coordinates = np.asarray(segment.line.coords)[:, :2]
    lengths = leg_lengths_km(coordinates)
    for (x, y), (to_x, to_y), length in zip(coordinates[:-1], coordinates[1:], lengths, strict=True):
        if length > MAX_LEG_KM and surroundings.on_land((x + to_x) / 2, (y + to_y) / 2):
            yield (
                "warning",
                f"straight for {length:.0f} km over land from ({x:g}, {y:g}) to ({to_x:g}, {to_y:g}); "
                f"expected at most {MAX_LEG_KM:g}: add waypoints, or call the segment schematic",
            )


def _check_length(route: Route) -> Iterator[Finding]:
    published = route.facts.get("length_km")
    if not published or route.facts.get("length_extent"):
        return
    drawn = drawn_km(route)
    if not LENGTH_RATIO[0] <= drawn / published <= LENGTH_RATIO[1]:
        yield (
            "warning",
            f"the line is {drawn:.0f} km, {drawn / published:.2f} of the published {published} km; "
            "stations are missing, or say in length_extent what the figure measures",
        )


def drawn_km(route: Route) -> float:
    """Return the length of a route's main line on the WGS 84 ellipsoid, branches left out.

    Examples
    --------
    >>> 700 < drawn_km(catalogue.read_catalogue()["tap"]) < 900
    True
    """
    lines = (segment.line for segment in route.segments if not segment.branch)
    return float(sum(leg_lengths_km(np.asarray(line.coords)[:, :2]).sum() for line in lines))


def leg_lengths_km(coordinates: np.ndarray) -> np.ndarray:
    """Return the geodesic lengths between consecutive points, shape (n, 2) longitude and latitude, in kilometres."""
    lon, lat = coordinates[:, 0], coordinates[:, 1]
    _, _, metres = _geod().inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    return np.asarray(metres) / 1000


@cache
def _geod():  # type: ignore[no-untyped-def]  # pyproj is imported where it is used
    from pyproj import Geod

    return Geod(ellps="WGS84")
