"""Read news, geoparse it, and lay the result out as linked tables.

The tables of articles, mentions and candidates are the record; places, routes,
links and names are a summary of them (`summarise`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from geomap import schema
from geomap.articles import read_articles
from geomap.catalogue import Catalogue, route_row, segment_rows, waypoint_rows
from geomap.errors import InputError
from geomap.gazetteer import GazetteerIndex
from geomap.geocoding import locate_mentions
from geomap.geoparser import Geoparser
from geomap.mentions import lay_out_mentions, place_facts
from geomap.model import Atlas, Geocoder, Issue, Mention, Progress, Recogniser, Resolver
from geomap.selection import find_route_ids, make_article_filter, mentions_route
from geomap.summary import summarise


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
    wanted = find_route_ids(parser.catalogue, routes)
    keep = make_article_filter(since, until, sources, issues)
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
        if wanted and not mentions_route(found, wanted, parser.catalogue):
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
        rows, kept = lay_out_mentions(*scanned.pop())
        mentions += rows
        candidates += kept if keep_candidates else []
    article_table = schema.conform(articles, "articles")
    mention_table = schema.conform(mentions, "mentions")
    return Atlas(
        articles=article_table,
        mentions=mention_table,
        candidates=schema.conform(candidates, "candidates"),
        issues=schema.conform([asdict(issue) for issue in issues], "issues"),
        **summarise(article_table, mention_table, places=place_facts(mentions), catalogue=parser.catalogue),
    )


def lay_out_routes(catalogue: Catalogue) -> Atlas:
    """Return an Atlas of every route of a catalogue, in order of id, that no article mentions."""
    shown = list(catalogue.values())
    rows = {
        "routes": [route_row(route) for route in shown],
        "segments": [row for route in shown for row in segment_rows(route)],
        "waypoints": [row for route in shown for row in waypoint_rows(route)],
    }
    return Atlas(**{name: schema.conform(rows.get(name, []), name) for name in schema.TABLES})
