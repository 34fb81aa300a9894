"""The scripts and styles of the page: Leaflet from XStatic-Leaflet, and our own from `static/`.

XStatic-Leaflet carries the very Leaflet that folium pins, byte for byte, so an
embedded page and a linked one run the same code, and the integrity hashes of
the linked one are computed from our copy.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

#: Where `assets="cdn"` gets Leaflet; the version is that of XStatic-Leaflet 1.9.3 and of folium 0.20.
CDN = "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/"
#: Our scripts, in the order in which they are joined into one.
SCRIPTS = (
    "dom.js",
    "data.js",
    "filter.js",
    "time.js",
    "count.js",
    "waypoints.js",
    "catalogue.js",
    "lanes.js",
    "map.js",
    "labels.js",
    "popup.js",
    "legend.js",
    "matrix.js",
    "articles.js",
    "views.js",
    "names.js",
    "facets.js",
    "hash.js",
    "takeaway.js",
    "panel.js",
    "app.js",
)

_STATIC = Path(__file__).parent / "static"


@cache
def own_script() -> str:
    """Return our scripts, without their comments, as one function scope that exposes `geomap.start(map)`."""
    parts = "\n".join(_bare(_read(name)) for name in SCRIPTS)
    return f'const geomap = (() => {{\n"use strict";\n{parts}\nreturn {{ start }};\n}})();'


@cache
def own_style() -> str:
    """Return our style sheet."""
    return _read("app.css")


@cache
def shell() -> str:
    """Return the HTML in which the page is built: constant, no data in it."""
    return _read("shell.html")


def leaflet_tags(assets: str) -> str:
    """Return the elements that bring Leaflet: inline for "embed", linked for "cdn"."""
    style, script = _leaflet("leaflet.css"), _leaflet("leaflet.js")
    if assets == "cdn":
        return (
            f'<link rel="stylesheet" href="{CDN}leaflet.css"'
            f' integrity="{hash_source(style)}" crossorigin="anonymous">\n'
            f'<script src="{CDN}leaflet.js"'
            f' integrity="{hash_source(script)}" crossorigin="anonymous"></script>'
        )
    script_text = script.decode().rsplit("//# sourceMappingURL=", 1)[0]
    style_text = _with_images(style.decode().replace("\r\n", "\n"))
    return f"<style>{style_text}</style>\n<script>{script_text}\n{_marker_icon()}</script>"


def hash_source(data: bytes | str) -> str:
    """Return the hash of a script or style as integrity attributes and policies write it.

    Examples
    --------
    >>> hash_source("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    raw = data.encode() if isinstance(data, str) else data
    return "sha256-" + base64.b64encode(hashlib.sha256(raw).digest()).decode("ascii")


@cache
def _read(name: str) -> str:
    return (_STATIC / name).read_text("utf-8")


def _bare(script: str) -> str:
    """Leave out indents and the comments that have lines of their own; static/ holds the script to be read."""
    lines = (
        line.strip()
        for line in re.sub(r"^ */\*\*.*?\*/$", "", script, flags=re.DOTALL | re.MULTILINE).splitlines()
    )
    return "\n".join(line for line in lines if line and not line.startswith("//"))


@cache
def _leaflet(name: str) -> bytes:
    from xstatic.pkg import leaflet

    return (Path(leaflet.BASE_DIR) / name).read_bytes()


def _with_images(style: str) -> str:
    """Inline the pictures of Leaflet's layer control; its marker has none of its own in the style."""
    for name in ("layers.png", "layers-2x.png"):
        style = style.replace(f"url(images/{name})", f"url({_picture(name)})")
    return style.replace("url(images/marker-icon.png)", "none")


def _marker_icon() -> str:
    """Give Leaflet the picture of its default marker, for a user's own markers."""
    icon, shadow = _picture("marker-icon.png"), _picture("marker-shadow.png")
    options = f'{{iconUrl:"{icon}",iconRetinaUrl:"{icon}",shadowUrl:"{shadow}"}}'
    return f"L.Icon.Default.mergeOptions({options});"


def _picture(name: str) -> str:
    return "data:image/png;base64," + base64.b64encode(_leaflet(f"images/{name}")).decode("ascii")
