"""Read an article from a web page: its body with trafilatura, its facts from meta tags and JSON-LD.

Dates are taken only where the page states them; trafilatura's own date search
also guesses from the prose and the clock, so it is not asked.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

from geomap.text import clean_text

logger = logging.getLogger(__name__)

# A tag that stands at the head of a page or of a saved piece of one.
_OPENING = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?>(?:<!--(?:(?!-->).)*-->\s*)*)"
    r"<(?:!doctype\s+html|html|head|body|article|main|section|div|p|h[1-6]|meta|title|span|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=(?:\(\d+\))?(\S+)", re.IGNORECASE)
_META = {
    "title": "og:title twitter:title dc.title parsely-title",
    "source": "og:site_name application-name dc.publisher publisher",
    "author": "author dc.creator parsely-author article:author byl sailthru.author",
    "url": "og:url",
    "published": "article:published_time og:article:published_time datepublished parsely-pub-date pubdate "
    "publishdate publish-date publish_date dc.date.issued dcterms.issued dc.date dcterms.date sailthru.date "
    "article.published date",
}
_LD_KEYS = {
    "title": "headline",
    "source": "publisher",
    "author": "author",
    "published": "datePublished",
    "url": "url",
}
_DROPPED = ("script", "style", "noscript", "template", "head", "nav", "footer", "svg", "form")
_BLOCK_TAGS = "p div br li h1 h2 h3 h4 h5 h6 tr article section blockquote figcaption td ul ol table"
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_MAX_DEPTH = 200  # of nested JSON-LD
_MAX_PARSED = 5_000_000  # characters; a larger page is read as its plain text, not searched for its article


def looks_like_html(text: str) -> bool:
    """Tell whether a text begins as a web page does."""
    return _OPENING.match(text[:20_000]) is not None


def read_page(page: str) -> dict[str, object]:
    """Return the fields of the article on a web page; what it does not state is not there.

    Examples
    --------
    >>> head = '<html lang="en"><meta property="og:site_name" content="Trend">'
    >>> read_page(f"{head}<body><p>Gas flows to Italy.</p></body></html>")
    {'text': 'Gas flows to Italy.', 'source': 'Trend', 'language': 'en'}
    """
    root = _parse(page)
    if root is None:
        return {}
    fields = _facts(root, page)
    text = _body(root) if len(page) <= _MAX_PARSED else _all_text(root)
    return {"text": text, **fields} if text else fields


def fragment_text(fragment: str) -> str | None:
    """Return the text of a piece of HTML, paragraphs on lines of their own."""
    root = _parse(fragment)
    return None if root is None else _all_text(root) or None


def _parse(page: str) -> Any:  # lxml has no types
    from lxml import etree, html  # heavy, and only for web pages

    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        return html.document_fromstring(clean_text(page)[0].encode(), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        logger.debug("not parsed as HTML: %s", error)
        return None


def _body(root: Any) -> str:
    import trafilatura  # heavy, and only for web pages

    try:
        with _hushed("trafilatura"):
            document = trafilatura.bare_extraction(root, include_comments=False, with_metadata=False)
    except Exception as error:  # a stranger's page; whatever fails in there, the plain text is left
        logger.debug("trafilatura: %s", error)
        document = None
    text = getattr(document, "text", None)
    return text if isinstance(text, str) and text.strip() else _all_text(root)


@contextlib.contextmanager
def _hushed(name: str) -> Iterator[None]:
    """Keep a library from logging warnings about pages that we read in another way then."""
    theirs = logging.getLogger(name)
    level = theirs.level
    theirs.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        theirs.setLevel(level)


def _all_text(root: Any) -> str:
    pieces: list[str] = []
    dropped = {element for tag in _DROPPED for element in root.iter(tag)}
    for event, element in _walk(root, dropped):
        if element.tag in _BLOCKS:
            pieces.append("\n")
        pieces.append((element.text if event == "start" else element.tail) or "")
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _walk(root: Any, dropped: set[Any]) -> Iterator[tuple[str, Any]]:
    """Yield each element's start and end in document order, without those dropped."""
    stack = [("start", root)]
    while stack:
        event, element = stack.pop()
        is_shown = isinstance(element.tag, str) and element not in dropped
        if event == "end" or not is_shown:
            yield "end", element
            continue
        yield "start", element
        stack.append(("end", element))
        stack.extend(("start", child) for child in reversed(element))


def _facts(root: Any, page: str) -> dict[str, object]:
    meta = _meta_tags(root)
    facts = _linked_data(root)
    for name, keys in _META.items():
        stated = next((meta[key] for key in keys.split() if meta.get(key)), None)
        if stated and not (name == "author" and "://" in stated):
            facts.setdefault(name, stated)
    facts.setdefault(
        "published",
        _first(root, "//article//time/@datetime | //header//time/@datetime | //time[@pubdate]/@datetime"),
    )
    facts.setdefault("title", _first(root, "//h1") or _first(root, "//title"))
    saved = _SAVED_FROM.search(page[:4096])
    canonical = _first(root, "//link[@rel='canonical']/@href")
    facts["url"] = canonical or facts.get("url") or (saved[1] if saved else None)
    facts["language"] = _first(root, "//html/@lang") or meta.get("og:locale")
    return {name: value for name, value in facts.items() if value}


def _meta_tags(root: Any) -> dict[str, str]:
    tags: dict[str, str] = {}
    for element in root.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = (element.get("content") or "").strip()
        if key and content:
            tags.setdefault(key.lower(), content)
    return tags


def _first(root: Any, path: str) -> str | None:
    for found in root.xpath(path):
        text = found if isinstance(found, str) else found.text_content()
        if text.strip():
            return " ".join(text.split())
    return None


def _linked_data(root: Any) -> dict[str, object]:
    """Return the facts of the page's JSON-LD article (https://schema.org/NewsArticle)."""
    for script in root.xpath("//script[@type='application/ld+json']"):
        try:
            items = list(_objects(json.loads(script.text or "", strict=False)))
        except (ValueError, RecursionError):
            continue
        for item in items:
            kinds = item.get("@type")
            if any(
                str(kind).endswith(("Article", "BlogPosting", "ReportageNewsArticle"))
                for kind in _as_list(kinds)
            ):
                return {name: item[key] for name, key in _LD_KEYS.items() if item.get(key)}
    return {}


def _objects(value: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"), depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _objects(item, depth + 1)


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
