"""Read a date of a closed set of forms, and nothing that only looks like one.

Day comes before month in numeric dates (06.08.2025), a date is midnight UTC, a
time without a zone is read as UTC. There is no guessing from context: what fits
no form is no date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

from geomap.articles.months import ZONES, filler_words, month_numbers
from geomap.text import fold

#: Years outside are no dates of news: 1404 is another calendar, 20250 a slip.
FIRST_YEAR, LAST_YEAR = 1800, 2200

_TIME = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?(?!\d)"
    r"\s*(?P<half>[ap]\.?m\b\.?)?"
    r"\s*\(?(?P<zone>(?:utc|gmt)?\s?[+-]\d{1,2}(?::?\d{2})?(?!\d)|[a-zмск]{1,4}(?![^\W_]))?\)?"
)
_COMPACT_TIME = re.compile(r"[t ]?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})(?P<zone>z)?(?!\d)")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment in UTC, how precise it is, and a doubt about it if there is one."""

    when: datetime
    precision: str
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as written at `start` to `end` of a folded text; a part that is not written is None."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    doubt: str | None = None

    def stamp(self, year: int | None = None) -> Stamp | None:
        """Return midnight UTC of the date, with `year` if none is written; None if there is no such day."""
        return _stamp(self.year or year, self.month, self.day, self.doubt)


def find_date(folded: str, position: int = 0) -> FoundDate | None:
    """Return the first date in a folded text, also one without a year."""
    match = _date_pattern().search(folded, position)
    if match is None:
        return None
    part = {key[:-1]: value for key, value in match.groupdict().items() if value is not None}
    month = part.get("month", "")
    number = int(month) if month.isdecimal() else month_numbers().get(month)
    day = int(part["day"]) if "day" in part else None
    doubt = None
    if match["day3"] and match["sign3"] == "/" and day is not None and number is not None:
        if number > 12 >= day:
            day, number = number, day
        elif day <= 12 and day != number:
            doubt = f"{match[0]!r} is read day first"
    year = int(part["year"]) if "year" in part else None
    return FoundDate(match.start(), match.end(), year, number, day, doubt)


def read_date(text: str, *, strict: bool = True) -> Stamp | None:
    """Return the moment that `text` is, or None if it is not a date and nothing else.

    Parameters
    ----------
    text
        A line, or a part of one.
    strict
        Allow only weekdays and words such as "Published" beside the date; otherwise any few words.

    Examples
    --------
    >>> read_date("6 August 2025 14:30").when.isoformat()
    '2025-08-06T14:30:00+00:00'
    >>> read_date("What happened on August 8, 2025") is None
    True
    """
    if len(text) > 120:
        return None
    folded = fold(text.strip()).text
    found = find_date(folded)
    if found is None or (found.year is None):
        return None
    before, after = folded[: found.start], folded[found.end :]
    time = _COMPACT_TIME.match(after) if found.end - found.start == 8 else None
    time = time or _TIME.search(after)
    rest = f"{before} {after}"
    if time is not None:
        rest = f"{before} {after[: time.start()]} {after[time.end() :]}"
    elif (time := _TIME.search(before)) is not None:
        rest = f"{before[: time.start()]} {before[time.end() :]} {after}"
    if not _is_filler(rest, strict=strict):
        return None
    stamp = found.stamp()
    return _with_time(stamp, time) if stamp and time and found.day else stamp


def parse_published(value: object) -> Stamp | None:
    """Return the moment that a field's value states: text, a date object, a year or an epoch time.

    Examples
    --------
    >>> parse_published("20250806T120000Z").when.isoformat()
    '2025-08-06T12:00:00+00:00'
    >>> parse_published(1754481600000).when.isoformat()
    '2025-08-06T12:00:00+00:00'
    >>> parse_published("2025-08").precision
    'month'
    """
    if isinstance(value, Mapping):
        value = next(iter(value.values()), None)  # {"$date": ...}
    if isinstance(value, datetime):
        return _from_datetime(value)
    if isinstance(value, date):
        return _stamp(value.year, value.month, value.day)
    if isinstance(value, str):
        return _parse_text(value.strip())
    if isinstance(value, int | float) and not isinstance(value, bool):
        whole = f"{value:.0f}" if abs(value) < 1e20 else ""
        return parse_published(whole) if _is_compact(whole) or len(whole) == 4 else _from_epoch(value)
    return None


def _parse_text(text: str) -> Stamp | None:
    if re.fullmatch(r"\d{9,19}(?:\.\d+)?", text) and not _is_compact(text):
        return _from_epoch(float(text))
    if re.fullmatch(r"\d{4}", text):
        return _stamp(int(text))
    return read_date(re.sub(r"(?<=\d)[Tt](?=\d\d:)", " ", text), strict=False)


