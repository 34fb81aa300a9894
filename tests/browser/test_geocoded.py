"""A place that a geocoder knew: the page names whose answer it is, and its words are only words."""

import geomap
from geomap.geoparser import Geoparser
from geomap.model import Candidate

HOSTILE = "<img src=x onerror='window.__pwned = 1'>{{ 7*7 }}"


def test_the_attribution_of_an_answer_stands_in_the_corner_and_under_about_as_text(open_page):
    def knows(name):
        credit = f"geocoder mine (© {HOSTILE})"
        return [Candidate("mine:1", HOSTILE, 46.75, 39.9, gazetteer=credit)]

    news = [{"id": "a", "source": "Our Paper", "text": "Rain fell on the village of Xanliqdere near Baku."}]
    page = open_page(geomap.build_atlas(news, geoparser=Geoparser(unlisted=True), geocoder=knows))
    corner = page.locator(".leaflet-control-attribution")
    assert f"geocoder mine (© {HOSTILE})" in corner.inner_text()
    page.click("[data-tab=about]")
    about = page.locator(".gm-body")
    assert f"Places: geocoder mine (© {HOSTILE})" in about.inner_text()
    assert "GeoNames: places, CC BY 4.0" in about.inner_text()  # for Baku
    assert page.locator(".gm-body img, .leaflet-control-attribution img").count() == 0
    assert page.evaluate("window.__pwned") is None
