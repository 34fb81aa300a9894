"""A line of a user's own lies over ours: from every format, within limits, under its terms."""

import io
import json
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString

from geomap import cli, files, overlays
from geomap.atlas import lay_out_routes
from geomap.catalogue import Catalogue, load_routes, read_catalogue, waypoint_kms
from geomap.errors import CatalogueError, InputError, LayerError, OutputError
from geomap.export import write_layers
from geomap.maps import render_routes
from geomap.overlays import archives, formats, mending

TERMS = {"licence": "ODbL-1.0", "attribution": "© OpenStreetMap contributors"}
#: A made-up way from Greece to Italy, in two pieces that touch, the second drawn from its far end.
PIECES = [[(26.3, 40.95), (24, 41), (21, 40.55)], [(18.3, 40.3), (19.4, 40.8), (21, 40.55)]]
WHOLE = [*PIECES[0], *reversed(PIECES[1][:2])]


def collection(*lines, **more) -> str:
    features = [
        {"type": "Feature", "properties": {"ProjectID": f"P{n}"}, "geometry": {"type": "LineString", "coordinates": line}}
        for n, line in enumerate(lines)
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features, **more})


def frame(**more) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"ProjectID": ["P0", "P1"]}, geometry=[LineString(line) for line in PIECES], crs=4326
    )


def zipped(folder: Path) -> dict[str, bytes]:
    """The parts of a shapefile in EPSG:3857."""
    frame().to_crs(3857).to_file(folder / "made.shp")
    return {path.name: path.read_bytes() for path in folder.glob("made.*")}


