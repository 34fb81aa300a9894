"""Compile GeoNames dumps of any size, with the places that come with geomap, into an index.

The work is done in a folder beside the target and committed as it goes: a build
that was killed goes on where it stopped, and the index appears whole or not at all.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from geomap.errors import InputError, OutputError
from geomap.files import digest
from geomap.gazetteer import geonames
from geomap.gazetteer.classes import parse_classes
from geomap.gazetteer.layout import DATA_FILES, FORMAT, MANIFEST, Place
from geomap.gazetteer.merging import Merger
from geomap.gazetteer.rows import BuildReport, RowReader
from geomap.gazetteer.tables import Table, find_tables
from geomap.gazetteer.writing import IndexWriter
from geomap.model import Progress

_LINES_LOOKED_AT = 200


def build_gazetteer(
    files: Sequence[str | Path],
    target: str | Path,
    *,
    layers: Iterable[Place],
    key: str,
    classes: str | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Compile GeoNames tables into an index at `target`.

    Parameters
    ----------
    files
        allCountries.txt or country files, and optionally alternateNamesV2.txt,
        admin1CodesASCII.txt, admin2Codes.txt, countryInfo.txt; plain, .gz or .zip.
    target
        The folder to make. An index that is there is replaced once the new one is whole.
    layers
        Places that come first and keep their points: those of `layers/places/`.
    key
        What else the result depends on; work begun under another key is not gone on with.
    classes
        Feature classes and codes to keep, such as "P,A,H.LK", "default" or "all".
    progress
        Told what is done, how much of it, and of how much.

    Raises
    ------
    InputError
        If a file cannot be read, is no GeoNames table, or no row of it all can be used.
    OutputError
        If `target` is something else already, or cannot be written.
    GazetteerError
        If another process builds the same index at this moment.
    """
    folder = Path(target)
    _check_folder(folder)
    wanted = parse_classes(classes)
    tables = _tables([Path(file) for file in files])
    workplace = folder.resolve().with_name(f".{folder.resolve().name}.geomap-building")
    try:
        workplace.mkdir(exist_ok=True)
        with (
            closing(IndexWriter(workplace, _work_key(tables, wanted, key))) as writer,
            closing(Merger(workplace / "ids.bin")) as merger,
        ):
            reader = RowReader(writer, merger, wanted, progress or (lambda *_: None))
            reader.start(layers)
            for number, (table, kind) in enumerate(tables):
                reader.read(number, table, kind)
            report = reader.finish(folder, tables)
        _move(workplace, folder.resolve())
    except InputError:  # what was done will never be of use
        shutil.rmtree(workplace, ignore_errors=True)
        raise
    except OSError as error:
        raise OutputError(
            f"{error.filename or workplace}: cannot be written: {error.strerror or error}"
        ) from None
    except sqlite3.Error as error:  # a full disk, above all
        raise OutputError(
            f"{workplace}: cannot be written: {error}; the next build goes on from here"
        ) from None
    return report


def _tables(files: Sequence[Path]) -> list[tuple[Table, str]]:
    """Return the tables and their kinds; features come first, for names need places to belong to."""
    found = [(table, _kind(table)) for file in files for table in find_tables(file)]
    if "places" not in {kind for _, kind in found}:
        raise InputError(
            f"{files[0]}: there is no table of places; give allCountries.txt or a country's file too"
        )
    return sorted(found, key=lambda item: geonames.KINDS.index(item[1]))


def _kind(table: Table) -> str:
    lines = (line for line in table.lines() if line and not line.startswith(b"#"))
    kinds = Counter(geonames.kind_of(line.decode("utf-8-sig", "replace")) for line in _first(lines))
    kinds.pop(None, 0)
    if not kinds:
        raise InputError(
            f"{table.name}: no GeoNames table; expected one such as allCountries.txt (19 columns, tab-separated)"
        )
    kind, _ = kinds.most_common(1)[0]
    return str(kind)


def _first(lines: Iterator[bytes]) -> Iterator[bytes]:
    for _, line in zip(range(_LINES_LOOKED_AT), lines, strict=False):
        yield line


def _work_key(tables: Sequence[tuple[Table, str]], wanted: Iterable[str], key: str) -> str:
    """Name the work by all it depends on, so that a build never goes on with that of another."""
    parts = [key, *sorted(wanted)]
    for table, _ in tables:
        status = table.path.stat()
        parts += [str(table.path.resolve()), table.member or "", str(status.st_size), str(status.st_mtime_ns)]
    return digest(*parts)


def _check_folder(folder: Path) -> None:
    if folder.is_dir() and not _may_be_replaced(folder):
        raise OutputError(f"{folder}: there is something else in this folder; give a new one for the index")
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: is a file; an index is a folder, give another name")
    parent = folder.resolve().parent
    if not parent.is_dir():
        raise OutputError(f"{parent}: there is no such folder to write the index into")
    if not os.access(parent, os.W_OK):
        raise OutputError(f"{parent}: cannot be written: no permission")


def _may_be_replaced(folder: Path) -> bool:
    """Say whether a folder is empty or an index, of any version, with nothing beside it."""
    names = {path.name for path in folder.iterdir()}
    if not names:
        return True
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    ours = isinstance(manifest, dict) and str(manifest.get("format")).startswith(FORMAT.split("/")[0])
    return ours and names <= {MANIFEST, *DATA_FILES}


def _move(workplace: Path, folder: Path) -> None:
    """Put the finished index in its place; what was there goes away only then."""
    if not folder.exists():
        workplace.rename(folder)
        return
    with tempfile.TemporaryDirectory(
        prefix=f".{folder.name}.", dir=folder.parent, ignore_cleanup_errors=True
    ) as bin_:
        old = folder.rename(Path(bin_) / folder.name)
        try:
            workplace.rename(folder)
        except OSError:
            old.rename(folder)
            raise
