"""The page against its targets and against folium's markers and geopandas' explore, on the same mentions.

Run with `pytest tests/benchmarks/test_map_page.py --benchmark-only -s`. Times are
those of this machine; the tests hold sizes, and ratios within one run.
"""

import html
import re
import shutil
import subprocess
import tarfile
import time
from pathlib import Path

import folium
import pytest
from folium.plugins import MarkerCluster
from press import press
from xstatic.pkg import leaflet

from geomap.maps import render_map

pytestmark = pytest.mark.enable_socket
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
#: (articles, mentions) -> the most megabytes the page may have
TARGETS = {(5, 100): 0.5, (10_000, 20_000): 1.5, (50_000, 100_000): 8.0}
#: What folium and explore load, from npm: their hosts are not asked.
LIBRARIES = ("jquery@3.7.1", "leaflet.markercluster@1.1.0")
STEP = """async () => {
  const slider = document.querySelector(".gm-to"), times = [];
  for (let i = 0; i < 8; i++) {
    const start = performance.now();
    slider.value = Number(slider.value) - 1;
    slider.dispatchEvent(new Event("input"));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    times.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, 100));
  }
  return Math.min(...times);
}"""


@pytest.fixture(scope="module")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def idle_ms(chromium, path, libraries=None, *, ask=None):
    """Open a page three times; return the fastest time until the browser had nothing to do, and what `ask` gives."""
    times, answer = [], None
    for _ in range(3):
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        context.route(re.compile("^https?:"), lambda route: answer_from(route, libraries or {}))
        page = context.new_page()
        page.goto(path.as_uri())
        if libraries is None:
            page.wait_for_selector("#geomap[data-ready='true']")
        times.append(
            page.evaluate("new Promise((done) => requestIdleCallback(() => done(performance.now())))")
        )
        answer = page.evaluate(ask) if ask else None
        context.close()
    return min(times), answer


def answer_from(route, libraries):
    name = route.request.url.split("?")[0].rsplit("/", 1)[-1].lower()
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    route.fulfill(
        body=libraries.get(name, b""), content_type=kind, headers={"access-control-allow-origin": "*"}
    )


@pytest.fixture(scope="module")
def libraries(tmp_path_factory):
    """The scripts that folium's pages link, by file name, from npm and from XStatic-Leaflet."""
    folder = tmp_path_factory.mktemp("npm")
    try:
        subprocess.run(["npm", "pack", *LIBRARIES], cwd=folder, check=True, capture_output=True, timeout=120)
    except (OSError, subprocess.SubprocessError):
        pytest.skip("npm cannot fetch the libraries that folium's pages link")
    found = {path.name: path.read_bytes() for path in Path(leaflet.BASE_DIR).glob("leaflet.*s")}
    for archive in folder.glob("*.tgz"):
        with tarfile.open(archive) as packed:
            for item in packed.getmembers():
                if item.isfile() and item.name.endswith((".js", ".css")) and "/dist/" in item.name:
                    found[Path(item.name).name.lower()] = packed.extractfile(item).read()
    found["jquery-3.7.1.min.js"] = found["jquery.min.js"]
    return found


@pytest.mark.parametrize(("size", "most_mb"), TARGETS.items(), ids=str)
def test_the_page_is_small_written_soon_and_idle_soon(benchmark, chromium, tmp_path, size, most_mb):
    atlas, path = press(*size), tmp_path / "map.html"
    benchmark.pedantic(render_map, args=(atlas, path), rounds=3, warmup_rounds=1)
    megabytes = path.stat().st_size / 1e6
    idle, step = idle_ms(chromium, path, ask=STEP)
    report = {"mb": round(megabytes, 2), "idle_ms": round(idle), "filter_step_ms": round(step)}
    benchmark.extra_info.update(report)
    print("\n", *size, report, f"written in {benchmark.stats.stats.min:.2f} s")
    assert megabytes <= most_mb


def test_the_page_against_folium_and_explore(benchmark, chromium, libraries, tmp_path):
    pytest.importorskip("mapclassify", reason="explore needs it")
    atlas = press(10_000, 20_000)
    rows = atlas.mentions.merge(atlas.articles, on="article_id")
    points = dict(zip(atlas.places["place_id"], atlas.places.geometry, strict=True))
    points |= {
        key: line.interpolate(0.5, normalized=True)
        for key, line in zip(atlas.routes["route_id"], atlas.routes.geometry, strict=True)
    }
    rows = rows.set_geometry([points[key] for key in rows["feature_id"]], crs="EPSG:4326")
    rows = rows[["title", "source", "surface", "sentence", "url", "geometry"]]
    written = {}
    for name, write in (
        ("geomap", lambda path: render_map(atlas, path)),
        ("explore", lambda path: rows.explore().save(path)),
        ("folium", lambda path: cluster(rows).save(path)),
    ):
        path, start = tmp_path / f"{name}.html", time.perf_counter()
        if name == "geomap":
            benchmark.pedantic(write, args=(path,), rounds=1, warmup_rounds=1)
            seconds = benchmark.stats.stats.min
        else:
            write(path)
            seconds = time.perf_counter() - start
        idle, _ = idle_ms(chromium, path, None if name == "geomap" else libraries)
        written[name] = {
            "mb": round(path.stat().st_size / 1e6, 2),
            "written_s": round(seconds, 2),
            "idle_ms": round(idle),
        }
    print("\n", written)
    benchmark.extra_info.update(written)
    for other in ("explore", "folium"):
        assert written["geomap"]["mb"] < written[other]["mb"] / 3
        assert written["geomap"]["written_s"] < written[other]["written_s"]
        assert written["geomap"]["idle_ms"] < written[other]["idle_ms"]


def cluster(rows):
    """Return the map that folium's own documentation would make: a marker with a popup for each mention."""
    result = folium.Map(location=[42, 50], zoom_start=4, tiles=None)
    group = MarkerCluster().add_to(result)
    for row in rows.itertuples():
        popup = f"<b>{html.escape(row.title)}</b><br>{html.escape(row.source)}<br>{html.escape(row.sentence)}"
        folium.Marker((row.geometry.y, row.geometry.x), popup=popup).add_to(group)
    return result
