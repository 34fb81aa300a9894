"""The tables of a GeoNames dump, row by row: https://download.geonames.org/export/dump/readme.txt.

A table is known by what its rows look like, not by its file name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from geomap.gazetteer.classes import dump_prominence
from geomap.gazetteer.layout import Place
from geomap.gazetteer.sources import CAPS_ACRONYM, town_radius_km, usable_name
from geomap.model import Candidate

#: Ids from here on are no GeoNames ids (there are 13 million, given in order).
MAX_ID = 2**26
#: The kinds of tables: features, alternate names, codes of first- and second-order units, facts of countries.
KINDS = ("places", "alternates", "admin", "countries")
_MAX_NAME = 400  # GeoNames allows 200 characters
_ADMIN_CODE = re.compile(r"[A-Z]{2}(?:\.[^\s.]{1,20}){1,2}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_FEATURE_CODE = re.compile(r"[A-Z][A-Z0-9]{0,9}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Languages of alternateNamesV2 that are none: links, postal and airport codes, and spellings for machines.
_NO_LANGUAGE = frozenset("link wkdt post iata icao faac tcid unlc phon piny fr_1793 uicn".split())
# Names of areas reach further than those of towns; the radius says how far their point may be from what is meant.
_AREA_RADIUS_KM = {"ADM1": 100.0, "ADM2": 30.0, "ADM3": 12.0, "ADM4": 6.0, "PCLI": 300.0, "PCLD": 100.0}


class RowError(ValueError):
    """A row that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """A feature of the main table; `place` is not made before it is asked for, since most rows are dropped."""

    geonameid: int
    cells: list[str]

    @property
    def feature(self) -> tuple[str, str]:
        """Feature class and code."""
        return self.cells[6], self.cells[7]

    @property
    def modified(self) -> str:
        """The day the row was last changed, "YYYY-MM-DD", or ""."""
        return self.cells[18] if _DAY.fullmatch(self.cells[18]) else ""


def kind_of(line: str) -> str | None:
    """Say which kind of table a line belongs to; None: to none.

    Examples
    --------
    >>> kind_of("AZ.58\\tŞəki City\\tSaki City\\t828310"), kind_of("AZ,Baku")
    ('admin', None)
    """
    cells = line.split("\t")
    if len(cells) == 4 and _ADMIN_CODE.fullmatch(cells[0]):
        return "admin"
    if len(cells) in range(8, 11) and cells[0].isdecimal() and cells[1].isdecimal():
        return "alternates"
    if len(cells) == 19 and cells[0].isdecimal():
        return "places"
    if len(cells) == 19 and _COUNTRY.fullmatch(cells[0]) and cells[1].isalpha() and len(cells[1]) == 3:
        return "countries"
    return None


def read_row(cells: list[str]) -> Row:
    """Return a row of the main table after a look at its columns and id.

    Raises
    ------
    RowError
        If it has another number of columns, or no usable id.
    """
    if len(cells) != 19:
        raise RowError(f"{len(cells)} columns, expected 19")
    return Row(read_id(cells[0]), cells)


def read_id(text: str) -> int:
    """Return a GeoNames id, or raise RowError."""
    if not (text.isascii() and text.isdecimal() and len(text) < 12 and 0 < int(text) < MAX_ID):
        raise RowError(f"{text[:20]!r} is no GeoNames id")
    return int(text)


def place_of(row: Row) -> Place:
    """Return the place that a row describes.

    Raises
    ------
    RowError
        If it has no name, or its coordinates, population or codes cannot be.
    """
    cells = row.cells
    name = cells[1].strip()
    if not name or len(name) > _MAX_NAME or not name.isprintable():
        raise RowError("no usable name")
    feature_class, feature_code = row.feature
    population = _population(cells[14])
    names = _names(name, cells[2].strip(), cells[3])
    candidate = Candidate(
        feature_id=f"geonames:{row.geonameid}",
        name=name,
        lon=_degrees(cells[5], 180.0, "longitude"),
        lat=_degrees(cells[4], 90.0, "latitude"),
        country=_code(cells[8], _COUNTRY, "country"),
        admin1=_admin1(cells[10]),
        feature_class=feature_class or None,
        feature_code=_code(feature_code, _FEATURE_CODE, "feature code"),
        population=population,
        radius_km=_AREA_RADIUS_KM.get(feature_code) or town_radius_km(population),
        gazetteer="geonames",
        prominence=dump_prominence(
            feature_class, feature_code, population, cells[3].count(",") + bool(cells[3])
        ),
    )
    return Place(candidate, names)


def read_alternate(cells: list[str]) -> tuple[int, list[tuple[str, str]]]:
    """Return the place's id and its name of a row of alternateNamesV2; no name if it is a code or a link.

    Raises
    ------
    RowError
        If it has another number of columns, or no usable id.
    """
    if not 8 <= len(cells) <= 10:
        raise RowError(f"{len(cells)} columns, expected 10")
    geonameid, language, name = read_id(cells[1]), cells[2], cells[3].strip()
    if len(name) > _MAX_NAME or not name.isprintable():
        raise RowError("no usable name")
    if language in _NO_LANGUAGE or not name:
        return geonameid, []
    if language == "abbr":
        return geonameid, [(name, "acronym")] if CAPS_ACRONYM.match(name) else []
    if not usable_name(name):
        return geonameid, []
    return geonameid, [(name, "name" if language == "en" and cells[4] == "1" else "alternate")]


def read_admin(cells: list[str]) -> tuple[int, list[tuple[str, str]]]:
    """Return id and names of a row of admin1CodesASCII or admin2Codes; RowError if there are none."""
    if len(cells) != 4:
        raise RowError(f"{len(cells)} columns, expected 4")
    return read_id(cells[3]), _plain_names(cells[1:3])


def read_country(cells: list[str]) -> tuple[int, list[tuple[str, str]]]:
    """Return id and name of a row of countryInfo; RowError if there are none."""
    if len(cells) != 19:
        raise RowError(f"{len(cells)} columns, expected 19")
    return read_id(cells[16]), _plain_names(cells[4:5])


def _plain_names(texts: Iterable[str]) -> list[tuple[str, str]]:
    names = [text.strip() for text in texts]
    return [(name, "name") for name in names if 2 < len(name) <= _MAX_NAME and name.isprintable()]


def _names(name: str, ascii_name: str, alternates: str) -> tuple[tuple[str, str], ...]:
    found = {name: "name"}
    if ascii_name and len(ascii_name) <= _MAX_NAME:
        found.setdefault(ascii_name, "alternate")
    if alternates:
        for text in alternates.split(","):
            if len(text) <= _MAX_NAME and usable_name(text) and text.isprintable():
                found.setdefault(text, "alternate")
    return tuple(found.items())


def _degrees(text: str, limit: float, what: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not -limit <= value <= limit:  # NaN is not either
        raise RowError(f"{what} {text[:20]!r}, expected -{limit:g} to {limit:g}")
    return value


def _population(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal() and len(text) < 12):
        raise RowError(f"population {text[:20]!r}")
    return int(text)


def _code(text: str, pattern: re.Pattern[str], what: str) -> str | None:
    if text and not pattern.fullmatch(text):
        raise RowError(f"{what} {text[:20]!r}")
    return text or None


def _admin1(text: str) -> str | None:
    """Return the code of a first-order unit; "00" is GeoNames' word for none."""
    if len(text) > 20 or not text.isprintable():
        raise RowError(f"admin1 code {text[:20]!r}")
    return text if text and text != "00" else None
