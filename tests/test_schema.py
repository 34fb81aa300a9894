import math
from datetime import UTC, datetime

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geomap import schema
from geomap.errors import LayerError
from geomap.model import Atlas
from geomap.resolution.context import WEIGHTS

PLACE = {"place_id": "geonames:1", "name": "X", "n_mentions": 1, "n_articles": 1, "n_sources": 1}


@pytest.mark.parametrize("table", schema.TABLES)
def test_an_empty_table_has_every_column_and_passes_its_own_check(table: str) -> None:
    frame = schema.empty(table)
    assert len(frame) == 0
    schema.check(frame, table)
    assert isinstance(frame, gpd.GeoDataFrame) == bool(schema.TABLES[table].geometry)


def test_an_atlas_has_exactly_the_tables_of_the_schema() -> None:
    atlas = Atlas(**{name: schema.empty(name) for name in schema.TABLES})
    assert set(atlas.tables()) == set(schema.TABLES)
    assert repr(atlas).startswith("<Atlas: 0 articles, 0 mentions")


def test_missing_is_missing_not_an_empty_text_or_zero() -> None:
    frame = schema.conform([{"article_id": "a", "title": "", "published": None}], "articles")
    assert math.isnan(frame.loc[0, "title"])
    assert frame.loc[0, "published"] is pd.NaT


def test_times_are_utc_whatever_zone_they_came_in() -> None:
    frame = schema.conform([{"article_id": "a", "published": "2025-08-08T01:00:00+04:00"}], "articles")
    assert frame.loc[0, "published"].isoformat() == "2025-08-07T21:00:00+00:00"


def test_times_may_be_text_of_any_precision_beside_times() -> None:
    published = [
        "2025-01-15T10:30:00Z",
        "2025-03-02",
        None,
        datetime(2025, 4, 1, tzinfo=UTC),
        "2025-05-01T00:00:00.5+04:00",
    ]
    rows = [{"article_id": str(number), "published": time} for number, time in enumerate(published)]
    frame = schema.conform(rows, "articles")
    assert [None if time is pd.NaT else time.isoformat() for time in frame["published"]] == [
        "2025-01-15T10:30:00+00:00", "2025-03-02T00:00:00+00:00", None, "2025-04-01T00:00:00+00:00",
        "2025-04-30T20:00:00.500000+00:00",
    ]  # fmt: skip
    assert schema.conform(frame, "articles").equals(frame)


def test_text_that_is_no_time_is_refused_in_one_line() -> None:
    with pytest.raises(LayerError, match=r"^articles\.published: .*tomorrow[^\n]*$"):
        schema.conform([{"article_id": "a", "published": "tomorrow"}], "articles")


def test_candidates_have_a_column_for_every_term_of_the_resolver() -> None:
    assert set(WEIGHTS) <= set(schema.TABLES["candidates"].columns)


def test_the_input_is_not_modified() -> None:
    rows = pd.DataFrame([{"where": "x", "severity": "error", "message": "", "extra": 1}])
    before = rows.copy()
    assert list(schema.conform(rows, "issues").columns) == ["where", "severity", "message"]
    pd.testing.assert_frame_equal(rows, before)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [{**PLACE, "geometry": shapely.LineString([(0, 0), (1, 1)])}],
            "geometry is LineString; expected Point",
        ),
        ([{**PLACE, "geometry": shapely.Point()}], "an empty geometry; a missing one is None"),
        ([{**PLACE, "geometry": shapely.Point(40, 120)}], "Are the axes swapped"),
        ([{**PLACE, "geometry": None}] * 2, "stands twice"),
        ([{**PLACE, "n_mentions": "many", "geometry": None}], "places.n_mentions"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(rows: list[dict[str, object]], message: str) -> None:
    with pytest.raises(LayerError, match=message):
        schema.conform(rows, "places")


def test_a_frame_with_other_columns_fails_the_check() -> None:
    with pytest.raises(LayerError, match="columns are"):
        schema.check(pd.DataFrame({"where": ["x"]}), "issues")
