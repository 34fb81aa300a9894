"""The cube of sources, routes and time: who speaks of what, and when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from geomap.coverage.cubes import NO_SOURCE, count_rows, place_articles

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from geomap.coverage.cubes import Axis
    from geomap.model import Atlas


def measure_coverage(atlas: Atlas, *, by: str = "month") -> xr.Dataset:
    """Count articles and mentions over source, route and time.

    Parameters
    ----------
    atlas
        What `build_atlas` returned, or any with its tables.
    by
        The length of a period: "day", "week" (from Monday), "month" or "year", UTC.

    Returns
    -------
    cube
        Dimensions (source, route, time), int32: `articles` (distinct), `mentions`
        and `indirect_articles` (distinct, that speak of a part of the route and
        not of the route itself); over (source, route) `undated_articles`,
        `undated_mentions` and `undated_indirect_articles`. `source` is every
        source that has articles, "(not stated)" last; `route` every route
        mentioned itself or through a part; `time` the first day of every period
        from the first to the last dated article, with `time_bnds`. CF-1.11.

    Raises
    ------
    OutputError
        If `by` is unknown, or the cube would have more than 100 million cells.

    Notes
    -----
    Dated and undated together equal the counts of `atlas.links`. References back
    ("the corridor") count as mentions, as they do there; unresolved mentions
    do not. An article dated only to the month or year is undated where the
    periods are shorter than that.

    Examples
    --------
    >>> from geomap.atlas import build_atlas
    >>> text = "The Middle Corridor crosses the Caspian Sea."
    >>> news = [{"source": "Our Paper", "published": "2025-08-08", "text": text}]
    >>> cube = measure_coverage(build_atlas(news))
    >>> int(cube.articles.sel(source="Our Paper", route="middle-corridor", time="2025-08").sum())
    1
    """
    facts, periods = place_articles(atlas.articles, by)
    direct = _route_mentions(atlas.mentions).merge(facts, on="article_id", how="left")
    direct = direct.fillna({"source": NO_SOURCE, "period": -1})
    indirect = _through_parts(direct, _ancestors(atlas.routes))
    sources = sorted({*facts["source"], *direct["source"]}, key=lambda name: (name == NO_SOURCE, name))
    routes = sorted({*direct["route"], *indirect["route"]})
    counts = {
        "articles": (
            "distinct articles that speak of the route",
            direct.drop_duplicates(["article_id", "route"]),
        ),
        "mentions": ("mentions of the route", direct),
        "indirect_articles": ("distinct articles that speak of a part of the route only", indirect),
    }
    axes = {
        "source": _labels(sources, "outlet that published the articles"),
        "route": _labels(routes, "identifier of the route in the geomap catalogue"),
    }
    cube = count_rows(counts, axes, periods, title="Coverage of routes by sources")
    names = {
        **_column_by(atlas.mentions, "feature_id", "name"),
        **_column_by(atlas.routes, "route_id", "name"),
    }
    kinds = _column_by(atlas.routes, "route_id", "kind")
    name_labels = _labels([names.get(route, route) for route in routes], "name of the route")
    kind_labels = _labels([kinds.get(route, "") for route in routes], "kind of the route")
    return cube.assign_coords(route_name=("route", *name_labels), kind=("route", *kind_labels))


def _route_mentions(mentions: pd.DataFrame) -> pd.DataFrame:
    resolved = mentions["feature_id"].notna() & (mentions["status"] != "unresolved")
    chosen = mentions.loc[resolved & (mentions["feature_type"] == "route"), ["article_id", "feature_id"]]
    return chosen.rename(columns={"feature_id": "route"})


def _ancestors(routes: pd.DataFrame) -> dict[str, list[str]]:
    """Return the ids that each route is part of, directly or through another."""
    cells = zip(routes["route_id"], routes["part_of"].fillna(""), strict=True)
    near = {route_id: [part for part in re.split(r"[\s,;]+", cell) if part] for route_id, cell in cells}
    far = {}
    for route_id in near:
        found, waiting = set[str](), [route_id]
        while waiting:
            new = set(near.get(waiting.pop(), ())) - found
            found |= new
            waiting += new
        far[route_id] = sorted(found - {route_id})
    return far


def _through_parts(direct: pd.DataFrame, ancestors: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return one row per article and route of which it mentions a part, and not the route itself."""
    import pandas as pd

    own = set(zip(direct["article_id"], direct["route"], strict=True))
    rows = {
        (row["article_id"], parent): {**row, "route": parent}
        for row in direct.to_dict("records")
        for parent in ancestors.get(row["route"], ())
        if (row["article_id"], parent) not in own
    }
    return pd.DataFrame(rows.values(), columns=direct.columns)


def _labels(words: Sequence[str], long_name: str) -> Axis:
    import numpy as np

    return np.array(words, dtype=str), {"long_name": long_name}


def _column_by(frame: pd.DataFrame, key: str, column: str) -> dict[str, str]:
    known = frame[frame[key].notna() & frame[column].notna()]
    return dict(zip(known[key], known[column], strict=True))
