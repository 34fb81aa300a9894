"""Read files of records: JSON, JSON Lines and CSV.

Each reader yields where a record stands and the record as it is; a line that
cannot be read is reported and the others are read all the same.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from geomap.articles.fields import is_article, is_text_field, known_fields
from geomap.articles.report import Report
from geomap.errors import InputError

Record = Mapping[Any, object]  # JSON and CSV give str keys, YAML and a user's dict any

_LIST_KEYS = (
    "articles items results data docs documents records news entries stories posts hits response feed"
)
_DELIMITERS = ",;\t|"
# NaN and infinity, as pandas writes them, are missing.
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)
_MAX_LISTED = 1000  # broken lines of one file that are listed one by one


def looks_like_json(text: str) -> bool:
    """Tell whether a text is JSON, or one of its first lines is a JSON object."""
    opening = text[:1_000_000].lstrip()
    if not opening.startswith(("{", "[")):
        return False
    return _whole(text) is not None or _has_object_lines(opening)


def read_json(text: str, where: str, report: Report) -> Iterator[tuple[str, Record]]:
    """Yield the records of JSON (an object, a list, {"articles": [...]}) or of JSON Lines.

    Raises
    ------
    InputError
        If it is neither.
    """
    whole = _whole(text)
    if whole is None:
        lines = [line for line in text[:1_000_000].splitlines()[:100] if line.strip()]
        if not _has_object_lines(text) and sum(line.startswith("{") for line in lines) * 2 < len(lines):
            raise InputError(f"{where}: is not JSON; expected an object, a list, or one object a line")
        yield from _read_lines(text, where, report)
        return
    items = _list_of(whole[0])
    if items is None:
        yield from _records([(where, whole[0])], report)
        return
    if not items:
        raise InputError(f"{where}: is an empty list; expected articles")
    yield from _records(((f"{where}: record {n}", item) for n, item in enumerate(items, 1)), report)


def read_csv(text: str, where: str, report: Report) -> Iterator[tuple[str, Record]]:
    """Yield the rows of a table with a header line; cells may be of any size and hold line breaks.

    Raises
    ------
    InputError
        If no column can hold an article's text.
    """
    found, stopped = _csv_rows(text)
    rows = iter([(line, row) for line, row in found if any(row)])
    header = next(rows, (0, []))[1]
    if not any(map(is_text_field, header)):
        names = ", ".join(header[:12])[:200] or "nothing"
        raise InputError(f"{where}: no column holds text; found {names}, expected text, body or content")
    body = list(rows)
    if not body and not stopped:
        raise InputError(f"{where}: has a header and no rows; expected one article a row")
    for line, row in body:
        place = f"{where}:{line}"
        if len(row) > len(header):
            report(place, "warning", f"{len(row)} cells under {len(header)} columns; is a comma not quoted?")
        yield place, dict(zip(header, row, strict=False))
    if stopped:
        report(where, "error", stopped)


def looks_like_csv(text: str) -> bool:
    """Tell whether the first line is a header that names a text column and one more field."""
    header = _header(text)
    return len(header) > 1 and any(map(is_text_field, header)) and known_fields(header) > 1


def _header(text: str) -> list[str]:
    first = _first_line(text)
    return next(csv.reader([first], delimiter=_delimiter(first, text)), []) if first.strip() else []


def _first_line(text: str) -> str:
    return text.lstrip()[:4096].split("\n")[0].split("\r")[0]


def _delimiter(first: str, text: str) -> str:
    """Return what separates the known names of the header, else what csv.Sniffer finds, else a comma."""
    counts = {sign: known_fields(first.replace('"', "").split(sign)) for sign in _DELIMITERS if sign in first}
    best = max(counts, key=lambda sign: counts[sign], default="")
    if best and counts[best] > 0:
        return best
    try:
        return csv.Sniffer().sniff(text[:4096], _DELIMITERS).delimiter
    except csv.Error:
        return ","


def _csv_rows(text: str) -> tuple[list[tuple[int, list[str]]], str | None]:
    """Return the rows with the line each begins on, and why reading stopped early if it did."""
    text = text.removeprefix("\ufeff")
    sign = _delimiter(_first_line(text), text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    rows, line = [], 1
    limit = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        return rows, f"line {reader.line_num} cannot be read, nor what follows: {error}"
    finally:
        csv.field_size_limit(limit)
    return rows, None


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text, ended by line feeds only and without a second copy of it."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end + 1


def _read_lines(text: str, where: str, report: Report) -> Iterator[tuple[str, Record]]:
    broken = 0
    for number, line in enumerate(_lines(text), 1):
        if not line.strip():
            continue
        try:
            value = _DECODER.decode(line.strip())
        except (ValueError, RecursionError) as error:
            broken += 1
            if broken <= _MAX_LISTED:
                report(
                    f"{where}:{number}", "error", f"not JSON: {str(error)[:120]}; expected one object a line"
                )
            continue
        yield from _records([(f"{where}:{number}", value)], report)
    if broken > _MAX_LISTED:
        report(where, "error", f"{broken - _MAX_LISTED} more lines are not JSON")


def _records(items: Any, report: Report) -> Iterator[tuple[str, Record]]:
    for where, item in items:
        record = {"text": item} if isinstance(item, str) else item
        if isinstance(record, Mapping) and isinstance(record.get("_source"), Mapping):
            record = record["_source"]  # Elasticsearch wraps its documents
        if isinstance(record, Mapping):
            yield where, record
        else:
            report(where, "error", f"expected an object with the fields of an article, found {_kind(item)}")


def _list_of(value: object, depth: int = 2) -> list[object] | None:
    """Return the list of records in a JSON value, or None if the value is one record itself."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or is_article(value) or not depth:
        return None
    inner = (_list_of(value[key], depth - 1) for key in _LIST_KEYS.split() if key in value)
    return next((found for found in inner if found is not None), None)


def _whole(text: str) -> tuple[object] | None:
    """Return the one JSON value that a text is, in a tuple because it may be null, or None."""
    try:
        return (_DECODER.decode(text),)
    except (ValueError, RecursionError):
        return None


def _has_object_lines(text: str) -> bool:
    lines = (line for line in text[:1_000_000].splitlines()[:100] if line.lstrip().startswith("{"))
    return any((value := _whole(line)) is not None and isinstance(value[0], dict) for line in lines)


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", type(None): "null"}
    return names.get(type(value), type(value).__name__)
