"""The page as readers meet it: what is shown, counted, filtered and reached."""

import re
from dataclasses import replace

import pytest
from newsroom import ROUTES, articles_by_route, news, total

from geomap import schema
from geomap.atlas import lay_out_routes
from geomap.catalogue import Catalogue, read_catalogue
from geomap.maps import render_map
from geomap.model import Atlas

PHONE = {"width": 390, "height": 844}


def titles(page):
    while page.locator(".gm-more").count():
        page.locator(".gm-more").first.click()
    return [text.strip() for text in page.locator(".gm-article h3").all_inner_texts()]


def routes_listed(page):
    """Return {route: (articles, articles only through its parts)} from the Routes tab."""
    page.click("[data-tab=routes]")
    rows = page.locator(".gm-list").first.locator(".gm-row").all()
    counts = (row.locator(".gm-row-count").inner_text().split("+") for row in rows)
    names = (row.locator(".gm-row-name").inner_text() for row in rows)
    return {
        name: tuple(int(value) for value in [*count, "0"][:2])
        for name, count in zip(names, counts, strict=True)
    }


def matrix(page):
    """Return {(source, route): articles} from the cells of the matrix, those counted directly."""
    page.click("[data-tab=matrix]")
    labels = page.locator(".gm-cell:not(.gm-indirect)").evaluate_all(
        "cells => cells.map(cell => cell.ariaLabel)"
    )
    found = (re.fullmatch(r"(.*), (.*): (\d+) articles?", label) for label in labels)
    return {(match[1], match[2]): int(match[3]) for match in found}


def test_route_in_the_list_leads_to_its_articles_and_sentences(open_page):
    atlas = news()
    page = open_page(atlas)
    page.click("[data-tab=routes]")
    page.click(".gm-row:has-text('north')")
    expected = set().union(*(ids for (_, route), ids in articles_by_route(atlas).items() if route == "north"))
    assert {"a" + title.split()[1] for title in titles(page)} == expected
    assert set(page.locator(".gm-article mark").all_inner_texts()) == {"north"}
    assert page.locator(".gm-card h2").inner_text() == "north"
    assert page.locator(".gm-chips").inner_text().startswith("north")


def test_click_on_the_line_itself_selects_the_route(open_page, hover):
    page = open_page(news())
    at = page.evaluate(
        "(() => { const p = map_geomap.latLngToContainerPoint([44, 43.3]); return [p.x, p.y] })()"
    )
    box = page.locator(".gm-map").bounding_box()
    hover(page, (box["x"] + at[0], box["y"] + at[1]), ".gm-tip:has-text('north')")
    page.mouse.click(box["x"] + at[0], box["y"] + at[1])
    assert page.locator(".gm-card h2").inner_text() == "north"


def test_where_routes_cross_the_reader_is_asked_which(open_page):
    crossing = {**ROUTES, "across": ("oil_pipeline", [(43, 40), (43, 47)], None)}
    page = open_page(news(routes=crossing))
    at = page.evaluate(
        "(() => { const p = map_geomap.latLngToContainerPoint([44, 43]); return [p.x, p.y] })()"
    )
    box = page.locator(".gm-map").bounding_box()
    page.mouse.click(box["x"] + at[0], box["y"] + at[1])
    assert page.locator(".gm-popup button").all_inner_texts() in (["north", "across"], ["across", "north"])
    page.click(".gm-popup button:has-text('across')")
    assert page.locator(".gm-card h2").inner_text() == "across"


def test_all_counts_equal_those_computed_in_python(open_page):
    atlas = news()
    page = open_page(atlas)
    found = articles_by_route(atlas)
    assert matrix(page) == {key: len(ids) for key, ids in found.items()}
    listed = routes_listed(page)
    assert {name: count for name, (count, _) in listed.items()} == {
        name: total(found, name) for name in ROUTES
    }
    whole, part = (
        set().union(*(ids for (_, route), ids in found.items() if route == name))
        for name in ("south", "south-part")
    )
    assert listed["south"][1] == len(part - whole)


