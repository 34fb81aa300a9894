"""Compare names regardless of case, accents and typography, and keep every offset.

Folding replaces characters one by one, so a match in the folded text stands at
the same offsets in the original. Only what has to be dropped (combining marks,
soft hyphens, the second of two blanks) shifts them, and `Folded` maps those back.
Below it stands what else is done to text alone: cleaning, sentences, cells of CSV.
"""

from __future__ import annotations

import re
import string
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from geomap.characters import Translation

REPLACEMENT = "\ufffd"

# Letters that Unicode does not decompose, and pairs of letters that different keyboards use for one another.
_LETTERS = {
    "ə": "a", "æ": "a", "œ": "o", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "ß": "s", "þ": "t",
    "ς": "σ", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ґ": "г",
}  # fmt: skip
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d\u058a\u05be\u30a0"
_APOSTROPHES = "\u2018\u2019\u201a\u201b\u02bb\u02bc\u02b9\u0060\u00b4\u2032\uff07"
_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"
_BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u200c\t\r\v\f"
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u00ad\u0640\u200b\u200d-\u200f"
    "\u202a-\u202e\u2060-\u2069\ufeff"
)
_DROPPED = re.compile(
    # one set of first characters, because a search for those is fast; what each may begin is asked behind it
    rf"[{_MARKS}\u02bb\u2018\- {_BLANKS}\n](?:"
    # combining marks, soft hyphens, joiners and direction marks
    rf"(?<=[{_MARKS}])[{_MARKS}]*"
    # the mark of an Uzbek letter: o‘, g‘
    r"|(?<=[oOgG][\u02bb\u2018])(?=[^\W\d_])"
    # a word divided at the end of a line
    r"|(?<=[^\W\d_]-)\n(?=[^\W\d_A-Z])"
    # the rest of a run of blanks within a paragraph
    rf"|(?<=[ {_BLANKS}\n][ {_BLANKS}])[ {_BLANKS}]*(?!\n)"
    rf"|(?<=[^ {_BLANKS}\n][ {_BLANKS}][ {_BLANKS}])[ {_BLANKS}]*\n(?!\s*\n)[ {_BLANKS}]*"
    rf"|(?<=[^ {_BLANKS}\n][ {_BLANKS}]\n)(?!\s*\n)[ {_BLANKS}]*)"
)
_DROPPING_PAIRS = ("  ", " \n", "\n ", "-\n")
_DROPPED_OR_BLANK = re.compile(f"[{_MARKS}\u200c{_BLANKS}]")
_UZBEK_LETTER = re.compile("[oOgG][\u02bb\u2018]")
_ASCII = dict(zip(string.ascii_uppercase + "`\t\r\v\f", string.ascii_lowercase + "'    ", strict=True))
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Begins with what is rare, so that the search for it is fast.
_LINE_BREAK = re.compile(r"\n(?!\n)(?<!\n\n)")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back to the offsets of the original.

    `cased` is the same text with its capitals and accents: `cased[i]` became `text[i]`.
    """

    text: str
    cased: str
    _starts: tuple[int, ...] = ()
    _shifts: tuple[int, ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open offsets in the original of `text[start:end]`."""
        if not self._starts:
            return start, end
        return start + self._shift(start), end - 1 + self._shift(end - 1) + 1

    def _shift(self, position: int) -> int:
        index = bisect_right(self._starts, position)
        return self._shifts[index - 1] if index else 0


@cache
def _folding() -> Translation:
    # numpy is imported when text is folded, not when help is asked for
    from geomap.characters import Translation

    table: dict[str, str] = {}
    for char in map(chr, range(0x80, 0x2100)):
        folded = unicodedata.normalize("NFKD", char).casefold()
        base = "".join(c for c in folded if not unicodedata.combining(c))
        if len(base) == 1 and base != char and not base.isspace():
            table[char] = _LETTERS.get(base, base)
    table.update({chr(code): chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)})
    table.update(_LETTERS)
    table["Ə"] = "a"
    for chars, replacement in ((_DASHES, "-"), (_APOSTROPHES, "'"), (_QUOTES, '"'), (_BLANKS, " ")):
        table.update(dict.fromkeys(chars, replacement))
    return Translation({char: _ASCII.get(folded, folded) for char, folded in table.items()} | _ASCII)


