"""The page of the catalogue: every route without any article, with its facts, names and waypoints."""

import re

import pytest

from geomap.catalogue import Catalogue, Route, Segment, Waypoint, read_catalogue
from geomap.maps import folium_map, render_routes

PHONE = {"width": 390, "height": 844}
CHOSEN = ("tap", "tanap", "southern-gas-corridor", "btc", "zangezur-corridor", "btk-railway")


@pytest.fixture
def open_routes(open_page, tmp_path):
    """Return a function that renders some routes and opens their page."""

    def visit(catalogue=None, **options):
        catalogue = catalogue or Catalogue([read_catalogue()[key] for key in CHOSEN])
        figure = render_routes(catalogue, basemap="none").get_root()
        with folium_map._unchanged(figure):
            page = open_page(None, html=figure.render(), **options)
        page.wait_for_selector("#geomap[data-ready='true']")
        return page

    return visit


def look_at(page, lat, lon, zoom):
    """Move the map, and return where on the page the point is."""
    page.evaluate(f"map_geomap.setView([{lat}, {lon}], {zoom}, {{ animate: false }}); 0")
    x, y = page.evaluate(
        f"(() => {{ const p = map_geomap.latLngToContainerPoint([{lat}, {lon}]); return [p.x, p.y] }})()"
    )
    box = page.locator(".gm-map").bounding_box()
    return box["x"] + x, box["y"] + y


def dots(page):
    return page.evaluate(
        "(() => { let n = 0; map_geomap.eachLayer((layer) => { n += layer instanceof L.CircleMarker; }); return n })()"
    )


def test_every_route_is_listed_by_kind_and_no_tab_speaks_of_articles(open_routes):
    page = open_routes()
    assert page.locator("[role=tab]").all_inner_texts() == ["Routes", "About"]
    assert page.locator(".gm-status").inner_text().startswith("6 routes \u00b7 4 kinds \u00b7 ")
    assert [text.split()[0] for text in page.locator(".gm-body h2").all_inner_texts()] == [
        "Gas",
        "Oil",
        "Railway",
        "Transport",
    ]
    assert page.locator(".gm-row").count() == 6
    assert "articles" not in page.locator(".gm-legend").inner_text()
    page.click("[data-tab=about]")
    assert "article" not in page.locator(".gm-body").inner_text().lower()


@pytest.mark.parametrize("viewport", [None, PHONE])
def test_a_route_of_the_list_shows_its_facts_names_waypoints_and_references(open_routes, viewport):
    page = open_routes(**({"viewport": viewport} if viewport else {}))
    tap = read_catalogue()["tap"]
    page.click(".gm-row:has-text('Trans Adriatic')")
    text = page.locator(".gm-body").inner_text()
    for words in (
        tap.name,
        "878 km",
        "Trans Adriatic Pipeline AG",
        "Albania",
        "Azerbaijani",
        "Gasdotto Trans-Adriatico",
    ):
        assert words in text
    assert page.locator(".gm-stops li").count() == len(tap.waypoints)
    assert page.locator(".gm-references a").count() == len(tap.facts["references"])
    assert set(page.locator(".gm-references a").evaluate_all("links => links.map(link => link.rel)")) == {
        "noopener noreferrer nofollow"
    }
    page.click(".gm-routes >> text=Southern Gas Corridor")
    assert page.locator(".gm-card h2").inner_text() == "Southern Gas Corridor"
    page.click("text=All routes")
    assert page.locator(".gm-row").count() == 6


def test_search_looks_at_names_in_every_language_and_countries(open_routes):
    page = open_routes()
    for query, found in (("dəhlizi zəngəzur", 1), ("Italy", 2), ("no such name", 0)):
        page.fill(".gm-search", query)
        page.wait_for_timeout(250)  # the search waits for the next letter
        assert page.locator(".gm-row").count() == found
    assert page.locator(".gm-empty").inner_text().startswith("No route fits.")
    page.click(".gm-empty button")
    assert page.locator(".gm-row").count() == 6


def test_enter_in_the_search_brings_what_fits_into_view(open_routes):
    page = open_routes()
    inside = "map_geomap.getBounds().contains([[39.6, 15.8], [41.2, 26.2]])"  # from Kipoi to Otranto
    look_at(page, 0, -60, 6)
    page.fill(".gm-search", "trans adriatic")
    page.wait_for_timeout(250)
    assert not page.evaluate(inside)
    page.press(".gm-search", "Enter")
    page.wait_for_function(inside)
    assert page.evaluate("map_geomap.getZoom()") >= 5


def test_enter_without_anything_found_leaves_the_map_where_it_is(open_routes):
    page = open_routes()
    look_at(page, 0, -60, 6)
    page.fill(".gm-search", "no such name")
    page.press(".gm-search", "Enter")
    page.wait_for_timeout(400)  # longer than the map takes to move
    assert page.evaluate("map_geomap.getCenter().lng") == pytest.approx(-60, abs=0.5)


