"""Where the words of a folded text are, for the comparison with aliases.

Each Chinese or Japanese character is a word, because nothing separates theirs;
vowel signs of the scripts of India belong to the word they stand in.
"""

from __future__ import annotations

import re

from geomap.characters import ALNUM, IDEOGRAPH, IDEOGRAPHS, SIGN, SIGNS, kinds, runs

#: A word; `find_words` finds the same in a whole text at once.
WORD = re.compile(
    rf"[{IDEOGRAPHS}]|[^\W_{IDEOGRAPHS}]+(?:[{SIGNS}]+[^\W_{IDEOGRAPHS}]*)*|[{SIGNS}]+(?:[^\W_{IDEOGRAPHS}]+[{SIGNS}]*)*"
)
IS_CJK = re.compile(f"[{IDEOGRAPHS}]")


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
