"""Turn an Atlas into the plain columns that the page reads.

One list per column, repeated strings once, coordinates and mentions as small
integers. The page counts everything itself from `mentions`, so that a filter
changes every number at once; nothing is counted here that a filter could change.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from geomap.maps import facts, lines, mentions
from geomap.maps.columns import Columns, clean, column, encode, safe_url

if TYPE_CHECKING:
    import pandas as pd

    from geomap.catalogue import Route
    from geomap.model import Atlas

SCHEMA = "geomap-page/1"
_DATE_LENGTH = {"year": 4, "month": 7}


def build_page(
    atlas: Atlas,
    *,
    title: str,
    basemap: Mapping[str, Any] | None = None,
    catalogue: Mapping[str, Route] | None = None,
    every_route: bool = False,
) -> dict[str, Any]:
    """Return everything the page shows, as values JSON can hold.

    Parameters
    ----------
    atlas
        The tables of `geomap.schema`; `articles.text` may be missing.
    title
        The heading of the page.
    basemap
        What the page needs to know of the background: kind, and url, attribution, note where it has them.
    catalogue
        Where the references of routes are read from; without it the page has none.
    every_route
        Whether routes that nobody mentions are on the page too.

    Returns
    -------
    page
        Columnar tables `articles`, `routes`, `segments`, `waypoints`, `places`,
        `mentions`, `issues`, the routes' `references`, the dictionaries they point into (-1 points nowhere), and
        `counts`. In `mentions`, `article` is the step from the row before,
        `feature` counts the routes and then the places, `start` and `length`
        are UTF-16 code units in `sentences[sentence]`.

    Raises
    ------
    LayerError
        If a route's line is no line.
    """
    routes, places = atlas.routes if every_route else _used_routes(atlas), atlas.places
    keys = [*(("route", key) for key in routes["route_id"]), *(("place", key) for key in places["place_id"])]
    features = {key: number for number, key in enumerate(keys)}
    page: dict[str, Any] = {"schema": SCHEMA, "title": clean(title)}
    page["basemap"] = dict(basemap or {"kind": "none"})
    page |= _articles(atlas.articles)
    page["routes"] = _routes(routes)
    page["segments"] = lines.encode_segments(routes, atlas.segments)
    page["waypoints"] = facts.encode_waypoints(routes, atlas.waypoints)
    page["references"] = facts.encode_references(routes, catalogue or {})
    page["places"] = _places(places)
    page |= mentions.encode_mentions(atlas, features)
    page["issues"] = _issues(atlas)
    page["counts"] = _counts(atlas, features)
    page["overlays"] = _overlays(routes)
    page["credits"] = sorted(set(column(places, "gazetteer")) - {None})
    return page


def parents_of(part_of: str | None) -> list[str]:
    """Return the ids in a `part_of` cell, which separates them by blanks, commas or semicolons."""
    return re.findall(r"[^\s,;]+", part_of or "")


def _used_routes(atlas: Atlas) -> pd.DataFrame:
    """Return the routes that are mentioned, and those they are part of."""
    routes = atlas.routes
    parents = dict(zip(routes["route_id"], map(parents_of, column(routes, "part_of")), strict=True))
    is_route = atlas.mentions["feature_type"] == "route"
    waiting, used = list(atlas.mentions.loc[is_route, "feature_id"].dropna().unique()), set()
    while waiting:
        route_id = waiting.pop()
        if route_id not in used:
            used.add(route_id)
            waiting.extend(parents.get(route_id, ()))
    kept: pd.DataFrame = routes[routes["route_id"].isin(used)].reset_index(drop=True)
    return kept


def _articles(articles: pd.DataFrame) -> dict[str, Any]:
    published = zip(column(articles, "published"), column(articles, "published_precision"), strict=True)
    dates, date = encode(text and text[: _DATE_LENGTH.get(precision, 10)] for text, precision in published)
    sources, source = encode(column(articles, "source"))
    authors, author = encode(column(articles, "author"))
    languages, language = encode(column(articles, "language"))
    columns: Columns = {
        "title": _titles(articles),
        "source": source,
        "date": date,
        "author": author,
        "language": language,
        "url": [safe_url(url) for url in column(articles, "url")],
        "brief": [int(form == "brief") for form in column(articles, "form")],
        "inferred": [int(basis == "inferred") for basis in column(articles, "source_basis")],
    }
    tables = {"sources": sources, "dates": dates, "authors": authors, "languages": languages}
    return {"articles": columns, **tables}


def _titles(articles: pd.DataFrame) -> list[str]:
    """An article without a title is called by its file, else by its id."""
    rows = zip(*(column(articles, name) for name in ("title", "path", "article_id")), strict=True)
    return [title or (path and PurePath(path).name) or article_id for title, path, article_id in rows]


def _issues(atlas: Atlas) -> Columns:
    """A page is passed on: of absolute paths it says only what lies below the folder that all of them share."""
    columns: Columns = {name: column(atlas.issues, name) for name in ("where", "severity", "message")}
    paths = [PurePath(path or "") for path in (*columns["where"], *column(atlas.articles, "path"))]
    above = [set(path.parents) for path in paths if path.is_absolute()]
    common = set.intersection(*above) if above else set()
    shared = max(common, key=lambda folder: len(folder.parts), default=PurePath())
    if len(shared.parts) > 1:
        for name in ("where", "message"):
            columns[name] = [text and text.replace(f"{shared}{os.sep}", "") for text in columns[name]]
    return columns


def _routes(routes: pd.DataFrame) -> Columns:
    number = {route_id: index for index, route_id in enumerate(routes["route_id"])}
    names = ("name", "kind", "status", "commodity", "countries", "length_km", "uncertainty_km")
    columns: Columns = {"id": column(routes, "route_id"), **{name: column(routes, name) for name in names}}
    columns["precision"] = column(routes, "geometry_precision")
    parents = map(parents_of, column(routes, "part_of"))
    columns["parents"] = [[number[key] for key in keys if key in number] for keys in parents]
    return columns


def _overlays(routes: pd.DataFrame) -> Columns:
    """Return whose lines stand in the place of ours, and on which terms."""
    laid = routes[routes["attribution"].notna()]
    return {name: column(laid, name) for name in ("name", "attribution", "licence")}


def _places(places: pd.DataFrame) -> Columns:
    points = [None if shape is None or shape.is_empty else shape for shape in places.geometry]
    return {
        "id": column(places, "place_id"),
        "name": column(places, "name"),
        "country": column(places, "country"),
        "lon": [None if point is None else lines.quantise(point.x) for point in points],
        "lat": [None if point is None else lines.quantise(point.y) for point in points],
    }


def _counts(atlas: Atlas, features: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    found = atlas.mentions
    keys = list(zip(found["feature_type"], found["feature_id"], strict=True))
    located = {article for article, key in zip(found["article_id"], keys, strict=True) if key in features}
    severities = Counter(column(atlas.issues, "severity"))
    nowhere: dict[str, int] = defaultdict(int)
    for surface, key in zip(column(found, "surface"), keys, strict=True):
        if surface is not None and key not in features:
            nowhere[surface] += 1
    names = sorted(nowhere, key=lambda name: (-nowhere[name], name))
    return {
        "undated": int(atlas.articles["published"].isna().sum()),
        "unlocated": sum(article not in located for article in atlas.articles["article_id"]),
        "unread": severities["error"],
        "duplicates": severities["duplicate"],
        "filtered": severities["filtered"],
        "nowhere": {"name": names, "mentions": [nowhere[name] for name in names]},
    }
