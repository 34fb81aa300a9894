"""Count how much each source wrote on each route in each period, as xarray cubes.

A zero in a cube is a real zero: the source had articles, and none of that
period spoke of that route. Articles that cannot be placed in a period are not
dropped, as a groupby would do, but counted beside the cube.
"""

from __future__ import annotations

import csv
import io
import math
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import CatalogueError, LayerError, OutputError
from geomap.files import replacing, write_bytes
from geomap.text import clean_text

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import xarray as xr
    from shapely.geometry.base import BaseGeometry

    from geomap.model import Atlas

#: The label of articles whose source is not known.
NO_SOURCE = "(not stated)"
#: The lengths of a period, as pandas calls them; weeks begin on Monday (ISO 8601).
PERIODS = {"day": "D", "week": "W-SUN", "month": "M", "year": "Y"}
#: The most cells of a cube; 4 bytes each in every variable.
MAX_CELLS = 100_000_000
# A date known only to the month cannot be placed in a day.
_TOO_COARSE = {"day": {"month", "year"}, "week": {"month", "year"}, "month": {"year"}, "year": set[str]()}
_EPOCH = "days since 1970-01-01"
_CF = "CF-1.11"


def measure_coverage(atlas: Atlas, *, by: str = "month") -> xr.Dataset:
    """Count articles and mentions over source, route and time.

    Parameters
    ----------
    atlas
        What `build_atlas` returned, or any with its tables.
    by
        The length of a period: "day", "week" (from Monday), "month" or "year", UTC.

    Returns
    -------
    cube
        Dimensions (source, route, time), int32: `articles` (distinct), `mentions`
        and `indirect_articles` (distinct, that speak of a part of the route and
        not of the route itself); over (source, route) `undated_articles`,
        `undated_mentions` and `undated_indirect_articles`. `source` is every
        source that has articles, "(not stated)" last; `route` every route
        mentioned itself or through a part; `time` the first day of every period
        from the first to the last dated article, with `time_bnds`. CF-1.11.

    Raises
    ------
    OutputError
        If `by` is unknown, or the cube would have more than 100 million cells.

    Notes
    -----
    Dated and undated together equal the counts of `atlas.links`. References back
    ("the corridor") count as mentions, as they do there; unresolved mentions
    do not. An article dated only to the month or year is undated where the
    periods are shorter than that.

    Examples
    --------
    >>> from geomap.atlas import build_atlas
    >>> news = [{"source": "Our Paper", "published": "2025-08-08", "text": "The Middle Corridor crosses the Caspian Sea."}]
    >>> cube = measure_coverage(build_atlas(news))
    >>> int(cube.articles.sel(source="Our Paper", route="middle-corridor", time="2025-08").sum())
    1
    """
    facts, periods = _placed_articles(atlas.articles, by)
    direct = _route_mentions(atlas.mentions).merge(facts, on="article_id", how="left")
    direct = direct.fillna({"source": NO_SOURCE, "period": -1})
    indirect = _through_parts(direct, _parents(atlas.routes))
    sources = sorted({*facts["source"], *direct["source"]}, key=lambda name: (name == NO_SOURCE, name))
    routes = sorted({*direct["route"], *indirect["route"]})
    axes = {"source": sources, "route": routes}
    shape = _checked((len(sources), len(routes), len(periods)), by)
    once = ["article_id", "route"]
    counts = {
        "articles": ("distinct articles that speak of the route", direct.drop_duplicates(once)),
        "mentions": ("mentions of the route", direct),
        "indirect_articles": ("distinct articles that speak of a part of the route only", indirect),
    }
    cube = _dataset(counts, axes, periods, shape, title="Coverage of routes by sources")
    cube = cube.assign_coords(_route_coordinates(atlas, routes))
    cube["source"].attrs["long_name"] = "outlet that published the articles"
    cube["route"].attrs["long_name"] = "identifier of the route in the geomap catalogue"
    return cube