def fold(text: str) -> Folded:
    """Fold `text` for comparison: lower case, no accents, one kind of dash, quote and blank.

    A single line break is a blank; an empty line stays a line break, because no
    name runs across it.

    Examples
    --------
    >>> fold("Zəngəzur\u00ad  dəhlizi").text
    'zangazur dahlizi'
    >>> fold("Zəngəzur  dəhlizi").original(9, 16)
    (10, 17)
    """
    if not _may_drop(text):
        return Folded(_fold_characters(text), text)
    kept, starts, shifts, position, length = [], [], [], 0, 0
    for match in _DROPPED.finditer(text):
        kept.append(text[position : match.start()])
        length += match.start() - position
        position = match.end()
        starts.append(length)
        shifts.append(position - length)
    kept.append(text[position:])
    cased = "".join(kept)
    return Folded(_fold_characters(cased), cased, tuple(starts), tuple(shifts))


@lru_cache(maxsize=100_000)
def fold_name(name: str) -> str:
    """Return the folded form of a name, ready to be a key of an index.

    Examples
    --------
    >>> fold_name("  Şuşa "), fold_name("Baku\u2013Tbilisi\u2013Ceyhan")
    ('susa', 'baku-tbilisi-ceyhan')
    """
    return fold(name.strip()).text


def _may_drop(text: str) -> bool:
    """Say whether `fold` may have to drop a character; quick, and True in doubt."""
    if any(pair in text for pair in _DROPPING_PAIRS) or any(blank in text for blank in "\t\r\v\f"):
        return True
    if text.isascii():
        return False
    marks = "\u02bb" in text or "\u2018" in text
    return _DROPPED_OR_BLANK.search(text) is not None or (marks and _UZBEK_LETTER.search(text) is not None)


def _fold_characters(text: str) -> str:
    folded = _folding()(text)
    return _LINE_BREAK.sub(" ", folded) if "\n" in folded else folded


def clean_text(text: str) -> tuple[str, int]:
    """Replace NUL and lone surrogates by U+FFFD, length unchanged, and count them.

    Examples
    --------
    >>> clean_text("a\\x00b")
    ('a\ufffdb', 1)
    """
    if text.isascii() and "\0" not in text:
        return text, 0
    return re.subn("[\0\ud800-\udfff]", REPLACEMENT, text)


def plain_line(text: str) -> str:
    """Return text on one line, without the control and direction characters that a terminal obeys.

    Examples
    --------
    >>> plain_line("two\\nlines, \\x1b[31mred")
    'two lines, �[31mred'
    """
    return _CONTROLS.sub(REPLACEMENT, " ".join(text.splitlines()).replace("\t", " "))


# What a spreadsheet takes for a formula, full-width signs included: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_Value = TypeVar("_Value")


def escape_formula(value: _Value) -> _Value | str:
    """Put an apostrophe before text that a spreadsheet would run as a formula when it opens a CSV.

    Text that already looks so escaped gets one more, so that `unescape_formula`
    gives every text back. Numbers are returned as they are.

    Examples
    --------
    >>> escape_formula("=HYPERLINK(A1)"), escape_formula("Baku"), escape_formula(-1.5)
    ("'=HYPERLINK(A1)", 'Baku', -1.5)
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def unescape_formula(text: str) -> str:
    """Return the text that `escape_formula` was given.

    Examples
    --------
    >>> [unescape_formula(escape_formula(text)) for text in ("+5 km", "'+5 km", "'Umar")]
    ['+5 km', "'+5 km", "'Umar"]
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def csv_line(cells: Iterable[object]) -> str:
    """Return one line of CSV (RFC 4180), without its end, that no spreadsheet runs as a formula.

    None is an empty cell, a truth value "true" or "false". Unlike `csv.writer`
    before Python 3.13 it quotes a lone carriage return, which readers take for the end of a line.

    Examples
    --------
    >>> csv_line(["Baku, AZ", "=1+1", 0.5, None, True])
    '"Baku, AZ",\\'=1+1,0.5,,true'
    """
    return ",".join(map(_csv_cell, cells))


