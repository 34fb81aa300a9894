"""What a route file says in words: whether facts are complete, of known kinds, and referenced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geomap import catalogue
from geomap.catalogue import Route

#: Severity and message of what was found.
Finding = tuple[str, str]
_FACTS = (
    "schema", "id", "name", "kind", "status", "status_date", "commodity", "capacity", "length_km", "length_extent",
    "countries", "disputed", "operators", "part_of", "parallel_to", "aliases", "identifiers", "geometry_precision",
    "uncertainty_km", "geometry_source", "references",
)  # fmt: skip


def check_facts(route: Route, file: Path) -> Iterator[Finding]:
    """Yield what is wrong with the facts of a route."""
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


def _check_references(facts: Any) -> Iterator[Finding]:
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
