"""Make an article of a record: its fields as stated, and what its text says where they are missing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from geomap.articles.dates import Stamp, parse_published
from geomap.articles.fields import pick_fields
from geomap.articles.language import detect_language, language_tag
from geomap.articles.metadata import Hints, read_hints
from geomap.articles.outlets import Outlets, is_address, site_name
from geomap.articles.records import Record
from geomap.articles.report import Report
from geomap.files import digest
from geomap.model import Article
from geomap.text import clean_text

_MAX_SHOWN = 60  # characters of a bad value in a message


def build_article(
    record: Record, where: str, path: str | None, outlets: Outlets, report: Report
) -> Article | None:
    """Return the article of a record, or None, reported, if it has neither text nor title."""
    fields = pick_fields(record)
    raw = fields.get("text")
    if raw is None and isinstance(fields.get("title"), str):
        raw = fields["title"]
        report(where, "warning", "no text; its title is read")
    if not isinstance(raw, str):
        names = ", ".join(str(key)[:40] for key in list(record)[:12] if isinstance(key, str)) or "no fields"
        report(where, "error", f"no text; found {names}, expected text, body or content")
        return None
    text = _cleaned(raw, where, report)
    hints = read_hints(text, outlets)
    url = _line(fields.get("url"))
    source, basis = _source(fields, url, hints, outlets)
    stamp = _published(fields.get("published"), hints, where, report)
    form = _line(fields.get("form"))
    return Article(
        article_id=_article_id(fields.get("id"), url, text),
        text=text,
        source=source,
        source_basis=basis,
        form="brief" if form and form.casefold() == "brief" else "article",
        title=_line(fields.get("title")) or hints.title,
        author=_author(fields.get("author")) or hints.author,
        url=url,
        published=stamp.when if stamp else None,
        published_precision=stamp.precision if stamp else None,
        language=_language(fields.get("language"), text),
        path=clean_text(path)[0] if path else None,  # a file's name may be no Unicode
    )


def check_article(article: Article, where: str, report: Report) -> Article | None:
    """Return an article that a caller made, its text cleaned, or None, reported, if it has no text or id."""
    has_text = isinstance(article.text, str) and article.text.strip()
    if not has_text or not isinstance(article.article_id, str) or not article.article_id.strip():
        report(where, "error", "an Article without text or article_id")
        return None
    text = _cleaned(article.text, where, report)
    others = {
        name: getattr(article, name) for name in ("article_id", "source", "title", "author", "url", "path")
    }
    cleaned: dict[str, Any] = {
        name: clean_text(value)[0] for name, value in others.items() if isinstance(value, str)
    }
    return replace(article, text=text, **cleaned)


def _cleaned(raw: str, where: str, report: Report) -> str:
    text, replaced = clean_text(raw)
    if replaced:
        report(where, "warning", f"{replaced} characters that are no text (NUL, surrogates) became U+FFFD")
    return text


def _source(
    fields: dict[str, object], url: str | None, hints: Hints, outlets: Outlets
) -> tuple[str | None, str | None]:
    stated = _line(fields.get("source"))
    if stated:
        return outlets.canonical(stated), "stated"
    if url and (outlet := outlets.at(url)):
        return outlet.name, "inferred"
    if url and is_address(url):
        return site_name(url), "inferred"
    return (hints.source, "inferred") if hints.source else (None, None)


def _published(stated: object, hints: Hints, where: str, report: Report) -> Stamp | None:
    stamp = hints.published if stated is None else parse_published(stated)
    if stamp is None and stated is None:
        report(where, "warning", hints.doubt or "no publication date; kept undated")
    elif stamp is None:
        report(where, "warning", f"date {_shown(stated)} is not understood or impossible; kept undated")
    elif stamp.doubt:
        report(where, "warning", f"date {stamp.doubt}")
    return stamp


def _shown(value: object) -> str:
    try:
        shown = repr(value)
    except ValueError:  # an integer of more digits than Python prints
        shown = "of too many digits"
    return shown if len(shown) <= _MAX_SHOWN else f"{shown[: _MAX_SHOWN - 3]}..."


def _article_id(stated: object, url: str | None, text: str) -> str:
    if isinstance(stated, str) and stated.strip():
        return clean_text(stated)[0]
    return digest(url or text)


def _language(stated: object, text: str) -> str | None:
    tag = language_tag(stated) if isinstance(stated, str) else None
    return tag or detect_language(text)


def _author(stated: object) -> str | None:
    author = _line(stated)
    return re.sub(r"^(?:by|автор:?)\s+", "", author, flags=re.IGNORECASE) if author else None


def _line(value: object) -> str | None:
    """Return a field's value on one line, or None if it says nothing."""
    return " ".join(clean_text(value)[0].split()) or None if isinstance(value, str) else None
