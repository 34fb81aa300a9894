"""Columns as the page reads them: plain values, and repeated strings only once."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from geomap.geojson import plain_value
from geomap.text import clean_text

if TYPE_CHECKING:
    import pandas as pd

Columns = dict[str, list[Any]]
T = TypeVar("T", bound=Hashable)

_BROKEN = re.compile("[\0\ud800-\udfff]")


def column(frame: pd.DataFrame, name: str) -> list[Any]:
    """Return a table's column as values JSON can hold; missing is None."""
    series = frame[name]
    if str(series.dtype) == "str":
        texts = [value if isinstance(value, str) else None for value in series.tolist()]
        return [clean(text) for text in texts] if _BROKEN.search("".join(filter(None, texts))) else texts
    return [clean(plain_value(value)) for value in series.tolist()]


def encode(values: Iterable[T | None]) -> tuple[list[T], list[int]]:
    """Return the distinct values in order of appearance, and each value's number.

    Examples
    --------
    >>> encode(["Trend", None, "TASS", "Trend"])
    (['Trend', 'TASS'], [0, -1, 1, 0])
    """
    numbers: dict[T, int] = {}
    codes = [-1 if value is None else numbers.setdefault(value, len(numbers)) for value in values]
    return list(numbers), codes


def clean(value: Any) -> Any:
    """Return text without NUL and lone surrogates, which no page can show, and other values as they are."""
    return clean_text(value)[0] if isinstance(value, str) else value


def safe_url(url: str | None) -> str | None:
    """Return a link that a reader may follow, http or https with a host, else None.

    Examples
    --------
    >>> safe_url(" https://example.org/a "), safe_url("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    if url is None:
        return None
    url = url.strip()
    if re.search(r"[\x00-\x20\x7f\\]", url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
