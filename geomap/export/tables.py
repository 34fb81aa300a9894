"""Bring a table into the form in which it is written, and write and read it as CSV.

A CSV cell is text to a program and a formula to a spreadsheet. Text that could
be taken for a formula gets an apostrophe, which is taken away when it is read.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import shapely

from geomap import schema
from geomap.alignment import cut_antimeridian
from geomap.errors import LayerError
from geomap.geojson import PRECISION, plain_value
from geomap.text import clean_text, csv_line, unescape_formula

if TYPE_CHECKING:
    import pandas as pd

    from geomap.model import Atlas

#: In this order rows are written, where it is not that of the key.
_ORDER = {
    "mentions": ["article_id", "start", "end", "mention_id"],
    "issues": ["where", "severity", "message"],
}


def prepare(atlas: Atlas, layer: str) -> pd.DataFrame:
    """Return the named table as it is written: sorted, cut at 180 degrees, no NUL, no article's text."""
    import geopandas as gpd

    order = _ORDER.get(layer) or list(schema.TABLES[layer].key)
    table: pd.DataFrame = getattr(atlas, layer)
    frame: Any = table.sort_values(order, kind="stable", ignore_index=True)  # geopandas ships no types
    for name, dtype in schema.TABLES[layer].columns.items():
        if dtype == schema.TEXT:
            frame[name] = frame[name].map(lambda text: clean_text(text)[0], na_action="ignore").astype("str")
    if "geometry" in frame:
        shapes = [cut_antimeridian(shape) for shape in frame["geometry"]]
        frame = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=schema.CRS))
    written: pd.DataFrame = frame.drop(columns="text", errors="ignore")
    return written


def dump_csv(frame: pd.DataFrame, layer: str) -> bytes:
    """Return the named table as CSV, UTF-8, lines ending in LF; points as `lon`, `lat`, lines as `wkt`."""
    flat = frame.drop(columns="geometry", errors="ignore")
    records = flat.to_dict("records")
    columns = list(flat.columns)
    if schema.TABLES[layer].geometry:
        is_point = schema.TABLES[layer].geometry == schema.POINT
        add, names = (_lon_lat, ["lon", "lat"]) if is_point else (_wkt, ["wkt"])
        columns += names
        for record, shape in zip(records, frame["geometry"], strict=True):
            record.update(zip(names, add(shape), strict=True))
    lines = [
        csv_line(columns),
        *(csv_line(plain_value(record[name]) for name in columns) for record in records),
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def load_csv(data: bytes, layer: str, where: str) -> pd.DataFrame:
    """Return the named table, which has no geometry, from the bytes of `dump_csv`.

    Raises
    ------
    LayerError
        If it is not CSV or does not fit the schema.
    """
    import pandas as pd

    columns = schema.TABLES[layer].columns
    try:
        frame = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False, na_values=[""])
    except ValueError as error:  # pandas' ParserError and EmptyDataError, and text that is not UTF-8
        raise LayerError(f"{where}: not CSV: {str(error).strip()}") from None
    for name in set(columns) & set(frame):
        if columns[name] == schema.TEXT:
            frame[name] = frame[name].map(unescape_formula, na_action="ignore")
    return conform_read(frame, layer, where)


def conform_read(frame: pd.DataFrame, layer: str, where: str) -> pd.DataFrame:
    """Return rows read from a file as the named table; times are ISO 8601 text or times.

    Raises
    ------
    LayerError
        If they do not fit the schema; the message begins with `where`.
    """
    spec = schema.TABLES[layer]
    missing = [name for name in spec.key if name not in frame] if len(frame) else []
    if missing:
        raise LayerError(f"{where}: no column {', '.join(missing)}; is this the layer {layer}?")
    try:
        return schema.conform(frame, layer)
    except LayerError as error:
        raise LayerError(f"{where}: {error}") from None


def _lon_lat(shape: Any) -> tuple[float | str | None, ...]:
    return (None, None) if shape is None else (round(shape.x, PRECISION), round(shape.y, PRECISION))


def _wkt(shape: Any) -> tuple[float | str | None, ...]:
    return (None if shape is None else shapely.to_wkt(shape, rounding_precision=PRECISION),)
