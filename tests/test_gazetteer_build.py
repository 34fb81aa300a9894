"""GeoNames dumps become an index: small ones made here, with facts of real towns, and hostile ones."""

import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap.errors import GazetteerError, GeomapError, InputError, OutputError
from geomap.gazetteer import GazetteerIndex, building, names, writing
from geomap.gazetteer import rows as rows_module
from geomap.gazetteer.building import BuildReport, build_gazetteer
from geomap.gazetteer.classes import parse_classes
from geomap.gazetteer.geonames import kind_of
from geomap.gazetteer.layout import DATA_FILES, Place
from geomap.gazetteer.tables import MAX_LINE_BYTES
from geomap.model import Candidate
from tests.geonames_rows import rows


def row(
    number: int, name: str, lat: object, lon: object, feature: str, country: str = "AZ", **more: object
) -> str:
    """One line of the main table; `feature` is class and code, as in "P.PPL"."""
    feature_class, _, code = feature.partition(".")
    cells = {
        "id": number, "name": name, "ascii": more.get("ascii", name), "alternates": more.get("alternates", ""), "lat": lat, "lon": lon,
        "class": feature_class, "code": code, "country": country, "cc2": "", "admin1": more.get("admin1", ""), "admin2": "", "admin3": "",
        "admin4": "", "population": more.get("population", 0), "elevation": "", "dem": 0, "zone": "Asia/Baku",
        "modified": more.get("modified", "2024-01-05"),
    }  # fmt: skip
    return "\t".join(map(str, cells.values()))


#: Ganja and Sheki in Azerbaijan as GeoNames has them; a river, a school and a hotel, whose ids (from 900000 on) are made up.
AZERBAIJAN = [
    row(586523, "Ganja", 40.68157, 46.36134, "P.PPLA", admin1="20", population=330663, alternates="Gyandzha,Gəncə,Гянджа,GNJ,gjandzha"),
    row(585170, "Sheki", 41.19194, 47.17056, "P.PPLA2", admin1="48", population=68400, alternates="Nukha,Şəki"),
    row(900011, "Ganja Chay", 40.9, 46.5, "H.STM", modified="2025-11-02"),
    row(900001, "Secondary School No 5", 40.4, 49.8, "S.SCH"),
    row(900002, "Hotel Absheron", 40.37, 49.85, "S.HTL"),
]  # fmt: skip
ALTERNATES = [
    "1\t586523\ten\tKirovabad\t\t\t\t1\t1935\t1989",
    "2\t586523\tlink\thttps://en.wikipedia.org/wiki/Ganja\t\t\t\t\t\t",
    "3\t585170\ten\tSheki Town\t1\t\t\t\t\t",
    "4\t586523\ticao\tUBBG\t\t\t\t\t\t",
    "5\t586523\tru\tЕлисаветполь\t\t\t\t1\t\t",
    "6\t12345\ten\tNowhere Kept\t\t\t\t\t\t",
]


def layer_place(identifier: str, name: str, lon: float, lat: float, feature: str, **more: object) -> Place:
    feature_class, _, code = feature.partition(".")
    options = {"country": None, "radius_km": 0.0, **more}
    candidate = Candidate(
        identifier, name, lon=lon, lat=lat, feature_class=feature_class, feature_code=code, gazetteer="geomap", **options  # type: ignore[arg-type]
    )  # fmt: skip
    return Place(candidate, ((name, "name"),))


LAYERS = [
    layer_place("geomap:caspian-sea", "Caspian Sea", 50.5, 42.0, "H.SEA", radius_km=600.0),
    layer_place("geomap:az-saki", "Shaki", 47.1, 41.1, "A.ADM1", country="AZ", admin1="48"),
    layer_place("geonames:587116", "Azerbaijan", 47.5, 40.5, "A.PCLI", country="AZ"),
]


