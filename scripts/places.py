"""Write the GeoJSON files of layers/places: sorted, one place per line."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

_LETTERS = str.maketrans(
    {"ə": "e", "Ə": "E", "ı": "i", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ß": "ss"}
    | {"æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe"}
)


def make_slug(text: str) -> str:
    """Turn a name into lower-case ASCII words joined by hyphens.

    >>> make_slug("Łódź Voivodeship")
    'lodz-voivodeship'
    """
    ascii_text = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", ascii_text.lower().replace("'", "")).strip("-")


def make_feature(lon: float, lat: float, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Make a Point feature; coordinates in degrees, four decimals."""
    point = {"type": "Point", "coordinates": [round(float(lon), 4), round(float(lat), 4)]}
    return {"type": "Feature", "geometry": point, "properties": dict(properties)}


def write_places(path: Path, features: Iterable[dict[str, Any]], head: Mapping[str, Any]) -> None:
    """Write a FeatureCollection, sorted by its key, after the foreign member "geomap"."""
    key = head.get("key", "place_id")
    ordered = sorted(features, key=lambda feature: str(feature["properties"][key]))
    lines = [json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in ordered]
    about = json.dumps({"schema": "geomap-places/1", **head}, ensure_ascii=False)
    text = f'{{"type":"FeatureCollection",\n"geomap":{about},\n"features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")
