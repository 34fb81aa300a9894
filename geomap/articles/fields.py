"""Find an article's fields in a record, by the names that feeds, scrapers and archives give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

#: Our name -> others' names, best first; compared without case, blanks, dashes and underscores.
SPELLINGS = {
    "id": "id articleid guid uid uuid docid documentid recordid identifier",
    "title": "title headline heading head articletitle newstitle",
    "source": "source outlet publisher publication sourcename media newspaper site sitename website domain "
    "sourcedomain journal provider",
    "author": "author authors byline creator dccreator writer articleauthor",
    "url": "url link uri href permalink canonicalurl weburl articleurl sourceurl externalurl",
    "published": "published publishedat pubdate datepublished publicationdate publisheddate publishdate "
    "publishedon firstpublished date seendate datetime isodate timestamp created createdat dateadded time",
    "language": "language lang inlanguage languagecode langcode",
    "form": "form",
    "text": "text body content contenttext articlebody fulltext articletext maintext maincontent bodytext "
    "plaintext cleantext rawtext story article",
}
_LAST_RESORTS = (
    "contenthtml",
    "bodyhtml",
    "html",
    "description",
    "summary",
    "abstract",
    "snippet",
    "excerpt",
)
_ALIASES = {name: tuple(spellings.split()) for name, spellings in SPELLINGS.items()}
_ALIASES["text"] += _LAST_RESORTS
_HTML = re.compile(r"</(?:p|div|a|span|h\d|b|strong|em|ul|li|body|html)\s*>|<(?:br|p)\s*/?>", re.IGNORECASE)


def plain_key(key: object) -> str:
    """Return a field name as it is compared: lower case letters and digits."""
    return re.sub(r"[\W_]+", "", key.casefold()) if isinstance(key, str) else ""


def is_text_field(key: object) -> bool:
    """Tell whether a column of this name may hold an article's text."""
    return plain_key(key) in _ALIASES["text"]


def is_article(record: Mapping[Any, object]) -> bool:
    """Tell whether a JSON object holds a text of its own, and not only a description of a list."""
    keys = {plain_key(key) for key, value in record.items() if isinstance(value, str) and value.strip()}
    return not keys.isdisjoint(SPELLINGS["text"].split())


def known_fields(keys: Iterable[object]) -> int:
    """Count the names that mean one of our fields."""
    return sum(any(plain_key(key) in aliases for aliases in _ALIASES.values()) for key in keys)


def pick_fields(record: Mapping[Any, object]) -> dict[str, object]:
    """Return the record's values under our names; empty and missing ones are left out.

    Examples
    --------
    >>> pick_fields({"headline": "Gas", "source": {"id": 7, "name": "Trend"}, "body": "It flows.", "tag": 1})
    {'title': 'Gas', 'source': 'Trend', 'text': 'It flows.'}
    """
    by_key: dict[str, object] = {}
    for key, value in record.items():
        if not is_missing(value):
            by_key.setdefault(plain_key(key), value)
    picked: dict[str, object] = {}
    for name, aliases in _ALIASES.items():
        values = (_value(name, alias, by_key[alias]) for alias in aliases if alias in by_key)
        value = next((value for value in values if not is_missing(value)), None)
        if value is not None:
            picked[name] = value
    return picked


def is_missing(value: object) -> bool:
    """Tell whether a value says nothing: None, NaN, NaT, blank text, an empty list."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping | list | tuple):
        return not value
    is_nan = isinstance(value, float) and value != value  # noqa: PLR0124  NaN differs from itself
    return is_nan or type(value).__name__ in ("NaTType", "NAType")


def _value(name: str, alias: str, value: object) -> object:
    if hasattr(value, "item") and not isinstance(value, str):
        value = _unwrapped(value)
    if name == "published":
        return value
    if name == "text":
        return _text(alias, value)
    if name == "author" and isinstance(value, list | tuple):
        names = [author for item in value if (author := _scalar(item))]
        return ", ".join(names) or None
    if isinstance(value, list | tuple):
        value = value[0]
    return _scalar(value)


def _unwrapped(value: object) -> object:
    """Return the Python value of a numpy scalar."""
    item = getattr(value, "item", None)
    try:
        return item() if callable(item) else value
    except (TypeError, ValueError):  # an array of several
        return None


def _text(alias: str, value: object) -> str | None:
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        value = "\n\n".join(value)
    if not isinstance(value, str):
        return None
    if alias != "text" and _HTML.search(value):
        from geomap.articles.html import fragment_text  # lxml, and it needs this module

        return fragment_text(value)
    return value


def _scalar(value: object) -> str | None:
    if isinstance(value, Mapping):
        inner = {plain_key(key): item for key, item in value.items() if isinstance(item, str | int | float)}
        value = next(
            (inner[key] for key in ("name", "title", "oid", "value", "url", "id", "text") if inner.get(key)),
            None,
        )
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float) or is_missing(value):
        return None
    try:
        return str(value)
    except ValueError:  # an integer of more digits than Python prints
        return None
