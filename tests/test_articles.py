"""Reading news: formats, fields, what plain text says about itself, and that nothing disappears."""

import io
import json
import logging
import os
import string
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from geomap.articles import read_articles
from geomap.articles.dates import parse_published, read_date
from geomap.articles.furniture import furniture_spans, is_furniture
from geomap.articles.language import detect_language, language_tag
from geomap.articles.outlets import Outlets, load_outlets, site_name
from geomap.errors import CatalogueError, GeomapError, InputError
from geomap.model import Article, Issue

BODY = (
    "The pipeline carried its first gas across the strait on Monday, the operator said in a statement. "
    "Engineers had tested the compressor station near the coast for three weeks before the valves opened."
)
MORE = "Deliveries will rise through the winter, and a second line is planned for the following year."
PROSE = f"{BODY}\n\n{MORE}"

Reader = Callable[..., tuple[list[Article], list[Issue]]]


def read(news: object) -> tuple[list[Article], list[Issue]]:
    issues: list[Issue] = []
    return list(read_articles(news, issues=issues)), issues


def read_one(news: object) -> Article:
    articles, _ = read(news)
    assert len(articles) == 1
    return articles[0]


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., str]:
    """Save content under a name and return the path as text."""

    def save(content: str | bytes, name: str = "news.txt") -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return save


def severities(issues: list[Issue]) -> list[str]:
    return [issue.severity for issue in issues]


# --- plain text, as people save it


def test_page_with_date_furniture_and_signature_gives_date_author_and_outlet() -> None:
    article = read_one({"text": f" date 2025-03-04 + ↺ − 16 px\n\n{PROSE}\n\nLeyla Quliyeva\n\nNews.Az"})
    assert (article.source, article.source_basis, article.author) == ("News.Az", "inferred", "Leyla Quliyeva")
    assert article.published == datetime(2025, 3, 4, tzinfo=UTC)
    assert article.published_precision == "day"
    assert article.title is None


def test_home_agency_that_people_told_is_the_source_of_a_wire_dateline() -> None:
    text = f"date 2025-03-04 BAKU, Azerbaijan, March 4. {BODY[:-1]}, Rauf Aydin told Trend.\n\n{MORE}"
    article = read_one({"text": text})
    assert (article.source, article.source_basis) == ("Trend", "inferred")
    assert article.published == datetime(2025, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        f"{BODY} An analyst told Trend.\n\n{MORE}",  # no dateline
        f"TBILISI, Georgia, March 4. {BODY} An analyst told Trend.\n\n{MORE}",  # not the agency's home
        f"BAKU, Azerbaijan, March 4. {BODY} He told Trend, and she told Reuters.\n\n{MORE}",  # two agencies
        f"BAKU, Azerbaijan, March 4. {BODY} He said so, according to TASS.\n\n{MORE}",
        f"{BODY}\n\nSource: AzerTAg\n\n{MORE}",  # a caption
        f"{BODY}\n\nSource: AzerTAg\n\n{MORE}\n\nSource: Britannica",
        f"{BODY}\n\nTrend\n\n{MORE}",  # ambiguous, alone between paragraphs
        f"{BODY}\n\nNews.Az\n\n{MORE}",  # a credit between paragraphs
        f"{PROSE}\n\nTrend",  # ambiguous, and nobody signed
        f"{BODY} The Atlantic Council said so.\n\n{MORE}",
        f"By land and sea\n\n{PROSE}",
        f"By Ann Lee, Senior Analyst\n\n{PROSE}",
        f"{PROSE}\n\nnews.az\n\ntrend.az",  # links to two
        f"{PROSE}\n\nPhoto: © 2025 Reuters",
        f"{PROSE}\n\nann@villagepost.example",
    ],
)
def test_names_in_other_places_are_no_source(text: str) -> None:
    assert read_one({"text": text}).source is None


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (f"LONDON, March 3 (Reuters) - {PROSE}", "Reuters"),
        (f"LONDON (Reuters) - {PROSE}", "Reuters"),
        (f"MOSCOW, August 6. /TASS/. {PROSE}", "TASS"),
        (f"МОСКВА, 6 августа. /ТАСС/. {PROSE}", None),
        (f"Baku, August 6, AZERTAC\n\n{PROSE}", "AZERTAC"),
        (f"BAKU, Azerbaijan, December 30.Trend: {PROSE}", "Trend"),
        (f"By Ann Lee, World Israel News\n\n{PROSE}", "World Israel News"),
        (f"{BODY}\nBy Ann Lee, World Israel News\n{MORE}", "World Israel News"),
        (f"{PROSE}\n\n© 2025 Anadolu Agency. All rights reserved.", "Anadolu"),
        (f"{PROSE}\n\nChosen\n77\n14\napa.az\n\n10Sources", "APA"),
        (f"https://en.trend.az/azerbaijan/1.html\n\n{PROSE}", "Trend"),
        (f"{PROSE}\n\nLeyla Quliyeva\n\nTrend", "Trend"),
        (f"{PROSE}\n\nvillage-post.example", "village-post.example"),
    ],
)
def test_outlet_at_head_or_foot_is_the_source(text: str, source: str | None) -> None:
    article = read_one({"text": text})
    if source is None:  # the agency is written in another script: known by the list or as written
        assert article.source in ("TASS", "ТАСС")
    else:
        assert (article.source or "").startswith(source)
    assert article.source_basis == "inferred"


