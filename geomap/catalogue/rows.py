"""A route as rows of the tables routes, segments and waypoints, without what articles say of it."""

from __future__ import annotations

from typing import Any

from geomap.alignment import place_points
from geomap.catalogue.routes import Route

#: A waypoint further from the main line than this stands on a branch or beside the route, and has no place along it.
_BESIDE_KM = 5.0


def route_row(route: Route) -> dict[str, Any]:
    """Return the facts of a route as a row of the `routes` table, without counts."""
    facts, overlay = route.facts, route.facts.get("overlay") or {}
    return {
        "route_id": route.route_id,
        "name": route.name,
        "kind": route.kind,
        "commodity": facts.get("commodity"),
        "status": route.status,
        "countries": ";".join(route.countries),
        "length_km": facts.get("length_km"),
        "geometry_precision": facts.get("geometry_precision"),
        "uncertainty_km": facts.get("uncertainty_km"),
        "part_of": ";".join(route.part_of),
        "licence": overlay.get("licence"),
        "attribution": overlay.get("attribution"),
        "geometry": route.geometry,
    }


def segment_rows(route: Route) -> list[dict[str, Any]]:
    """Return the stretches of a route as rows of the `segments` table, in order."""
    return [
        {
            "route_id": route.route_id,
            "order": order,
            "segment": segment.name,
            "status": segment.status,
            "mode": segment.mode,
            "branch": segment.branch,
            "geometry_precision": segment.geometry_precision,
            "uncertainty_km": segment.uncertainty_km,
            "geometry": segment.line,
        }
        for order, segment in enumerate(route.segments, 1)
    ]


def waypoint_rows(route: Route) -> list[dict[str, Any]]:
    """Return the named points of a route as rows of the `waypoints` table, with their km along it."""
    from shapely import Point

    return [
        {
            "route_id": route.route_id,
            "order": point.order,
            "name": point.name,
            "country": point.country,
            "role": point.role,
            "grade": point.grade,
            "geonameid": point.geonameid,
            "km": km,
            "geometry": Point(point.lon, point.lat),
        }
        for point, km in zip(route.waypoints, waypoint_kms(route), strict=True)
    ]


def waypoint_kms(route: Route) -> list[float | None]:
    """Return how far along the main line each waypoint stands, in km from its start; None on a branch.

    Gaps between segments that do not meet count nothing.

    Examples
    --------
    >>> from geomap.catalogue import read_catalogue
    >>> [round(km) for km in waypoint_kms(read_catalogue(overlaid=False)["tap"])[:2]]
    [0, 3]
    """
    points = [(point.lon, point.lat) for point in route.waypoints]
    along = place_points(route.main_lines, points)
    branches = [segment.line for segment in route.segments if segment.branch]
    beside = place_points(branches, points) if branches else along
    slack = (
        _BESIDE_KM if "overlay" in route.facts else 0.1
    )  # our branches may lie off a line that is not ours
    return [
        main.km if main.off_km <= min(_BESIDE_KM, branch.off_km + slack) else None
        for main, branch in zip(along, beside, strict=True)
    ]
