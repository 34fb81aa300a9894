"""Read news articles from files, folders, feeds' exports and memory, whatever their format.

Every record becomes an article or an issue: what cannot be used is listed,
nothing disappears and nothing is made up.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.articles.building import build_article, check_article
from geomap.articles.duplicates import SeenArticles
from geomap.articles.formats import read_records
from geomap.articles.inputs import Input, list_inputs
from geomap.articles.outlets import Outlets, load_outlets
from geomap.articles.report import Report
from geomap.errors import InputError
from geomap.files import MAX_INPUT_BYTES, read_limited
from geomap.model import Article, Issue
from geomap.text import clean_text

if TYPE_CHECKING:
    import pandas as pd

    Item = str | os.PathLike[str] | Mapping[Any, object] | Article

__all__ = ["read_articles"]

logger = logging.getLogger(__name__)


def read_articles(
    news: Item | Iterable[Item] | pd.DataFrame,
    *,
    issues: list[Issue] | None = None,
    progress: Callable[[str, int, int | None], None] | None = None,
) -> Iterator[Article]:
    """Yield the articles of files, folders, patterns, stdin or records in memory, each once.

    Parameters
    ----------
    news
        One or many of: a file, a folder (read with its folders, sorted, without
        hidden files), a pattern such as "news/*.txt", "-" for stdin, a dict
        with at least a text, an Article; or a pandas table with a text column.
        The format of a file is found by its content: plain text, Markdown with
        front matter, HTML, JSON, JSON Lines or CSV, at most 64 MB.
    issues
        A list to which what could not be used, or only with a doubt, is
        appended while reading. Without it, issues go to the log.
    progress
        Called after each file or record in memory with what is done, the number
        done and the number of all.

    Yields
    ------
    article
        With the record's own id, else 16 hex digits of a digest of its URL, or
        of its text. `published` is UTC; a date without a time is midnight, a
        time without a zone is taken as UTC.

    Raises
    ------
    InputError
        If `news` is one path or pattern alone and there is nothing to read.

    Examples
    --------
    >>> issues = []
    >>> news = [{"id": "a", "body": "Gas flows.", "outlet": "Example", "date": "6 August 2025"}, {"id": "b"}]
    >>> for article in read_articles(news, issues=issues):
    ...     print(article.article_id, article.source, article.published.date())
    a Example 2025-08-06
    >>> issues
    [Issue(where='record 2', severity='error', message='no text; found id, expected text, body or content')]
    """

    def report(where: str, severity: str, message: str) -> None:
        if issues is None:
            logger.warning("%s: %s: %s", where, severity, message)
        else:
            issues.append(Issue(clean_text(where)[0], severity, clean_text(message)[0]))

    return _read_all(list_inputs(news, report), report, progress)


def _read_all(
    inputs: list[Input], report: Report, progress: Callable[[str, int, int | None], None] | None
) -> Iterator[Article]:
    outlets, seen = load_outlets(), SeenArticles()
    for done, item in enumerate(inputs, 1):
        for article, where in _read_one(item, outlets, report, alone=len(inputs) == 1):
            if seen.is_new(article, where, report):
                yield article
        if progress is not None:
            progress("reading articles", done, len(inputs))


def _read_one(item: Input, outlets: Outlets, report: Report, *, alone: bool) -> Iterator[tuple[Article, str]]:
    if item.path is None:
        article = _from_memory(item, outlets, report)
        if article:
            yield article, item.where
        return
    try:
        data = _bytes_of(item.path)
    except InputError as error:
        if alone:
            raise
        report(item.where, "error", str(error).removeprefix(f"{item.where}: "))
        return
    try:
        for where, record in read_records(data, item.path.suffix.lower(), item.where, report):
            article = build_article(record, where, item.where, outlets, report)
            if article:
                yield article, where
    except InputError as error:
        report(item.where, "error", str(error).removeprefix(f"{item.where}: "))


def _from_memory(item: Input, outlets: Outlets, report: Report) -> Article | None:
    record = item.record
    if isinstance(record, Article):
        return check_article(record, item.where, report)
    if isinstance(record, Mapping):
        path = record.get("path")
        return build_article(record, item.where, path if isinstance(path, str) else None, outlets, report)
    kind = type(record).__name__
    report(item.where, "error", f"found {kind}; expected a path, a dict with a text, or an Article")
    return None


def _bytes_of(path: Path) -> bytes:
    if str(path) != "-":
        return read_limited(path)
    stream = getattr(sys.stdin, "buffer", None)
    data: bytes = (
        stream.read(MAX_INPUT_BYTES + 1) if stream else sys.stdin.read().encode(errors="surrogatepass")
    )
    if len(data) > MAX_INPUT_BYTES:
        raise InputError(f"-: more than {MAX_INPUT_BYTES // 1_000_000} MB on stdin; split it")
    return data
