"""Read from a text itself who published it and when, as far as it says so.

Nothing is invented: a headline, a date or an outlet counts only where pages
carry it, at the head or the foot; what is told to somebody else's agency in
running prose says nothing about the article's own source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from geomap.articles.bylines import Signature, outlet_line, read_byline, read_copyright, signed_foot
from geomap.articles.dateline import Dateline, read_dateline
from geomap.articles.dates import FoundDate, Stamp, find_date, read_date
from geomap.articles.layout import Layout, Line, lay_out
from geomap.articles.months import published_labels, updated_labels
from geomap.articles.outlets import Outlets
from geomap.text import fold_name

_MAX_TITLE = 160  # characters
_SEARCHED = 200_000  # characters of the text in which "told ..." is looked for
_TOLD = re.compile(r"\b(?:told|tells)\s+(?:to\s+)?(?:the\s+)?(?=[^\W\d_a-z])")
_SEGMENTS = re.compile(r"\s*[|•·]\s*|\s+[—–]\s+|\s+-\s+")


@dataclass(frozen=True, slots=True)
class Hints:
    """What a text says about itself; a part it does not say is None."""

    title: str | None = None
    source: str | None = None
    author: str | None = None
    published: Stamp | None = None
    doubt: str | None = None


def read_hints(text: str, outlets: Outlets) -> Hints:
    """Return what the head and the foot of a text say about it.

    Examples
    --------
    >>> hints = read_hints("date 2025-08-06 + 16 px\\n\\nGas for Europe\\n\\nBy Ann Lee, Caspian Times\\n\\nIt flows.", Outlets())
    >>> hints.title, hints.author, hints.source, hints.published.precision
    ('Gas for Europe', 'Ann Lee', 'Caspian Times', 'day')
    """
    layout = lay_out(text)
    dateline = _first_dateline(layout, outlets)
    bylines = _bylines(layout, outlets)
    signed = signed_foot(layout.foot, outlets)
    rights = [owned for line in layout.foot + layout.head if (owned := read_copyright(line.text, outlets))]
    published, doubt = _published(layout, dateline, {year for _, year in rights if year})
    tiers: list[Iterable[str | None]] = [
        [byline.outlet for byline in bylines],
        [signed.outlet] if signed else [],
        [outlet_line(line.text, outlets, ambiguous=False) for line in layout.lead if not line.body],
        [owner for owner, _ in rights],
        [dateline.agency] if dateline else [],
        [_told_agency(text, dateline, outlets)],
    ]
    return Hints(
        title=_title(layout, outlets),
        source=next((only for tier in tiers if (only := _only(tier))), None),
        author=_only(byline.author for byline in bylines) or (signed.author if signed else None),
        published=published,
        doubt=doubt,
    )


def _only(names: Iterable[str | None]) -> str | None:
    """Return the one name that is there; several contradict one another."""
    distinct = {name for name in names if name}
    return distinct.pop() if len(distinct) == 1 else None


def _bylines(layout: Layout, outlets: Outlets) -> list[Signature]:
    found = [read_byline(line.text, outlets) for line in layout.head + layout.foot]
    return [byline for byline in found if byline]


def _first_dateline(layout: Layout, outlets: Outlets) -> Dateline | None:
    openings = (_labelled(line.text)[1] or line.text for line in layout.lead)
    return next((dateline for opening in openings if (dateline := read_dateline(opening, outlets))), None)


def _told_agency(text: str, dateline: Dateline | None, outlets: Outlets) -> str | None:
    """Return the agency of the dateline's country if it is the only one that people "told" something."""
    if dateline is None or dateline.found is None or dateline.country is None:
        return None
    searched = text[:_SEARCHED]
    told = (outlets.leading(searched[match.end() : match.end() + 80]) for match in _TOLD.finditer(searched))
    agencies = {outlet.name: outlet for outlet in told if outlet}
    if len(agencies) != 1:
        return None
    name, outlet = agencies.popitem()
    return name if outlet.country == dateline.country else None