def test_headline_below_a_language_switch_is_the_title_and_furniture_stays_in_the_text() -> None:
    head = "EN\n\nFirst gas crosses the strait - Analysis"
    text = f"{head}\n\n{BODY}\n\nWinter\n\nSərhəd\n\n{MORE}\n\n \n\nChosen\n7\napa.az\n\n10Sources"
    article = read_one({"text": text})
    assert article.title == "First gas crosses the strait - Analysis"
    assert article.text == text
    assert article.published is None


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        f"Chosen\n\n{PROSE}",
        f"The operator opened the valves on Monday.\n\n{PROSE}",
        f"First gas crosses the strait\n{BODY}",  # no empty line
        f"6 August 2025 14:30\n\n{PROSE}",
        f"Baku, August 6, AZERTAC\n\n{PROSE}",
        f"News.Az\n\n{PROSE}",
        "First gas crosses the strait",
        f"- a list item here\n\n{PROSE}",
    ],
)
def test_without_a_headline_there_is_no_title(text: str) -> None:
    assert read_one({"text": text}).title is None


def test_title_is_followed_by_an_empty_line_a_date_or_a_byline() -> None:
    assert (
        read_one({"text": f"Gas crosses the strait\n6 August 2025\n\n{PROSE}"}).title
        == "Gas crosses the strait"
    )
    assert (
        read_one({"text": f"Gas crosses the strait\nBy Ann Lee\n\n{PROSE}"}).title == "Gas crosses the strait"
    )


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("date 2025-08-06 + ↺ − 16 px", "2025-08-06"),
        ("Aug. 6, 2025", "2025-08-06"),
        ("06.08.2025", "2025-08-06"),
        ("6 August 2025 14:30", "2025-08-06"),
        ("Published: August 6, 2025 | Updated: August 9, 2025", "2025-08-06"),
        ("Updated: August 9, 2025", "2025-08-09"),
        ("By Ann Lee | Aug. 6, 2025", "2025-08-06"),
        ("Среда, 6 августа 2025 г., 14:30", "2025-08-06"),
        ("6 Ağustos 2025 Çarşamba", "2025-08-06"),
        ("6 avqust 2025-ci il", "2025-08-06"),
        ("Mittwoch, 6. August 2025, 14:30 Uhr", "2025-08-06"),
        ("Publié le 6 août 2025 à 14:30", "2025-08-06"),
        ("BAKU, Aug. 6, 2025 (AZERTAC)", "2025-08-06"),
        ("Yerevan, 6 August 2025", "2025-08-06"),
    ],
)
def test_date_at_the_head_is_the_publication_date(head: str, day: str) -> None:
    article = read_one({"text": f"{head}\n\n{PROSE}"})
    assert article.published is not None
    assert article.published.date().isoformat() == day


@pytest.mark.parametrize(
    "text",
    [
        f"On 6 August 2025 the valves opened. {PROSE}",
        f"What happened on August 8, 2025\n\n{PROSE}",
        f"{BODY} The line was begun on 4 May 2019.\n\n4 May 2019 was a cold day for everyone.\n\n{MORE}",
        f"BAKU, Azerbaijan, August 11. {PROSE}",  # a year is not stated
        f"BAKU, Azerbaijan, August 11. {PROSE}\n\n© 2010-2025 Example News",  # the site's years
        f"6 August 2025\n8 August 2025\n\n{PROSE}",  # they contradict
        f"31.02.2025\n\n{PROSE}",
    ],
)
def test_text_without_a_publication_date_is_kept_undated_and_listed(text: str) -> None:
    articles, issues = read({"text": text})
    assert articles[0].published is None
    assert articles[0].published_precision is None
    assert [(issue.severity, "undated" in issue.message) for issue in issues] == [("warning", True)]


def test_dateline_takes_its_year_from_the_copyright_line() -> None:
    article = read_one({"text": f"BAKU, Azerbaijan, August 11. {PROSE}\n\n© 2025 Trend News Agency"})
    assert article.published == datetime(2025, 8, 11, tzinfo=UTC)
    assert article.source == "Trend"


def test_dates_of_related_stories_below_the_only_paragraph_are_not_the_articles_own() -> None:
    article = read_one(
        {"text": f"Gas crosses the strait\n\n6 August 2025\n\n{BODY}\n\nRelated\n\n5 August 2025"}
    )
    assert article.published == datetime(2025, 8, 6, tzinfo=UTC)


def test_date_at_the_foot_counts_when_the_head_has_none() -> None:
    article = read_one({"text": f"{PROSE}\n\nLeyla Quliyeva\n\n06.08.2025"})
    assert article.published == datetime(2025, 8, 6, tzinfo=UTC)


