"""Filters act on everything at once, agree with pandas, and live in the address."""

import re

import pytest
from newsroom import LANGUAGES, ROUTES, articles_by_route, news, total

KINDS = {"Transport corridor": {"north"}, "Gas pipeline": {"south", "south-part"}, "Railway": {"rail"}}


@pytest.fixture
def atlas():
    """Forty articles of 2025 in three languages, six of them without a date."""
    return news(languages=LANGUAGES)


def choose(page, facet, *names):
    """Tick entries of one of the lists behind the button."""
    page.click(".gm-open")
    page.click(f"[data-facet={facet}]")
    for name in names:
        page.click(f".gm-boxes label:has(bdi:text-is('{name}'))")
    page.keyboard.press("Escape")


def listed(page):
    """Return {name: number} of every entry of the open list."""
    rows = page.locator(".gm-boxes label").all_inner_texts()
    return {row.split("\n")[0]: int(row.split("\n")[-1]) for row in rows}


def shown(page):
    """Return what the page shows: articles of the status line, the matrix, and routes with their counts."""
    page.click("[data-tab=matrix]")
    labels = page.locator(".gm-cell:not(.gm-indirect)").evaluate_all("all => all.map(cell => cell.ariaLabel)")
    cells = (re.fullmatch(r"(.*), (.*): (\d+) articles?", label) for label in labels)
    page.click("[data-tab=articles]")
    while page.locator(".gm-more").count():
        page.locator(".gm-more").first.click()
    titles = page.locator(".gm-article h3").all_inner_texts()
    return {
        "status": int(re.match(r"(\d+)", page.locator(".gm-status").inner_text())[1]),
        "articles": {"a" + title.split()[1] for title in titles},
        "matrix": {(cell[1], cell[2]): int(cell[3]) for cell in cells},
    }


def expected(atlas, articles, routes=ROUTES):
    """Return the same from the tables: of these articles and routes."""
    rows = atlas.mentions[atlas.mentions["feature_type"] == "route"].merge(atlas.articles, on="article_id")
    rows = rows[rows["article_id"].isin(articles) & rows["feature_id"].isin(routes)]
    counts = rows.fillna({"source": "Source not stated"}).groupby(["source", "feature_id"])["article_id"]
    return {
        "status": len(articles),
        "articles": set(articles),
        "matrix": counts.nunique().to_dict(),
    }


def ids(atlas, keep):
    return set(atlas.articles.loc[keep, "article_id"])


def on_routes(atlas, names):
    """Return the articles that mention one of the routes, or a part of one."""
    parts = {name for name, (_, _, whole) in ROUTES.items() if whole in names}
    rows = atlas.mentions["feature_id"].isin({*names, *parts})
    return set(atlas.mentions.loc[rows, "article_id"])


def test_chosen_sources_are_all_that_is_counted(open_page, atlas):
    page = open_page(atlas)
    choose(page, "sources", "Trend", "Source not stated")
    keep = atlas.articles["source"].isin(["Trend"]) | atlas.articles["source"].isna()
    assert shown(page) == expected(atlas, ids(atlas, keep))
    page.click(".gm-reset")
    assert shown(page) == expected(atlas, ids(atlas, keep | True))


@pytest.mark.parametrize("names", [["north"], ["south"], ["rail", "south-part"]])
def test_chosen_routes_leave_their_articles_and_those_on_their_parts(open_page, atlas, names):
    page = open_page(atlas)
    choose(page, "routes", *names)
    assert shown(page) == expected(atlas, on_routes(atlas, names), names)


def test_chosen_kinds_leave_the_routes_of_those_kinds(open_page, atlas):
    page = open_page(atlas)
    choose(page, "kinds", "Gas pipeline")
    names = KINDS["Gas pipeline"]
    assert shown(page) == expected(atlas, on_routes(atlas, names), names)
    assert "Railway" not in page.locator(".gm-legend").inner_text()


def test_chosen_languages_are_all_that_is_counted(open_page, atlas):
    page = open_page(atlas)
    choose(page, "languages", "Russian", "Not stated")
    keep = (atlas.articles["language"] == "ru") | atlas.articles["language"].isna()
    assert shown(page) == expected(atlas, ids(atlas, keep))


def test_filters_of_several_lists_add_up_and_each_list_counts_what_it_would_show(open_page, atlas):
    page = open_page(atlas)
    choose(page, "languages", "English")
    choose(page, "kinds", "Railway")
    english = ids(atlas, atlas.articles["language"] == "en")
    assert shown(page) == expected(atlas, english & on_routes(atlas, {"rail"}), {"rail"})
    page.click(".gm-open")
    page.click("[data-facet=kinds]")
    assert listed(page) == {kind: len(english & on_routes(atlas, names)) for kind, names in KINDS.items()}
    page.click("[data-facet=languages]")
    tongues = atlas.articles.set_index("article_id")["language"].loc[sorted(on_routes(atlas, {"rail"}))]
    names = {"en": "English", "ru": "Russian"}
    assert listed(page) == tongues.map(names).fillna("Not stated").value_counts().to_dict()


def test_dates_are_cut_by_keyboard_and_undated_articles_are_a_choice(open_page, atlas):
    page = open_page(atlas)
    published = atlas.articles["published"]
    assert int(page.locator(".gm-undated small").inner_text()) == published.isna().sum()
    page.focus(".gm-from")
    first = page.locator(".gm-from").get_attribute("aria-valuetext")
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    assert page.locator(".gm-from").get_attribute("aria-valuetext") != first
    page.focus(".gm-to")
    page.keyboard.press("PageDown")
    start, end = page.evaluate("""(async () => {
        await new Promise((done) => setTimeout(done, 400));
        const parts = new URLSearchParams(location.hash.slice(1));
        return [parts.get("from"), parts.get("to")];
    })()""")
    inside = (published >= start) & (published <= end + "T23:59:59Z")
    assert 0 < inside.sum() < published.notna().sum()
    assert shown(page) == expected(atlas, ids(atlas, inside | published.isna()))
    page.click(".gm-undated")
    assert shown(page) == expected(atlas, ids(atlas, inside))
    assert "without undated" in page.locator(".gm-chips").inner_text()


