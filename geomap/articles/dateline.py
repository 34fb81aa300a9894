"""Read the dateline a wire report opens with, such as "MOSCOW, August 6. /TASS/".

A dateline names the city, often the day, and the agency. It counts only where a
paragraph begins with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from geomap.articles.dates import FoundDate, find_date
from geomap.articles.outlets import Outlets
from geomap.text import fold_name

_MAX_CHARS = 140  # of a paragraph's beginning; the longest dateline we saw has 80
_MAX_PLACES = 60
_WORD = r"[^\W\d_][\w.'’]*(?:-[\w.'’]+)*"
_PLACES = re.compile(rf"{_WORD}(?: {_WORD}){{0,3}}(?: ?[,/] ?{_WORD}(?: {_WORD}){{0,3}}){{0,2}}")
_PREPOSITIONS = (
    "in on at by from since until the a an and but as for to of after before during last next this"
)
_NO_CITY = frozenset(_PREPOSITIONS.split())
_MARKED = r"[\s.,:—–-]*(?:\((?P<paren>[^()\n]{2,40})\)|/\s?(?P<slash>[^/\n]{2,40}?)\s?/)"
_AGENCY = re.compile(rf"{_MARKED}|[\s.,:—–-]+(?P<tail>[^\W\d_].*)")
_OPENING_AGENCY = re.compile(_MARKED)
_ENDS = re.compile(r"\s*(?:[.,:;—–/(-]|$)")
_MAX_NAME_WORDS = 3

# Countries that datelines name, with capitals, folded: ISO 3166-1 alpha-2.
_COUNTRIES = """
AZ azerbaijan|baku|azarbaycan|baki|азербаиджан|баку|nakhchivan|shusha|khankendi
AM armenia|yerevan|ереван
GE georgia|tbilisi|тбилиси
TR turkey|turkiye|ankara|istanbul|анкара|стамбул
RU russia|moscow|москва
IR iran|tehran|тегеран
KZ kazakhstan|astana|nur-sultan|almaty|астана|алматы
UZ uzbekistan|tashkent|ташкент
TM turkmenistan|ashgabat|ашхабад
KG kyrgyzstan|bishkek|бишкек
TJ tajikistan|dushanbe|душанбе
CN china|beijing|пекин
UA ukraine|kyiv|kiev|киев
RO romania|bucharest
BG bulgaria|sofia
GR greece|athens
IT italy|rome
IL israel|jerusalem|tel aviv
IQ iraq|baghdad
US united states|washington|new york
GB united kingdom|london
FR france|paris
DE germany|berlin
BE belgium|brussels
IN india|new delhi
PK pakistan|islamabad
"""
_COUNTRY_OF = {
    name: line[:2] for line in _COUNTRIES.strip().splitlines() for name in line[3:].split("|")
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a paragraph's first words say: where, when (perhaps without a year), and by which agency."""

    country: str | None
    found: FoundDate | None
    agency: str | None


def read_dateline(paragraph: str, outlets: Outlets) -> Dateline | None:
    """Return the dateline that a paragraph begins with, or None.

    Examples
    --------
    >>> dateline = read_dateline("LONDON, March 3 (Reuters) - Oil rose.", Outlets())
    >>> dateline.country, dateline.found.month, dateline.agency
    ('GB', 3, 'Reuters')
    >>> read_dateline("In March 2025 (he says) oil rose.", Outlets()) is None
    True
    """
    opening = paragraph[:_MAX_CHARS].strip()
    folded = fold_name(opening)
    # Offsets must agree with the folded text; an opening with marks that folding drops is no wire's.
    found = find_date(folded) if len(folded) == len(opening) else None
    if found is not None and found.day is not None and _are_places(opening[: found.start]):
        return _dated(opening, found, outlets)
    place = _PLACES.match(opening)
    if place is None or not place[0].split(",")[0].strip().isupper():
        return None
    agency = _named(_OPENING_AGENCY.match(opening, place.end()), outlets)
    return Dateline(_country(place[0]), None, agency) if agency else None


def _dated(opening: str, found: FoundDate, outlets: Outlets) -> Dateline | None:
    places, after = opening[: found.start], opening[found.end :]
    agency = _named(_AGENCY.match(after), outlets)
    is_wire = places.split(",")[0].strip().isupper() or agency is not None
    if not _ENDS.match(after) or not (is_wire or found.year):
        return None
    return Dateline(_country(places), found, agency)


def _are_places(prefix: str) -> bool:
    names = prefix.strip().rstrip(",—–- ")
    if not names or len(names) > _MAX_PLACES or _PLACES.fullmatch(names) is None:
        return False
    words = re.findall(r"\w[^\s,/]*", names)
    return words[0].casefold() not in _NO_CITY and all(word[0].isupper() for word in words)


def _country(places: str) -> str | None:
    names = (fold_name(part.strip(" ,")) for part in reversed(places.split(",")))
    return next((_COUNTRY_OF[name] for name in names if name in _COUNTRY_OF), None)


def _named(match: re.Match[str] | None, outlets: Outlets) -> str | None:
    """Return the agency in parentheses or between slashes; one only set off by a dash must be known."""
    if match is None:
        return None
    marked = match["paren"] or match["slash"]
    leading = outlets.leading(marked or match.groupdict().get("tail") or "")
    if leading and (marked or _ENDS.match(leading[1])):
        return leading[0].name
    name = " ".join((marked or "").split())
    is_name = name[:1].isupper() and len(name.split()) <= _MAX_NAME_WORDS and not re.search(r"\d", name)
    return name if is_name else None
