"""Layers as KML 2.2 for Google Earth: a folder per layer, coloured and titled like the GeoJSON.

Viewers take descriptions for HTML, and XML has no place for most control
characters; the text of strangers is made harmless for both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from geomap.export.features import describe
from geomap.export.style import Row, plain_label, records, style_rows
from geomap.export.tables import prepare
from geomap.geojson import PRECISION, plain_value
from geomap.text import REPLACEMENT

if TYPE_CHECKING:
    from geomap.model import Atlas

#: The folders that are switched on when a file of all layers is opened.
SHOWN = ("routes", "places")
# What XML 1.0 cannot hold: https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def dump_layers(atlas: Atlas, layers: Sequence[str]) -> bytes:
    """Return the named layers, which have geometries, as one KML document."""
    root = ET.Element("kml", xmlns="http://www.opengis.net/kml/2.2")
    document = _add(root, "Document")
    _add(document, "name", "geomap")
    credits = [describe(atlas, layer)["attribution"] for layer in layers]
    _add(document, "description", plain_label(". ".join(dict.fromkeys(credits))))
    for layer in layers:
        shown = "1" if layer in SHOWN or len(layers) == 1 else "0"
        folder = _add(document, "Folder")
        _add(folder, "name", layer)
        _add(folder, "visibility", shown)
        frame = prepare(atlas, layer)
        styles = style_rows(atlas, layer, frame)
        for row, shape, style in zip(records(frame), frame["geometry"], styles, strict=True):
            _add_placemark(folder, row, shape, style, shown)
    ET.indent(root, space=" ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'.encode()


def _add_placemark(folder: ET.Element, row: Row, shape: Any, style: Row, shown: str) -> None:
    placemark = _add(folder, "Placemark")
    _add(placemark, "name", style.get("title", ""))
    _add(placemark, "visibility", shown)
    _add(placemark, "description", style.get("description", ""))
    _add_style(_add(placemark, "Style"), style)
    data = _add(placemark, "ExtendedData")
    for name, value in row.items():
        plain = plain_value(value)
        if plain is not None:
            text = str(plain).lower() if isinstance(plain, bool) else str(plain)
            _add(_add(data, "Data", name=name), "value", plain_label(text))
    if shape is not None:
        _add_geometry(placemark, shape)


def _add_style(element: ET.Element, style: Row) -> None:
    if "stroke" in style:
        line = _add(element, "LineStyle")
        _add(line, "color", _colour(style["stroke"], style["stroke-opacity"]))
        _add(line, "width", str(style["stroke-width"]))
    else:
        icon = _add(element, "IconStyle")
        _add(icon, "color", _colour(style["marker-color"], 1.0))
        _add(icon, "scale", {"small": "0.7", "medium": "1", "large": "1.3"}[style["marker-size"]])


def _add_geometry(parent: ET.Element, shape: Any) -> None:
    if shape.geom_type.startswith("Multi"):
        parent = _add(parent, "MultiGeometry")
    for part in getattr(shape, "geoms", [shape]):
        element = _add(parent, part.geom_type)
        if part.geom_type == "LineString":
            _add(element, "tessellate", "1")
        pairs = [(round(lon, PRECISION) + 0.0, round(lat, PRECISION) + 0.0) for lon, lat, *_ in part.coords]
        _add(element, "coordinates", " ".join(f"{lon},{lat}" for lon, lat in pairs))


def _colour(rgb: str, opacity: float) -> str:
    """Return a colour as KML has it: alpha, blue, green, red."""
    return f"{round(opacity * 255):02x}{rgb[5:7]}{rgb[3:5]}{rgb[1:3]}"


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = _NOT_XML.sub(REPLACEMENT, text) if text else None
    return element
