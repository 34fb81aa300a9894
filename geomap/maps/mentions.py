"""The mentions as columns, each with the sentence that is quoted for it.

The page counts everything from these rows, so they stand in the order of the
articles and carry no text of their own: a mention is a stretch of its sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from geomap.maps import quotes
from geomap.maps.columns import Columns, column, encode

if TYPE_CHECKING:
    from geomap.model import Atlas

#: What a mention's flags add up from.
ANAPHORA, DEMONYM, AMBIGUOUS = 1, 2, 4

_MENTION_COLUMNS = (
    "article_id", "feature_type", "feature_id", "surface", "start", "sentence",
    "status", "anaphora", "demonym", "alias_type", "alias_language",
)  # fmt: skip


def encode_mentions(atlas: Atlas, features: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    """Return the mentions of known features as columns, with the dictionaries they point into.

    Parameters
    ----------
    atlas
        The tables of `geomap.schema`.
    features
        The number of each (feature_type, feature_id).
    """
    articles = {key: number for number, key in enumerate(column(atlas.articles, "article_id"))}
    texts = dict(zip(articles, column(atlas.articles, "text"), strict=True))
    names = _MENTION_COLUMNS
    cells = zip(*(column(atlas.mentions, name) for name in names), strict=True)
    rows = [dict(zip(names, row, strict=True)) for row in cells]
    rows = [row for row in rows if _key(row) in features and row["article_id"] in articles]
    rows.sort(key=lambda row: (articles[row["article_id"]], row["start"], features[_key(row)]))
    found = list(_quotes(rows, texts))
    sentences, sentence = encode(quote.text if quote else None for quote in found)
    kinds, kind = encode(row["alias_type"] for row in rows)
    tongues, tongue = encode(row["alias_language"] for row in rows)
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


def _quotes(
    rows: Iterable[Mapping[str, Any]], texts: Mapping[str, str | None]
) -> Iterable[quotes.Quote | None]:
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
        text = texts[row["article_id"]]
        start, end = quotes.find_mention(sentence, surface, text=text, start=row["start"], nth=nth)
        yield quotes.cut_quote(sentence, start, end)


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["feature_type"], row["feature_id"]


def _flags(row: Mapping[str, Any]) -> int:
    flags = ANAPHORA * row["anaphora"] + DEMONYM * row["demonym"]
    return int(flags + AMBIGUOUS * (row["status"] == "ambiguous"))