def measure_density(atlas: Atlas, *, resolution_deg: float = 1.0, by: str | None = None) -> xr.Dataset:
    """Count mentions of places over a grid of latitude and longitude, and over time if asked.

    Parameters
    ----------
    atlas
        What `build_atlas` returned.
    resolution_deg
        The size of a cell in degrees; it divides 180, so that all grids of one resolution fit together.
    by
        The length of a period as in `measure_coverage`; without it, no time.

    Returns
    -------
    cube
        Dimensions ([time,] latitude, longitude), int32: `mentions`, and distinct
        `articles`; with `by` also `undated_mentions` and `undated_articles`. The
        coordinates (EPSG:4326, both ascending) are the middles of the cells that
        span the places mentioned; a cell holds its southern and western edge. CF-1.11.

    Raises
    ------
    OutputError
        If an option is out of range or the cube would have more than 100 million cells.

    Notes
    -----
    A mention of a country or sea stands at one point of it: leave out the mentions
    whose place has a large `radius_km` before, if that is not wanted. Ambiguous
    mentions count at their best candidate, unresolved ones nowhere.

    Examples
    --------
    >>> from geomap.atlas import build_atlas
    >>> density = measure_density(build_atlas([{"text": "Trains left Baku for Tbilisi."}]))
    >>> int(density.mentions.sum()), float(density.longitude.max())
    (2, 49.5)
    """
    if not 0 < resolution_deg <= 90 or not math.isclose(180 / resolution_deg, round(180 / resolution_deg)):  # noqa: PLR2004  degrees
        raise OutputError(f"resolution_deg={resolution_deg}: expected a size that divides 180, for example 0.25, 0.5, 1 or 5")
    facts, periods = _placed_articles(atlas.articles, by)
    places = atlas.mentions[(atlas.mentions["feature_type"] == "place") & atlas.mentions["geometry"].notna()]
    rows = places[["article_id"]].merge(facts, on="article_id", how="left").fillna({"period": -1})
    axes = {}
    for name, west, values in (("latitude", -90, places.geometry.y), ("longitude", -180, places.geometry.x)):
        cells = _cells(values, west, resolution_deg)
        low, high = (int(cells.min()), int(cells.max())) if len(cells) else (0, -1)
        axes[name] = [round(west + (cell + 0.5) * resolution_deg, 9) for cell in range(low, high + 1)]
        rows[name] = [axes[name][cell - low] for cell in cells]
    shape = _checked((*(len(axis) for axis in axes.values()), len(periods)), by or "year")
    counts = {
        "mentions": ("mentions of places in the cell", rows),
        "articles": ("distinct articles that mention a place in the cell", rows.drop_duplicates(["article_id", *axes])),
    }
    cube = _dataset(counts, axes, periods, shape, title="Density of the places mentioned").transpose("time", ...)
    if by is None:
        cube = _without_time(cube)
    return _describe_grid(cube, resolution_deg)