def build(
    folder: Path, lines: list[str] | bytes, *more: Path, name: str = "AZ.txt", **options: str
) -> BuildReport:
    """Write the lines to a file and compile it and `more` into folder/index."""
    path = folder / name
    path.write_bytes(lines if isinstance(lines, bytes) else "\n".join(lines).encode())
    return build_gazetteer([path, *more], folder / "index", layers=LAYERS, key="test", **options)  # type: ignore[arg-type]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_country_file_becomes_an_index_of_what_news_names(tmp_path: Path) -> None:
    report = build(tmp_path, AZERBAIJAN)
    index = GazetteerIndex(tmp_path / "index")
    (ganja,) = index("Gəncə")
    assert (ganja.feature_id, ganja.name, ganja.lon, ganja.lat) == (
        "geonames:586523",
        "Ganja",
        46.36134,
        40.68157,
    )
    assert (ganja.country, ganja.admin1, ganja.feature_code, ganja.population) == ("AZ", "20", "PPLA", 330663)
    assert (ganja.name_type, index("Ganja")[0].name_type) == ("alternate", "name")
    assert index("ganja chay")[0].feature_class == "H"
    assert (
        index("Hotel Absheron") == index("Secondary School No 5") == index("GNJ") == index("gjandzha") == ()
    )
    assert report.counts["dropped"] == 2
    assert report.dropped == {"S": 2}
    assert (len(index), index.manifest["newest"]) == (3 + len(LAYERS), "2025-11-02")


@pytest.mark.parametrize(
    ("classes", "found", "missing"),
    [
        ("all", ["Hotel Absheron", "Ganja", "Secondary School No 5"], []),
        ("default,S.HTL", ["Hotel Absheron", "Ganja"], ["Secondary School No 5"]),
        ("h", ["Ganja Chay"], ["Sheki"]),
        ("P.PPLA2", ["Sheki"], ["Ganja", "Ganja Chay"]),
    ],
)
def test_classes_choose_what_is_kept(
    tmp_path: Path, classes: str, found: list[str], missing: list[str]
) -> None:
    build(tmp_path, AZERBAIJAN, classes=classes)
    index = GazetteerIndex(tmp_path / "index")
    assert all(index(name) for name in found)
    assert not any(index(name) for name in missing)


@pytest.mark.parametrize("text", ["", " , ", "X", "P,ZZ", "H.", "P;A", "H.LK!"])
def test_classes_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="--classes"):
        parse_classes(text)


def test_our_own_places_keep_their_points_and_take_the_names(tmp_path: Path) -> None:
    report = build(
        tmp_path,
        [
            *AZERBAIJAN,
            row(900012, "Caspian Sea", 41.0, 51.0, "H.SEA", "", alternates="Mar Caspio"),
            row(900010, "Şəki City", 41.19, 47.17, "A.ADM1", admin1="48", alternates="Shaki Rayon"),
            row(587116, "Republic of Azerbaijan", 40.3, 47.6, "A.PCLI", alternates="Aserbaidschan"),
            row(900003, "Caspian Sea", -10.0, -60.0, "H.LK", "BR"),
        ],
    )
    index = GazetteerIndex(tmp_path / "index")
    assert [(c.feature_id, c.lon) for c in index("Mar Caspio")] == [("geomap:caspian-sea", 50.5)]
    assert [(c.feature_id, c.lon) for c in index("Shaki Rayon")] == [("geomap:az-saki", 47.1)]
    assert [(c.feature_id, c.lon) for c in index("Aserbaidschan")] == [("geonames:587116", 47.5)]
    assert [c.feature_id for c in index("Caspian Sea")] == [
        "geomap:caspian-sea",
        "geonames:900003",
    ]  # a lake far away
    assert report.counts["merged"] == 3


