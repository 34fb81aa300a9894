"""Layers: what is written can be read by others, says what it is, and comes back as it was."""

import csv
import io
import json
import re
import tempfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import geomap
from geomap import schema
from geomap.alignment import cut_antimeridian
from geomap.errors import InputError, LayerError, OutputError
from geomap.export import SPATIAL, check_request, read_layers, write_layers
from geomap.export.style import COLOURS, OTHER_COLOUR
from geomap.export.tables import prepare
from geomap.model import Atlas
from tests.atlases import FORMULA, empty_atlas, small_atlas

GOLDEN = Path(__file__).parent / "golden"
KML = "{http://www.opengis.net/kml/2.2}"
FILES = ["layers.gpkg", "layers.kml", "routes.geojson", "routes.csv", "routes.parquet", "routes.fgb"]
ATLASES = pytest.mark.parametrize("atlas", [small_atlas(), empty_atlas()], ids=["small", "empty"])


def _rounded(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the coordinates that a GeoJSON file keeps."""
    if "geometry" not in frame:
        return frame
    shapes = [
        None if shape is None else shapely.transform(shape, lambda xy: xy.round(5))
        for shape in frame["geometry"]
    ]
    return frame.set_geometry(gpd.GeoSeries(shapes, crs="EPSG:4326"))


def _written(atlas: Atlas) -> dict[str, pd.DataFrame]:
    """Return the tables as they are expected back: sorted, cut, without the articles' text."""
    return {name: schema.conform(prepare(atlas, name), name) for name in schema.TABLES}


def _kml(path: Path) -> ET.Element:
    return ET.fromstring(path.read_bytes())  # noqa: S314  our own file


@ATLASES
def test_a_folder_comes_back_as_it_was(atlas: Atlas, tmp_path: Path) -> None:
    paths = write_layers(atlas, tmp_path / "layers")
    assert {path.name for path in paths} == {f"{name}.geojson" for name in SPATIAL} | {
        "articles.csv", "candidates.csv", "names.csv", "issues.csv"
    }  # fmt: skip
    layers = read_layers(tmp_path / "layers")
    assert list(layers) == list(schema.TABLES)
    for name, expected in _written(atlas).items():
        assert_frame_equal(layers[name], _rounded(expected))


@ATLASES
def test_a_geopackage_comes_back_as_it_was(atlas: Atlas, tmp_path: Path) -> None:
    write_layers(atlas, tmp_path / "layers.gpkg")
    layers = read_layers(tmp_path / "layers.gpkg")
    assert list(layers) == list(schema.TABLES)
    for name, expected in _written(atlas).items():
        assert_frame_equal(layers[name], expected)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=3, max_size=3))
@settings(max_examples=25, deadline=None, database=None)
def test_any_text_survives(words: list[str]) -> None:
    kept = [word.replace("\0", "\ufffd") or None for word in words]
    rows = {"where": words[0], "severity": words[1], "message": words[2]}
    place = {
        "place_id": "p",
        "name": words[0],
        "country": words[1],
        "gazetteer": words[2],
        "geometry": shapely.Point(1, 2),
    }
    atlas = replace(
        empty_atlas(), issues=schema.conform([rows], "issues"), places=schema.conform([place], "places")
    )
    with tempfile.TemporaryDirectory() as folder:
        for target in (folder, f"{folder}/layers.gpkg"):
            for layer, columns in (("issues", list(rows)), ("places", ["name", "country", "gazetteer"])):
                write_layers(atlas, target, layer=layer)
                found = read_layers(target)[layer][columns].astype(object)
                assert found.where(found.notna(), None).values.tolist() == [kept]
        write_layers(atlas, Path(folder, "places.kml"), layer="places")
        assert _kml(Path(folder, "places.kml")).find(f".//{KML}Point") is not None


@pytest.mark.parametrize("layer", ["routes", "places"])
def test_geojson_is_the_golden_file(layer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geomap, "__version__", "0")
    path = write_layers(small_atlas(), tmp_path / "layer.geojson", layer=layer)[0]
    assert path.read_bytes() == (GOLDEN / f"{layer}.geojson").read_bytes()


@pytest.mark.parametrize("name", [*FILES, "folder"])
def test_the_same_atlas_gives_the_same_bytes_whatever_the_order_of_its_rows(
    name: str, tmp_path: Path
) -> None:
    atlas = small_atlas()
    turned = Atlas(**{key: table.iloc[::-1].reset_index(drop=True) for key, table in atlas.tables().items()})
    first, second = write_layers(atlas, tmp_path / "a" if name == "folder" else tmp_path / f"a-{name}"), None
    second = write_layers(turned, tmp_path / "b" if name == "folder" else tmp_path / f"b-{name}")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


