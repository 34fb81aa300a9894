"""Articles in, tables out: every count here is worked out by hand from the articles below."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from geomap import schema
from geomap.atlas import build_atlas
from geomap.errors import CatalogueError, InputError
from geomap.geoparser import Geoparser
from geomap.model import Atlas

#: The Trans Adriatic Pipeline (tap) is part of the Southern Gas Corridor; the Zangezur Corridor of nothing named here.
ARTICLES: list[dict[str, Any]] = [
    {
        "id": "a1",
        "source": "Trend",
        "date": "2025-01-10",
        "language": "en",
        "text": "Gas from Baku reaches Italy through the Trans Adriatic Pipeline. The Trans Adriatic Pipeline is safe.",
    },
    {
        "id": "a2",
        "source": "Trend",
        "date": "2025-02-03",
        "language": "en",
        "text": "The Southern Gas Corridor begins near Baku. The Trans Adriatic Pipeline is its last part.",
    },
    {
        "id": "a3",
        "source": "Report",
        "language": "en",
        "text": "The Zangezur Corridor was discussed in Yerevan. Without a border, no Zangezur route.",
    },
    {
        "id": "a4",
        "date": "2025-02-20",
        "language": "en",
        "text": "The Trans Adriatic Pipeline crosses Albania on its way to Italy.",
    },
    {
        "id": "a5",
        "source": "Morning Post",
        "date": "2025-03-01",
        "language": "en",
        "text": "Rain fell in Yerevan and in Baku, and nobody spoke of corridors.",
    },
]


@pytest.fixture(scope="module")
def atlas(geoparser: Geoparser) -> Atlas:
    """Five articles: two of Trend, one undated of Report, one without a source, one without a route."""
    return build_atlas(ARTICLES, geoparser=geoparser)


def rows(frame: pd.DataFrame, *columns: str) -> list[list[Any]]:
    """Return the chosen columns row by row, missing values as None."""
    chosen = frame[list(columns)].astype(object)
    return chosen.where(chosen.notna(), None).to_numpy().tolist()


def filtered(atlas: Atlas) -> list[str]:
    return atlas.issues.loc[atlas.issues["severity"] == "filtered", "message"].tolist()


def test_every_table_follows_the_schema(atlas: Atlas) -> None:
    for name, table in atlas.tables().items():
        schema.check(table, name)
    assert set(atlas.tables()) == set(schema.TABLES)


def test_links_count_articles_and_mentions_and_what_comes_through_parts(atlas: Atlas) -> None:
    """a1 names TAP only, a2 both, a4 TAP only: the corridor has one indirect article with Trend, one without source."""
    assert rows(atlas.links, "source", "route_id", "n_articles", "n_mentions", "n_indirect_articles") == [
        ["Report", "zangezur-corridor", 1, 2, 0],
        ["Trend", "southern-gas-corridor", 1, 1, 1],
        ["Trend", "tap", 2, 3, 0],
        [None, "southern-gas-corridor", 0, 0, 1],
        [None, "tap", 1, 1, 0],
    ]


def test_a_missing_source_is_one_row_of_its_own_for_each_route(geoparser: Geoparser) -> None:
    twice = [{**ARTICLES[3], "id": f"b{n}", "text": f"{ARTICLES[3]['text']} Part {n}."} for n in (1, 2)]
    links = build_atlas(twice, geoparser=geoparser).links
    assert rows(links, "source", "route_id", "n_articles", "n_indirect_articles") == [
        [None, "southern-gas-corridor", 0, 2],
        [None, "tap", 2, 0],
    ]


def test_links_carry_the_days_and_the_line(atlas: Atlas) -> None:
    links = atlas.links.set_index(["source", "route_id"])
    trend = links.loc[("Trend", "tap")]
    assert (trend["first_published"], trend["last_published"]) == (day("2025-01-10"), day("2025-02-03"))
    assert pd.isna(links.loc[("Report", "zangezur-corridor"), "first_published"])
    west, south, east, north = trend["geometry"].bounds
    # from Kipoi on the Greek border (26.3 E) to Melendugno (18.4 E), between 39.5 and 42 N
    assert 18 < west < 19
    assert 26 < east < 27
    assert 39.5 < south < north < 42


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


def test_routes_count_over_all_sources(atlas: Atlas) -> None:
    columns = ("route_id", "n_mentions", "n_articles", "n_sources", "n_indirect_articles", "part_of")
    assert rows(atlas.routes, *columns) == [
        ["southern-gas-corridor", 1, 1, 1, 2, None],
        ["tap", 4, 3, 1, 0, "southern-gas-corridor"],
        ["zangezur-corridor", 2, 1, 1, 0, None],
    ]
    tap = atlas.routes.set_index("route_id").loc["tap"]
    assert (tap["first_published"], tap["last_published"]) == (day("2025-01-10"), day("2025-02-20"))


def test_names_are_counted_by_source_and_month(atlas: Atlas) -> None:
    columns = ("source", "route_id", "surface", "language", "month", "n_mentions", "n_articles")
    assert rows(atlas.names, *columns) == [
        ["Report", "zangezur-corridor", "Zangezur Corridor", "en", None, 1, 1],
        ["Report", "zangezur-corridor", "Zangezur route", "en", None, 1, 1],
        ["Trend", "southern-gas-corridor", "Southern Gas Corridor", "en", "2025-02", 1, 1],
        ["Trend", "tap", "Trans Adriatic Pipeline", "en", "2025-01", 2, 1],
        ["Trend", "tap", "Trans Adriatic Pipeline", "en", "2025-02", 1, 1],
        [None, "tap", "Trans Adriatic Pipeline", "en", "2025-02", 1, 1],
    ]


def test_places_count_mentions_articles_and_sources(atlas: Atlas) -> None:
    """Baku in a1, a2, a5 (Trend, Morning Post); Yerevan in a3, a5; Italy in a1, a4 (no source); Albania in a4."""
    assert sorted(rows(atlas.places, "name", "n_mentions", "n_articles", "n_sources")) == [
        ["Albania", 1, 1, 0],
        ["Baku", 3, 3, 2],
        ["Italy", 2, 2, 1],
        ["Yerevan", 2, 2, 2],
    ]
    baku = atlas.places.set_index("name").loc["Baku"]
    assert (baku["place_id"], baku["country"]) == ("geonames:587084", "AZ")
    assert (round(baku["geometry"].x, 1), round(baku["geometry"].y, 1)) == (49.9, 40.4)


def test_mentions_lead_back_to_the_words(atlas: Atlas) -> None:
    texts = {article["id"]: article["text"] for article in ARTICLES}
    assert len(atlas.mentions) == 15  # 7 of routes, 8 of places
    for row in atlas.mentions.itertuples():
        assert texts[row.article_id][row.start : row.end] == row.surface
        assert row.mention_id == f"{row.article_id}:{row.start}-{row.end}:{row.feature_id}"
        assert (row.geometry is None) == (row.feature_type == "route")


def test_the_tables_are_linked_by_their_ids(atlas: Atlas) -> None:
    mentions = atlas.mentions
    assert mentions["mention_id"].is_unique
    assert set(mentions["article_id"]) <= set(atlas.articles["article_id"])
    assert set(atlas.candidates["mention_id"]) <= set(mentions["mention_id"])
    by_type = mentions.groupby("feature_type")["feature_id"].agg(set)
    assert by_type["place"] == set(atlas.places["place_id"])
    assert by_type["route"] <= set(atlas.routes["route_id"])
    for table in (atlas.segments, atlas.waypoints, atlas.links, atlas.names):
        assert set(table["route_id"]) <= set(atlas.routes["route_id"])


def test_counts_of_the_summary_agree_with_the_mentions(atlas: Atlas) -> None:
    of_routes = atlas.mentions[atlas.mentions["feature_type"] == "route"]
    assert atlas.routes["n_mentions"].sum() == atlas.links["n_mentions"].sum() == len(of_routes) == 7
    assert atlas.places["n_mentions"].sum() == len(atlas.mentions) - 7


def test_an_article_without_a_date_is_kept_and_listed(atlas: Atlas) -> None:
    undated = atlas.articles[atlas.articles["published"].isna()]
    assert undated["article_id"].tolist() == ["a3"]
    assert rows(atlas.issues, "where", "severity") == [["record 3", "warning"]]


def test_articles_in_are_articles_out_and_issues(geoparser: Geoparser) -> None:
    """Seven records: five good ones, one without a text, one that comes twice."""
    atlas = build_atlas([*ARTICLES, {"id": "empty", "source": "Trend"}, ARTICLES[0]], geoparser=geoparser)
    severities = atlas.issues["severity"].value_counts()
    assert (len(atlas.articles), severities["error"], severities["duplicate"]) == (5, 1, 1)


def test_the_same_article_twice_is_a_duplicate_and_counts_once(atlas: Atlas, geoparser: Geoparser) -> None:
    other_id = {**ARTICLES[0], "id": "copy", "source": "Report"}
    doubled = build_atlas([*ARTICLES, other_id], geoparser=geoparser)
    assert_frame_equal(doubled.links, atlas.links)
    assert_frame_equal(doubled.places, atlas.places)
    (message,) = doubled.issues.loc[doubled.issues["severity"] == "duplicate", "message"]
    assert "copy" in message
    assert "a1" in message


@pytest.mark.parametrize(
    ("options", "kept", "left_out"),
    [
        ({"since": "2025-02-03"}, ["a2", "a4", "a5"], 2),
        ({"since": date(2025, 2, 4)}, ["a4", "a5"], 3),
        ({"until": "2025-02-03"}, ["a1", "a2"], 3),
        ({"since": "2025-02-01", "until": "2025-02-28"}, ["a2", "a4"], 3),
        ({"sources": ["trend"]}, ["a1", "a2"], 3),
        ({"sources": ["Report", "Morning Post"]}, ["a3", "a5"], 3),
        ({"routes": ["tap"]}, ["a1", "a2", "a4"], 2),
        ({"routes": ["southern-gas-corridor"]}, ["a1", "a2", "a4"], 2),
        ({"routes": ["Zangezur Corridor"]}, ["a3"], 4),
        ({"routes": ["tap", "zangezur-corridor"]}, ["a1", "a2", "a3", "a4"], 1),
        ({"routes": ["tap"], "sources": ["Trend"], "since": "2025-02-01"}, ["a2"], 4),
    ],
    ids=str,
)
def test_a_filter_keeps_what_was_asked_for_and_lists_the_rest(
    geoparser: Geoparser, options: Mapping[str, Any], kept: list[str], left_out: int
) -> None:
    atlas = build_atlas(ARTICLES, geoparser=geoparser, **options)
    assert atlas.articles["article_id"].tolist() == kept
    assert len(filtered(atlas)) == left_out == len(ARTICLES) - len(kept)
    assert set(atlas.mentions["article_id"]) <= set(kept)


def test_a_filter_says_why(geoparser: Geoparser) -> None:
    def reasons(**options: Any) -> str:
        return " ".join(filtered(build_atlas(ARTICLES, geoparser=geoparser, **options)))

    assert "undated" in reasons(since="2025-01-01")
    assert "2025-01-10" in reasons(since="2025-01-11")
    assert "Morning Post" in reasons(sources=["Trend"])
    assert "not stated" in reasons(sources=["Trend"])
    assert "none of the chosen routes" in reasons(routes=["tap"])


def test_a_part_is_not_kept_when_only_its_sibling_was_asked_for(geoparser: Geoparser) -> None:
    assert build_atlas(ARTICLES, geoparser=geoparser, routes=["btc"]).articles.empty


@pytest.mark.parametrize("since", [datetime(2025, 2, 3), pd.Timestamp("2025-02-03")])
def test_a_datetime_is_taken_as_its_day(geoparser: Geoparser, since: datetime) -> None:
    atlas = build_atlas(ARTICLES, geoparser=geoparser, since=since)
    assert atlas.articles["article_id"].tolist() == ["a2", "a4", "a5"]


def test_what_cannot_be_asked_for_is_one_clear_error(geoparser: Geoparser) -> None:
    with pytest.raises(CatalogueError, match="no route is called 'atlantis-express'"):
        build_atlas(ARTICLES, geoparser=geoparser, routes=["atlantis-express"])
    with pytest.raises(InputError, match="YYYY-MM-DD"):
        build_atlas(ARTICLES, geoparser=geoparser, since="last week")
    with pytest.raises(InputError, match="since 2025-02-03 is after until 2025-02-02"):
        build_atlas(ARTICLES, geoparser=geoparser, since="2025-02-03", until="2025-02-02")
    with pytest.raises(InputError):
        build_atlas(Path("no-such-folder"), geoparser=geoparser)


def test_texts_and_candidates_can_be_left_out(atlas: Atlas, geoparser: Geoparser) -> None:
    lean = build_atlas(ARTICLES, geoparser=geoparser, keep_text=False, keep_candidates=False)
    assert lean.articles["text"].isna().all()
    assert lean.candidates.empty
    for name in ("mentions", "places", "routes", "links", "names", "issues"):
        assert_frame_equal(getattr(lean, name), getattr(atlas, name))
    assert atlas.articles["text"].tolist() == [article["text"] for article in ARTICLES]
    assert not atlas.candidates.empty


def test_candidates_are_ranked_and_the_first_is_what_the_mention_means(atlas: Atlas) -> None:
    first = atlas.candidates[atlas.candidates["rank"] == 1].set_index("mention_id")["feature_id"]
    meant = atlas.mentions.set_index("mention_id")["feature_id"]
    assert first.reindex(meant.index).tolist() == meant.tolist()


def test_the_same_articles_give_the_same_tables(atlas: Atlas, geoparser: Geoparser) -> None:
    again = build_atlas([dict(article) for article in ARTICLES], geoparser=geoparser)
    for name, table in atlas.tables().items():
        assert_frame_equal(getattr(again, name), table)


def test_the_order_of_the_articles_changes_no_count(atlas: Atlas, geoparser: Geoparser) -> None:
    turned = build_atlas(ARTICLES[::-1], geoparser=geoparser)
    for name in ("places", "routes", "links", "names", "segments", "waypoints"):
        assert_frame_equal(getattr(turned, name), getattr(atlas, name))


def test_the_articles_given_are_not_changed(geoparser: Geoparser) -> None:
    given = [dict(article) for article in ARTICLES]
    build_atlas(given, geoparser=geoparser, keep_text=False)
    assert given == ARTICLES


def test_nothing_read_is_an_atlas_of_empty_tables(geoparser: Geoparser) -> None:
    atlas = build_atlas([{"id": "x", "source": "Trend"}], geoparser=geoparser)
    for name, table in atlas.tables().items():
        schema.check(table, name)
        assert len(table) == (1 if name == "issues" else 0)


def test_articles_without_names_have_no_mentions(geoparser: Geoparser) -> None:
    atlas = build_atlas([{"id": "x", "text": "It rained all day and nobody went out."}], geoparser=geoparser)
    assert (len(atlas.articles), len(atlas.mentions), len(atlas.links), len(atlas.names)) == (1, 0, 0, 0)
    for name, table in atlas.tables().items():
        schema.check(table, name)


def test_an_unresolved_name_is_listed_and_counted_nowhere(geoparser: Geoparser) -> None:
    """A resolver that knows nothing: every place stays unresolved, without a point."""
    from dataclasses import replace

    from geomap.resolution import resolve_places

    def lost(text: str, spans: Any) -> Any:
        unresolved = {"feature_id": None, "name": None, "lon": None, "lat": None, "status": "unresolved"}
        return [replace(mention, **unresolved) for mention in resolve_places(text, spans)]

    atlas = build_atlas(ARTICLES[:1], geoparser=Geoparser(resolver=lost))
    lost_places = atlas.mentions[atlas.mentions["feature_type"] == "place"]
    assert rows(lost_places, "mention_id", "status", "feature_id") == [
        ["a1:9-13:unresolved", "unresolved", None],
        ["a1:22-27:unresolved", "unresolved", None],
    ]
    assert lost_places.geometry.isna().all()
    assert atlas.places.empty


def test_ugly_characters_are_replaced_and_listed(geoparser: Geoparser) -> None:
    atlas = build_atlas(
        [{"id": "x", "date": "2025-01-01", "source": "T", "text": "Oil left\0Baku \ud800 today."}],
        geoparser=geoparser,
    )
    assert atlas.articles["text"].tolist() == ["Oil left\ufffdBaku \ufffd today."]
    assert atlas.mentions["surface"].tolist() == ["Baku"]
    assert rows(atlas.issues, "severity") == [["warning"]]


def test_repr_counts_the_rows(atlas: Atlas) -> None:
    assert repr(atlas).startswith("<Atlas: 5 articles, 15 mentions, ")
