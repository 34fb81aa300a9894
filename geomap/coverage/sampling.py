"""Read a raster along a route: its height, its rainfall, whatever a grid of degrees holds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geomap.errors import CatalogueError, LayerError

if TYPE_CHECKING:
    import xarray as xr
    from shapely.geometry.base import BaseGeometry

    from geomap.coverage.cubes import Numbers

_DIMENSIONS = {"latitude": ("latitude", "lat", "y"), "longitude": ("longitude", "lon", "x")}


def sample_route(route: str | BaseGeometry, raster: xr.DataArray, *, step_km: float = 10.0) -> xr.DataArray:
    """Read a raster at equal steps along a route.

    Parameters
    ----------
    route
        The id of a route of the catalogue, or a LineString or MultiLineString
        (longitude, latitude in degrees, EPSG:4326). Parts follow one another,
        branches last; the gap between two parts has no length.
    raster
        Has dimensions of latitude and longitude in degrees (called lat/lon,
        latitude/longitude, y/x, or so by `standard_name`), rising or falling,
        longitudes to 180 or to 360. Other dimensions are kept.
    step_km
        Distance between two samples along the WGS 84 ellipsoid, in kilometres.

    Returns
    -------
    samples
        Over `distance_km` from the start, with `lon` and `lat`: the value of the
        cell each point lies in, NaN outside the raster.

    Raises
    ------
    CatalogueError
        If the catalogue has no such route.
    LayerError
        If `route` is no line, `step_km` not positive, or the raster has no
        latitude and longitude in degrees.

    Examples
    --------
    >>> import xarray as xr
    >>> from shapely import LineString
    >>> cells = {"lat": [0.5, 1.5], "lon": [0.5, 1.5]}
    >>> height_m = xr.DataArray([[10, 20], [30, 40]], coords=cells, dims=("lat", "lon"))
    >>> sample_route(LineString([(0.1, 0.5), (1.9, 0.5)]), height_m, step_km=100).values.tolist()
    [10.0, 10.0, 20.0]
    """
    import numpy as np
    import xarray as xr

    if not 0 < step_km < math.inf:
        raise LayerError(f"step_km={step_km}: expected a distance above 0, in kilometres")
    lon, lat = _points_along(_alignment(route), step_km)
    y, x = (_dimension(raster, which) for which in _DIMENSIONS)
    rows, in_rows = _cells_at(raster, y, lat)
    columns, in_columns = _cells_at(raster, x, lon, period=360.0)
    cells = {name: xr.DataArray(numbers, dims="distance_km") for name, numbers in ((y, rows), (x, columns))}
    inside = xr.DataArray(in_rows & in_columns, dims="distance_km")
    samples = raster.isel(cells).where(inside)
    samples = samples.drop_vars(
        [name for name, values in samples.coords.items() if "distance_km" in values.dims]
    )
    words = {"long_name": "distance from the start of the route", "units": "km"}
    return samples.assign_coords(
        distance_km=("distance_km", np.arange(len(lon)) * step_km, words),
        lon=("distance_km", lon, {"standard_name": "longitude", "units": "degrees_east"}),
        lat=("distance_km", lat, {"standard_name": "latitude", "units": "degrees_north"}),
    )


def _alignment(route: str | BaseGeometry) -> BaseGeometry:
    from geomap.catalogue import read_catalogue

    if isinstance(route, str):
        catalogue = read_catalogue()
        if route not in catalogue:
            raise CatalogueError(f"no route has the id {route!r}; `geomap routes` lists those there are")
        return catalogue[route].geometry
    if route.geom_type not in ("LineString", "MultiLineString") or route.is_empty:
        found = f"an empty {route.geom_type}" if route.is_empty else route.geom_type
        raise LayerError(f"route is {found}; expected a LineString or MultiLineString")
    return route


def _points_along(line: BaseGeometry, step_km: float) -> tuple[Numbers, Numbers]:
    """Return longitudes and latitudes at 0, 1, 2 ... steps, along the geodesics between the vertices."""
    import numpy as np
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    parts = [np.array(part.coords)[:, :2] for part in getattr(line, "geoms", [line])]
    lon, lat = np.concatenate([part[:-1] for part in parts]).T
    to_lon, to_lat = np.concatenate([part[1:] for part in parts]).T
    azimuth, _, metres = geod.inv(lon, lat, to_lon, to_lat)
    before = np.concatenate([[0.0], np.cumsum(metres)])
    step_m = step_km * 1000
    steps = np.arange(math.floor(before[-1] / step_m + 1e-9) + 1) * step_m
    leg = np.clip(np.searchsorted(before, steps, side="right") - 1, 0, len(metres) - 1)
    at_lon, at_lat, _ = geod.fwd(lon[leg], lat[leg], azimuth[leg], steps - before[leg])
    return np.asarray(at_lon), np.asarray(at_lat)


def _dimension(raster: xr.DataArray, which: str) -> str:
    """Return the name of the raster's dimension of latitude or longitude."""
    for name in map(str, raster.dims):
        named = name.lower() in _DIMENSIONS[which]
        if name in raster.coords and (named or raster[name].attrs.get("standard_name") == which):
            return name
    found = ", ".join(map(str, raster.dims))
    raise LayerError(
        f"raster has the dimensions {found}; expected one with coordinates that is called {which}"
    )


def _cells_at(
    raster: xr.DataArray, name: str, values: Numbers, *, period: float = 0.0
) -> tuple[Numbers, Numbers]:
    """Return the number of the cell that each value lies in, and whether it lies in the raster at all."""
    import numpy as np

    middles = raster[name].to_numpy().astype(float)
    steps = np.diff(middles)
    sorted_ = len(steps) > 0 and (np.all(steps > 0) or np.all(steps < 0))
    if not sorted_ or np.abs(middles).max() > (period or 90.0):
        raise LayerError(
            f"raster.{name}: expected two or more values in order, in degrees. Reproject to EPSG:4326?"
        )
    order = np.argsort(middles)
    middles, gaps = middles[order], np.diff(middles[order])
    between = middles[:-1] + gaps / 2
    edges = np.concatenate([[middles[0] - gaps[0] / 2], between, [middles[-1] + gaps[-1] / 2]])
    if period:
        values = edges[0] + (values - edges[0]) % period
    inside = (values >= edges[0]) & (values <= edges[-1])
    cell = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(middles) - 1)
    return order[cell], inside