def test_furniture_spans_cover_lines_that_name_no_place() -> None:
    foot = "Chosen\n77\napa.az\n© 2025 Baku Post\n10Sources"
    text = f"EN\n\nGas crosses\n\nBy Ann Lee, World Israel News\n{BODY}\n\nBaku\n\n{foot}"
    spans = [text[start:end] for start, end in furniture_spans(text)]
    assert spans == [
        "EN",
        "By Ann Lee, World Israel News",
        "Chosen",
        "77",
        "apa.az",
        "© 2025 Baku Post",
        "10Sources",
    ]


@pytest.mark.parametrize(
    "line", ["Photo exhibition opens in Baku", "Baku", "Copyright dispute over a film", "News from Baku", ""]
)
def test_headlines_and_places_are_no_furniture(line: str) -> None:
    assert not is_furniture(line)


# --- dates


@pytest.mark.parametrize(
    ("value", "moment", "precision"),
    [
        ("2025-08-06", "2025-08-06T00:00", "day"),
        ("2025-08", "2025-08-01T00:00", "month"),
        ("2025", "2025-01-01T00:00", "year"),
        (2025, "2025-01-01T00:00", "year"),
        ("2025-08-06T14:30:00Z", "2025-08-06T14:30", "second"),
        ("2025-08-06T14:30:00.5+04:00", "2025-08-06T10:30:00.500000", "second"),
        ("2025-08-06 14:30", "2025-08-06T14:30", "second"),
        ("2025-08-06 14:30 Asia/Baku", "2025-08-06T00:00", "day"),  # a zone that is not known
        ("Wed, 06 Aug 2025 14:30:00 +0400", "2025-08-06T10:30", "second"),
        ("August 6, 2025 10:30 PM EDT", "2025-08-07T02:30", "second"),
        ("20250806T120000Z", "2025-08-06T12:00", "second"),
        ("20250806120000", "2025-08-06T12:00", "second"),
        (20250806, "2025-08-06T00:00", "day"),
        (1754481600, "2025-08-06T12:00", "second"),
        (1754481600.0, "2025-08-06T12:00", "second"),
        ("1754481600000", "2025-08-06T12:00", "second"),
        ("08/25/2025", "2025-08-25T00:00", "day"),
        ("6 September 2025", "2025-09-06T00:00", "day"),
        ("6 серпня 2025", "2025-08-06T00:00", "day"),
        ("1er août 2025", "2025-08-01T00:00", "day"),
        ("2025年8月6日", "2025-08-06T00:00", "day"),
        (date(2025, 8, 6), "2025-08-06T00:00", "day"),
        (datetime(2025, 8, 6), "2025-08-06T00:00", "day"),  # as tables hold them
        ({"$date": "2025-08-06T12:00:00Z"}, "2025-08-06T12:00", "second"),
    ],
)
def test_dates_are_read_in_the_forms_that_news_has_them(value: object, moment: str, precision: str) -> None:
    stamp = parse_published(value)
    assert stamp is not None
    assert (stamp.when, stamp.precision) == (datetime.fromisoformat(moment).replace(tzinfo=UTC), precision)


@pytest.mark.parametrize(
    "value",
    [
        "2025-13-45",
        "31.02.2025",
        "1404-05-15",
        "9999-01-01",
        "yesterday",
        "06.08.25",
        "25:61",
        True,
        float("nan"),
        7,
        -1,
        1e300,
        [],
        {},
    ],
)
def test_impossible_dates_are_no_dates(value: object) -> None:
    assert parse_published(value) is None


def test_bad_date_is_a_warning_and_the_article_is_kept() -> None:
    articles, issues = read({"text": BODY, "date": "2025-13-45"})
    assert articles[0].published is None
    assert issues == [
        Issue("record 1", "warning", "date '2025-13-45' is not understood or impossible; kept undated")
    ]


def test_slashed_date_that_could_be_american_is_read_day_first_with_a_warning() -> None:
    articles, issues = read({"text": BODY, "date": "08/06/2025"})
    assert articles[0].published == datetime(2025, 6, 8, tzinfo=UTC)
    assert severities(issues) == ["warning"]


@given(st.text(max_size=130))
@example("1" * 130)
@example("99:99 2025-01-01 +99:99")
def test_any_text_is_a_date_or_none(text: str) -> None:
    read_date(text)
    read_date(text, strict=False)
    parse_published(text)


# --- records


def test_json_lines_keep_id_and_text_exactly(saved: Callable[..., str]) -> None:
    text = "  A\r\nB\u2028C\u00a0\u200b é \t\n\n"
    path = saved(json.dumps({"id": " Ä 07 ", "text": text}) + "\n", "a.jsonl")
    article = read_one(path)
    assert (article.article_id, article.text, article.path) == (" Ä 07 ", text, path)


