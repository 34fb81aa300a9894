"""How a row looks on somebody else's map: colour, width, title, as simplestyle properties.

GitHub, geojson.io and KML viewers draw a line blue and thin unless it says
otherwise. The colours are those of our own page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from geomap.geojson import plain_value

if TYPE_CHECKING:
    import pandas as pd

    from geomap.model import Atlas

Row = Mapping[str, Any]

# The light colours of geomap/maps/static/app.css, made from Okabe and Ito's palette
# for colour-blind readers (https://jfly.uni-koeln.de/color/, 2008); a test compares the two.
COLOURS = {
    "transport_corridor": "#d55e00",
    "gas_pipeline": "#0072b2",
    "oil_pipeline": "#4a4453",
    "hydrogen_pipeline": "#009e73",
    "railway": "#b3478f",
    "shipping_lane": "#2f9bd6",
    "strait": "#2f9bd6",
    "canal": "#2f9bd6",
    "power_line": "#c79a00",
    "telecom_cable": "#7a5cc0",
}
OTHER_COLOUR = "#6b7280"
PLACE_COLOUR = "#2f3b4a"
UNSURE_COLOUR = "#9aa3af"
#: What stands where a source is not known.
NO_SOURCE = "(not stated)"
_PLANNED = ("proposed", "construction", "shelved", "cancelled")
_LARGE, _MEDIUM = 8, 3  # articles from which a place's marker is large or medium


def style_rows(atlas: Atlas, layer: str, frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the simplestyle 1.1 properties of each row (https://github.com/mapbox/simplestyle-spec).

    Lines have `stroke` (by kind of route), `stroke-width` (2.5 pixels for one
    article, one more for every doubling), `stroke-opacity` (less where planned
    or schematic); points `marker-color` and `marker-size`; all a `title` and a
    `description` that hold no HTML.
    """
    routes = {row["route_id"]: row for row in records(atlas.routes)}
    return [_PAINT[layer](row, routes.get(row.get("route_id"), {})) for row in records(frame)]


def records(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a table without their geometry."""
    return cast("list[Row]", frame.drop(columns="geometry", errors="ignore").to_dict("records"))


def plain_label(text: str) -> str:
    """Return text that viewers may take for HTML without harm.

    Examples
    --------
    >>> plain_label("<b>Baku & Tbilisi</b>")
    '‹b›Baku & Tbilisi‹/b›'
    """
    return text.replace("<", "‹").replace(">", "›")


def _route(row: Row, route: Row) -> dict[str, Any]:
    return {
        **_line(row, route),
        **_words(
            plain_value(row["name"]) or row["route_id"],
            _plain(row["kind"]),
            row["status"],
            _number(row["n_articles"], "article"),
            _number(row["n_sources"], "source"),
            _number(row["n_mentions"], "mention"),
            _through(row),
        ),
    }


def _segment(row: Row, route: Row) -> dict[str, Any]:
    whole = plain_value(route.get("name")) or row["route_id"]
    name = plain_value(row["segment"]) or f"{whole}, part {row['order']}"
    return {**_line(row, route), **_words(name, row["mode"], row["status"], row["branch"])}


def _link(row: Row, route: Row) -> dict[str, Any]:
    title = f"{plain_value(row['source']) or NO_SOURCE}: {plain_value(route.get('name')) or row['route_id']}"
    counts = (_number(row["n_articles"], "article"), _number(row["n_mentions"], "mention"), _through(row))
    return {**_line(row, route), **_words(title, *counts)}


def _place(row: Row, _: Row) -> dict[str, Any]:
    articles = row["n_articles"]
    size = "large" if articles >= _LARGE else "medium" if articles >= _MEDIUM else "small"
    counts = [_number(row[f"n_{what}s"], what) for what in ("article", "source", "mention")]
    return {"marker-color": PLACE_COLOUR, "marker-size": size, **_words(row["name"], row["country"], *counts)}


def _mention(row: Row, _: Row) -> dict[str, Any]:
    colour = PLACE_COLOUR if row["status"] == "resolved" else UNSURE_COLOUR
    score = None if plain_value(row["score"]) is None else f"score {row['score']:.2f}"
    words = _words(row["surface"], row["name"], row["status"], score)
    return {"marker-color": colour, "marker-size": "small", **words}


def _waypoint(row: Row, route: Row) -> dict[str, Any]:
    grade = {"A": "on the line", "B": "near the line", "C": "inferred"}.get(row["grade"])
    colour = COLOURS.get(route.get("kind", ""), OTHER_COLOUR)
    words = _words(row["name"], row["role"], grade, route.get("name"))
    return {"marker-color": colour, "marker-size": "small", **words}


def _line(row: Row, route: Row) -> dict[str, Any]:
    """Style a line by what its row says, else by its route."""
    status = plain_value(row.get("status")) or route.get("status")
    precision = plain_value(row.get("geometry_precision")) or route.get("geometry_precision")
    faint = (status in _PLANNED) + (precision == "schematic")
    articles = row.get("n_articles", route.get("n_articles", 0))
    return {
        "stroke": COLOURS.get(plain_value(row.get("kind")) or route.get("kind", ""), OTHER_COLOUR),
        "stroke-width": round(min(8.0, 1.5 + math.log2(1 + articles)), 1),
        "stroke-opacity": (0.9, 0.6, 0.4)[faint],
    }


def _words(title: Any, *facts: Any) -> dict[str, str]:
    known = [str(fact) for fact in map(plain_value, facts) if fact is not None]
    words = {"title": str(plain_value(title) or ""), "description": ", ".join(known)}
    return {name: plain_label(text) for name, text in words.items() if text}


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _through(row: Row) -> str | None:
    count = row["n_indirect_articles"]
    return f"{_number(count, 'article')} through its parts" if count else None


def _plain(kind: Any) -> str | None:
    return kind.replace("_", " ") if isinstance(kind, str) else None


_PAINT = {
    "mentions": _mention,
    "places": _place,
    "routes": _route,
    "segments": _segment,
    "waypoints": _waypoint,
    "links": _link,
}
