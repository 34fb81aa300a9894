"""Cubes: every article is counted once, where it belongs, and none is lost."""

import csv
import io
import sys
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from shapely import LineString, MultiLineString, Point

from geomap import schema
from geomap.atlas import build_atlas
from geomap.coverage import measure_coverage, measure_density, sample_route, write_coverage
from geomap.errors import CatalogueError, LayerError, OutputError
from geomap.geoparser import Geoparser
from geomap.model import Atlas
from tests.atlases import FORMULA, empty_atlas, small_atlas

NOT_STATED = "(not stated)"
#: One degree along the equator of WGS 84 is 6378.137 km x pi / 180.
DEGREE_KM = 111.31949


@pytest.fixture(scope="module")
def cube() -> xr.Dataset:
    """The small atlas by month: January to March 2025."""
    return measure_coverage(small_atlas())


def _at(cube: xr.Dataset, name: str, source: str, route: str) -> list[int] | int:
    values: list[int] | int = cube[name].sel(source=source, route=route).values.tolist()
    return values


def _assert_same_as_links(cube: xr.Dataset, atlas: Atlas) -> None:
    """Dated and undated together are what the links table says, source by source and route by route."""
    expected = {
        (row["source"] if isinstance(row["source"], str) else NOT_STATED, row["route_id"]): (
            row["n_articles"], row["n_mentions"], row["n_indirect_articles"]
        )
        for row in atlas.links.to_dict("records")
    }  # fmt: skip
    names = ("articles", "mentions", "indirect_articles")
    total = {name: cube[name].sum("time") + cube[f"undated_{name}"] for name in names}
    for source in cube.source.values.tolist():
        for route in cube.route.values.tolist():
            found = tuple(int(total[name].sel(source=source, route=route)) for name in names)
            assert found == expected.pop((source, route), (0, 0, 0)), (source, route)
    assert not expected


def test_the_cube_has_every_source_route_and_month_between(cube: xr.Dataset) -> None:
    assert dict(cube.articles.sizes) == {"source": 5, "route": 3, "time": 3}
    assert cube.source.values.tolist() == [FORMULA, "Almanac", "Quiet Post", "Trend", NOT_STATED]
    assert cube.route.values.tolist() == ["northern-sea-route", "southern-gas-corridor", "tap"]
    assert cube.time.values.astype("datetime64[D]").astype(str).tolist() == [
        "2025-01-01",
        "2025-02-01",
        "2025-03-01",
    ]
    assert {cube[name].dtype.name for name in cube.data_vars} == {"int32"}


def test_an_article_counts_once_and_its_mentions_each(cube: xr.Dataset) -> None:
    assert _at(cube, "articles", "Trend", "tap") == [1, 0, 1]
    assert _at(cube, "mentions", "Trend", "tap") == [2, 0, 1]
    assert _at(cube, "articles", NOT_STATED, "tap") == [1, 0, 0]


def test_undated_article_is_counted_but_not_placed_in_time(cube: xr.Dataset) -> None:
    assert _at(cube, "undated_articles", "Trend", "tap") == 1
    assert _at(cube, "undated_mentions", "Trend", "tap") == 2
    assert _at(cube, "undated_articles", FORMULA, "northern-sea-route") == 1


def test_article_dated_to_the_year_is_placed_in_years_only(cube: xr.Dataset) -> None:
    assert _at(cube, "undated_articles", "Almanac", "tap") == 1
    yearly = measure_coverage(small_atlas(), by="year")
    assert _at(yearly, "articles", "Almanac", "tap") == [1]
    assert _at(yearly, "undated_articles", "Almanac", "tap") == 0


def test_mention_of_a_part_is_indirect_for_the_whole(cube: xr.Dataset) -> None:
    assert _at(cube, "articles", "Trend", "southern-gas-corridor") == [0, 0, 0]
    assert _at(cube, "indirect_articles", "Trend", "southern-gas-corridor") == [1, 0, 1]
    assert _at(cube, "undated_indirect_articles", "Trend", "southern-gas-corridor") == 1
    assert int(cube.indirect_articles.sel(route="tap").sum()) == 0