def test_surrogates_and_nul_are_replaced_at_the_same_length_with_a_warning(saved: Callable[..., str]) -> None:
    articles, issues = read(
        saved('{"id": "1", "text": "a\\u0000b\\ud800c", "date": "2025-01-01"}\n', "a.jsonl")
    )
    assert articles[0].text == "a\ufffdb\ufffdc"
    assert severities(issues) == ["warning"]


def test_broken_json_line_is_an_error_with_its_number_and_the_others_are_read(
    saved: Callable[..., str],
) -> None:
    path = saved(
        '{"text": "one", "date": "2025"}\n{"text": "two\n\n{"text": "three", "date": "2025"}\n[1]\n',
        "a.jsonl",
    )
    articles, issues = read(path)
    assert [article.text for article in articles] == ["one", "three"]
    assert [(issue.where, issue.severity) for issue in issues] == [
        (f"{path}:2", "error"),
        (f"{path}:5", "error"),
    ]


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        ('{"text": "one"}', ["one"]),
        ('[{"text": "one"}, {"body": "two"}]', ["one", "two"]),
        ('{"status": "ok", "description": "a list", "articles": [{"content": "one"}]}', ["one"]),
        ('{"response": {"docs": [{"full_text": "one"}]}}', ["one"]),
        ('{"text": "one"}\n{"text": "two"}\n', ["one", "two"]),
        ('{"text": "one", "score": NaN}', ["one"]),
        ('["one", "two"]', ["one", "two"]),
        ("text,source\none,A\n", ["one"]),
        ("id;headline;body\n1;T;one\n", ["one"]),
        ("---\ntitle: T\n---\none\n", ["one\n"]),
        ("<html><body><p>one</p></body></html>", ["one"]),
        ("one", ["one"]),
        ("[Reuters] one", ["[Reuters] one"]),
        ("{one}", ["{one}"]),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a"])
def test_format_is_found_by_content(
    saved: Callable[..., str], content: str, texts: list[str], name: str
) -> None:
    articles, _ = read(saved(content, name))
    assert [article.text for article in articles] == texts


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"headline": "T"}, {"title": "T"}),
        ({"source": {"id": "x", "name": "Some Outlet"}}, {"source": "Some Outlet", "source_basis": "stated"}),
        ({"publisher": "  Some\n Outlet "}, {"source": "Some Outlet"}),
        ({"domain": "en.trend.az"}, {"source": "Trend", "source_basis": "stated"}),
        ({"source_name": "Trend News Agency"}, {"source": "Trend"}),
        ({"site": "trend.az"}, {"source": "Trend"}),
        ({"url": "https://en.trend.az/a"}, {"source": "Trend", "source_basis": "inferred"}),
        ({"link": "https://www.example.org/a"}, {"source": "example.org", "source_basis": "inferred"}),
        ({"url": "not an address"}, {"source": None, "url": "not an address"}),
        ({"authors": ["Ann Lee", {"name": "Bo Ek"}]}, {"author": "Ann Lee, Bo Ek"}),
        ({"byline": "By Ann Lee"}, {"author": "Ann Lee"}),
        ({"_id": {"$oid": "64f0"}}, {"article_id": "64f0"}),
        ({"guid": 12.0}, {"article_id": "12"}),
        ({"seendate": "20250806T120000Z"}, {"published": datetime(2025, 8, 6, 12, tzinfo=UTC)}),
        ({"publishedAt": "2025-08-06"}, {"published_precision": "day"}),
        ({"lang": "English"}, {"language": "en"}),
        ({"language": "az-Latn-AZ"}, {"language": "az"}),
        ({"form": "Brief"}, {"form": "brief"}),
        ({"form": "long"}, {"form": "article"}),
        (
            {"title": float("nan"), "source": None, "author": " "},
            {"title": None, "source": None, "author": None},
        ),
    ],
)
def test_usual_field_names_are_understood(record: dict[str, object], expected: dict[str, object]) -> None:
    article = read_one({"text": BODY, **record})
    assert {name: getattr(article, name) for name in expected} == expected


def test_text_comes_from_the_best_field_that_holds_some() -> None:
    assert read_one({"description": "short", "content": "long", "text": " "}).text == "long"
    assert read_one({"description": "short"}).text == "short"
    assert read_one({"content": "<p>Gas &amp; oil</p><p>flow</p>"}).text == "Gas & oil\nflow"
    assert read_one({"text": "<p>exactly</p>"}).text == "<p>exactly</p>"
    assert read_one({"paragraphs": 1, "body": ["one", "two"]}).text == "one\n\ntwo"


def test_record_without_text_is_an_error() -> None:
    articles, issues = read([{"id": "1", "author": "T"}, {}, 7])
    assert articles == []
    assert [issue.where for issue in issues] == ["record 1", "record 2", "record 3"]
    assert "found id, author, expected text" in issues[0].message


def test_of_a_record_with_a_headline_only_the_headline_is_read() -> None:
    articles, issues = read([{"id": "1", "title": "Nord Stream 2 stays shut"}])
    assert [(article.text, article.title) for article in articles] == [("Nord Stream 2 stays shut",) * 2]
    assert Issue("record 1", "warning", "no text; its title is read") in issues


