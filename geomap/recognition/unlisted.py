"""Names that stand like a place ("the village of Xyz", "Xyz district") but that no gazetteer holds.

They have no candidates and stay unresolved, unless a geocoder knows them. Only
what a word for a kind of place vouches for is taken: any other capitalised
word may be a person, a company or a product.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from geomap.model import Span
from geomap.recognition import lexicon
from geomap.text import fold_name

RECOGNISER = "unlisted"
# Bounded, and begun at the beginning of a word only, so that no text takes more than time in proportion.
_WORD = r"[^\W\d_]{1,40}(?:['’ʼ`-][^\W\d_]{1,40}){0,4}"
_NAME = rf"(?<![\w'’ʼ`-]){_WORD}(?: {_WORD}){{0,2}}"
_ENGLISH = (
    "village town city hamlet settlement township municipality district province county region prefecture governorate "
    "port harbour harbor river island lake mountain valley peninsula strait bay gulf cape oasis station oilfield gasfield"
)
# "the port of Xyz": English; the Romance languages put the same words in the same order.
_OF = (
    f"{_ENGLISH} area community field "
    "village ville commune région province port île lac pueblo aldea ciudad puerto isla municipio provincia"
)
# "Xyz village": English, Turkish and Azerbaijani, whose nouns carry an ending after a name.
_AFTER = (
    f"{_ENGLISH} "
    "köyü kasabası ilçesi limanı mahallesi adası gölü nehri dağı kəndi qəsəbəsi rayonu şəhəri çayı adası limanı gölü dağı"
)
# "село Xyz": Russian and Ukrainian, in the cases that a text needs most.
_BEFORE = (
    "село селе села селу деревня деревне деревни деревню посёлок поселок посёлке поселке город городе города порт порту "
    "порта кишлак кишлаке аул ауле станция станции остров острове река реке озеро озере місто місті селище селищі"
)


def _any_of(words: str) -> str:
    return "|".join(sorted(set(words.split()), key=lambda word: (-len(word), word)))


_CUES = (
    re.compile(rf"\b(?:{_any_of(_OF)}) (?:of|de) (?P<name>{_NAME})", re.IGNORECASE),
    re.compile(rf"(?P<name>{_NAME})(?= (?:{_any_of(_AFTER)})\b)"),
    re.compile(rf"\b(?:{_any_of(_BEFORE)}) (?P<name>{_NAME})", re.IGNORECASE),
)


def find_unlisted(text: str, taken: Sequence[Span]) -> list[Span]:
    """Return the spans of such names, in order, none overlapping another or one of `taken`.

    Examples
    --------
    >>> [span.surface for span in find_unlisted("Rain fell on the village of Xanliqdere.", [])]
    ['Xanliqdere']
    """
    known = sorted((span.start, span.end) for span in taken)
    reached = list(accumulate((end for _start, end in known), max))
    spans: list[Span] = []
    for start, end in sorted(_matches(text), key=lambda bounds: (bounds[0], -bounds[1])):
        before = bisect_left(known, (end,))  # so many of the known begin before this one ends
        free = not before or reached[before - 1] <= start
        if free and (not spans or spans[-1].end <= start):
            spans.append(Span(start, end, text[start:end], "place", RECOGNISER, score=0.5))
    return spans


def _matches(text: str) -> Iterator[tuple[int, int]]:
    for number, cue in enumerate(_CUES):
        for match in cue.finditer(text):
            words = _words(match)  # the second cue stands behind the name
            yield from _name(text, _capitals(text, words[::-1] if number == 1 else words))


def _words(match: re.Match[str]) -> list[tuple[int, int]]:
    """Return the stretches of the words of the name, without "'s"."""
    shift, found = match.start("name"), re.finditer(_WORD, match["name"])
    return [(shift + w.start(), shift + w.end() - 2 * w[0].endswith(("'s", "’s"))) for w in found]


def _name(text: str, words: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    if any(_is_proper(text[start:end]) for start, end in words):
        yield min(words)[0], max(words)[1]


def _capitals(text: str, words: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the words up to the first that has no capital or opens a sentence like any other word."""
    kept: list[tuple[int, int]] = []
    for start, end in words:
        word = text[start:end]
        if not word[0].isupper() or fold_name(word) in _OPENERS:
            break
        kept.append((start, end))
    return kept


#: Capitalised at the head of a sentence, and no part of a name there.
_OPENERS = frozenset(
    "the a an this that these those each every any some one in at from near to of and or its their his her our another no".split()
)


def _is_proper(word: str) -> bool:
    key = fold_name(word)
    return (
        len(key) > 2
        and key not in lexicon.words()
        and key not in lexicon.DIRECTIONS
        and key not in lexicon.CALENDAR
    )
