import json
import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geomap.errors import LayerError
from geomap.geojson import dump_collection, feature, load_collection, load_json

LON = st.floats(-180, 180, allow_nan=False).map(lambda x: round(x, 5) + 0.0)
LAT = st.floats(-90, 90, allow_nan=False).map(lambda x: round(x, 5) + 0.0)
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"]))
)


@given(
    st.lists(st.tuples(LON, LAT), min_size=2, max_size=8), st.dictionaries(st.text("abc", min_size=1), PLAIN)
)
def test_a_layer_reads_back_as_it_was_written(
    points: list[tuple[float, float]], properties: dict[str, object]
) -> None:
    line = shapely.LineString(points)
    data = dump_collection([feature(line, properties)])
    (loaded,) = load_collection(data, "memory")
    assert loaded["properties"] == properties
    assert loaded["geometry"].equals_exact(line, 0)


def test_nothing_is_guessed_from_the_look_of_a_text() -> None:
    data = dump_collection(
        [feature(None, {"month": "2025-08", "code": "007", "none": math.nan, "empty": ""})]
    )
    assert load_collection(data, "memory")[0]["properties"] == {
        "month": "2025-08",
        "code": "007",
        "none": None,
        "empty": "",
    }


def test_outer_rings_run_counterclockwise_as_the_standard_wants() -> None:
    clockwise = shapely.Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])
    ring = feature(clockwise, {})["geometry"]["coordinates"][0]
    assert shapely.LinearRing(ring).is_ccw


def test_infinity_is_refused_not_written() -> None:
    with pytest.raises(LayerError, match="not writable"):
        dump_collection([{"x": math.inf}])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"type": "FeatureCollection", "features": [NaN]}', "NaN is not JSON"),
        ('{"type": "Topology"}', "expected a FeatureCollection, found Topology"),
        ('{"type": "Point", "coordinates": [40, 120]}', "expected longitude, latitude"),
        ('{"type": "Point", "coordinates": "x"}', "cannot be read"),
        ('{"type": "FeatureCollection", "features": [7]}', "feature 1: expected an object"),
    ],
)
def test_what_is_no_geojson_is_refused_in_one_line_that_names_the_file(text: str, message: str) -> None:
    with pytest.raises(LayerError, match=message) as caught:
        load_collection(text, "layer.geojson")
    assert str(caught.value).startswith("layer.geojson")
    assert "\n" not in str(caught.value)


def test_the_same_features_give_the_same_bytes_one_feature_a_line() -> None:
    items = [feature(shapely.Point(1.123456789, -0.0000001), {"b": 1, "a": "é"}), feature(None, {})]
    data = dump_collection(items, geomap={"layer": "x"})
    assert data == dump_collection(items, geomap={"layer": "x"})
    assert len(data.decode().splitlines()) == 6
    assert json.loads(data)["features"][0]["geometry"]["coordinates"] == [1.12346, 0]


def test_json_of_any_bytes_is_parsed_or_refused() -> None:
    with pytest.raises(LayerError):
        load_json(b"\xff\xfe\x00", "x")
