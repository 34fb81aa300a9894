"""The routes geomap knows: their names, facts, waypoints and lines, read from `layers/`.

One GeoJSON file is one route. A line that the user has imported takes the place
of ours; the facts stay those of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.alignment import divide_line
from geomap.catalogue.routes import (
    ALIAS_TYPES,
    FOLDERS,
    GRADES,
    PRECISIONS,
    SCHEMA,
    STATUSES,
    Alias,
    Route,
    Segment,
    Waypoint,
    read_route,
    route_files,
)
from geomap.catalogue.rows import route_row, segment_rows, waypoint_kms, waypoint_rows
from geomap.errors import CatalogueError
from geomap.files import data_folder
from geomap.overlays import UNCERTAINTY_KM, Overlay, read_overlays
from geomap.text import fold_name

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "ALIAS_TYPES",
    "FOLDERS",
    "GRADES",
    "PRECISIONS",
    "SCHEMA",
    "STATUSES",
    "Alias",
    "Catalogue",
    "Route",
    "Segment",
    "Waypoint",
    "load_routes",
    "read_catalogue",
    "read_route",
    "route_files",
    "route_row",
    "segment_rows",
    "waypoint_kms",
    "waypoint_rows",
]


class Catalogue(Mapping[str, Route]):
    """The routes by id, in order of id."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes = {route.route_id: route for route in sorted(routes, key=lambda route: route.route_id)}

    def __getitem__(self, route_id: str) -> Route:
        return self._routes[route_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._routes)

    def __len__(self) -> int:
        return len(self._routes)

    def ancestors(self, route_id: str) -> tuple[str, ...]:
        """Return the ids of the routes that `route_id` is part of, directly or through another."""
        found: list[str] = []
        queue = [route_id]
        while queue:
            route = self._routes.get(queue.pop(0))
            for parent in route.part_of if route else ():
                if parent not in found and parent != route_id:
                    found.append(parent)
                    queue.append(parent)
        return tuple(found)

    def find(self, name: str) -> list[Route]:
        """Return the routes that `name` (an id, a name or an alias, case and accents aside) may mean."""
        key = fold_name(name)
        if key in self._routes:
            return [self._routes[key]]
        exact = [route for route in self.values() if key in _names(route)]
        return exact or [route for route in self.values() if any(key in text for text in _names(route))]


def read_catalogue(*folders: str | Path, overlaid: bool = True) -> Catalogue:
    """Read every route file below `folders`; without any, the catalogue that comes with geomap.

    A route in a later folder replaces one of the same id in an earlier one.

    Parameters
    ----------
    folders
        Folders of route files.
    overlaid
        Whether lines that the user has imported take the place of those of the catalogue.

    Raises
    ------
    CatalogueError
        If a folder is missing or empty, or a file is not a route or overlay; the
        message says where, what was found and what was expected.
    """
    found = Catalogue(_read_folders(folders)) if folders else _packaged()
    overlays = read_overlays() if overlaid else {}
    if not overlays.keys() & found.keys():
        return found
    return Catalogue(
        [_overlay(route, overlays[key]) if key in overlays else route for key, route in found.items()]
    )


def _read_folders(folders: Sequence[str | Path]) -> list[Route]:
    routes: dict[str, Route] = {}
    for folder in folders:
        if not Path(folder).is_dir():
            raise CatalogueError(f"{folder}: no such folder; expected one that holds route files (*.geojson)")
        files = route_files(Path(folder))
        if not files:
            raise CatalogueError(f"{folder}: holds no route file (*.geojson)")
        routes.update({route.route_id: route for route in map(read_route, files)})
    return list(routes.values())


@cache
def _packaged() -> Catalogue:
    return Catalogue([read_route(path) for path in route_files(data_folder())])


def _overlay(route: Route, overlay: Overlay) -> Route:
    """Return the route with the overlay's line for its main segments, cut where one segment follows another."""
    own: dict[str, Any] = {
        "geometry_precision": overlay.geometry_precision,
        "uncertainty_km": UNCERTAINTY_KM[overlay.geometry_precision],
    }
    main = [segment for segment in route.segments if not segment.branch] or [route.segments[0]]
    lines = [segment.line for segment in main]
    parts = [part for line in overlay.lines for part in divide_line(line, lines)]
    laid = [replace(main[number], line=line, **own) for number, line in parts]
    branches = [segment for segment in route.segments if segment.branch and segment is not main[0]]
    terms = {"licence": overlay.licence, "attribution": overlay.attribution}
    return replace(route, segments=(*laid, *branches), facts={**route.facts, **own, "overlay": terms})


def _names(route: Route) -> frozenset[str]:
    return frozenset(
        {
            fold_name(route.name),
            fold_name(route.route_id),
            *(fold_name(alias.text) for alias in route.aliases),
        }
    )


def load_routes(folder: str | Path | None = None) -> gpd.GeoDataFrame:
    """Return the catalogue as a GeoDataFrame, one row per route, EPSG:4326.

    Parameters
    ----------
    folder
        A folder of route files to read instead of the packaged catalogue.

    Returns
    -------
    routes
        The columns of the `routes` table of an Atlas, its counts 0.

    Raises
    ------
    CatalogueError
        If a file is not a route.

    Examples
    --------
    >>> routes = load_routes()
    >>> routes.set_index("route_id").loc["tap", ["kind", "countries"]].tolist()
    ['gas_pipeline', 'GR;AL;IT']
    """
    catalogue = read_catalogue(*([folder] if folder is not None else []))
    return schema.conform([route_row(route) for route in catalogue.values()], "routes")
