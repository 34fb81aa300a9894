"""Turn an Atlas into the plain columns that the page reads.

One list per column, repeated strings once, coordinates and mentions as small
integers. The page counts everything itself from `mentions`, so that a filter
changes every number at once; nothing is counted here that a filter could change.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from geomap.geojson import plain_value
from geomap.maps import lines, quotes
from geomap.text import clean_text

if TYPE_CHECKING:
    import pandas as pd

    from geomap.model import Atlas

SCHEMA = "geomap-page/1"
#: What a mention's flags add up from.
ANAPHORA, DEMONYM, AMBIGUOUS = 1, 2, 4

Columns = dict[str, list[Any]]
T = TypeVar("T", bound=Hashable)

_DATE_LENGTH = {"year": 4, "month": 7}


def build_page(atlas: Atlas, *, title: str, basemap: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return everything the page shows, as values JSON can hold.

    Parameters
    ----------
    atlas
        The tables of `geomap.schema`; `articles.text` may be missing.
    title
        The heading of the page.
    basemap
        What the page needs to know of the background: kind, and url, attribution, note where it has them.

    Returns
    -------
    page
        Columnar tables `articles`, `routes`, `segments`, `places`, `mentions`,
        `issues`, the dictionaries they point into (-1 points nowhere), and
        `counts`. In `mentions`, `article` is the step from the row before,
        `feature` counts the routes and then the places, `start` and `length`
        are UTF-16 code units in `sentences[sentence]`.

    Raises
    ------
    LayerError
        If a route's line is no line.
    """
    routes, places = _used_routes(atlas), atlas.places
    keys = [*(("route", key) for key in routes["route_id"]), *(("place", key) for key in places["place_id"])]
    features = {key: number for number, key in enumerate(keys)}
    page: dict[str, Any] = {"schema": SCHEMA, "title": _clean(title), "basemap": dict(basemap or {"kind": "none"})}
    page |= _articles(atlas.articles)
    page["routes"] = _routes(routes)
    page["segments"] = lines.encode_segments(routes, atlas.segments)
    page["places"] = _places(places)
    page |= _mentions(atlas, features)
    page["issues"] = {name: _column(atlas.issues, name) for name in ("where", "severity", "message")}
    page["counts"] = _counts(atlas, features)
    page["credits"] = sorted(set(_column(places, "gazetteer")) - {None})
    return page


