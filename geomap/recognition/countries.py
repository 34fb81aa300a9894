"""The names of the countries that a route crosses: a text that names several of them speaks more likely of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from geomap.files import data_folder, read_limited
from geomap.geojson import load_collection
from geomap.text import fold_name

_MIN_LENGTH = 4


def names_of(countries: Sequence[str], languages: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the folded longer names of each country (ISO 3166-1 alpha-2) in some languages."""
    return tuple(
        tuple(dict.fromkeys(name for tag in languages for name in country_names(tag).get(code, ())))
        for code in countries
    )


@cache
def country_names(language: str) -> dict[str, tuple[str, ...]]:
    """Return the folded longer names of all countries in a language, by ISO 3166-1 alpha-2 code."""
    items = load_collection(read_limited(data_folder() / "places" / "countries.geojson"), "countries.geojson")
    rows = (item["properties"] for item in items)
    return {
        own["country"]: tuple(
            fold_name(name) for name in own["names"].get(language, ()) if len(name) >= _MIN_LENGTH
        )
        for own in rows
    }
