"""Count how much each source wrote on each route in each period, as xarray cubes.

A zero in a cube is a real zero: the source had articles, and none of that
period spoke of that route. Articles that cannot be placed in a period are not
dropped, as a groupby would do, but counted beside the cube.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import math
import os
import re
import tempfile
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

    Numbers = np.ndarray[Any, np.dtype[Any]]

#: The label of articles whose source is not known.
NO_SOURCE = "(not stated)"
#: The lengths of a period, as pandas calls them; weeks begin on Monday (ISO 8601).
PERIODS = {"day": "D", "week": "W-SUN", "month": "M", "year": "Y"}
#: The most cells of a cube, 4 bytes each in every variable.
MAX_CELLS = 100_000_000
# A date known only to the month cannot be placed in a day.
_TOO_COARSE = {"day": ["month", "year"], "week": ["month", "year"], "month": ["year"], "year": []}
_DIMENSIONS = {"latitude": ("latitude", "lat", "y"), "longitude": ("longitude", "lon", "x")}


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
    >>> text = "The Middle Corridor crosses the Caspian Sea."
    >>> news = [{"source": "Our Paper", "published": "2025-08-08", "text": text}]
    >>> cube = measure_coverage(build_atlas(news))
    >>> int(cube.articles.sel(source="Our Paper", route="middle-corridor", time="2025-08").sum())
    1
    """
    facts, periods = _placed_articles(atlas.articles, by)
    direct = _route_mentions(atlas.mentions).merge(facts, on="article_id", how="left")
    direct = direct.fillna({"source": NO_SOURCE, "period": -1})
    indirect = _through_parts(direct, _ancestors(atlas.routes))
    sources = sorted({*facts["source"], *direct["source"]}, key=lambda name: (name == NO_SOURCE, name))
    routes = sorted({*direct["route"], *indirect["route"]})
    counts = {
        "articles": (
            "distinct articles that speak of the route",
            direct.drop_duplicates(["article_id", "route"]),
        ),
        "mentions": ("mentions of the route", direct),
        "indirect_articles": ("distinct articles that speak of a part of the route only", indirect),
    }
    axes = {
        "source": _labels(sources, "outlet that published the articles"),
        "route": _labels(routes, "identifier of the route in the geomap catalogue"),
    }
    cube = _count(counts, axes, periods, title="Coverage of routes by sources")
    names = {
        **_column_by(atlas.mentions, "feature_id", "name"),
        **_column_by(atlas.routes, "route_id", "name"),
    }
    kinds = _column_by(atlas.routes, "route_id", "kind")
    name_labels = _labels([names.get(route, route) for route in routes], "name of the route")
    kind_labels = _labels([kinds.get(route, "") for route in routes], "kind of the route")
    return cube.assign_coords(route_name=("route", *name_labels), kind=("route", *kind_labels))


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
    turns = 180 / resolution_deg if 0 < resolution_deg < math.inf else 0.0
    if turns < 1 or not math.isclose(turns, round(turns)):
        raise OutputError(
            f"resolution_deg={resolution_deg}: expected a size that divides 180, such as 0.25, 0.5, 1 or 5"
        )
    facts, periods = _placed_articles(atlas.articles, by)
    placed = (atlas.mentions["feature_type"] == "place") & atlas.mentions["geometry"].notna()
    points = atlas.mentions[placed & (atlas.mentions["status"] != "unresolved")]
    rows = points[["article_id"]].merge(facts, on="article_id", how="left").fillna({"period": -1})
    rows["latitude"], latitudes = _cells(points.geometry.y, -90, resolution_deg)
    rows["longitude"], longitudes = _cells(points.geometry.x, -180, resolution_deg)
    distinct = rows.drop_duplicates(["article_id", "latitude", "longitude"])
    counts = {
        "mentions": ("mentions of places in the cell", rows),
        "articles": ("distinct articles that mention a place in the cell", distinct),
    }
    axes = {
        "latitude": (latitudes, _grid_attributes("latitude", "degrees_north", "Y")),
        "longitude": (longitudes, _grid_attributes("longitude", "degrees_east", "X")),
    }
    cube = _count(counts, axes, periods, title="Density of the places mentioned").transpose("time", ...)
    if by is None:
        cube = cube.drop_dims("time")
        cube = cube.rename({name: str(name).removeprefix("undated_") for name in cube.data_vars})
        for name, (words, _) in counts.items():
            cube[name].attrs["long_name"] = words
    return _with_edges(cube, resolution_deg)


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
    pack = {"zlib": True, "complevel": 4, "shuffle": True}
    with replacing(path) as temporary:
        packed = {name: pack for name, counts in dataset.data_vars.items() if counts.size}
        dataset.to_netcdf(temporary, engine="h5netcdf", encoding=packed)
    return path


