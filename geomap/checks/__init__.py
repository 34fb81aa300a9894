"""The catalogue's own reviewer: what `geomap check` looks for in route files and layers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geomap import catalogue
from geomap.catalogue import Alias, Route
from geomap.errors import CatalogueError, LayerError
from geomap.files import data_folder, read_limited
from geomap.geojson import load_collection
from geomap.model import Issue
from geomap.text import fold_name

#: A drawn line comes to this share of the published length, or `length_extent` says what the figure means.
LENGTH_RATIO = (0.75, 1.05)
#: A waypoint lies this close to its line, in kilometres.
MAX_WAYPOINT_KM = 5.0
_FACTS = (
    "schema", "id", "name", "kind", "status", "status_date", "commodity", "capacity", "length_km", "length_extent",
    "countries", "disputed", "operators", "part_of", "parallel_to", "aliases", "identifiers", "geometry_precision",
    "uncertainty_km", "geometry_source", "references",
)  # fmt: skip


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
    >>> [issue for issue in check_catalogue() if issue.severity == "error"]
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
    issues: list[Issue] = []
    routes: list[Route] = []
    for file in files:
        if path is not None and root.is_file() and not _is_route(file):
            issues += _check_layer(file)
            continue
        try:
            route = catalogue.read_route(file)
        except CatalogueError as error:
            issues.append(Issue(file.name, "error", _without(file, error)))
            continue
        routes.append(route)
        issues += [Issue(file.name, *found) for found in _check_route(route, file)]
    return issues + list(_check_together(routes, whole=path is None))


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


def _check_route(route: Route, file: Path) -> Iterator[tuple[str, str]]:
    yield from _check_facts(route, file)
    yield from _check_aliases(route)
    yield from _check_waypoints(route)
    yield from _check_length(route)


def _check_facts(route: Route, file: Path) -> Iterator[tuple[str, str]]:
    facts = route.facts
    missing = [name for name in _FACTS if name not in facts]
    if missing:
        yield "error", f"lacks {', '.join(missing)}; give null where nothing is known"
    if facts.get("schema") != catalogue.SCHEMA:
        yield "error", f"schema is {facts.get('schema')!r}; expected {catalogue.SCHEMA!r}"
    if route.route_id != file.stem:
        yield "error", f"id is {route.route_id!r}; expected the file's stem {file.stem!r}"
    if route.kind not in catalogue.FOLDERS:
        yield "error", f"kind is {route.kind!r}; expected one of {', '.join(catalogue.FOLDERS)}"
    for what, value in [
        ("status", route.status),
        *(("a segment's status", s.status) for s in route.segments),
    ]:
        if value not in catalogue.STATUSES:
            yield "error", f"{what} is {value!r}; expected one of {', '.join(catalogue.STATUSES)}"
    if facts.get("geometry_precision") not in catalogue.PRECISIONS:
        yield (
            "error",
            f"geometry_precision is {facts.get('geometry_precision')!r}; expected one of {', '.join(catalogue.PRECISIONS)}",
        )
    for code in route.countries:
        if not re.fullmatch("[A-Z]{2}", code):
            yield "error", f"countries has {code!r}; expected ISO 3166-1 alpha-2 codes"
    yield from _check_references(facts)


def _check_references(facts: Any) -> Iterator[tuple[str, str]]:
    references = facts.get("references") or []
    if not references:
        yield "error", "references is empty; every fact needs one"
    for number, reference in enumerate(references, 1):
        lacking = [key for key in ("key", "title", "url", "accessed", "supports") if not reference.get(key)]
        if lacking:
            yield "error", f"reference {number} lacks {', '.join(lacking)}"
        elif not str(reference["url"]).startswith(("https://", "http://")):
            yield "error", f"reference {number}: url is {reference['url']!r}; expected http or https"
    supported = {fact for reference in references for fact in reference.get("supports") or ()}
    for fact in ("status", "length_km"):
        if facts.get(fact) is not None and fact not in supported:
            yield "warning", f"{fact} is stated, and no reference supports it"


def _check_aliases(route: Route) -> Iterator[tuple[str, str]]:
    for alias in route.aliases:
        if alias.type not in catalogue.ALIAS_TYPES:
            yield (
                "error",
                f"alias {alias.text!r}: type is {alias.type!r}; expected one of {', '.join(catalogue.ALIAS_TYPES)}",
            )
        if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", alias.language):
            yield "error", f"alias {alias.text!r}: language is {alias.language!r}; expected a BCP 47 tag"
        if alias.type == "acronym" and not (alias.require or alias.deny or alias.noun_required):
            yield "warning", f"acronym {alias.text!r} is taken in any text; give it words to require or deny"


def _check_waypoints(route: Route) -> Iterator[tuple[str, str]]:
    from shapely import Point

    if [point.order for point in route.waypoints] != list(range(1, len(route.waypoints) + 1)):
        yield "error", "waypoints are not numbered 1, 2, 3, ... in the order they stand"
    keys = {reference.get("key") for reference in route.facts.get("references") or ()} | {"geonames"}
    line = route.geometry
    for point in route.waypoints:
        where = f"waypoint {point.order} {point.name!r}"
        degrees = line.distance(Point(point.lon, point.lat))
        if degrees * 111 > MAX_WAYPOINT_KM:
            yield (
                "error",
                f"{where} lies {degrees * 111:.0f} km off the line; expected at most {MAX_WAYPOINT_KM:g}",
            )
        if point.grade not in catalogue.GRADES:
            yield "error", f"{where}: grade is {point.grade!r}; expected A, B or C"
        if not point.source or not set(point.source) <= keys:
            yield (
                "error",
                f"{where}: source is {list(point.source)}; expected geonames or keys of the references",
            )


def _check_length(route: Route) -> Iterator[tuple[str, str]]:
    published = route.facts.get("length_km")
    if not published or route.facts.get("length_extent"):
        return
    drawn = drawn_km(route)
    if not LENGTH_RATIO[0] <= drawn / published <= LENGTH_RATIO[1]:
        yield (
            "warning",
            (
                f"the line is {drawn:.0f} km, {drawn / published:.2f} of the published {published} km; "
                "stations are missing, or say in length_extent what the figure measures"
            ),
        )


def drawn_km(route: Route) -> float:
    """Return the length of a route's main line on the WGS 84 ellipsoid, branches left out.

    Examples
    --------
    >>> 700 < drawn_km(catalogue.read_catalogue()["tap"]) < 900
    True
    """
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    return (
        float(sum(geod.geometry_length(segment.line) for segment in route.segments if not segment.branch))
        / 1000
    )


def _check_together(routes: list[Route], *, whole: bool) -> Iterator[Issue]:
    owners: dict[str, list[tuple[Route, Alias]]] = defaultdict(list)
    for route in routes:
        for alias in route.aliases:
            if not (alias.require or alias.noun_required):
                owners[fold_name(alias.text)].append((route, alias))
    for text, held in sorted(owners.items()):
        ids = sorted({route.route_id for route, _ in held})
        if len(ids) > 1:
            yield Issue(
                ids[0],
                "error",
                f"alias {text!r} also belongs to {', '.join(ids[1:])}; give words to require, or a noun",
            )
    if whole:
        known = {route.route_id for route in routes}
        for route in routes:
            for parent in sorted(set(route.part_of) - known):
                yield Issue(
                    route.route_id, "warning", f"part_of names {parent!r}, which the catalogue does not have"
                )