def test_names_of_other_tables_go_to_their_places(tmp_path: Path) -> None:
    files = {
        "alternateNamesV2.txt": ALTERNATES,
        "admin1CodesASCII.txt": ["AZ.48\tShaki District\tShaki District\t900010"],
        "admin2Codes.txt": ["AZ.48.1\tSheki Quarter\tSheki Quarter\t585170"],
        "countryInfo.txt": [
            "# a comment",
            "#ISO\tISO3\t...",
            "AZ\tAZE\t031\tAJ\tAzerbaijani Republic\tBaku\t86600\t9942334\tAS\t.az\tAZN\tManat\t994\tAZ ####\t^x$\taz,ru,hy\t587116\tGE,IR\t",
        ],
    }
    for name, lines in files.items():
        (tmp_path / name).write_text("\n".join(lines), "utf-8")
    unit = row(900010, "Saki", 41.19, 47.17, "A.ADM1", admin1="48")
    report = build(tmp_path, [*AZERBAIJAN, unit], *(tmp_path / name for name in reversed(files)))
    index = GazetteerIndex(tmp_path / "index")
    ids = {
        name: [c.feature_id for c in index(name)]
        for name in ("Kirovabad", "Елисаветполь", "UBBG", "Nowhere Kept")
    }
    assert ids == {
        "Kirovabad": ["geonames:586523"],
        "Елисаветполь": ["geonames:586523"],
        "UBBG": [],
        "Nowhere Kept": [],
    }
    assert index("Sheki Town")[0].name_type == "name"
    assert index("Shaki District")[0].feature_id == "geomap:az-saki"
    assert index("Sheki Quarter")[0].feature_id == "geonames:585170"
    assert index("Azerbaijani Republic")[0].feature_id == "geonames:587116"
    assert (report.counts["names"], report.counts["names_dropped"]) == (6, 3)


@pytest.mark.parametrize("packing", ["zip", "gz", "crlf", "bom"])
def test_packed_tables_give_the_same_index_as_plain_ones(tmp_path: Path, packing: str) -> None:
    plain, packed = tmp_path / "plain", tmp_path / "packed"
    plain.mkdir()
    packed.mkdir()
    build(plain, AZERBAIJAN)
    data = "\n".join(AZERBAIJAN).encode()
    path = packed / {"zip": "AZ.zip", "gz": "AZ.txt.gz"}.get(packing, "AZ.txt")
    if packing == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "Readme for GeoNames")
            archive.writestr("__MACOSX/._AZ.txt", b"\0\5\26\7")
            archive.writestr("AZ.txt", data)
    else:
        path.write_bytes(
            {"gz": gzip.compress(data), "crlf": data.replace(b"\n", b"\r\n"), "bom": b"\xef\xbb\xbf" + data}[
                packing
            ]
        )
    build_gazetteer([path], packed / "index", layers=LAYERS, key="test")
    ours, theirs = contents(plain / "index"), contents(packed / "index")
    assert {name: ours[name] for name in DATA_FILES} == {name: theirs[name] for name in DATA_FILES}


HOSTILE = [
    (b"586523\tGanja\tGanja", "3 columns, expected 19"),
    ("\t".join(["586523", "Gan", "ja", "x"] + ["0"] * 16).encode(), "20 columns, expected 19"),
    (row(1, "A", "NaN", 46, "P.PPL").encode(), "latitude 'NaN'"),
    (row(1, "A", "inf", 46, "P.PPL").encode(), "latitude 'inf'"),
    (row(1, "A", 40, 1e308, "P.PPL").encode(), "longitude '1e+308'"),
    (row(1, "A", 40, "", "P.PPL").encode(), "longitude ''"),
    (row(1, "A", 95, 46, "P.PPL").encode(), "latitude '95', expected -90 to 90"),
    (row(1, "A", 40, 46, "P.PPL", population=-5).encode(), "population '-5'"),
    (row(1, "A", 40, 46, "P.PPL", population=10**30).encode(), "population '10000"),
    (row(1, "A", 40, 46, "P.PPL", "aserbaidschan").encode(), "country 'aserbaidschan'"),
    (row(1, "", 40, 46, "P.PPL").encode(), "no usable name"),
    (row(1, "A\x00B", 40, 46, "P.PPL").encode(), "no usable name"),
    (row(1, "A\u202eB", 40, 46, "P.PPL").encode(), "no usable name"),
    (row(1, "A" * 5000, 40, 46, "P.PPL").encode(), "no usable name"),
    (row(10**15, "A", 40, 46, "P.PPL").encode(), "no GeoNames id"),
    (row(0, "A", 40, 46, "P.PPL").encode(), "no GeoNames id"),
    (row(-7, "A", 40, 46, "P.PPL").encode(), "no GeoNames id"),
    ("٣\tA".encode(), "2 columns"),
    (b"\xff\xfe" + row(1, "A", 40, 46, "P.PPL").encode(), "not UTF-8 (byte 1)"),
    (row(1, "A", 40, 46, "P.PPL").encode()[:20] + b"\xc3", "not UTF-8"),
    (b"x" * (MAX_LINE_BYTES + 1), "a line far too long"),
    (b"x" * (3 * 1024 * 1024), "a line far too long"),
    (row(1, "A", 40, 46, "P.PPL", admin1="x" * 50).encode(), "admin1 code"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), HOSTILE, ids=[reason for _, reason in HOSTILE])
