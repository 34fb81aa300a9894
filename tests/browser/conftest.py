"""Open pages from disk in Chromium without a network, and fail when one is not quiet."""

import shutil

import pytest

from geomap.maps import render_map

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-background-networking --no-first-run "
    "--disable-component-update --disable-sync"
)
DESKTOP = {"width": 1360, "height": 800}


def pytest_collection_modifyitems(items):
    """Mark what stands in this folder; playwright talks to Chromium through local sockets and pipes."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture(scope="session")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, tmp_path):
    """Return a function that renders an atlas and opens it; afterwards the page must have been quiet."""
    contexts, noise = [], []

    def visit(atlas, *, viewport=DESKTOP, scheme="light", html=None, **options):
        path = tmp_path / f"map{len(contexts)}.html"
        if html is None:
            render_map(atlas, path, **{"basemap": "none", **options})
        else:
            path.write_text(html, "utf-8")
        context = chromium.new_context(
            viewport=viewport, color_scheme=scheme, offline=True, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda request: request.url.startswith(("file:", "data:", "blob:")) or noise.append(request.url),
        )
        page.on("console", lambda message: noise.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("dialog", lambda dialog: (noise.append(dialog.message), dialog.dismiss()))
        page.goto(path.as_uri())
        if html is None:
            page.wait_for_selector("#geomap[data-ready='true']")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert noise == []


@pytest.fixture
def hover():
    """Moves the mouse to a place and returns what then shows."""
    return _hover


def _hover(page, at, selector):
    """Move as a hand does, a little at a time: the canvas passes over single events while it still draws."""
    x, y = at
    for step in range(100):
        page.mouse.move(x + step % 3 - 1, y)
        page.wait_for_timeout(100)
        if page.locator(selector).count():
            return page.locator(selector).inner_text()
    raise AssertionError(f"nothing at {at} shows {selector}")
