"""geomap: find the corridors and pipelines that news articles speak of, and map who speaks of them.

Names are loaded on first use (PEP 562), so that `import geomap` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "Atlas": "model",
    "GeomapError": "errors",
    "Geoparser": "geoparser",
    "build_atlas": "atlas",
    "check_catalogue": "checks",
    "explain": "geoparser",
    "geoparse": "geoparser",
    "load_gazetteer": "gazetteer",
    "load_routes": "catalogue",
    "measure_coverage": "coverage",
    "read_articles": "articles",
    "read_layers": "export",
    "render_map": "maps",
    "sample_route": "coverage",
    "write_layers": "export",
}
__all__ = list(_HOMES)

if TYPE_CHECKING:
    from geomap.articles import read_articles as read_articles
    from geomap.atlas import build_atlas as build_atlas
    from geomap.catalogue import load_routes as load_routes
    from geomap.checks import check_catalogue as check_catalogue
    from geomap.coverage import measure_coverage as measure_coverage
    from geomap.coverage import sample_route as sample_route
    from geomap.errors import GeomapError as GeomapError
    from geomap.export import read_layers as read_layers
    from geomap.export import write_layers as write_layers
    from geomap.gazetteer import load_gazetteer as load_gazetteer
    from geomap.geoparser import Geoparser as Geoparser
    from geomap.geoparser import explain as explain
    from geomap.geoparser import geoparse as geoparse
    from geomap.maps import render_map as render_map
    from geomap.model import Atlas as Atlas


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'geomap' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"geomap.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
