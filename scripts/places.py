"""Write the GeoJSON files of layers/places: sorted, one place per line."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

_LETTERS = str.maketrans(
    {"ə": "e", "Ə": "E", "ı": "i", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D"}
    | {"ł": "l", "Ł": "L", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe"}
)


def make_slug(text: str) -> str:
    """Turn a name into lower-case ASCII words joined by hyphens.

    >>> make_slug("Łódź Voivodeship")
    'lodz-voivodeship'
    """
    ascii_text = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", ascii_text.lower().replace("'", "")).strip("-")


def make_feature(lon: float, lat: float, properties: dict) -> dict:
    """Make a Point feature; coordinates in degrees, four decimals."""
    point = {"type": "Point", "coordinates": [round(float(lon), 4), round(float(lat), 4)]}
    return {"type": "Feature", "geometry": point, "properties": properties}


def write_places(path: Path, features: list[dict], head: dict) -> None:
    """Write a FeatureCollection, sorted by its key, after the foreign member "geomap"."""
    key = head.get("key", "place_id")
    ordered = sorted(features, key=lambda feature: feature["properties"][key])
    lines = [json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in ordered]
    text = '{"type":"FeatureCollection",\n"geomap":' + json.dumps(
        {"schema": "geomap-places/1", **head}, ensure_ascii=False
    )
    path.write_text(text + ',\n"features":[\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8", newline="\n")
