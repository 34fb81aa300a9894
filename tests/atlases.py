"""A small Atlas made by hand, whose every count can be worked out on paper."""

from typing import Any

from shapely import LineString, MultiLineString, Point

from geomap import schema
from geomap.model import Atlas

#: The name of an outlet that a spreadsheet would run.
FORMULA = '=HYPERLINK("https://evil.example","Read")'
TAP_LINE = LineString([(26.35, 40.98), (20.123456, 40.5), (18.4, 40.3)])
#: From the Kara Gate to the Bering Strait and a little beyond.
SEA_LINE = LineString([(58, 70.5), (170, 70), (-170, 66)])

ARTICLES = [
    ("a1", "Trend", "2025-01-15T10:30:00Z", "second"),
    ("a2", "Trend", "2025-03-02T00:00:00Z", "day"),
    ("a3", FORMULA, None, None),
    ("a4", None, "2025-01-20T00:00:00Z", "day"),
    ("a5", "Quiet Post", "2025-02-10T00:00:00Z", "day"),
    ("a6", "Trend", None, None),
    ("a7", "Almanac", "2025-01-01T00:00:00Z", "year"),
]
#: article, start, surface, feature, status, anaphora
MENTIONS = [
    ("a1", 0, "TAP", "tap", "resolved", False),
    ("a1", 50, "the pipeline", "tap", "resolved", True),
    ("a1", 80, "Northern Sea Route", "northern-sea-route", "resolved", False),
    ("a1", 120, "Baku", "geonames:587084", "resolved", False),
    ("a1", 140, "Nowhere", None, "unresolved", False),
    ("a2", 0, "TAP", "tap", "resolved", False),
    ("a2", 20, "Baku", "geonames:587084", "resolved", False),
    ("a3", 0, "<i>Sea Route</i>", "northern-sea-route", "resolved", False),
    ("a4", 0, "TAP", "tap", "resolved", False),
    ("a5", 0, "the corridor", None, "unresolved", False),
    ("a6", 0, "TAP", "tap", "resolved", False),
    ("a6", 10, "TAP", "tap", "resolved", False),
    ("a6", 30, "Georgia", "geomap:georgia", "ambiguous", False),
    ("a7", 0, "TAP", "tap", "resolved", False),
]
_POINTS = {"geonames:587084": Point(49.89201, 40.37767), "geomap:georgia": Point(-83.5, 32.75)}


def small_atlas() -> Atlas:
    """Return seven articles: two undated, one without a source, one of a year, one without a route."""
    rows: dict[str, list[dict[str, Any]]] = {
        "articles": _articles(),
        "mentions": [_mention(mention) for mention in MENTIONS],
        "candidates": _candidates(),
        "places": _places(),
        "routes": _routes(),
        "segments": _segments(),
        "waypoints": _waypoints(),
        "links": _links(),
        "names": _names(),
        "issues": [
            {"where": "b.txt", "severity": "error", "message": "empty"},
            {"where": "a.txt", "severity": "warning", "message": '=1+1, said\r\n"NA"'},
        ],
    }
    return Atlas(**{name: schema.conform(rows[name], name) for name in schema.TABLES})


def empty_atlas() -> Atlas:
    """Return what is left when nothing was read."""
    return Atlas(**{name: schema.empty(name) for name in schema.TABLES})


def _articles() -> list[dict[str, Any]]:
    return [
        {
            "article_id": key,
            "source": source,
            "published": published,
            "published_precision": precision,
            "form": "article",
            "title": f"Title of {key}",
            "text": "The whole text, which belongs to its publisher.",
        }
        for key, source, published, precision in ARTICLES
    ]


def _candidates() -> list[dict[str, Any]]:
    first = {"mention_id": "a6:30-37:geomap:georgia", "rank": 1, "name": "Georgia", "score": 0.5}
    second = {**first, "rank": 2, "score": 0.4}
    return [{**first, "lon": -83.5, "lat": 32.75}, {**second, "lon": 43.5, "lat": 42.0}]


def _segments() -> list[dict[str, Any]]:
    tap = {"route_id": "tap", "order": 1, "status": "operating", "geometry_precision": "waypoints"}
    sea = {"route_id": "northern-sea-route", "order": 1, "segment": "Bering", "status": "proposed"}
    return [{**tap, "geometry": TAP_LINE}, {**sea, "geometry": SEA_LINE}]


