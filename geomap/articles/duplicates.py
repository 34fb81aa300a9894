"""Keep one article of those that are the same, and list the others."""

from __future__ import annotations

import re

from geomap.articles.report import Report
from geomap.files import digest
from geomap.model import Article

# Copies differ in blanks, quotes and dashes.
_NO_LETTERS = re.compile(r"\W+")


class SeenArticles:
    """Remembers what has been read: ids, web addresses and digests of texts, not the texts."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._urls: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def is_new(self, article: Article, where: str, report: Report) -> bool:
        """Tell whether an article is the first of its kind; if it is not, report which one was."""
        same_text = digest(_NO_LETTERS.sub("", article.text).casefold() or article.text)
        url = (article.url or "").partition("#")[0].rstrip("/")
        for first, what in ((self._texts.get(same_text), "text"), (self._urls.get(url), "URL")):
            if first is not None:
                report(
                    where, "duplicate", f"{article.article_id}: the same {what} as {first}; that one is kept"
                )
                return False
        first = self._ids.get(article.article_id)
        if first is not None:
            report(
                where,
                "error",
                f"id {article.article_id!r} is taken by {first} with another text; ids must differ",
            )
            return False
        self._ids[article.article_id] = self._texts[same_text] = f"{article.article_id} ({where})"
        if url:
            self._urls[url] = self._ids[article.article_id]
        return True
