"""Read the shapes in a file of a user's own; the suffix alone says what it is.

A file is a stranger. GDAL would choose a driver by content, and a virtual layer
leads it to other files, so it sees only what begins like the format that the
suffix promises. JSON and KML do not go through GDAL at all.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geomap.errors import InputError, LayerError
from geomap.files import MAX_INPUT_BYTES, is_geopackage, read_limited
from geomap.geojson import load_json
from geomap.overlays.archives import unpacked_shapefile

if TYPE_CHECKING:
    from pyproj import CRS

#: The largest GeoPackage that is opened, in bytes; the line of one route is a few megabytes.
MAX_DATABASE_BYTES = 512 * 1024 * 1024
MAX_FILES = 10_000
MAX_FEATURES = 100_000
#: The property by which Global Energy Monitor names a route: https://globalenergymonitor.org
PROJECT = "ProjectID"
_LON_LAT = ("CRS84", "EPSG:4326", "EPSG::4326")
_EXPECTED = (
    ".geojson, .json (GeoJSON or Overpass), .gpkg, .zip (a shapefile), .kml, or a folder of GeoJSON files"
)


def read_shapes(path: Path, *, match: str | None = None) -> list[BaseGeometry]:
    """Return the shapes in a file or folder, in EPSG:4326.

    Parameters
    ----------
    path
        GeoJSON or Overpass JSON (`out geom`), a GeoPackage, a zipped shapefile,
        KML, or a folder of GeoJSON files one route each.
    match
        The `ProjectID` of the features to take; in a folder also the stem of the file. A folder needs it.

    Raises
    ------
    InputError
        If it cannot be read, is too large or of a kind not known.
    LayerError
        If it does not hold what its suffix promises, or nothing that matches.
    """
    if path.is_dir():
        return _read_folder(path, match)
    suffix = path.suffix.lower()
    if suffix not in _READERS:
        raise InputError(
            f"{path}: {'cannot be read: no such file' if not path.exists() else f'expected {_EXPECTED}'}"
        )
    found = [geometry for project, geometry in _READERS[suffix](path) if match is None or project == match]
    if match is not None and not found:
        raise LayerError(f"{path.name}: no feature has the {PROJECT} {match!r}")
    return found


def _read_folder(folder: Path, match: str | None) -> list[BaseGeometry]:
    if match is None:
        raise InputError(f"{folder}: a folder holds many routes; give --match, a {PROJECT} or a file's name")
    files = sorted([*folder.glob("*.geojson"), *folder.glob("*.json")])
    if not 0 < len(files) <= MAX_FILES:
        raise InputError(f"{folder}: holds {len(files)} GeoJSON files; expected 1 to {MAX_FILES:,}")
    for path in files:
        if path.stem.casefold() == match.casefold():
            return [geometry for _, geometry in _read_json(path)]
    found = [geometry for path in files for project, geometry in _read_json(path) if project == match]
    if not found:
        raise LayerError(f"{folder}: no file is called {match!r} and no feature has that {PROJECT}")
    return found


Found = Iterator[tuple[str | None, BaseGeometry]]


def _read_json(path: Path) -> Found:
    parsed = load_json(read_limited(path), path.name)
    if isinstance(parsed, dict) and isinstance(parsed.get("elements"), list):
        yield from ((None, line) for line in _overpass_lines(parsed["elements"], path.name))
        return
    crs = _json_crs(parsed, path.name)
    for item in _json_features(parsed, path.name):
        try:
            geometry = shape(item["geometry"])
            project = (item.get("properties") or {}).get(PROJECT)
        except (TypeError, ValueError, KeyError, AttributeError, shapely.errors.ShapelyError) as error:
            raise LayerError(f"{path.name}: a geometry cannot be read: {error}") from None
        yield project, _reproject(geometry, crs, path.name)


def _json_features(parsed: Any, where: str) -> Iterator[Any]:
    kind = parsed.get("type") if isinstance(parsed, dict) else None
    if kind == "FeatureCollection" and isinstance(parsed.get("features"), list):
        yield from (item for item in parsed["features"] if isinstance(item, dict) and item.get("geometry"))
    elif kind == "Feature" and parsed.get("geometry"):
        yield parsed
    elif kind in ("LineString", "MultiLineString", "GeometryCollection"):
        yield {"geometry": parsed}
    else:
        raise LayerError(
            f"{where}: neither GeoJSON nor Overpass JSON with `out geom`; found {kind or 'no type'}"
        )


def _json_crs(parsed: Any, where: str) -> CRS | None:
    """Return the CRS that older GeoJSON may name; None is longitude, latitude."""
    named = parsed.get("crs") if isinstance(parsed, dict) else None
    name = (named.get("properties") or {}).get("name") if isinstance(named, dict) else None
    if not isinstance(name, str) or name.endswith(_LON_LAT):
        return None
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(name[:200])
    except CRSError:
        raise LayerError(
            f"{where}: crs is {name[:80]!r}, which is not known; reproject to EPSG:4326"
        ) from None


def _overpass_lines(elements: list[Any], where: str) -> Iterator[BaseGeometry]:
    """Yield the ways, alone and as members of relations, each once; a way cut by the box asked for is several lines."""
    ways: dict[Any, Any] = {}
    for element in elements:
        for way in [element, *(element.get("members") or ())] if isinstance(element, dict) else ():
            if isinstance(way, dict) and way.get("type") == "way" and way.get("geometry"):
                ways.setdefault(way.get("ref", way.get("id")), way["geometry"])
    if not ways:
        raise LayerError(f"{where}: no way with a geometry; ask Overpass with `out geom`")
    for nodes in ways.values():
        line: list[tuple[float, float]] = []
        try:
            for node in [*nodes, None]:
                if node is not None:
                    line.append((float(node["lon"]), float(node["lat"])))
                    continue
                if len(line) > 1:
                    yield shapely.LineString(line)
                line = []
        except (TypeError, KeyError, ValueError) as error:
            raise LayerError(f"{where}: a way cannot be read: {error!r}") from None


def _read_kml(path: Path) -> Found:
    """KML is always longitude, latitude (OGC 12-007r2, 6.2); its style and its links to other files are not looked at."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(read_limited(path), parser)
        for element in root.iter("{*}LineString"):
            cells = (element.findtext("{*}coordinates") or "").split()
            points = [tuple(map(float, cell.split(",")[:2])) for cell in cells]
            if len(points) > 1:
                yield None, shapely.LineString(points)
    except (etree.XMLSyntaxError, ValueError, shapely.errors.ShapelyError) as error:
        raise LayerError(f"{path.name}: not KML: {str(error)[:200]}") from None


