"""Text for people and scripts: mentions, explanations, routes and summaries, line by line.

What people read on a terminal has no control characters, for articles are
strangers and a terminal obeys them; what scripts read is left as it is.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from geomap import schema
from geomap.catalogue import Alias, Catalogue, Route
from geomap.errors import CatalogueError, InputError
from geomap.geojson import dump_value, plain_value
from geomap.model import Atlas
from geomap.text import csv_line, fold_name, plain_line

_MENTION_FIELDS = (
    "mention_id", "article_id", "path", "source", "published", "feature_type", "surface", "start", "end", "sentence",
    "feature_id", "name", "lon", "lat", "status", "anaphora", "score", "reason",
)  # fmt: skip
_CANDIDATE = list(schema.TABLES["candidates"].columns)
_EVIDENCE = _CANDIDATE[_CANDIDATE.index("score") + 1 :]
_LEFT_OUT = {"error": "could not be used", "duplicate": "there already", "filtered": "not asked for"}
_MAX_TOLD = 10
#: Columns of a table for people that are cut to this many characters, others to 60.
_WIDTHS = {"name": 44, "countries": 26}


def summary_lines(atlas: Atlas) -> Iterator[str]:
    """Yield what was read, what was found and, for the first few, what was left out and why."""
    named = atlas.mentions[(atlas.mentions["feature_type"] == "route") & atlas.mentions["feature_id"].notna()]
    yield (
        f"{_count(len(atlas.articles), 'article')} of {_count(atlas.articles['source'].nunique(), 'source')}: "
        f"{_count(named['feature_id'].nunique(), 'route')} mentioned {_count(len(named), 'time')}, "
        f"{_count(len(atlas.places), 'place')}"
    )
    counts = atlas.issues["severity"].value_counts()
    for severity, words in _LEFT_OUT.items():
        if severity in counts:
            yield f"left out: {counts[severity]} ({words})"
    untold = atlas.issues[atlas.issues["severity"].isin(["error", "duplicate"])].to_dict("records")
    for issue in untold[:_MAX_TOLD]:
        yield plain_line(f"  {issue['where']}: {issue['message']}")
    if len(untold) > _MAX_TOLD:
        yield f"  ... and {len(untold) - _MAX_TOLD} more; the table `issues` of an export lists all"


def mention_rows(atlas: Atlas) -> Iterator[dict[str, Any]]:
    """Yield the mentions of an Atlas as plain mappings, with what is known of their article."""
    articles = atlas.articles.set_index("article_id")[["path", "source", "published"]]
    rows = atlas.mentions.join(articles, on="article_id")
    rows["lon"], rows["lat"] = atlas.mentions.geometry.x, atlas.mentions.geometry.y
    for row in rows.to_dict("records"):
        yield {field: plain_value(row[field]) for field in _MENTION_FIELDS}


def mention_lines(atlas: Atlas, form: str) -> Iterator[str]:
    """Yield the mentions as lines of JSON ("jsonl"), of CSV ("csv") or of a table for reading ("table")."""
    rows = mention_rows(atlas)
    if form == "jsonl":
        yield from map(dump_value, rows)
    elif form == "csv":
        yield csv_line(_MENTION_FIELDS)
        yield from (csv_line(row.values()) for row in rows)
    else:
        columns = ("surface", "feature_type", "status", "name", "feature_id", "score", "start", "article")
        shown = ({**row, "article": row["path"] or row["article_id"]} for row in rows)
        yield from _table(list(shown), columns, numbers=("score", "start"))


def explanation_lines(atlas: Atlas, wanted: str) -> Iterator[str]:
    """Yield, for each mention with this id or these words, its sentence, its reason and its candidates.

    Raises
    ------
    InputError
        If no mention fits.
    """
    key = fold_name(wanted)
    mentions = [
        mention
        for mention in atlas.mentions.to_dict("records")
        if mention["mention_id"] == wanted or key in fold_name(mention["surface"])
    ]
    if not mentions:
        raise InputError(
            f"no mention has the id or the words {wanted!r}; `geomap mentions NEWS --format table` lists them"
        )
    kept: dict[str, list[Any]] = {}
    for candidate in atlas.candidates.to_dict("records"):
        kept.setdefault(candidate["mention_id"], []).append(candidate)
    for number, mention in enumerate(mentions):
        yield from [""] if number else []
        yield from map(plain_line, _explain(mention, kept.get(mention["mention_id"], [])))


def _explain(mention: Mapping[Any, Any], candidates: Sequence[Mapping[Any, Any]]) -> Iterator[str]:
    meant = _said(mention["name"], "nothing we know")
    yield f"{' '.join(mention['surface'].split())} -> {meant} [{mention['status']}, score {mention['score']:.2f}]"
    yield f"  mention    {mention['mention_id']}"
    yield f"  sentence   {' '.join(mention['sentence'].split())}"
    yield f"  because    {_said(mention['reason'], 'no reason is recorded')}"
    for candidate in candidates:
        what = [candidate["feature_id"], _said(candidate["feature_code"]), _said(candidate["country"])]
        evidence = [
            f"{term} {candidate[term]:.2f}" for term in _EVIDENCE if candidate[term] == candidate[term]
        ]
        name = f"{candidate['name']} ({', '.join(filter(None, what))})"
        yield f"  candidate  {candidate['score']:.2f}  {name}" + (
            f"  {', '.join(evidence)}" if evidence else ""
        )


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
        yield from map(plain_line, _route_facts(routes[0]))
    else:
        columns = ("id", "name", "kind", "status", "km", "countries")
        yield from _table([_route_row(route) for route in routes], columns, numbers=("km",))


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


def _route_facts(route: Route) -> Iterator[str]:
    facts = route.facts
    yield f"{route.name}  ({route.route_id})"
    length = f"{facts['length_km']:,} km" if facts.get("length_km") else ""
    extent = facts.get("length_extent")
    known = {
        "kind": route.kind.replace("_", " "),
        "status": f"{route.status}, as of {facts.get('status_date') or 'an unknown date'}",
        "carries": facts.get("commodity"),
        "capacity": facts.get("capacity"),
        "length": f"{length}: {extent}" if length and extent else length,
        "countries": " ".join(route.countries),
        "part of": ", ".join(route.part_of),
        "disputed": facts.get("disputed"),
        "line": f"{facts.get('geometry_precision')}, within about {facts.get('uncertainty_km')} km",
    }
    yield from (f"  {label:<10} {value}" for label, value in known.items() if value)
    yield "  names"
    for language in dict.fromkeys(alias.language for alias in route.aliases):
        names = [_alias(alias) for alias in route.aliases if alias.language == language]
        yield f"    {language:<8} {'; '.join(names)}"
    yield "  waypoints"
    for point in route.waypoints:
        yield f"    {point.order:>3}  {point.name} ({point.country or 'sea'}, {point.role}, {point.grade})"
    yield "  references"
    for reference in facts.get("references") or ():
        yield f"    {reference['title']} <{reference['url']}>"
        yield f"      read {reference['accessed']}, for {', '.join(reference['supports'])}"


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


def _table(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, numbers: Sequence[str]
) -> Iterator[str]:
    """Yield a heading and the rows, in columns as wide as what they hold; `numbers` stand to the right."""
    cells = [list(columns), *([_short(row[column], column) for column in columns] for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        padded = [
            " " * (width - _width(cell)) + cell if name in numbers else cell + " " * (width - _width(cell))
            for name, cell, width in zip(columns, line, widths, strict=True)
        ]
        yield "  ".join(padded).rstrip()


def _short(value: Any, column: str) -> str:
    text = (
        ""
        if value is None
        else f"{value:.2f}"
        if column == "score"
        else plain_line(" ".join(str(value).split()))
    )
    length = _WIDTHS.get(column, 60)
    return text if len(text) <= length or column == "article" else text[: length - 1] + "…"


def _width(text: str) -> int:
    """Return how many cells of a terminal a text takes: two for a Chinese character, none for a combining mark."""
    return sum(
        1 + (unicodedata.east_asian_width(char) in "WF") for char in text if not unicodedata.combining(char)
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _said(value: Any, otherwise: str = "") -> str:
    return value if isinstance(value, str) else otherwise