def test_article_that_names_part_and_whole_is_not_indirect() -> None:
    atlas = small_atlas()
    whole = {
        "mention_id": "x",
        "article_id": "a2",
        "feature_type": "route",
        "feature_id": "southern-gas-corridor",
        "status": "resolved",
    }
    mentions = schema.conform(pd.concat([atlas.mentions, schema.conform([whole], "mentions")]), "mentions")
    cube = measure_coverage(replace(atlas, mentions=mentions))
    assert _at(cube, "articles", "Trend", "southern-gas-corridor") == [0, 0, 1]
    assert _at(cube, "indirect_articles", "Trend", "southern-gas-corridor") == [1, 0, 0]


def test_source_without_routes_is_a_row_of_zeros(cube: xr.Dataset) -> None:
    quiet = cube.sel(source="Quiet Post")
    assert sum(int(quiet[name].sum()) for name in quiet.data_vars) == 0


@pytest.mark.parametrize("by", ["day", "week", "month", "year"])
def test_sums_equal_the_links_whatever_the_period(by: str) -> None:
    _assert_same_as_links(measure_coverage(small_atlas(), by=by), small_atlas())


@pytest.mark.parametrize("by", ["week", "year"])
def test_sums_equal_the_links_of_real_articles(by: str, geoparser: Geoparser) -> None:
    atlas = build_atlas(str(Path(__file__).parent.parent / "examples" / "articles"), geoparser=geoparser)
    assert len(atlas.links) > 10
    _assert_same_as_links(measure_coverage(atlas, by=by), atlas)


def test_weeks_begin_on_monday() -> None:
    cube = measure_coverage(small_atlas(), by="week")
    assert (
        str(cube.time.values[0])[:10] == "2025-01-13"
    )  # a Monday; the first article is of Wednesday the 15th
    assert str(cube.time.values[-1])[:10] == "2025-02-24"  # 2 March 2025 is a Sunday
    assert (np.diff(cube.time_bnds.values, axis=1) == np.timedelta64(7, "D")).all()


def test_days_are_those_of_utc() -> None:
    article = {"article_id": "a", "published": "2025-01-01T00:30:00+04:00", "published_precision": "second"}
    cube = measure_coverage(replace(empty_atlas(), articles=schema.conform([article], "articles")), by="day")
    assert str(cube.time.values[0])[:10] == "2024-12-31"


def test_the_cube_describes_itself_as_cf_asks(cube: xr.Dataset) -> None:
    assert cube.attrs["Conventions"] == "CF-1.11"
    assert cube.time.attrs["bounds"] == "time_bnds"
    assert cube.time_bnds.values.astype("datetime64[D]").astype(str)[1].tolist() == [
        "2025-02-01",
        "2025-03-01",
    ]
    assert all(cube[name].attrs["units"] == "1" and cube[name].attrs["long_name"] for name in cube.data_vars)
    assert cube.route_name.sel(route="tap").item() == "Trans Adriatic Pipeline"
    assert cube.kind.values.tolist() == ["shipping_lane", "gas_pipeline", "gas_pipeline"]


def test_a_cycle_in_part_of_ends() -> None:
    atlas = small_atlas()
    routes = atlas.routes.assign(part_of=["southern-gas-corridor", None, "tap"])
    cube = measure_coverage(replace(atlas, routes=routes))
    assert _at(cube, "indirect_articles", "Trend", "southern-gas-corridor") == [1, 0, 1]


def test_a_route_the_tables_do_not_describe_still_counts() -> None:
    atlas = replace(small_atlas(), routes=schema.empty("routes"))
    cube = measure_coverage(atlas)
    assert cube.route_name.sel(route="tap").item() == "tap"
    assert int(cube.mentions.sum() + cube.undated_mentions.sum()) == 9