def _placed_articles(articles: pd.DataFrame, by: str | None) -> tuple[pd.DataFrame, pd.PeriodIndex]:
    """Return article_id, source and number of the period (-1: undated) of each article, and the periods."""
    import pandas as pd

    if by is not None and by not in PERIODS:
        raise OutputError(f"by={by!r}: expected one of {', '.join(PERIODS)}")
    freq = PERIODS[by or "year"]
    hidden = articles["published_precision"].isin(_TOO_COARSE[by]) if by else articles["published"].notna()
    placed = pd.PeriodIndex(
        articles["published"].mask(hidden).dt.tz_localize(None).dt.to_period(freq), freq=freq
    )
    known = placed.dropna()
    periods = pd.period_range(known.min(), known.max(), freq=freq) if len(known) else known
    sources = articles["source"].fillna(NO_SOURCE).map(lambda name: clean_text(name)[0])
    facts = {"article_id": articles["article_id"], "source": sources, "period": periods.get_indexer(placed)}
    return pd.DataFrame(facts), periods


def _route_mentions(mentions: pd.DataFrame) -> pd.DataFrame:
    resolved = mentions["feature_id"].notna() & (mentions["status"] != "unresolved")
    chosen = mentions.loc[resolved & (mentions["feature_type"] == "route"), ["article_id", "feature_id"]]
    return chosen.rename(columns={"feature_id": "route"})


def _ancestors(routes: pd.DataFrame) -> dict[str, list[str]]:
    """Return the ids that each route is part of, directly or through another."""
    cells = zip(routes["route_id"], routes["part_of"].fillna(""), strict=True)
    near = {route_id: [part for part in re.split(r"[\s,;]+", cell) if part] for route_id, cell in cells}
    far = {}
    for route_id in near:
        found, waiting = set[str](), [route_id]
        while waiting:
            new = set(near.get(waiting.pop(), ())) - found
            found |= new
            waiting += new
        far[route_id] = sorted(found - {route_id})
    return far


