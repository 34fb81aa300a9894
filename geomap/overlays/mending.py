"""Make one clean alignment of whatever lines a file holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from geomap.alignment import cut_antimeridian
from geomap.errors import LayerError
from geomap.geojson import PRECISION

#: More vertices than the most detailed pipeline of the world needs at 5 m; a page with more would not open.
MAX_VERTICES = 500_000


def mend_lines(shapes: Iterable[BaseGeometry], where: str) -> list[LineString]:
    """Return the lines among some shapes: without Z, rounded, each once, merged where they touch, cut at 180 degrees.

    Parameters
    ----------
    shapes
        EPSG:4326; longitudes up to a turn beyond 180 are taken for the way across it.
    where
        What messages call it.

    Raises
    ------
    LayerError
        If there is no line, there are too many vertices, or coordinates out of range.
    """
    parts = [part for shape in shapes for part in line_parts(shape)]
    _check(parts, where)
    rounded = list(_rounded(cut for part in _rounded(parts) for cut in line_parts(cut_antimeridian(part))))
    if not rounded:
        raise LayerError(f"{where}: holds no line; expected the route as one line or several")
    once = {min(line.wkb, line.reverse().wkb): line for line in rounded}
    return list(line_parts(shapely.line_merge(shapely.MultiLineString(list(once.values())))))


def line_parts(shape: BaseGeometry | None) -> Iterator[LineString]:
    """Yield the lines of a shape, whatever it is made of, as they are."""
    if isinstance(shape, LineString) and not shape.is_empty:  # a LinearRing is one too
        yield shape
    for part in getattr(shape, "geoms", ()):
        yield from line_parts(part)


def _check(parts: list[LineString], where: str) -> None:
    if sum(len(part.coords) for part in parts) > MAX_VERTICES:
        raise LayerError(
            f"{where}: more than {MAX_VERTICES:,} vertices; thin the line out first, to 5 m or so"
        )
    xy = shapely.get_coordinates(parts)
    if len(xy) and not (np.isfinite(xy).all() and abs(xy[:, 0]).max() <= 360 and abs(xy[:, 1]).max() <= 90):
        (west, south), (east, north) = np.nanmin(xy, axis=0), np.nanmax(xy, axis=0)
        raise LayerError(
            f"{where}: coordinates reach {west:g}, {south:g}, {east:g}, {north:g}; "
            "expected longitude, latitude in degrees. Are the axes swapped, or is the CRS missing?"
        )


def _rounded(lines: Iterable[LineString]) -> Iterator[LineString]:
    """Yield lines to 5 decimals without repeated points, longitudes within 180; what shrinks to a point is left out."""
    for line in lines:
        xy = shapely.get_coordinates(line)
        beyond = abs(xy[:, 0]) > 180
        xy[beyond, 0] = (xy[beyond, 0] + 180) % 360 - 180
        xy = np.round(xy, PRECISION) + 0.0  # turns -0.0 into 0.0
        kept = np.concatenate([[True], (xy[1:] != xy[:-1]).any(axis=1)])
        if kept.sum() > 1:
            yield LineString(xy[kept])
