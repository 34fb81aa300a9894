"""Turn the catalogue into the columns of a page without articles: every route with its facts and waypoints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geomap.atlas import lay_out_routes
from geomap.catalogue import Catalogue, Route
from geomap.maps import model
from geomap.maps.columns import Columns, clean
from geomap.maps.facts import plain_text


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
        one table more: `catalogue`, the facts of each route.
    """
    atlas = lay_out_routes(catalogue)
    page = model.build_page(atlas, title=title, basemap=basemap, catalogue=catalogue, every_route=True)
    page["catalogue"] = _facts([catalogue[route_id] for route_id in atlas.routes["route_id"]])
    return page


def _facts(routes: list[Route]) -> Columns:
    texts = ("status_date", "capacity", "length_extent", "disputed")
    columns: Columns = {name: [plain_text(route.facts.get(name)) for route in routes] for name in texts}
    columns["operators"] = [_texts(route.facts.get("operators")) for route in routes]
    columns["names"] = [_names(route) for route in routes]
    return columns


def _names(route: Route) -> list[Any]:
    """Return the names by language, each once."""
    names: dict[str, dict[str, None]] = {}
    for alias in route.aliases:
        names.setdefault(alias.language, {})[clean(alias.text)] = None
    return [[clean(language), list(texts)] for language, texts in names.items()]


def _texts(values: Any) -> list[str]:
    return [clean(str(value)) for value in values] if isinstance(values, list) else []
