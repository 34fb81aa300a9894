"""When a text says that it was published: at its head, in its dateline, or at its foot.

A date in running prose is when something happened, not when it was written.
"""

from __future__ import annotations

import re
from functools import cache

from geomap.articles.dates import FoundDate, Stamp, find_date, read_date
from geomap.articles.layout import Layout, Line
from geomap.articles.months import published_labels, updated_labels
from geomap.text import fold

_OPENING = 80  # characters of a line in which a label and its date stand
_SEGMENTS = re.compile(r"\s*[|•·]\s*|\s+[—–]\s+|\s+-\s+")


def publication_date(
    layout: Layout, dateline: FoundDate | None, copyright_years: set[int]
) -> tuple[Stamp | None, str | None]:
    """Return the date that head, dateline or foot state, and a doubt where they contradict one another.

    A dateline without a year takes it from the only copyright year, or from nowhere.
    """
    complete = dateline.stamp() if dateline else None
    for lines in (layout.head, layout.foot):
        for stamps in _stated_dates(lines, complete if lines is layout.head else None):
            days = sorted({stamp.when.date().isoformat() for stamp in stamps})
            if len(days) > 1:
                return None, f"the text states several dates ({', '.join(days)}); kept undated"
            if stamps:
                return max(stamps, key=lambda stamp: stamp.precision == "second"), None
    if dateline and len(copyright_years) == 1:
        return dateline.stamp(next(iter(copyright_years))), None
    return None, None


def after_published_date(line: str) -> str | None:
    """Return what follows a labelled date on its line, or None if the line does not begin with one.

    Examples
    --------
    >>> after_published_date("date 2025-08-11 BAKU, Azerbaijan, August 11. It flows.")
    'BAKU, Azerbaijan, August 11. It flows.'
    """
    rest = _after_label(line, updated=False)
    start = _date_at_start(rest) if rest is not None else None
    return rest[start[1] :].strip() if rest is not None and start else None


def _stated_dates(lines: tuple[Line, ...], dateline: Stamp | None) -> tuple[list[Stamp], ...]:
    """Return the dates labelled as published, those that stand alone, and those labelled as updated."""
    labelled, alone, updated = [], [], []
    for line in lines:
        if stamp := _labelled_date(line.text, updated=False):
            labelled.append(stamp)
        elif stamp := _labelled_date(line.text, updated=True):
            updated.append(stamp)
        elif not line.body:
            parts = map(read_date, _SEGMENTS.split(line.text))
            alone += [stamp for stamp in parts if stamp and stamp.precision != "month"]
    if dateline and not alone:
        alone.append(dateline)
    return labelled, alone, updated


def _labelled_date(line: str, *, updated: bool) -> Stamp | None:
    rest = _after_label(line, updated=updated)
    if rest is None:
        return None
    stamp = read_date(_SEGMENTS.split(rest)[0])
    start = _date_at_start(rest)
    return stamp or (start[0].stamp() if start else None)


def _date_at_start(text: str) -> tuple[FoundDate, int] | None:
    """Return the date that a text begins with, and where in the text it ends."""
    folded = fold(text[:_OPENING])
    found = find_date(folded.text)
    if found is None or found.start != 0 or not found.day:
        return None
    return found, folded.original(0, found.end)[1]


def _after_label(line: str, *, updated: bool) -> str | None:
    folded = fold(line[:_OPENING])
    match = _labels(updated=updated).match(folded.text)
    return line[folded.original(0, match.end())[1] :] if match else None


@cache
def _labels(*, updated: bool) -> re.Pattern[str]:
    labels = "|".join(map(re.escape, updated_labels() if updated else published_labels()))
    return re.compile(rf"(?:{labels})\s*(?:[:-]\s*|\s)(?=\S)")
