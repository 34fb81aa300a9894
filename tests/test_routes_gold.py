"""How well route names are found in texts of our own, written before the rules: floors that only rise.

Document level counts each route once per text; mention level counts spans that
overlap a span of the same route; references back ("the corridor") are mentions
too. `tests/data/routes/README.md` says what counts.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from geomap.geoparser import Geoparser
from geomap.model import Mention

GOLD = Path(__file__).parent / "data" / "routes" / "gold.jsonl"
#: F1 by documents in English and in other languages, F1 by mentions; then the most false mentions per trap text.
FLOORS = {"en": 0.945, "other": 0.955, "mentions": 0.895}
MAX_FALSE_PER_TRAP = 0.03
DOCUMENTS: list[dict[str, Any]] = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]


def f1(count: Counter[str]) -> float:
    return 2 * count["right"] / (2 * count["right"] + count["false"] + count["missed"])


def found_routes(geoparser: Geoparser, document: dict[str, Any]) -> list[Mention]:
    return [m for m in geoparser(document["text"]) if m.feature_type == "route" and m.status != "unresolved"]


@pytest.fixture(scope="module")
def counts(geoparser: Geoparser) -> dict[str, Counter[str]]:
    """Right, false and missed routes: by documents ("en", "other"), by mentions, and in traps."""
    result: dict[str, Counter[str]] = {name: Counter() for name in ("en", "other", "mentions", "traps")}
    for document in DOCUMENTS:
        found = found_routes(geoparser, document)
        wanted, got = {route["route_id"] for route in document["routes"]}, {m.feature_id for m in found}
        result["en" if document["language"] == "en" else "other"].update(
            right=len(wanted & got), false=len(got - wanted), missed=len(wanted - got)
        )
        right = match_mentions(document["routes"], found)
        result["mentions"].update(
            right=right, false=len(found) - right, missed=len(document["routes"]) - right
        )
        if document["kind"] == "trap":
            result["traps"].update(texts=1, false=len(found))
    return result


def match_mentions(wanted: list[dict[str, Any]], found: list[Mention]) -> int:
    left = list(found)
    for route in wanted:
        for mention in left:
            overlaps = mention.start < route["end"] and route["start"] < mention.end
            if overlaps and mention.feature_id == route["route_id"]:
                left.remove(mention)
                break
    return len(found) - len(left)


def test_the_gold_itself_holds() -> None:
    assert len(DOCUMENTS) >= 150
    assert len({document["id"] for document in DOCUMENTS}) == len(DOCUMENTS)
    for document in DOCUMENTS:
        for route in document["routes"]:
            assert document["text"][route["start"] : route["end"]] == route["text"]
    assert sum(document["language"] != "en" for document in DOCUMENTS) >= len(DOCUMENTS) / 3
    assert sum(document["kind"] == "trap" for document in DOCUMENTS) >= len(DOCUMENTS) / 3.3


@pytest.mark.parametrize("name", FLOORS)
def test_routes_are_found_as_well_as_when_the_floor_was_set(
    counts: dict[str, Counter[str]], name: str
) -> None:
    assert f1(counts[name]) >= FLOORS[name], dict(counts[name])


def test_traps_are_mostly_seen_through(counts: dict[str, Counter[str]]) -> None:
    assert counts["traps"]["false"] <= MAX_FALSE_PER_TRAP * counts["traps"]["texts"]
