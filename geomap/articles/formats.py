"""Find out by content what a file holds, and read its records.

The ending of the name only decides where the content could be several things.
"""

from __future__ import annotations

from collections.abc import Iterator

from geomap.articles.decoding import decode
from geomap.articles.html import looks_like_html, read_page
from geomap.articles.markdown import split_front_matter
from geomap.articles.records import Record, looks_like_csv, looks_like_json, read_csv, read_json
from geomap.articles.report import Report
from geomap.errors import InputError
from geomap.text import clean_text

_JSON = frozenset({".json", ".jsonl", ".ndjson"})
_CSV = frozenset({".csv", ".tsv"})


def read_records(data: bytes, suffix: str, where: str, report: Report) -> Iterator[tuple[str, Record]]:
    """Yield where each article of a file stands, and its fields as the file names them.

    Raises
    ------
    InputError
        If the file as a whole holds no articles.
    """
    text = decode(data, where, report)
    del data  # the text may be as large
    if not text.strip("\ufeff").strip():
        raise InputError(f"{where}: is empty; expected an article")
    kind = _kind(text, suffix)
    if kind == "json":
        yield from read_json(text, where, report)
    elif kind == "csv":
        yield from read_csv(text, where, report)
    elif kind == "html":
        page, replaced = clean_text(text)
        if replaced:
            report(where, "warning", f"{replaced} characters that are no text became U+FFFD")
        yield where, read_page(page)
    elif kind == "xml":
        raise InputError(f"{where}: is XML but no web page; expected text, HTML, Markdown, JSON or CSV")
    else:
        yield where, _read_text(text, where, report)


def _kind(text: str, suffix: str) -> str:
    opening = text[:1024].lstrip("\ufeff \t\r\n").lower()
    if suffix in _JSON or looks_like_json(text):
        return "json"
    if looks_like_html(text):
        return "html"
    if opening.startswith(("<?xml", "<rss", "<feed")):
        return "xml"
    if suffix in _CSV or (not opening.startswith("---") and looks_like_csv(text)):
        return "csv"
    return "text"


def _read_text(text: str, where: str, report: Report) -> Record:
    """Return the front matter of plain text or Markdown and its text, lines ended by a line feed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    fields, body = split_front_matter(text, where, report)
    return {**fields, "text": body} if body.strip() else fields
