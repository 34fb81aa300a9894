"""Where a saved page begins and ends: the lines around an article's body.

Only what stands at the head and at the foot of a text can say who published it
and when; the same words between two paragraphs are a caption or a quotation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from geomap.articles.furniture import is_furniture

_HEAD_CHARS, _FOOT_CHARS = 8_000, 4_000
_MAX_LINES = 12
_LONG_LINE = 160  # characters; a longer line is a paragraph
_SENTENCE = re.compile(r"[.…。][\"'”’»)\]]*$")
_SENTENCE_WORDS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, stripped, and what kind it is."""

    text: str
    furniture: bool
    body: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines around the body.

    `lead` ends with the first paragraph, `head` before the second; `foot` begins
    after the last.
    """

    lead: tuple[Line, ...]
    head: tuple[Line, ...]
    foot: tuple[Line, ...]


def lay_out(text: str) -> Layout:
    """Return the head and foot lines of a text."""
    first = _lines(text[:_HEAD_CHARS])
    bodies = [index for index, line in enumerate(first) if line.body]
    lead_end = bodies[0] + 1 if bodies else len(first)
    head_end = bodies[1] if len(bodies) > 1 else lead_end
    tail = text[-_FOOT_CHARS:]
    if len(text) > _FOOT_CHARS:
        tail = tail.partition("\n")[2]  # the first line may be half of one
    last = _lines(tail)
    foot_start = max((index + 1 for index, line in enumerate(last) if line.body), default=0)
    return Layout(
        tuple(first[: min(lead_end, _MAX_LINES)]),
        tuple(first[: min(head_end, _MAX_LINES)]),
        tuple(last[max(foot_start, len(last) - _MAX_LINES) :]),
    )


def _lines(text: str) -> list[Line]:
    lines = []
    raw = text.split("\n")
    for index, line in enumerate(raw):
        stripped = line.strip()
        if stripped:
            furniture = is_furniture(stripped)
            alone = index + 1 < len(raw) and not raw[index + 1].strip()
            lines.append(Line(stripped, furniture, not furniture and _is_body(stripped), alone))
    return lines


def _is_body(line: str) -> bool:
    if len(line) > _LONG_LINE:
        return True
    long_enough = len(line.split()) >= _SENTENCE_WORDS or (not line.isascii() and "。" in line)
    return long_enough and _SENTENCE.search(line) is not None