def test_search_looks_at_titles_sources_and_sentences(open_page):
    atlas = news()
    page = open_page(atlas)
    page.fill(".gm-search", "met in KARS")
    page.locator(".gm-status:has-text(' of ')").wait_for()
    kars = atlas.mentions.loc[atlas.mentions["feature_id"] == "Kars", "article_id"].nunique()
    assert page.locator(".gm-status").inner_text().startswith(f"{kars} of 40 articles")


def test_cell_of_the_matrix_shows_the_articles_it_counts(open_page):
    atlas = news()
    page = open_page(atlas)
    key, ids = max(articles_by_route(atlas).items(), key=lambda item: (len(item[1]), item[0]))
    page.click(f".gm-cell[aria-label^='{key[0]}, {key[1]}:']")
    assert {"a" + title.split()[1] for title in titles(page)} == ids
    assert page.locator(".gm-chips button").count() == 2
    page.locator(".gm-chips button").nth(1).click()
    assert len(titles(page)) == total(articles_by_route(atlas), key[1])


def test_names_used_say_who_uses_them_and_since_when(open_page):
    atlas = news()
    page = open_page(atlas)
    page.click("[data-tab=names]")
    section = page.locator(".gm-names", has=page.locator("h2", has_text="rail"))
    rows = atlas.mentions[atlas.mentions["feature_id"] == "rail"].merge(atlas.articles, on="article_id")
    assert f"{rows['article_id'].nunique()} articles" in section.inner_text()
    first = rows["published"].min()
    assert f"first on {first.day} {first:%b %Y}" in section.inner_text()
    outlets = dict(
        re.findall(
            r"([A-Z][A-Za-z ]+?) ?(\d+)", section.locator(".gm-outlets").inner_text().replace("\n", " ")
        )
    )
    assert {name: int(count) for name, count in outlets.items()} == (
        rows["source"].fillna("Source not stated").value_counts().to_dict()
    )


def test_names_used_are_in_the_language_of_their_article(open_page):
    atlas = news(languages=["ru"])
    atlas.mentions["alias_language"] = "kk"  # Russian and Kazakh write the name alike
    page = open_page(atlas)
    page.click("[data-tab=names]")
    text = page.locator(".gm-names").first.inner_text()
    assert "Russian" in text
    assert "Kazakh" not in text


def test_about_counts_what_could_not_be_used(open_page):
    atlas = news()
    page = open_page(atlas)
    page.click("[data-tab=about]")
    text = page.locator(".gm-body").inner_text()
    assert re.search(rf"without a date\s+.*\s+{int(atlas.articles['published'].isna().sum())}\n", text)
    assert "b.pdf" in text
    assert "Leaflet" in text
    page.click("summary:has-text('without a date')")
    page.wait_for_selector(".gm-fold[open] li a")
    undated = atlas.articles.loc[atlas.articles["published"].isna(), "title"]
    assert page.locator(".gm-fold[open] li a").all_inner_texts() == list(undated)


def test_about_says_how_each_line_was_made_and_where_that_was_read(open_page):
    tap = read_catalogue()["tap"]
    routes = {"tap": ("gas_pipeline", [(26, 41), (18, 40)], None)}
    page = open_page(news(5, routes=routes))
    page.click("[data-tab=about]")
    page.click("summary:has-text('tap')")
    page.wait_for_selector(".gm-fold[open] li a")
    assert "Line: drawn through known waypoints" in page.locator(".gm-fold[open]").inner_text()
    links = page.locator(".gm-fold[open] .gm-references a").all_inner_texts()
    assert links == [item["title"] for item in tap.facts["references"]]
    page.evaluate("location.hash = '#route=tap'")
    page.click(".gm-card summary")
    page.wait_for_selector(".gm-card .gm-references a")
    assert page.locator(".gm-card .gm-references a").count() == len(links)


