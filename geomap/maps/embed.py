"""Put data into an HTML page so that it can only ever be read as data.

folium hands everything it renders to Jinja a second time, and its popups sit in
JavaScript template literals; `{{...}}`, `${...}` or `</script>` in a headline
would run. So the data goes in once, as JSON in a script element that browsers
do not execute, with every character escaped that HTML, JavaScript or Jinja could
take for its own.
"""

from __future__ import annotations

import base64
import gzip
import re
from typing import Any

from branca.element import Element
from jinja2 import Template

from geomap import geojson

#: Raw JSON above this many bytes is compressed unless told otherwise.
COMPRESS_ABOVE = 1_000_000

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


def data_element(element_id: str, data: Any, *, compress: bool | None = None) -> str:
    """Return a script element that holds `data`, as JSON or as gzipped JSON in base64.

    Parameters
    ----------
    element_id
        The element's id, a constant of ours.
    data
        Anything JSON can hold; no NaN.
    compress
        None compresses above `COMPRESS_ABOVE` bytes. The same data gives the same text.
    """
    text = dump_inert(data)
    raw = text.encode()
    if compress is None:
        compress = len(raw) > COMPRESS_ABOVE
    if not compress:
        return f'<script type="application/json" id="{element_id}">{text}</script>'
    packed = base64.b64encode(gzip.compress(raw, compresslevel=6, mtime=0)).decode("ascii")
    return f'<script type="text/plain" id="{element_id}" data-encoding="gzip">{packed}</script>'
