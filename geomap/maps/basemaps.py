"""Choose what lies under the routes: our own outlines, only land, nothing, or a tile server.

The outlines come with geomap, so that a page needs no network. Borders in this
field are contested: they are drawn thin and neutral, disputed ones dashed, and
"land" leaves them out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from geomap import files, geojson
from geomap.errors import LayerError, OutputError
from geomap.maps import lines

#: Steps per degree in the outlines, which are drawn for the scale of countries: about 1 km each.
SCALE = 100

#: The backgrounds that need no network.
OURS = ("outlines", "land", "none")

_TILES = re.compile(
    r"https://(?P<host>(?:\{s\}\.)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d{1,5})?)/[^\s\"'<>\\]*"
)
_OPENSTREETMAP = "\u00a9 OpenStreetMap contributors"


@dataclass(frozen=True)
class Basemap:
    """A background: what the page is told of it, its shapes, and the host its pictures come from.

    `shapes` holds lists of encoded lines under "land", "borders" and
    "disputed"; `image_host` is a source as content security policies write it.
    """

    page: dict[str, Any]
    shapes: dict[str, Any] = field(default_factory=dict)
    image_host: str | None = None


def choose_basemap(name: str, *, attribution: str | None = None) -> Basemap:
    """Return the background called `name`.

    Parameters
    ----------
    name
        "outlines", "land", "none", or a tile template: https, with {z}, {x} and {y}.
    attribution
        The credit line of the tile server, plain text.

    Raises
    ------
    OutputError
        If it is none of these.
    LayerError
        If the outlines that come with geomap are missing or broken.
    """
    if name == "none":
        return Basemap({"kind": "none"})
    if name in ("outlines", "land"):
        shapes = _outlines(files.data_folder() / "basemap")
        if name == "land":
            shapes = {name: shapes[name] for name in ("scale", "land")}
        return Basemap({"kind": name, "disputed": bool(shapes.get("disputed"))}, shapes)
    host = _tile_host(name).replace("{s}", "*")
    credit = attribution or (_OPENSTREETMAP if "openstreetmap" in host else host)
    return Basemap({"kind": "tiles", "url": name, "attribution": credit}, image_host=f"https://{host}")


def check_basemap(name: str) -> None:
    """Refuse what `choose_basemap` would refuse, before long work is done for it.

    Raises
    ------
    OutputError
        If it is none of ours and no tile template.
    """
    if name not in OURS:
        _tile_host(name)


def _tile_host(template: str) -> str:
    match = _TILES.fullmatch(template)
    if match is None or any(part not in template for part in ("{z}", "{x}", "{y}")):
        raise OutputError(
            f"basemap={template!r}: expected 'outlines', 'land', 'none' "
            "or a template like https://tile.example.org/{z}/{x}/{y}.png"
        )
    return match["host"]


@cache
def _outlines(folder: Path) -> dict[str, Any]:
    land = _load(folder / "land.geojson")
    borders = _load(folder / "borders.geojson")
    disputed = [item for item in borders if item["properties"].get("disputed")]
    agreed = [item for item in borders if not item["properties"].get("disputed")]
    return {
        "scale": SCALE,
        "land": [ring for item in land for ring in _rings(item["geometry"])],
        "borders": [line for item in agreed for line in _lines(item["geometry"])],
        "disputed": [line for item in disputed for line in _lines(item["geometry"])],
    }


def _load(path: Path) -> list[dict[str, Any]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LayerError(f"{path}: cannot be read: {error.strerror}; geomap is not installed whole") from None
    return geojson.load_collection(data, path.name)


def _rings(shape: Any) -> list[list[int]]:
    """`Any`: shapely's base geometry does not know its parts."""
    polygons = getattr(shape, "geoms", [shape])
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return [lines.encode_line(ring.coords, SCALE) for ring in rings]


def _lines(shape: Any) -> list[list[int]]:
    return [lines.encode_line(part.coords, SCALE) for part in getattr(shape, "geoms", [shape])]
