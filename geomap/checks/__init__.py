"""The catalogue's own reviewer: what `geomap check` looks for in route files and layers."""

from __future__ import annotations

from functools import cache
from itertools import chain
from pathlib import Path

from geomap import catalogue
from geomap.catalogue import Route
from geomap.checks.facts import check_facts
from geomap.checks.geometry import Surroundings, check_geometry
from geomap.checks.names import check_families, check_names, check_shared_names
from geomap.errors import CatalogueError, LayerError
from geomap.files import data_folder, read_limited
from geomap.gazetteer import load_gazetteer
from geomap.geojson import load_collection
from geomap.model import Issue
from geomap.recognition import RouteMatcher


def check_catalogue(path: str | Path | None = None) -> list[Issue]:
    """Check route files, or any GeoJSON layer.

    Parameters
    ----------
    path
        A route file, a folder of them, or an exported layer; without it, the
        catalogue that comes with geomap.

    Returns
    -------
    issues
        Severity "error" for what is wrong, "warning" for what wants a look;
        empty when all is well.

    Raises
    ------
    CatalogueError
        If there is nothing at `path`.

    Examples
    --------
    >>> check_catalogue(data_folder() / "pipelines" / "tap.geojson")
    []
    """
    root = Path(path) if path is not None else data_folder()
    if root.is_file():
        files = [root]
    elif root.is_dir():
        files = catalogue.route_files(root)
    else:
        raise CatalogueError(f"{root}: no such file or folder; expected a route file or a folder of them")
    if not files:
        raise CatalogueError(f"{root}: holds no route file (*.geojson)")
    if path is not None and root.is_file() and not _is_route(root):
        return _check_layer(root)
    issues: list[Issue] = []
    routes: list[Route] = []
    for file in files:
        try:
            routes.append(catalogue.read_route(file))
        except CatalogueError as error:
            issues.append(Issue(file.name, "error", _without(file, error)))
    matcher, surroundings = (
        RouteMatcher({route.route_id: route for route in routes}),
        _surroundings(),
    )
    for route in routes:
        file = Path(route.path)
        findings = chain(
            check_facts(route, file), check_names(route, matcher), check_geometry(route, surroundings)
        )
        issues += [Issue(file.name, severity, message) for severity, message in findings]
    issues += check_shared_names(routes)
    return issues + (list(check_families(routes)) if path is None else [])


@cache
def _surroundings() -> Surroundings:
    return Surroundings(load_gazetteer())


def _is_route(file: Path) -> bool:
    return f'"{catalogue.SCHEMA}"'.encode() in read_limited(file)


def _check_layer(file: Path) -> list[Issue]:
    try:
        items = load_collection(read_limited(file), file.name)
    except LayerError as error:
        return [Issue(file.name, "error", _without(file, error))]
    invalid = [
        i for i, item in enumerate(items, 1) if item["geometry"] is not None and not item["geometry"].is_valid
    ]
    return [Issue(file.name, "error", f"feature {number}: the geometry is not valid") for number in invalid]


def _without(file: Path, error: Exception) -> str:
    """Return the message of an error without the file's name, which stands before it anyway."""
    return str(error).removeprefix(f"{file.name}: ")
