"""The columns, dtypes and geometry types of every table of an Atlas, as data.

What leaves a module has passed `conform`, so that a table read in a notebook,
in QGIS or by the page always has the same columns. Missing is missing: NaN for
text and numbers, NaT for times, None for geometry; never "" or an empty point.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geomap.errors import LayerError

if TYPE_CHECKING:
    import pandas as pd

CRS = "EPSG:4326"
TEXT, INTEGER, REAL, FLAG, TIME = "str", "int64", "float64", "bool", "datetime64[us, UTC]"
POINT = ("Point",)
LINE = ("LineString", "MultiLineString")


@dataclass(frozen=True)
class Table:
    """What one table holds: `columns` in order, `key` (unique together), geometry types."""

    columns: Mapping[str, str]
    key: tuple[str, ...] = ()
    geometry: tuple[str, ...] = ()


TABLES: dict[str, Table] = {
    "articles": Table(
        {
            "article_id": TEXT,
            "source": TEXT,
            "source_basis": TEXT,
            "form": TEXT,
            "title": TEXT,
            "author": TEXT,
            "url": TEXT,
            "published": TIME,
            "published_precision": TEXT,
            "language": TEXT,
            "path": TEXT,
            "text": TEXT,
        },
        key=("article_id",),
    ),
    "mentions": Table(
        {
            "mention_id": TEXT,
            "article_id": TEXT,
            "feature_type": TEXT,
            "surface": TEXT,
            "start": INTEGER,
            "end": INTEGER,
            "sentence": TEXT,
            "feature_id": TEXT,
            "name": TEXT,
            "status": TEXT,
            "anaphora": FLAG,
            "demonym": FLAG,
            "alias_type": TEXT,
            "alias_language": TEXT,
            "score": REAL,
            "margin": REAL,
            "reason": TEXT,
            "recogniser": TEXT,
            "resolver": TEXT,
        },
        key=("mention_id",),
        geometry=POINT,
    ),
    "candidates": Table(
        {
            "mention_id": TEXT,
            "rank": INTEGER,
            "feature_id": TEXT,
            "name": TEXT,
            "country": TEXT,
            "feature_code": TEXT,
            "lon": REAL,
            "lat": REAL,
            "score": REAL,
            "prior": REAL,
            "country_context": REAL,
            "admin1_context": REAL,
            "distance": REAL,
            "containment": REAL,
        },
        key=("mention_id", "rank"),
    ),
    "places": Table(
        {
            "place_id": TEXT,
            "name": TEXT,
            "country": TEXT,
            "feature_class": TEXT,
            "feature_code": TEXT,
            "population": INTEGER,
            "radius_km": REAL,
            "gazetteer": TEXT,
            "n_mentions": INTEGER,
            "n_articles": INTEGER,
            "n_sources": INTEGER,
        },
        key=("place_id",),
        geometry=POINT,
    ),
    "routes": Table(
        {
            "route_id": TEXT,
            "name": TEXT,
            "kind": TEXT,
            "commodity": TEXT,
            "status": TEXT,
            "countries": TEXT,
            "length_km": REAL,
            "geometry_precision": TEXT,
            "uncertainty_km": REAL,
            "part_of": TEXT,
            "licence": TEXT,
            "attribution": TEXT,
            "n_mentions": INTEGER,
            "n_articles": INTEGER,
            "n_sources": INTEGER,
            "n_indirect_articles": INTEGER,
            "first_published": TIME,
            "last_published": TIME,
        },
        key=("route_id",),
        geometry=LINE,
    ),
    "segments": Table(
        {
            "route_id": TEXT,
            "order": INTEGER,
            "segment": TEXT,
            "status": TEXT,
            "mode": TEXT,
            "branch": TEXT,
            "geometry_precision": TEXT,
            "uncertainty_km": REAL,
        },
        key=("route_id", "order"),
        geometry=LINE,
    ),
    "waypoints": Table(
        {
            "route_id": TEXT,
            "order": INTEGER,
            "name": TEXT,
            "country": TEXT,
            "role": TEXT,
            "grade": TEXT,
            "geonameid": REAL,
            "km": REAL,
        },
        key=("route_id", "order"),
        geometry=POINT,
    ),
    "links": Table(
        {
            "source": TEXT,
            "route_id": TEXT,
            "n_articles": INTEGER,
            "n_mentions": INTEGER,
            "n_indirect_articles": INTEGER,
            "first_published": TIME,
            "last_published": TIME,
        },
        key=("source", "route_id"),
        geometry=LINE,
    ),
    "names": Table(
        {
            "source": TEXT,
            "route_id": TEXT,
            "surface": TEXT,
            "language": TEXT,
            "month": TEXT,
            "alias_type": TEXT,
            "n_mentions": INTEGER,
            "n_articles": INTEGER,
        },
        key=("source", "route_id", "surface", "language", "month", "alias_type"),
    ),
    "issues": Table({"where": TEXT, "severity": TEXT, "message": TEXT}),
}


def conform(rows: pd.DataFrame | Iterable[Mapping[str, Any]], table: str) -> pd.DataFrame:
    """Return `rows` as the named table: its columns in order, its dtypes, its CRS.

    Parameters
    ----------
    rows
        A frame or an iterable of mappings; a geometry table has its shapes in
        the key or column "geometry". Columns the schema does not name are dropped.
    table
        A key of `TABLES`.

    Returns
    -------
    frame
        A new DataFrame, or a GeoDataFrame in EPSG:4326 where the table has a
        geometry, with a fresh integer index. The input is not modified.

    Raises
    ------
    LayerError
        If a value does not fit its dtype, a key is repeated or a geometry is
        of another type.

    Examples
    --------
    >>> conform([{"where": "a.txt", "severity": "error", "message": "empty"}], "issues").shape
    (1, 3)
    """
    import geopandas as gpd
    import pandas as pd

    spec = TABLES[table]
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    columns: dict[str, pd.Series] = {}
    for name, dtype in spec.columns.items():
        column = frame[name] if name in frame else pd.Series([None] * len(frame), index=frame.index)
        try:
            columns[name] = _cast(column, dtype)
        except (TypeError, ValueError) as error:
            found = str(error).splitlines()[0].rstrip(".")  # pandas goes on with advice for programmers
            raise LayerError(f"{table}.{name}: {found}; expected {dtype}") from None
    result = pd.DataFrame(columns, index=frame.index).reset_index(drop=True)
    if spec.geometry:
        shapes = list(frame["geometry"]) if "geometry" in frame else [None] * len(frame)
        result = gpd.GeoDataFrame(result, geometry=gpd.GeoSeries(shapes, crs=CRS), crs=CRS)
    check(result, table)
    return result


def empty(table: str) -> pd.DataFrame:
    """Return the named table without rows, with all its columns and dtypes."""
    return conform([], table)


def check(frame: pd.DataFrame, table: str) -> None:
    """Raise LayerError unless `frame` is a valid instance of the named table."""
    spec = TABLES[table]
    wanted = [*spec.columns, "geometry"] if spec.geometry else list(spec.columns)
    if list(frame.columns) != wanted:
        raise LayerError(f"{table}: columns are {list(frame.columns)}; expected {wanted}")
    for name, dtype in spec.columns.items():
        if str(frame[name].dtype) != dtype:
            raise LayerError(f"{table}.{name}: dtype is {frame[name].dtype}; expected {dtype}")
    if spec.key and frame.duplicated(list(spec.key)).any():
        row = frame.loc[frame.duplicated(list(spec.key)), list(spec.key)].iloc[0].tolist()
        raise LayerError(f"{table}: {row} stands twice; {', '.join(spec.key)} must be unique")
    if spec.geometry:
        _check_geometry(frame, table, spec.geometry)


def _cast(column: pd.Series, dtype: Any) -> Any:
    """`Any`: pandas' types know a dtype only as a literal."""
    import pandas as pd

    if dtype == TEXT:
        return column.where(column.notna() & (column != ""), None).astype("str")
    if dtype == TIME:
        return pd.to_datetime(column, utc=True, format="ISO8601").astype(dtype)
    if dtype in (INTEGER, FLAG):
        return column.fillna(0).astype(dtype) if len(column) else column.astype(dtype)
    return pd.to_numeric(column).astype(dtype)


def _check_geometry(frame: Any, table: str, allowed: tuple[str, ...]) -> None:
    """`Any`: geopandas ships no types for `geometry.geom_type`."""
    if frame.crs is None or frame.crs.to_epsg() != 4326:
        raise LayerError(f"{table}: CRS is {frame.crs}; expected {CRS}, longitude first")
    present = frame.geometry[[shape is not None for shape in frame.geometry]]
    if present.is_empty.any():
        raise LayerError(f"{table}: an empty geometry; a missing one is None")
    wrong = sorted(set(present.geom_type) - set(allowed))
    if wrong:
        raise LayerError(f"{table}: geometry is {', '.join(wrong)}; expected {' or '.join(allowed)}")
    if len(present):
        west, south, east, north = present.total_bounds
        if west < -180 or east > 180 or south < -90 or north > 90:
            raise LayerError(
                f"{table}: coordinates reach {west:.1f}, {south:.1f} to {east:.1f}, {north:.1f}; "
                "expected longitude, latitude in degrees. Are the axes swapped?"
            )
