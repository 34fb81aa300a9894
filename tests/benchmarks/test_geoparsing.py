"""Documents per second from text to resolved mentions; run with `pytest tests/benchmarks --benchmark-only`."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from geomap import read_articles
from geomap.geoparser import Geoparser
from geomap.text import fold

BRIEFS = Path(__file__).parents[2] / "examples" / "articles"
DOCUMENT_CHARACTERS = 4000
MIN_SHARE_OF_FLASHGEOTEXT = 0.05


@pytest.fixture(scope="module")
def documents() -> list[str]:
    """Fifty documents of about 4 kB, each made of three briefs."""
    texts = [article.text for article in read_articles(BRIEFS)]
    return [
        "\n\n".join(texts[(number + step) % len(texts)] for step in range(4))[:DOCUMENT_CHARACTERS]
        for number in range(len(texts))
    ]


def test_everything_from_text_to_resolved_mentions(
    benchmark: BenchmarkFixture, geoparser: Geoparser, documents: list[str]
) -> None:
    found = benchmark(lambda: [geoparser(text) for text in documents])
    assert sum(map(len, found)) > 10 * len(documents)


def test_route_names_alone(benchmark: BenchmarkFixture, geoparser: Geoparser, documents: list[str]) -> None:
    matcher = geoparser._recognise.routes  # type: ignore[attr-defined]  # the default recogniser has it
    folded = [(text, fold(text)) for text in documents]
    benchmark(lambda: [matcher.find(*pair) for pair in folded])


def test_beside_flashgeotext(benchmark: BenchmarkFixture, geoparser: Geoparser, documents: list[str]) -> None:
    """Print documents per CPU second of both, on the same documents in one run; `pip install flashgeotext` first.

    flashgeotext finds names in a list of large cities and countries; it neither
    resolves them nor knows routes.
    """
    geotext = pytest.importorskip("flashgeotext.geotext").GeoText()
    rates = {"flashgeotext": rate(geotext.extract, documents)}
    rates["geomap"] = benchmark.pedantic(rate, (geoparser, documents))
    print(", ".join(f"{name} {value:,.0f} documents/s" for name, value in rates.items()))
    assert rates["geomap"] > MIN_SHARE_OF_FLASHGEOTEXT * rates["flashgeotext"]


def rate(function: Callable[[str], object], documents: Sequence[str]) -> float:
    """Return documents per CPU second, the best of several rounds."""
    seconds = []
    for _ in range(5):
        start = time.process_time()
        for document in documents:
            function(document)
        seconds.append(time.process_time() - start)
    return len(documents) / min(seconds)