def sample_route(route: str | BaseGeometry, raster: xr.DataArray, *, step_km: float = 10.0) -> xr.DataArray:
    """Read a raster at equal steps along a route.

    Parameters
    ----------
    route
        The id of a route of the catalogue, or a LineString or MultiLineString
        (longitude, latitude in degrees, EPSG:4326). Parts follow one another; the gap between two has no length.
    raster
        Has latitude and longitude in degrees (named lat/lon, latitude/longitude,
        y/x, or by CF attributes), rising or falling, longitudes to 180 or to 360. Other dimensions are kept.
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
        If `route` is no line, `step_km` not positive, or the raster has no latitude and longitude in degrees.

    Examples
    --------
    >>> import numpy as np, xarray as xr
    >>> from shapely import LineString
    >>> height = xr.DataArray(np.array([[1, 2], [3, 4]]), coords={"lat": [0.5, 1.5], "lon": [0.5, 1.5]}, dims=("lat", "lon"))
    >>> sample_route(LineString([(0.1, 0.5), (1.9, 0.5)]), height, step_km=100).values.tolist()
    [1.0, 1.0, 2.0]
    """
    import numpy as np
    import xarray as xr

    if not 0 < step_km < math.inf:
        raise LayerError(f"step_km={step_km}: expected a distance above 0, in kilometres")
    lon, lat = _points_along(_alignment(route), step_km)
    rows, row_inside = _nearest(raster, "latitude", lat)
    columns, column_inside = _nearest(raster, "longitude", lon)
    inside = xr.DataArray(row_inside & column_inside, dims="distance_km")
    picked = raster.isel(
        {_axis(raster, "latitude"): xr.DataArray(rows, dims="distance_km"), _axis(raster, "longitude"): xr.DataArray(columns, dims="distance_km")}
    )
    samples = picked.drop_vars([name for name, c in picked.coords.items() if "distance_km" in c.dims]).where(inside)
    distance = ("distance_km", np.arange(len(lon)) * step_km, {"long_name": "distance from the start of the route", "units": "km"})
    return samples.assign_coords(
        distance_km=distance,
        lon=("distance_km", lon, {"standard_name": "longitude", "units": "degrees_east"}),
        lat=("distance_km", lat, {"standard_name": "latitude", "units": "degrees_north"}),
    )


def write_coverage(dataset: xr.Dataset, path: str | os.PathLike[str]) -> Path:
    """Write a cube as NetCDF-4 (.nc), as a table (.csv) or as Zarr (.zarr).

    Parameters
    ----------
    dataset
        What `measure_coverage` or `measure_density` returned.
    path
        The suffix says the format. The table has one row per cell: its
        coordinates, then the counts; undated counts stand in rows with an empty `time`.

    Returns
    -------
    path
        Where it is. The same cube gives the same bytes in .nc and .csv.

    Raises
    ------
    OutputError
        If the suffix is unknown, the file cannot be written, or zarr is not installed.

    Examples
    --------
    >>> import tempfile
    >>> from geomap.atlas import build_atlas
    >>> cube = measure_coverage(build_atlas([{"source": "Our Paper", "text": "The Middle Corridor grows."}]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(write_coverage(cube, f"{folder}/cube.csv").read_text())
    source,route,time,articles,mentions,indirect_articles
    Our Paper,middle-corridor,,1,1,0
    <BLANKLINE>
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        buffer = io.StringIO(newline="")
        csv.writer(buffer, lineterminator="\n").writerows(_table(dataset))
        return write_bytes(path, buffer.getvalue().encode())
    if suffix == ".zarr":
        return _write_zarr(dataset, path)
    if suffix != ".nc":
        raise OutputError(f"{path}: expected a file ending in .nc, .csv or .zarr")
    packed = {name: {"zlib": True, "complevel": 4, "shuffle": True} for name, counts in dataset.data_vars.items() if counts.size}
    with replacing(path) as temporary:
        dataset.to_netcdf(temporary, engine="h5netcdf", encoding=packed)
    return path


def _placed_articles(articles: pd.DataFrame, by: str | None) -> tuple[pd.DataFrame, pd.PeriodIndex]:
    """Return article_id, source and number of the period (-1: undated) of each article, and the periods."""
    import pandas as pd

    if by is not None and by not in PERIODS:
        raise OutputError(f"by={by!r}: expected one of {', '.join(PERIODS)}")
    times = articles["published"].dt.tz_localize(None)
    times = times.mask(articles["published_precision"].isin(_TOO_COARSE.get(by or "", set()))) if by else times.mask(times.notna())
    placed = times.dt.to_period(PERIODS[by or "year"])
    known = placed.dropna()
    freq = PERIODS[by or "year"]
    periods = pd.period_range(known.min(), known.max(), freq=freq) if len(known) else pd.PeriodIndex([], freq=freq)
    label = articles["source"].fillna(NO_SOURCE).map(lambda name: clean_text(name)[0])
    number = periods.get_indexer(pd.PeriodIndex(placed, freq=freq))
    return pd.DataFrame({"article_id": articles["article_id"], "source": label, "period": number}), periods


def _route_mentions(mentions: pd.DataFrame) -> pd.DataFrame:
    chosen = (mentions["feature_type"] == "route") & mentions["feature_id"].notna() & (mentions["status"] != "unresolved")
    return mentions.loc[chosen, ["article_id", "feature_id"]].rename(columns={"feature_id": "route"})


def _parents(routes: pd.DataFrame) -> dict[str, list[str]]:
    """Return the ids each route is part of, directly or through another; `part_of` separates them by semicolons."""
    near = {key: re.findall(r"[^\s,;]+", cell) for key, cell in zip(routes["route_id"], routes["part_of"].fillna(""), strict=True)}
    far = {}
    for route_id in near:
        found, waiting = set[str](), [route_id]
        while waiting:
            new = set(near.get(waiting.pop(), ())) - found
            found |= new
            waiting += sorted(new)
        far[route_id] = sorted(found - {route_id})
    return far


def _through_parts(direct: pd.DataFrame, parents: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return one row per article and route that it speaks of only through a part."""
    once = direct.drop_duplicates(["article_id", "route"])
    through = once.assign(route=[list(parents.get(route, ())) for route in once["route"]]).explode("route").dropna(subset="route")
    own = set(zip(once["article_id"], once["route"], strict=True))
    new = [key not in own for key in zip(through["article_id"], through["route"], strict=True)]
    return through[new].drop_duplicates(["article_id", "route"])