def test_a_bar_shows_its_own_days(open_page, atlas):
    page = open_page(atlas)
    bar = page.locator(".gm-bars i[title$=' articles'], .gm-bars i[title$=' article']").nth(0)
    number = int(re.search(r"(\d+) article", bar.get_attribute("title"))[1])
    bar.click(force=True)
    page.click(".gm-undated")
    assert shown(page)["status"] == number


def test_a_link_shows_the_same_again(open_page, atlas):
    page = open_page(atlas)
    choose(page, "sources", "Trend", "Source not stated", "Caliber")
    page.fill(".gm-search", "open")
    page.focus(".gm-to")
    page.keyboard.press("ArrowLeft")
    before = shown(page)
    page.click("[data-tab=names]")
    page.wait_for_url(re.compile("tab=names.*q=open"))
    names = page.locator(".gm-body").inner_text()
    assert "sources=Trend" in page.url
    page.reload()
    page.wait_for_selector("#geomap[data-ready='true']")
    assert page.locator("[data-tab=names]").get_attribute("aria-selected") == "true"
    assert page.locator(".gm-body").inner_text() == names
    assert shown(page) == before


def test_a_link_keeps_the_order_of_the_matrix_and_the_theme(open_page, atlas):
    page = open_page(atlas)
    page.click(".gm-column:has-text('rail')")
    page.click(".gm-theme")
    rows = page.locator(".gm-source bdi").all_inner_texts()
    page.wait_for_url(re.compile("sort=rail.*theme=dark"))
    page.reload()
    page.wait_for_selector("#geomap[data-ready='true'][data-theme=dark]")
    assert page.locator(".gm-source bdi").all_inner_texts() == rows
    assert page.locator(".gm-column[aria-pressed=true]").inner_text() == "rail"


def test_a_reset_empties_the_address_too(open_page, atlas):
    page = open_page(atlas)
    page.evaluate("location.hash = '#tab=matrix&sources=Trend'; location.reload(); 0")
    page.wait_for_selector("#geomap[data-ready='true'] .gm-chips button")
    page.click(".gm-reset")
    page.wait_for_url(re.compile("#tab=matrix$"))


def test_a_link_shows_the_map_where_the_reader_left_it(open_page, atlas):
    page = open_page(atlas)
    view = "(() => { const c = map_geomap.getCenter(); return [c.lat, c.lng, map_geomap.getZoom()] })()"
    page.focus(".leaflet-container")
    page.keyboard.press("ArrowRight")
    zoom = page.evaluate("map_geomap.getZoom()") + 1
    page.keyboard.press("+")
    page.wait_for_url(re.compile(f"at=.*%2C{zoom}$"))
    before = page.evaluate(view)
    page.reload()
    page.wait_for_selector("#geomap[data-ready='true']")
    assert page.evaluate(view) == pytest.approx(before, abs=0.01)
    page.click("[data-tab=routes]")
    page.click(".gm-row:has-text('rail')")
    page.wait_for_url(lambda url: "route=rail" in url and "at=" not in url)


def test_a_link_to_a_route_opens_its_articles(open_page, atlas):
    page = open_page(atlas)
    page.evaluate("location.hash = '#tab=articles&route=rail'")
    page.wait_for_selector(".gm-card")
    assert page.locator(".gm-card h2").inner_text() == "rail"
    titles = page.locator(".gm-article h3").count()
    assert titles == total(articles_by_route(atlas), "rail")


@pytest.mark.parametrize(
    "hash_",
    [
        "#",
        "#tab=__proto__&route=nowhere&sources=nobody&from=x&to=2025-99-99",
        "#tab=constructor&from=9999-12-31&to=0000-01-01&place=%E0%A4%A",
        "#" + "a" * 5000,
        "#from=2025-12-01&to=2025-01-01",
        "#at=1e9,NaN,-4",
    ],
)
def test_a_broken_link_shows_everything(open_page, atlas, hash_):
    page = open_page(atlas)
    page.evaluate("text => { location.hash = text; location.reload(); }", hash_)
    page.wait_for_selector("#geomap[data-ready='true']")
    assert page.locator(".gm-status").inner_text().startswith("40 articles") or "from=9999" in hash_


def test_nothing_left_offers_the_way_back(open_page, atlas):
    page = open_page(atlas)
    page.fill(".gm-search", "no such word")
    page.locator(".gm-status:has-text('0 of 40')").wait_for()
    page.click(".gm-empty >> text=Reset the filters")
    assert page.locator(".gm-status").inner_text().startswith("40 articles")
    assert page.locator(".gm-search").input_value() == ""


def test_filters_can_be_inverted_and_cleared(open_page, atlas):
    page = open_page(atlas)
    choose(page, "sources", "Trend")
    page.click(".gm-open")
    page.click("[data-facet=sources]")
    page.click(".gm-filter >> text=Invert")
    page.keyboard.press("Escape")
    assert shown(page) == expected(atlas, ids(atlas, atlas.articles["source"] != "Trend"))
    page.click(".gm-open")
    page.click(".gm-filter >> text=Clear")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className").startswith("gm-button gm-open")
    assert shown(page)["status"] == 40