def test_a_broken_row_is_listed_and_the_others_are_kept(tmp_path: Path, line: bytes, reason: str) -> None:
    good = [text.encode() for text in AZERBAIJAN]
    report = build(tmp_path, b"\n".join([good[0], line, *good[1:]]))
    assert report.counts["broken"] == 1
    (issue,) = report.issues
    assert issue.startswith("AZ.txt:2: ")
    assert reason in issue
    assert len(issue) < 200
    index = GazetteerIndex(tmp_path / "index")
    assert index("Sheki")
    assert index("Ganja")


def test_broken_rows_are_all_counted_and_the_first_listed(tmp_path: Path) -> None:
    report = build(tmp_path, ["broken"] * 70 + AZERBAIJAN + ["broken\ttoo"] * 80)
    assert report.counts["broken"] == 150
    assert len(report.issues) == rows_module.MAX_LISTED
    assert report.issues == GazetteerIndex(tmp_path / "index").manifest["issues"]


def test_an_id_that_is_there_twice_is_taken_once(tmp_path: Path) -> None:
    report = build(tmp_path, [*AZERBAIJAN, row(586523, "Ganja the Second", 1, 1, "P.PPL")])
    assert report.counts["duplicate"] == 1
    assert GazetteerIndex(tmp_path / "index")("Ganja the Second") == ()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no GeoNames table"),
        (b"name,lat,lon\nGanja,40.7,46.4\n", "no GeoNames table"),
        (b"\n".join(line.encode() for line in ALTERNATES), "there is no table of places"),
        (b"\x1f\x8b\x08\x00broken", "its compression is broken"),
        (b"PK\x03\x04broken", "a broken zip archive"),
        ("\n".join([row(5, "Far", 999, 0, "P.PPL"), row(6, "Farther", 0, 999, "P.PPL")]).encode(), "none of 2 rows could be kept"),
        (row(5, "Hotel", 1, 1, "S.HTL").encode(), "see --classes"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_dump_is_one_clear_error_and_leaves_nothing(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    with pytest.raises(InputError, match=reason):
        build(tmp_path, data)
    assert [path.name for path in tmp_path.iterdir()] == ["AZ.txt"]


def test_a_target_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "thesis.doc").write_text("my only copy")
    with pytest.raises(OutputError, match="something else in this folder"):
        build(tmp_path, AZERBAIJAN)
    assert contents(tmp_path / "index") == {"thesis.doc": b"my only copy"}
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="is a file"):
        build_gazetteer([tmp_path / "AZ.txt"], tmp_path / "file", layers=[], key="")
    with pytest.raises(OutputError, match="no such folder"):
        build_gazetteer([tmp_path / "AZ.txt"], tmp_path / "no" / "where", layers=[], key="")


@pytest.mark.parametrize(
    "files", [{"manifest.json": "{}"}, {"manifest.json": "[]", "app.js": ""}, {"manifest.json": "x"}]
)
def test_a_folder_with_a_manifest_of_something_else_is_left_alone(
    tmp_path: Path, files: dict[str, str]
) -> None:
    (tmp_path / "index").mkdir()
    for name, text in files.items():
        (tmp_path / "index" / name).write_text(text)
    with pytest.raises(OutputError, match="something else in this folder"):
        build(tmp_path, AZERBAIJAN)
    assert contents(tmp_path / "index") == {name: text.encode() for name, text in files.items()}


def test_an_index_with_a_users_notes_beside_it_is_left_alone(tmp_path: Path) -> None:
    build(tmp_path, AZERBAIJAN)
    (tmp_path / "index" / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="something else in this folder"):
        build(tmp_path, AZERBAIJAN)