@ATLASES
@pytest.mark.parametrize("suffix", [".geojson", ".csv", ".parquet", ".fgb", ".kml", ".gpkg"])
@pytest.mark.parametrize("layer", SPATIAL)
def test_every_spatial_layer_can_be_one_file_of_any_format(
    atlas: Atlas, suffix: str, layer: str, tmp_path: Path
) -> None:
    path = write_layers(atlas, tmp_path / f"out{suffix}", layer=layer)[0]
    rows = len(getattr(atlas, layer))
    if suffix == ".csv":
        assert len(pd.read_csv(path)) == rows
    elif suffix == ".parquet":
        assert len(gpd.read_parquet(path)) == rows
    elif suffix == ".kml":
        assert len(_kml(path).findall(f".//{KML}Placemark")) == rows
    else:
        assert len(pyogrio.read_dataframe(path)) == rows
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("layer", ["articles", "candidates", "names", "issues"])
def test_a_table_without_geometry_fits_csv_parquet_and_geopackage_only(layer: str, tmp_path: Path) -> None:
    atlas = small_atlas()
    for suffix in (".csv", ".parquet", ".gpkg"):
        write_layers(atlas, tmp_path / f"out{suffix}", layer=layer)
    for suffix in (".geojson", ".fgb", ".kml"):
        with pytest.raises(
            OutputError, match=rf"{layer} has no geometry; write \.gpkg, \.parquet, \.csv, or one of mentions"
        ):
            write_layers(atlas, tmp_path / f"out{suffix}", layer=layer)
    assert pyogrio.list_layers(tmp_path / "out.gpkg").tolist() == [[layer, None]]


def test_one_layer_formats_hold_the_routes_when_nothing_is_said(tmp_path: Path) -> None:
    path = write_layers(small_atlas(), tmp_path / "out.geojson")[0]
    assert list(read_layers(path)) == ["routes"]


def test_unknown_layers_and_suffixes_are_refused_with_what_is_possible(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="layer='roads': no such layer; expected one of articles, mentions"):
        write_layers(small_atlas(), tmp_path, layer="roads")
    with pytest.raises(
        OutputError, match=r"out\.shp: expected a folder, or a file ending in \.geojson, \.gpkg"
    ):
        write_layers(small_atlas(), tmp_path / "out.shp")
    with pytest.raises(OutputError, match="is a folder"):
        (tmp_path / "taken.gpkg").mkdir()
        write_layers(small_atlas(), tmp_path / "taken.gpkg")
    with pytest.raises(OutputError, match="cannot be written"):
        write_layers(small_atlas(), tmp_path / "missing" / "out.kml")
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(OutputError, match="no folder can be made"):
        write_layers(small_atlas(), tmp_path / "file")


def test_a_folder_keeps_the_files_that_are_not_ours(tmp_path: Path) -> None:
    folder = tmp_path / "news.v1"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    (folder / "routes.geojson").write_text("old")
    write_layers(small_atlas(), folder)
    assert (folder / "notes.txt").read_text() == "mine"
    assert "tap" in (folder / "routes.geojson").read_text("utf-8")
    assert len(list(folder.iterdir())) == len(schema.TABLES) + 1


def test_a_failed_export_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise pyogrio.errors.DataSourceError("disk full")

    for name in ("out.gpkg", "out.fgb"):
        (tmp_path / name).write_text("old")
        with monkeypatch.context() as patch, pytest.raises(OutputError, match="disk full"):
            patch.setattr(pyogrio, "write_dataframe", fail)
            write_layers(small_atlas(), tmp_path / name)
        assert (tmp_path / name).read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2


def test_gdal_options_are_put_back(tmp_path: Path) -> None:
    write_layers(small_atlas(), tmp_path / "out.gpkg")
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_nothing_written_holds_the_text_of_an_article(tmp_path: Path) -> None:
    paths = [
        *write_layers(small_atlas(), tmp_path / "out"),
        *write_layers(small_atlas(), tmp_path / "out.gpkg"),
    ]
    paths += write_layers(small_atlas(), tmp_path / "articles.parquet", layer="articles")
    assert not [path for path in paths if b"belongs to its publisher" in path.read_bytes()]


def test_csv_cells_that_a_spreadsheet_would_run_have_an_apostrophe(tmp_path: Path) -> None:
    write_layers(small_atlas(), tmp_path)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "articles.csv").read_text("utf-8"), newline="")))
    assert [row["source"] for row in rows] == [
        "Trend",
        "Trend",
        f"'{FORMULA}",
        "",
        "Quiet Post",
        "Trend",
        "Almanac",
    ]
    assert [row["published"] for row in rows][:3] == ["2025-01-15T10:30:00Z", "2025-03-02T00:00:00Z", ""]
    assert (tmp_path / "candidates.csv").read_text("utf-8").splitlines()[1].split(",")[6:9] == [
        "-83.5",
        "32.75",
        "0.5",
    ]


