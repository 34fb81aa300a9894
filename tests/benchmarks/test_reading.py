"""How fast news is read: 500 articles of 4 kB as text files and as JSON Lines."""

import json
from pathlib import Path

import pytest

from geomap.articles import read_articles

SENTENCE = "The pipeline carried gas number {number} across the strait on Monday, the operator said in Baku."
N_ARTICLES = 500


def article_text(number: int) -> str:
    paragraph = " ".join([SENTENCE.format(number=number)] * 10)
    return (
        f"EN\n\nGas number {number}\n\nAug. 6, 2025\n\n"
        + "\n\n".join([paragraph] * 4)
        + "\n\nAnn Lee\n\nNews.Az"
    )


def test_reading_text_files(benchmark: pytest.FixtureRequest, tmp_path: Path) -> None:
    for number in range(N_ARTICLES):
        (tmp_path / f"{number:03}.txt").write_text(article_text(number), "utf-8")
    articles = benchmark(lambda: list(read_articles(tmp_path, issues=[])))  # type: ignore[operator]  untyped fixture
    assert len(articles) == N_ARTICLES


def test_reading_json_lines(benchmark: pytest.FixtureRequest, tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    records = (
        {"id": str(n), "text": article_text(n), "source": "Trend", "date": "2025-08-06"}
        for n in range(N_ARTICLES)
    )
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    articles = benchmark(lambda: list(read_articles(path, issues=[])))  # type: ignore[operator]  untyped fixture
    assert len(articles) == N_ARTICLES
