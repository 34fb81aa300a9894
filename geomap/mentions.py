"""Mentions as rows of the tables mentions and candidates, and what they tell of each place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from geomap import schema
from geomap.model import Candidate, Mention


def lay_out_mentions(
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


def place_facts(rows: Iterable[dict[str, Any]]) -> dict[str, Candidate]:
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
