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

FOLDER = Path(__file__).parent / "data" / "routes"
#: By set: F1 by documents in English and in other languages, F1 by mentions; then the most false mentions per trap text.
FLOORS = {
    "gold": {"en": 0.985, "other": 0.98, "mentions": 0.96},
    "gold2": {"en": 0.96, "other": 0.975, "mentions": 0.94},
    "gold3": {"en": 0.97, "other": 0.97, "mentions": 0.925},
    "gold4": {"en": 0.98, "other": 0.975, "mentions": 0.94},
    "gold5": {"en": 0.99, "other": 0.97, "mentions": 0.94},
}
MAX_FALSE_PER_TRAP = {"gold": 0.03, "gold2": 0.03, "gold3": 0.03, "gold4": 0.06, "gold5": 0.03}
SETS: dict[str, list[dict[str, Any]]] = {
    name: [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]
    for name in FLOORS
}


def f1(count: Counter[str]) -> float:
    return 2 * count["right"] / (2 * count["right"] + count["false"] + count["missed"])


def found_routes(geoparser: Geoparser, document: dict[str, Any]) -> list[Mention]:
    return [m for m in geoparser(document["text"]) if m.feature_type == "route" and m.status != "unresolved"]


@pytest.fixture(scope="module")
def counts(geoparser: Geoparser) -> dict[str, dict[str, Counter[str]]]:
    """Right, false and missed routes of each set: by documents ("en", "other"), by mentions, and in traps."""
    return {name: count(geoparser, documents) for name, documents in SETS.items()}


def count(geoparser: Geoparser, documents: list[dict[str, Any]]) -> dict[str, Counter[str]]:
    result: dict[str, Counter[str]] = {name: Counter() for name in ("en", "other", "mentions", "traps")}
    for document in documents:
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
    documents = [document for documents in SETS.values() for document in documents]
    assert len({document["id"] for document in documents}) == len(documents)
    for document in documents:
        for route in document["routes"]:
            assert document["text"][route["start"] : route["end"]] == route["text"]
    for own in SETS.values():
        assert len(own) >= 120
        assert sum(document["language"] != "en" for document in own) >= len(own) / 3
        assert sum(document["kind"] == "trap" for document in own) >= len(own) / 3.4


@pytest.mark.parametrize(
    ("gold", "name"), [(gold, name) for gold, floors in FLOORS.items() for name in floors]
)
def test_routes_are_found_as_well_as_when_the_floor_was_set(
    counts: dict[str, dict[str, Counter[str]]], gold: str, name: str
) -> None:
    assert f1(counts[gold][name]) >= FLOORS[gold][name], dict(counts[gold][name])


@pytest.mark.parametrize("gold", SETS)
def test_traps_are_mostly_seen_through(counts: dict[str, dict[str, Counter[str]]], gold: str) -> None:
    traps = counts[gold]["traps"]
    assert traps["false"] <= MAX_FALSE_PER_TRAP[gold] * traps["texts"]
