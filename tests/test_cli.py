"""The command line as its users meet it: what goes where, which exit code, and one line when it fails."""

import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from geomap import __version__, cli, reports, terminal
from geomap.catalogue import read_catalogue
from geomap.commands import news as news_commands
from geomap.errors import InputError
from tests.atlases import small_atlas

COMMANDS = list(cli.geomap.commands)
#: As the design lists them.
FIELDS = [
    "mention_id", "article_id", "path", "source", "published", "feature_type", "surface", "start", "end", "sentence",
    "feature_id", "name", "lon", "lat", "status", "anaphora", "score", "reason",
]  # fmt: skip
#: Three sources, two dates and one without; TAP in two, the Middle Corridor in two.
NEWS = [
    {"id": "a1", "source": "Trend", "published": "2025-01-15", "text": "The Trans Adriatic Pipeline carries gas to Italy."},
    {"id": "a2", "source": "Our Paper", "published": "2025-03-02", "text": "The Middle Corridor crosses the Caspian Sea."},
    {"id": "a3", "source": "Third Post", "text": "The Trans Adriatic Pipeline is no part of the Middle Corridor."},
]  # fmt: skip


@dataclass(frozen=True)
class Result:
    """What one run of the command printed and returned."""

    code: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The last line on stderr, which says why nothing was done."""
        last = self.err.splitlines()[-1]
        assert last.startswith("geomap: error: ")
        return last.removeprefix("geomap: error: ")

    @property
    def rows(self) -> list[dict[str, object]]:
        """What was printed, as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `geomap` in this process."""

    def call(*arguments: object) -> Result:
        code = cli.main([str(argument) for argument in arguments])
        return Result(code, *capsys.readouterr())

    return call


def start(*arguments: object, **environment: str) -> Result:
    """Run `python -m geomap` as a process of its own."""
    result = subprocess.run(
        [sys.executable, "-m", "geomap", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        timeout=300,
        check=False,
    )
    return Result(result.returncode, result.stdout, result.stderr)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """The three articles as JSON Lines."""
    path = tmp_path / "news.jsonl"
    path.write_text("".join(f"{json.dumps(record)}\n" for record in NEWS))
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A folder of seven files: two articles, one of them twice, one picture, and three that cannot be used."""
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "a.txt").write_text("The Middle Corridor crosses the Caspian Sea, said Trend on 8 August 2025.")
    (folder / "b.md").write_text("---\ntitle: TAP\nsource: Trend\n---\nThe Trans Adriatic Pipeline is full.")
    (folder / "copy.txt").write_bytes((folder / "a.txt").read_bytes())
    (folder / "empty.txt").write_bytes(b"")
    (folder / "half.json").write_text('{"text": "The')
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7 \x00")
    return folder


def test_without_arguments_it_shows_what_it_can_do_and_fails(run: Run) -> None:
    result = run()
    assert (result.code, result.out) == (2, "")
    assert all(f"  {command} " in result.err for command in COMMANDS)


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_lists_every_command_whole(run: Run, option: str) -> None:
    result = run(option)
    assert (result.code, result.err) == (0, "")
    assert "..." not in result.out.split("Commands:")[1]
    assert "Exit codes" in result.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert (result.code, result.err) == (0, "")
    examples = re.findall(rf"^  (geomap {command}.*?)(?:  +\S.*)?$", result.out, re.MULTILINE)
    assert examples
    for example in examples:  # every option of an example is one that the command has
        options = [word for word in shlex.split(example) if word.startswith("-")]
        assert all(option in result.out.split("Options:")[1] for option in options)


def test_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version") == Result(0, f"geomap {__version__}\n", "")