@cache
def _date_pattern() -> re.Pattern[str]:
    month = "|".join(sorted(month_numbers(), key=len, reverse=True))
    month_4, month_5, month_6 = (rf"(?P<month{n}>{month})(?![^\W\d_])\.?" for n in (4, 5, 6))
    month_first = r"(?<![^\W\d_])"
    forms = (
        r"(?P<year1>\d{4})(?P<sign1>[-/.])(?P<month1>\d{1,2})(?:(?P=sign1)(?P<day1>\d{1,2}))?(?!\d)",
        r"(?P<year2>(?:18|19|20|21)\d\d)(?P<month2>[01]\d)(?P<day2>[0-3]\d)(?=$|[^\d]|\d{6}(?!\d))",
        r"(?P<day3>\d{1,2})(?P<sign3>[./-])(?P<month3>\d{1,2})(?P=sign3)(?P<year3>\d{4})(?!\d)",
        r"(?P<day4>\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s*[- ]?(?:de |of )?"
        + month_4
        + r"(?:,? ?(?:de |-)?(?P<year4>\d{4})(?!\d))?",
        month_first + month_5 + r" ?(?P<day5>\d{1,2})(?!\d|:)(?:st|nd|rd|th)?(?:,? (?P<year5>\d{4})(?!\d))?",
        month_first + month_6 + r",? (?P<year6>\d{4})(?!\d)",
        r"(?P<year7>\d{4})年(?P<month7>\d{1,2})月(?P<day7>\d{1,2})日",
    )
    return re.compile(r"(?<![\d])(?:" + "|".join(forms) + ")")


def _is_compact(digits: str) -> bool:
    return len(digits) in (8, 14) and digits[:2] in ("18", "19", "20", "21") and digits[4:6] <= "12"


def _is_filler(rest: str, *, strict: bool) -> bool:
    words = re.findall(r"[^\W_]+", rest)
    if not strict:
        return len(words) <= 4 and not any(char.isdecimal() for char in rest)
    return all(word in filler_words() for word in words)


def _stamp(
    year: int | None, month: int | None = None, day: int | None = None, doubt: str | None = None
) -> Stamp | None:
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        when = datetime(year, month or 1, day or 1, tzinfo=UTC)
    except ValueError:
        return None
    return Stamp(when, "day" if day else "month" if month else "year", doubt)


def _with_time(stamp: Stamp, time: re.Match[str]) -> Stamp | None:
    part = time.groupdict()
    hour = int(part["hour"])
    if part.get("half"):
        hour = hour % 12 + (12 if part["half"].startswith("p") else 0)
    micro = int((part.get("fraction") or "0").ljust(6, "0")[:6])
    try:
        moment = stamp.when.replace(
            hour=hour, minute=int(part["minute"]), second=int(part["second"] or 0), microsecond=micro
        )
        minutes = _zone_minutes(part["zone"])
        if minutes is None:
            return stamp
        zone = timezone(timedelta(minutes=minutes))
    except ValueError:
        return None
    return Stamp(moment.replace(tzinfo=zone).astimezone(UTC), "second", stamp.doubt)


def _zone_minutes(zone: str | None) -> int | None:
    """Return the offset from UTC, 0 where none is written, None where it is not known."""
    if not zone or zone in filler_words():
        return 0
    match = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", zone)
    if match is None:
        return ZONES.get(zone.strip())
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return minutes if match[1] == "+" else -minutes


def _from_datetime(value: datetime) -> Stamp | None:
    if value != value or not FIRST_YEAR <= value.year <= LAST_YEAR:  # noqa: PLR0124  pandas' NaT differs from itself
        return None
    whole_day = value.tzinfo is None and (value.hour, value.minute, value.second, value.microsecond) == (
        0,
        0,
        0,
        0,
    )
    plain = datetime(*value.timetuple()[:6], value.microsecond, tzinfo=value.tzinfo or UTC)
    return Stamp(plain.astimezone(UTC), "day" if whole_day else "second")


def _from_epoch(number: float) -> Stamp | None:
    for unit, low, high in ((1, 1e8, 1e11), (1e3, 1e11, 1e14), (1e6, 1e14, 1e17), (1e9, 1e17, 1e20)):
        if low <= number < high:
            moment = datetime.fromtimestamp(number / unit, UTC)
            return Stamp(moment, "second") if FIRST_YEAR <= moment.year <= LAST_YEAR else None
    return None
