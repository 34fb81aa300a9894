"""What the page says of a route beyond its line: the points it is drawn through, and where that was read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from geomap.geojson import plain_value
from geomap.maps.columns import Columns, clean, column, encode, safe_url
from geomap.maps.lines import quantise

if TYPE_CHECKING:
    import pandas as pd

    from geomap.catalogue import Route


def encode_waypoints(routes: pd.DataFrame, waypoints: pd.DataFrame) -> dict[str, Any]:
    """Return the waypoints of the given routes as columns; `role` and `country` point into lists of their own.

    Parameters
    ----------
    routes, waypoints
        Tables of an Atlas. `lon` and `lat` come out in steps of `lines.SCALE` to a degree, `km` whole.
    """
    number = {route_id: index for index, route_id in enumerate(routes["route_id"])}
    shown = waypoints[waypoints["route_id"].isin(number) & ~waypoints.geometry.isna()]
    shown = shown.sort_values(["route_id", "order"], kind="stable")
    roles, role = encode(column(shown, "role"))
    countries, country = encode(column(shown, "country"))
    return {
        "roles": roles,
        "countries": countries,
        "route": [number[route_id] for route_id in shown["route_id"]],
        "name": column(shown, "name"),
        "country": country,
        "role": role,
        "grade": column(shown, "grade"),
        "lon": [quantise(point.x) for point in shown.geometry],
        "lat": [quantise(point.y) for point in shown.geometry],
        "km": [None if km is None else round(km) for km in column(shown, "km")],
    }


def encode_references(routes: pd.DataFrame, catalogue: Mapping[str, Route]) -> Columns:
    """Return each reference once as title, a link that may be followed or None, and the day it was read; and those of each route."""
    found = [_references(catalogue[key]) if key in catalogue else [] for key in routes["route_id"]]
    every = list(dict.fromkeys(reference for references in found for reference in references))
    number = {reference: index for index, reference in enumerate(every)}
    return {
        "list": [list(reference) for reference in every],
        "of": [[number[reference] for reference in dict.fromkeys(references)] for references in found],
    }


def plain_text(value: Any) -> str | None:
    """Return a value of a route file as text that a page can show; `Any`: route files are JSON."""
    return None if value is None else clean(str(plain_value(value)))


def _references(route: Route) -> list[tuple[str | None, str | None, str | None]]:
    return [
        (
            plain_text(item.get("title")),
            safe_url(plain_text(item.get("url"))),
            plain_text(item.get("accessed")),
        )
        for item in route.facts.get("references") or ()
        if isinstance(item, Mapping)
    ]