def _checked(shape: tuple[int, ...], by: str) -> tuple[int, ...]:
    cells = math.prod(shape)
    if cells > MAX_CELLS:
        longer = "longer periods, fewer articles or larger cells" if by != "year" else "fewer articles or larger cells"
        raise OutputError(f"the cube would have {cells:,} cells ({' x '.join(map(str, shape))}), more than {MAX_CELLS:,}; choose {longer}")
    return shape


def _dataset(
    counts: Mapping[str, tuple[str, pd.DataFrame]], axes: Mapping[str, Sequence[Any]], periods: pd.PeriodIndex, shape: tuple[int, ...], *, title: str
) -> xr.Dataset:
    """Return the counts of rows over `axes` and time, and of the rows without a time over `axes`."""
    import numpy as np
    import xarray as xr

    from geomap import __version__

    dated: dict[str, Any] = {}
    undated: dict[str, Any] = {}
    for name, (words, rows) in counts.items():
        cells, rest = np.zeros(shape, "int32"), np.zeros(shape[:-1], "int32")
        place = [np.array([{value: i for i, value in enumerate(axis)}[value] for value in rows[key]], "int64") for key, axis in axes.items()]
        period = rows["period"].to_numpy("int64")
        known = period >= 0
        np.add.at(cells, (*(codes[known] for codes in place), period[known]), 1)
        np.add.at(rest, tuple(codes[~known] for codes in place), 1)
        dated[name] = ((*axes, "time"), cells, {"long_name": words, "units": "1", "cell_methods": "time: sum"})
        undated[f"undated_{name}"] = (tuple(axes), rest, {"long_name": f"{words}, in articles without a date", "units": "1"})
    coords: dict[str, Any] = {
        name: (name, np.array(axis, dtype=str if isinstance(next(iter(axis), ""), str) else float)) for name, axis in axes.items()
    }
    attrs = {"Conventions": _CF, "title": title, "source": f"geomap {__version__}"}
    return xr.Dataset({**dated, **undated}, {**coords, **_time_coordinates(periods)}, attrs)


