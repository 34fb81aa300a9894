"""The route pass beside the bare matcher, on documents of 4 kB: run with `pytest tests/benchmarks --benchmark-only -s`.

The bare matcher is what any list of names costs: folding, and one automaton over
the folded aliases, which finds names inside words and knows no context. The
pre-scan is what tells the route pass where to look: folding, and the words that
an alias or a route word may begin at.
"""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import ahocorasick_rs
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from geomap import read_articles
from geomap.catalogue import read_catalogue
from geomap.recognition import RouteMatcher
from geomap.recognition.words import make_searchable
from geomap.text import fold, fold_name

ROOT = Path(__file__).parents[2]
DOCUMENT_CHARACTERS = 4000
MAX_PRESCAN_RATIO = 1.5
ROUNDS = 7


def cut(texts: Sequence[str], n_documents: int) -> list[str]:
    """Return documents of 4,000 characters made of the texts, each beginning with another one."""
    documents = []
    for number in range(n_documents):
        turned = [*texts[number % len(texts) :], *texts[: number % len(texts)]]
        documents.append("\n\n".join(turned)[:DOCUMENT_CHARACTERS])
    return documents


@pytest.fixture(scope="module")
def ordinary() -> list[str]:
    """General news, of which few texts name a route: the gold set for places."""
    lines = (ROOT / "tests" / "data" / "places" / "gold.jsonl").read_text("utf-8").splitlines()
    return cut([json.loads(line)["text"] for line in lines], 80)


@pytest.fixture(scope="module")
def dense() -> list[str]:
    """Briefs about routes, in twenty languages, some ten mentions each."""
    return cut([article.text for article in read_articles(ROOT / "examples" / "articles", issues=[])], 50)


def best_seconds(function: Callable[[str], object], texts: Sequence[str]) -> float:
    """Return the CPU seconds per text of the best of several rounds."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for text in texts:
            function(text)
        seconds.append((time.process_time() - start) / len(texts))
    return min(seconds)


def test_the_pre_scan_costs_little_more_than_the_bare_matcher(
    benchmark: BenchmarkFixture, ordinary: list[str], dense: list[str]
) -> None:
    benchmark.pedantic(compare, (ordinary, dense))


def compare(ordinary: list[str], dense: list[str]) -> None:
    """Print documents per CPU second of each step, and hold the pre-scan's ratio to the bare matcher."""
    catalogue = read_catalogue()
    names = sorted({fold_name(alias.text) for route in catalogue.values() for alias in route.aliases})
    automaton = ahocorasick_rs.AhoCorasick(names)
    matcher = RouteMatcher(catalogue)

    def bare(text: str) -> object:
        return automaton.find_matches_as_indexes(fold(text).text, overlapping=True)

    def prescan(text: str) -> object:
        folded = fold(text).text
        return matcher.anchors.scan(folded, make_searchable(folded))

    def whole(text: str) -> object:
        return matcher.find(text, fold(text))

    for label, documents in (("ordinary news", ordinary), ("briefs about routes", dense)):
        seconds = {step.__name__: best_seconds(step, documents) for step in (bare, prescan, whole)}
        rates = ", ".join(f"{name} {1 / value:,.0f}/s" for name, value in seconds.items())
        print(
            f"{label}: {rates}; pre-scan {seconds['prescan'] / seconds['bare']:.2f} x bare, {len(names)} names"
        )
        if label != "briefs about routes":
            assert seconds["prescan"] <= MAX_PRESCAN_RATIO * seconds["bare"]