def _read_geopackage(path: Path) -> Found:
    if not is_geopackage(path):
        raise LayerError(f"{path.name}: not a GeoPackage")
    if path.stat().st_size > MAX_DATABASE_BYTES:
        raise InputError(f"{path}: larger than {MAX_DATABASE_BYTES // 1_000_000} MB; export the one route")
    yield from _read_gdal(path, path.name)


def _read_shapefile(path: Path) -> Found:
    with unpacked_shapefile(path, max_bytes=MAX_INPUT_BYTES) as file:
        yield from _read_gdal(file, path.name)


def _read_gdal(path: Path, where: str) -> Found:
    """Yield the shapes of the one layer of lines; `path` has been seen to be what its suffix says."""
    import pyogrio

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of M values and the like, which are dropped anyway
            layers = [
                str(name)
                for name, kind in pyogrio.list_layers(path)
                if kind and "Point" not in kind and "Polygon" not in kind
            ]
            if len(layers) != 1:
                said = f"layers {', '.join(layers)}" if layers else "no layer of lines"
                raise LayerError(
                    f"{where}: holds {said}; expected one. Save the one with the route as a file of its own"
                )
            options = {"on_invalid": "ignore", "force_2d": True, "max_features": MAX_FEATURES}
            frame = pyogrio.read_dataframe(path, layer=layers[0], columns=[PROJECT], **options)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.GeometryError,
    ) as error:
        raise LayerError(f"{where}: cannot be read: {str(error)[:200]}") from None
    except (ValueError, shapely.errors.ShapelyError) as error:
        raise LayerError(f"{where}: a value cannot be read: {str(error)[:200]}") from None
    if len(frame) >= MAX_FEATURES:
        raise InputError(f"{where}: holds {MAX_FEATURES:,} features or more; export the one route")
    for project, geometry in zip(frame.get(PROJECT, [None] * len(frame)), frame["geometry"], strict=True):
        if geometry is not None:
            yield project, _reproject(geometry, frame.crs, where)


def _reproject(geometry: BaseGeometry, crs: CRS | None, where: str) -> BaseGeometry:
    if crs is None or crs.to_epsg() == 4326:
        return geometry
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    try:
        transformer = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        coordinates = shapely.get_coordinates(geometry)
        x, y = transformer.transform(coordinates[:, 0], coordinates[:, 1])
        return shapely.set_coordinates(shapely.force_2d(geometry), np.column_stack([x, y]))
    except ProjError as error:
        raise LayerError(f"{where}: cannot be reprojected to EPSG:4326: {str(error)[:200]}") from None


_READERS = {
    ".geojson": _read_json,
    ".json": _read_json,
    ".kml": _read_kml,
    ".gpkg": _read_geopackage,
    ".zip": _read_shapefile,
}