def test_missing_fields_of_a_record_are_read_from_its_text() -> None:
    article = read_one({"id": "1", "text": f"MOSCOW, August 6, 2025. /TASS/. {PROSE}"})
    assert (article.source, article.source_basis) == ("TASS", "inferred")
    assert article.published == datetime(2025, 8, 6, tzinfo=UTC)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_csv_is_read_with_any_usual_delimiter_mark_and_quoted_line_breaks(
    saved: Callable[..., str], sign: str
) -> None:
    rows = [
        ["id", "source", "text", "published"],
        ["1", "A", '"one\r\ntwo, three; |"', "2025-08-06"],
        ["2", "B", "four", "2025"],
    ]
    content = "\ufeff" + "\r\n".join(sign.join(row) for row in rows)
    articles, issues = read(saved(content, "a.csv"))
    assert [article.text for article in articles] == ["one\r\ntwo, three; |", "four"]
    assert [article.source for article in articles] == ["A", "B"]
    assert issues == []


def test_csv_holds_huge_cells_and_the_limit_is_restored(saved: Callable[..., str]) -> None:
    import csv

    before = csv.field_size_limit()
    article = read_one(saved("id,text\n1," + "a" * 200_000 + "\n", "a.csv"))
    assert len(article.text) == 200_000
    assert csv.field_size_limit() == before


def test_csv_rows_without_text_or_with_stray_cells_are_listed_with_their_line(
    saved: Callable[..., str],
) -> None:
    path = saved('id,text,date\n1,"a\nb",2025\n2,,2025\n3,c,2025,d\n', "a.csv")
    articles, issues = read(path)
    assert [article.article_id for article in articles] == ["1", "3"]
    assert [(issue.where, issue.severity) for issue in issues] == [
        (f"{path}:4", "error"),
        (f"{path}:5", "warning"),
    ]


def test_csv_without_a_text_column_or_rows_is_an_error(saved: Callable[..., str]) -> None:
    for content in ("id,name\n1,a\n", "id,text\n", "just prose"):
        articles, issues = read(saved(content, "a.csv"))
        assert (articles, severities(issues)) == ([], ["error"])


def test_pandas_table_is_read_and_its_missing_values_are_missing() -> None:
    table = pd.DataFrame(
        {
            "text": ["one", "two"],
            "source": ["A", None],
            "date": [pd.Timestamp("2025-08-06"), pd.NaT],
            "id": [1, 2],
        }
    )
    articles, issues = read(table)
    assert [(article.article_id, article.source, article.published) for article in articles] == [
        ("1", "A", datetime(2025, 8, 6, tzinfo=UTC)),
        ("2", None, None),
    ]
    assert severities(issues) == ["warning"]


def test_articles_in_memory_pass_through() -> None:
    article = Article("1", BODY, source="A")
    assert read([article]) == ([article], [])
    assert read_one(Article("1", "a\0")).text == "a\ufffd"
    assert severities(read(Article("1", " "))[1]) == ["error"]


# --- Markdown and HTML


def test_yaml_front_matter_states_the_fields_and_leaves_the_text(saved: Callable[..., str]) -> None:
    content = (
        "---\r\nid: 007\r\ntitle: 'Gas: a story'\r\nsource: trend.az\r\ndate: 2025-08-06\r\nform: brief\r\n"
        f"author: ~\r\n---\r\n\r\n# Heading\r\n\r\n{BODY}\r\n"
    )
    article = read_one(saved(content, "a.md"))
    assert (article.article_id, article.title, article.source, article.form) == (
        "007",
        "Gas: a story",
        "Trend",
        "brief",
    )
    assert (article.source_basis, article.published_precision, article.author) == ("stated", "day", None)
    assert article.text == f"# Heading\n\n{BODY}\n"


def test_toml_front_matter_and_key_lines_state_the_fields(saved: Callable[..., str]) -> None:
    toml = read_one(saved(f'+++\ntitle = "T"\ndate = 2025-08-06\n+++\n{BODY}', "a.md"))
    assert (toml.title, toml.published) == ("T", datetime(2025, 8, 6, tzinfo=UTC))
    lines = read_one(saved(f"Title: T\nSource: A\nDate: 2025-08-06\n\n{BODY}"))
    assert (lines.title, lines.source, lines.source_basis, lines.text) == ("T", "A", "stated", BODY)


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: [\n---\n",
        "---\na: &a [1]\nb: *c\n---\n",
        "---\n" + "[" * 2000 + "\n---\n",
        "---\nt: " + "a" * 70_000 + "\n---\n",
    ],
)
def test_broken_front_matter_is_a_warning_and_stays_in_the_text(
    saved: Callable[..., str], front: str
) -> None:
    articles, issues = read(saved(front + BODY, "a.md"))
    assert articles[0].text == front + BODY
    assert "front matter" in issues[0].message


def test_a_rule_at_the_top_of_a_text_is_no_front_matter(saved: Callable[..., str]) -> None:
    content = f"---\n{BODY}\n---\n{MORE}"
    assert read_one(saved(content, "a.md")).text == content


