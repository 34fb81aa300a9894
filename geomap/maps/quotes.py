"""Cut the quoted sentence around a mention and say where in it the mention stands.

Offsets leave here as UTF-16 code units, because that is what a browser counts
in: an emoji before the mention would shift the highlight otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

ELLIPSIS = "\u2026"
#: The longest quotation, in characters, ellipses included.
MAX_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence and the mention in it: `start` and `length` in UTF-16 code units."""

    text: str
    start: int
    length: int


def cut_quote(sentence: str, start: int, end: int, *, max_length: int = MAX_LENGTH) -> Quote:
    """Return at most `max_length` characters around `sentence[start:end]`.

    Parameters
    ----------
    sentence
        The sentence as the article has it.
    start, end
        Half-open code point offsets of the mention; equal when it could not be found.

    Examples
    --------
    >>> cut_quote("Gas flows through TAP to Italy.", 18, 21)
    Quote(text='Gas flows through TAP to Italy.', start=18, length=3)
    >>> cut_quote("Gas flows through TAP to Italy, says SOCAR.", 18, 21, max_length=24)
    Quote(text='…through TAP to Italy,…', start=9, length=3)
    """
    if len(sentence) > max_length:
        sentence, start, end = _window(sentence, start, end, max_length - 2 * len(ELLIPSIS))
    return Quote(sentence, _utf16(sentence[:start]), _utf16(sentence[start:end]))


def find_mention(
    sentence: str, surface: str, *, text: str | None, start: int, nth: int = 0
) -> tuple[int, int]:
    """Return the half-open code point offsets of a mention in its sentence.

    Parameters
    ----------
    sentence, surface
        The sentence and the name as written.
    text, start
        The whole article and the mention's offset in it; `text` may be None.
    nth
        Without the text: how many mentions with the same surface stand before it in the sentence.

    Returns
    -------
    start, end
        (0, 0) when the sentence does not hold the surface.

    Examples
    --------
    >>> find_mention("TAP, then TAP again.", "TAP", text=None, start=0, nth=1)
    (10, 13)
    """
    if text is not None:
        begin = text.rfind(sentence, 0, start + len(sentence))
        offset = start - begin
        if begin >= 0 and sentence.startswith(surface, offset):
            return offset, offset + len(surface)
    found = [match.start() for match in _finder(surface).finditer(sentence)] if surface else []
    if not found:
        return 0, 0
    offset = found[min(nth, len(found) - 1)]
    return offset, offset + len(surface)


@lru_cache(maxsize=4096)
def _finder(surface: str) -> re.Pattern[str]:
    return re.compile(re.escape(surface))


def _window(sentence: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """Cut `width` characters around the mention, between words where a blank is near."""
    end = min(end, start + width)
    left = max(0, min(start - (width - (end - start)) // 2, len(sentence) - width))
    right = min(len(sentence), left + width)
    if left > 0:
        left = sentence.find(" ", left - 1, start) + 1 or left
    if right < len(sentence):
        blank = sentence.rfind(" ", end, right + 1)
        right = blank if blank >= 0 else right
    head, tail = ELLIPSIS if left > 0 else "", ELLIPSIS if right < len(sentence) else ""
    shift = len(head) - left
    return head + sentence[left:right] + tail, start + shift, end + shift


def _utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
