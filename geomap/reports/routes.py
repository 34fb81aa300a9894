"""Routes as text: the table of all, and one route with its facts, names, references and a picture of its waypoints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from geomap.alignment import length_km, place_points
from geomap.catalogue import Alias, Catalogue, Route, waypoint_kms
from geomap.errors import CatalogueError
from geomap.reports.tables import table_lines, wrap_text
from geomap.text import plain_line

#: The width of a line, in cells, where nobody says what the terminal has.
WIDTH = 100
_GRADES = "A on the line, B near it, C inferred"


def route_lines(
    catalogue: Catalogue, name: str | None, *, as_json: bool = False, width: int = WIDTH
) -> Iterator[str]:
    """Yield the catalogue as a table, or the facts of the route that `name` means, in lines of at most `width` cells.

    Raises
    ------
    CatalogueError
        If no route has that name.
    """
    routes = find_routes(catalogue, name)
    if as_json:
        yield json.dumps([_route_json(route) for route in routes], ensure_ascii=False, indent=2)
    elif name is not None and len(routes) == 1:
        yield from map(plain_line, _route_facts(routes[0], width))
    else:
        columns = ("id", "name", "kind", "status", "km", "countries")
        yield from table_lines([_route_row(route) for route in routes], columns, numbers=("km",))


def find_routes(catalogue: Catalogue, name: str | None) -> list[Route]:
    """Return the routes that a name may mean, all without one.

    Raises
    ------
    CatalogueError
        If no route has that name.
    """
    routes = list(catalogue.values()) if name is None else catalogue.find(name)
    if not routes:
        raise CatalogueError(
            f"no route is called {name!r}; `geomap routes` lists the {len(catalogue)} it knows"
        )
    return routes


def _route_row(route: Route) -> dict[str, str]:
    length = route.facts.get("length_km")
    return {
        "id": route.route_id,
        "name": route.name,
        "kind": route.kind.replace("_", " "),
        "status": route.status,
        "km": f"{length:,.0f}" if length else "",
        "countries": " ".join(route.countries),
    }


def _route_facts(route: Route, width: int) -> Iterator[str]:
    yield f"{route.name}  ({route.route_id})"
    for label, value in _known(route).items():
        if value:
            yield from wrap_text(str(value), width=width, first=f"  {label:<10} ", rest=" " * 13)
    yield "  names"
    for language in dict.fromkeys(alias.language for alias in route.aliases):
        names = [_alias(alias) for alias in route.aliases if alias.language == language]
        for number, text in enumerate(names):
            label = "" if number else language
            yield from wrap_text(text, width=width, first=f"    {label:<8} ", rest=" " * 15)
    yield "  waypoints"
    yield from _picture(route)
    yield "  references"
    for reference in route.facts.get("references") or ():
        yield from wrap_text(
            f"{reference['title']} <{reference['url']}>", width=width, first="    ", rest=" " * 6
        )
        read = f"read {reference['accessed']}, for {', '.join(reference['supports'])}"
        yield from wrap_text(read, width=width, first=" " * 6, rest=" " * 6)


def _known(route: Route) -> dict[str, Any]:
    facts = route.facts
    length = f"{facts['length_km']:,} km" if facts.get("length_km") else ""
    extent, overlay = facts.get("length_extent"), facts.get("overlay")
    return {
        "kind": route.kind.replace("_", " "),
        "status": f"{route.status}, as of {facts.get('status_date') or 'an unknown date'}",
        "carries": facts.get("commodity"),
        "capacity": facts.get("capacity"),
        "length": f"{length}: {extent}" if length and extent else length,
        "countries": " ".join(route.countries),
        "part of": ", ".join(route.part_of),
        "disputed": facts.get("disputed"),
        "line": f"{facts.get('geometry_precision')}, within about {facts.get('uncertainty_km')} km",
        "line by": f"{overlay['attribution']} ({overlay['licence']})" if overlay else None,
    }


def _picture(route: Route) -> Iterator[str]:
    """Yield the waypoints as stops of a line that runs down the page, with the km along it."""
    kms = waypoint_kms(route)
    points = [(point.lon, point.lat) for point in route.waypoints]
    places = place_points([segment.line for segment in route.segments], points)
    stops = [number for number, km in enumerate(kms) if km is not None]
    schematic = False
    for number, (point, km, place) in enumerate(zip(route.waypoints, kms, places, strict=True)):
        segment = route.segments[place.line]
        unsure = segment.geometry_precision == "schematic"
        mark = "┌" if number == stops[0] else "└" if number == stops[-1] else "├"
        sign = "  ╌" if km is None else "┊╌ " if unsure else f"{mark}─ "
        at = "" if km is None else f"{km:,.0f} km"
        words = f"{point.name} ({point.country or 'sea'}, {point.role}, {point.grade})"
        branch = f", branch {segment.branch}" if km is None and segment.branch else ""
        yield f"    {point.order:>3}  {at:>9} {sign} {words}{branch}"
        schematic |= unsure
    if route.waypoints:
        drawn = f"{length_km(route.main_lines):,.0f} km"
        yield f"         {drawn:>9}    as drawn; {_GRADES}{'; ┊ is a schematic stretch' if schematic else ''}"


def _alias(alias: Alias) -> str:
    notes = [alias.type] if alias.type != "name" else []
    notes += ["with a route word beside it"] if alias.noun_required else []
    notes += [f"used by {alias.used_by}"] if alias.used_by else []
    return alias.text + (f" ({'; '.join(notes)})" if notes else "")


def _route_json(route: Route) -> dict[str, Any]:
    points = [
        {"name": p.name, "country": p.country, "role": p.role, "grade": p.grade, "lon": p.lon, "lat": p.lat}
        for p in route.waypoints
    ]
    return {**route.facts, "waypoints": points}
