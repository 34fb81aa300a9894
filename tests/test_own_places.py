"""A user's own places: what is read, what is listed, and that a place a user adds is the one that is meant."""

import json
import math
import pickle
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap.atlas import build_atlas
from geomap.errors import GeomapError, InputError
from geomap.gazetteer import GazetteerIndex, load_gazetteer
from geomap.gazetteer.own import read_places
from geomap.geoparser import Geoparser
from geomap.model import Issue


def read(
    folder: Path, data: str | bytes, name: str = "mine.csv"
) -> tuple[list[dict[str, object]], list[str]]:
    """Write a file and return the facts of its places, and what was listed."""
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    issues: list[Issue] = []
    facts = []
    for place in read_places(path, issues):
        c = place.candidate
        facts.append(
            {"id": c.feature_id, "name": c.name, "lon": c.lon, "lat": c.lat, "country": c.country, "class": c.feature_class,
             "code": c.feature_code, "population": c.population, "radius_km": c.radius_km, "names": [text for text, _ in place.names]}
        )  # fmt: skip
    return facts, [f"{issue.where}: {issue.message}" for issue in issues]


def collection(*features: tuple[dict[str, object] | None, dict[str, object]]) -> str:
    items = [{"type": "Feature", "geometry": geometry, "properties": own} for geometry, own in features]
    return json.dumps({"type": "FeatureCollection", "features": items})


@pytest.mark.parametrize(
    "text",
    [
        "name,lat,lon,country,names\nAghband,39.05,46.55,AZ,Ağbənd;Агбенд\n",
        "\ufeffName;Latitude;Longitude;ISO2;Alternate names\r\nAghband;39,05;46,55;az;Ağbənd|Агбенд\r\n",
        'lon\tlat\tname\tcountry_code\taliases\n46.55\t39.05\t"Aghband"\tAZ\tAğbənd; Агбенд;\n',
    ],
)
def test_csv_is_read_however_a_spreadsheet_wrote_it(tmp_path: Path, text: str) -> None:
    (place,), listed = read(tmp_path, text)
    assert not listed
    assert (place["name"], place["lat"], place["lon"], place["country"]) == ("Aghband", 39.05, 46.55, "AZ")
    assert place["names"] == ["Aghband", "Ağbənd", "Агбенд"]
    assert str(place["id"]).startswith("user:aghband-")


def test_every_column_is_used(tmp_path: Path) -> None:
    head = "id,name,lat,lon,country,admin1,class,code,population,radius_km\n"
    (one, two), listed = read(
        tmp_path, f"{head}v1,Horadiz,39.45,47.34,AZ,15,P,PPLA2,7000,3.5\n,Port,1,2,,,S.PRT,,,\n"
    )
    assert not listed
    assert one == {
        "id": "user:v1", "name": "Horadiz", "lon": 47.34, "lat": 39.45, "country": "AZ", "class": "P", "code": "PPLA2",
        "population": 7000, "radius_km": 3.5, "names": ["Horadiz"],
    }  # fmt: skip
    assert (two["class"], two["code"], two["country"], two["population"]) == ("S", "PRT", None, 0)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",39,46", "no usable name"),
        ("A" * 300 + ",39,46", "no usable name"),
        ("A\u202eb,39,46", "no usable name"),
        ("Horadiz,abc,46", "lat 'abc'; expected a number from -90 to 90"),
        ("Horadiz,,46", "lat ''"),
        ("Horadiz,nan,46", "lat 'nan'"),
        ("Horadiz,1e400,46", "lat '1e400'"),
        ("Horadiz,47.3,939", "lon '939'"),
        ("Horadiz", "lat ''"),
        ("Horadiz,39,46,Azerbaijan", "country 'AZERBAIJAN'; expected two letters"),
        ("Horadiz,39,46,AZ,XYZ", "class 'XYZ'"),
        ("Horadiz,39,46,AZ,P,-4", "population '-4'"),
        ("Horadiz,39,46,AZ,P,many", "population 'many'"),
        ("Good,39,46,AZ,P,4,same\nBad,39,46,AZ,P,4,same", "the id 'user:same' is there already"),
    ],
)
def test_a_row_that_cannot_be_used_is_listed_and_the_others_are_read(
    tmp_path: Path, line: str, reason: str
) -> None:
    places, listed = read(
        tmp_path, f"name,lat,lon,country,class,population,id\n{line}\nSheki,41.2,47.2,,,,s\n"
    )
    (told,) = listed
    assert reason in told
    assert told.startswith("mine.csv:")
    assert places[-1]["id"] == "user:s"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "no column name, lat, lon"),
        ("town,where\nA,B\n", "no column name, lat, lon"),
        ("name,lat,lon\n", "it is empty"),
        ("name,lat,lon\nA,91,0\n", "mine.csv:2: this place is left out: lat '91'"),
        (b"name,lat,lon\nG\xe4nj\xe4,1,2\n", "not UTF-8 (byte 15)"),
        ('name,lat,lon\n"' + "A" * 200_000 + '",1,2\n', "no CSV: field larger than"),
        ("{", "not JSON"),
        ("[]", "no place in it could be used"),
        ('{"type": "FeatureCollection", "features": []}', "it is empty"),
        ("[" * 100_000, "not JSON"),
    ],
    ids=range(10),
)  # fmt: skip
def test_a_file_without_places_is_one_clear_error(tmp_path: Path, data: str | bytes, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, data)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_places(tmp_path / "none.csv", [])


