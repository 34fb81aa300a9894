"""Write coordinates as small integers: ten-thousandths of a degree, each the step from the one before.

0.0001 degrees is about 11 m, far below what a corridor's line can promise.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from geomap.errors import LayerError
from geomap.geojson import plain_value

if TYPE_CHECKING:
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

#: Steps per degree.
SCALE = 10_000


def quantise(degrees: float, scale: int = SCALE) -> int:
    """Return degrees as a whole number of steps, `scale` of them to a degree.

    Examples
    --------
    >>> quantise(49.87123)
    498712
    """
    return round(degrees * scale)


def encode_line(coordinates: Iterable[tuple[float, ...]], scale: int = SCALE) -> list[int]:
    """Return x, y of the first point, then the steps to the next ones; repeated points are left out.

    Examples
    --------
    >>> encode_line([(49.87, 40.41), (49.87, 40.41), (44.79, 41.72)])
    [498700, 404100, -50800, 13100]
    """
    steps: list[int] = []
    before = (0, 0)
    for lon, lat, *_ in coordinates:
        point = (quantise(lon, scale), quantise(lat, scale))
        if steps and point == before:
            continue
        steps += [point[0] - before[0], point[1] - before[1]]
        before = point
    return steps


def encode_segments(routes: pd.DataFrame, segments: pd.DataFrame) -> dict[str, list[Any]]:
    """Return the segments of the given routes as columns.

    A route without segments is one segment of its own line; a segment that does
    not say its status or precision has its route's.

    Raises
    ------
    LayerError
        If a geometry is no line.
    """
    names = ("route", "status", "mode", "branch", "precision", "lines")
    columns: dict[str, list[Any]] = {name: [] for name in names}
    by_route = {route_id: part.sort_values("order") for route_id, part in segments.groupby("route_id")}
    for number, route in enumerate(routes.to_dict("records")):
        parts = by_route.get(route["route_id"])
        for part in [route] if parts is None else parts.to_dict("records"):
            encoded = _encode_parts(part["geometry"], str(route["route_id"]))
            if not encoded:
                continue
            columns["route"].append(number)
            columns["status"].append(plain_value(part["status"]) or plain_value(route["status"]))
            columns["mode"].append(plain_value(part.get("mode")))
            columns["branch"].append(plain_value(part.get("branch")))
            precision = plain_value(part["geometry_precision"]) or plain_value(route["geometry_precision"])
            columns["precision"].append(precision)
            columns["lines"].append(encoded)
    return columns


def _encode_parts(geometry: BaseGeometry | None, where: str) -> list[list[int]]:
    if geometry is None or geometry.is_empty:
        return []
    parts = list(getattr(geometry, "geoms", [geometry]))
    if any(part.geom_type != "LineString" for part in parts):
        raise LayerError(f"{where}: geometry is {geometry.geom_type}; expected a line")
    return [
        steps for steps in (encode_line(part.coords) for part in parts) if len(steps) > 2
    ]  # a point is no line
