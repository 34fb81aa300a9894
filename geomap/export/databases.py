"""Layers in binary formats: GeoPackage and FlatGeobuf through GDAL, GeoParquet through Arrow."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from geomap import schema
from geomap.errors import InputError, LayerError, OutputError
from geomap.export.features import describe
from geomap.export.tables import conform_read, prepare
from geomap.files import is_geopackage, replacing

if TYPE_CHECKING:
    import pandas as pd

    from geomap.model import Atlas

# GDAL writes the time of day into a GeoPackage unless this says another:
# https://gdal.org/en/stable/drivers/vector/gpkg.html#configuration-options
_NO_CLOCK = {"OGR_CURRENT_DATE": "1970-01-01T00:00:00.000Z"}


def write_geopackage(atlas: Atlas, path: Path, layers: Sequence[str]) -> Path:
    """Write the named tables into one GeoPackage; those without geometry as attribute tables."""
    import pyogrio

    with _gdal_errors(path), replacing(path) as temporary, _options(_NO_CLOCK):
        temporary.unlink()  # GDAL wants to make the database itself
        for layer in layers:
            frame, options = prepare(atlas, layer), _geometry_options(layer)
            if options:
                options["layer_options"] = {"DESCRIPTION": describe(atlas, layer)["attribution"]}
            pyogrio.write_dataframe(frame, temporary, layer=layer, driver="GPKG", **options)
    return path


def write_flatgeobuf(frame: pd.DataFrame, path: Path, layer: str) -> Path:
    """Write a table with geometry as FlatGeobuf, with a spatial index unless a geometry is missing."""
    import pyogrio

    options = _geometry_options(layer)
    options["layer_options"] = {"SPATIAL_INDEX": "NO" if frame["geometry"].isna().any() else "YES"}
    with _gdal_errors(path), replacing(path) as temporary:
        temporary.unlink()
        pyogrio.write_dataframe(frame, temporary, layer=layer, driver="FlatGeobuf", **options)
    return path


def write_parquet(frame: pd.DataFrame, path: Path, _layer: str) -> Path:
    """Write a table as GeoParquet 1.0, or as plain Parquet where it has no geometry.

    Raises
    ------
    OutputError
        If pyarrow is not installed, or the file cannot be written.
    """
    with replacing(path) as temporary:
        try:
            frame.to_parquet(temporary, index=False)
        except ImportError:
            raise OutputError(f"{path}: Parquet needs pyarrow; install it: pip install pyarrow") from None
    return path


def read_geopackage(path: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of ours in a GeoPackage, by name; lines of one part are LineStrings.

    Raises
    ------
    InputError
        If it is no GeoPackage or holds none of our tables.
    LayerError
        If a table does not fit its schema.
    """
    import pyogrio

    if not is_geopackage(path):
        raise InputError(f"{path}: not a GeoPackage")
    try:
        present = {str(name) for name, _ in pyogrio.list_layers(path)}
        layers = {}
        for name, table in schema.TABLES.items():
            if name in present:
                frame = pyogrio.read_dataframe(path, layer=name, read_geometry=bool(table.geometry))
                if table.geometry == schema.LINE:
                    frame["geometry"] = [_single(shape) for shape in frame["geometry"]]
                layers[name] = conform_read(frame, name, f"{path.name}: {name}")
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise LayerError(f"{path}: cannot be read: {error}") from None
    if not layers:
        raise InputError(f"{path}: holds none of our layers; expected one of {', '.join(schema.TABLES)}")
    return layers


def _geometry_options(layer: str) -> dict[str, Any]:
    allowed = schema.TABLES[layer].geometry
    if allowed == schema.LINE:  # QGIS shows a layer of mixed types as two
        return {"geometry_type": "MultiLineString", "promote_to_multi": True}
    return {"geometry_type": "Point"} if allowed else {}


def _single(shape: Any) -> Any:
    return shape.geoms[0] if isinstance(shape, shapely.MultiLineString) and len(shape.geoms) == 1 else shape


@contextlib.contextmanager
def _options(options: dict[str, str]) -> Iterator[None]:
    """Set options of GDAL, which are global, and put back what was there."""
    import pyogrio

    before = {name: pyogrio.get_gdal_config_option(name) for name in options}
    pyogrio.set_gdal_config_options(options)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


@contextlib.contextmanager
def _gdal_errors(path: Path) -> Iterator[None]:
    import pyogrio

    try:
        yield
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise OutputError(f"{path}: cannot be written: {error}") from None