def safe_url(url: str | None) -> str | None:
    """Return a link that a reader may follow, http or https with a host, else None.

    Examples
    --------
    >>> safe_url(" https://example.org/a "), safe_url("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    if url is None:
        return None
    url = url.strip()
    if re.search(r"[\x00-\x20\x7f\\]", url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def parents_of(part_of: str | None) -> list[str]:
    """Return the ids in a `part_of` cell, which separates them by blanks, commas or semicolons."""
    return re.findall(r"[^\s,;]+", part_of or "")


def _used_routes(atlas: Atlas) -> pd.DataFrame:
    """Return the routes that are mentioned, and those they are part of."""
    routes = atlas.routes
    parents = dict(zip(routes["route_id"], map(parents_of, _column(routes, "part_of")), strict=True))
    is_route = atlas.mentions["feature_type"] == "route"
    waiting, used = list(atlas.mentions.loc[is_route, "feature_id"].dropna().unique()), set()
    while waiting:
        route_id = waiting.pop()
        if route_id not in used:
            used.add(route_id)
            waiting.extend(parents.get(route_id, ()))
    return routes[routes["route_id"].isin(used)].reset_index(drop=True)


def _articles(articles: pd.DataFrame) -> dict[str, Any]:
    published = zip(_column(articles, "published"), _column(articles, "published_precision"), strict=True)
    dates, date = _encode(text and text[: _DATE_LENGTH.get(precision, 10)] for text, precision in published)
    sources, source = _encode(_column(articles, "source"))
    authors, author = _encode(_column(articles, "author"))
    languages, language = _encode(_column(articles, "language"))
    columns: Columns = {
        "title": _titles(articles),
        "source": source,
        "date": date,
        "author": author,
        "language": language,
        "url": [safe_url(url) for url in _column(articles, "url")],
        "brief": [int(form == "brief") for form in _column(articles, "form")],
        "inferred": [int(basis == "inferred") for basis in _column(articles, "source_basis")],
    }
    return {"articles": columns, "sources": sources, "dates": dates, "authors": authors, "languages": languages}


def _titles(articles: pd.DataFrame) -> list[str]:
    """An article without a title is called by its file, else by its id."""
    rows = zip(*(_column(articles, name) for name in ("title", "path", "article_id")), strict=True)
    return [title or (PurePath(path).name if path else None) or article_id for title, path, article_id in rows]


def _routes(routes: pd.DataFrame) -> Columns:
    number = {route_id: index for index, route_id in enumerate(routes["route_id"])}
    names = ("name", "kind", "status", "commodity", "countries", "length_km", "uncertainty_km")
    columns: Columns = {"id": _column(routes, "route_id"), **{name: _column(routes, name) for name in names}}
    columns["precision"] = _column(routes, "geometry_precision")
    columns["parents"] = [[number[key] for key in parents_of(cell) if key in number] for cell in _column(routes, "part_of")]
    return columns


def _places(places: pd.DataFrame) -> Columns:
    points = [None if shape is None or shape.is_empty else shape for shape in places.geometry]
    return {
        "id": _column(places, "place_id"),
        "name": _column(places, "name"),
        "country": _column(places, "country"),
        "lon": [None if point is None else lines.quantise(point.x) for point in points],
        "lat": [None if point is None else lines.quantise(point.y) for point in points],
    }


def _mentions(atlas: Atlas, features: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    articles = {key: number for number, key in enumerate(atlas.articles["article_id"])}
    texts = dict(zip(atlas.articles["article_id"], _column(atlas.articles, "text"), strict=True))
    names = [name for name in atlas.mentions.columns if name != "geometry"]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*(_column(atlas.mentions, name) for name in names), strict=True)]
    rows = [row for row in rows if _key(row) in features and row["article_id"] in articles]
    rows.sort(key=lambda row: (articles[row["article_id"]], row["start"], features[_key(row)]))
    found = list(_quotes(rows, texts))
    sentences, sentence = _encode(quote.text if quote else None for quote in found)
    kinds, kind = _encode(row["alias_type"] for row in rows)
    tongues, tongue = _encode(row["alias_language"] for row in rows)
    steps, before = [], 0
    for row in rows:
        steps.append(articles[row["article_id"]] - before)
        before = articles[row["article_id"]]
    columns: Columns = {
        "article": steps,
        "feature": [features[_key(row)] for row in rows],
        "sentence": sentence,
        "start": [quote.start if quote else 0 for quote in found],
        "length": [quote.length if quote else 0 for quote in found],
        "flags": [_flags(row) for row in rows],
        "alias": kind,
        "tongue": tongue,
    }
    return {"mentions": columns, "sentences": sentences, "aliases": kinds, "tongues": tongues}


def _quotes(rows: Iterable[Mapping[str, Any]], texts: Mapping[str, str | None]) -> Iterable[quotes.Quote | None]:
    """Yield the quotation of each mention; None where the mention has no sentence."""
    seen: Counter[tuple[str, str, str]] = Counter()
    counted: dict[tuple[str, str, str, int], int] = {}
    for row in rows:
        sentence, surface = row["sentence"], row["surface"] or ""
        if sentence is None:
            yield None
            continue
        words = (row["article_id"], sentence, surface)
        if (*words, row["start"]) not in counted:  # a coordination names two routes at one place
            counted[*words, row["start"]] = seen[words]
            seen[words] += 1
        nth = counted[*words, row["start"]]
        start, end = quotes.find_mention(sentence, surface, text=texts[row["article_id"]], start=row["start"], nth=nth)
        yield quotes.cut_quote(sentence, start, end)


def _counts(atlas: Atlas, features: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    mentions = atlas.mentions
    keys = list(zip(mentions["feature_type"], mentions["feature_id"], strict=True))
    located = {article for article, key in zip(mentions["article_id"], keys, strict=True) if key in features}
    severities = Counter(_column(atlas.issues, "severity"))
    nowhere: dict[str, int] = defaultdict(int)
    for surface, key in zip(_column(mentions, "surface"), keys, strict=True):
        if surface is not None and key not in features:
            nowhere[surface] += 1
    names = sorted(nowhere, key=lambda name: (-nowhere[name], name))
    return {
        "undated": int(atlas.articles["published"].isna().sum()),
        "unlocated": sum(article not in located for article in atlas.articles["article_id"]),
        "unread": severities["error"],
        "duplicates": severities["duplicate"],
        "nowhere": {"name": names, "mentions": [nowhere[name] for name in names]},
    }


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["feature_type"], row["feature_id"]


def _flags(row: Mapping[str, Any]) -> int:
    return ANAPHORA * row["anaphora"] + DEMONYM * row["demonym"] + AMBIGUOUS * (row["status"] == "ambiguous")


def _encode(values: Iterable[T | None]) -> tuple[list[T], list[int]]:
    """Return the distinct values in order of appearance, and each value's number; None is -1."""
    numbers: dict[T, int] = {}
    codes = [-1 if value is None else numbers.setdefault(value, len(numbers)) for value in values]
    return list(numbers), codes


def _column(frame: pd.DataFrame, name: str) -> list[Any]:
    values: Sequence[Any] = frame[name].tolist()
    return [_clean(plain_value(value)) for value in values]


def _clean(value: Any) -> Any:
    return clean_text(value)[0] if isinstance(value, str) else value
