"""Read from a text itself who published it, as far as it says so.

Nothing is invented: a headline, a date or an outlet counts only where pages
carry it, at the head or the foot; what is told to somebody else's agency in
running prose says nothing about the article's own source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from geomap.articles.bylines import Signature, outlet_line, read_byline, read_copyright, signed_foot
from geomap.articles.dateline import Dateline, read_dateline
from geomap.articles.dates import Stamp, read_date
from geomap.articles.layout import Layout, Line, lay_out
from geomap.articles.outlets import Outlets
from geomap.articles.publication import after_published_date, publication_date
from geomap.text import fold_name

_MAX_TITLE = 160  # characters
_MIN_LETTERS = 8  # of a headline in a script without blanks
_SEARCHED = 200_000  # characters of the text in which "told ..." is looked for
_TOLD = re.compile(r"\b(?:told|tells)\s+(?:to\s+)?(?:the\s+)?(?=[^\W\d_a-z])")
_MEDIA = frozenset({"agency", "newspaper", "broadcaster", "website", "magazine"})
# Agencies the world over: "told Reuters" excludes the home agency even where the outlets list lacks Reuters.
_WORLD_AGENCIES = (
    "reuters|tass|afp|ap|interfax|ria novosti|sputnik|bloomberg|xinhua|irna|anadolu|bbc|cnn|al jazeera"
)
_AGENCY = re.compile(rf"(?:{_WORLD_AGENCIES})\b")


@dataclass(frozen=True, slots=True)
class Hints:
    """What a text says about itself; a part it does not say is None."""

    title: str | None = None
    source: str | None = None
    author: str | None = None
    published: Stamp | None = None
    doubt: str | None = None


def read_hints(text: str, outlets: Outlets) -> Hints:
    r"""Return what the head and the foot of a text say about it.

    Examples
    --------
    >>> text = "date 2025-08-06 + 16 px\n\nGas for Europe\n\nBy Ann Lee, Caspian Times\n\nIt flows."
    >>> hints = read_hints(text, Outlets())
    >>> hints.title, hints.author, hints.source, hints.published.precision
    ('Gas for Europe', 'Ann Lee', 'Caspian Times', 'day')
    """
    layout = lay_out(text)
    dateline = _first_dateline(layout, outlets)
    bylines = _bylines(layout, outlets)
    signed = signed_foot(layout.foot, outlets)
    rights = [owned for line in layout.foot + layout.head if (owned := read_copyright(line.text, outlets))]
    found = dateline.found if dateline else None
    published, doubt = publication_date(layout, found, {year for _, year in rights if year})
    tiers: tuple[Iterable[str | None], ...] = (
        [byline.outlet for byline in bylines],
        [signed.outlet] if signed else [],
        [outlet_line(line.text, outlets) for line in layout.lead if not line.body],
        [owner for owner, _ in rights],
        [dateline.agency] if dateline else [],
        [_told_agency(text, dateline, outlets)],
    )
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
    openings = (after_published_date(line.text) or line.text for line in layout.lead)
    return next((dateline for opening in openings if (dateline := read_dateline(opening, outlets))), None)


def _told_agency(text: str, dateline: Dateline | None, outlets: Outlets) -> str | None:
    """Return the agency of the dateline's country if it is the only medium that people "told" something."""
    if dateline is None or dateline.found is None or dateline.country is None:
        return None
    agencies = {}
    for match in _TOLD.finditer(text, 0, _SEARCHED):
        told = text[match.end() : match.end() + 80]
        leading = outlets.leading(told)
        if leading and leading[0].kind in _MEDIA:
            agencies[leading[0].name] = leading[0]
        elif _AGENCY.match(fold_name(told)):
            return None
    if len(agencies) != 1:
        return None
    name, outlet = agencies.popitem()
    return name if outlet.kind == "agency" and outlet.country == dateline.country else None


def _title(layout: Layout, outlets: Outlets) -> str | None:
    """Return the headline: the first line that is not about the page, if it is short and stands alone."""
    for line, following in zip(layout.lead, layout.lead[1:], strict=False):
        if not _is_about_the_page(line, outlets):
            stands_alone = line.alone or _is_about_the_page(following, outlets)
            is_title = stands_alone and _is_headline(line, outlets)
            return line.text.removeprefix("# ").strip() if is_title else None
    return None


def _is_about_the_page(line: Line, outlets: Outlets) -> bool:
    if line.body:
        return False
    text = line.text
    return bool(
        line.furniture
        or after_published_date(text) is not None
        or read_date(text)
        or read_byline(text, outlets)
        or outlet_line(text, outlets)
    )


def _is_headline(line: Line, outlets: Outlets) -> bool:
    text = line.text
    letters = sum(map(str.isalpha, text))
    is_short = not line.body and len(text) <= _MAX_TITLE and not text.endswith((".", ":", ",", ";", "…"))
    long_enough = len(text.split()) > 1 or (not text.isascii() and letters >= _MIN_LETTERS)
    is_item = re.match(r"[-•*–]\s", text) is not None
    is_prose = is_short and long_enough and letters > len(text) // 2 and not is_item
    return is_prose and read_dateline(text, outlets) is None
