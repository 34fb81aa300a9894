"""axe finds nothing wrong, and everything is reached with the keyboard alone."""

import pytest
from newsroom import ROUTES, news

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

PHONE = {"width": 390, "height": 844}
TABS = ("matrix", "routes", "articles", "names", "about")


def faults(page, where: str):
    """Return what axe finds, best practices included, as lines that say what and where."""
    found = axe.Axe().run(page).response["violations"]
    return [f"{where}: {rule['id']}: {node['html'][:150]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page, scheme, viewport):
    crossing = {**ROUTES, "across": ("oil_pipeline", [(43, 40), (43, 47)], None)}
    page = open_page(
        news(routes=crossing, languages=["en", "ar"]), scheme=scheme, viewport=viewport, basemap="outlines"
    )
    found = []
    for tab in TABS:
        page.click(f"[data-tab={tab}]")
        found += faults(page, tab)
    for summary in page.locator(".gm-body summary").all():
        summary.click()
    found += faults(page, "about, unfolded")
    page.evaluate("location.hash = '#tab=articles&route=north&sources=Trend&sources=TASS&undated=no'")
    page.wait_for_selector(".gm-card")
    found += faults(page, "a route chosen")
    page.click(".gm-take")
    found += faults(page, "menu")
    page.keyboard.press("Escape")
    page.click(".gm-reset")
    x, y = page.evaluate(
        "(() => { const p = map_geomap.latLngToContainerPoint([44, 43]); return [p.x, p.y] })()"
    )
    box = page.locator(".gm-map").bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.wait_for_selector(".gm-popup button")
    page.wait_for_timeout(400)
    found += faults(page, "popup")
    page.click(".leaflet-popup-close-button")
    page.click(".gm-open")
    for facet in page.locator("[data-facet]").all():
        facet.click()
        found += faults(page, "filters")
    assert found == []


def focused(page):
    return page.evaluate(
        "(() => { const e = document.activeElement; return e.ariaLabel || e.textContent.trim() || e.className })()"
    )


def test_tab_goes_through_the_page_in_the_order_it_is_read(open_page):
    page = open_page(news())
    page.locator("body").focus()
    order = []
    for _ in range(40):
        page.keyboard.press("Tab")
        order.append(focused(page))
        if order[-1].startswith("Which") or (len(order) > 1 and order[-1] == order[0]):
            break
    wanted = ["Zoom in", "Published from", "Published until", "Download or print", "Switch between light and dark",
              "Search articles", "Filters", "Matrix", "Source"]  # fmt: skip
    places = [order.index(name) for name in wanted]
    assert places == sorted(places)


def test_every_route_and_place_can_be_chosen_without_the_map(open_page):
    atlas = news()
    page = open_page(atlas)
    page.focus("[data-tab=matrix]")
    page.keyboard.press("ArrowRight")
    names = page.locator(".gm-row").count()
    assert names == len(atlas.routes) + len(atlas.places)
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('gm-row')"):
            break
    chosen = page.evaluate("document.activeElement.querySelector('.gm-row-name').textContent")
    page.keyboard.press("Enter")
    assert page.locator(".gm-card h2").inner_text() == chosen
    assert (
        page.evaluate("document.activeElement.role") == "tabpanel"
    )  # not lost with the row that was pressed


def test_filters_open_are_used_and_close_with_the_keyboard(open_page):
    page = open_page(news())
    page.focus(".gm-open")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.facet") == "sources"
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "checkbox":
            break
    page.keyboard.press("Space")
    assert " of 40 articles" in page.locator(".gm-status").inner_text()
    assert page.evaluate("document.activeElement.type") == "checkbox"
    page.keyboard.press("Escape")
    assert page.locator(".gm-filter").is_hidden()
    assert focused(page).startswith("Filters")


def test_the_menu_is_used_with_arrows_and_escape(open_page):
    page = open_page(news())
    page.focus(".gm-take")
    page.keyboard.press("Enter")
    assert focused(page).startswith("Mentions as CSV")
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith("Map as GeoJSON")
    page.keyboard.press("Escape")
    assert focused(page) == "Download or print"


def test_nothing_moves_for_readers_who_ask_for_that(open_page):
    page = open_page(news())
    moving = page.evaluate("""[...document.querySelectorAll('#geomap *')].filter((element) =>
        getComputedStyle(element).transitionDuration.split(',').some((time) => parseFloat(time) > 0)
        && !element.closest('.leaflet-container')).length""")
    assert moving == 0


def test_the_status_is_told_to_screen_readers(open_page):
    page = open_page(news())
    assert page.locator("[role=status][aria-live=polite]").inner_text().startswith("40 articles")
    cell = page.locator(".gm-cell").first.get_attribute("aria-label")
    assert ", " in cell
    assert "article" in cell
    assert page.locator("[role=tabpanel]").get_attribute("aria-labelledby") == "gm-tab-matrix"


def test_axe_would_find_something(open_page):
    """The check above can fail."""
    page = open_page(news())
    page.evaluate(
        "document.querySelector('.gm-status').style.color = '#ddd'; document.querySelector('.gm-take').ariaLabel = ''; 0"
    )
    page.evaluate("document.querySelector('.gm-take').title = ''; 0")
    found = {line.split(": ")[1] for line in faults(page, "broken")}
    assert found >= {"color-contrast", "button-name"}