def test_geojson_points_and_polygons_are_read(tmp_path: Path) -> None:
    square = [[46.0, 39.0], [47.0, 39.0], [47.0, 40.0], [46.0, 40.0], [46.0, 39.0]]
    hook = [[0, 0], [10, 0], [10, 10], [9, 10], [9, 1], [0, 1], [0, 0]]  # its centroid lies outside
    places, listed = read(
        tmp_path,
        collection(
            ({"type": "Point", "coordinates": [47.34, 39.45]}, {"name": "Horadiz", "names": {"az": ["Horadiz", "Xoradiz"]}, "id": 7}),
            ({"type": "Polygon", "coordinates": [square]}, {"name": "The Square"}),
            ({"type": "Polygon", "coordinates": [hook]}, {"name": "The Hook", "class": "A"}),
        ),
        "mine.geojson",
    )  # fmt: skip
    point, area, bent = places
    assert not listed
    assert (point["id"], point["names"], point["class"]) == ("user:7", ["Horadiz", "Xoradiz"], "P")
    assert (area["lon"], area["lat"], area["class"], area["code"]) == (46.5, 39.5, "L", "RGN")
    # a degree of latitude is 111.0 km there, one of longitude 85.9 km
    assert area["radius_km"] == pytest.approx(math.sqrt(111.0 * 85.9 / math.pi), abs=0.5)
    assert bent["class"] == "A"
    assert 9 <= bent["lon"] <= 10 or 0 <= bent["lat"] <= 1  # type: ignore[operator]