def test_options_out_of_range_are_refused_with_what_is_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OutputError, match="by='hour': expected one of day, week, month, year"):
        measure_coverage(small_atlas(), by="hour")
    for size in (0, -1, 7, 360, float("nan"), float("inf")):
        with pytest.raises(OutputError, match="expected a size that divides 180"):
            measure_density(small_atlas(), resolution_deg=size)
    monkeypatch.setattr("geomap.coverage.cubes.MAX_CELLS", 44)
    with pytest.raises(OutputError, match="the cube would have 5 x 3 x 3 cells; choose longer periods"):
        measure_coverage(small_atlas())


@pytest.mark.parametrize("suffix", [".nc", ".csv"])
def test_an_empty_atlas_is_an_empty_cube(suffix: str, tmp_path: Path) -> None:
    for number, cube in enumerate(
        [
            measure_coverage(empty_atlas()),
            measure_density(empty_atlas()),
            measure_density(empty_atlas(), by="month"),
        ]
    ):
        assert all(counts.size == 0 for counts in cube.data_vars.values())
        path = write_coverage(cube, tmp_path / f"{number}{suffix}")
        if suffix == ".nc":
            with xr.open_dataset(path, engine="h5netcdf") as read:
                assert dict(read.sizes) == dict(cube.sizes)
        else:
            assert len(path.read_text().splitlines()) == 1


def test_undated_articles_alone_make_a_cube_without_time() -> None:
    atlas = small_atlas()
    undated = schema.conform(atlas.articles.assign(published=None), "articles")
    cube = measure_coverage(replace(atlas, articles=undated))
    assert cube.sizes["time"] == 0
    assert int(cube.undated_mentions.sum()) == 9


def test_netcdf_comes_back_as_it_was_and_is_the_same_every_time(cube: xr.Dataset, tmp_path: Path) -> None:
    first, second = (
        write_coverage(cube, tmp_path / "a.nc"),
        write_coverage(measure_coverage(small_atlas()), tmp_path / "b.nc"),
    )
    assert first.read_bytes() == second.read_bytes()
    with xr.open_dataset(first, engine="h5netcdf", decode_coords="all") as read:
        xr.testing.assert_equal(read.load(), cube)
        assert read.attrs == cube.attrs
    with h5py.File(first) as file:
        assert file["articles"].compression == "gzip"
        assert file["articles"].dtype == "int32"
        assert file["time"].attrs["units"] == "days since 1970-01-01"
        assert file["time"].attrs["calendar"] == "standard"
        assert file["time"].attrs["bounds"] == "time_bnds"
        assert set(file["articles"].attrs["coordinates"].split()) == {"kind", "route_name"}
        assert "_FillValue" not in file["time"].attrs


