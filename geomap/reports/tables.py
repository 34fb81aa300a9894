"""Text in the cells of a terminal: how wide it is, tables of it, and long text over several lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from geomap.text import plain_line

#: Columns of a table for people that are cut to this many characters, others to 60.
_WIDTHS = {"name": 44, "countries": 26}


def table_lines(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, numbers: Sequence[str]
) -> Iterator[str]:
    """Yield a heading and the rows, in columns as wide as what they hold; `numbers` stand to the right."""
    cells = [list(columns), *([_short(row[column], column) for column in columns] for row in rows)]
    widths = [max(map(cell_width, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        padded = [
            " " * (width - cell_width(cell)) + cell
            if name in numbers
            else cell + " " * (width - cell_width(cell))
            for name, cell, width in zip(columns, line, widths, strict=True)
        ]
        yield "  ".join(padded).rstrip()


def _short(value: Any, column: str) -> str:
    text = (
        ""
        if value is None
        else f"{value:.2f}"
        if column == "score"
        else plain_line(" ".join(str(value).split()))
    )
    length = _WIDTHS.get(column, 60)
    return text if len(text) <= length or column == "article" else text[: length - 1] + "…"


def cell_width(text: str) -> int:
    """Return how many cells of a terminal a text takes: two for a Chinese character, none for a combining mark."""
    return sum(
        1 + (unicodedata.east_asian_width(char) in "WF") for char in text if not unicodedata.combining(char)
    )


def wrap_text(text: str, *, width: int, first: str, rest: str) -> Iterator[str]:
    """Yield a text over as many lines as it needs, between words; a longer word stands alone.

    Examples
    --------
    >>> list(wrap_text("one two three", width=11, first="en  ", rest="    "))
    ['en  one two', '    three']
    """
    line, empty = first, True
    for word in text.split():
        if not empty and cell_width(line) + 1 + cell_width(word) > width:
            yield line
            line, empty = rest, True
        line += word if empty else f" {word}"
        empty = False
    yield line
