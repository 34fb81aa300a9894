"""One page that shows which sources discuss which corridors, on a map and in their own words.

`model` turns an Atlas into plain columns, `embed` writes them into HTML as
inert JSON, `assets` brings Leaflet and our own script, and `folium_map` is the
only module that knows folium. Nothing heavy is imported before a map is asked for.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from geomap.errors import OutputError

if TYPE_CHECKING:
    import folium

    from geomap.catalogue import Catalogue
    from geomap.model import Atlas

#: What the page is called when nothing else is said.
TITLE = "Which sources discuss which corridors"
CATALOGUE_TITLE = "The routes geomap knows"
ASSETS = ("embed", "cdn")


def render_map(
    atlas: Atlas,
    path: str | os.PathLike[str] | None = None,
    *,
    map: folium.Map | None = None,
    title: str | None = None,
    basemap: str = "outlines",
    attribution: str | None = None,
    assets: str = "embed",
    compress: bool | None = None,
    catalogue: Catalogue | None = None,
) -> folium.Map:
    """Draw an Atlas as a folium map with a panel of sources, articles and names.

    Parameters
    ----------
    atlas
        What `build_atlas` returned.
    path
        Where to write the page, one HTML file. Without it nothing is written.
    map
        A folium map of your own to add the routes and places to. Without it a
        new one is made that needs no network at all.
    title
        The heading of the page.
    basemap
        "outlines" (land and borders), "land" (no borders), "none", or the
        https:// template of a tile server such as
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png", which readers of the page will then contact.
    attribution
        The tile server's credit line, plain text; only with a tile template.
    assets
        "embed" puts Leaflet into the file, "cdn" links the same version with an integrity hash.
    compress
        Gzip the data inside the page; None does so above 1 MB. Browsers from 2023 on can read it.
    catalogue
        Where the references of the routes are read from; None takes the catalogue that comes with geomap.

    Returns
    -------
    map
        The folium map; layers may be added to it and it may be saved again. The
        same atlas and options give the same bytes.

    Raises
    ------
    OutputError
        If an option is unknown, or the page cannot be written; an old page stays as it was.

    Notes
    -----
    Nothing that articles say can run in the page. On a map of your own that holds for what we add; the rest is yours.

    Examples
    --------
    >>> import folium, geomap
    >>> atlas = geomap.build_atlas([{"source": "Our Paper", "text": "TAP brings gas to Italy."}])
    >>> mine = folium.Map(location=[41, 20], zoom_start=6)
    >>> render_map(atlas, map=mine) is mine
    True
    """
    if assets not in ASSETS:
        raise OutputError(f"assets={assets!r}: expected 'embed' or 'cdn'")
    from geomap.catalogue import read_catalogue
    from geomap.maps import basemaps, folium_map, model

    background = basemaps.choose_basemap(basemap, attribution=attribution)
    known = read_catalogue() if catalogue is None else catalogue
    page = model.build_page(atlas, title=title or TITLE, basemap=background.page, catalogue=known)
    layer = folium_map.AtlasLayer(page, background, compress=compress)
    result = folium_map.CorridorMap(assets=assets) if map is None else map
    result.add_child(layer, name="geomap")
    if path is not None:
        folium_map.write_page(result, path)
    return result


def render_routes(
    catalogue: Catalogue,
    path: str | os.PathLike[str] | None = None,
    *,
    title: str | None = None,
    basemap: str = "outlines",
    assets: str = "embed",
    compress: bool | None = None,
) -> folium.Map:
    """Draw the routes of a catalogue, with their facts, names, waypoints and references, without any article.

    Parameters
    ----------
    catalogue
        The routes to draw.
    path, title, basemap, assets, compress
        As in `render_map`.

    Returns
    -------
    map
        The folium map. The same catalogue and options give the same bytes.

    Raises
    ------
    OutputError
        As `render_map`.
    """
    if assets not in ASSETS:
        raise OutputError(f"assets={assets!r}: expected 'embed' or 'cdn'")
    from geomap.maps import basemaps, catalogue_page, folium_map

    background = basemaps.choose_basemap(basemap)
    names = [route.name for route in catalogue.values()]
    heading = title or (names[0] if len(names) == 1 else CATALOGUE_TITLE)
    page = catalogue_page.build_page(catalogue, title=heading, basemap=background.page)
    result = folium_map.CorridorMap(assets=assets)
    result.add_child(folium_map.AtlasLayer(page, background, compress=compress), name="geomap")
    if path is not None:
        folium_map.write_page(result, path)
    return result
