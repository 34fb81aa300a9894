"""Read news, geoparse it, and lay the result out as linked tables.

The tables of mentions are the record; places, routes, links and names are a
pure summary of them (`summarise`), because distinct counts of sources and
articles cannot be added up over parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.articles import read_articles
from geomap.articles.outlets import load_outlets
from geomap.catalogue import Catalogue, Route, route_row, waypoint_kms
from geomap.errors import InputError
from geomap.gazetteer import GazetteerIndex
from geomap.geocoding import locate_mentions
from geomap.geoparser import Geoparser
from geomap.model import (
    Article,
    Atlas,
    Candidate,
    Geocoder,
    Issue,
    Mention,
    Progress,
    Recogniser,
    Resolver,
)

if TYPE_CHECKING:
    import pandas as pd


def build_atlas(
    news: Any,
    *,
    geoparser: Geoparser | None = None,
    gazetteer: str | Path | GazetteerIndex | None = None,
    places: str | Path | Sequence[str | Path] = (),
    recogniser: Recogniser | None = None,
    resolver: Resolver | None = None,
    geocoder: Geocoder | None = None,
    since: date | str | None = None,
    until: date | str | None = None,
    sources: Sequence[str] = (),
    routes: Sequence[str] = (),
    keep_text: bool = True,
    keep_candidates: bool = True,
    progress: Progress | None = None,
) -> Atlas:
    """Read articles, find the places and routes they speak of, and link the two.

    Parameters
    ----------
    news
        Files, folders, globs, "-", or records in memory: whatever `read_articles` takes.
    geoparser
        A `Geoparser` made earlier, for repeated calls and further options.
    gazetteer, places, recogniser, resolver
        As `Geoparser` takes them, for the one that is made here when none is given.
    geocoder
        Asked, after all articles are read, for the names of places that have no
        candidate: a callable that takes a name and returns the places it may mean
        (`Candidate`s with a point), none when it knows none, and raises when it
        cannot tell, which becomes an issue. `geomap.geocoding.make_geocoder` makes one
        for Nominatim, Photon, Pelias and GeoNames. Without it nothing is asked. A
        `geoparser` made earlier lists such names with `unlisted=True`.
    since, until
        First and last day of publication to keep, as dates or "YYYY-MM-DD";
        undated articles are left out when either is given, and listed.
    sources, routes
        Keep only articles of these sources (names or web addresses), and only articles that mention one
        of these routes (ids, or names the catalogue knows).
    keep_text, keep_candidates
        Whether `articles.text` and `candidates` are filled.
    progress
        Told how many articles have been read.

    Returns
    -------
    atlas
        Articles in = rows of `articles` + rows of `issues` of severity error
        or duplicate.

    Raises
    ------
    InputError
        If nothing can be read at all, or a geoparser is given and what would make another.
    CatalogueError
        If `routes` names a route that the catalogue does not have.

    Examples
    --------
    >>> atlas = build_atlas([{"source": "Our Paper", "text": "The Middle Corridor crosses the Caspian Sea."}])
    >>> atlas.links[["source", "route_id", "n_mentions"]].values.tolist()
    [['Our Paper', 'middle-corridor', 1]]
    """
    plugs: dict[str, Any] = {
        "gazetteer": gazetteer, "places": places, "recogniser": recogniser, "resolver": resolver
    }  # fmt: skip
    if geoparser and any(value is not None and value != () for value in plugs.values()):
        raise InputError(f"geoparser= brings its own {', '.join(plugs)}; give them to Geoparser()")
    parser = geoparser or Geoparser(**plugs, progress=progress, unlisted=geocoder is not None)
    issues: list[Issue] = list(parser.gazetteer.issues)
    wanted = _route_ids(parser.catalogue, routes)
    first, last = _day(since), _day(until)
    if first and last and first > last:
        raise InputError(f"since {first} is after until {last}; no day lies between them")
    keep = _article_filter(first, last, _source_names(sources), issues)
    articles: list[dict[str, Any]] = []
    mentions: list[dict[str, Any]] = []
    candidates: list[dict[str, Any]] = []
    scanned: list[tuple[str, Sequence[Mention]]] = []
    for number, article in enumerate(read_articles(news, issues=issues)):
        if progress:
            progress("reading articles", number + 1, None)
        if not keep(article):
            continue
        found = parser(article.text, source=article.source or article.url)
        if wanted and not _mentions_one(found, wanted, parser.catalogue):
            issues.append(
                Issue(article.path or article.article_id, "filtered", "mentions none of the chosen routes")
            )
            continue
        articles.append(asdict(article) if keep_text else {**asdict(article), "text": None})
        scanned.append((article.article_id, found))
    if geocoder is not None:
        scanned = [*locate_mentions(scanned, geocoder, issues=issues, progress=progress)]
    scanned.reverse()
    while scanned:  # mentions make way for their rows one article at a time, so that memory holds either
        rows, kept = _mention_rows(*scanned.pop())
        mentions += rows
        candidates += kept if keep_candidates else []
    article_table = schema.conform(articles, "articles")
    mention_table = schema.conform(mentions, "mentions")
    return Atlas(
        articles=article_table,
        mentions=mention_table,
        candidates=schema.conform(candidates, "candidates"),
        issues=schema.conform([asdict(issue) for issue in issues], "issues"),
        **summarise(article_table, mention_table, places=_place_facts(mentions), catalogue=parser.catalogue),
    )


def summarise(
    articles: pd.DataFrame, mentions: pd.DataFrame, *, places: dict[str, Candidate], catalogue: Catalogue
) -> dict[str, Any]:
    """Return the tables places, routes, segments, waypoints, links and names of these articles and mentions.

    Parameters
    ----------
    articles, mentions
        Tables of an Atlas, of any part or of all.
    places
        What is known of each place id in `mentions`.
    catalogue
        What is known of each route.

    Returns
    -------
    tables
        By name; counts are of distinct articles and sources. A mention of a
        part (TAP) counts for the whole (Southern Gas Corridor) as indirect.
    """
    facts = articles[["article_id", "source", "published", "language"]]
    known = mentions[mentions["status"] != "unresolved"].merge(facts, on="article_id", how="left")
    known_routes = known[known["feature_type"] == "route"]
    indirect = _indirect(known_routes, catalogue)
    route_ids = sorted({*known_routes["feature_id"], *indirect["feature_id"]} & set(catalogue))
    shown = [catalogue[route_id] for route_id in route_ids]
    return {
        "places": _places(known[known["feature_type"] == "place"], places),
        "routes": _routes(shown, known_routes, indirect),
        "segments": schema.conform([row for route in shown for row in _segment_rows(route)], "segments"),
        "waypoints": schema.conform([row for route in shown for row in _waypoint_rows(route)], "waypoints"),
        "links": _links(known_routes, indirect, catalogue),
        "names": _names(known_routes),
    }


def lay_out_routes(catalogue: Catalogue) -> Atlas:
    """Return an Atlas of every route of a catalogue, in order of id, that no article mentions."""
    shown = list(catalogue.values())
    rows = {
        "routes": [route_row(route) for route in shown],
        "segments": [row for route in shown for row in _segment_rows(route)],
        "waypoints": [row for route in shown for row in _waypoint_rows(route)],
    }
    return Atlas(**{name: schema.conform(rows.get(name, []), name) for name in schema.TABLES})


def _route_ids(catalogue: Catalogue, names: Iterable[str]) -> set[str]:
    from geomap.errors import CatalogueError

    ids: set[str] = set()
    for name in names:
        found = catalogue.find(name)
        if not found:
            raise CatalogueError(
                f"no route is called {name!r}; `geomap routes` lists those the catalogue has"
            )
        ids |= {route.route_id for route in found}
    return ids


def _source_names(names: Iterable[str]) -> set[str]:
    outlets = load_outlets()
    return {outlets.canonical(name).casefold() for name in names}


def _day(value: date | str | None) -> date | None:
    from geomap.errors import InputError

    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise InputError(f"{value!r} is no date; expected YYYY-MM-DD, for example 2025-08-08") from None


def _article_filter(
    since: date | None, until: date | None, sources: set[str], issues: list[Issue]
) -> Callable[[Article], bool]:
    def keep(article: Article) -> bool:
        where = article.path or article.article_id
        if sources and (article.source or "").casefold() not in sources:
            issues.append(
                Issue(where, "filtered", f"source {article.source or 'not stated'} was not asked for")
            )
            return False
        if since is None and until is None:
            return True
        if article.published is None:
            issues.append(Issue(where, "filtered", "undated, and a span of days was asked for"))
            return False
        day = article.published.date()
        inside = (since is None or day >= since) and (until is None or day <= until)
        if not inside:
            issues.append(Issue(where, "filtered", f"published {day}, outside the days asked for"))
        return inside

    return keep


def _mentions_one(found: Iterable[Mention], wanted: set[str], catalogue: Catalogue) -> bool:
    ids = {mention.feature_id for mention in found if mention.feature_type == "route" and mention.feature_id}
    return bool(wanted & ids or any(wanted & set(catalogue.ancestors(route_id)) for route_id in ids))


def _mention_rows(
    article_id: str, found: Sequence[Mention]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of the mentions and candidates tables; several routes on one span are several mentions."""
    from shapely import Point

    rows, kept = [], []
    for mention in found:
        mention_id = f"{article_id}:{mention.start}-{mention.end}:{mention.feature_id or 'unresolved'}"
        row = {
            name: getattr(mention, name)
            for name in schema.TABLES["mentions"].columns
            if hasattr(mention, name)
        }
        row |= {"mention_id": mention_id, "article_id": article_id, "_candidates": mention.candidates}
        row["geometry"] = (
            None if mention.lon is None or mention.lat is None else Point(mention.lon, mention.lat)
        )
        rows.append(row)
        for rank, candidate in enumerate(mention.candidates, 1):
            kept.append({**asdict(candidate), **candidate.evidence, "mention_id": mention_id, "rank": rank})
    return rows, kept


