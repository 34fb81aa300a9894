"""The only module that knows folium: a map that renders to one self-contained, inert page.

branca compiles what it renders as a template a second time, so nothing of an
Atlas goes through a folium constructor. Our parts enter the figure as `Inert`
elements; names and ids are fixed, so that the same map gives the same bytes.
"""

from __future__ import annotations

import contextlib
import html
import os
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from geomap import files
from geomap.errors import OutputError
from geomap.maps import assets as assets_module
from geomap.maps.basemaps import Basemap
from geomap.maps.embed import Inert, data_element
from geomap.text import clean_text

LF = "\n"
#: The tables of a page that do not come from articles.
_OF_THE_CATALOGUE = ("segments", "waypoints", "references")
_NEWLINE = re.compile(r"\r\n?")  # browsers turn these into line feeds before they hash
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_LINKED = re.compile(r"<(?:script|link)\b[^>]*?\b(?:src|href)=[\"']?(https://[^\"'\s>]+)", re.IGNORECASE)


class AtlasLayer(MacroElement):
    """The routes, places and panel of an Atlas, as a child of any folium map."""

    _template = Template(
        "{% macro script(this, kwargs) %}geomap.start({{ this._parent.get_name() }});{% endmacro %}"
    )

    def __init__(self, page: Mapping[str, Any], basemap: Basemap, *, compress: bool | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca is typed in part
        self._name, self._id = "AtlasLayer", "geomap"
        self.title = page["title"]
        self.image_host = basemap.image_host
        known = {name: page[name] for name in _OF_THE_CATALOGUE}
        news = {name: value for name, value in page.items() if name not in known}
        packed = compress is not False  # what geomap brings along is packed even on a small page
        self._data = (
            data_element("geomap-data", news, compress=compress)
            + data_element("geomap-facts", known, compress=packed)
            + data_element("geomap-basemap", basemap.shapes, compress=packed and bool(basemap.shapes))
        )

    def render(self, **kwargs: Any) -> str:
        """Add style, data and script to the figure, past Jinja."""
        figure = _figure_of(self)
        figure.header.add_child(Inert(f"<style>{assets_module.own_style()}</style>"), name="geomap-style")
        figure.html.add_child(Inert(assets_module.shell() + self._data), name="geomap-page")
        figure.html.add_child(Inert(f"<script>{assets_module.own_script()}</script>"), name="geomap-script")
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        return ""


class CorridorMap(folium.Map):
    """A folium map whose page asks nothing of the network.

    As soon as other folium layers are added to it, folium's own scripts and
    styles (jQuery, Bootstrap, icons) are linked as in every folium map, because
    those layers may need them.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  # folium reads them as class attributes
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _template = Template(
        """
        {% macro header(this, kwargs) %}
        <style>html, body { width: 100%; height: 100%; margin: 0 }
        #{{ this.get_name() }} { width: 100%; height: 100% } .leaflet-container { font-size: 1rem }</style>
        {% endmacro %}
        {% macro html(this, kwargs) %}<div class="folium-map" id="{{ this.get_name() }}"></div>{% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map("{{ this.get_name() }}",
            { center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }}, ...{{ this.options|tojson }} });
        {%- if this.objects_to_stay_in_front %}
        {{ this.get_name() }}.on("overlayadd", () => {
            {%- for item in this.objects_to_stay_in_front %}
            {{ item.get_name() }}.bringToFront();
            {%- endfor %}
        });
        {%- endif %}
        {% endmacro %}
        """
    )

    def __init__(self, *, assets: str = "embed") -> None:
        super().__init__(location=[30.0, 40.0], zoom_start=3, tiles=None, prefer_canvas=True)
        self.options = {"zoom": 3, "preferCanvas": True, "zoomSnap": 0.25, "minZoom": 2, "maxZoom": 14}
        self._id = "geomap"
        self._assets = assets
        Page().add_child(self)

    def render(self, **kwargs: Any) -> str:
        """Add Leaflet, and what other layers need, to the figure."""
        header = _figure_of(self).header
        header.add_child(Inert(assets_module.leaflet_tags(self._assets)), name="leaflet")
        if any(not isinstance(child, AtlasLayer) for child in self._children.values()):
            self.default_js = [link for link in folium.Map.default_js if link[0] != "leaflet"]
            self.default_css = [link for link in folium.Map.default_css if link[0] != "leaflet_css"]
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        return ""

    def save(self, outfile: Any, close_file: bool = True, **kwargs: Any) -> None:
        """Write the page, whole or not at all; `outfile` may also be a binary file."""
        if isinstance(outfile, str | os.PathLike):
            write_page(self, outfile)
        else:
            super().save(outfile, close_file=close_file, **kwargs)


#: What a page may do in a notebook: run its script, open links, save files and print; not reach the notebook.
_SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals"
_FRAME_STYLE = "width: 100%; height: 680px; border: 0"


class Page(Figure):
    """A branca figure that can be rendered again, and that forbids what it does not need."""

    def __init__(self) -> None:
        super().__init__()
        self._id = "geomap"
        self.header._children.clear()

    def render(self, **kwargs: Any) -> str:
        """Return the page as HTML."""
        with _unchanged(self):
            for child in list(self._children.values()):
                child.render(**kwargs)
            header, body, script = (part.render(**kwargs) for part in (self.header, self.html, self.script))
        content = f"{header}\n</head>\n<body>\n{body}\n<script>{script}</script>\n</body>\n</html>\n"
        layers = [layer for layer in _descendants(self) if isinstance(layer, AtlasLayer)]
        title = html.escape(clean_text(layers[-1].title)[0]) if layers else "geomap"
        policy = _policy(content, [layer.image_host for layer in layers if layer.image_host])
        return (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta name="referrer" content="no-referrer">\n<title>{title}</title>\n{content}'
        )

    def _repr_html_(self, **kwargs: Any) -> str:
        """Return the page in a frame of its own, as notebooks show it."""
        page = html.escape(self.render(**kwargs))
        return (
            f'<iframe title="Map of sources and corridors" style="{_FRAME_STYLE}" sandbox="{_SANDBOX}" srcdoc="{page}">'
            "</iframe>"
        )


def write_page(map: folium.Map, path: str | os.PathLike[str]) -> None:
    """Render the figure of `map` and replace the file at `path` by it.

    Raises
    ------
    OutputError
        If it cannot be written; the old file is then as it was.
    """
    figure = _figure_of(map)
    with _unchanged(figure):
        text = figure.render()
    files.write_bytes(path, text.encode())


def _figure_of(element: Element) -> Figure:
    figure = element.get_root()
    if not isinstance(figure, Figure):
        raise OutputError(f"the {element._name} stands in no figure; expected a folium.Map made by folium")
    return figure


@contextlib.contextmanager
def _unchanged(figure: Any) -> Iterator[None]:
    """Rendering a figure adds to it, so that a second time would differ: put back what was there."""
    parts = (figure.header, figure.html, figure.script)
    before = [OrderedDict(part._children) for part in parts]
    try:
        yield
    finally:
        for part, children in zip(parts, before, strict=True):
            part._children = children


def _descendants(element: Any) -> Iterator[Element]:
    for child in element._children.values():
        yield child
        yield from _descendants(child)


def _policy(content: str, image_hosts: list[str]) -> str:
    """Allow the scripts that stand in the page; other sites only where a user's own layers name them."""
    found = _SCRIPT.findall(content)
    inline = [body for attributes, body in found if " src=" not in attributes and " type=" not in attributes]
    linked = sorted({url.split("?")[0] for url in _LINKED.findall(_SCRIPT.sub(_opening, content))})
    scripts = [f"'{assets_module.hash_source(_NEWLINE.sub(LF, body))}'" for body in inline]
    foreign = any(urlsplit(url).hostname != urlsplit(assets_module.CDN).hostname for url in linked)
    images = ["data:", *image_hosts, *(["https:"] if foreign else [])]
    rules = {
        "default-src": ["'none'"],
        "script-src": [*sorted(set(scripts)), *linked],
        "style-src": ["'unsafe-inline'", *linked],
        "img-src": images,
        "font-src": linked and ["https:"] if foreign else [],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items() if values)


def _opening(match: re.Match[str]) -> str:
    return f"<script{match[1]}>"
