"""Read and write GeoJSON (RFC 7946) without GDAL: no guessed types, the same bytes every time.

GDAL turns "2025-08" into a date and "007" into a number, drops the columns of
empty layers and picks its driver by the file's content; so GeoJSON goes through
`json` and `shapely` alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from geomap.errors import LayerError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

#: Decimals of a degree in what we write: 0.00001 degrees is about 1 m.
PRECISION = 5

JSON = Any  # whatever json.loads returns


def feature(
    geometry: BaseGeometry | None, properties: Mapping[str, Any], *, precision: int = PRECISION
) -> dict[str, Any]:
    """Return one Feature: rounded coordinates, right-hand rule, plain JSON values.

    Examples
    --------
    >>> feature(shapely.Point(49.891234567, 40.3777), {"name": "Baku"})["geometry"]["coordinates"]
    [49.89123, 40.3777]
    """
    return {
        "type": "Feature",
        "properties": {key: plain_value(value) for key, value in properties.items()},
        "geometry": None if geometry is None or geometry.is_empty else _geometry(geometry, precision),
    }


def features(frame: pd.DataFrame | gpd.GeoDataFrame, *, precision: int = PRECISION) -> list[dict[str, Any]]:
    """Return the rows of a table as Features; a table without geometry gives null geometries."""
    shapes: Sequence[BaseGeometry | None] = (
        list(frame["geometry"]) if "geometry" in frame else [None] * len(frame)
    )
    records = frame.drop(columns="geometry", errors="ignore").to_dict("records")
    return [feature(geom, row, precision=precision) for geom, row in zip(shapes, records, strict=True)]


def dump_collection(collection: Iterable[Mapping[str, Any]], **members: Any) -> bytes:
    """Return a FeatureCollection as UTF-8 bytes, one feature a line; `members` are foreign members.

    Raises
    ------
    LayerError
        If a value cannot stand in JSON (NaN, infinity, an unknown type).
    """
    try:
        lines = ",\n".join(dump_value(item) for item in collection)
        head = "".join(f"{json.dumps(key)}: {dump_value(value)},\n" for key, value in members.items())
    except (TypeError, ValueError) as error:
        raise LayerError(f"not writable as GeoJSON: {error}") from None
    body = f"\n{lines}\n" if lines else ""
    return f'{{"type": "FeatureCollection",\n{head}"features": [{body}]}}\n'.encode()


def dump_value(value: Any) -> str:
    """Return compact JSON: keys in the order given, no NaN, UTF-8 kept."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def load_collection(data: bytes | str, where: str) -> list[dict[str, Any]]:
    """Return the features of GeoJSON bytes, each with a shapely "geometry" or None.

    Parameters
    ----------
    data
        A FeatureCollection, a Feature or a bare geometry.
    where
        What messages call it, usually the file name.

    Raises
    ------
    LayerError
        If it is not GeoJSON, or a coordinate lies outside -180..180, -90..90.
    """
    parsed = load_json(data, where)
    kind = parsed.get("type") if isinstance(parsed, dict) else None
    if kind == "FeatureCollection" and isinstance(parsed.get("features"), list):
        items = parsed["features"]
    elif kind == "Feature":
        items = [parsed]
    elif kind is not None and "coordinates" in parsed:
        items = [{"type": "Feature", "properties": {}, "geometry": parsed}]
    else:
        raise LayerError(
            f"{where}: not GeoJSON: expected a FeatureCollection, found {kind or type(parsed).__name__}"
        )
    return [_load_feature(item, f"{where}: feature {number}") for number, item in enumerate(items, 1)]


def load_json(data: bytes | str, where: str) -> JSON:
    """Parse JSON; NaN and infinity, broken text and absurd nesting raise LayerError."""

    def refuse(constant: str) -> float:
        raise ValueError(f"{constant} is not JSON")

    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise LayerError(f"{where}: not JSON: {error}") from None


def plain_value(value: Any) -> Any:
    """Return a table's value as JSON has it: NaN and NaT are null, times ISO 8601 in UTC."""
    if value is None or isinstance(value, str | bool | list | dict):
        return value
    if isinstance(value, datetime):
        return None if _is_nat(value) else value.isoformat().replace("+00:00", "Z")
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        if math.isnan(value):
            return None
        rounded = round(value, 6)
        return int(rounded) if rounded.is_integer() and abs(rounded) < 2**53 else rounded
    return value if isinstance(value, int) else (None if _is_nat(value) else str(value))


def _is_nat(value: Any) -> bool:
    """Say whether a time is pandas' NaT, which alone is not equal to itself; pandas need not be loaded."""
    return bool(value != value)  # noqa: PLR0124


def _geometry(geometry: BaseGeometry, precision: int) -> dict[str, Any]:
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        geometry = shapely.orient_polygons(geometry)
    raw = mapping(geometry)
    return {"type": raw["type"], "coordinates": _rounded(raw["coordinates"], precision)}


def _rounded(coordinates: Any, precision: int) -> Any:
    if isinstance(coordinates, float | int):
        return round(coordinates, precision) + 0.0  # turns -0.0 into 0.0
    return [_rounded(item, precision) for item in coordinates]


def _load_feature(item: JSON, where: str) -> dict[str, Any]:
    if not isinstance(item, dict) or not isinstance(item.get("properties") or {}, dict):
        raise LayerError(f"{where}: expected an object with properties and geometry")
    geometry = item.get("geometry")
    result: dict[str, Any] = {"properties": dict(item.get("properties") or {}), "geometry": None}
    if geometry is None:
        return result
    try:
        result["geometry"] = loaded = shape(geometry)
    except (TypeError, ValueError, KeyError, AttributeError, shapely.errors.ShapelyError) as error:
        raise LayerError(f"{where}: geometry cannot be read: {error}") from None
    if not loaded.is_empty:
        west, south, east, north = loaded.bounds
        if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
            raise LayerError(
                f"{where}: coordinates reach {west:g}, {south:g}, {east:g}, {north:g}; expected longitude, latitude in degrees"
            )
    return result