def _place_facts(rows: Iterable[dict[str, Any]]) -> dict[str, Candidate]:
    """Return what is known of each place mentioned; a resolver of a user's own may know only name and point."""
    facts: dict[str, Candidate] = {}
    for row in rows:
        place_id, point = row["feature_id"], row["geometry"]
        if row["feature_type"] == "place" and place_id and point is not None and place_id not in facts:
            known = (candidate for candidate in row["_candidates"] if candidate.feature_id == place_id)
            facts[place_id] = next(
                known, Candidate(place_id, row["name"] or row["surface"], point.x, point.y)
            )
    return facts


def _indirect(routes: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return the mentions once more for every route that the named one is a part of."""
    import pandas as pd

    parts = [
        routes[routes["feature_id"] == route_id].assign(feature_id=parent)
        for route_id in sorted(set(routes["feature_id"]))
        for parent in (catalogue.ancestors(route_id) if route_id in catalogue else ())
    ]
    return pd.concat(parts) if parts else routes.iloc[:0]


def _places(mentions: pd.DataFrame, places: dict[str, Candidate]) -> pd.DataFrame:
    from shapely import Point

    counts = mentions.groupby("feature_id").agg(
        n_mentions=("mention_id", "size"),
        n_articles=("article_id", "nunique"),
        n_sources=("source", "nunique"),
    )
    rows: list[dict[str, Any]] = []
    for place_id, count in counts.iterrows():
        place = asdict(places[str(place_id)])
        point = Point(place["lon"], place["lat"])
        rows.append(
            {
                **place,
                **{str(name): number for name, number in count.items()},
                "place_id": place_id,
                "geometry": point,
            }
        )
    return schema.conform(rows, "places")


def _routes(shown: Sequence[Route], direct: pd.DataFrame, indirect: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for route in shown:
        own = direct[direct["feature_id"] == route.route_id]
        through = indirect[indirect["feature_id"] == route.route_id]
        rows.append(
            {
                **route_row(route),
                "n_mentions": len(own),
                "n_articles": own["article_id"].nunique(),
                "n_sources": own["source"].nunique(),
                "n_indirect_articles": len(set(through["article_id"]) - set(own["article_id"])),
                "first_published": own["published"].min(),
                "last_published": own["published"].max(),
            }
        )
    return schema.conform(rows, "routes")


def _links(direct: pd.DataFrame, indirect: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    keys = sorted(
        {
            (_text(source), route)
            for frame in (direct, indirect)
            for source, route in zip(frame["source"], frame["feature_id"], strict=True)
        },
        key=lambda key: (key[0] is None, key),
    )
    rows = []
    for source, route_id in keys:
        own, through = (
            frame[
                (frame["feature_id"] == route_id)
                & (frame["source"].isna() if source is None else frame["source"] == source)
            ]
            for frame in (direct, indirect)
        )
        rows.append(
            {
                "source": source,
                "route_id": route_id,
                "n_articles": own["article_id"].nunique(),
                "n_mentions": len(own),
                "n_indirect_articles": len(set(through["article_id"]) - set(own["article_id"])),
                "first_published": own["published"].min(),
                "last_published": own["published"].max(),
                "geometry": catalogue[route_id].geometry if route_id in catalogue else None,
            }
        )
    return schema.conform(rows, "links")


def _names(direct: pd.DataFrame) -> pd.DataFrame:
    """Count by which words each source names each route, per language and month; references back are no names."""
    named = direct[~direct["anaphora"]].copy()
    named["route_id"] = named["feature_id"]
    named["surface"] = named["surface"].str.replace(r"\s+", " ", regex=True)
    named["month"] = named["published"].dt.strftime("%Y-%m")
    keys = list(schema.TABLES["names"].key)
    counts = named.groupby(keys, dropna=False).agg(
        n_mentions=("mention_id", "size"), n_articles=("article_id", "nunique")
    )
    return schema.conform(counts.reset_index(), "names")


def _segment_rows(route: Route) -> list[dict[str, Any]]:
    return [
        {
            "route_id": route.route_id,
            "order": order,
            "segment": segment.name,
            "status": segment.status,
            "mode": segment.mode,
            "branch": segment.branch,
            "geometry_precision": segment.geometry_precision,
            "uncertainty_km": segment.uncertainty_km,
            "geometry": segment.line,
        }
        for order, segment in enumerate(route.segments, 1)
    ]


def _waypoint_rows(route: Route) -> list[dict[str, Any]]:
    from shapely import Point

    return [
        {
            "route_id": route.route_id,
            "order": point.order,
            "name": point.name,
            "country": point.country,
            "role": point.role,
            "grade": point.grade,
            "geonameid": point.geonameid,
            "km": km,
            "geometry": Point(point.lon, point.lat),
        }
        for point, km in zip(route.waypoints, waypoint_kms(route), strict=True)
    ]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
