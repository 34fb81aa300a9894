"""Measure and mend the lines of routes: lengths, places along them, distances between them.

Lines are EPSG:4326, x = longitude. Distances are geodesics on the WGS 84
ellipsoid; only which leg of a line lies nearest is found on a flat sheet laid
round the point, which is exact enough within a few hundred kilometres.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

Numbers = npt.NDArray[np.float64]
Lines = Sequence[LineString]

#: In degrees: a leg longer than this crosses the antimeridian rather than the map.
_HALF_TURN = 180.0
#: In degrees: stretches of a line this near to a point are equally near (it passes there more than once).
_SAME_PLACE = 0.005
#: A line that comes back after so many kilometres has come a second time.
_VISIT_KM = 5.0
#: Points that stand for a line when two are compared, and the detail in degrees (50 m) that does not matter then.
_SAMPLES, _DETAIL = 400, 0.0005


@dataclass(frozen=True, slots=True)
class Place:
    """Where on some lines a point belongs: number of the line, km from the start of all, km off it."""

    line: int
    km: float
    off_km: float


def length_km(lines: Lines) -> float:
    """Return the length of lines on the ellipsoid.

    Examples
    --------
    >>> round(length_km([LineString([(49.87, 40.41), (44.79, 41.72)])]))
    451
    """
    return float(sum(_geod().geometry_length(line) for line in lines)) / 1000


def place_points(lines: Lines, points: Iterable[tuple[float, float]]) -> list[Place]:
    """Return where each point belongs on lines that follow one another.

    Parameters
    ----------
    lines
        In the order in which they are travelled.
    points
        Longitude, latitude. Where the lines pass a point twice, it belongs
        after the point before it.

    Examples
    --------
    >>> line = LineString([(0, 0), (2, 0)])
    >>> [(round(place.km), round(place.off_km)) for place in place_points([line], [(1, 0), (1.5, 0.1)])]
    [(111, 0), (167, 11)]
    """
    legs = _Legs(lines)
    places: list[Place] = []
    for lon, lat in points:
        reached = places[-1].km if places else 0.0
        places.append(legs.place(lon, lat, reached))
    return places


def mean_distance_km(one: Lines, other: Lines) -> float:
    """Return how far two alignments lie apart on average, both ways, measured at points along each.

    Examples
    --------
    >>> one, other = LineString([(0, 0), (2, 0)]), LineString([(0, 1), (2, 1)])
    >>> round(mean_distance_km([one], [other]))
    111
    """
    one, other = _coarser(one), _coarser(other)
    there = [place.off_km for place in place_points(other, _samples(one))]
    back = [place.off_km for place in place_points(one, _samples(other))]
    return float(np.mean(there) + np.mean(back)) / 2


def divide_line(line: LineString, models: Lines) -> list[tuple[int, LineString]]:
    """Cut a line where another of the models becomes the nearest; return the model's number with each part.

    Examples
    --------
    >>> models = [LineString([(0, 0), (1, 0)]), LineString([(1, 0), (2, 0)])]
    >>> parts = divide_line(LineString([(0, 0.1), (0.9, 0.1), (1.1, 0.1), (1.5, 0.1), (2, 0.1)]), models)
    >>> [(number, len(part.coords)) for number, part in parts]
    [(0, 3), (1, 3)]
    """
    if len(models) == 1:
        return [(0, line)]
    ends = shapely.get_coordinates(line)
    middles = shapely.points((ends[:-1] + ends[1:]) / 2)
    nearest = np.argmin([shapely.distance(middles, model) for model in models], axis=0)
    starts = [0, *(np.flatnonzero(np.diff(nearest)) + 1), len(nearest)]
    return [(int(nearest[a]), LineString(ends[a : b + 1])) for a, b in pairwise(starts)]


def orient_lines(lines: Lines, model: Lines) -> list[LineString]:
    """Return the lines in the order and direction in which the model is travelled."""
    placed: list[tuple[float, LineString]] = []
    for line in lines:
        first, *_, last = shapely.get_coordinates(line).tolist()
        start, end = (place_points(model, [(x, y)])[0].km for x, y in (first, last))
        placed.append((min(start, end), LineString(line.coords[::-1]) if end < start else line))
    return [line for _, line in sorted(placed, key=lambda item: (item[0], item[1].wkb))]


def cut_antimeridian(geometry: BaseGeometry | None) -> BaseGeometry | None:
    """Cut a line wherever it crosses 180 degrees of longitude (RFC 7946, section 3.1.9).

    Parameters
    ----------
    geometry
        Longitude, latitude in degrees; a leg of more than 180 degrees of
        longitude goes the other way round. Points are returned as they are.

    Examples
    --------
    >>> cut_antimeridian(shapely.LineString([(170, 10), (-170, 20)])).wkt
    'MULTILINESTRING ((170 10, 180 15), (-180 15, -170 20))'
    """
    if geometry is None or "LineString" not in geometry.geom_type:
        return geometry
    lines = [list(line.coords) for line in getattr(geometry, "geoms", [geometry])]
    if not any(abs(b[0] - a[0]) > _HALF_TURN for line in lines for a, b in pairwise(line)):
        return geometry
    parts = [part for line in lines for part in _cut(line)]
    if not parts:  # a line without length, on the meridian itself
        return geometry
    return shapely.MultiLineString(parts) if len(parts) > 1 else shapely.LineString(parts[0])


def _cut(line: Sequence[tuple[float, ...]]) -> list[list[tuple[float, float]]]:
    parts: list[list[tuple[float, float]]] = [[(line[0][0], line[0][1])]]
    for (lon, lat, *_), (next_lon, next_lat, *_) in pairwise(line):
        step = next_lon - lon
        if abs(step) > _HALF_TURN:
            edge = -180.0 if step > 0 else 180.0
            leg = step - 360.0 if step > 0 else step + 360.0
            share = (edge - lon) / leg if leg else 1.0
            crossing = lat + share * (next_lat - lat)
            if parts[-1][-1] != (edge, crossing):
                parts[-1].append((edge, crossing))
            parts.append([(-edge, crossing)])
        if parts[-1][-1] != (next_lon, next_lat):
            parts[-1].append((next_lon, next_lat))
    return [part for part in parts if len(part) > 1]


class _Legs:
    """The legs of some lines as columns, with the kilometres before each."""

    def __init__(self, lines: Lines) -> None:
        ends = [shapely.get_coordinates(line) for line in lines]
        self.start = np.concatenate([part[:-1] for part in ends])
        self.step = np.concatenate([part[1:] for part in ends]) - self.start
        self.line = np.repeat(np.arange(len(ends)), [len(part) - 1 for part in ends])
        x, y = self.start.T
        self.km: Numbers = np.asarray(_geod().inv(x, y, *(self.start + self.step).T)[2]) / 1000
        self.before = np.concatenate([[0.0], np.cumsum(self.km)[:-1]])

    def place(self, lon: float, lat: float, reached_km: float) -> Place:
        flat = np.array([np.cos(np.radians(lat)), 1.0])
        to_start = self.start - (lon, lat)
        to_start[:, 0] = (to_start[:, 0] + _HALF_TURN) % 360 - _HALF_TURN  # the short way round the world
        start, step = to_start * flat, self.step * flat
        square = np.maximum((step**2).sum(axis=1), 1e-18)
        share = np.clip(-(start * step).sum(axis=1) / square, 0.0, 1.0)
        off = np.hypot(*(start + step * share[:, None]).T)
        km = self.before + share * self.km
        leg = self._visit(off, km, reached_km)
        foot = self.start[leg] + self.step[leg] * share[leg]
        metres = _geod().inv(lon, lat, *foot)[2]
        return Place(int(self.line[leg]), float(km[leg]), float(metres) / 1000)

    @staticmethod
    def _visit(off: Numbers, km: Numbers, reached_km: float) -> int:
        """Return the nearest leg; where the lines come by several times, that of the first visit not yet passed."""
        near = np.flatnonzero(off <= off.min() + _SAME_PLACE)
        near = near[np.argsort(km[near], kind="stable")]
        visits = np.split(near, np.flatnonzero(np.diff(km[near]) > _VISIT_KM) + 1)
        ahead = [visit for visit in visits if km[visit].max() >= reached_km - 0.001]
        visit = (ahead or visits)[0]
        return int(visit[off[visit].argmin()])


def _samples(lines: Lines) -> list[tuple[float, float]]:
    """Return points at even distances along the lines, both ends included."""
    legs = _Legs(lines)
    at = np.linspace(0.0, legs.before[-1] + legs.km[-1], _SAMPLES)
    leg = np.clip(np.searchsorted(legs.before, at, side="right") - 1, 0, len(legs.km) - 1)
    share = np.clip((at - legs.before[leg]) / np.maximum(legs.km[leg], 1e-9), 0.0, 1.0)
    return [(float(x), float(y)) for x, y in legs.start[leg] + legs.step[leg] * share[:, None]]


def _coarser(lines: Lines) -> list[LineString]:
    return [LineString(shapely.get_coordinates(line.simplify(_DETAIL))) for line in lines]


@cache
def _geod() -> Any:
    from pyproj import Geod

    return Geod(ellps="WGS84")
