"""Sum mentions up by place, by route, and by source and route.

The tables of articles and mentions are the record; places, routes, links and
names are a pure summary of them, because distinct counts of sources and
articles cannot be added up over parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.catalogue import Catalogue, Route, route_row, segment_rows, waypoint_rows
from geomap.model import Candidate

if TYPE_CHECKING:
    import pandas as pd


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
        "segments": schema.conform([row for route in shown for row in segment_rows(route)], "segments"),
        "waypoints": schema.conform([row for route in shown for row in waypoint_rows(route)], "waypoints"),
        "links": _links(known_routes, indirect, catalogue),
        "names": _names(known_routes),
    }


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


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