def test_markdown_heading_is_the_title(saved: Callable[..., str]) -> None:
    assert read_one(saved(f"# Gas crosses the strait\n\n{PROSE}", "a.md")).title == "Gas crosses the strait"


PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Gas | Site</title>
<meta property="og:title" content="Gas crosses the strait"><meta name="author" content="Ann Lee">
<meta property="og:site_name" content="Trend News Agency">
<meta property="article:published_time" content="2025-08-06T14:30:00+04:00">
<link rel="canonical" href="https://en.trend.az/1"><script>var a = 1;</script></head>
<body><nav><a href="/">Home</a></nav>
<article><h1>Gas crosses the strait</h1><p>{BODY}</p><p>{MORE}</p></article>
<footer>About us</footer></body></html>"""


def test_web_page_gives_body_and_stated_facts(saved: Callable[..., str]) -> None:
    article = read_one(saved(PAGE, "a.html"))
    assert BODY in article.text
    assert "var a" not in article.text
    assert "About us" not in article.text
    assert (article.title, article.source, article.source_basis) == (
        "Gas crosses the strait",
        "Trend",
        "stated",
    )
    assert (article.author, article.language, article.url) == ("Ann Lee", "en", "https://en.trend.az/1")
    assert (article.published, article.published_precision) == (
        datetime(2025, 8, 6, 10, 30, tzinfo=UTC),
        "second",
    )


def test_json_ld_of_a_web_page_is_read(saved: Callable[..., str]) -> None:
    facts = {
        "@graph": [
            {"@type": "WebPage"},
            {
                "@type": ["NewsArticle"],
                "headline": "T",
                "datePublished": "2025-08-06",
                "publisher": {"name": "A"},
                "author": [{"name": "Ann Lee"}],
            },
        ]
    }
    script = f'<script type="application/ld+json">{json.dumps(facts)}</script>'
    article = read_one(saved(f"<html>{script}<body><p>{BODY}</p></body></html>"))
    assert (article.title, article.source, article.author) == ("T", "A", "Ann Lee")
    assert article.published == datetime(2025, 8, 6, tzinfo=UTC)


def test_date_in_the_prose_of_a_web_page_is_not_its_date(saved: Callable[..., str]) -> None:
    page = f"<article><p>{BODY} It was agreed on 4 May 2019.</p><p>{MORE}</p></article>"
    assert read_one(saved(f"<html><body>{page}</body></html>")).published is None


def test_web_page_in_another_encoding_is_read_as_it_declares(saved: Callable[..., str]) -> None:
    page = '<html><head><meta charset="windows-1251"></head><body><p>Баку и Тбилиси</p></body></html>'
    articles, issues = read(saved(page.encode("cp1251"), "a.html"))
    assert articles[0].text == "Баку и Тбилиси"
    assert "windows-1251" in issues[0].message


# --- encodings and what is no text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_unicode_is_read_without_a_warning(saved: Callable[..., str], encoding: str) -> None:
    articles, issues = read(saved(f"06.08.2025\n\nZəngəzur {BODY}".encode(encoding)))
    assert articles[0].text == f"06.08.2025\n\nZəngəzur {BODY}"
    assert issues == []


def test_other_encoding_is_guessed_and_named_in_a_warning(saved: Callable[..., str]) -> None:
    text = "Трубопровод доставил первый газ через пролив в понедельник, сообщил оператор. " * 4
    articles, issues = read(saved(text.encode("cp1251")))
    assert articles[0].text == text
    assert "cp1251" in issues[0].message
    assert issues[0].severity == "warning"


def test_a_broken_byte_does_not_change_the_encoding_of_the_rest(saved: Callable[..., str]) -> None:
    articles, issues = read(saved("Şuşa və Bakı, Gəncə və Şəki".encode() + b"\xc5"))
    assert articles[0].text == "Şuşa və Bakı, Gəncə və Şəki\ufffd"
    assert "1 broken bytes" in issues[0].message


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"ab\0cd", "binary"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04...", "Office"),
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (b"<?xml version='1.0'?><rss></rss>", "XML"),
    ],
)
def test_what_is_no_text_is_an_error(saved: Callable[..., str], data: bytes, what: str) -> None:
    path = saved(data)
    articles, issues = read(path)
    assert articles == []
    assert [(issue.where, issue.severity) for issue in issues] == [(path, "error")]
    assert what in issues[0].message


def test_line_ends_of_plain_text_become_line_feeds_and_nothing_else_changes(
    saved: Callable[..., str],
) -> None:
    assert read_one(saved("  a\r\n\r\nb\rc  \n\n")).text == "  a\n\nb\nc  \n\n"


# --- files, folders, patterns, stdin


def test_folder_is_walked_in_order_and_what_is_left_out_is_listed(
    saved: Callable[..., str], tmp_path: Path
) -> None:
    for name in ("b.txt", "a/c.md", ".hidden/d.txt", ".e.txt"):
        saved(f"06.08.2025\n\n{name} {BODY}", name)
    saved(b"\x89PNG\0", "x.png")
    saved(b"%PDF-", "y.pdf")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe") if hasattr(os, "mkfifo") else None
    articles, issues = read(tmp_path)
    assert [Path(article.path or "").name for article in articles] == ["b.txt", "c.md"]
    assert {Path(issue.where).name: issue.severity for issue in issues} == {
        "x.png": "warning", "y.pdf": "error", "loop": "warning", "pipe": "error",
    }  # fmt: skip


def test_patterns_match_files_and_a_name_with_brackets_is_itself(
    saved: Callable[..., str], tmp_path: Path
) -> None:
    saved(BODY, "a.txt")
    saved(MORE, "b [1].txt")
    assert len(read(str(tmp_path / "*.txt"))[0]) == 2
    assert read_one(str(tmp_path / "b [1].txt")).text == MORE


@pytest.mark.parametrize("name", ["missing.txt", "*.nothing", "a\nb", "a" * 5000, "nul\0", "[", ""])
def test_one_path_with_nothing_there_raises_a_one_line_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="expected news") as caught:
        read_articles(f"{tmp_path}/none/{name}")
    assert "\n" not in str(caught.value)


def test_empty_folder_and_wrong_types_raise(tmp_path: Path) -> None:
    for news in (tmp_path, [tmp_path]):
        with pytest.raises(InputError, match="holds no files"):
            read_articles(news)
    for wrong in (b"bytes", 7, None):
        with pytest.raises(InputError, match="expected paths"):
            read_articles(wrong)  # type: ignore[arg-type]  that is the test


def test_one_of_several_paths_that_is_missing_is_an_issue(saved: Callable[..., str]) -> None:
    articles, issues = read([saved(f"06.08.2025\n\n{BODY}"), "/no/such/file"])
    assert len(articles) == 1
    assert [(issue.where, issue.severity) for issue in issues] == [("/no/such/file", "error")]


def test_file_over_the_limit_raises_alone_and_is_listed_among_others(
    saved: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_large(path: Path) -> bytes:
        raise InputError(f"{path}: larger than 64 MB; split it")

    monkeypatch.setattr("geomap.articles.read_limited", too_large)
    path = saved(BODY)
    with pytest.raises(InputError, match="larger"):
        read(path)
    _, issues = read([path, path])
    assert issues == [Issue(path, "error", "larger than 64 MB; split it")] * 2


def test_stdin_is_read_as_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sys.stdin", SimpleNamespace(buffer=io.BytesIO(b'{"id": "1", "text": "one"}\n{"text": "two"}'))
    )
    articles, _ = read("-")
    assert [(article.text, article.path) for article in articles] == [("one", "-"), ("two", "-")]


def test_without_a_list_issues_go_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "geomap"):
        assert list(read_articles([{"id": "1"}])) == []
    assert "record 1: error: no text" in caplog.text


def test_progress_is_told_after_each_input(saved: Callable[..., str]) -> None:
    calls: list[tuple[str, int, int | None]] = []
    list(read_articles([saved(BODY), {"text": MORE}], issues=[], progress=lambda *call: calls.append(call)))
    assert calls == [("reading articles", 1, 2), ("reading articles", 2, 2)]


# --- ids and duplicates


def test_id_is_the_records_own_else_a_digest_of_url_else_of_text() -> None:
    own = read_one({"id": "x", "text": BODY, "url": "https://example.org/1"})
    by_url = read_one({"text": BODY, "url": "https://example.org/1"})
    by_text = read_one({"text": BODY})
    assert own.article_id == "x"
    assert len(by_url.article_id) == len(by_text.article_id) == 16
    assert by_url.article_id != by_text.article_id
    assert by_url.article_id == read_one({"text": MORE, "url": "https://example.org/1"}).article_id


@pytest.mark.parametrize(
    ("second", "severity"),
    [
        ({"id": "2", "text": BODY.upper().replace(" ", "\n")}, "duplicate"),
        ({"id": "2", "text": BODY.replace(".", " .").replace(",", " \u2013")}, "duplicate"),
        ({"id": "2", "text": MORE, "url": "https://example.org/1/#top"}, "duplicate"),
        ({"id": "1", "text": BODY}, "duplicate"),
        ({"id": "1", "text": MORE, "url": "https://example.org/1"}, "duplicate"),
        ({"id": "1", "text": MORE, "url": "https://example.org/2"}, "error"),
        ({"id": "1", "text": MORE}, "error"),
    ],
)
def test_second_article_of_the_same_id_url_or_text_is_listed(
    second: dict[str, object], severity: str
) -> None:
    first = {"id": "1", "text": BODY, "url": "https://example.org/1", "date": "2025"}
    articles, issues = read([first, {"date": "2025", **second}])
    assert [article.article_id for article in articles] == ["1"]
    assert [(issue.where, issue.severity) for issue in issues] == [("record 2", severity)]
    assert "record 1" in issues[0].message


# --- outlets and languages


def test_outlets_are_known_by_name_spelling_and_domain() -> None:
    outlets = load_outlets()
    for name in ("Trend", "TREND NEWS AGENCY", "trend.az", "en.trend.az", "https://www.trend.az/a"):
        assert outlets.canonical(name) == "Trend"
    assert outlets.canonical("News Az") == "News.Az"
    assert outlets.canonical(" My  Village Post ") == "My Village Post"
    assert outlets.named("Trend", ambiguous=False) is None


def test_outlet_list_that_is_broken_raises_and_a_missing_one_is_empty(tmp_path: Path) -> None:
    assert load_outlets(tmp_path / "none.json") == Outlets()
    for number, content in enumerate(("[]", '{"outlets": [{}]}')):
        path = tmp_path / f"{number}.json"
        path.write_text(content)
        with pytest.raises(CatalogueError, match="expected"):
            load_outlets(path)


def test_site_name_leaves_out_www_and_language_labels() -> None:
    assert site_name("https://www.example.org/a") == "example.org"
    assert site_name("ru.example.az") == "example.az"
    assert site_name("https://news.co.uk") == "news.co.uk"


def test_language_is_stated_or_recognised_from_forty_letters() -> None:
    assert [language_tag(name) for name in ("EN_us", "Azerbaijani", "rus", "und", "12")] == [
        "en",
        "az",
        "ru",
        None,
        None,
    ]
    assert (
        detect_language(
            "Bakı ilə Tbilisi arasında dəmir yolu xətti bu il yenidən açılacaq, nazirlik bildirib."
        )
        == "az"
    )
    assert detect_language("Gas.") is None
    spoken = (
        "تحدث رئيس إيران عن ممر زنغزور وخط أنابيب الغاز بين باكو وتركيا.\nکریدور زنگزور از ارمنستان می‌گذرد."
    )
    assert detect_language(spoken) == "ar"  # py3langid alone: ary, Moroccan Arabic


# --- nothing disappears, whatever comes


def accounted_for(articles: list[Article], issues: list[Issue]) -> int:
    return len(articles) + sum(issue.severity != "warning" for issue in issues)


OPENINGS = [b"---\n", b"{", b"[", b"<p>", b"text,id\n", b"<!--", b"+++\n", b"date ", b"BAKU, "]
ANY_BYTES = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(max_size=100).map(lambda text: text.encode("utf-16", "surrogatepass")),
    st.tuples(st.sampled_from(OPENINGS), st.binary(max_size=99)).map(b"".join),
)  # fmt: skip
SUFFIXES = st.sampled_from([".txt", ".md", ".html", ".json", ".jsonl", ".csv", ".tsv", "", ".pdf"])
RELAXED = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300
)


@RELAXED
@given(ANY_BYTES, SUFFIXES)
@example(b'{"text": "a"}\n{"text": "a"}', ".jsonl")
@example(b"a\rb,text\r", ".csv")
@example(b"[" * 5000, ".json")
@example(b'{"text": "a", "date": ' + b"9" * 5000 + b"}", ".json")
@example(b"<!--" * 50, ".html")
@example(b"\xed\xa0\x80 text", ".txt")
def test_any_file_becomes_articles_and_issues(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(data)
    assert accounted_for(*read(path)) >= 1


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "text",
                    "body",
                    "url",
                    "source",
                    "date",
                    "author",
                    "articles",
                    "language",
                    "form",
                    "$date",
                ]
            )
            | st.text(string.ascii_letters, max_size=5),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@RELAXED
@given(JSON_VALUES)
def test_any_json_becomes_articles_and_issues(
    tmp_path_factory: pytest.TempPathFactory, value: object
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps(value), "utf-8")
    articles, issues = read(path)
    expected = len(value) if isinstance(value, list) else 1
    assert accounted_for(articles, issues) >= min(expected, 1)
    assert all(article.text.strip() and article.article_id for article in articles)


@RELAXED
@given(
    st.lists(
        st.dictionaries(st.sampled_from(["id", "text", "url", "date", "source"]), JSON_VALUES, max_size=5),
        max_size=4,
    )
)
def test_every_record_in_memory_is_an_article_or_listed(records: list[dict[str, object]]) -> None:
    articles, issues = read(records)
    assert accounted_for(articles, issues) == len(records)
    assert len({article.article_id for article in articles}) == len(articles)


LINES = st.sampled_from(
    [
        *("EN", "date 2025-08-06", "BAKU, Azerbaijan, August 6.", "News.Az", "By Ann Lee, X Times"),
        *("© 2025 Trend", "told Trend", BODY, "", "Gas"),
    ]
)


@RELAXED
@given(st.lists(LINES | st.text(max_size=40), max_size=12).map("\n".join))
def test_any_text_is_kept_as_it_is(text: str) -> None:
    try:
        articles, issues = read({"text": text})
    except GeomapError as error:
        pytest.fail(str(error))
    assert accounted_for(articles, issues) == 1
    if articles and "\0" not in text:
        assert articles[0].text == text
    assert all(0 <= start <= end <= len(text) for start, end in furniture_spans(text))
