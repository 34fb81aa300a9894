"""Still folium: our layer on a map of the user's own, and layers of the user's own on our map."""

import re
from pathlib import Path

import folium
import pytest
from newsroom import news
from test_hostile import HOSTILE
from xstatic.pkg import leaflet

from geomap.maps import render_map

LEAFLET = Path(leaflet.BASE_DIR)


@pytest.fixture
def open_file(chromium):
    """Return a function that opens a page whose libraries come from this machine instead of their hosts."""
    contexts, errors = [], []

    def answer(route):
        name = route.request.url.split("?")[0].rsplit("/", 1)[-1]
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        known = LEAFLET / name if name.startswith("leaflet.") else None
        body = known.read_bytes() if known and known.exists() else b""
        route.fulfill(body=body, content_type=kind, headers={"access-control-allow-origin": "*"})

    def visit(path):
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
        contexts.append(context)
        context.route(re.compile("^https:"), answer)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: (errors.append(dialog.message), dialog.dismiss()))
        page.goto(path.as_uri())
        page.wait_for_selector("#geomap[data-ready='true']")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert errors == []


def markers(page, name):
    return page.evaluate(
        f"(() => {{ let n = 0; {name}.eachLayer((layer) => {{ n += layer instanceof L.CircleMarker && layer.options.radius === 33; }}); return n }})()"
    )


@pytest.mark.parametrize("drawn", ["first", "last"])
def test_an_atlas_joins_what_is_on_a_map_of_the_users_own(open_file, tmp_path, drawn):
    own = folium.Map(tiles=None, location=[41, 45], zoom_start=5)
    mine = folium.CircleMarker((41, 45), radius=33)
    if drawn == "last":
        mine.add_to(own)
    render_map(news(), map=own, basemap="none")
    if drawn == "first":
        mine.add_to(own)
    own.save(tmp_path / "own.html")
    page = open_file(tmp_path / "own.html")
    assert markers(page, own.get_name()) == 1
    assert page.locator(".gm-status").inner_text().startswith("40 articles")
    page.click("[data-tab=routes]")
    page.click(".gm-row:has-text('north')")
    assert page.locator(".gm-card h2").inner_text() == "north"
    assert markers(page, own.get_name()) == 1


def test_hostile_text_stays_text_on_a_map_of_the_users_own(open_file, tmp_path):
    own = folium.Map(tiles=None)
    render_map(
        news(30, payload=lambda i: HOSTILE[i % len(HOSTILE)]), map=own, basemap="none", title="".join(HOSTILE)
    )
    own.save(tmp_path / "own.html")
    page = open_file(tmp_path / "own.html")
    for tab in ("matrix", "routes", "names", "about", "articles"):
        page.click(f"[data-tab={tab}]")
    titles = page.locator(".gm-article h3").all_inner_texts()
    assert sorted(int(title.split()[1]) for title in titles) == list(range(30))
    assert page.locator("#geomap").locator("script, img, base, meta").count() == 0
    assert page.evaluate("window.__pwned") is None
    assert "62694723" not in page.content()


def test_layers_of_the_users_own_stand_on_our_map(open_file, tmp_path):
    result = render_map(news(), basemap="none")
    folium.CircleMarker((41, 45), radius=33).add_to(result)
    folium.LayerControl().add_to(result)
    result.save(tmp_path / "map.html")
    page = open_file(tmp_path / "map.html")
    assert markers(page, "map_geomap") == 1
    assert page.locator(".gm-status").inner_text().startswith("40 articles")
