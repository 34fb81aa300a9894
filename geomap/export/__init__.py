"""Write the tables of an Atlas as files that other programs read, and read them back.

A folder gets one file per table: GeoJSON where there is a geometry, CSV where
there is none. One file gets every table (`.gpkg`, `.kml`) or one of them
(`.geojson`, `.csv`, `.parquet`, `.fgb`). The same Atlas gives the same bytes,
and a file is replaced whole or not at all.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING

from geomap import schema
from geomap.errors import InputError, LayerError, OutputError
from geomap.files import check_target, read_limited, write_bytes

if TYPE_CHECKING:
    import pandas as pd

    from geomap.model import Atlas

#: What a file holds when nothing is said, for the formats of one layer.
DEFAULT_LAYER = "routes"
#: The suffixes of files that hold every layer.
ALL_LAYERS = frozenset({".gpkg", ".kml"})
#: The suffixes of files, and whether such a file can hold a table without geometry.
SUFFIXES = {".geojson": False, ".gpkg": True, ".parquet": True, ".fgb": False, ".kml": False, ".csv": True}
SPATIAL = tuple(name for name, table in schema.TABLES.items() if table.geometry)
#: The largest layer that is read back, in bytes.
MAX_LAYER_BYTES = 1 << 30


def write_layers(atlas: Atlas, path: str | os.PathLike[str], *, layer: str | None = None) -> list[Path]:
    """Write the tables of an Atlas to a folder or to one file.

    Parameters
    ----------
    atlas
        What `build_atlas` returned. The articles' text is never written: it
        belongs to their publishers.
    path
        A folder (no suffix; made when missing, other files in it stay) or a file:

        - `.gpkg` GeoPackage for QGIS, every table, lines as MultiLineString;
        - `.kml` every table with a geometry, a folder each, for Google Earth;
        - `.geojson` one layer by RFC 7946, styled for GitHub and geojson.io (simplestyle 1.1);
        - `.csv`, `.parquet` (GeoParquet), `.fgb` (FlatGeobuf) one layer.
    layer
        The only table to write. Without it: all where the target can hold all, else "routes".

    Returns
    -------
    paths
        The files written.

    Raises
    ------
    OutputError
        If the suffix or the layer is unknown, the format cannot hold it, or a
        file cannot be written; an old file stays as it was.

    Notes
    -----
    Rows stand in the order of their keys. Times are ISO 8601 in UTC, missing
    values are null or an empty cell, coordinates are longitude, latitude in
    degrees (EPSG:4326), in GeoJSON, KML and CSV to 5 decimals (about 1 m) and
    other numbers to 6. Lines that cross 180 degrees are cut there.

    A CSV cell of text that a spreadsheet would run as a formula (it begins with
    = + - @, a tab or a line break) has an apostrophe before it; `read_layers`
    takes it away again. NUL is written as U+FFFD, in KML every character that
    XML forbids, and `<` `>` as `‹` `›`, for KML viewers take text for HTML.

    Examples
    --------
    >>> import tempfile
    >>> from geomap.atlas import build_atlas
    >>> atlas = build_atlas([{"source": "Our Paper", "text": "The Middle Corridor crosses the Caspian Sea."}])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in write_layers(atlas, folder)][:3]
    ['articles.csv', 'mentions.geojson', 'candidates.csv']
    """
    suffix = check_request(path, layer)
    if suffix in SUFFIXES:
        return [_write_file(atlas, Path(path), suffix, layer)]
    return _write_folder(atlas, Path(path), layer)


def check_request(path: str | os.PathLike[str], layer: str | None = None) -> str:
    """Refuse what `write_layers` could not write, before there is an Atlas; return the suffix in lower case.

    Raises
    ------
    OutputError
        As `write_layers` does, but for errors that show only while writing.
    """
    if layer is not None and layer not in schema.TABLES:
        raise OutputError(f"layer={layer!r}: no such layer; expected one of {', '.join(schema.TABLES)}")
    suffix = Path(path).suffix.lower()
    if suffix in SUFFIXES:
        if layer is not None and layer not in SPATIAL and not SUFFIXES[suffix]:
            others = ", ".join(name for name, holds in SUFFIXES.items() if holds)
            raise OutputError(
                f"{path}: {layer} has no geometry; write {others}, or one of {', '.join(SPATIAL)}"
            )
        check_target(path)
        if suffix == ".parquet" and importlib.util.find_spec("pyarrow") is None:
            raise OutputError(f"{path}: Parquet needs pyarrow; install it: pip install pyarrow")
    elif suffix and not Path(path).is_dir() and not os.fspath(path).endswith(("/", os.sep)):
        raise OutputError(f"{path}: expected a folder, or a file ending in {', '.join(SUFFIXES)}")
    return suffix


def read_layers(path: str | os.PathLike[str]) -> dict[str, pd.DataFrame]:
    """Read back what `write_layers` wrote to a folder, a `.geojson` or a `.gpkg`.

    Parameters
    ----------
    path
        The folder or file. Files and layers of other names are left alone.

    Returns
    -------
    layers
        By name, each with the columns of `geomap.schema`: a GeoDataFrame
        (EPSG:4326) where the table has a geometry, else a DataFrame.

    Raises
    ------
    InputError
        If there is nothing of ours at `path`.
    LayerError
        If a layer is broken or does not fit its schema.

    Examples
    --------
    >>> import tempfile
    >>> from geomap.atlas import build_atlas
    >>> atlas = build_atlas([{"source": "Our Paper", "text": "The Middle Corridor crosses the Caspian Sea."}])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = write_layers(atlas, f"{folder}/links.geojson", layer="links")[0]
    ...     read_layers(file)["links"][["source", "route_id"]].values.tolist()
    [['Our Paper', 'middle-corridor']]
    """
    from geomap.export import databases, features

    path = Path(path)
    if path.is_dir():
        return _read_folder(path)
    suffix = path.suffix.lower()
    if suffix == ".gpkg":
        return databases.read_geopackage(path)
    if suffix != ".geojson":
        raise InputError(f"{path}: expected a folder, a .geojson or a .gpkg that `geomap export` wrote")
    data = read_limited(path, max_bytes=MAX_LAYER_BYTES)
    layer = features.layer_of(data, path.name) or path.stem
    if layer not in SPATIAL:
        raise LayerError(f"{path}: does not say which layer it is; name it after one: {', '.join(SPATIAL)}")
    return {layer: features.load_layer(data, layer, path.name)}


def _write_file(atlas: Atlas, path: Path, suffix: str, layer: str | None) -> Path:
    from geomap.export import databases, features, kml, tables

    if suffix == ".gpkg":
        return databases.write_geopackage(atlas, path, [layer] if layer else list(schema.TABLES))
    if suffix == ".kml":
        return write_bytes(path, kml.dump_layers(atlas, [layer] if layer else list(SPATIAL)))
    layer = layer or DEFAULT_LAYER
    if suffix == ".geojson":
        return write_bytes(path, features.dump_layer(atlas, layer))
    if suffix == ".csv":
        return write_bytes(path, tables.dump_csv(tables.prepare(atlas, layer), layer))
    write = databases.write_flatgeobuf if suffix == ".fgb" else databases.write_parquet
    return write(tables.prepare(atlas, layer), path, layer)


def _write_folder(atlas: Atlas, folder: Path, layer: str | None) -> list[Path]:
    from geomap.export import features, tables

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: no folder can be made there: {error.strerror or error}") from None
    return [
        write_bytes(folder / f"{name}.geojson", features.dump_layer(atlas, name))
        if name in SPATIAL
        else write_bytes(folder / f"{name}.csv", tables.dump_csv(tables.prepare(atlas, name), name))
        for name in ([layer] if layer else schema.TABLES)
    ]


def _read_folder(folder: Path) -> dict[str, pd.DataFrame]:
    from geomap.export import features, tables

    layers = {}
    for name in schema.TABLES:
        file = folder / f"{name}.{'geojson' if name in SPATIAL else 'csv'}"
        if file.exists():
            data = read_limited(file, max_bytes=MAX_LAYER_BYTES)
            load = features.load_layer if name in SPATIAL else tables.load_csv
            layers[name] = load(data, name, file.name)
    if not layers:
        raise InputError(f"{folder}: holds no layer of ours; expected routes.geojson, articles.csv, ...")
    return layers