def test_csv_has_points_as_lon_and_lat_and_lines_as_wkt(tmp_path: Path) -> None:
    places = (
        write_layers(small_atlas(), tmp_path / "places.csv", layer="places")[0]
        .read_text("utf-8")
        .splitlines()
    )
    assert places[0].endswith("n_sources,lon,lat")
    assert places[2] == "geonames:587084,Baku,AZ,,,1116513,,geonames,2,2,1,49.89201,40.37767"
    routes = write_layers(small_atlas(), tmp_path / "routes.csv")[0].read_text("utf-8").splitlines()
    assert routes[3].endswith('"LINESTRING (26.35 40.98, 20.12346 40.5, 18.4 40.3)"')


def test_a_line_across_180_degrees_is_cut_in_every_format(tmp_path: Path) -> None:
    expected = "MULTILINESTRING ((58 70.5, 170 70, 180 68), (-180 68, -170 66))"
    write_layers(small_atlas(), tmp_path / "out.gpkg")
    for layers in (read_layers(tmp_path / "out.gpkg"), {"routes": prepare(small_atlas(), "routes")}):
        assert layers["routes"].geometry[0].wkt == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ([(-170, 10), (170, 20)], "MULTILINESTRING ((-170 10, -180 15), (180 15, 170 20))"),
        ([(170, 0), (180, 5), (-170, 10)], "MULTILINESTRING ((170 0, 180 5), (-180 5, -170 10))"),
        ([(180, 0), (-180, 5)], "LINESTRING (180 0, 180 5)"),
        ([(180, 5), (-170, 10)], "LINESTRING (-180 5, -170 10)"),
        ([(180, 5), (-180, 5)], "LINESTRING (180 5, -180 5)"),
        ([(-10, 0), (100, 0)], "LINESTRING (-10 0, 100 0)"),
    ],
)
def test_lines_are_cut_where_they_meet_the_antimeridian(
    line: list[tuple[float, float]], expected: str
) -> None:
    cut = cut_antimeridian(shapely.LineString(line))
    assert cut is not None
    assert cut.wkt == expected


def test_geojson_says_who_made_it_and_how_to_draw_it(tmp_path: Path) -> None:
    write_layers(small_atlas(), tmp_path)
    routes = json.loads((tmp_path / "routes.geojson").read_text("utf-8"))
    assert routes["geomap"]["layer"] == "routes"
    assert routes["geomap"]["version"] == geomap.__version__
    assert routes["geomap"]["licence"] == "CC-BY-4.0"
    sea, whole, tap = (item["properties"] for item in routes["features"])
    assert (tap["stroke"], tap["stroke-opacity"]) == ("#0072b2", 0.9)
    assert sea["stroke-opacity"] == 0.4  # proposed, and schematic
    assert tap["stroke-width"] > sea["stroke-width"] > whole["stroke-width"] == 1.5  # 5, 2 and 0 articles
    assert tap["title"] == "Trans Adriatic Pipeline"
    assert tap["description"] == "gas pipeline, operating, 5 articles, 2 sources, 7 mentions"
    links = json.loads((tmp_path / "links.geojson").read_text("utf-8"))["features"]
    assert links[-1]["properties"]["title"] == "(not stated): Trans Adriatic Pipeline"
    assert links[-1]["properties"]["source"] is None


def test_titles_hold_no_html_though_the_text_is_kept(tmp_path: Path) -> None:
    write_layers(small_atlas(), tmp_path)
    mentions = json.loads((tmp_path / "mentions.geojson").read_text("utf-8"))["features"]
    strange = next(item["properties"] for item in mentions if item["properties"]["article_id"] == "a3")
    assert strange["surface"] == "<i>Sea Route</i>"
    assert strange["title"] == "‹i›Sea Route‹/i›"


def test_places_from_elsewhere_are_credited_and_not_relicensed(tmp_path: Path) -> None:
    atlas = small_atlas()
    places = atlas.places.assign(gazetteer=["My Villages", "geonames"])
    path = write_layers(replace(atlas, places=places), tmp_path / "places.geojson", layer="places")[0]
    about = json.loads(path.read_text("utf-8"))["geomap"]
    assert about["licence"] == "see attribution"
    assert "Places: My Villages" in about["attribution"]
    assert "GeoNames" in about["attribution"]


