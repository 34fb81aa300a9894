"""What readers take with them is what the page shows: CSV, GeoJSON, paper, and the page inside a notebook."""

import csv
import html
import io
import json
import re

import pytest
from newsroom import news
from test_hostile import HOSTILE

from geomap import geojson
from geomap.catalogue import Catalogue, read_catalogue
from geomap.maps import render_map, render_routes
from geomap.text import unescape_formula


def save(page, words, frame=None):
    """Press an entry of the menu and return the text of the file."""
    frame = frame or page
    frame.locator(".gm-take").click()
    with page.expect_download() as waiting:
        frame.locator(f".gm-menu button:has-text('{words}')").click()
    return waiting.value.path().read_bytes().decode()


def table(text):
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_csv_holds_a_row_per_mention_shown(open_page):
    atlas = news()
    page = open_page(atlas)
    rows = table(save(page, "CSV"))
    merged = atlas.mentions.merge(atlas.articles, on="article_id")
    assert sorted((row["title"].split()[1], row["type"], row["id"]) for row in rows) == sorted(
        zip(merged["article_id"].str[1:], merged["feature_type"], merged["feature_id"], strict=True)
    )
    assert all(row["mention"] in row["sentence"] for row in rows)
    baku = next(row for row in rows if row["id"] == "Baku")
    assert (float(baku["lon"]), float(baku["lat"])) == (49.9, 40.4)


def test_csv_and_geojson_follow_the_filters_and_the_selection(open_page):
    atlas = news()
    page = open_page(atlas)
    page.evaluate("location.hash = '#tab=articles&route=rail&sources=Trend&sources=TASS'")
    page.wait_for_selector(".gm-card")
    rows = table(save(page, "CSV"))
    merged = atlas.mentions.merge(atlas.articles, on="article_id")
    wanted = merged[(merged["feature_id"] == "rail") & merged["source"].isin(["Trend", "TASS"])]
    assert len(rows) == len(wanted) > 0
    assert {row["source"] for row in rows} == set(wanted["source"])
    shown = {item["id"]: item["properties"] for item in json.loads(save(page, "GeoJSON"))["features"]}
    assert shown["rail"]["n_articles"] == wanted["article_id"].nunique()


def test_geojson_is_geojson_and_names_whom_to_thank(open_page):
    atlas = news()
    page = open_page(atlas)
    text = save(page, "GeoJSON")
    loaded = geojson.load_collection(text, "map")
    assert {item["geometry"].geom_type for item in loaded} == {"MultiLineString", "Point"}
    lines = {item["properties"]["name"]: item["geometry"] for item in loaded}
    expected = atlas.routes.set_index("route_id").geometry
    assert lines["north"].hausdorff_distance(expected["north"]) < 0.0001
    assert "CC BY 4.0" in json.loads(text)["attribution"]


def test_no_cell_of_the_csv_is_a_formula(open_page):
    nasty = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "\uff1d1", 'a"b,c\r\nd', "plain"]
    page = open_page(news(20, payload=lambda i: nasty[i % len(nasty)] + " x"))
    text = save(page, "CSV")
    rows = table(text)
    cells = [cell for row in rows for cell in row.values() if cell]
    assert not [cell for cell in cells if re.match("[=+@\t\r\uff1d]|-(?![0-9.]+$)", cell)]
    tongues = {unescape_formula(row["language"]) for row in rows}
    assert tongues == {f"{text} x" for text in nasty}


def test_hostile_text_survives_the_csv(open_page):
    page = open_page(news(len(HOSTILE), payload=lambda i: HOSTILE[i]))
    rows = table(save(page, "CSV"))
    titles = {unescape_formula(row["title"]) for row in rows}
    expected = (f"Article {i} {text}".replace("\0", "\ufffd") for i, text in enumerate(HOSTILE))
    assert titles == set(expected)


def test_paper_shows_title_map_and_the_whole_view(open_page):
    page = open_page(news(120), scheme="dark", viewport={"width": 390, "height": 844})
    page.click("[data-tab=articles]")
    before = page.locator(".gm-panel").bounding_box()
    page.evaluate("dispatchEvent(new Event('beforeprint')); 0")
    assert page.locator(".gm-article").count() == 120
    assert page.locator(".gm-tools").is_hidden()
    box = page.locator(".gm-map").bounding_box()
    assert round(box["width"]) == 700
    assert page.locator(".gm-panel").bounding_box()["y"] >= box["y"] + box["height"] - 1
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.gm-panel')).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    page.evaluate("dispatchEvent(new Event('afterprint')); 0")
    assert page.locator(".gm-panel").bounding_box() == before
    assert page.locator("#geomap").get_attribute("data-theme") == "dark"
    assert len(page.pdf()) > 20_000


def test_printing_is_laid_out_first_and_left_again_where_it_is_forbidden(open_page):
    page = open_page(news())
    page.evaluate("window.print = () => { window.printed = document.querySelector('#geomap').className }; 0")
    page.click(".gm-take")
    page.click(".gm-menu button:has-text('Print')")
    page.wait_for_timeout(600)
    assert page.evaluate("printed") == "gm gm-print"
    assert page.locator("#geomap").get_attribute("class") == "gm"
    assert page.locator(".gm-tools").is_visible()


def test_the_catalogue_is_taken_along_too(open_page):
    catalogue = Catalogue([read_catalogue()[key] for key in ("tap", "tanap")])
    page = open_page(None, html=render_routes(catalogue, basemap="none").get_root().render())
    page.wait_for_selector("#geomap[data-ready='true']")
    page.click(".gm-take")
    assert page.locator(".gm-menu button").count() == 2
    page.keyboard.press("Escape")
    found = json.loads(save(page, "GeoJSON"))["features"]
    assert {item["id"] for item in found} == {"tap", "tanap"}
    assert "n_articles" not in found[0]["properties"]


@pytest.mark.parametrize("width", [900, 500])
def test_an_atlas_shows_itself_in_a_notebook(open_page, width):
    atlas = news()
    inner = atlas._repr_html_()
    assert 'sandbox="allow-scripts ' in inner
    assert "allow-same-origin" not in inner
    notebook = f"<!DOCTYPE html><title>notebook</title><body style='width: {width}px'>{inner}</body>"
    page = open_page(None, html=notebook)
    frame = page.frame_locator("iframe")
    frame.locator("#geomap[data-ready='true']").wait_for()
    frame.locator("[data-tab=articles]").click()
    frame.locator(".gm-search").fill("Baku")
    frame.locator(".gm-status:has-text(' of 40 ')").wait_for()
    shown = int(frame.locator(".gm-status").inner_text().split()[0])
    rows = table(save(page, "CSV", frame))
    assert len({row["title"] for row in rows}) == shown


def test_the_page_works_in_any_frame(open_page):
    inner = html.escape(render_map(news(), basemap="none").get_root().render())
    for attributes in ("", 'sandbox="allow-scripts"'):
        frame = f'<iframe {attributes} srcdoc="{inner}" width="900" height="600"></iframe>'
        page = open_page(None, html=f"<!DOCTYPE html><title>frame</title>{frame}")
        page.frame_locator("iframe").locator("#geomap[data-ready='true']").wait_for()
        page.frame_locator("iframe").locator("[data-tab=names]").click()
        page.wait_for_timeout(400)  # the address is written a little later