def test_csv_is_tidy_and_keeps_the_undated(cube: xr.Dataset, tmp_path: Path) -> None:
    text = write_coverage(cube, tmp_path / "cube.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == 5 * 3 * (3 + 1)
    assert sum(int(row["mentions"]) for row in rows) == 9
    assert {row["source"] for row in rows} == {f"'{FORMULA}", "Almanac", "Quiet Post", "Trend", NOT_STATED}
    tap = [row for row in rows if (row["source"], row["route"]) == ("Trend", "tap")]
    assert [(row["time"], row["articles"], row["mentions"]) for row in tap] == [
        ("", "1", "2"), ("2025-01-01", "1", "2"), ("2025-02-01", "0", "0"), ("2025-03-01", "1", "1")
    ]  # fmt: skip


def test_unknown_suffix_and_missing_zarr_are_errors_that_help(
    cube: xr.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(OutputError, match=r"cube\.txt: expected a file ending in \.nc, \.csv or \.zarr"):
        write_coverage(cube, tmp_path / "cube.txt")
    with pytest.raises(OutputError, match="cannot be written"):
        write_coverage(cube, tmp_path / "missing" / "cube.nc")
    monkeypatch.setitem(sys.modules, "zarr", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(OutputError, match="pip install 'zarr>=3'"):
        write_coverage(cube, tmp_path / "cube.zarr")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_no_zarr_store_is_left_alone(
    cube: xr.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.zarr").mkdir()
    (tmp_path / "mine.zarr" / "thesis.txt").write_text("mine")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: object())
    with pytest.raises(OutputError, match="exists and is no Zarr store"):
        write_coverage(cube, tmp_path / "mine.zarr")
    assert (tmp_path / "mine.zarr" / "thesis.txt").exists()


def test_density_counts_the_mentions_of_each_cell() -> None:
    density = measure_density(small_atlas())
    assert dict(density.sizes) == {"latitude": 9, "longitude": 134, "nv": 2}
    assert int(density.mentions.sel(latitude=40.5, longitude=49.5)) == 2  # Baku, in two articles
    assert int(density.articles.sel(latitude=40.5, longitude=49.5)) == 2
    assert int(density.mentions.sel(latitude=32.5, longitude=-83.5)) == 1
    assert int(density.mentions.sum()) == 3
    assert density.latitude.attrs["units"] == "degrees_north"
    assert density.latitude_bnds.sel(latitude=40.5).values.tolist() == [40.0, 41.0]


def test_density_over_time_keeps_the_undated() -> None:
    density = measure_density(small_atlas(), by="month")
    assert density.mentions.dims == ("time", "latitude", "longitude")
    assert density.mentions.sel(latitude=40.5, longitude=49.5).values.tolist() == [1, 0, 1]
    assert int(density.undated_mentions.sum()) == 1


@pytest.mark.parametrize(
    ("lon", "lat", "size", "cell"),
    [
        (180.0, 90.0, 1.0, (179.5, 89.5)),
        (-180.0, -90.0, 1.0, (-179.5, -89.5)),
        (49.9, 40.3, 0.1, (49.95, 40.35)),
        (0.0, 0.0, 90.0, (45.0, 45.0)),
    ],
)
def test_a_cell_holds_its_southern_and_western_edge(
    lon: float, lat: float, size: float, cell: tuple[float, float]
) -> None:
    mention = {
        "mention_id": "m",
        "article_id": "a",
        "feature_type": "place",
        "status": "resolved",
        "geometry": Point(lon, lat),
    }
    density = measure_density(
        replace(empty_atlas(), mentions=schema.conform([mention], "mentions")), resolution_deg=size
    )
    assert (density.longitude.item(), density.latitude.item()) == pytest.approx(cell)
    assert int(density.mentions.sum()) == 1


def test_density_can_be_written(tmp_path: Path) -> None:
    for by in (None, "year"):
        density = measure_density(small_atlas(), resolution_deg=45, by=by)
        path = write_coverage(density, tmp_path / "density.nc")
        with xr.open_dataset(path, engine="h5netcdf", decode_coords="all") as read:
            xr.testing.assert_equal(read.load(), density)
    rows = write_coverage(density, tmp_path / "density.csv").read_text().splitlines()
    assert rows[0] == "latitude,longitude,time,mentions,articles"
    assert "22.5,67.5,2025-01-01,2,2" in rows


@pytest.fixture
def raster() -> xr.DataArray:
    """Two times of 4 x 6 cells of one degree around 0, 0; values are 10 x row + column, from north-west."""
    values = 10 * np.arange(4)[:, None] + np.arange(6)
    coords = {"time": [0, 1], "lat": [1.5, 0.5, -0.5, -1.5], "lon": np.arange(-2.5, 3)}
    return xr.DataArray(
        np.stack([values, values + 100]), coords=coords, dims=("time", "lat", "lon"), attrs={"units": "m"}
    )


def test_a_raster_is_read_at_equal_steps_along_the_ellipsoid(raster: xr.DataArray) -> None:
    samples = sample_route(LineString([(-2.9, 0.5), (2.9, 0.5)]), raster, step_km=DEGREE_KM)
    assert samples.dims == ("time", "distance_km")
    assert samples[0].values.tolist() == [10, 11, 12, 13, 14, 15]
    assert samples[1].values.tolist() == [110, 111, 112, 113, 114, 115]
    assert samples.distance_km.values == pytest.approx(np.arange(6) * DEGREE_KM)
    assert samples.lon.values == pytest.approx([-2.9, -1.9, -0.9, 0.1, 1.1, 2.1], abs=2e-3)
    assert samples.attrs == {"units": "m"}
    assert samples.distance_km.attrs["units"] == "km"


def test_steps_run_on_over_vertices_and_parts(raster: xr.DataArray) -> None:
    line = MultiLineString([[(-2, 0), (-1.5, 0), (-1, 0)], [(1, 0), (2, 0)]])
    samples = sample_route(line, raster, step_km=DEGREE_KM * 0.75)
    assert samples.lon.values == pytest.approx([-2, -1.25, 1.5], abs=1e-6)  # 0, 0.75 and 1.5 degrees of two


def test_outside_the_raster_is_missing(raster: xr.DataArray) -> None:
    samples = sample_route(LineString([(2.5, 0.5), (5, 0.5)]), raster[0], step_km=DEGREE_KM)
    assert samples.values.tolist()[0] == 15
    assert np.isnan(samples.values[1:]).all()


def test_longitudes_may_run_to_360() -> None:
    raster = xr.DataArray(
        [[0.0, 1, 2, 3]] * 2, coords={"y": [-45, 45], "x": [0, 90, 180, 270]}, dims=("y", "x")
    )
    samples = sample_route(LineString([(-50, 10), (-10, 10)]), raster, step_km=4000)
    assert samples.values.tolist() == [3.0, 0.0]  # 310 lies in 225..315; about 347 in the cell around 0


def test_a_route_of_the_catalogue_can_be_named() -> None:
    cells = {"latitude": np.arange(30.5, 50), "longitude": np.arange(0.5, 60)}
    raster = xr.DataArray(np.ones((20, 60)), coords=cells, dims=("latitude", "longitude"))
    samples = sample_route("tap", raster, step_km=100)
    assert float(samples.min()) == 1.0
    assert 6 <= samples.size <= 10  # the pipeline is 878 km long
    with pytest.raises(CatalogueError, match="no route has the id 'tapp'"):
        sample_route("tapp", raster)


def test_what_cannot_be_sampled_is_refused(raster: xr.DataArray) -> None:
    line = LineString([(0, 0), (1, 1)])
    for route in (Point(0, 0), LineString()):
        with pytest.raises(LayerError, match="expected a LineString"):
            sample_route(route, raster)
    for step in (0, -1, float("nan")):
        with pytest.raises(LayerError, match="step_km"):
            sample_route(line, raster, step_km=step)
    with pytest.raises(LayerError, match=r"the dimensions time, lat, east; expected one .* called longitude"):
        sample_route(line, raster.rename(lon="east"))
    with pytest.raises(LayerError, match=r"raster\.lon: expected two or more values"):
        sample_route(line, raster.isel(lon=[0]))
    with pytest.raises(LayerError, match=r"raster\.lat: .* Reproject to EPSG:4326"):
        sample_route(line, raster.assign_coords(lat=[4e6, 3e6, 2e6, 1e6]))


def test_inputs_are_not_modified(raster: xr.DataArray) -> None:
    atlas, before = small_atlas(), raster.copy(deep=True)
    measure_coverage(atlas)
    measure_density(atlas)
    sample_route(LineString([(0, 0), (1, 1)]), raster)
    for name, table in small_atlas().tables().items():
        assert table.equals(getattr(atlas, name)), name
    xr.testing.assert_identical(raster, before)