def test_it_runs_as_a_module() -> None:
    assert start("--version") == Result(0, f"geomap {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("nonsense", "No such command 'nonsense'. See `geomap --help`."),
        ("--nonsense", "No such option '--nonsense'. See `geomap --help`."),
        ("routes --nonsense", "No such option '--nonsense'. See `geomap routes --help`."),
        ("map", "Missing argument 'NEWS...'. See `geomap map --help`."),
        ("map {news}", "Missing option '-o' / '--output'. See `geomap map --help`."),
        ("map {news} -o map.html --assets disk", "'disk' is not one of 'embed', 'cdn'. See `geomap map --help`."),
        ("mentions {news} --format xml", "'xml' is not one of 'jsonl', 'csv', 'table'"),
        ("mentions missing.txt", "missing.txt: does not exist; expected news: files, a folder, a pattern or -"),
        ("mentions {tmp}/*.docx", "*.docx: matches nothing"),
        ("map {news} -o map.pdf", "map.pdf: a map is a web page; expected a name that ends in .html"),
        ("routes --map routes.pdf", "expected a name that ends in .html"),
        ("mentions {news} --since yesterday", "since: 'yesterday' is no date; expected YYYY-MM-DD"),
        ("mentions {news} --until 2025-02-30", "'2025-02-30' is no date"),
        ("mentions {news} --route nonsense", "no route is called 'nonsense'"),
        ("mentions {news} --catalogue {tmp}/none", "none: no such folder; expected one that holds route files"),
        ("mentions {news} --catalogue {tmp}/empty", "empty: holds no route file (*.geojson)"),
        ("mentions {news} --catalogue {tmp}/catalogue", "bad.geojson: not JSON"),
        ("mentions {news} --gazetteer {tmp}/none", "none: no gazetteer"),
        ("mentions {news} --since 2031-01-01", "no article is left to work with; nothing was written"),
        ("mentions {news} --source Nobody", "no article is left to work with; nothing was written; sources there: "),
        ("explain {news} --mention Atlantis", "no mention has the id or the words 'Atlantis'"),
        ("export {news} -o {tmp}/out.docx", "out.docx: expected a folder, or a file ending in .geojson"),
        ("export {news} -o {tmp}/out.csv --layer roads", "'roads': no such layer; expected one of articles, mentions"),
        ("export {news} -o {tmp}/out.geojson --layer names", "names has no geometry; write .gpkg"),
        ("export {news} -o {tmp}/none/out.csv", "none/out.csv: cannot be written: there is no folder"),
        ("coverage {news} -o {tmp}/cube.xlsx", "cube.xlsx: expected a file ending in .nc, .csv or .zarr"),
        ("coverage {news} -o {tmp}/cube.nc --by hour", "'hour' is not one of 'day', 'week', 'month', 'year'"),
        ("map {news} -o {tmp}", "is a folder; expected a file name"),
        ("map {news} -o -", "-: stdout is not written to; give a file name"),
        ("map {news} -o /dev/full", "/dev/full: is a special file; expected a file name"),
        ("map {news} -o {tmp}/none/map.html", "none/map.html: cannot be written"),
        ("map {news} -o {tmp}/map.html --basemap satellite", "basemap='satellite': expected 'outlines'"),
        ("routes nonsense", f"no route is called 'nonsense'; `geomap routes` lists the {len(read_catalogue())} it knows"),
        ("routes --catalogue {tmp}/catalogue", "bad.geojson: not JSON"),
        ("check {tmp}/none", "none: no such file or folder"),
        ("check {tmp}/empty", "empty: holds no route file"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_line(run: Run, news: Path, arguments: str, message: str) -> None:
    (news.parent / "empty").mkdir()
    (news.parent / "catalogue").mkdir()
    (news.parent / "catalogue" / "bad.geojson").write_text("{")
    before = sorted(news.parent.rglob("*"))
    result = run(*(word.format(news=news, tmp=news.parent) for word in arguments.split()))
    assert (result.code, result.out) == (2, "")
    assert message in result.error
    assert result.err.count("error:") == 1
    assert sorted(news.parent.rglob("*")) == before


@pytest.mark.parametrize(
    "options", [["--basemap", "satellite"], ["--since", "2031-01-01"], ["--route", "nonsense"]]
)
def test_a_failure_keeps_the_old_file_as_it_was(run: Run, news: Path, options: list[str]) -> None:
    old = news.parent / "map.html"
    old.write_text("old")
    assert run("map", news, "-o", old, *options).code == 2
    assert old.read_text() == "old"


def test_a_folder_closed_to_us_is_said_before_the_work(
    run: Run, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write anywhere, and so may the tests' user
    assert "no permission to write into" in run("map", news, "-o", news.parent / "map.html").error


def test_nothing_is_read_when_the_output_cannot_be_written(
    run: Run, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news_commands, "read_news", lambda **_: pytest.fail("the articles were read"))
    for command, name in (("map", "none/map.html"), ("export", "a.docx"), ("coverage", "a.txt")):
        assert run(command, news, "-o", news.parent / name).code == 2


def test_map_is_written_and_stdout_stays_empty(run: Run, news: Path) -> None:
    result = run("map", news, "-o", news.parent / "map.html", "--title", "Pipes & {{ dreams }}")
    assert (result.code, result.out) == (0, "")
    assert result.err.splitlines()[-2:] == [
        "geomap: 3 articles of 3 sources: 2 routes mentioned 4 times (1 more through a part), 2 places",
        f"geomap: wrote {news.parent / 'map.html'}",
    ]
    page = (news.parent / "map.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "Trans Adriatic Pipeline" in page


def test_two_runs_give_the_same_bytes(news: Path) -> None:
    """In two processes whose sets and dicts of text are in another order."""
    for command, name in (("map", "map.html"), ("export", "all.gpkg"), ("export", "layers")):
        for seed in ("1", "2"):
            target = news.parent / seed / name
            target.parent.mkdir(exist_ok=True)
            assert start(command, news, "-o", target, PYTHONHASHSEED=seed).code == 0
    first, second = (
        {
            path.relative_to(news.parent / seed): path.read_bytes()
            for path in (news.parent / seed).rglob("*.*")
        }
        for seed in ("1", "2")
    )
    assert len(first) == 2 + len(small_atlas().tables())
    assert [path for path in first if first[path] != second[path]] == []


def test_export_says_which_layer_a_file_of_one_holds(run: Run, news: Path) -> None:
    one, all_of_them = news.parent / "one.csv", news.parent / "all.gpkg"
    assert run("export", news, "-o", one).err.endswith(
        f"wrote {one}: the routes only; --layer chooses another\n"
    )
    assert run("export", news, "-o", one, "--layer", "links").err.endswith(f"wrote {one}\n")
    assert run("export", news, "-o", all_of_them).err.endswith(f"wrote {all_of_them}\n")


def test_export_writes_one_layer_or_all(run: Run, news: Path) -> None:
    assert run("export", news, "-o", news.parent / "layers/").code == 0
    assert {path.stem for path in (news.parent / "layers").iterdir()} == set(small_atlas().tables())
    result = run("export", news, "-o", news.parent / "links.csv", "--layer", "links")
    assert (result.code, result.out) == (0, "")
    lines = (news.parent / "links.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[:4] for line in lines if ",0,0," not in line] == [
        ["source", "route_id", "n_articles", "n_mentions"],
        ["Our Paper", "middle-corridor", "1", "1"],
        ["Third Post", "middle-corridor", "1", "1"],
        ["Third Post", "tap", "1", "1"],
        ["Trend", "tap", "1", "1"],
    ]
    heading = (news.parent / "layers" / "candidates.csv").read_text("utf-8").splitlines()[0]
    assert "admin1_context" in heading.split(",")


def test_mentions_are_json_lines_with_the_fields_of_the_design(run: Run, news: Path) -> None:
    result = run("mentions", news)
    assert result.code == 0
    assert all(list(row) == FIELDS for row in result.rows)
    texts = {record["id"]: record["text"] for record in NEWS}
    for row in result.rows:
        assert texts[str(row["article_id"])][row["start"] : row["end"]] == row["surface"]  # type: ignore[misc]  JSON's integers
    route, place = result.rows[:2]
    assert route | {"score": 0, "reason": ""} == {
        "mention_id": "a1:4-27:tap", "article_id": "a1", "path": str(news), "source": "Trend", "published": "2025-01-15T00:00:00Z",
        "feature_type": "route", "surface": "Trans Adriatic Pipeline", "start": 4, "end": 27, "sentence": NEWS[0]["text"],
        "feature_id": "tap", "name": "Trans Adriatic Pipeline", "lon": None, "lat": None, "status": "resolved", "anaphora": False,
        "score": 0, "reason": "",
    }  # fmt: skip
    assert (place["surface"], place["feature_type"]) == ("Italy", "place")
    assert 6 < float(str(place["lon"])) < 19 and 36 < float(str(place["lat"])) < 47


def test_mentions_as_csv_open_in_a_spreadsheet_without_running(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"source": '=HYPERLINK("https://evil.example")', "text": "Trains left Baku."}))
    heading, row = run("mentions", path, "--format", "csv").out.splitlines()
    assert heading.split(",") == FIELDS
    assert ""","'=HYPERLINK(""https://evil.example"")",""" in row
    assert ",false," in row


def test_mentions_as_a_table_stand_in_columns(run: Run, news: Path) -> None:
    lines = run("mentions", news, "--format", "table").out.splitlines()
    assert lines[0].split() == [
        "surface",
        "feature_type",
        "status",
        "name",
        "feature_id",
        "score",
        "start",
        "article",
    ]
    column = lines[0].index("feature_type")
    assert {line[column:].split()[0] for line in lines[1:]} == {"place", "route"}
    assert all(re.search(r"  [01]\.\d\d  +\d+  ", line) for line in lines[1:])


def test_a_chinese_name_takes_two_cells_a_letter() -> None:
    rows = [{"name": "中间走廊", "id": "x"}, {"name": "Baku", "id": "y"}]
    lines = list(reports.tables.table_lines(rows, ("name", "id"), numbers=()))
    assert lines == ["name      id", "中间走廊  x", "Baku      y"]


@pytest.mark.parametrize("news_is_binary", [True, False])
def test_a_dash_reads_stdin(run: Run, monkeypatch: pytest.MonkeyPatch, news_is_binary: bool) -> None:
    data = "Поезда идут по Среднему коридору в Баку."
    monkeypatch.setattr(
        "sys.stdin", io.TextIOWrapper(io.BytesIO(data.encode())) if news_is_binary else io.StringIO(data)
    )
    result = run("mentions", "-")
    assert result.code == 0
    assert {(row["path"], row["feature_id"]) for row in result.rows} >= {("-", "middle-corridor")}


def test_data_is_utf8_whatever_the_locale_says(news: Path) -> None:
    result = start("routes", "Zəngəzur dəhlizi", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert result.code == 0
    assert "Zəngəzur dəhlizi" in result.out


def test_explain_says_why_and_lists_the_candidates(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("They met in Paris, Texas. The Middle Corridor was not on the table.")
    result = run("explain", path, "--mention", "PARIS")
    assert result.code == 0
    assert result.out.startswith("Paris -> Paris [")
    for words in (
        "\n  sentence   They met in Paris, Texas.\n",
        "\n  because    ",
        "\n  candidate  ",
        ", US)  prior ",
    ):
        assert words in result.out
    identifier = re.findall(r"mention    (\S+)", result.out)[0]
    assert run("explain", path, "--mention", identifier).out == result.out
    assert "middle-corridor" in run("explain", path, "--mention", "corridor").out


def test_a_terminal_is_not_given_orders_by_an_article(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Trains left \x1b[31m Baku \x1b[0m for \u202eTbilisi\u202c, a\x9b report said.")
    for arguments in (("explain", path, "--mention", "b"), ("mentions", path, "--format", "table")):
        result = run(*arguments)
        assert result.code == 0
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", result.out)


def test_coverage_counts_articles_by_source_route_and_period(run: Run, news: Path) -> None:
    result = run("coverage", news, "-o", news.parent / "cube.csv", "--by", "year")
    assert (result.code, result.out) == (0, "")
    lines = (news.parent / "cube.csv").read_text("utf-8").splitlines()
    assert lines[0] == "source,route,time,articles,mentions,indirect_articles"
    assert {"Trend,tap,2025-01-01,1,1,0", "Third Post,tap,,1,1,0", "Our Paper,tap,2025-01-01,0,0,0"} <= set(
        lines
    )
    assert run("coverage", news, "-o", news.parent / "cube.nc").code == 0
    assert (news.parent / "cube.nc").read_bytes().startswith(b"\x89HDF")


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        (["--since", "2025-02-01"], {"a2"}),
        (["--until", "2025-01-15"], {"a1"}),
        (["--since", "2025-01-01", "--until", "2025-12-31"], {"a1", "a2"}),
        (["--source", "our paper"], {"a2"}),
        (["--source", "trend.az", "--source", "Our Paper"], {"a1", "a2"}),
        (["--route", "TAP"], {"a1", "a3"}),
        (["--route", "Southern Gas Corridor"], {"a1", "a3"}),
        (["--route", "tap", "--source", "Trend"], {"a1"}),
        ([], {"a1", "a2", "a3"}),
    ],
)
def test_articles_can_be_chosen(run: Run, news: Path, options: list[str], kept: set[str]) -> None:
    result = run("mentions", news, *options)
    assert {row["article_id"] for row in result.rows} == kept
    if len(kept) < 3:
        assert f"geomap: left out: {3 - len(kept)} (not asked for)" in result.err


def test_demonyms_count_unless_they_are_not_wanted(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Turkish trains left Baku.")
    assert [row["surface"] for row in run("mentions", path).rows] == ["Turkish", "Baku"]
    assert [row["surface"] for row in run("mentions", path, "--no-demonyms").rows] == ["Baku"]


def test_a_folder_with_broken_files_is_read_as_far_as_it_goes(run: Run, broken: Path) -> None:
    """Seven files are two articles, three errors and one duplicate; a picture is no news."""
    result = run("mentions", broken)
    assert result.code == 0
    assert len({row["article_id"] for row in result.rows}) == 2
    assert "geomap: 2 articles of 1 source: 2 routes mentioned 2 times" in result.err
    assert "geomap: left out: 3 (could not be used)" in result.err
    assert "geomap: left out: 1 (there already)" in result.err
    for name in ("empty.txt", "half.json", "scan.pdf", "copy.txt"):
        assert re.search(rf"^  \S*{name}\S*: \S", result.err, re.MULTILINE)


def test_when_no_file_can_be_used_nothing_is_done(run: Run, broken: Path) -> None:
    for path in (broken / "empty.txt", broken / "half.json", broken / "scan.pdf"):
        result = run("mentions", path)
        assert (result.code, result.out) == (2, "")
        assert result.error


def test_a_file_whose_name_is_no_unicode_is_read(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/\xff.txt")).write_text("Trains left Baku.")
    except OSError:
        pytest.skip("this file system has Unicode names only")
    result = run("mentions", folder)
    assert [row["path"] for row in result.rows] == [f"{folder}/\ufffd.txt"]
    assert run("export", folder, "-o", tmp_path / "out").code == 0


def test_a_long_list_of_issues_is_cut_and_counted(run: Run, tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number:02}.txt").write_bytes(b"")
    (tmp_path / "good.txt").write_text("Trains left Baku.")
    lines = run("mentions", tmp_path).err.splitlines()
    assert lines[-1] == "  ... and 2 more; the table `issues` of an export lists all"
    assert sum(line.startswith("  ") for line in lines) == 11


def test_routes_are_listed_each_once(run: Run) -> None:
    result = run("routes")
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert [line.split()[0] for line in lines] == ["id", *read_catalogue()]
    assert max(map(len, lines)) <= 160


@pytest.mark.parametrize("name", ["tap", "TAP", "trans adriatic pipeline", "Трансадриатический газопровод"])
def test_a_route_is_shown_by_any_of_its_names(run: Run, name: str) -> None:
    result = run("routes", name)
    assert result.code == 0
    assert result.out.startswith("Trans Adriatic Pipeline  (tap)\n  kind       gas pipeline\n")
    for words in ("\n  names\n    en ", "\n  waypoints\n      1  ", "\n  references\n    ", "https://"):
        assert words in result.out


def test_routes_are_json_for_scripts(run: Run) -> None:
    routes = json.loads(run("routes", "--json").out)
    assert [route["id"] for route in routes] == list(read_catalogue())
    (tap,) = json.loads(run("routes", "tap", "--json").out)
    assert (tap["kind"], tap["countries"]) == ("gas_pipeline", ["GR", "AL", "IT"])
    assert {"name", "country", "role", "grade", "lon", "lat"} == set(tap["waypoints"][0])


def test_a_catalogue_of_ones_own_adds_to_ours(run: Run, tmp_path: Path) -> None:
    source = Path(read_catalogue()["tap"].path)
    (tmp_path / "my-pipe.geojson").write_text(
        source.read_text("utf-8").replace('"tap"', '"my-pipe"').replace("Trans Adriatic Pipeline", "My Pipe"), "utf-8"
    )  # fmt: skip
    result = run("routes", "--catalogue", tmp_path, "My Pipe")
    assert result.out.startswith("My Pipe  (my-pipe)")
    assert len(run("routes", "--catalogue", tmp_path).out.splitlines()) == 1 + len(read_catalogue()) + 1


def test_check_of_the_catalogue_finds_nothing(run: Run) -> None:
    result = run("check")
    assert result.code == 0
    assert result.err == "geomap: 0 faults, 0 warnings\n"


def test_check_names_each_fault_and_exits_with_one(run: Run, tmp_path: Path) -> None:
    good = Path(read_catalogue()["tap"].path)
    (tmp_path / "other-name.geojson").write_bytes(good.read_bytes())
    (tmp_path / "bad.geojson").write_text("{")
    result = run("check", tmp_path)
    assert result.code == 1
    lines = result.out.splitlines()
    assert lines[0].startswith("bad.geojson: error: not JSON: ")
    assert "other-name.geojson: error: id is 'tap'; expected the file's stem 'other-name'" in lines
    assert result.err == f"geomap: {sum(': error: ' in line for line in lines)} faults, 0 warnings\n"
    (tmp_path / "other-name.geojson").unlink()
    assert run("check", tmp_path).err == "geomap: 1 fault, 0 warnings\n"


def test_check_takes_an_exported_layer(run: Run, news: Path) -> None:
    layer = news.parent / "routes.geojson"
    assert run("export", news, "-o", layer).code == 0
    assert run("check", layer).code == 0
    layer.write_text("[]")
    result = run("check", layer)
    assert (result.code, result.out) == (
        1,
        "routes.geojson: error: not GeoJSON: expected a FeatureCollection, found list\n",
    )


def test_a_reader_that_has_enough_is_no_error() -> None:
    command = [sys.executable, "-m", "geomap", "routes", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "[\n"
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk to try")
def test_a_full_disk_is_said_in_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "geomap", "routes"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )  # fmt: skip
    assert result.returncode == 2
    assert result.stderr == "geomap: error: stdout: cannot be written: No space left on device\n"


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (RuntimeError("two\nlines"), 2, "error: RuntimeError: two lines; this is a fault of geomap, and GEOMAP_DEBUG=1 shows where"),
        (InputError("a \x1b[31mred\x1b[0m name"), 2, "error: a \ufffd[31mred\ufffd[0m name"),
        (PermissionError(13, "Permission denied", "x.txt"), 2, "error: x.txt: Permission denied"),
        (MemoryError(), 2, "error: out of memory; give fewer articles at a time"),
        (KeyboardInterrupt(), 130, "stopped"),
    ],
)  # fmt: skip
def test_no_error_is_a_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, message: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(reports, "route_lines", fail)
    monkeypatch.delenv("GEOMAP_DEBUG", raising=False)
    result = run("routes")
    assert result.code == code
    assert result.err.strip().splitlines() == [f"geomap: {message}"]


def test_an_unforeseen_error_can_be_traced(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "route_lines", lambda *_, **__: 1 // 0)
    monkeypatch.setenv("GEOMAP_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("routes")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_that_rewrites_itself_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", screen := _Terminal())
    terminal.show_progress("compiling", 15, 30)
    terminal.show_progress("reading", 3, None)
    terminal.say("done")
    assert "\rcompiling [###############               ]  50 %\rreading: 3" in screen.getvalue()
    assert screen.getvalue().endswith(" \rgeomap: done\n")
    assert screen.getvalue().count("\n") == 1


def test_progress_in_a_log_is_one_line_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", log := io.StringIO())
    for done in range(30):
        terminal.show_progress("compiling the gazetteer", done, 30)
        terminal.show_progress("reading articles", done, None)
    assert log.getvalue() == "geomap: compiling the gazetteer, once; this takes about fifteen seconds\n"


def test_a_basemap_is_checked_before_the_articles_are_read(run: Run, tmp_path: Path) -> None:
    result = run("map", tmp_path / "nowhere", "-o", tmp_path / "map.html", "--basemap", "https://a.org/x.png")
    assert result.code == 2
    assert "basemap='https://a.org/x.png'" in result.error
    assert "nowhere" not in result.err


def test_no_compress_leaves_the_data_readable(run: Run, tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    news.write_text("\n".join(map(json.dumps, NEWS)), "utf-8")
    assert run("map", news, "-o", tmp_path / "map.html", "--no-compress", "--basemap", "land").code == 0
    page = (tmp_path / "map.html").read_text("utf-8")
    assert "data-encoding" not in page
    assert re.search('<script type="application/json" id="geomap-basemap">', page)
    assert "TAP route and infrastructure (Trans Adriatic Pipeline AG)" in page