def _published(
    layout: Layout, dateline: Dateline | None, copyright_years: set[int]
) -> tuple[Stamp | None, str | None]:
    """Return the publication date that head, dateline or foot state, and a doubt where they contradict."""
    for zone in (layout.head, layout.foot):
        for stamps in _stated_dates(zone, dateline if zone is layout.head else None):
            if len({stamp.when.date() for stamp in stamps}) > 1:
                dates = ", ".join(sorted({stamp.when.date().isoformat() for stamp in stamps}))
                return None, f"the text states several dates ({dates}); kept undated"
            if stamps:
                return max(stamps, key=lambda stamp: stamp.precision == "second"), None
    if dateline and dateline.found and len(copyright_years) == 1:
        return dateline.found.stamp(next(iter(copyright_years))), None
    return None, None


def _stated_dates(
    lines: tuple[Line, ...], dateline: Dateline | None
) -> tuple[list[Stamp], list[Stamp], list[Stamp]]:
    """Return the dates labelled as published, those that stand alone, and those labelled as updated."""
    labelled, alone, updated = [], [], []
    for line in lines:
        stamp, _ = _labelled(line.text)
        changed = _after_label(line.text, updated=True)
        if stamp:
            labelled.append(stamp)
        elif changed is not None:
            updated += [found for found in [read_date(changed, strict=False) or _stamp_of(changed)] if found]
        elif not line.body:
            alone += [
                stamp
                for part in _SEGMENTS.split(line.text)
                if (stamp := read_date(part)) and stamp.precision != "month"
            ]
    if dateline and dateline.found and (stamp := dateline.found.stamp()) and not alone:
        alone.append(stamp)
    return labelled, alone, updated


def _labelled(line: str) -> tuple[Stamp | None, str | None]:
    """Return the date after a label such as "date" or "Published:", and what follows it on the line."""
    rest = _after_label(line, updated=False)
    if rest is None:
        return None, None
    stamp = next((stamp for part in _SEGMENTS.split(rest) if (stamp := read_date(part))), None)
    found = _date_at_start(rest)
    return stamp or (found.stamp() if found else None), rest[found.end :].strip() if found else None


def _stamp_of(rest: str) -> Stamp | None:
    found = _date_at_start(rest)
    return found.stamp() if found else None


def _date_at_start(text: str) -> FoundDate | None:
    folded = fold_name(text[:80])
    found = find_date(folded)
    return found if found and found.start == 0 and found.day else None


@cache
def _labels(*, updated: bool) -> re.Pattern[str]:
    labels = "|".join(re.escape(label) for label in (updated_labels() if updated else published_labels()))
    return re.compile(rf"(?:{labels})\s*[:：-]?\s+(?=\S)|(?:{labels})\s*[:：]\s*(?=\S)")


def _after_label(line: str, *, updated: bool) -> str | None:
    opening = fold_name(line[:80])
    match = _labels(updated=updated).match(opening)
    return line.strip()[match.end() :] if match else None


def _title(layout: Layout, outlets: Outlets) -> str | None:
    """Return the headline: the first line that is no furniture, if it is short, no sentence, and stands alone."""
    for index, line in enumerate(layout.lead):
        if _is_about_the_page(line, outlets):
            continue
        following = layout.lead[index + 1] if index + 1 < len(layout.lead) else None
        stands_alone = line.alone or (following is not None and _is_about_the_page(following, outlets))
        if following is None or not stands_alone or not _is_headline(line, outlets):
            return None
        return line.text.removeprefix("# ").strip()
    return None


def _is_about_the_page(line: Line, outlets: Outlets) -> bool:
    if line.body:
        return False
    text = line.text
    return bool(
        line.furniture
        or _labelled(text)[0]
        or read_date(text)
        or read_byline(text, outlets)
        or outlet_line(text, outlets, ambiguous=False)
    )


def _is_headline(line: Line, outlets: Outlets) -> bool:
    text = line.text
    letters = sum(char.isalpha() for char in text)
    is_short = not line.body and len(text) <= _MAX_TITLE and not text.endswith((".", ":", ",", ";", "…"))
    long_enough = len(text.split()) > 1 or (not text.isascii() and letters >= 8)  # noqa: PLR2004  scripts without blanks
    is_item = re.match(r"[-•*–]\s", text) is not None
    return (
        is_short
        and long_enough
        and letters > len(text) // 2
        and not is_item
        and read_dateline(text, outlets) is None
    )
