import json
import logging
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from geomap.errors import GazetteerError
from geomap.gazetteer import GazetteerIndex, load_gazetteer, store
from geomap.gazetteer.index import MAX_PLACES_PER_NAME, Place, write_index
from geomap.gazetteer.sources import layer_places
from geomap.geoparser import Geoparser
from geomap.model import Candidate


def place(number: int, name: str, *names: tuple[str, str], population: int = 0, country: str = "AZ") -> Place:
    candidate = Candidate(
        f"test:{number}",
        name,
        lon=49.5,
        lat=40.25,
        country=country,
        feature_class="P",
        feature_code="PPL",
        population=population,
        gazetteer="test",
    )
    return Place(candidate, ((name, "name"), *names))


@pytest.fixture
def small(tmp_path: Path) -> GazetteerIndex:
    """Two towns called Aba, 5 and 5,000 people, and one with a name in another script."""
    write_index(
        [
            place(1, "Aba", population=5),
            place(2, "Aba", population=5000, country="TR"),
            place(3, "Şəki", ("Шеки", "alternate")),
        ],
        tmp_path,
        sources=["invented"],
    )
    return GazetteerIndex(tmp_path)


def test_the_most_prominent_place_of_a_name_comes_first(small: GazetteerIndex) -> None:
    assert [c.feature_id for c in small("aba")] == ["test:2", "test:1"]


@pytest.mark.parametrize("name", ["Şəki", "SHƏKI".replace("SH", "Ş"), "saki", "шеки", " Шеки "])
def test_a_name_is_found_in_any_case_accent_and_script(small: GazetteerIndex, name: str) -> None:
    (found,) = small(name)
    assert (found.feature_id, found.name, found.lon, found.lat, found.country) == (
        "test:3",
        "Şəki",
        49.5,
        40.25,
        "AZ",
    )


def test_an_unknown_name_has_no_candidates(small: GazetteerIndex) -> None:
    assert small("Nowhere") == ()
    assert small("") == ()


def test_the_index_pickles_as_its_folder_and_stays_small(small: GazetteerIndex) -> None:
    data = pickle.dumps(small)
    assert len(data) < 1000
    assert pickle.loads(data)("aba") == small("aba")  # noqa: S301  our own bytes


def test_a_name_of_many_places_keeps_the_most_prominent(tmp_path: Path) -> None:
    write_index([place(n, "San Aba", population=n) for n in range(1, 200)], tmp_path, sources=[])
    found = GazetteerIndex(tmp_path)("San Aba")
    assert len(found) == MAX_PLACES_PER_NAME
    assert [c.population for c in found] == sorted((c.population for c in found), reverse=True)


def test_an_empty_index_opens(tmp_path: Path) -> None:
    write_index([], tmp_path, sources=[])
    assert GazetteerIndex(tmp_path)("Baku") == ()


@pytest.mark.parametrize("text", ["", "{}", '{"format": "geomap-gazetteer/0"}'])
def test_an_index_of_another_version_is_refused_with_what_to_do(small: GazetteerIndex, text: str) -> None:
    (small.folder / "manifest.json").write_text(text)
    with pytest.raises(GazetteerError, match="delete the folder"):
        GazetteerIndex(small.folder)


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="no gazetteer index"):
        load_gazetteer(tmp_path)


@pytest.mark.parametrize(
    ("name", "country", "code"),
    [
        ("Baku", "AZ", "PPLC"), ("Bakı", "AZ", "PPLC"), ("Баку", "AZ", "PPLC"), ("Yerevan", "AM", "PPLC"), ("Türkiye", "TR", "PCLI"),
        ("Turkmenistan", "TM", "PCLI"), ("Shusha", "AZ", None), ("Poti", "GE", "PPL"), ("Texas", "US", "ADM1"), ("Tel Aviv", "IL", None),
        ("South Caucasus", None, "RGN"), ("Caspian Sea", None, "SEA"), ("Camp David", "US", None), ("Nakhchivan", "AZ", None), ("Syunik", "AM", "ADM1"),
        ("Khorgos", None, None), ("Alat", "AZ", None), ("Strait of Hormuz", None, "STRT"),
    ],
)  # fmt: skip
def test_places_that_this_field_speaks_of_come_first_under_their_names(
    gazetteer: GazetteerIndex, name: str, country: str | None, code: str | None
) -> None:
    best = gazetteer(name)[0]
    assert country in (None, best.country)
    assert code in (None, best.feature_code)


def test_how_a_name_belongs_to_a_place_is_known(gazetteer: GazetteerIndex) -> None:
    assert gazetteer("Turkish")[0].name_type == "demonym"
    assert gazetteer("US")[0].name_type == "acronym"


def test_a_country_outranks_its_namesake_village(gazetteer: GazetteerIndex) -> None:
    assert gazetteer("Georgia")[0].prominence > gazetteer("Poti")[0].prominence


def test_a_read_only_cache_gives_a_message_and_a_temporary_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("GEOMAP_CACHE", str(blocked / "cache"))
    monkeypatch.setattr(store, "city_places", lambda _: iter([place(1, "Aba")]))
    with caplog.at_level(logging.WARNING):
        index = load_gazetteer()
    assert index("Aba")[0].feature_id == "test:1"
    assert "set GEOMAP_CACHE" in caplog.text


def test_two_processes_that_compile_at_once_both_get_the_index(tmp_path: Path) -> None:
    code = (
        "from geomap.gazetteer import store; from geomap.gazetteer.index import Place; from geomap.model import Candidate;"
        "c = Candidate('test:1', 'Aba', lon=1.0, lat=2.0);"
        "store.city_places = lambda _: (Place(c, (('Aba', 'name'),)) for _ in range(1));"
        "print(store.load_gazetteer()('Aba')[0].feature_id)"
    )
    env = {"GEOMAP_CACHE": str(tmp_path), "PYTHONPATH": str(Path(store.__file__).parents[2])}
    runs = [
        subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [run.communicate()[0].strip() for run in runs] == ["test:1", "test:1"]
    assert len(list(tmp_path.iterdir())) == 1


def test_a_place_layer_with_a_fault_is_named(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"name": "X"},
        "geometry": {"type": "Point", "coordinates": [1, 2]},
    }
    (tmp_path / "mine.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(GazetteerError, match=r"mine\.geojson: feature 1: .*expected a named point"):
        list(layer_places(tmp_path))


@pytest.mark.parametrize(
    ("written", "name"),
    [("North London", "London"), ("Karak district", "Karak"), ("Baku's", "Baku"), ("(Tbilisi)", "Tbilisi")],
)
def test_a_name_is_known_with_words_for_a_part_or_a_kind_beside_it(
    written: str, name: str, geoparser: Geoparser
) -> None:
    assert geoparser.gazetteer(written)[0].name == name


def test_people_of_a_province_are_its_demonym(geoparser: Geoparser) -> None:
    best = geoparser.gazetteer("Texans")[0]
    assert (best.name, best.feature_code, best.name_type) == ("Texas", "ADM1", "demonym")
