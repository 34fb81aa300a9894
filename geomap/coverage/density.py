"""The cube of latitude, longitude and time: where on earth the places lie that articles mention."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geomap.coverage.cubes import count_rows, place_articles
from geomap.errors import OutputError

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from geomap.coverage.cubes import Numbers
    from geomap.model import Atlas


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
    facts, periods = place_articles(atlas.articles, by)
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
    cube = count_rows(counts, axes, periods, title="Density of the places mentioned").transpose("time", ...)
    if by is None:
        cube = cube.drop_dims("time")
        cube = cube.rename({name: str(name).removeprefix("undated_") for name in cube.data_vars})
        for name, (words, _) in counts.items():
            cube[name].attrs["long_name"] = words
    return _with_edges(cube, resolution_deg)


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
