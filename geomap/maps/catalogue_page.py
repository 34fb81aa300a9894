"""Turn the catalogue into the columns of a page without articles: every route with its facts and waypoints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geomap.atlas import lay_out_routes
from geomap.catalogue import Catalogue, Route
from geomap.geojson import plain_value
from geomap.maps import lines, model
from geomap.maps.columns import Columns, clean, column


def build_page(
    catalogue: Catalogue, *, title: str, basemap: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return everything the page shows, as values JSON can hold.

    Parameters
    ----------
    catalogue
        The routes to show.
    title, basemap
        As in `geomap.maps.model.build_page`.

    Returns
    -------
    page
        As that of an Atlas in which nothing is mentioned, with all routes, and
        two tables more: `catalogue`, the facts of each route, and `waypoints`.
    """
    atlas = lay_out_routes(catalogue)
    page = model.build_page(atlas, title=title, basemap=basemap, every_route=True)
    page["catalogue"] = _facts([catalogue[route_id] for route_id in atlas.routes["route_id"]])
    number = {route_id: index for index, route_id in enumerate(atlas.routes["route_id"])}
    names = ("name", "country", "role", "grade")
    page["waypoints"] = {
        "route": [number[route_id] for route_id in atlas.waypoints["route_id"]],
        **{name: column(atlas.waypoints, name) for name in names},
        "lon": [lines.quantise(point.x) for point in atlas.waypoints.geometry],
        "lat": [lines.quantise(point.y) for point in atlas.waypoints.geometry],
        "km": [None if km is None else round(km) for km in column(atlas.waypoints, "km")],
    }
    return page


def _facts(routes: list[Route]) -> Columns:
    texts = ("status_date", "capacity", "length_extent", "disputed")
    columns: Columns = {name: [_text(route.facts.get(name)) for route in routes] for name in texts}
    columns["operators"] = [_texts(route.facts.get("operators")) for route in routes]
    columns["names"] = [_names(route) for route in routes]
    columns["references"] = [_references(route) for route in routes]
    return columns


def _names(route: Route) -> list[Any]:
    """Return the names by language, each once."""
    names: dict[str, dict[str, None]] = {}
    for alias in route.aliases:
        names.setdefault(alias.language, {})[clean(alias.text)] = None
    return [[clean(language), list(texts)] for language, texts in names.items()]


def _references(route: Route) -> list[Any]:
    """Return title, a link that may be followed or None, and the day it was read."""
    return [
        [_text(item.get("title")), model.safe_url(_text(item.get("url"))), _text(item.get("accessed"))]
        for item in route.facts.get("references") or ()
        if isinstance(item, Mapping)
    ]


def _text(value: Any) -> str | None:
    return None if value is None else clean(str(plain_value(value)))


def _texts(values: Any) -> list[str]:
    return [clean(str(value)) for value in values] if isinstance(values, list) else []