def _time_coordinates(periods: pd.PeriodIndex) -> dict[str, Any]:
    import numpy as np
    import xarray as xr

    starts, ends = (index.to_timestamp().to_numpy("datetime64[ns]") for index in (periods, periods + 1))
    time = xr.Variable("time", starts, {"standard_name": "time", "long_name": "first day of the period, UTC", "axis": "T", "bounds": "time_bnds"})
    bounds = xr.Variable(("time", "nv"), np.stack([starts, ends], axis=1))
    for variable in (time, bounds):
        variable.encoding = {"units": _EPOCH, "calendar": "standard", "dtype": "int32"}
    return {"time": time, "time_bnds": bounds}


def _route_coordinates(atlas: Atlas, routes: Sequence[str]) -> dict[str, Any]:
    import numpy as np

    names = {**_column_by(atlas.mentions, "feature_id", "name"), **_column_by(atlas.routes, "route_id", "name")}
    kinds = _column_by(atlas.routes, "route_id", "kind")
    return {
        "route_name": ("route", np.array([names.get(key, key) for key in routes], dtype=str), {"long_name": "name of the route"}),
        "kind": ("route", np.array([kinds.get(key, "") for key in routes], dtype=str), {"long_name": "kind of the route"}),
    }


def _column_by(frame: pd.DataFrame, key: str, column: str) -> dict[str, str]:
    known = frame[frame[key].notna() & frame[column].notna()]
    return dict(zip(known[key], known[column], strict=True))


def _cells(values: Any, first: float, size: float) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the number of each value's cell; the last cell holds its upper edge too."""
    import numpy as np

    last = round(-2 * first / size) - 1
    numbers = np.floor((np.asarray(values, dtype=float) - first) / size + 1e-9).astype("int64")  # 49.9 is in the cell from 49.9
    return np.clip(numbers, 0, last)


def _without_time(cube: xr.Dataset) -> xr.Dataset:
    flat = cube.drop_dims("time")
    return flat.rename({name: str(name).removeprefix("undated_") for name in flat.data_vars})


def _describe_grid(cube: xr.Dataset, size: float) -> xr.Dataset:
    import numpy as np

    for name, axis, unit in (("latitude", "Y", "degrees_north"), ("longitude", "X", "degrees_east")):
        middles = cube[name].to_numpy()
        cube[name].attrs = {"standard_name": name, "long_name": f"{name} of the middle of the cell", "units": unit, "axis": axis, "bounds": f"{name}_bnds"}
        cube[name].encoding = {"_FillValue": None}
        edges = np.stack([middles - size / 2, middles + size / 2], axis=1).round(9)
        cube = cube.assign_coords({f"{name}_bnds": ((name, "nv"), edges)})
        cube[f"{name}_bnds"].encoding = {"_FillValue": None}
    return cube


def _alignment(route: str | BaseGeometry) -> BaseGeometry:
    from geomap.catalogue import read_catalogue

    if isinstance(route, str):
        catalogue = read_catalogue()
        if route not in catalogue:
            raise CatalogueError(f"no route has the id {route!r}; `geomap routes` lists those the catalogue has")
        return catalogue[route].geometry
    if route.geom_type not in ("LineString", "MultiLineString") or route.is_empty:
        raise LayerError(f"route is {'an empty ' if route.is_empty else 'a '}{route.geom_type}; expected a LineString or MultiLineString")
    return route


