"""Take the picture of the README: the page of the example articles, in headless Chromium.

usage: python scripts/screenshot.py map.html docs/map.png
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def main(page_path: Path, picture: Path) -> None:
    """Open the page without a network and save what a reader sees after choosing a route."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_context(viewport={"width": 1280, "height": 760}, offline=True).new_page()
        page.goto(page_path.resolve().as_uri())
        page.get_by_role("tab", name="Names used").click()
        page.wait_for_timeout(1500)
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
