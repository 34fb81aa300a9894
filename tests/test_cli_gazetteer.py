"""`geomap gazetteer` and the options `--gazetteer` and `--places`, as their users meet them."""

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from geomap import cli
from geomap.gazetteer import GazetteerIndex
from tests.test_gazetteer_build import ALTERNATES, AZERBAIJAN, row

Run = Callable[..., tuple[int, str, str]]
NEWS = "The road from Gəncə to Horadiz was opened in Yelizavetpol, said officials in Baku."


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `geomap` in this process and return its exit code, stdout and stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        return cli.main([str(argument) for argument in arguments]), *capsys.readouterr()

    return call


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A country file with two broken rows, its alternate names, an article, and an index of the two."""
    folder = tmp_path_factory.mktemp("gazetteer")
    more = [row(148003, "Horadiz", 39.45015, 47.33496, "P.PPL"), "broken", row(7, "A", "NaN", 5, "P.PPL")]
    (folder / "AZ.txt").write_text("\n".join([*AZERBAIJAN, *more]), "utf-8")
    (folder / "alternateNamesV2.txt").write_text("\n".join(ALTERNATES), "utf-8")
    (folder / "news.txt").write_text(NEWS, "utf-8")
    assert (
        cli.main(
            [
                "gazetteer",
                "build",
                str(folder / "AZ.txt"),
                str(folder / "alternateNamesV2.txt"),
                "-o",
                str(folder / "index"),
            ]
        )
        == 0
    )
    return folder


def surfaces(out: str) -> dict[str, str]:
    return {row["surface"]: row["feature_id"] for row in map(json.loads, out.splitlines())}


def test_build_says_what_it_did_and_lists_what_was_broken(run: Run, folder: Path, tmp_path: Path) -> None:
    code, out, err = run("gazetteer", "build", folder / "AZ.txt", "-o", tmp_path / "new")
    assert (code, out) == (0, "")
    lines = err.splitlines()
    assert "geomap: reading AZ.txt: 0 %" in lines
    assert "geomap: sorting names" in lines
    assert "geomap: 8 rows: 4 places kept, 0 joined to ours, 2 of other classes, 0 twice, 2 broken" in lines
    assert "  of other classes: S 2 (--classes keeps more)" in lines
    at = lines.index("geomap: broken rows: 2")
    assert lines[at + 1 :] == [
        "  AZ.txt:7: 1 columns, expected 19",
        "  AZ.txt:8: latitude 'NaN', expected -90 to 90",
        lines[-1],
    ]
    assert re.fullmatch(r"geomap: wrote \S+/new: [\d,]+ places, [\d,]+ names", lines[-1])


def test_a_built_gazetteer_is_used_with_our_places(run: Run, folder: Path) -> None:
    code, out, _ = run("mentions", folder / "news.txt", "--gazetteer", folder / "index")
    assert code == 0
    found = surfaces(out)
    assert found["Horadiz"] == "geonames:148003"
    assert found["Gəncə"] == "geonames:586523"
    (sea,) = {c.feature_id for c in GazetteerIndex(folder / "index")("Caspian Sea")[:1]}
    assert sea == "geomap:caspian-sea"


@pytest.mark.parametrize("command", ["map", "export", "mentions", "explain", "coverage"])
def test_every_command_takes_places_of_a_users_own(
    run: Run, folder: Path, tmp_path: Path, command: str
) -> None:
    (tmp_path / "mine.csv").write_text("name,lat,lon,id\nHoradiz,39.45,47.33,k\nBad,x,y,b\n")
    options = {
        "map": ["-o", tmp_path / "map.html"],
        "export": ["-o", tmp_path / "places.geojson", "--layer", "places"],
        "explain": ["--mention", "Horadiz"],
        "coverage": ["-o", tmp_path / "cube.csv"],
    }
    code, out, err = run(
        command, folder / "news.txt", "--places", tmp_path / "mine.csv", *options.get(command, [])
    )
    assert code == 0, err
    assert "geomap: places of your own left out: 1" in err
    assert "  mine.csv:3: this place is left out: lat 'x'" in err
    shown = out + "".join(path.read_text() for path in tmp_path.iterdir() if path.suffix != ".nc")
    assert "user:k" in shown or command == "coverage"
    if command in ("map", "export"):
        assert "mine.csv" in shown, "whose places they are is said on the map and in exports"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            "mentions {news} --gazetteer /nope",
            "/nope: no gazetteer: there is no such folder; `geomap gazetteer build` makes one",
        ),
        ("mentions {news} --gazetteer {news}", "news.txt: no gazetteer: it is a file, expected a folder"),
        (
            "mentions {news} --gazetteer {tmp}",
            "no gazetteer index: it has no manifest.json; `geomap gazetteer build` makes one",
        ),
        ("mentions {news} --places {tmp}/none.csv", "none.csv: cannot be read: No such file or directory"),
        ("mentions {news} --places {news}", "news.txt: no column name, lat, lon; expected CSV"),
        ("gazetteer info /nope", "/nope: no gazetteer: there is no such folder"),
        (
            "gazetteer build {tmp}/none.txt -o {tmp}/new",
            "none.txt: there is no such file; expected a GeoNames dump",
        ),
        ("gazetteer build {tmp} -o {tmp}/new", "is no regular file; expected a GeoNames dump"),
        (
            "gazetteer build {news} -o {tmp}/new",
            "news.txt: no GeoNames table; expected one such as allCountries.txt",
        ),
        ("gazetteer build {dump} -o {tmp}/no/new", "no: there is no such folder to write the index into"),
        ("gazetteer build {dump} -o {news}", "news.txt: is a file; an index is a folder"),
        ("gazetteer build {dump} -o {tmp}/new --classes Q", "--classes: 'Q' is no GeoNames class"),
        ("gazetteer build {dump}", "Missing option '-o' / '--output'"),
    ],
)
def test_what_cannot_be_done_is_one_line_that_says_why(
    run: Run, folder: Path, tmp_path: Path, arguments: str, message: str
) -> None:
    words = arguments.format(news=folder / "news.txt", dump=folder / "AZ.txt", tmp=tmp_path).split()
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    last = err.splitlines()[-1]
    assert last.startswith("geomap: error: ")
    assert message in last
    assert "Errno" not in err
    assert not list(tmp_path.iterdir())


def test_info_says_what_a_gazetteer_holds_and_whom_to_name(run: Run, folder: Path) -> None:
    code, out, err = run("gazetteer", "info", folder / "index")
    assert (code, err) == (0, "")
    told = dict(
        re.split(r" {2,}", line, maxsplit=1) for line in out.splitlines() if not line.startswith("broken")
    )
    index = GazetteerIndex(folder / "index")
    assert told["folder"] == str((folder / "index").resolve())
    assert told["made from"] == "GeoNames AZ.txt; GeoNames alternateNamesV2.txt; geomap layers/places"
    assert told["data to"] == "2025-11-02"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", told["made on"])
    assert told["places"] == f"{len(index):,}"
    assert told["names"] == f"{index.manifest['n_names']:,}"
    assert (
        told["attribution"]
        == "GeoNames (https://www.geonames.org), CC BY 4.0; geomap layers/places, CC BY 4.0"
    )
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", told["digest"])
    assert "broken       AZ.txt:7: 1 columns, expected 19" in out


def test_info_without_a_path_is_about_our_own(run: Run, gazetteer: GazetteerIndex) -> None:
    code, out, _ = run("gazetteer", "info")
    assert code == 0
    assert f"folder       {gazetteer.folder.resolve()}" in out
    assert "CC BY 4.0" in out


def test_help_lists_every_command_whole(run: Run) -> None:
    code, out, _ = run("gazetteer", "--help")
    assert code == 0
    assert "..." not in out.split("Commands:")[1]


@pytest.mark.parametrize("command", ["build", "info"])
def test_every_command_explains_itself_with_an_example(run: Run, command: str) -> None:
    code, out, err = run("gazetteer", command, "--help")
    assert (code, err) == (0, "")
    examples = re.findall(rf"^  (geomap gazetteer {command}.*)$", out, re.MULTILINE)
    assert examples
    for example in examples:
        assert all(word in out.split("Options:")[1] for word in shlex.split(example) if word.startswith("-"))
