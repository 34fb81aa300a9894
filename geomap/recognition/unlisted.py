"""Names that stand like a place ("the village of Xyz", "Xyz district") but that no gazetteer holds.

They have no candidates and stay unresolved, unless a geocoder knows them. Only
what a word for a kind of place vouches for is taken: any other capitalised
word may be a person, a company or a product.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from geomap.model import Span
from geomap.recognition import lexicon
from geomap.text import fold_name

RECOGNISER = "unlisted"
_WORD = r"[^\W\d_]+(?:['’ʼ`-][^\W\d_]+)*"
_NAME = rf"{_WORD}(?: {_WORD}){{0,2}}"
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
    re.compile(rf"\b(?:{_any_of(_OF)}) (?:of|de|d') ?(?P<name>{_NAME})", re.IGNORECASE),
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
    covered = [(span.start, span.end) for span in taken]
    spans = []
    for start, end in sorted(_matches(text), key=lambda bounds: (bounds[0], -bounds[1])):
        if all(end <= first or start >= last for first, last in covered):
            covered.append((start, end))
            spans.append(Span(start, end, text[start:end], "place", RECOGNISER, score=0.5))
    return spans


def _matches(text: str) -> Iterator[tuple[int, int]]:
    for number, cue in enumerate(_CUES):
        for match in cue.finditer(text):
            words = [
                (match.start("name") + w.start(), match.start("name") + w.end())
                for w in re.finditer(_WORD, match["name"])
            ]
            before = number == 1  # the name ends at the cue; else it begins there
            kept = _capitals(text, words[::-1] if before else words)
            if kept:
                start, end = min(kept)[0], max(kept)[1]
                if any(_is_proper(text[a:b]) for a, b in kept):
                    yield start, end


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