def test_kml_has_a_folder_per_layer_and_colours_by_kind(tmp_path: Path) -> None:
    root = _kml(write_layers(small_atlas(), tmp_path / "out.kml")[0])
    folders = root.findall(f"{KML}Document/{KML}Folder")
    assert [folder.findtext(f"{KML}name") for folder in folders] == list(SPATIAL)
    assert [folder.findtext(f"{KML}visibility") for folder in folders] == ["0", "1", "1", "0", "0", "0"]
    tap = folders[2].findall(f"{KML}Placemark")[2]
    assert (
        tap.findtext(f"{KML}Style/{KML}LineStyle/{KML}color") == "e6b27200"
    )  # opacity 0.9, then blue, green, red
    assert tap.findtext(f"{KML}LineString/{KML}coordinates") == "26.35,40.98 20.12346,40.5 18.4,40.3"
    assert "<i>" not in "".join(root.itertext())


def test_kml_replaces_what_xml_cannot_hold(tmp_path: Path) -> None:
    place = {"place_id": "p", "name": "Ba\x01ku\ufffe\x0b", "geometry": shapely.Point(1, 2)}
    atlas = replace(empty_atlas(), places=schema.conform([place], "places"))
    root = _kml(write_layers(atlas, tmp_path / "out.kml", layer="places")[0])
    assert root.findtext(f".//{KML}Placemark/{KML}name") == "Ba\ufffdku\ufffd\ufffd"


def test_colours_are_those_of_the_page() -> None:
    css = (Path(geomap.__file__).parent / "maps/static/app.css").read_text("utf-8")
    page = dict(reversed(re.findall(r"--kind-(\w+): (#\w{6})", css)))  # the light colours come first
    kinds = {
        "gas_pipeline": "gas",
        "oil_pipeline": "oil",
        "hydrogen_pipeline": "hydrogen",
        "railway": "railway",
        "canal": "water",
    }
    kinds |= {"transport_corridor": "corridor", "power_line": "power", "telecom_cable": "cable"}
    assert {COLOURS[kind] for kind in kinds} == {page[name] for name in kinds.values()}
    assert page["other"] == OTHER_COLOUR


def test_a_missing_pyarrow_is_named_before_there_is_an_atlas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(OutputError, match="pip install pyarrow"):
        check_request(tmp_path / "out.parquet")


def test_a_missing_pyarrow_is_named_with_the_line_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ImportError("no pyarrow")

    monkeypatch.setattr(gpd.GeoDataFrame, "to_parquet", missing)
    with pytest.raises(OutputError, match="pip install pyarrow"):
        write_layers(small_atlas(), tmp_path / "out.parquet")
    assert not list(tmp_path.iterdir())


def test_a_geojson_without_our_member_goes_by_its_name(tmp_path: Path) -> None:
    write_layers(small_atlas(), tmp_path / "routes.geojson")
    data = json.loads((tmp_path / "routes.geojson").read_text("utf-8"))
    del data["geomap"]
    (tmp_path / "routes.geojson").write_text(json.dumps(data), "utf-8")
    assert len(read_layers(tmp_path / "routes.geojson")["routes"]) == 3
    (tmp_path / "routes.geojson").rename(tmp_path / "mine.geojson")
    with pytest.raises(LayerError, match="does not say which layer it is"):
        read_layers(tmp_path / "mine.geojson")


def test_what_is_not_ours_is_refused_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no layer of ours"):
        read_layers(tmp_path)
    with pytest.raises(InputError, match=r"expected a folder, a \.geojson or a \.gpkg"):
        read_layers(tmp_path / "out.kml")
    for name in ("out.gpkg", "out.geojson"):
        with pytest.raises(InputError, match="cannot be read"):
            read_layers(tmp_path / name)
    (tmp_path / "virtual.gpkg").write_text("<OGRVRTDataSource></OGRVRTDataSource>")
    with pytest.raises(InputError, match="not a GeoPackage"):
        read_layers(tmp_path / "virtual.gpkg")
    pyogrio.write_dataframe(
        gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(0, 0)], crs=4326), tmp_path / "other.gpkg"
    )
    with pytest.raises(InputError, match="holds none of our layers"):
        read_layers(tmp_path / "other.gpkg")


def _feature(**properties: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": [{"properties": properties}]})


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("routes.geojson", _feature(name="x"), "no column route_id"),
        ("places.geojson", _feature(place_id="p", population="many"), "population"),
        ("places.geojson", _feature(place_id="p", population=[1]), "population"),
        ("routes.geojson", _feature(route_id="p", first_published="soon"), "soon"),
        ("routes.geojson", "{", "not JSON"),
        ("articles.csv", "", "not CSV"),
        ("articles.csv", "article_id\na\na\n", "stands twice"),
        ("articles.csv", 'article_id\n"a', "not CSV"),
        ("names.csv", "n_mentions\nmany\n", "no column source"),
    ],
)
def test_a_broken_layer_is_an_error_that_names_the_file(
    name: str, text: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(LayerError, match=rf"{re.escape(name)}.*{message}"):
        read_layers(tmp_path)
