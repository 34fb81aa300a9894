"""A user's own places, from CSV or GeoJSON, on their way into an index.

What cannot be used is listed with the row it stands in; the rest is used.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any

from geomap.errors import InputError, LayerError
from geomap.files import digest, read_limited, safe_name
from geomap.gazetteer.layout import Place
from geomap.gazetteer.sources import CAPS_ACRONYM, town_radius_km
from geomap.geojson import load_collection, load_json
from geomap.model import Candidate, Issue
from geomap.text import unescape_formula

#: A user who adds a place means it: as prominent as a town of a million.
OWN_PROMINENCE = 6.0
_MAX_NAME = 200
_SEPARATORS = ",;\t|"
#: The columns by the names people give them.
_COLUMNS = {
    "name": ("name", "title", "place"),
    "lat": ("lat", "latitude", "y"),
    "lon": ("lon", "lng", "long", "longitude", "x"),
    "names": ("names", "alternate_names", "alternatenames", "alternates", "aliases", "other_names"),
    "country": ("country", "country_code", "countrycode", "iso2"),
    "admin1": ("admin1", "admin1_code"),
    "class": ("class", "feature_class"),
    "code": ("code", "feature_code"),
    "population": ("population", "pop"),
    "radius_km": ("radius_km",),
    "id": ("id", "place_id", "geonameid"),
}
_DEFAULT_FEATURES = {"P": "PPL", "L": "RGN"}


def read_places(path: Path, issues: list[Issue], taken: Container[str] = ()) -> list[Place]:
    """Return the usable places of a CSV or GeoJSON file; what is not usable goes to `issues`.

    Parameters
    ----------
    path
        CSV with the columns name, lat, lon and optionally names (several with
        ";" between them), country, admin1, class, code, population, radius_km, id;
        or GeoJSON points and polygons with these properties. EPSG:4326, degrees.
    issues
        Rows that cannot be used are added, as warnings.
    taken
        Ids of other files, which no place of this one may have.

    Raises
    ------
    InputError
        If the file cannot be read, is neither, or no row of it can be used.
    """
    data = read_limited(path)
    read = _geojson_rows if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[") else _csv_rows
    places: dict[str, Place] = {}
    n_before = len(issues)
    for where, row in read(data, path):
        try:
            if isinstance(row, Exception):
                raise row
            place = _place(row, path.name)
            if place.candidate.feature_id in places or place.candidate.feature_id in taken:
                raise ValueError(f"the id {place.candidate.feature_id!r} is there already")  # noqa: TRY301
            places[place.candidate.feature_id] = place
        except (ValueError, LayerError) as error:
            issues.append(Issue(where, "warning", f"this place is left out: {error}"))
    if not places:
        why = f"{issues[n_before].where}: {issues[n_before].message}" if issues[n_before:] else "it is empty"
        raise InputError(f"{path}: no place in it could be used: {why}")
    return list(places.values())


def _csv_rows(data: bytes, path: Path) -> Iterator[tuple[str, dict[str, Any] | Exception]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start + 1}); save it as UTF-8") from None
    header = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=header.count))
    try:
        columns = _columns(next(reader, []), path)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                where = f"{path.name}:{reader.line_num}"
                row = {
                    name: unescape_formula(cells[at].strip())
                    for name, at in columns.items()
                    if at < len(cells)
                }
                yield where, row
    except csv.Error as error:
        raise InputError(f"{path}: line {reader.line_num}: no CSV: {error}") from None


def _columns(header: list[str], path: Path) -> dict[str, int]:
    written = [cell.strip().casefold().replace(" ", "_") for cell in header]
    columns = {
        name: next(written.index(word) for word in words if word in written)
        for name, words in _COLUMNS.items()
        if any(word in written for word in words)
    }
    missing = [name for name in ("name", "lat", "lon") if name not in columns]
    if missing:
        raise InputError(
            f"{path}: no column {', '.join(missing)}; expected CSV with the columns name, lat, lon "
            "(and names, country, class, population, id), or GeoJSON"
        )
    return columns


def _geojson_rows(data: bytes, path: Path) -> Iterator[tuple[str, dict[str, Any] | Exception]]:
    try:
        parsed = load_json(data, str(path))
    except LayerError as error:
        raise InputError(str(error)) from None
    items = parsed.get("features") if isinstance(parsed, dict) else None
    if not isinstance(items, list):
        items = [parsed]
    for number, item in enumerate(items, 1):
        where = f"{path.name}: feature {number}"
        try:
            (loaded,) = load_collection(json.dumps(item), "this feature")
            yield where, _of_feature(loaded, item.get("id"))
        except (LayerError, ValueError) as error:
            yield where, error


def _of_feature(loaded: Mapping[str, Any], identifier: Any) -> dict[str, Any]:
    """Return the facts of a feature under the names of our columns."""
    own = {str(key).casefold(): value for key, value in loaded["properties"].items() if value is not None}
    row = {name: next((own[word] for word in words if word in own), "") for name, words in _COLUMNS.items()}
    if row["id"] == "" and isinstance(identifier, str | int):
        row["id"] = identifier
    shape = loaded["geometry"]
    if shape is None or shape.is_empty:
        raise ValueError("it has no geometry")
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        from pyproj import Geod

        area_m2 = abs(Geod(ellps="WGS84").geometry_area_perimeter(shape)[0])
        row["radius_km"] = row["radius_km"] or round(math.sqrt(area_m2 / math.pi) / 1000, 1)
        row["class"] = row["class"] or "L"
        inside = shape.is_valid and shape.contains(shape.centroid)
        shape = shape.centroid if inside or not shape.is_valid else shape.representative_point()
    if shape.geom_type != "Point":
        raise ValueError(f"its geometry is a {shape.geom_type}; expected a point or a polygon")
    return {**row, "lon": shape.x, "lat": shape.y}


def _place(row: Mapping[str, Any], source: str) -> Place:
    name = _text(row.get("name"), "name")
    lat, lon = _number(row, "lat", 90.0), _number(row, "lon", 180.0)
    population = int(_number(row, "population", 1e11, least=0.0))
    feature_class = str(row.get("class") or "P").strip().upper()
    letter, _, code = feature_class.partition(".")
    if len(letter) != 1 or letter not in "AHLPRSTUV":
        raise ValueError(
            f"class {feature_class[:20]!r}; expected one of A, H, L, P, R, S, T, U, V, or such as P.PPLC"
        )
    country = str(row.get("country") or "").strip().upper()
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise ValueError(f"country {country[:20]!r}; expected two letters (ISO 3166-1)")
    identifier = str(row.get("id") or "").strip()
    if len(identifier) > _MAX_NAME or not identifier.isprintable():
        raise ValueError("no usable id")
    candidate = Candidate(
        feature_id=f"user:{identifier or _own_id(name, lon, lat)}",
        name=name,
        lon=lon,
        lat=lat,
        country=country or None,
        admin1=_text(row["admin1"], "admin1") if row.get("admin1") else None,
        feature_class=letter,
        feature_code=str(row.get("code") or "").strip().upper()[:10]
        or code[:10]
        or _DEFAULT_FEATURES.get(letter),
        population=population,
        radius_km=_number(row, "radius_km", 20_000.0, least=0.0) or town_radius_km(population),
        gazetteer=source,
        prominence=max(OWN_PROMINENCE, math.log10(max(population, 1))),
    )
    return Place(candidate, tuple((text, _name_type(text)) for text in dict.fromkeys([name, *_names(row)])))


def _own_id(name: str, lon: float, lat: float) -> str:
    return f"{safe_name(name, max_length=40).lower()}-{digest(name, repr(lon), repr(lat))[:8]}"


def _names(row: Mapping[str, Any]) -> list[str]:
    """Return the other names: a list, a mapping by language, or words with ";" or "|" between them."""
    value = row.get("names") or []
    if isinstance(value, Mapping):
        value = [text for texts in value.values() for text in (texts if isinstance(texts, list) else [texts])]
    if isinstance(value, str):
        value = value.replace("|", ";").split(";")
    if not isinstance(value, list):
        raise ValueError("names: expected a list, or names with ; between them")  # noqa: TRY004  a fault of the file
    return [_text(text, "names") for text in value if str(text).strip()]


def _name_type(text: str) -> str:
    return "acronym" if CAPS_ACRONYM.match(text) else "name"


def _text(value: Any, what: str) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text or len(text) > _MAX_NAME or not text.isprintable():
        raise ValueError(f"no usable {what}")
    return text


def _number(row: Mapping[str, Any], what: str, limit: float, *, least: float | None = None) -> float:
    """Return a number of a row, 0 where one that has a least value is missing; a decimal comma is one."""
    value = row.get(what, "")
    if least is not None and value in (None, ""):
        return 0.0
    try:
        number = float(str(value).replace(",", ".") if isinstance(value, str) else value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    low = -limit if least is None else least
    if isinstance(value, bool) or not low <= number <= limit:
        raise ValueError(f"{what} {str(value)[:20]!r}; expected a number from {low:g} to {limit:g}")
    return number
