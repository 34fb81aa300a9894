"""Phrases that look like the name of a route that the catalogue does not have: "the Xyz-Abc gas pipeline".

They are listed as unresolved, so that a user can see what to add. A phrase is
taken when capitalised words that are no ordinary ones stand right before (or, in
languages that put the noun first, right after) a word for a pipeline, corridor,
railway, cable or canal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from geomap.recognition import lexicon, nouns
from geomap.text import Folded

_KINDS = frozenset({"pipeline", "corridor", "railway", "cable", "waterway"})
_MAX_WORDS = 4
_ENGLISH = frozenset({"pipeline", "corridor", "railway", "cable", "canal"})
_FILLERS = frozenset(
    "gas oil natural crude product products export power railway rail transport trade economic energy subsea submarine pipeline".split()
)


def find_unknown(
    folded: Folded, words: Sequence[tuple[int, int]], texts: Sequence[str], taken: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield the first and last word of each such phrase.

    Parameters
    ----------
    folded, words, texts
        The text, the stretches of its words, and the folded words.
    taken
        First and last words of what is known already: names and references.
    """
    inside = {number for first, last in taken for number in range(first, last + 1)}
    number = 0
    while number < len(texts):
        begins = nouns.may_begin(texts[number]) and number not in inside
        found = nouns.noun_at(list(texts[number : number + 3]), 0) if begins else None
        if not found or found[0].kind not in _KINDS:
            number += 1
            continue
        last = number + found[1] - 1
        name = _name_before(folded, words, texts, number) or (
            not texts[number].isascii() and _name_after(folded, words, last)
        )
        if name:
            first, end = min(number, name[0]), max(last, name[1])
            if not inside & set(range(first, end + 1)):
                yield first, end
        number = last + 1


def _name_before(
    folded: Folded, words: Sequence[tuple[int, int]], texts: Sequence[str], number: int
) -> tuple[int, int] | None:
    last = number - 1
    while (
        last >= 0
        and texts[last] in _FILLERS
        and not _capital(folded, words, last)
        and _gap(folded, words, last) == " "
    ):
        last -= 1
    first = last + 1
    while (
        first > 0
        and last - first + 2 <= _MAX_WORDS
        and _capital(folded, words, first - 1)
        and _gap(folded, words, first - 1) in (" ", "-", " - ")
    ):
        first -= 1
    if texts[first] in lexicon.LOWER_IN_NAMES:
        first += 1
    return (
        (first, last)
        if first <= last and _is_name(folded, words, texts, first, last, noun=texts[number])
        else None
    )


def _name_after(folded: Folded, words: Sequence[tuple[int, int]], number: int) -> tuple[int, int] | None:
    last = number
    while (
        last + 1 < len(words)
        and last - number < _MAX_WORDS
        and _capital(folded, words, last + 1)
        and _gap(folded, words, last) in (" ", "-", " - ", ' "')
    ):
        last += 1
    return (number + 1, last) if last > number and "-" in _gap(folded, words, last - 1) else None


def _is_name(
    folded: Folded,
    words: Sequence[tuple[int, int]],
    texts: Sequence[str],
    first: int,
    last: int,
    *,
    noun: str,
) -> bool:
    """Say whether the words are a name: two joined by a hyphen, or before an English noun one that is no ordinary word."""
    joined = any("-" in _gap(folded, words, number) for number in range(first, last))
    proper = [text for text in texts[first : last + 1] if _is_proper(text)]
    return len(proper) >= 2 if joined else bool(proper) and noun in _ENGLISH


def _is_proper(text: str) -> bool:
    return (
        len(text) > 2
        and not text.isdigit()
        and text not in lexicon.words()
        and text not in lexicon.DIRECTIONS
    )


def _capital(folded: Folded, words: Sequence[tuple[int, int]], number: int) -> bool:
    return folded.cased[words[number][0]].isupper()


def _gap(folded: Folded, words: Sequence[tuple[int, int]], number: int) -> str:
    """Return what stands between word `number` and the next."""
    return folded.text[words[number][1] : words[number + 1][0]] if number + 1 < len(words) else ""
