"""`geomap routes`: one route in text, with a picture of its waypoints, and the catalogue on a page."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from geomap import cli
from geomap.atlas import lay_out_routes
from geomap.catalogue import Catalogue, read_catalogue, read_route, waypoint_kms
from geomap.maps import catalogue_page, render_routes
from geomap.reports.routes import route_lines
from geomap.reports.tables import cell_width, wrap_text
from tests.test_catalogue import route_text

MAX_PAGE = 1_500_000


@pytest.fixture
def out(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def call(*arguments: object) -> str:
        assert cli.main([str(argument) for argument in arguments]) == 0
        return capsys.readouterr().out

    return call


def little_route(folder: Path, **changes: object) -> Catalogue:
    """A to B along the equator, 1 degree or 111.3 km, C halfway, and D on a schematic branch to the north."""
    parsed = json.loads(route_text(**changes))
    line, *points = parsed["features"]
    line["geometry"]["coordinates"] = [[0, 0], [1, 0]]
    branch = {
        "type": "Feature",
        "properties": {"id": "aba", "branch": "north", "geometry_precision": "schematic"},
        "geometry": {"type": "LineString", "coordinates": [[1, 0], [1, 1]]},
    }
    stops = [("A", 0, 0), ("C", 0.5, 0.01), ("B", 1, 0), ("D", 1, 1)]
    made = []
    for order, (name, x, y) in enumerate(stops, 1):
        properties = {**points[0]["properties"], "order": order, "name": name}
        made.append(
            {
                "type": "Feature",
                "properties": properties,
                "geometry": {"type": "Point", "coordinates": [x, y]},
            }
        )
    parsed["features"] = [line, branch, *made]
    (folder / "aba.geojson").write_text(json.dumps(parsed), "utf-8")
    return Catalogue([read_route(folder / "aba.geojson")])


# The picture of the waypoints


def test_each_waypoint_has_its_line_with_km_role_and_grade(tmp_path: Path) -> None:
    lines = list(route_lines(little_route(tmp_path), "aba"))
    first = lines.index("  waypoints") + 1
    assert lines[first : first + 5] == [
        "      1       0 km ┌─  A (AZ, station, A)",
        "      2      56 km ├─  C (AZ, station, A)",
        "      3     111 km └─  B (AZ, station, A)",
        "      4              ╌ D (AZ, station, A), branch north",
        "            111 km    as drawn; A on the line, B near it, C inferred; ┊ is a schematic stretch",
    ]


def test_a_schematic_stretch_is_marked(tmp_path: Path) -> None:
    lines = list(route_lines(little_route(tmp_path, geometry_precision="schematic"), "aba"))
    assert "      2      56 km ┊╌  C (AZ, station, A)" in lines


@pytest.mark.parametrize("route", read_catalogue().values(), ids=lambda route: route.route_id)
def test_every_route_of_the_catalogue_can_be_pictured(route) -> None:
    lines = list(route_lines(Catalogue([route]), route.route_id))
    picture = lines[lines.index("  waypoints") + 1 : lines.index("  references")]
    assert [line.split()[0] for line in picture[:-1]] == [str(point.order) for point in route.waypoints]
    assert max(km for km in waypoint_kms(route) if km is not None) <= 40_000


def test_km_of_waypoints_are_in_the_table_of_an_atlas(tmp_path: Path) -> None:
    table = lay_out_routes(little_route(tmp_path)).waypoints
    assert table["km"].round(1).fillna(-1).tolist() == [0.0, 55.7, 111.3, -1]


def test_a_line_that_comes_back_is_measured_in_the_order_of_the_waypoints(tmp_path: Path) -> None:
    parsed = json.loads(route_text())
    line, first, _ = parsed["features"]
    line["geometry"]["coordinates"] = [[0, 0], [1, 0], [1, 1], [0.5, 0], [0, -1]]
    stops = [(0, 0), (0.5, 0), (1, 1), (0.5, 0), (0, -1)]
    parsed["features"] = [line] + [
        {
            **first,
            "properties": {**first["properties"], "order": n},
            "geometry": {"type": "Point", "coordinates": xy},
        }
        for n, xy in enumerate(stops, 1)
    ]
    (tmp_path / "aba.geojson").write_text(json.dumps(parsed))
    kms = waypoint_kms(read_route(tmp_path / "aba.geojson"))
    assert kms == sorted(kms)
    assert [round(km) for km in kms if km is not None] == [0, 56, 222, 346, 469]


# Names


def test_names_stand_one_a_line_with_their_language_once(out: Callable[..., str]) -> None:
    lines = out("routes", "tap").splitlines()
    names = lines[lines.index("  names") + 1 : lines.index("  waypoints")]
    route = read_catalogue()["tap"]
    assert len(names) == len(route.aliases)
    assert [line.split()[0] for line in names if line[4] != " "] == list(
        dict.fromkeys(a.language for a in route.aliases)
    )


def test_long_text_is_wrapped_to_the_width(tmp_path: Path) -> None:
    route = little_route(tmp_path, capacity="ten million tonnes a year " * 9)
    lines = list(route_lines(route, "aba", width=60))
    assert max(map(cell_width, lines[: lines.index("  waypoints")])) <= 60
    assert sum("million" in line for line in lines) > 3
    assert list(wrap_text("中间走廊 中间走廊", width=12, first="zh ", rest="   ")) == [
        "zh 中间走廊",
        "   中间走廊",
    ]


def test_text_of_strangers_cannot_steer_the_terminal(tmp_path: Path) -> None:
    hostile = little_route(tmp_path, disputed="\x1b[2J\x07by\nall")
    assert not re.search(r"[\x00-\x1f\x7f]", "".join(route_lines(hostile, "aba")))


# The page


def test_the_whole_catalogue_is_one_small_page_the_same_every_time(
    tmp_path: Path, out: Callable[..., str]
) -> None:
    assert out("routes", "--map", tmp_path / "routes.html") == ""
    data = (tmp_path / "routes.html").read_bytes()
    assert len(data) <= MAX_PAGE * max(1, len(read_catalogue()) / 160)
    render_routes(read_catalogue(), tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == data


def test_a_name_chooses_the_routes_of_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["routes", "tap", "--map", str(tmp_path / "tap.html")]) == 0
    assert f"1 of {len(read_catalogue())} routes" in capsys.readouterr().err
    assert "<title>Trans Adriatic Pipeline</title>" in (tmp_path / "tap.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nonsense", "--map", "a.html"], "no route is called 'nonsense'"),
        (["--map", "none/a.html"], "there is no folder"),
        (["--json", "--map", "a.html"], "two answers"),
    ],
)
def test_a_page_that_cannot_be_made_is_said_in_one_line(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["routes", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_page_holds_every_fact_and_only_links_to_follow(tmp_path: Path) -> None:
    reference = {
        "key": "r2",
        "title": "Bad",
        "url": "javascript:alert(1)",
        "accessed": "2026",
        "supports": [],
    }
    catalogue = little_route(tmp_path, references=[reference], operators=["One", "Two"], disputed="yes")
    page = catalogue_page.build_page(catalogue, title="T")
    assert page["routes"]["id"] == ["aba"]
    assert page["references"] == {"list": [["Bad", None, "2026"]], "of": [[0]]}
    assert page["catalogue"]["names"] == [[["en", ["A-B-A Line"]]]]
    assert (page["catalogue"]["operators"], page["catalogue"]["disputed"]) == ([["One", "Two"]], ["yes"])
    assert page["waypoints"]["km"] == [0, 56, 111, None]
    assert page["waypoints"]["route"] == [0, 0, 0, 0]
    assert page["articles"]["title"] == []