def test_an_index_is_replaced_by_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "index.old").mkdir()  # a user's own
    build(tmp_path, AZERBAIJAN[:1])
    build(tmp_path, AZERBAIJAN[1:])
    index = GazetteerIndex(tmp_path / "index")
    assert index("Sheki")
    assert not index("Kirovabad")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["AZ.txt", "index", "index.old"]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    lines = list(rows(3000))
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        build(tmp_path / name, lines)
    assert contents(tmp_path / "one" / "index") == contents(tmp_path / "two" / "index")


class StopError(Exception):
    """Stands for whatever ends a build early."""


@pytest.mark.parametrize("stop_at", [1, 700, 1501, 2999])
def test_a_stopped_build_goes_on_and_ends_in_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    monkeypatch.setattr(rows_module, "LINES_A_COMMIT", 500)
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    lines = list(rows(3000))
    for folder in (whole, stopped):
        folder.mkdir()
        (folder / "names.txt").write_text(
            "\n".join(f"{n}\t{n * 11}\tru\tИмя {n}\t\t\t\t\t\t" for n in range(1, 900)), "utf-8"
        )
    build(whole, lines, whole / "names.txt")

    read, seen = building.geonames.read_row, []

    def count_and_stop(cells: list[str]) -> object:
        seen.append(cells[0])
        if len(seen) == stop_at:
            raise StopError
        return read(cells)

    monkeypatch.setattr(building.geonames, "read_row", count_and_stop)
    with pytest.raises(StopError):
        build(stopped, lines, stopped / "names.txt")
    assert not (stopped / "index").exists()
    seen.clear()
    monkeypatch.setattr(building.geonames, "read_row", lambda cells: (seen.append(cells[0]), read(cells))[1])
    build_gazetteer([stopped / "AZ.txt", stopped / "names.txt"], stopped / "index", layers=LAYERS, key="test")
    assert len(seen) == 3000 - (stop_at - 1) // 500 * 500, "what was committed is not read again"
    assert contents(whole / "index") == contents(stopped / "index")


def stop(*_: object) -> None:
    raise StopError


@pytest.mark.parametrize(
    ("where", "what"),
    [
        (names, "_write_postings"),
        (names.marisa_trie, "Trie"),
        (writing, "digest_of"),
        (building, "_move"),
        (writing.IndexWriter, "commit"),
    ],
)
def test_a_build_that_is_stopped_at_its_end_goes_on_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: object, what: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(where, what, stop)
        with pytest.raises(StopError):
            build(tmp_path, AZERBAIJAN)
    assert not (tmp_path / "index").exists()
    build_gazetteer([tmp_path / "AZ.txt"], tmp_path / "index", layers=LAYERS, key="test")
    assert GazetteerIndex(tmp_path / "index")("Ganja")


def test_work_on_other_input_is_not_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(names, "_write_postings", stop)
        with pytest.raises(StopError):
            build(tmp_path, AZERBAIJAN)
    report = build(tmp_path, AZERBAIJAN[1:])
    assert report.counts["rows"] == len(AZERBAIJAN) - 1
    assert not GazetteerIndex(tmp_path / "index")("Gyandzha")


def test_two_builds_of_one_index_do_not_meet(tmp_path: Path) -> None:
    (tmp_path / ".index.geomap-building").mkdir()
    writer = building.IndexWriter(tmp_path / ".index.geomap-building", "other")
    try:
        with pytest.raises(GazetteerError, match="another process is building there"):
            build(tmp_path, AZERBAIJAN)
    finally:
        writer.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
def test_a_killed_process_leaves_no_index_and_the_next_one_makes_it(tmp_path: Path) -> None:
    (tmp_path / "AZ.txt").write_text("\n".join(rows(4000)), "utf-8")
    code = (
        "import os, signal, sys; from geomap.gazetteer import building, rows; rows.LINES_A_COMMIT = 500;"
        "commit, seen = building.IndexWriter.commit, [];\n"
        "def die(self):\n"
        "    commit(self); seen.append(1)\n"
        "    if len(seen) == 4: os.kill(os.getpid(), signal.SIGKILL)\n"
        "building.IndexWriter.commit = die\n"
        "building.build_gazetteer([sys.argv[1]], sys.argv[2], layers=[], key='test')"
    )
    index = tmp_path / "index"
    environment = {**os.environ, "PYTHONPATH": str(Path(building.__file__).parents[2])}
    run = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "AZ.txt", index], env=environment, check=False, timeout=120
    )
    assert run.returncode == -signal.SIGKILL
    assert not index.exists()
    told: list[str] = []
    report = build_gazetteer(
        [tmp_path / "AZ.txt"], index, layers=[], key="test", progress=lambda what, *_: told.append(what)
    )
    other = build_gazetteer([tmp_path / "AZ.txt"], tmp_path / "other", layers=[], key="test")
    assert report.counts == other.counts
    assert contents(index) == contents(tmp_path / "other")


