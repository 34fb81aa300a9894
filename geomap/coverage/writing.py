"""Write a cube for other programs: NetCDF, a table, or a Zarr store."""

from __future__ import annotations

import importlib.util
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import OutputError
from geomap.files import check_target, replacing, write_bytes
from geomap.text import csv_line

if TYPE_CHECKING:
    import xarray as xr

    from geomap.coverage.cubes import Numbers


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
    >>> from geomap import build_atlas, measure_coverage
    >>> cube = measure_coverage(build_atlas([{"source": "Our Paper", "text": "The Middle Corridor grows."}]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(write_coverage(cube, f"{folder}/cube.csv").read_text())
    source,route,time,articles,mentions,indirect_articles
    Our Paper,middle-corridor,,1,1,0
    <BLANKLINE>
    """
    suffix = check_request(path)
    path = Path(path)
    if suffix == ".csv":
        return write_bytes(path, "".join(f"{csv_line(row)}\n" for row in _table(dataset)).encode())
    if suffix == ".zarr":
        return _write_zarr(dataset, path)
    pack = {"zlib": True, "complevel": 4, "shuffle": True}
    with replacing(path) as temporary:
        packed = {name: pack for name, counts in dataset.data_vars.items() if counts.size}
        dataset.to_netcdf(temporary, engine="h5netcdf", encoding=packed)
    return path


def check_request(path: str | os.PathLike[str]) -> str:
    """Refuse what `write_coverage` could not write, before there is a cube; return the suffix in lower case.

    Raises
    ------
    OutputError
        As `write_coverage` does, but for errors that show only while writing.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in (".nc", ".csv", ".zarr"):
        raise OutputError(f"{path}: expected a file ending in .nc, .csv or .zarr")
    if suffix != ".zarr":
        check_target(path)
    elif importlib.util.find_spec("zarr") is None:
        raise OutputError(f"{path}: Zarr needs zarr; install it: pip install 'zarr>=3', or write .nc")
    return suffix


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
                yield [row, column, *time, *(int(count[i, j]) for count in counts)]


def _write_zarr(dataset: xr.Dataset, path: Path) -> Path:
    """Write a store beside the old one and swap them; Zarr format 2, for 3 has no settled type for text."""
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
