"""Text for people and scripts: mentions, explanations and routes, line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from geomap import schema
from geomap.catalogue import Catalogue, Route
from geomap.errors import CatalogueError, InputError
from geomap.geojson import dump_value, plain_value
from geomap.model import Atlas
from geomap.text import csv_line

_MENTION_FIELDS = (
    "mention_id", "article_id", "path", "source", "published", "feature_type", "surface", "start", "end", "sentence",
    "feature_id", "name", "lon", "lat", "status", "anaphora", "score", "reason",
)  # fmt: skip
_CANDIDATE = list(schema.TABLES["candidates"].columns)
_EVIDENCE = _CANDIDATE[_CANDIDATE.index("score") + 1 :]


def mention_rows(atlas: Atlas) -> Iterator[dict[str, Any]]:
    """Yield the mentions of an Atlas as plain mappings, with what is known of their article."""
    articles = atlas.articles.set_index("article_id")[["path", "source", "published"]]
    rows = atlas.mentions.join(articles, on="article_id")
    rows["lon"], rows["lat"] = atlas.mentions.geometry.x, atlas.mentions.geometry.y
    for row in rows.to_dict("records"):
        yield {field: plain_value(row[field]) for field in _MENTION_FIELDS}


def mention_lines(atlas: Atlas, form: str) -> Iterator[str]:
    """Yield the mentions as lines of JSON, CSV or a table for reading."""
    rows = list(mention_rows(atlas))
    if form == "jsonl":
        yield from map(dump_value, rows)
    elif form == "csv":
        yield csv_line(_MENTION_FIELDS)
        yield from (csv_line(row.values()) for row in rows)
    else:
        columns = ("surface", "feature_type", "status", "name", "feature_id", "score", "where")
        for row in rows:
            row["where"] = f"{row['path'] or row['article_id']}:{row['start']}"
        yield from _table([{column: _short(row[column]) for column in columns} for row in rows], columns)


def explanation_lines(atlas: Atlas, wanted: str) -> Iterator[str]:
    """Yield, for each mention with this id or these words, its sentence, its reason and its candidates.

    Raises
    ------
    InputError
        If no mention fits.
    """
    key = " ".join(wanted.split()).casefold()
    mentions = atlas.mentions[
        (atlas.mentions["mention_id"] == wanted)
        | [key in " ".join(surface.split()).casefold() for surface in atlas.mentions["surface"]]
    ]
    if mentions.empty:
        raise InputError(
            f"no mention has the id or the words {wanted!r}; `geomap mentions NEWS --format table` lists them"
        )
    for mention in mentions.to_dict("records"):
        yield f"{mention['surface']!r} -> {_said(mention['name'], 'nothing')} [{mention['status']}, score {mention['score']:.2f}]"
        yield f"  mention    {mention['mention_id']}"
        yield f"  sentence   {' '.join(str(mention['sentence']).split())}"
        yield f"  because    {_said(mention['reason'], 'no reason is recorded')}"
        kept = atlas.candidates[atlas.candidates["mention_id"] == mention["mention_id"]]
        for candidate in kept.to_dict("records"):
            evidence = ", ".join(
                f"{term} {candidate[term]:.2f}" for term in _EVIDENCE if candidate[term] == candidate[term]
            )
            where = ", ".join(
                part for part in (_said(candidate["feature_code"]), _said(candidate["country"])) if part
            )
            yield f"  candidate  {candidate['score']:.2f}  {candidate['name']} ({candidate['feature_id']}{', ' + where if where else ''})  {evidence}"
        yield ""


def route_lines(catalogue: Catalogue, name: str | None, *, as_json: bool = False) -> Iterator[str]:
    """Yield the catalogue as a table, or the facts of the route that `name` means.

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
    if as_json:
        yield json.dumps([_route_json(route) for route in routes], ensure_ascii=False, indent=2)
    elif name is not None and len(routes) == 1:
        yield from _route_facts(routes[0])
    else:
        columns = ("id", "name", "kind", "status", "km", "countries")
        yield from _table([_route_row(route) for route in routes], columns)


def _route_row(route: Route) -> dict[str, str]:
    length = route.facts.get("length_km")
    return {
        "id": route.route_id,
        "name": _short(route.name),
        "kind": route.kind.replace("_", " "),
        "status": route.status,
        "km": f"{length:,.0f}" if length else "",
        "countries": " ".join(route.countries),
    }


def _route_facts(route: Route) -> Iterator[str]:
    facts = route.facts
    yield f"{route.name}  ({route.route_id})"
    length = (
        f"{facts['length_km']:,} km ({facts.get('length_extent') or 'extent not stated'})"
        if facts.get("length_km")
        else ""
    )
    for label, value in (
        ("kind", route.kind.replace("_", " ")),
        ("status", f"{route.status}, as of {facts.get('status_date') or 'an unknown date'}"),
        ("carries", facts.get("commodity")),
        ("capacity", facts.get("capacity")),
        ("length", length),
        ("countries", " ".join(route.countries)),
        ("part of", ", ".join(route.part_of)),
        ("disputed", facts.get("disputed")),
        (
            "line",
            f"{facts.get('geometry_precision')}, within about {facts.get('uncertainty_km')} km, {len(route.waypoints)} waypoints",
        ),
    ):
        if value:
            yield f"  {label:<10} {value}"
    yield "  names"
    for language in dict.fromkeys(alias.language for alias in route.aliases):
        yield f"    {language:<8} " + "; ".join(
            _alias(alias) for alias in route.aliases if alias.language == language
        )
    yield "  waypoints"
    for point in route.waypoints:
        yield f"    {point.order:>3}  {point.name} ({point.country or 'sea'}, {point.role}, {point.grade})"
    yield "  references"
    for reference in facts.get("references") or ():
        yield f"    {reference['title']} <{reference['url']}>, read {reference['accessed']}: {', '.join(reference['supports'])}"


def _alias(alias: Any) -> str:
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


def _table(rows: list[dict[str, str]], columns: tuple[str, ...]) -> Iterator[str]:
    widths = {column: max([len(column), *(len(row[column]) for row in rows)]) for column in columns}
    yield "  ".join(f"{column:<{widths[column]}}" for column in columns).rstrip()
    for row in rows:
        yield "  ".join(f"{row[column]:<{widths[column]}}" for column in columns).rstrip()


def _short(value: Any, length: int = 60) -> str:
    text = (
        ""
        if value is None
        else " ".join((f"{value:.2f}" if isinstance(value, float) else str(value)).split())
    )
    return text if len(text) <= length else text[: length - 1] + "…"


def _said(value: Any, otherwise: str = "") -> str:
    return value if isinstance(value, str) else otherwise
