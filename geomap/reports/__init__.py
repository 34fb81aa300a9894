"""Text for people and scripts: mentions, explanations, routes and summaries, line by line.

What people read on a terminal has no control characters, for articles are
strangers and a terminal obeys them; what scripts read is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from geomap import schema
from geomap.errors import InputError
from geomap.geojson import dump_value, plain_value
from geomap.model import Atlas
from geomap.reports.routes import find_routes, route_lines
from geomap.reports.tables import table_lines
from geomap.text import csv_line, fold_name, plain_line

__all__ = [
    "explanation_lines",
    "find_routes",
    "mention_lines",
    "mention_rows",
    "route_lines",
    "summary_lines",
]

_MENTION_FIELDS = (
    "mention_id", "article_id", "path", "source", "published", "feature_type", "surface", "start", "end", "sentence",
    "feature_id", "name", "lon", "lat", "status", "anaphora", "score", "reason",
)  # fmt: skip
_CANDIDATE = list(schema.TABLES["candidates"].columns)
_EVIDENCE = _CANDIDATE[_CANDIDATE.index("score") + 1 :]
_LEFT_OUT = {"error": "could not be used", "duplicate": "there already", "filtered": "not asked for"}
_MAX_TOLD = 10
_MAX_UNKNOWN = 5


def summary_lines(atlas: Atlas) -> Iterator[str]:
    """Yield what was read, what was found and, for the first few, what was left out and why."""
    named = atlas.mentions[(atlas.mentions["feature_type"] == "route") & atlas.mentions["feature_id"].notna()]
    indirect = len(atlas.routes) - named["feature_id"].nunique()
    through = f" ({indirect} more through a part)" if indirect > 0 else ""
    yield (
        f"{_count(len(atlas.articles), 'article')} of {_count(atlas.articles['source'].nunique(), 'source')}: "
        f"{_count(named['feature_id'].nunique(), 'route')} mentioned {_count(len(named), 'time')}{through}, "
        f"{_count(len(atlas.places), 'place')}"
    )
    yield from _unknown_lines(atlas)
    counts = atlas.issues["severity"].value_counts()
    for severity, words in _LEFT_OUT.items():
        if severity in counts:
            yield f"left out: {counts[severity]} ({words})"
    untold = atlas.issues[atlas.issues["severity"].isin(["error", "duplicate"])].to_dict("records")
    for issue in untold[:_MAX_TOLD]:
        yield plain_line(f"  {issue['where']}: {issue['message']}")
    if len(untold) > _MAX_TOLD:
        yield f"  ... and {len(untold) - _MAX_TOLD} more; the table `issues` of an export lists all"


def _unknown_lines(atlas: Atlas) -> Iterator[str]:
    """Yield the phrases that look like routes which the catalogue does not have, the most frequent first."""
    mentions = atlas.mentions
    unknown = mentions[(mentions["feature_type"] == "route") & mentions["feature_id"].isna()]
    if unknown.empty:
        return
    counts = unknown["surface"].map(lambda surface: plain_line(" ".join(surface.split()))).value_counts()
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    told = ", ".join(f'"{phrase}" ({count})' for phrase, count in ranked[:_MAX_UNKNOWN])
    more = f", and {len(ranked) - _MAX_UNKNOWN} more" if len(ranked) > _MAX_UNKNOWN else ""
    yield f"not in the catalogue: {told}{more}"


def mention_rows(atlas: Atlas) -> Iterator[dict[str, Any]]:
    """Yield the mentions of an Atlas as plain mappings, with what is known of their article."""
    articles = atlas.articles.set_index("article_id")[["path", "source", "published"]]
    rows = atlas.mentions.join(articles, on="article_id")
    rows["lon"], rows["lat"] = atlas.mentions.geometry.x, atlas.mentions.geometry.y
    for row in rows.to_dict("records"):
        yield {field: plain_value(row[field]) for field in _MENTION_FIELDS}


def mention_lines(atlas: Atlas, form: str) -> Iterator[str]:
    """Yield the mentions as lines of JSON ("jsonl"), of CSV ("csv") or of a table for reading ("table")."""
    rows = mention_rows(atlas)
    if form == "jsonl":
        yield from map(dump_value, rows)
    elif form == "csv":
        yield csv_line(_MENTION_FIELDS)
        yield from (csv_line(row.values()) for row in rows)
    else:
        columns = ("surface", "feature_type", "status", "name", "feature_id", "score", "start", "article")
        shown = ({**row, "article": row["path"] or row["article_id"]} for row in rows)
        yield from table_lines(list(shown), columns, numbers=("score", "start"))


def explanation_lines(atlas: Atlas, wanted: str) -> Iterator[str]:
    """Yield, for each mention with this id or these words, its sentence, its reason and its candidates.

    Raises
    ------
    InputError
        If no mention fits.
    """
    key = fold_name(wanted)
    mentions = [
        mention
        for mention in atlas.mentions.to_dict("records")
        if mention["mention_id"] == wanted or key in fold_name(mention["surface"])
    ]
    if not mentions:
        raise InputError(
            f"no mention has the id or the words {wanted!r}; `geomap mentions NEWS --format table` lists them"
        )
    kept: dict[str, list[Any]] = {}
    for candidate in atlas.candidates.to_dict("records"):
        kept.setdefault(candidate["mention_id"], []).append(candidate)
    for number, mention in enumerate(mentions):
        yield from [""] if number else []
        yield from map(plain_line, _explain(mention, kept.get(mention["mention_id"], [])))


def _explain(mention: Mapping[Any, Any], candidates: Sequence[Mapping[Any, Any]]) -> Iterator[str]:
    meant = _said(mention["name"], "nothing we know")
    yield f"{' '.join(mention['surface'].split())} -> {meant} [{mention['status']}, score {mention['score']:.2f}]"
    yield f"  mention    {mention['mention_id']}"
    yield f"  sentence   {' '.join(mention['sentence'].split())}"
    yield f"  because    {_said(mention['reason'], 'no reason is recorded')}"
    for candidate in candidates:
        what = [candidate["feature_id"], _said(candidate["feature_code"]), _said(candidate["country"])]
        evidence = [
            f"{term} {candidate[term]:.2f}" for term in _EVIDENCE if candidate[term] == candidate[term]
        ]
        name = f"{candidate['name']} ({', '.join(filter(None, what))})"
        yield f"  candidate  {candidate['score']:.2f}  {name}" + (
            f"  {', '.join(evidence)}" if evidence else ""
        )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _said(value: Any, otherwise: str = "") -> str:
    return value if isinstance(value, str) else otherwise
