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
    return {
        country: tuple(fold_name(name) for name in names.get(language, ()) if len(name) >= _MIN_LENGTH)
        for country, names in _names().items()
    }


@cache
def _names() -> dict[str, dict[str, list[str]]]:
    items = load_collection(read_limited(data_folder() / "places" / "countries.geojson"), "countries.geojson")
    return {item["properties"]["country"]: item["properties"]["names"] for item in items}
