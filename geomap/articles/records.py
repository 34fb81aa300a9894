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

from geomap.articles.fields import is_text_field, known_fields, pick_fields
from geomap.articles.report import Report
from geomap.errors import InputError

Record = Mapping[Any, object]  # JSON and CSV give str keys, YAML and a user's dict any

_LIST_KEYS = "articles items results data docs documents records news entries stories posts hits response feed"
_DELIMITERS = ",;\t|"
)
_DECODER = json.JSONDecoder(
    parse_constant=lambda _: None
)  # NaN and infinity, as pandas writes them, are missing
_MAX_LISTED = 1000  # broken lines of one file that are listed one by one


def looks_like_json(text: str) -> bool:
    """Tell whether a text is JSON, or one of its first lines is a JSON object."""
    opening = text[:1_000_000].lstrip()
    if not opening.startswith(("{", "[")):
        return False
    if _loads(text) is not None:
        return True
    lines = (line for line in opening.splitlines()[:100] if line.lstrip().startswith("{"))
    return any(isinstance(_loads(line), dict) for line in lines)


def read_json(text: str, where: str, report: Report) -> Iterator[tuple[str, Record]]:
    """Yield the records of JSON (an object, a list, {"articles": [...]}) or of JSON Lines."""
    start = len(text) - len(text.lstrip())
    try:
        value, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        value, end = None, start
    if end == start or text[end:].strip():
        yield from _read_lines(text, where, report)
        return
    items = _list_of(value)
    if items is None:
        yield from _records([(where, value)], report)
        return
    if not items:
        raise InputError(f"{where}: an empty list; expected articles")
    yield from _records(((f"{where}: record {n}", item) for n, item in enumerate(items, 1)), report)


def read_csv(text: str, where: str, report: Report) -> Iterator[tuple[str, Record]]:
    """Yield the rows of a table with a header line; cells may be of any size and hold line breaks.

    Raises
    ------
    InputError
        If no column can hold an article's text.
    """
    rows, stopped = _csv_rows(text)
    header = next(rows_iter := iter(rows), (0, []))[1]
    if not any(is_text_field(name) for name in header):
        names = ", ".join(header[:12])[:200]
        raise InputError(
            f"{where}: no column holds text; found {names or 'nothing'}, expected text, body or content"
        )
    for line, row in rows_iter:
        place = f"{where}:{line}"
        if len(row) > len(header):
            report(place, "warning", f"{len(row)} cells under {len(header)} columns; is a comma not quoted?")
        if any(row):
            yield place, dict(zip(header, row, strict=False))
    if stopped:
        report(where, "error", stopped)


def looks_like_csv(text: str) -> bool:
    """Tell whether the first line is a header that names a text column and one more field."""
    header = _header(text)
    return len(header) > 1 and any(map(is_text_field, header)) and known_fields(header) > 1


def _header(text: str) -> list[str]:
    first = text.lstrip().partition("\n")[0][:4096]
    return next(csv.reader([first], delimiter=_delimiter(first, text)), []) if first.strip() else []


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
    text = text.lstrip("\ufeff\r\n \t")
    sign = _delimiter(text.partition("\n")[0][:4096], text)
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


def _read_lines(text: str, where: str, report: Report) -> Iterator[tuple[str, Record]]:
    broken = 0
    for number, line in enumerate(io.StringIO(text, newline="\n"), 1):
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
    if not isinstance(value, dict) or "text" in pick_fields(value):
        return None
    inner = [
        found
        for key in _LISTS
        if key in value and depth and (found := _list_of(value[key], depth - 1)) is not None
    ]
    return inner[0] if inner else None


def _loads(text: str) -> object:
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", type(None): "null"}
    return names.get(type(value), type(value).__name__)
