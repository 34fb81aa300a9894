"""geopy against a real Nominatim server, filled from a small file of our own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from shapely import Point

import geomap
from geomap import cli, geocoding
from geomap.geocoding import make_geocoder, pace
from geomap.geocoding.store import AnswerStore
from geomap.geoparser import Geoparser
from tests import nominatim_server

pytestmark = pytest.mark.nominatim

OSM_FILE = Path(__file__).parent / "data" / "nominatim" / "small.osm"
TEXT = (
    "The village of Xanlıqdərə lies far from Baku. Bread comes from the town of Aluqdam, fish from the Tarsuçay river. "
    "The hamlet of Qumbulaqli and the village of Yoxdurkənd wait for the TAP pipeline. В селе Ханлыгдара тихо."
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    missing = nominatim_server.missing()
    if missing:
        pytest.skip(f"not on this machine: {', '.join(missing)}")
    with nominatim_server.running_nominatim(OSM_FILE) as address:
        yield address


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Turns come fast, for the server is our own."""
    monkeypatch.setattr(pace, "INTERVAL_S", 0.01)
    monkeypatch.setattr(pace.tempfile, "tempdir", str(tmp_path))


def test_a_real_server_places_names_that_no_list_holds(url: str, tmp_path: Path) -> None:
    geocoder = make_geocoder("nominatim", endpoint=url, timeout_s=30, cache=tmp_path / "answers.sqlite")
    atlas = geomap.build_atlas(
        [{"id": "a", "text": TEXT}], geoparser=Geoparser(unlisted=True), geocoder=geocoder
    )
    found = {row["surface"]: row for row in atlas.mentions.to_dict("records")}

    village = found["Xanlıqdərə"]
    assert (village["status"], village["feature_id"], village["resolver"]) == (
        "resolved",
        "openstreetmap:node/1",
        "nominatim",
    )
    assert village["geometry"] == Point(46.7534, 39.9012)
    assert found["Ханлыгдара"]["feature_id"] == "openstreetmap:node/1"  # by its Russian name
    assert found["Tarsuçay"]["feature_id"] == "openstreetmap:way/20"
    assert (found["Qumbulaqli"]["status"], found["Qumbulaqli"]["score"]) == (
        "ambiguous",
        0.25,
    )  # two, far apart
    assert found["Aluqdam"]["status"] == "unresolved"  # a bakery is no town
    assert found["Yoxdurkənd"]["status"] == "unresolved"
    assert found["Baku"]["feature_id"] == "geonames:587084"  # not asked

    place = atlas.places.set_index("place_id").loc["openstreetmap:node/1"]
    assert (place["name"], place["country"]) == ("Khanlygdara", "AZ")
    assert place["gazetteer"].startswith("geocoder nominatim (Data © OpenStreetMap contributors, ODbL 1.0.")
    assert not atlas.issues["where"].str.startswith("geocoder").any()


def test_what_it_answered_is_enough_for_a_second_run_without_it(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(geocoding, "AnswerStore", lambda _path: AnswerStore(tmp_path / "answers.sqlite"))
    (tmp_path / "news.txt").write_text(TEXT, "utf-8")
    pages = []
    for name in ("first.html", "second.html"):
        words = ["map", str(tmp_path / "news.txt"), "-o", str(tmp_path / name)]
        assert cli.main([*words, "--geocoder", "nominatim", "--endpoint", url]) == 0
        assert "nominatim placed 4 names that no list here holds\n" in capsys.readouterr().err
        pages.append((tmp_path / name).read_bytes())
        monkeypatch.setattr(geocoding.PoliteGeocoder, "_ask", None)  # whoever asks now fails
    assert pages[0] == pages[1]