def _points_along(line: BaseGeometry, step_km: float) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return longitudes and latitudes at 0, 1, 2 ... steps from the start, along geodesics between the vertices."""
    import numpy as np
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    parts = [np.array(part.coords)[:, :2] for part in getattr(line, "geoms", [line])]
    starts, ends = np.concatenate([part[:-1] for part in parts]), np.concatenate([part[1:] for part in parts])
    azimuth, _, metres = geod.inv(*starts.T, *ends.T)
    before = np.concatenate([[0.0], np.cumsum(metres)])
    steps = np.arange(math.floor(before[-1] / (step_km * 1000) + 1e-9) + 1) * step_km * 1000
    leg = np.clip(np.searchsorted(before, steps, side="right") - 1, 0, len(metres) - 1)
    lon, lat, _ = geod.fwd(*starts[leg].T, azimuth[leg], steps - before[leg])
    return np.asarray(lon), np.asarray(lat)


_AXES = {"latitude": ("latitude", "lat", "y"), "longitude": ("longitude", "lon", "x")}


def _axis(raster: xr.DataArray, which: str) -> str:
    """Return the name of the raster's dimension of latitude or longitude."""
    for name in raster.dims:
        if str(name).lower() in _AXES[which] or (name in raster.coords and raster[name].attrs.get("standard_name") == which):
            return str(name)
    raise LayerError(f"raster has the dimensions {', '.join(map(str, raster.dims))}; expected one called {which} or {_AXES[which][1]}")


def _nearest(raster: xr.DataArray, which: str, values: np.ndarray[Any, Any]) -> tuple[Any, Any]:
    """Return the number of the cell each value lies in, and whether it lies in the raster at all."""
    import numpy as np

    name = _axis(raster, which)
    middles = raster[name].to_numpy().astype(float) if name in raster.coords else np.empty(0)
    steps = np.diff(middles)
    limit = 90 if which == "latitude" else 360
    if len(middles) < 2 or not (np.all(steps > 0) or np.all(steps < 0)) or np.abs(middles).max() > limit:  # noqa: PLR2004  two middles make a cell
        raise LayerError(f"raster: {name} has {len(middles)} values; expected at least 2, sorted, in degrees (EPSG:4326)")
    order = np.argsort(middles)
    middles, gaps = middles[order], np.abs(steps)
    edges = np.concatenate([[middles[0] - gaps.min() / 2], (middles[1:] + middles[:-1]) / 2, [middles[-1] + gaps.min() / 2]])
    if which == "longitude":
        values = edges[0] + (values - edges[0]) % 360
    inside = (values >= edges[0]) & (values <= edges[-1])
    cell = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(middles) - 1)
    return order[cell], inside


def _table(dataset: xr.Dataset) -> Iterator[list[Any]]:
    """Yield a heading and one row per cell, undated ones before those of the first period."""
    counts = [str(name) for name in dataset.data_vars if not str(name).startswith("undated_")]
    dims = [str(name) for name in dataset[counts[0]].dims]
    space = [name for name in dims if name != "time"]
    labels = [[_safe_cell(value) for value in dataset[name].values.tolist()] for name in space]
    yield [*space, *(["time"] if "time" in dims else []), *counts]
    blocks: list[tuple[list[str], list[Any]]] = []
    if "time" in dims:
        blocks.append(([""], [dataset[f"undated_{name}"].transpose(*space).values for name in counts]))
        days = [str(value)[:10] for value in dataset["time"].values]
        blocks += [([day], [dataset[name].isel(time=number).transpose(*space).values for name in counts]) for number, day in enumerate(days)]
    else:
        blocks.append(([], [dataset[name].transpose(*space).values for name in counts]))
    for i, first in enumerate(labels[0]):
        for j, second in enumerate(labels[1]):
            for time, values in blocks:
                yield [first, second, *time, *(int(array[i, j]) for array in values)]


def _safe_cell(value: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet would run as a formula, as `geomap.export` does."""
    return f"'{value}" if isinstance(value, str) and re.match("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]", value) else value


def _write_zarr(dataset: xr.Dataset, path: Path) -> Path:
    import importlib.util

    if importlib.util.find_spec("zarr") is None:
        raise OutputError(f"{path}: Zarr needs zarr; install it: pip install 'zarr>=3', or write .nc")
    if path.exists() and not any((path / name).exists() for name in ("zarr.json", ".zgroup")):
        raise OutputError(f"{path}: exists and is no Zarr store; choose another name")
    try:
        dataset.to_zarr(path, mode="w")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from None
    return path