@pytest.mark.parametrize("name", DATA_FILES)
def test_an_index_that_was_cut_short_is_refused(tmp_path: Path, name: str) -> None:
    build(tmp_path, AZERBAIJAN)
    path = tmp_path / "index" / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(GazetteerError, match=f"{name} has .* bytes, expected"):
        GazetteerIndex(tmp_path / "index")
    path.unlink()
    with pytest.raises(GazetteerError, match="no gazetteer index"):
        GazetteerIndex(tmp_path / "index")


@pytest.mark.parametrize("name", DATA_FILES)
def test_an_index_that_was_changed_is_found_out(tmp_path: Path, name: str) -> None:
    build(tmp_path, AZERBAIJAN)
    assert GazetteerIndex(tmp_path / "index").check_digest()
    path = tmp_path / "index" / name
    path.write_bytes(bytes(255 - byte for byte in path.read_bytes()))
    with pytest.raises(GazetteerError, match="index"):
        GazetteerIndex(tmp_path / "index").check_digest()


@pytest.mark.parametrize(
    "manifest", ["[]", "null", "[" * 100_000, '{"format": "geomap-gazetteer/3"}', "\x00"]
)
def test_a_manifest_of_anything_else_is_refused(tmp_path: Path, manifest: str) -> None:
    build(tmp_path, AZERBAIJAN)
    (tmp_path / "index" / "manifest.json").write_text(manifest)
    with pytest.raises(GazetteerError, match="no gazetteer index"):
        GazetteerIndex(tmp_path / "index")


@pytest.mark.parametrize(
    ("line", "kind"),
    [(AZERBAIJAN[0], "places"), (ALTERNATES[0], "alternates"), ("AZ.48\tA\tA\t900010", "admin"), ("AZ.48.1\tA\tA\t8", "admin"),
     ("a,b,c", None), ("", None), ("\t" * 18, None), ("x\t" * 18, None)],
)  # fmt: skip
def test_a_table_is_known_by_its_rows(line: str, kind: str | None) -> None:
    assert kind_of(line) == kind


NAMES = st.text(
    st.characters(min_codepoint=0x41, max_codepoint=0x500, categories=["Lu", "Ll"]), min_size=3, max_size=12
)


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "work"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(NAMES, st.floats(-90, 90), st.floats(-180, 180), st.integers(0, 10**8)),
        min_size=1,
        max_size=30,
    )
)
def test_every_place_is_found_by_its_name_where_it_is(
    workplace: Path, places: list[tuple[str, float, float, int]]
) -> None:
    lines = [
        row(n, name, repr(lat), repr(lon), "P.PPL", population=people)
        for n, (name, lat, lon, people) in enumerate(places, 1)
    ]
    build(workplace, lines)
    index = GazetteerIndex(workplace / "index")
    for number, (name, lat, lon, people) in enumerate(places, 1):
        found = {c.feature_id: (c.lat, c.lon, c.population) for c in index(name)}
        assert found[f"geonames:{number}"] == (lat, lon, people)
        assert [c.prominence for c in index(name)] == sorted(
            (c.prominence for c in index(name)), reverse=True
        )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_garbage_in_a_dump_never_ends_in_a_traceback(workplace: Path, chance: random.Random) -> None:
    data = bytearray("\n".join([*AZERBAIJAN, *ALTERNATES]).encode())
    for _ in range(chance.randrange(1, 40)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        report = build(workplace, bytes(data))
    except GeomapError as error:
        assert "\n" not in str(error)
    else:
        assert report.counts["rows"] >= report.counts["kept"]
        json.dumps(report.issues)