def _csv_cell(value: object) -> str:
    if value is None:
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(escape_formula(value))
    return '"' + text.replace('"', '""') + '"' if re.search('[",\r\n]', text) else text


_SENTENCE_END = re.compile(
    r"(?P<stop>[.!?…]+[\"'”’»)\]]*)(?=\s+[\"'“‘«(\[]*(?:[^\W\d_]|\d))|[。！？]+[」』”]*|[।؟]+(?=\s)|\n\s*\n|\n(?=\s*[-•*])"
)
_LAST_WORD = re.compile(r"[\w.]*$")
_LONGEST_ABBREVIATION = 12
# What a sentence may end with; looked for first, because a search for one of a few characters is fast.
_STOP = re.compile("[.!?…。！？।؟\\n]")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen col lt sgt capt gov sen rep pres st mt jr sr inc ltd co corp no vs jan feb mar apr jun jul aug sep "
    "sept oct nov dec fig approx dept est km e.g i.e u.s u.k u.n a.m p.m г ул им тыс млн млрд руб долл т.е т.д sq".split()
)


@lru_cache(maxsize=2)
def sentence_bounds(text: str) -> tuple[tuple[int, int], ...]:
    """Return the half-open bounds of the sentences of `text`, in order, without outer blanks.

    Abbreviations, initials and decimal points do not end a sentence; an empty
    line and a list item do.

    Examples
    --------
    >>> text = "Mr. Aliyev met Gov. Smith in the U.S. on Monday. They talked."
    >>> [text[a:b] for a, b in sentence_bounds(text)]
    ['Mr. Aliyev met Gov. Smith in the U.S. on Monday.', 'They talked.']
    """
    bounds, start = [], 0
    for candidate in _STOP.finditer(text):
        match = _SENTENCE_END.match(text, candidate.start()) if candidate.start() >= start else None
        if match is None or (match["stop"] and _is_abbreviation(text, match)):
            continue
        bounds.append((start, match.end()))
        start = match.end()
    bounds.append((start, len(text)))
    trimmed = ((a + len(text[a:b]) - len(text[a:b].lstrip()), a + len(text[a:b].rstrip())) for a, b in bounds)
    return tuple((a, b) for a, b in trimmed if a < b)


def _is_abbreviation(text: str, match: re.Match[str]) -> bool:
    stop = match["stop"]
    if stop[0] != "." or stop[1:2] == ".":
        return False
    following = text[match.end() : match.end() + 8].lstrip(" \t\n\"'“‘«([")
    if following[:1].islower():
        return True
    start = match.start()
    before = text[max(0, start - _LONGEST_ABBREVIATION) : start].split()
    word = _LAST_WORD.search(before[-1]) if before and not text[start - 1].isspace() else None
    last = word[0] if word else ""
    return (len(last) == 1 and last.isupper()) or last.lower().rstrip(".") in _ABBREVIATIONS


_MAX_AROUND = 1_000


def sentence_span(bounds: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence (or sentences) that hold `start` to `end`, at most 1,000 characters further on.

    A list or table without full stops is one sentence; with each of its names
    all of it would be kept.
    """
    if not bounds:
        return start, end
    first = max(0, bisect_right(bounds, (start, sys.maxsize)) - 1)
    last = max(first, bisect_right(bounds, (end - 1, sys.maxsize)) - 1)
    begins, ends = min(bounds[first][0], start), max(bounds[last][1], end)
    return max(begins, start - _MAX_AROUND), min(ends, end + _MAX_AROUND)
