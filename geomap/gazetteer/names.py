"""Sort the names of an index in the making, and write the trie and the places of each name.

SQLite sorts on disk; only the trie's builder needs every name in memory, about
90 bytes each.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import marisa_trie

from geomap.gazetteer.layout import (
    ALTERNATE,
    ALTERNATE_PENALTY,
    COLUMNS,
    MAX_PLACES_PER_NAME,
    RECORD,
    TYPE_BITS,
)

#: How much SQLite holds in memory while it sorts and while it reads, in KiB; the rest waits on disk.
SORT_KIB, _READ_KIB = 128 * 1024, 8 * 1024
_TOLD_EVERY = 50_000
_TYPE_MASK = (1 << TYPE_BITS) - 1
_RANK = list(COLUMNS).index("prominence")
Step = Callable[[str, int, int | None], None]


def write_names(database: sqlite3.Connection, folder: Path, n_places: int, step: Step) -> int:
    """Write names.marisa, offsets.bin and postings.bin, and return how many names there are.

    Parameters
    ----------
    database
        With the table `names` (name, item); an item is the row of a place and how the name belongs to it.
    folder
        With places.bin, whole; what cannot be sorted in memory waits here too, not in a small /tmp.
    n_places
        How many rows places.bin has.
    step
        Told how far it has come.
    """
    step("sorting names", 0, None)
    quoted = str(folder).replace("'", "''")
    database.execute(f"PRAGMA temp_store_directory = '{quoted}'")
    try:
        database.execute("CREATE INDEX IF NOT EXISTS sorted ON names(name, item)")
    finally:
        database.execute("PRAGMA temp_store_directory = ''")  # it holds for the whole process
    database.execute(f"PRAGMA cache_size=-{_READ_KIB}")  # the trie needs the memory now
    database.execute("PRAGMA shrink_memory")
    names = (name for (name,) in database.execute("SELECT DISTINCT name FROM names ORDER BY name"))
    marisa_trie.Trie(_told(names, step)).save(str(folder / "names.marisa"))
    return _write_postings(database, folder, n_places, step)


def _write_postings(database: sqlite3.Connection, folder: Path, n_places: int, step: Step) -> int:
    """Write the places of every name, the most prominent first, and return how many names there are."""
    import numpy as np

    trie = marisa_trie.Trie()
    trie.mmap(str(folder / "names.marisa"))
    offsets = np.zeros(len(trie), dtype=[("first", "<u4"), ("count", "u1")])
    first, count = offsets["first"], offsets["count"]
    ranks = _ranks(folder / "places.bin", n_places)
    rows = database.execute("SELECT name, item FROM names ORDER BY name, item")
    written = 0
    with (folder / "postings.bin").open("wb") as file:
        for done, (name, group) in enumerate(groupby(rows, key=itemgetter(0))):
            packed = _most_prominent([item for _, item in group], ranks)
            number = trie[name]
            first[number], count[number] = written, len(packed)
            file.write(packed.tobytes())
            written += len(packed)
            if done % _TOLD_EVERY == 0:
                step("writing places of names", done, len(trie))
    (folder / "offsets.bin").write_bytes(offsets.tobytes())
    return len(trie)


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
            ranks.extend(values[_RANK] for values in RECORD.iter_unpack(file.read(chunk * RECORD.size)))
    return ranks


def _told(names: Iterable[str], step: Step) -> Iterator[str]:
    for number, name in enumerate(names):
        if number % _TOLD_EVERY == 0:
            step("indexing names", number, None)
        yield name
