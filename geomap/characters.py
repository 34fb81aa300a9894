"""Characters of a whole text at once: replaced one by one, or told apart by kind, by tables that numpy looks up.

A loop over 4,000 characters costs a millisecond in Python; a look-up in a table
of the characters below U+10000 costs a hundredth of that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import numpy as np

_TABLE_SIZE = 0x10000
#: For shorter texts, names, a table is not worth its while.
_SHORT = 60
#: Kinds of character, as bits: as `str.isalnum`, `isdecimal` (not), `isalpha`, `isupper` and `islower` say (but that
#: Georgian has no capitals); then
#: vowel signs and the like, which `re` takes for no part of a word, characters that are words of their own, and
#: marks that join letters into one word.
ALNUM, LETTER, ALPHA, UPPER, LOWER, SIGN, IDEOGRAPH, JOINER = (1 << bit for bit in range(8))
JOINERS = "'\u2019.&-"
#: Sets of characters as a regular expression has them.
SIGNS = (
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u09cd\u0a01-\u0a4d"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u102b-\u103e\u1056-\u1059"
)
IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff"


class Translation:
    """Replaces single characters by single characters; the length of a text is unchanged.

    Parameters
    ----------
    mapping
        A character, below U+10000, -> what replaces it; ASCII becomes ASCII.

    Examples
    --------
    >>> Translation({"é": "e", "A": "a"})("Aéz")
    'aez'
    """

    def __init__(self, mapping: Mapping[str, str]) -> None:
        self._mapping = str.maketrans(dict(mapping))
        self._table = np.arange(_TABLE_SIZE, dtype="<u4")
        for char, replacement in mapping.items():
            self._table[ord(char)] = ord(replacement)
        self._bytes = self._table[:256].astype(np.uint8).tobytes()

    def __call__(self, text: str) -> str:
        """Return the text with its characters replaced."""
        if len(text) < _SHORT:
            return text.translate(self._mapping)
        if text.isascii():
            return text.encode().translate(self._bytes).decode()
        codes = _codes(text)
        replaced = self._table[np.minimum(codes, _TABLE_SIZE - 1)]
        return np.where(codes < _TABLE_SIZE, replaced, codes).tobytes().decode("utf-32-le", "surrogatepass")


def kinds(text: str) -> np.ndarray:
    """Return the kind of each character of a text: bits, uint8, shape (len(text),).

    Examples
    --------
    >>> (kinds("Aé1-") & ALNUM).tolist(), (kinds("Aé1-") & UPPER > 0).tolist()
    ([1, 1, 1, 0], [True, False, False, False])
    """
    codes = _codes(text)
    if codes.dtype == np.uint8:
        plain: np.ndarray = _kind_table()[codes]
        return plain
    found: np.ndarray = _kind_table()[np.minimum(codes, _TABLE_SIZE - 1)]
    for place in np.flatnonzero(codes >= _TABLE_SIZE):
        found[place] = _kind(chr(codes[place]))
    return found


def _codes(text: str) -> np.ndarray:
    """Return the code points of a text: uint8 if all are ASCII, else uint32."""
    if text.isascii():
        return np.frombuffer(text.encode(), np.uint8)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def runs(inside: np.ndarray, breaks: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return the half-open bounds of the runs of true values, int64.

    Parameters
    ----------
    inside
        Bool, one-dimensional.
    breaks
        Bool, of the same shape: values that are runs of their own.

    Examples
    --------
    >>> [bounds.tolist() for bounds in runs(np.array([True, True, False, True]))]
    [[0, 3], [2, 4]]
    """
    padded = np.zeros(len(inside) + 2, bool)
    padded[1:-1] = inside
    changes = padded[1:] != padded[:-1]
    if breaks is None or not breaks.any():
        places = np.flatnonzero(changes)
        return places[::2], places[1::2]
    apart = changes.copy()
    apart[:-1] |= breaks
    apart[1:] |= breaks
    return np.flatnonzero(apart & padded[1:]), np.flatnonzero(apart & padded[:-1])


@cache
def _kind_table() -> np.ndarray:
    return np.array([_kind(chr(code)) for code in range(_TABLE_SIZE)], np.uint8)


def _kind(char: str) -> int:
    special = (
        SIGN * bool(_SIGN.match(char)) + IDEOGRAPH * bool(_IDEOGRAPH.match(char)) + JOINER * (char in JOINERS)
    )
    if not char.isalnum():
        return special
    cased = UPPER * char.isupper() + LOWER * (char.islower() and not _GEORGIAN.match(char))
    return ALNUM + LETTER * (not char.isdecimal()) + ALPHA * char.isalpha() + cased + special


# Letters that Unicode gives capitals since 2018, which nobody uses at the head of a name.
_GEORGIAN = re.compile("[\u10d0-\u10fa\u10fd-\u10ff]")
_SIGN, _IDEOGRAPH = re.compile(f"[{SIGNS}]"), re.compile(f"[{IDEOGRAPHS}]")