def _waypoints() -> list[dict[str, Any]]:
    first = {"route_id": "tap", "order": 1, "name": "Kipoi", "role": "border", "grade": "A"}
    last = {"route_id": "tap", "order": 2, "name": "Melendugno", "role": "terminal", "grade": "B"}
    return [{**first, "geometry": Point(26.35, 40.98)}, {**last, "geometry": Point(18.4, 40.3)}]


def _names() -> list[dict[str, Any]]:
    sea = {"source": FORMULA, "route_id": "northern-sea-route", "surface": "-Sea Route"}
    tap = {"source": "Trend", "route_id": "tap", "surface": "TAP", "month": "2025-01"}
    return [{**row, "n_mentions": 1, "n_articles": 1} for row in (sea, tap)]


def _mention(mention: tuple[str, int, str, str | None, str, bool]) -> dict[str, Any]:
    article, start, surface, feature, status, anaphora = mention
    end = start + len(surface)
    return {
        "mention_id": f"{article}:{start}-{end}:{feature or 'unresolved'}",
        "article_id": article,
        "feature_type": "place" if feature in _POINTS or surface == "Nowhere" else "route",
        "surface": surface,
        "start": start,
        "end": end,
        "sentence": f"Here stands {surface}.",
        "feature_id": feature,
        "status": status,
        "anaphora": anaphora,
        "score": 0.0 if feature is None else 0.875,
        "geometry": _POINTS.get(feature or ""),
    }


def _places() -> list[dict[str, Any]]:
    baku = {
        "place_id": "geonames:587084",
        "name": "Baku",
        "country": "AZ",
        "population": 1116513,
        "gazetteer": "geonames",
    }
    georgia = {
        "place_id": "geomap:georgia",
        "name": "Georgia",
        "country": "US",
        "radius_km": 220.5,
        "gazetteer": "geomap",
    }
    return [
        {**baku, "n_mentions": 2, "n_articles": 2, "n_sources": 1, "geometry": _POINTS["geonames:587084"]},
        {**georgia, "n_mentions": 1, "n_articles": 1, "n_sources": 1, "geometry": _POINTS["geomap:georgia"]},
    ]


def _routes() -> list[dict[str, Any]]:
    tap = {
        "route_id": "tap",
        "name": "Trans Adriatic Pipeline",
        "kind": "gas_pipeline",
        "status": "operating",
        "length_km": 878.0,
    }
    sea = {
        "route_id": "northern-sea-route",
        "name": "Northern Sea Route",
        "kind": "shipping_lane",
        "status": "proposed",
    }
    whole = {
        "route_id": "southern-gas-corridor",
        "name": "Southern Gas Corridor",
        "kind": "gas_pipeline",
        "status": "operating",
    }
    return [
        {
            **tap,
            "commodity": "natural gas",
            "countries": "GR;AL;IT",
            "geometry_precision": "waypoints",
            "uncertainty_km": 8.0,
            "part_of": "southern-gas-corridor",
            "n_mentions": 7,
            "n_articles": 5,
            "n_sources": 2,
            "first_published": "2025-01-01T00:00:00Z",
            "last_published": "2025-03-02T00:00:00Z",
            "geometry": TAP_LINE,
        },
        {
            **sea,
            "geometry_precision": "schematic",
            "n_mentions": 2,
            "n_articles": 2,
            "n_sources": 2,
            "first_published": "2025-01-15T10:30:00Z",
            "last_published": "2025-01-15T10:30:00Z",
            "geometry": SEA_LINE,
        },
        {
            **whole,
            "geometry_precision": "waypoints",
            "n_indirect_articles": 5,
            "geometry": MultiLineString([TAP_LINE, LineString([(49.89, 40.38), (44.8, 41.7)])]),
        },
    ]


def _links() -> list[dict[str, Any]]:
    counts = [
        (FORMULA, "northern-sea-route", 1, 1, 0),
        ("Almanac", "southern-gas-corridor", 0, 0, 1),
        ("Almanac", "tap", 1, 1, 0),
        ("Trend", "northern-sea-route", 1, 1, 0),
        ("Trend", "southern-gas-corridor", 0, 0, 3),
        ("Trend", "tap", 3, 5, 0),
        (None, "southern-gas-corridor", 0, 0, 1),
        (None, "tap", 1, 1, 0),
    ]
    return [
        {
            "source": source,
            "route_id": route,
            "n_articles": articles,
            "n_mentions": mentions,
            "n_indirect_articles": indirect,
            "geometry": {"tap": TAP_LINE, "northern-sea-route": SEA_LINE}.get(route),
        }
        for source, route, articles, mentions, indirect in counts
    ]
