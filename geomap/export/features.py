"""One layer as GeoJSON: styled features, and who may use them under which licence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomap import schema
from geomap.errors import LayerError
from geomap.export.style import style_rows
from geomap.export.tables import conform_read, prepare
from geomap.geojson import dump_collection, features, load_collection, load_json

if TYPE_CHECKING:
    import pandas as pd

    from geomap.model import Atlas

_CATALOGUE = (
    "Routes and waypoints: geomap catalogue, CC BY 4.0, with point facts from GeoNames "
    "(https://www.geonames.org, CC BY 4.0) and the sources it names"
)
_PLACES = {
    "geonames": "Places: GeoNames (https://www.geonames.org), CC BY 4.0",
    "geomap": "Seas, regions and countries: geomap, CC BY 4.0",
}


def dump_layer(atlas: Atlas, layer: str) -> bytes:
    """Return a layer that has a geometry as GeoJSON (RFC 7946) with a foreign member "geomap"."""
    frame = prepare(atlas, layer)
    styles = style_rows(atlas, layer, frame)
    items = features(frame)
    for item, style in zip(items, styles, strict=True):
        item["properties"] |= style
    return dump_collection(items, geomap=describe(atlas, layer))


def describe(atlas: Atlas, layer: str) -> dict[str, Any]:
    """Return what a reader of a layer has to know: `version` of geomap, `layer`, `licence`, `attribution`."""
    from geomap import __version__

    credits, free = [_CATALOGUE], True
    if layer in ("routes", "segments", "links"):
        lines = _line_credits(atlas)
        credits, free = [*credits, *lines], not lines
    if layer in ("mentions", "places"):
        gazetteers = sorted(set(atlas.places["gazetteer"].dropna()))
        credits = [_PLACES.get(name, f"Places: {name}") for name in gazetteers]
        free = set(gazetteers) <= set(_PLACES)
    if layer == "mentions":
        credits.append("Quoted sentences belong to the publishers of the articles")
    return {
        "version": __version__,
        "layer": layer,
        "licence": "CC-BY-4.0" if free else "see attribution",
        "attribution": ". ".join(credits),
    }


def _line_credits(atlas: Atlas) -> list[str]:
    """Return whose lines a user has laid over those of the catalogue, and on which terms."""
    laid = atlas.routes[atlas.routes["attribution"].notna()].sort_values("route_id")
    rows = zip(laid["name"], laid["attribution"], laid["licence"], strict=True)
    return [f"Line of {name}: {attribution} ({licence})" for name, attribution, licence in rows]


def layer_of(data: bytes, where: str) -> str | None:
    """Return which layer some GeoJSON says it is, None when it does not say.

    Raises
    ------
    LayerError
        If it is not JSON.
    """
    parsed = load_json(data, where)
    about = parsed.get("geomap") if isinstance(parsed, dict) else None
    layer = about.get("layer") if isinstance(about, dict) else None
    return layer if isinstance(layer, str) else None


def load_layer(data: bytes, layer: str, where: str) -> pd.DataFrame:
    """Return the named layer from the bytes of `dump_layer`; its style is dropped.

    Raises
    ------
    LayerError
        If it is not GeoJSON or does not fit the schema.
    """
    import pandas as pd

    rows = [{**item["properties"], "geometry": item["geometry"]} for item in load_collection(data, where)]
    columns = [*schema.TABLES[layer].columns, "geometry"]
    frame = pd.DataFrame(rows) if rows else pd.DataFrame(columns=columns)
    try:
        return conform_read(frame, layer, where)
    except AttributeError as error:  # a list or object where a plain value is expected
        raise LayerError(f"{where}: {error}") from None
