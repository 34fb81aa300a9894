"""Lines of a user's own that lie over those of the catalogue: read from any format, checked, kept with their licence.

An overlay is a line and who may use it, nothing else: names, status and every
other fact of the route stay those of the catalogue. It is kept in the user's
own folder, one GeoJSON file per route, and never in ours.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
from shapely import LineString, MultiLineString

from geomap.alignment import Lines, length_km, mean_distance_km, orient_lines
from geomap.errors import CatalogueError, GeomapError, InputError, LayerError, OutputError
from geomap.files import MAX_INPUT_BYTES, data_folder, read_limited, write_bytes
from geomap.geojson import dump_collection, feature, load_collection
from geomap.overlays.formats import read_shapes
from geomap.overlays.mending import line_parts, mend_lines
from geomap.text import clean_text

SCHEMA = "geomap-overlay/1"
#: How far off a line may be where nothing else is known, in kilometres, by its precision: our own reading of the words.
UNCERTAINTY_KM = {"surveyed": 0.1, "traced": 1.0, "waypoints": 8.0, "schematic": 20.0}
#: A line this far from ours on average wants a look, or is another route.
WARN_KM, REFUSE_KM = 25.0, 150.0
#: A line comes to this share of the published length.
LENGTH_RATIO = (0.75, 1.05)
_MAX_WORDS = 300
_WHY = {
    "licence": "geometry of others may be shown only under its terms; give them, for example --licence ODbL-1.0 or --licence 'our own'",
    "attribution": "the map and every export must name whose line it is; give the words, "
    "for example --attribution '© OpenStreetMap contributors'",
}


@dataclass(frozen=True, slots=True)
class Overlay:
    """A line of a user's own for one route, EPSG:4326, with its terms; `source` is the name of the file it came from."""

    route_id: str
    lines: tuple[LineString, ...]
    licence: str
    attribution: str
    source: str
    geometry_precision: str = "traced"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an imported line is beside ours: its length, ours, the published one, and the distance between the two."""

    length_km: float
    our_km: float
    published_km: float | None
    apart_km: float

    def warnings(self) -> Iterator[str]:
        """Yield what wants a look, each as one line."""
        if self.apart_km > WARN_KM:
            yield f"it lies {self.apart_km:.0f} km from our line on average; is it the same route?"
        share = self.length_km / self.published_km if self.published_km else None
        if share is not None and not LENGTH_RATIO[0] <= share <= LENGTH_RATIO[1]:
            yield (
                f"it is {self.length_km:.0f} km, {share:.2f} of the published {self.published_km:g} km; "
                f"expected {LENGTH_RATIO[0]} to {LENGTH_RATIO[1]}: is a part missing, or drawn twice?"
            )


def user_folder() -> Path:
    """Return the folder of the user's overlays: below `GEOMAP_LAYERS`, else in the system's place for data."""
    root = os.environ.get("GEOMAP_LAYERS") or platformdirs.user_data_path("geomap")
    return Path(root) / "overlays"


def make_overlay(
    path: Path,
    route_id: str,
    *,
    model: Lines,
    licence: str | None,
    attribution: str | None,
    published_km: float | None = None,
    precision: str = "traced",
    match: str | None = None,
    force: bool = False,
) -> tuple[Overlay, Comparison]:
    """Read a line for a route and compare it with ours.

    Parameters
    ----------
    path
        What `geomap.overlays.formats.read_shapes` takes.
    route_id
        The route the line is for.
    model
        Our own line, which says in which order and direction the parts are travelled.
    licence, attribution
        The terms under which the line may be used, and whom to name. Both are needed.
    published_km
        The length that is published for the route.
    precision
        A key of `UNCERTAINTY_KM`.
    match
        The `ProjectID` of the features to take, or the stem of the file in a folder.
    force
        Take a line that lies further than 150 km from ours.

    Raises
    ------
    InputError
        If the terms are missing, the file cannot be read or is too large.
    LayerError
        If it holds no line, or one that lies elsewhere.
    """
    terms = {"licence": licence, "attribution": attribution}
    for name, given in terms.items():
        if not _one_line(given):
            raise InputError(f"no {name} is given; {_WHY[name]}")
    lines = orient_lines(mend_lines(read_shapes(path, match=match), path.name), model)
    found = Comparison(length_km(lines), length_km(model), published_km, mean_distance_km(lines, model))
    if found.apart_km > REFUSE_KM and not force:
        raise LayerError(
            f"{path.name}: lies {found.apart_km:,.0f} km from our line of {route_id} on average; "
            f"expected at most {REFUSE_KM:g}. Is it another route, or has another CRS? --force takes it all the same"
        )
    return Overlay(
        route_id, tuple(lines), _one_line(licence), _one_line(attribution), _one_line(path.name), precision
    ), found


def write_overlay(overlay: Overlay, folder: Path | None = None) -> Path:
    """Write `<route-id>.geojson` into a folder, the user's own by default, and return where it is.

    Raises
    ------
    OutputError
        If the id is no file name, the file there is no overlay, the folder is one of ours, or cannot be written to.
    """
    folder = folder or user_folder()
    if not re.fullmatch("[A-Za-z0-9][A-Za-z0-9._-]*", overlay.route_id):
        raise OutputError(
            f"{overlay.route_id!r}: a route with this id has no file; expected letters, digits, . _ -"
        )
    if folder.resolve().is_relative_to(data_folder().resolve()):
        raise OutputError(
            f"{folder}: holds geomap's own layers, which an import never changes; choose another folder"
        )
    path = folder / f"{overlay.route_id}.geojson"
    if path.exists() and not _is_overlay(path):
        raise OutputError(f"{path}: is there already and is no overlay; choose another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: no folder can be made there: {error.strerror or error}") from None
    return write_bytes(path, dump_overlay(overlay))


def dump_overlay(overlay: Overlay) -> bytes:
    """Return the overlay as GeoJSON; the same overlay gives the same bytes."""
    lines = overlay.lines
    properties = {
        "schema": SCHEMA,
        "id": overlay.route_id,
        "licence": overlay.licence,
        "attribution": overlay.attribution,
        "source": overlay.source,
        "geometry_precision": overlay.geometry_precision,
    }
    return dump_collection([feature(lines[0] if len(lines) == 1 else MultiLineString(lines), properties)])


def read_overlays(folder: Path | None = None) -> dict[str, Overlay]:
    """Return the overlays in a folder, the user's own by default, by route id; no folder is no overlay.

    Raises
    ------
    CatalogueError
        If a file there is no overlay.
    """
    folder = folder or user_folder()
    return {path.stem: read_overlay(path) for path in sorted(folder.glob("*.geojson"))}


def read_overlay(path: Path) -> Overlay:
    """Read one overlay file.

    Raises
    ------
    CatalogueError
        If it is not what `geomap import-route` writes.
    """
    try:
        items = load_collection(read_limited(path, max_bytes=MAX_INPUT_BYTES), path.name)
        if len(items) != 1:
            raise LayerError(f"holds {len(items)} features; expected 1")
        own, shape = items[0]["properties"], items[0]["geometry"]
        _check(own, path.stem)
        lines = tuple(line_parts(shape))
        if not lines:
            raise LayerError("holds no line")
    except GeomapError as error:
        said = str(error).removeprefix(f"{path.name}: ").removeprefix(f"{path}: ")
        raise CatalogueError(f"{path}: is no overlay: {said}. Import it again, or take it away") from None
    licence, attribution, source = (_one_line(own[name]) for name in ("licence", "attribution", "source"))
    return Overlay(path.stem, lines, licence, attribution, source, own["geometry_precision"])


def _check(own: Mapping[str, Any], stem: str) -> None:
    expected = {"schema": [SCHEMA], "id": [stem], "geometry_precision": list(UNCERTAINTY_KM)}
    for name, values in expected.items():
        if own.get(name) not in values:
            raise LayerError(f"{name} is {own.get(name)!r}; expected {' or '.join(values)}")
    for name in ("licence", "attribution", "source"):
        if not isinstance(own.get(name), str) or not _one_line(own[name]):
            raise LayerError(f"{name} is {own.get(name)!r}; expected words")


def _is_overlay(path: Path) -> bool:
    try:
        return f'"{SCHEMA}"'.encode() in read_limited(path)
    except InputError:
        return False


def _one_line(text: str | None) -> str:
    """Return words as they can stand in a map's corner: no line break, no NUL, not without end."""
    words = " ".join(clean_text(text or "")[0].split())
    return words if len(words) <= _MAX_WORDS else words[: _MAX_WORDS - 1] + "…"
