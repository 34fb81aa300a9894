"""Phrases that look like the name of a route that the catalogue does not have: "the Xyz-Abc gas pipeline".

They are listed as unresolved, so that a user can see what to add. A phrase is
taken when capitalised words that are no ordinary ones stand right before (or, in
languages that put the noun first, right after) a word for a pipeline, corridor,
railway, cable or canal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from geomap.recognition import lexicon, nouns
from geomap.recognition.scan import Scan
from geomap.recognition.words import WORD
from geomap.text import Folded

#: A name and its fillers stand at most this many characters before the noun.
_MAX_BEFORE = 80
_MAX_NOUN = 60
_MAX_WORDS = 4
_KINDS = frozenset({"pipeline", "corridor", "railway", "cable", "waterway", "strait", "canal"})
_ENGLISH = frozenset({"pipeline", "corridor", "railway", "cable", "canal"})
_FILLERS = frozenset(
    "gas oil natural crude product products export power railway rail transport trade economic energy subsea submarine pipeline".split()
)


def find_unknown(
    scan: Scan, offsets: Iterable[int], taken: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield the first and last word of each such phrase.

    Parameters
    ----------
    scan
        The text and its words.
    offsets
        Where a word for a kind of route may begin, in order.
    taken
        First and last words of what is known already: names and references.
    """
    inside: set[int] | None = None
    free = 0
    for offset in offsets:
        if offset < free or not _may_be_unknown(scan.folded, offset):
            continue
        words, texts = scan.words, scan.texts
        number = scan.number_at(offset)
        if inside is None:
            inside = {number for first, last in taken for number in range(first, last + 1)}
        if number is None or number in inside:
            continue
        found = nouns.noun_at(texts[number : number + 3], 0)
        if not found or found[0].kind not in _KINDS:
            continue
        last = number + found[1] - 1
        free = words[last][1]
        name = _name_before(scan.folded, words, texts, number) or (
            not texts[number].isascii() and _name_after(scan.folded, words, last)
        )
        if name:
            first, end = min(number, name[0]), max(last, name[1])
            if not inside & set(range(first, end + 1)):
                yield first, end


def _may_be_unknown(folded: Folded, offset: int) -> bool:
    """Say quickly whether an unknown route's noun can stand at `offset`: of such a kind, and after a capital or without capitals."""
    if folded.text[offset].isascii() and not _follows_a_capital(folded, offset):
        return False
    found = nouns.noun_at(WORD.findall(folded.text, offset, offset + _MAX_NOUN)[:3], 0)
    return found is not None and found[0].kind in _KINDS


def _follows_a_capital(folded: Folded, offset: int) -> bool:
    """Say whether a word with a capital stands before `offset`, with nothing but fillers between."""
    words = folded.cased[max(0, offset - _MAX_BEFORE) : offset].replace("-", " ").split()
    before = next((word for word in reversed(words) if word not in _FILLERS), "")
    return before[:1].isupper()


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
