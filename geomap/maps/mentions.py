"""The mentions as columns, each with the sentence that is quoted for it.

The page counts everything from these rows, so they stand in the order of the
articles and carry no text of their own: a mention is a stretch of its sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from geomap.maps import quotes
from geomap.maps.columns import Columns, column, encode

if TYPE_CHECKING:
    from geomap.model import Atlas

#: What a mention's flags add up from.
ANAPHORA, DEMONYM, AMBIGUOUS = 1, 2, 4


class _Row(NamedTuple):
    """What is read of a mention; the second and third together say of what."""

    article_id: str
    feature_type: str
    feature_id: str
    surface: str | None
    start: int
    sentence: str | None
    status: str
    anaphora: bool
    demonym: bool
    alias_type: str | None
    alias_language: str | None


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
    rows = [
        _Row(*cells) for cells in zip(*(column(atlas.mentions, name) for name in _Row._fields), strict=True)
    ]
    rows = [row for row in rows if row[1:3] in features and row.article_id in articles]
    rows.sort(key=lambda row: (articles[row.article_id], row.start, features[row[1:3]]))
    found = list(_quotes(rows, texts))
    sentences, sentence = encode(quote.text if quote else None for quote in found)
    sentence = _steps_to_new(sentence)
    kinds, kind = encode(row.alias_type for row in rows)
    tongues, tongue = encode(row.alias_language for row in rows)
    steps, before = [], 0
    for row in rows:
        steps.append(articles[row.article_id] - before)
        before = articles[row.article_id]
    columns: Columns = {
        "article": steps,
        "feature": [features[row[1:3]] for row in rows],
        "sentence": sentence,
        "start": [quote.start if quote else 0 for quote in found],
        "length": [quote.length if quote else 0 for quote in found],
        "flags": [_flags(row) for row in rows],
        "alias": kind,
        "tongue": tongue,
    }
    return {"mentions": columns, "sentences": sentences, "aliases": kinds, "tongues": tongues}


def _steps_to_new(numbers: Iterable[int]) -> list[int]:
    """Write each number as its distance from the next new one, so that the many that appear in order are all 0.

    Examples
    --------
    >>> _steps_to_new([0, 1, 1, 2, 0, -1])
    [0, 0, 1, 0, 3, -1]
    """
    new, steps = 0, []
    for number in numbers:
        steps.append(new - number if number >= 0 else -1)
        new += number == new
    return steps


def _quotes(rows: Iterable[_Row], texts: Mapping[str, str | None]) -> Iterable[quotes.Quote | None]:
    """Yield the quotation of each mention; None where the mention has no sentence."""
    seen: Counter[tuple[str, str, str]] = Counter()
    counted: dict[tuple[str, str, str, int], int] = {}
    for row in rows:
        sentence, surface = row.sentence, row.surface or ""
        if sentence is None:
            yield None
            continue
        words = (row.article_id, sentence, surface)
        if (*words, row.start) not in counted:  # a coordination names two routes at one place
            counted[*words, row.start] = seen[words]
            seen[words] += 1
        nth = counted[*words, row.start]
        text = texts[row.article_id]
        start, end = quotes.find_mention(sentence, surface, text=text, start=row.start, nth=nth)
        yield quotes.cut_quote(sentence, start, end)


def _flags(row: _Row) -> int:
    flags = ANAPHORA * row.anaphora + DEMONYM * row.demonym
    return int(flags + AMBIGUOUS * (row.status == "ambiguous"))
