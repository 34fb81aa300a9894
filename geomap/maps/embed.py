"""Put data into an HTML page so that it can only ever be read as data.

folium hands everything it renders to Jinja a second time, and its popups sit in
JavaScript template literals; `{{...}}`, `${...}` or `</script>` in a headline
would run. So the data goes in once, as JSON in a script element that browsers
do not execute, with every character escaped that HTML, JavaScript or Jinja could
take for its own.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from itertools import chain
from typing import Any

from branca.element import Element
from jinja2 import Template

from geomap import geojson
from geomap.maps import wordcode

#: Raw JSON above this many bytes is compressed unless told otherwise.
COMPRESS_ABOVE = 1_000_000

#: The lists of texts in a page that are worth coding by words.
_TEXTS = (
    ("sentences",),
    ("articles", "title"),
    ("articles", "url"),
    ("places", "name"),
    ("waypoints", "name"),
)

#: The printable characters of ASCII without < > & ' " \\ ` { }, in order: digits of base 85.
ALPHABET = "".join(chr(code) for code in range(33, 127) if chr(code) not in "<>&'\"\\`{}")

_RISKY = re.compile("[<>&'\u2028\u2029\ud800-\udfff]|\\{(?=[{%#])")


class Inert(Element):
    """A piece of finished HTML: its template is constant, so nothing in `markup` reaches Jinja."""

    _template = Template("{{ this.markup }}")

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.markup = markup


def dump_inert(data: Any) -> str:
    r"""Return JSON without any character that means something outside of JSON.

    Examples
    --------
    >>> dump_inert({"title": "</script>{{ 7*7 }}"})
    '{"title":"\\u003c/script\\u003e\\u007b{ 7*7 }}"}'
    """
    return _RISKY.sub(lambda match: f"\\u{ord(match[0]):04x}", geojson.dump_value(data))


def data_element(element_id: str, data: Mapping[str, Any], *, compress: bool | None = None) -> str:
    """Return a script element that holds `data`, as JSON or as gzipped JSON and coded texts in base 85.

    Parameters
    ----------
    element_id
        The element's id, a constant of ours.
    data
        Anything JSON can hold; no NaN.
    compress
        None compresses above `COMPRESS_ABOVE` bytes. The same data gives the same text.
    """
    text = None if compress or (compress is None and _is_long(data)) else dump_inert(data)
    if text is not None and (compress is False or len(text) <= COMPRESS_ABOVE):
        return f'<script type="application/json" id="{element_id}">{text}</script>'
    packed = gzip.compress(_pack(data), compresslevel=6, mtime=0)
    return (
        f'<script type="text/plain" id="{element_id}" data-encoding="gzip" data-bytes="{len(packed)}">'
        f"{encode_bytes(packed)}</script>"
    )


def encode_bytes(data: bytes) -> str:
    r"""Write four bytes as five characters that mean nothing to HTML, JSON or Jinja; base64 takes a sixteenth more.

    Examples
    --------
    >>> encode_bytes(b"\0\0\0\1gzip")
    '!!!!#G9u=5'
    """
    import numpy as np

    rest = np.frombuffer(data + bytes(-len(data) % 4), dtype=">u4").astype(np.uint32)
    digits = np.empty((len(rest), 5), dtype=np.uint8)
    for place in range(4, -1, -1):
        rest, digits[:, place] = np.divmod(rest, 85)
    return np.frombuffer(ALPHABET.encode("ascii"), dtype=np.uint8)[digits].tobytes().decode("ascii")


def _pack(data: Mapping[str, Any]) -> bytes:
    """Return JSON on one line and, after it, the long lists of texts as `wordcode` writes them."""
    lists = {path: values for path in _TEXTS if (values := _at(data, path))}
    coded = wordcode.encode_texts([*chain.from_iterable(lists.values())]) if lists else None
    if coded is None:
        return geojson.dump_value(data).encode("utf-8", "replace")
    words, stream = coded
    rest = dict(data)
    for path in lists:
        *tables, name = path
        for table in tables:
            rest[table] = dict(rest[table])
        (rest[tables[0]] if tables else rest)[name] = []
    rest["texts"] = {**words, "lists": [[*path, len(values)] for path, values in lists.items()]}
    return geojson.dump_value(rest).encode("utf-8", "replace") + b"\n" + stream


def _is_long(data: Mapping[str, Any]) -> bool:
    """Say whether the texts alone are too long to stand in the page as they are."""
    texts = chain.from_iterable(_at(data, path) or () for path in _TEXTS)
    return sum(map(len, filter(None, texts))) > COMPRESS_ABOVE


def _at(data: Any, path: tuple[str, ...]) -> Any:
    """Return what stands at a path of keys, None if nothing does; `Any`: the values of a page."""
    for name in path:
        data = data.get(name) if isinstance(data, Mapping) else None
    return data
