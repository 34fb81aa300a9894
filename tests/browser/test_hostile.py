"""Articles are strangers: whatever they say is shown as text, and all of it is shown."""

import json

import pytest
from newsroom import news

HOSTILE = [
    "<b>bold</b>",
    "</script><script>window.__pwned = 1</script>",
    "<img src=x onerror='window.__pwned = 2'>",
    "${window.__pwned = 3}",
    "`${alert(4)}`",
    "{{ 7917*7919 }}",
    "{% for x in y %}",
    "{{{",
    "{#",
    "javascript:window.__pwned=5",
    "data:text/html,<script>window.__pwned=6</script>",
    "\u202egnp.exe\u202d",
    "\u2066\u2067",
    "nul\0nul",
    "\u2028\u2029",
    "\ufffd\U0001f686",
    "<!--",
    "]]>",
    "&lt;script&gt;&#x3c;",
    "__proto__",
    "constructor",
    "' onmouseover='window.__pwned=7",
    '" autofocus onfocus="window.__pwned=8',
    'https://example.org/"onclick=window.__pwned=9',
    "<svg/onload=window.__pwned=10>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<style>*{display:none}</style>",
    "زنگزور" * 30,
    "x" * 500,
]


ROUTES = {f"r{i}": ("gas_pipeline", [(40, 30 + i / 2), (50, 30 + i / 2)], None) for i in range(len(HOSTILE))}
PLACES = {f"p{i}": (41 + i / 4, 29) for i in range(len(HOSTILE))}


@pytest.fixture
def atlas():
    """Every text of every table is a payload: the i-th article, route, place and issue has the i-th one."""
    return news(60, payload=lambda i: HOSTILE[i % len(HOSTILE)], routes=ROUTES, places=PLACES)


def check_nothing_ran(page):
    assert page.evaluate("window.__pwned") is None
    assert page.locator("#geomap").locator("script, img, base, meta, iframe, object, b, style").count() == 0
    assert (
        page.locator(
            "#geomap [onload], #geomap [onerror], #geomap [onclick], #geomap [style*=expression]"
        ).count()
        == 0
    )
    hrefs = page.locator("#geomap a").evaluate_all("links => links.map(link => link.protocol)")
    assert set(hrefs) <= {"https:", "http:", "file:"}  # Leaflet's buttons are links to the page itself
    assert "62694723" not in page.content()


@pytest.mark.parametrize("compress", [False, True])
def test_hostile_text_is_only_text(open_page, atlas, compress):
    page = open_page(atlas, title="".join(HOSTILE), compress=compress)
    for tab in ("matrix", "routes", "names", "about", "articles"):
        page.click(f"[data-tab={tab}]")
    page.click(".gm-more")
    shown = page.locator(".gm-article h3").all_inner_texts()
    assert sorted(int(title.split()[1]) for title in shown) == list(range(60))
    assert any("</script><script>" in title for title in shown)
    check_nothing_ran(page)
    if not compress:
        assert json.loads(page.locator("#geomap-data").text_content())["title"].startswith("<b>bold</b>")


def test_hostile_text_is_only_text_wherever_it_is_opened(open_page, atlas):
    page = open_page(atlas)
    page.click("[data-tab=about]")
    for summary in page.locator(".gm-body summary").all()[:6]:
        summary.click()
    assert page.locator(".gm-issues").last.inner_text().count("not readable") == len(HOSTILE)
    page.click(".gm-open")
    for facet in page.locator("[data-facet]").all():
        facet.click()
        for box in page.locator(".gm-boxes label").all()[:5]:
            box.click()
    check_nothing_ran(page)
    page.keyboard.press("Escape")
    page.click(".gm-reset")
    for number in range(0, len(HOSTILE), 3):
        page.evaluate(f"location.hash = '#tab=articles&route=r{number}'")
        page.wait_for_timeout(60)
        page.evaluate(f"location.hash = '#tab=articles&place=p{number}'")
        page.wait_for_timeout(60)
    page.click(".gm-take")
    check_nothing_ran(page)


def test_hostile_text_on_the_map_is_only_text(open_page, atlas, hover):
    page = open_page(atlas)
    at = page.evaluate("""(() => { map_geomap.setView([30, 45], 8, { animate: false });
        return [map_geomap.getSize().x * 0.9, map_geomap.latLngToContainerPoint([30, 45]).y] })()""")
    box = page.locator(".gm-map").bounding_box()
    hover(page, (box["x"] + at[0], box["y"] + at[1]), ".gm-tip")
    page.mouse.click(box["x"] + at[0], box["y"] + at[1])
    check_nothing_ran(page)


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_links_are_only_read(open_page, payload):
    page = open_page(news(5))
    page.evaluate(
        """text => { const parts = new URLSearchParams();
        for (const key of ["tab", "q", "route", "place", "source", "sources", "kinds", "from", "to", "undated"]) parts.append(key, text);
        location.hash = parts; }""",
        payload,
    )
    page.wait_for_timeout(50)
    page.reload()
    page.wait_for_selector("#geomap[data-ready='true']")
    assert page.evaluate("window.__pwned") is None
    assert page.locator(".gm-title").inner_text() != "This page could not be shown"