def _through_parts(direct: pd.DataFrame, ancestors: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return one row per article and route of which it mentions a part, and not the route itself."""
    import pandas as pd

    own = set(zip(direct["article_id"], direct["route"], strict=True))
    rows = {
        (row["article_id"], parent): {**row, "route": parent}
        for row in direct.to_dict("records")
        for parent in ancestors.get(row["route"], ())
        if (row["article_id"], parent) not in own
    }
    return pd.DataFrame(rows.values(), columns=direct.columns)


def _labels(words: Sequence[str], long_name: str) -> tuple[Numbers, dict[str, str]]:
    import numpy as np

    return np.array(words, dtype=str), {"long_name": long_name}


def _column_by(frame: pd.DataFrame, key: str, column: str) -> dict[str, str]:
    known = frame[frame[key].notna() & frame[column].notna()]
    return dict(zip(known[key], known[column], strict=True))


def _cells(degrees: pd.Series, first: float, size: float) -> tuple[Numbers, Numbers]:
    """Return the number of each value's cell, and the middles of the cells; the last on earth is closed."""
    import numpy as np

    if not len(degrees):
        return np.empty(0, "int64"), np.empty(0)
    last = round(-2 * first / size) - 1
    numbers = np.floor((degrees.to_numpy() - first) / size + 1e-9)  # 49.9 lies in the cell that begins there
    numbers = np.clip(numbers, 0, last).astype("int64")
    cells = np.arange(numbers.min(), numbers.max() + 1)
    return numbers - cells[0], np.round(first + (cells + 0.5) * size, 9)


def _count(
    counts: Mapping[str, tuple[str, pd.DataFrame]],
    axes: Mapping[str, tuple[Numbers, dict[str, str]]],
    periods: pd.PeriodIndex,
    *,
    title: str,
) -> xr.Dataset:
    """Return how many rows there are per place on `axes` and period, and per place without a period.

    Rows name their place on an axis by a label of it, or by its number.
    """
    import numpy as np
    import pandas as pd
    import xarray as xr

    from geomap import __version__

    shape = (*(len(axis) for axis, _ in axes.values()), len(periods))
    if math.prod(shape) > MAX_CELLS:
        size = " x ".join(map(str, shape))
        raise OutputError(
            f"the cube would have {size} cells; choose longer periods, larger cells or fewer articles"
        )
    dated: dict[str, Any] = {}
    undated: dict[str, Any] = {}
    for name, (words, rows) in counts.items():
        cells, rest = np.zeros(shape, "int32"), np.zeros(shape[:-1], "int32")
        place = [
            pd.Index(axis).get_indexer(pd.Index(rows[key]))
            if axis.dtype.kind == "U"
            else rows[key].to_numpy("int64")
            for key, (axis, _) in axes.items()
        ]
        period = rows["period"].to_numpy("int64")
        known = period >= 0
        np.add.at(cells, (*(numbers[known] for numbers in place), period[known]), 1)
        np.add.at(rest, tuple(numbers[~known] for numbers in place), 1)
        facts = {"long_name": words, "units": "1"}
        dated[name] = ((*axes, "time"), cells, {**facts, "cell_methods": "time: sum"})
        undated[f"undated_{name}"] = (tuple(axes), rest, {**facts, "long_name": f"{words}, undated"})
    coords = {name: (name, *axis) for name, axis in axes.items()} | _time_coordinates(periods)
    attrs = {"Conventions": "CF-1.11", "title": title, "source": f"geomap {__version__}"}
    return xr.Dataset({**dated, **undated}, coords, attrs)


def _time_coordinates(periods: pd.PeriodIndex) -> dict[str, Any]:
    import numpy as np
    import xarray as xr

    starts, ends = (index.to_timestamp().to_numpy("datetime64[ns]") for index in (periods, periods + 1))
    words = {
        "standard_name": "time",
        "long_name": "first day of the period, UTC",
        "axis": "T",
        "bounds": "time_bnds",
    }
    coords = {
        "time": xr.Variable("time", starts, words),
        "time_bnds": xr.Variable(("time", "nv"), np.stack([starts, ends], axis=1)),
    }
    for variable in coords.values():
        variable.encoding = {"units": "days since 1970-01-01", "calendar": "standard", "dtype": "int32"}
    return coords


def _grid_attributes(name: str, units: str, axis: str) -> dict[str, str]:
    words = f"{name} of the middle of the cell"
    return {"standard_name": name, "long_name": words, "units": units, "axis": axis, "bounds": f"{name}_bnds"}


def _with_edges(cube: xr.Dataset, size: float) -> xr.Dataset:
    import numpy as np

    for name in ("latitude", "longitude"):
        middles = cube[name].to_numpy()
        edges = np.stack([middles - size / 2, middles + size / 2], axis=1).round(9)
        cube = cube.assign_coords({f"{name}_bnds": ((name, "nv"), edges)})
    for name in ("latitude", "longitude", "latitude_bnds", "longitude_bnds"):
        cube[name].encoding = {"_FillValue": None}  # a coordinate is never missing
    return cube


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


def _table(dataset: xr.Dataset) -> Iterator[list[Any]]:
    """Yield a heading and one row per cell; of one source and route the undated row comes first."""
    names = [str(name) for name in dataset.data_vars if not str(name).startswith("undated_")]
    timed = "time" in dataset.dims
    first, second = (str(name) for name in dataset[names[0]].dims if name != "time")
    yield [first, second, *(["time"] if timed else []), *names]
    layers: list[tuple[list[str], list[Numbers]]] = []
    prefix = "undated_" if timed else ""
    layers.append(([""] if timed else [], [dataset[prefix + name].to_numpy() for name in names]))
    for number, day in enumerate(dataset["time"].values if timed else ()):
        layers.append(([str(day)[:10]], [dataset[name].isel(time=number).to_numpy() for name in names]))
    for i, row in enumerate(dataset[first].values.tolist()):
        for j, column in enumerate(dataset[second].values.tolist()):
            for time, counts in layers:
                yield [_safe_cell(row), _safe_cell(column), *time, *(int(count[i, j]) for count in counts)]


def _safe_cell(value: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet would run as a formula, as `geomap.export` does."""
    is_formula = isinstance(value, str) and re.match("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]", value)
    return f"'{value}" if is_formula else value


def _write_zarr(dataset: xr.Dataset, path: Path) -> Path:
    """Write a store beside the old one and swap them; Zarr format 2, for 3 has no settled type for text."""
    if importlib.util.find_spec("zarr") is None:
        raise OutputError(f"{path}: Zarr needs zarr; install it: pip install 'zarr>=3', or write .nc")
    if path.exists() and not any((path / name).exists() for name in ("zarr.json", ".zgroup")):
        raise OutputError(f"{path}: exists and is no Zarr store; choose another name")
    try:
        with tempfile.TemporaryDirectory(prefix=".geomap-", dir=path.parent) as folder:
            dataset.to_zarr(Path(folder, "new"), mode="w", zarr_format=2)
            if path.exists():
                path.rename(Path(folder, "old"))
            Path(folder, "new").rename(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from None
    return path