def test_waypoints_show_from_closer_by(open_page, hover):
    tap = read_catalogue()["tap"]
    laid = lay_out_routes(Catalogue([tap]))
    atlas = news(5, routes={"tap": ("gas_pipeline", [(26, 41), (18, 40)], None)})
    atlas = replace(atlas, routes=laid.routes, segments=laid.segments, waypoints=laid.waypoints)
    page = open_page(atlas)
    point = next(point for point in tap.waypoints if "Kipoi" in point.name)
    at = page.evaluate(
        f"(() => {{ map_geomap.setView([{point.lat}, {point.lon}], 9, {{ animate: false }});"
        f" const p = map_geomap.latLngToContainerPoint([{point.lat}, {point.lon}]); return [p.x, p.y] }})()"
    )
    box = page.locator(".gm-map").bounding_box()
    tip = hover(page, (box["x"] + at[0], box["y"] + at[1]), f".gm-tip:has-text('{point.name}')")
    assert "on the line" in tip


def test_links_are_safe_and_leave_the_page(open_page):
    page = open_page(news())
    page.click("[data-tab=articles]")
    link = page.locator(".gm-article a").first
    assert link.get_attribute("rel") == "noopener noreferrer nofollow"
    assert link.get_attribute("target") == "_blank"
    assert link.get_attribute("href").startswith("https://example.org/")


def test_dark_follows_the_system_and_the_button(open_page):
    background = "getComputedStyle(document.querySelector('.gm-panel')).backgroundColor"
    light, dark = (open_page(news(), scheme=scheme) for scheme in ("light", "dark"))
    assert light.evaluate(background) == "rgb(255, 255, 255)"
    assert dark.evaluate(background) != light.evaluate(background)
    light.click(".gm-theme")
    assert light.evaluate(background) == dark.evaluate(background)


def test_phone_has_no_sideways_scroll_and_a_sheet_that_opens(open_page):
    page = open_page(news(), viewport=PHONE)
    heights = []
    for tab in ("matrix", "routes", "articles", "names", "about"):
        page.click(f"[data-tab={tab}]")
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        panel = page.locator(".gm-panel")
        assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")
    for _ in range(3):
        heights.append(round(page.locator(".gm-panel").bounding_box()["height"]))
        page.click(".gm-handle")
    assert len(set(heights)) == 3


def test_everything_is_reached_with_the_keyboard(open_page):
    page = open_page(news())
    page.focus("[data-tab=matrix]")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.tab") == "routes"
    assert page.locator("[data-tab=routes]").get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowLeft")
    page.focus(".gm-cell[tabindex='0']")
    before = page.evaluate("document.activeElement.ariaLabel")
    page.keyboard.press("ArrowDown")
    after = page.evaluate("document.activeElement.ariaLabel")
    assert before.split(",")[0] != after.split(",")[0]
    assert before.split(",")[1].split(":")[0] == after.split(",")[1].split(":")[0]
    page.keyboard.press("Enter")
    assert page.locator(".gm-card").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".gm-card").count() == 0


def test_compressed_page_shows_the_same(open_page):
    atlas = news()
    plain, packed = open_page(atlas, compress=False), open_page(atlas, compress=True)
    assert matrix(plain) == matrix(packed)


def test_a_browser_that_cannot_unpack_the_data_says_so(chromium, tmp_path):
    render_map(news(), tmp_path / "map.html", basemap="none", compress=True)
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_selector("#geomap[data-ready='error']")
    assert page.locator(".gm-title").inner_text() == "This page could not be shown"
    assert "from 2023 or later" in page.locator(".gm-status").inner_text()
    context.close()


@pytest.mark.parametrize("options", [{"routes": {}}, {"dated": False}, {"sources": ["Only one"]}, {"n": 1}])
def test_scarce_data_still_make_a_page(open_page, options):
    atlas = news(**options)
    page = open_page(atlas)
    for tab in ("matrix", "routes", "articles", "names", "about"):
        page.click(f"[data-tab={tab}]")
        assert page.locator(".gm-body").inner_text().strip()
    page.click("[data-tab=articles]")
    assert len(titles(page)) == len(atlas.articles)


def test_nothing_found_is_said_in_words(open_page):
    page = open_page(Atlas(**{name: schema.empty(name) for name in schema.TABLES}))
    assert "No article was read" in page.locator(".gm-body").inner_text()
    assert page.locator(".gm-legend").is_hidden()