def test_features_that_cannot_be_used_are_listed(tmp_path: Path) -> None:
    places, listed = read(
        tmp_path,
        collection(
            (None, {"name": "Nowhere"}),
            ({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, {"name": "Line"}),
            ({"type": "Point", "coordinates": [390, 45]}, {"name": "Far"}),
            ({"type": "Point", "coordinates": ["a", "b"]}, {"name": "Words"}),
            ({"type": "Point", "coordinates": []}, {"name": "Empty"}),
            ({"type": "Point", "coordinates": [1, 2]}, {}),
            ({"type": "Point", "coordinates": [1, 2]}, {"name": {"deep": 1}}),
            ({"type": "Point", "coordinates": [1, 2]}, {"name": "Good", "names": 5}),
            ({"type": "Point", "coordinates": [1, 2]}, {"name": "Good", "population": True}),
            ({"type": "Point", "coordinates": [1, 2]}, {"name": "Good", "population": [1]}),
            ({"type": "Point", "coordinates": [1, 2]}, {"name": "Good"}),
        ),
    )
    assert [place["name"] for place in places] == ["Good"]
    assert [line.split(":")[1].strip() for line in listed] == [f"feature {n}" for n in range(1, 11)]


@pytest.fixture
def villages(tmp_path: Path) -> Path:
    """Paris, which the gazetteer has too; a village it lacks; and a row without a place."""
    path = tmp_path / "villages.csv"
    path.write_text(
        "name,lat,lon,country,names,id\nParis,41.5,46.5,AZ,,p\nQuzanlarbad,39.9,47.0,AZ,Кузанларбад;Quzanlarbad Xyzzy Field,q\nBroken,,,,,\n",
        "utf-8",
    )
    return path


def test_a_users_place_comes_before_the_gazetteers_of_its_name(
    gazetteer: GazetteerIndex, villages: Path
) -> None:
    stacked = load_gazetteer(gazetteer, places=[villages])
    mine, *others = stacked("Paris")
    assert (mine.feature_id, mine.gazetteer) == ("user:p", "villages.csv")
    assert others == list(gazetteer("Paris"))
    assert mine.prominence > others[0].prominence  # type: ignore[operator]
    assert stacked("Кузанларбад")[0].name == "Quzanlarbad"
    assert stacked("Baku") == gazetteer("Baku")
    assert "quzanlarbad" in stacked.prefixes("quzanlarbad and more")
    assert stacked.has_longer("quzanlar")
    assert stacked.has_longer("bak")
    assert not stacked.has_longer("quzanlarx")
    assert len(stacked) == len(gazetteer) + 2
    assert len(stacked.towns()[0]) == len(gazetteer.towns()[0]) + 2
    assert [issue.where for issue in stacked.issues] == ["villages.csv:4"]
    assert pickle.loads(pickle.dumps(stacked))("Paris") == stacked("Paris")  # noqa: S301  our own bytes
    assert len(pickle.dumps(stacked)) < 1000


@pytest.mark.parametrize(
    ("text", "feature_id"),
    [
        ("The road to Paris was opened.", "user:p"),
        ("Farmers in Paris met officials from Lyon, Marseille and Toulouse in France.", "user:p"),
        ("They met in Paris, France, to sign it.", "geonames:2988507"),
        ("The road from Quzanlarbad to Baku is new.", "user:q"),
        ("They left Quzanlarbad Xyzzy Field at noon.", "user:q"),
    ],
)
def test_a_user_who_adds_a_place_means_it_unless_the_text_says_otherwise(
    gazetteer: GazetteerIndex, villages: Path, text: str, feature_id: str
) -> None:
    parser = Geoparser(gazetteer=gazetteer, places=[villages])
    assert parser(text)[0].feature_id == feature_id
    assert parser(text)[0].surface in ("Paris", "Quzanlarbad", "Quzanlarbad Xyzzy Field")
    assert ("Xyzzy" in text) == ("Xyzzy" in parser(text)[0].surface)
    assert pickle.loads(pickle.dumps(parser))(text) == parser(text)  # noqa: S301  our own bytes


def test_rows_left_out_are_issues_of_the_atlas(villages: Path) -> None:
    news = [{"source": "Our Paper", "text": "The Middle Corridor reaches Quzanlarbad."}]
    atlas = build_atlas(news, places=[villages])
    assert atlas.places["place_id"].tolist() == ["user:q"]
    assert atlas.issues[["where", "severity"]].values.tolist()[0] == ["villages.csv:4", "warning"]
    again = build_atlas(news, places=str(villages))
    assert again.issues.equals(atlas.issues)


def test_a_geoparser_is_not_given_twice(geoparser: Geoparser, villages: Path) -> None:
    with pytest.raises(InputError, match="geoparser= brings its own"):
        build_atlas([], geoparser=geoparser, places=[villages])


def test_two_files_are_two_files(gazetteer: GazetteerIndex, villages: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.geojson"
    more.write_text(
        collection(({"type": "Point", "coordinates": [1, 2]}, {"name": "Quzanlarbad", "id": "q"}))
    )
    with pytest.raises(InputError, match="user:q"):
        load_gazetteer(gazetteer, places=[villages, more])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False), st.sampled_from(["csv", "geojson"]))
def test_garbage_never_ends_in_a_traceback(tmp_path: Path, chance: random.Random, kind: str) -> None:
    good = collection(
        ({"type": "Point", "coordinates": [1, 2]}, {"name": "Good", "population": 5, "names": ["a"]})
    )
    data = bytearray((good if kind == "geojson" else "name,lat,lon,id\nA,1,2,3\nB,4,5,6\n").encode())
    for _ in range(chance.randrange(1, 12)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        places, _ = read(tmp_path, bytes(data))
    except GeomapError as error:
        assert "\n" not in str(error)
    else:
        assert all(-180 <= place["lon"] <= 180 and -90 <= place["lat"] <= 90 for place in places)  # type: ignore[operator]