def write_zip(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def kml(*lines) -> str:
    marks = "".join(
        f"<Placemark><LineString><coordinates>{' '.join(f'{x},{y},12' for x, y in line)}</coordinates></LineString></Placemark>"
        for line in lines
    )
    return (
        f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'
    )


def overpass(*lines) -> str:
    """One way, and one relation that has it and another as members; a node between is outside the box asked for."""
    nodes = [[{"lon": x, "lat": y} for x, y in line] for line in lines]
    ways = [{"type": "way", "id": n, "geometry": geometry} for n, geometry in enumerate(nodes)]
    members = [{"type": "way", "ref": way["id"], "geometry": way["geometry"]} for way in ways]
    stray = {"type": "way", "id": 99, "geometry": [None, {"lon": 0, "lat": 0}, None]}
    return json.dumps(
        {"elements": [ways[0], {"type": "relation", "members": members}, stray, {"type": "node"}]}
    )


def make(folder: Path, kind: str) -> Path:
    path = folder / f"mine{kind}"
    if kind == ".gpkg":
        frame().to_crs(3035).to_file(path, driver="GPKG")
    elif kind == ".zip":
        (folder / "parts").mkdir()
        write_zip(path, {f"a/{name}": data for name, data in zipped(folder / "parts").items()})
    elif kind == "":
        path.mkdir()
        (path / "P7.geojson").write_text(collection(*PIECES))
        (path / "P8.geojson").write_text(collection([(0, 0), (1, 1)]))
    else:
        text = {".geojson": collection, ".json": overpass, ".kml": kml}[kind](*PIECES)
        path.write_text(text, "utf-8")
    return path


@pytest.fixture
def layers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder of layers, empty."""
    monkeypatch.setenv("GEOMAP_LAYERS", str(tmp_path / "own"))
    return tmp_path / "own" / "overlays"


def overlay_of(path: Path, route_id: str = "tap", **options) -> overlays.Overlay:
    model = read_catalogue(overlaid=False)[route_id].main_lines
    return overlays.make_overlay(path, route_id, model=model, **{**TERMS, **options})[0]


# Reading


@pytest.mark.parametrize("kind", [".geojson", ".json", ".gpkg", ".zip", ".kml", ""])
def test_every_format_gives_the_same_merged_line_in_our_direction(tmp_path: Path, kind: str) -> None:
    overlay = overlay_of(make(tmp_path, kind), match="P7" if kind == "" else None)
    (line,) = overlay.lines
    assert list(line.coords) == WHOLE
    assert overlay.source == f"mine{kind}"
    assert not line.has_z


def test_coordinates_of_another_crs_that_geojson_names_are_reprojected(tmp_path: Path) -> None:
    lines = [list(line.coords) for line in frame().to_crs(3857).geometry]
    path = tmp_path / "a.geojson"
    path.write_text(
        collection(*lines, crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}})
    )
    assert list(overlay_of(path).lines[0].coords) == WHOLE


def test_one_project_is_taken_out_of_a_file_of_many(tmp_path: Path) -> None:
    for kind in (".geojson", ".gpkg", ".zip"):
        assert list(overlay_of(make(tmp_path, kind), match="P0").lines[0].coords) == PIECES[0]
    folder = tmp_path / "many"
    folder.mkdir()
    (folder / "all.geojson").write_text(collection(*PIECES))
    assert list(overlay_of(folder, match="P0").lines[0].coords) == PIECES[0]


def test_a_line_across_the_antimeridian_is_cut_there() -> None:
    for line in ([(170, 66), (190, 66)], [(170, 66), (-170, 66)]):
        parts = mending.mend_lines([LineString(line)], "x")
        assert sorted((list(part.coords) for part in parts), reverse=True) == [
            [(170, 66), (180, 66)],
            [(-180, 66), (-170, 66)],
        ]


coordinate = st.tuples(st.floats(-179, 179), st.floats(-80, 80))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(coordinate, min_size=2, max_size=6), min_size=1, max_size=4), st.booleans())
def test_mending_any_lines_gives_clean_ones_and_mending_them_again_changes_nothing(lines, twice) -> None:
    shapes = [MultiLineString(lines), *([LineString(lines[0])] if twice else [])]
    try:
        mended = mending.mend_lines(shapes, "x")
    except LayerError:
        mended = []
    for line in mended:
        xy = shapely.get_coordinates(line)
        assert (abs(xy) <= (180, 90)).all()
        assert (abs(xy[1:, 0] - xy[:-1, 0]) <= 180).all()
        assert (xy[1:] != xy[:-1]).any(axis=1).all()
        assert (xy == xy.round(5)).all()
    if mended:
        again = mending.mend_lines(mended, "x")
        assert sorted(line.normalize().wkb for line in again) == sorted(
            line.normalize().wkb for line in mended
        )
        overlay = overlays.Overlay("a", tuple(mended), "l", "a", "s")
        assert overlays.dump_overlay(overlay) == overlays.dump_overlay(overlay)


# Refusals


VRT = '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.txt", "x", "expected .geojson"),
        ("a.vrt", VRT, "expected .geojson"),
        ("a.gpkg", VRT, "not a GeoPackage"),
        ("a.zip", VRT, "not a zip archive"),
        ("a.geojson", VRT, "not JSON"),
        ("a.kml", VRT, "holds no line"),
        ("a.kml", '<!DOCTYPE k [<!ENTITY e SYSTEM "file:///etc/passwd">]><kml><LineString><coordinates>&e;</coordinates></LineString></kml>', "holds no line"),
        ("a.kml", "<kml><LineString><coordinates>a,b c,d</coordinates></LineString></kml>", "not KML"),
        ("a.json", '{"elements": []}', "out geom"),
        ("a.json", '{"elements": [{"type": "way", "id": 1, "geometry": [{"lat": 1}]}]}', "a way cannot be read"),
        ("a.json", '{"elements": [[1], {"type": "way", "geometry": [[1, 2]]}]}', "a way cannot be read"),
        ("a.json", "[]", "neither GeoJSON nor Overpass"),
        ("a.geojson", collection(), "holds no line"),
        ("a.geojson", collection([(40, 100), (41, 101)]), "axes swapped"),
        ("a.geojson", collection([(4e6, 5e6), (4.1e6, 5e6)]), "axes swapped"),
        ("a.geojson", collection([(1, 1), (1.000001, 1)]), "holds no line"),
        ("a.geojson", collection([(1, 1), (2, 2)], crs={"properties": {"name": "EPSG:0"}}), "not known"),
        ("a.geojson", collection([(1, "b"), (2, 2)]), "cannot be read"),
        ("a.geojson", '{"type": "FeatureCollection", "features": [{"geometry": {"type": "LineString"}}]}', "cannot be read"),
        ("a.geojson", collection([(0, 0), (1, 1)]), "km from our line of tap"),
    ],
)  # fmt: skip
def test_what_is_no_line_of_the_route_is_refused_in_one_line(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises((InputError, LayerError), match=message) as caught:
        overlay_of(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_terms_are_needed_and_the_message_says_why(tmp_path: Path) -> None:
    path = make(tmp_path, ".geojson")
    with pytest.raises(
        InputError, match="no licence is given; geometry of others may be shown only under its terms"
    ):
        overlay_of(path, licence=None)
    with pytest.raises(InputError, match="no attribution is given; the map and every export must name"):
        overlay_of(path, attribution=" \n ")


def test_a_missing_file_and_a_folder_without_match_are_refused(tmp_path: Path) -> None:
    for path, message in (
        (tmp_path / "none.gpkg", "cannot be read"),
        (tmp_path / "none", "no such file"),
        (tmp_path, "give --match"),
    ):
        with pytest.raises(InputError, match=message):
            overlay_of(path)
    with pytest.raises(InputError, match="holds 0 GeoJSON files"):
        overlay_of(tmp_path, match="P1")
    with pytest.raises(LayerError, match="no feature has the ProjectID 'P9'"):
        overlay_of(make(tmp_path, ".geojson"), match="P9")
    with pytest.raises(LayerError, match="no file is called 'P9'"):
        overlay_of(tmp_path, match="P9")


def test_a_geopackage_of_several_layers_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    frame().to_file(path, layer="one", driver="GPKG")
    frame().to_file(path, layer="two", driver="GPKG")
    with pytest.raises(LayerError, match="holds layers one, two; expected one"):
        overlay_of(path)


def test_archives_that_are_no_shapefile_or_too_large_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "parts").mkdir()
    parts = zipped(tmp_path / "parts")
    path = tmp_path / "a.zip"
    cases = [
        ({"a.txt": b""}, "holds 0 shapefiles"),
        ({**parts, "b.shp": b""}, "holds 2 shapefiles"),
        ({**parts, "made.shp": VRT.encode()}, "made.shp is not a shapefile"),
        ({"made.shp": struct.pack(">i", 9994) + bytes(60)}, "cannot be read|no layer"),
        ({**parts, "made.dbf": bytes(formats.MAX_INPUT_BYTES)}, "unpacks to more than"),
        ({str(n): b"" for n in range(1001)}, "holds 1,001 files"),
    ]
    for content, message in cases:
        with pytest.raises((InputError, LayerError), match=message):
            overlay_of(write_zip(path, content))
    monkeypatch.setattr(formats, "MAX_INPUT_BYTES", 100)
    with pytest.raises(InputError, match="larger than"):
        overlay_of(write_zip(path, parts))


def test_an_archive_that_lies_about_its_size_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", bytes(5_000_000))
    path = tmp_path / "a.zip"
    path.write_bytes(data.getvalue().replace(struct.pack("<I", 5_000_000), struct.pack("<I", 10)))
    with pytest.raises((InputError, LayerError)), archives.unpacked_shapefile(path, max_bytes=1_000_000):
        pass


def test_too_many_vertices_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mending, "MAX_VERTICES", 2)
    with pytest.raises(LayerError, match="thin the line out"):
        mending.mend_lines([LineString([(0, 0), (1, 1), (2, 2)])], "x")


def test_too_many_features_are_refused_not_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MAX_FEATURES", 2)
    with pytest.raises(InputError, match="holds 2 features or more"):
        overlay_of(make(tmp_path, ".gpkg"))


# Keeping


def test_an_overlay_comes_back_as_it_was_with_the_same_bytes(tmp_path: Path, layers: Path) -> None:
    overlay = overlay_of(make(tmp_path, ".geojson"))
    path = overlays.write_overlay(overlay)
    first = path.read_bytes()
    assert path == layers / "tap.geojson"
    assert overlays.read_overlays() == {"tap": overlay}
    assert overlays.write_overlay(overlay).read_bytes() == first


def test_our_own_files_and_files_that_are_no_overlay_are_never_overwritten(tmp_path: Path) -> None:
    overlay = overlay_of(make(tmp_path, ".geojson"))
    before = Path(read_catalogue()["tap"].path).read_bytes()
    for folder in (files.data_folder() / "pipelines", files.data_folder() / "new"):
        with pytest.raises(OutputError, match="never changes"):
            overlays.write_overlay(overlay, folder)
    assert Path(read_catalogue()["tap"].path).read_bytes() == before
    (tmp_path / "tap.geojson").write_bytes(before)
    with pytest.raises(OutputError, match="is no overlay"):
        overlays.write_overlay(overlay, tmp_path)
    with pytest.raises(OutputError, match="has no file"):
        overlays.write_overlay(replace(overlay, route_id="../tap"), tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "geomap-route/1"},
        {"id": "btc"},
        {"licence": None},
        {"attribution": 7},
        {"geometry_precision": "good"},
    ],
)
def test_a_broken_overlay_is_named_with_what_to_do(
    tmp_path: Path, layers: Path, change: dict[str, object]
) -> None:
    path = overlays.write_overlay(overlay_of(make(tmp_path, ".geojson")))
    parsed = json.loads(path.read_text("utf-8"))
    parsed["features"][0]["properties"] |= change
    path.write_text(json.dumps(parsed))
    with pytest.raises(
        CatalogueError, match=rf"tap.geojson: is no overlay: {next(iter(change))} is .*Import it again"
    ):
        read_catalogue()
    assert "tap" in read_catalogue(overlaid=False)


def test_the_catalogue_takes_the_line_and_keeps_names_status_branches_and_parts(
    tmp_path: Path, layers: Path
) -> None:
    ours = read_catalogue()["zangezur-corridor"]
    moved = [[(x + 0.01, y + 0.01) for x, y in line.coords] for line in ours.main_lines]
    path = tmp_path / "z.geojson"
    path.write_text(collection(*moved))
    overlays.write_overlay(overlay_of(path, "zangezur-corridor", precision="surveyed"))
    laid = read_catalogue()["zangezur-corridor"]
    assert [s.status for s in laid.segments] == [s.status for s in ours.segments]
    assert [s.branch for s in laid.segments] == [s.branch for s in ours.segments]
    assert laid.segments[-1] == ours.segments[-1]
    assert (laid.aliases, laid.waypoints) == (ours.aliases, ours.waypoints)
    assert laid.segments[0].line.coords[0] == moved[0][0]
    assert {s.geometry_precision for s in laid.segments if not s.branch} == {"surveyed"}
    assert laid.facts["overlay"] == TERMS
    assert read_catalogue("tests/../layers")["zangezur-corridor"].facts.get("overlay") == TERMS
    row = load_routes().set_index("route_id").loc["zangezur-corridor"]
    assert (row["licence"], row["attribution"], row["geometry_precision"]) == (*TERMS.values(), "surveyed")
    assert [km is None for km in waypoint_kms(laid)] == [km is None for km in waypoint_kms(ours)]


def test_an_overlay_of_a_route_nobody_knows_changes_nothing(tmp_path: Path, layers: Path) -> None:
    overlay = overlay_of(make(tmp_path, ".geojson"))
    overlays.write_overlay(replace(overlay, route_id="no-such-route"))
    assert read_catalogue() is read_catalogue(overlaid=False)


# Showing whose it is


HOSTILE = "<img src=x onerror=alert(1)>{{ 7917*7919 }}</script>\n${1}"


def test_attribution_is_in_the_page_and_in_every_export_as_mere_text(tmp_path: Path, layers: Path) -> None:
    overlays.write_overlay(overlay_of(make(tmp_path, ".geojson"), attribution=HOSTILE))
    words = " ".join(HOSTILE.split())
    atlas = lay_out_routes(Catalogue([read_catalogue()["tap"], read_catalogue()["btc"]]))
    render_routes(Catalogue([read_catalogue()["tap"]]), tmp_path / "page.html", compress=False)
    html = (tmp_path / "page.html").read_text("utf-8")
    assert words not in html
    assert "62694723" not in html
    data = html.split('id="geomap-data">')[1].split("</script>")[0]
    assert json.loads(data)["overlays"] == {
        "name": ["Trans Adriatic Pipeline"],
        "attribution": [words],
        "licence": ["ODbL-1.0"],
    }
    write_layers(atlas, tmp_path / "out")
    for layer in ("routes", "segments", "links"):
        about = json.loads((tmp_path / "out" / f"{layer}.geojson").read_text("utf-8"))["geomap"]
        assert f"Line of Trans Adriatic Pipeline: {words} (ODbL-1.0)" in about["attribution"]
        assert about["licence"] == "see attribution"
    waypoints = json.loads((tmp_path / "out" / "waypoints.geojson").read_text("utf-8"))["geomap"]
    assert waypoints["licence"] == "CC-BY-4.0"
    write_layers(atlas, tmp_path / "out.kml")
    assert "<img" not in (tmp_path / "out.kml").read_text("utf-8").replace("&lt;img", "<img")


# The command


def test_the_command_says_how_far_off_the_line_is_and_where_it_went(
    tmp_path: Path, layers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make(tmp_path, ".geojson")
    terms = [word for name, value in TERMS.items() for word in (f"--{name}", value)]
    assert cli.main(["import-route", str(path), "--route", "TAP", *terms]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert f"geomap: wrote {layers / 'tap.geojson'}" in said.err
    assert "km off on average" in said.err
    assert "0.82 of the published" not in said.err
    assert cli.main(["routes", "tap"]) == 0
    assert "line by    © OpenStreetMap contributors (ODbL-1.0)" in capsys.readouterr().out
    assert cli.main(["import-route", str(path), "--route", "tap"]) == 2
    assert capsys.readouterr().err.startswith("geomap: error: no licence is given")
    assert cli.main(["import-route", str(path), "--route", "no such", *terms]) == 2
    assert "is no route" in capsys.readouterr().err


def test_a_line_elsewhere_needs_force_and_is_warned_of(
    tmp_path: Path, layers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "far.geojson"
    path.write_text(collection([(0, 0), (1, 1)]))
    command = [
        "import-route",
        str(path),
        "--route",
        "tap",
        "--licence",
        "x",
        "--attribution",
        "y",
        "--to",
        str(tmp_path / "other"),
    ]
    assert cli.main(command) == 2
    assert "--force takes it" in capsys.readouterr().err
    assert cli.main([*command, "--force"]) == 0
    said = capsys.readouterr().err
    assert "is it the same route?" in said
    assert "of the published 878 km; expected 0.75 to 1.05" in said
    assert f"geomap reads {layers}" in said
    assert (tmp_path / "other" / "tap.geojson").exists()
    assert not layers.exists()


def test_lines_that_do_not_meet_keep_their_order_when_read_again(tmp_path: Path, layers: Path) -> None:
    path = tmp_path / "gap.geojson"
    path.write_text(
        collection([(18.3, 40.3), (19.3, 40.8)], [(22, 40.7), (21, 40.5)], [(26.3, 40.95), (24, 41)])
    )
    overlay = overlay_of(path)
    assert [line.coords[0] for line in overlay.lines] == [(26.3, 40.95), (22, 40.7), (19.3, 40.8)]
    overlays.write_overlay(overlay)
    assert overlays.read_overlays() == {"tap": overlay}
