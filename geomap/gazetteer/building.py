"""Compile GeoNames dumps of any size, with the places that come with geomap, into an index.

The work is done in a folder beside the target and committed as it goes: a build
that was killed goes on where it stopped, and the index appears whole or not at all.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geomap.errors import InputError, OutputError
from geomap.files import digest
from geomap.gazetteer import geonames
from geomap.gazetteer.classes import is_kept, parse_classes
from geomap.gazetteer.layout import MANIFEST, Place, is_index
from geomap.gazetteer.merging import Merger
from geomap.gazetteer.tables import Table, find_tables
from geomap.gazetteer.writing import IndexWriter
from geomap.model import Progress

ATTRIBUTION = ("GeoNames (https://www.geonames.org), CC BY 4.0", "geomap layers/places, CC BY 4.0")
#: How many broken rows are listed one by one; all are counted.
MAX_LISTED = 100
_LINES_A_COMMIT = 200_000
_LINES_LOOKED_AT = 200
_ALL = -1
_COUNTS = ("rows", "kept", "merged", "dropped", "duplicate", "broken", "names", "names_dropped")


@dataclass(frozen=True)
class BuildReport:
    """What became of the rows.

    `counts`: "rows" read; of features those "kept", "merged" with a place of
    ours, "dropped" for their class, "duplicate"; "names" of other tables added,
    "names_dropped" since they are codes or of places not kept; "broken" rows.
    `dropped` counts by feature class, `issues` lists broken rows as "file:line: reason".
    """

    folder: Path
    n_places: int
    n_names: int
    counts: dict[str, int]
    dropped: dict[str, int]
    issues: list[str]


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
    workplace = folder.resolve().with_name(f"{folder.resolve().name}.building")
    try:
        workplace.mkdir(exist_ok=True)
        with (
            closing(IndexWriter(workplace, _work_key(tables, wanted, key))) as writer,
            closing(Merger(workplace / "ids.bin")) as merger,
        ):
            build = _Build(writer, merger, wanted, progress or (lambda *_: None))
            build.start(layers)
            for number, (table, kind) in enumerate(tables):
                build.read(number, table, kind)
            report = build.finish(folder, tables)
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


@dataclass
class _Build:
    """A build under way: its writer, and what must be known of places to add names to them."""

    writer: IndexWriter
    merger: Merger
    wanted: frozenset[str]
    progress: Progress

    def start(self, layers: Iterable[Place]) -> None:
        """Add our own places, or find again what was there when the build stopped."""
        state, fresh = self.writer.progress, not self.writer.progress
        self.merger.resume(state.get("n_ids", 0))
        for row, place in enumerate(layers):
            if fresh:
                self.writer.add(place)
            self.merger.add_layer_place(row, place, record=fresh)
        if fresh:
            state.update(lines={}, counts=dict.fromkeys(_COUNTS, 0), dropped={}, issues=[], newest="")
            self._commit()

    def read(self, number: int, table: Table, kind: str) -> None:
        """Read a table from where the build stopped, and commit as it goes."""
        state, what = self.writer.progress, f"reading {table.name}"
        done, total = state["lines"].get(str(number), 0), table.n_bytes
        if done == _ALL:
            return
        self.progress(
            f"going on in {table.name} after row {done:,}" if done else what, 0, None if done else total
        )
        use = {"places": self._use_place, "alternates": self._use_alternate,
               "admin": self._use_admin, "countries": self._use_country}[kind]  # fmt: skip
        for line_number, line in enumerate(
            table.lines(lambda n: self.progress(what, min(n, total), total)), 1
        ):
            if line_number <= done:
                continue
            self._use_line(use, f"{table.name}:{line_number}", line)
            if line_number % _LINES_A_COMMIT == 0:
                state["lines"][str(number)] = line_number
                self._commit()
        state["lines"][str(number)] = _ALL
        self._commit()

    def finish(self, folder: Path, tables: Sequence[tuple[Table, str]]) -> BuildReport:
        """Complete the index in the workplace and say what became of the rows."""
        state = self.writer.progress
        counts, dropped = state["counts"], dict(sorted(state["dropped"].items()))
        if not counts["kept"] + counts["merged"]:
            why = f"; the first broken one: {state['issues'][0]}" if state["issues"] else "; see --classes"
            raise InputError(f"none of {counts['rows']} rows could be kept{why}; nothing was written")
        self.merger.close()
        about: dict[str, Any] = {
            "sources": [f"GeoNames {table.name}" for table, _ in tables] + ["geomap layers/places"],
            "attribution": list(ATTRIBUTION),
            "newest": state["newest"],
            "classes": sorted(self.wanted),
            "counts": counts,
            "dropped": dropped,
            "issues": state["issues"],
        }
        manifest = self.writer.finish(about, self.progress)
        (self.writer.folder / "ids.bin").unlink()
        return BuildReport(
            folder, manifest["n_places"], manifest["n_names"], counts, dropped, state["issues"]
        )

    def _commit(self) -> None:
        self.writer.progress["n_ids"] = self.merger.flush()
        self.writer.commit()

    def _use_line(self, use: Callable[[list[str]], None], where: str, line: bytes | None) -> None:
        if not line:
            if line is None:
                self._broken(where, "a line far too long")
            return
        try:
            text = line.decode().removeprefix("\ufeff")
            if text.startswith("#") or not text.strip():
                return
            self.writer.progress["counts"]["rows"] += 1
            use(text.split("\t"))
        except UnicodeDecodeError as error:
            self._broken(where, f"not UTF-8 (byte {error.start + 1})")
        except ValueError as error:
            self._broken(where, str(error))

    def _broken(self, where: str, reason: str) -> None:
        state = self.writer.progress
        state["counts"]["broken"] += 1
        if len(state["issues"]) < MAX_LISTED:
            state["issues"].append(f"{where}: {reason}")

    def _use_place(self, cells: list[str]) -> None:
        row, state = geonames.read_row(cells), self.writer.progress
        if not is_kept(*row.feature, self.wanted):
            feature_class = row.feature[0][:1] or "none"
            state["dropped"][feature_class] = state["dropped"].get(feature_class, 0) + 1
            state["counts"]["dropped"] += 1
            return
        place = geonames.place_of(row)
        known = self.merger.row_of(row.geonameid)
        if known is not None and known >= self.merger.n_layer_places:
            state["counts"]["duplicate"] += 1
            return
        ours = known if known is not None else self.merger.same_place(place)
        if ours is None:
            self.merger.remember(row.geonameid, self.writer.add(place))
            state["counts"]["kept"] += 1
        else:
            self.merger.remember(row.geonameid, ours)
            self.writer.add_names(ours, place.names)
            state["counts"]["merged"] += 1
        state["newest"] = max(state["newest"], row.modified)

    def _use_alternate(self, cells: list[str]) -> None:
        self._add_names(*geonames.read_alternate(cells))

    def _use_admin(self, cells: list[str]) -> None:
        self._add_names(*geonames.read_admin(cells))

    def _use_country(self, cells: list[str]) -> None:
        self._add_names(*geonames.read_country(cells))

    def _add_names(self, geonameid: int, names: list[tuple[str, str]]) -> None:
        row = self.merger.row_of(geonameid)
        counts = self.writer.progress["counts"]
        if row is None or not names:
            counts["names_dropped"] += 1
            return
        self.writer.add_names(row, names)
        counts["names"] += 1


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
    if (
        folder.is_dir()
        and not is_index(folder)
        and not (folder / MANIFEST).exists()
        and any(folder.iterdir())
    ):
        raise OutputError(f"{folder}: there is something else in this folder; give a new one for the index")
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: is a file; an index is a folder, give another name")
    parent = folder.resolve().parent
    if not parent.is_dir():
        raise OutputError(f"{parent}: there is no such folder to write the index into")
    if not os.access(parent, os.W_OK):
        raise OutputError(f"{parent}: cannot be written: no permission")


def _move(workplace: Path, folder: Path) -> None:
    """Put the finished index in its place; what was there goes away only then."""
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    workplace.rename(folder)
    with suppress(OSError):
        shutil.rmtree(old)
