import json
from pathlib import Path

import pytest

from geomap import checks, schema
from geomap.catalogue import Catalogue, load_routes, read_catalogue, read_route, route_files
from geomap.errors import CatalogueError
from geomap.files import data_folder

ROUTE_FILES = route_files(data_folder())
FACTS = {
    "schema": "geomap-route/1", "id": "aba", "name": "A-B-A", "kind": "railway", "status": "operating", "status_date": "2025", "commodity": None,
    "capacity": None, "length_km": 111, "length_extent": None, "countries": ["AZ"], "disputed": None, "operators": [], "part_of": [], "parallel_to": [],
    "aliases": {"en": [{"text": "A-B-A Line", "type": "name"}]}, "identifiers": {}, "geometry_precision": "waypoints", "uncertainty_km": 3,
    "geometry_source": "invented for a test", "references": [
        {"key": "r1", "title": "T", "url": "https://example.org", "accessed": "2026-01-01", "supports": ["status", "length_km"]}
    ],
}  # fmt: skip


def route_text(**changes: object) -> str:
    """A valid little route from (49, 40) to (50, 40.5), about 102 km, with facts changed."""
    line = {
        "type": "Feature",
        "properties": {**FACTS, **changes},
        "geometry": {"type": "LineString", "coordinates": [[49, 40], [50, 40.5]]},
    }
    points = [
        {
            "type": "Feature",
            "properties": {
                "id": "aba",
                "order": n,
                "name": name,
                "country": "AZ",
                "role": "station",
                "grade": "A",
                "geonameid": None,
                "source": ["r1"],
            },
            "geometry": {"type": "Point", "coordinates": xy},
        }
        for n, (name, xy) in enumerate([("A", [49, 40]), ("B", [50, 40.5])], 1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": [line, *points]})


def faults(tmp_path: Path, text: str, name: str = "aba.geojson") -> list[str]:
    (tmp_path / name).write_text(text, "utf-8")
    return [issue.message for issue in checks.check_catalogue(tmp_path)]


@pytest.mark.parametrize("path", ROUTE_FILES, ids=lambda path: path.stem)
def test_every_route_of_the_catalogue_passes_its_own_review(path: Path) -> None:
    route = read_route(path)
    assert path.parent.name == checks.catalogue.FOLDERS[route.kind]
    assert [issue for issue in checks.check_catalogue(path) if issue.severity == "error"] == []


def test_the_routes_of_the_region_are_there() -> None:
    assert {
        "zangezur-corridor", "tripp", "middle-corridor", "trans-caspian-gas", "trans-caspian-oil", "tap", "tanap", "scp", "btc", "wrep", "cpc",
        "btk-railway", "southern-gas-corridor", "instc", "rasht-astara-railway", "lapis-lazuli", "turkstream", "blue-stream", "igb", "nabucco",
        "white-stream", "tapi",
    } <= set(read_catalogue())  # fmt: skip


def test_the_routes_load_as_a_table_with_lines() -> None:
    routes = load_routes()
    schema.check(routes, "routes")
    assert routes.geometry.notna().all()
    assert routes.set_index("route_id").loc["tripp", "part_of"] == "zangezur-corridor"


def test_a_part_knows_its_wholes_through_every_generation() -> None:
    catalogue = read_catalogue()
    assert catalogue.ancestors("tap") == ("southern-gas-corridor",)
    assert "zangezur-corridor" in catalogue.ancestors("tripp")
    assert catalogue.ancestors("no-such-route") == ()


@pytest.mark.parametrize(
    "name", ["zangezur-corridor", "Zəngəzur dəhlizi", "ZANGEZUR CORRIDOR", "Зангезурский коридор"]
)
def test_a_route_is_found_by_any_of_its_names(name: str) -> None:
    assert [route.route_id for route in read_catalogue().find(name)] == ["zangezur-corridor"]


def test_a_folder_of_a_users_own_adds_and_replaces_routes(tmp_path: Path) -> None:
    (tmp_path / "aba.geojson").write_text(route_text(), "utf-8")
    catalogue = read_catalogue(data_folder(), tmp_path)
    assert catalogue["aba"].waypoints[1].name == "B"
    assert len(catalogue) == len(read_catalogue()) + 1


def test_a_sound_route_raises_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, route_text()) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "tramway"}, "kind is 'tramway'"),
        ({"status": "maybe"}, "status is 'maybe'"),
        ({"countries": ["Azerbaijan"]}, "ISO 3166-1"),
        ({"references": []}, "every fact needs one"),
        ({"geometry_precision": "good"}, "geometry_precision is 'good'"),
        ({"length_km": 200}, "0.51 of the published 200 km"),
        ({"id": "abc"}, "expected the file's stem 'aba'"),
        ({"aliases": {"en": [{"text": "ABA", "type": "acronym"}]}}, "taken in any text"),
        ({"aliases": {"English": [{"text": "ABA line", "type": "name"}]}}, "BCP 47"),
        ({"aliases": {"en": [{"type": "name"}]}}, "incomplete"),
        ({"aliases": None}, "aliases is None; expected dict"),
    ],
)
def test_a_fault_is_named_with_what_was_found_and_what_was_expected(
    tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    assert any(message in fault for fault in faults(tmp_path, route_text(**changes)))


def test_two_routes_may_not_share_an_unguarded_name(tmp_path: Path) -> None:
    (tmp_path / "abb.geojson").write_text(route_text(id="abb"), "utf-8")
    assert any("also belongs to abb" in fault for fault in faults(tmp_path, route_text()))


def test_a_waypoint_off_the_line_is_a_fault(tmp_path: Path) -> None:
    assert any(
        "km off the line" in fault
        for fault in faults(tmp_path, route_text().replace("[50, 40.5]]}", "[50, 41.5]]}"))
    )


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"type": "FeatureCollection", "features": []}', "\x00"])
def test_what_is_no_route_is_listed_not_raised(tmp_path: Path, text: str) -> None:
    assert len(faults(tmp_path, text)) == 1


def test_a_missing_folder_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no such"):
        checks.check_catalogue(tmp_path / "none")
    with pytest.raises(CatalogueError, match="no such folder"):
        read_catalogue(tmp_path / "none")


def test_an_empty_catalogue_is_a_catalogue() -> None:
    assert list(Catalogue([])) == []
