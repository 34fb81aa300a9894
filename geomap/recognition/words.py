"""Where the words of a text are: as aliases of routes are compared with it, and as names of places are.

For aliases each Chinese or Japanese character is a word, because nothing separates
theirs, and vowel signs of the scripts of India belong to the word they stand in.
For places a hyphen, an apostrophe or a stop joins letters: "Saint-Denis", "U.S.".
"""

from __future__ import annotations

import re

import numpy as np

from geomap.characters import (
    ALNUM,
    ALPHA,
    IDEOGRAPH,
    IDEOGRAPHS,
    JOINER,
    LETTER,
    LOWER,
    SIGN,
    SIGNS,
    UPPER,
    Translation,
    kinds,
    runs,
)

#: A word; `find_words` finds the same in a whole text at once.
WORD = re.compile(
    rf"[{IDEOGRAPHS}]|[^\W_{IDEOGRAPHS}]+(?:[{SIGNS}]+[^\W_{IDEOGRAPHS}]*)*|[{SIGNS}]+(?:[^\W_{IDEOGRAPHS}]+[{SIGNS}]*)*"
)
IS_CJK = re.compile(f"[{IDEOGRAPHS}]")
_ARABIC = re.compile("[\u0600-\u06ff]")

# e and a, i and y are the letters that transliterations of one name differ in most (Zangezur, Zangazur; Yerevan, Erivan).
LIKE_LETTERS = dict(zip("eyэё", "aiее", strict=True))
#: Makes letters of folded text one that transliterations exchange.
make_alike = Translation(LIKE_LETTERS)
_MARKS = "…•·。，、；：（）「」" + "".join(char for char in map(chr, range(128)) if not char.isalnum())
_searchable = Translation(LIKE_LETTERS | dict.fromkeys(_MARKS, " "))


def find_words(text: str) -> list[tuple[int, int]]:
    """Return the half-open stretches of the words of a folded text.

    Examples
    --------
    >>> find_words("tap, \u4e2d\u4e9a")
    [(0, 3), (5, 6), (6, 7)]
    """
    kind = kinds(text)
    starts, ends = runs(kind & (ALNUM | SIGN | IDEOGRAPH) > 0, kind & IDEOGRAPH > 0)
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def make_searchable(text: str) -> str:
    """Return folded text for the search: like letters made one, blanks for marks between words and around it all.

    Examples
    --------
    >>> make_searchable("the trans-caspian (tap)")
    ' tha trans caspian  tap  '
    """
    return f" {_searchable(text)} "


def may_stand_inside(word: str) -> bool:
    """Say whether words of a script need no blank before them: Chinese, or Arabic with its prefixes."""
    return bool(IS_CJK.match(word) or _ARABIC.match(word))


class Tokens:
    """The words of a text as it is written, in which names of places are looked for.

    `starts` and `ends` are half-open offsets, a full stop at its end belonging to
    the word; `capital` says of each whether it begins with one; `beginnings` are
    the numbers of those at which a name may begin: with a capital, with one
    behind a hyphen, or in a script without capitals.

    Parameters
    ----------
    cased
        The text, neither lower-cased nor without its accents.

    Examples
    --------
    >>> tokens = Tokens("the U.S. and Saint-Denis")
    >>> list(zip(tokens.starts, tokens.ends)), tokens.beginnings
    ([(0, 3), (4, 8), (9, 12), (13, 24)], [1, 3])
    """

    def __init__(self, cased: str) -> None:
        kind = kinds(cased)
        inside = kind & ALNUM > 0
        joiners = np.flatnonzero(kind[1:-1] & JOINER) + 1
        joiners = joiners[inside[joiners - 1] & (kind[joiners + 1] & LETTER > 0)]
        inside[joiners] = True
        starts, ends = runs(inside)
        first = kind[starts]
        capital = first & UPPER > 0
        begins = capital | (first & (ALPHA | UPPER | LOWER) == ALPHA)
        behind = joiners[kind[joiners + 1] & UPPER > 0]
        begins[np.searchsorted(starts, behind, "right") - 1] = True
        self.starts: list[int] = starts.tolist()
        self.ends: list[int] = ends.tolist()
        marked = ends < len(cased)
        marked[marked] = kind[ends[marked]] & JOINER > 0
        for number in np.flatnonzero(marked).tolist():
            self.ends[number] += cased[self.ends[number]] == "."
        self.capital: list[bool] = capital.tolist()
        self.beginnings: list[int] = np.flatnonzero(begins).tolist()