def test_idle_and_retired_lines_are_dotted_planned_ones_dashed(open_routes):
    page = open_routes(
        Catalogue([read_catalogue()[key] for key in ("nord-stream", "tap", "zangezur-corridor")])
    )
    dashes = page.evaluate(
        """(() => { const all = {}; map_geomap.eachLayer((l) => {
            if (l.options.segment !== undefined && l.options.interactive !== false) all[l.options.dashArray ? l.options.lineCap : "full"] = 1;
        }); return Object.keys(all).sort() })()"""
    )
    assert dashes == ["butt", "full", "round"]
    assert "idle or retired" in page.locator(".gm-legend").inner_text()
    page.fill(".gm-search", "trans adriatic")
    page.wait_for_timeout(250)
    assert "idle or retired" not in page.locator(".gm-legend").inner_text()


def test_kinds_can_be_chosen_and_stand_in_the_address(open_routes):
    page = open_routes()
    page.click(".gm-open")
    page.click(".gm-boxes label:has-text('Oil pipeline')")
    page.click(".gm-boxes label:has-text('Railway')")
    page.keyboard.press("Escape")
    assert page.locator(".gm-row").count() == 2
    assert page.locator(".gm-chips").inner_text().split("\n")[::2] == ["Oil pipeline", "Railway"]
    assert "Gas pipeline" not in page.locator(".gm-legend").inner_text()
    page.wait_for_url(re.compile("kinds=railway"))
    page.reload()
    page.wait_for_selector("#geomap[data-ready='true']")
    assert page.locator(".gm-row").count() == 2


def test_a_click_on_a_line_opens_its_facts_there_and_in_the_panel(open_routes):
    tap = read_catalogue()["tap"]
    page = open_routes(Catalogue([tap]))
    lon, lat = tap.main_lines[0].coords[8]
    page.mouse.click(*look_at(page, lat, lon, 6))
    page.wait_for_timeout(500)
    popup = page.locator(".gm-popup")
    assert "Trans Adriatic Pipeline" in popup.inner_text()
    assert "in operation \u00b7 878 km" in popup.inner_text()
    assert "Line: drawn through known waypoints" in popup.inner_text()
    assert popup.locator(".gm-references a").count() == 3
    assert page.locator(".gm-card h2").inner_text() == "Trans Adriatic Pipeline"


def test_waypoints_are_dots_with_names_from_zoom_seven(open_routes, hover):
    page = open_routes(Catalogue([read_catalogue()["tap"]]))
    point = next(point for point in read_catalogue()["tap"].waypoints if "Kipoi" in point.name)
    look_at(page, point.lat, point.lon, 6)
    assert dots(page) == 0
    at = look_at(page, point.lat, point.lon, 9)
    assert dots(page) > 0
    tip = hover(page, at, f".gm-tip:has-text('{point.name}')")
    assert "on the line" in tip


HOSTILE = "<img src=x onerror='window.__pwned=1'>{{ 7917*7919 }}</script>${window.__pwned=2}"


def hostile_route():
    from shapely import LineString

    reference = {"title": HOSTILE, "url": f"javascript:{HOSTILE}", "accessed": HOSTILE, "supports": [HOSTILE]}
    facts = {
        "operators": [HOSTILE], "references": [reference], "capacity": HOSTILE, "disputed": HOSTILE, "status_date": HOSTILE,
        "length_extent": HOSTILE, "commodity": HOSTILE, "countries": [HOSTILE], "geometry_precision": HOSTILE,
        "overlay": {"licence": HOSTILE, "attribution": HOSTILE},
    }  # fmt: skip
    line = Segment(HOSTILE, LineString([(40, 40), (50, 40)]), HOSTILE, HOSTILE, None, HOSTILE, 3.0)
    stop = Waypoint(1, HOSTILE, HOSTILE, HOSTILE, HOSTILE, None, 45.0, 40.0, ())
    alias = read_catalogue()["tap"].aliases[0]
    return Route("hostile", HOSTILE, HOSTILE, HOSTILE, (alias,), (line,), (stop,), facts)


def test_whatever_a_route_file_or_overlay_says_is_only_text(open_routes, hover):
    page = open_routes(Catalogue([hostile_route()]))
    at = look_at(page, 40, 45, 8)
    hover(page, at, ".gm-tip")
    page.mouse.click(*at)
    assert page.locator(".leaflet-control-attribution").inner_text().count("<img src=x") == 1
    assert page.locator("#geomap img").count() == 0
    for tab in ("routes", "about"):
        page.click(f"[data-tab={tab}]")
        assert page.locator(".gm-body").locator("script, img, a[href^=javascript]").count() == 0
        assert "<img src=x" in page.locator(".gm-body").inner_text()
    assert page.evaluate("window.__pwned") is None
    assert "62694723" not in page.content()


def test_a_click_on_a_name_on_the_map_opens_its_facts_too(open_routes):
    page = open_routes(Catalogue([read_catalogue()["tap"]]))
    page.click(".gm-route-label")
    page.wait_for_timeout(500)  # a popup that the map closed again would have faded by then
    assert "in operation" in page.locator(".gm-popup").inner_text()
