"""Tell which place of a dump is one that geomap lists itself, and which row a GeoNames id has.

Our own places keep their points: they are placed for the news of this field. A
dump only adds names to them.
"""

from __future__ import annotations

import math
import mmap
from array import array
from pathlib import Path
from typing import BinaryIO

from geomap.gazetteer.geonames import MAX_ID
from geomap.gazetteer.layout import Place
from geomap.model import Candidate
from geomap.text import fold_name

#: Places of one name and kind this near to each other are one, in km; larger ones within their own reach.
SAME_PLACE_KM = 15.0
_KM_PER_DEGREE = 111.2
_Key = tuple[str, str]


class Merger:
    """Rows by GeoNames id, and our own places by what identifies them.

    Ids lead to rows through a table of four bytes an id, most of which is never
    touched; it is written to a file as well, from which `resume` fills it again.

    Parameters
    ----------
    path
        That file, which is made if it is not there.
    """

    def __init__(self, path: Path) -> None:
        self.n_layer_places = 0
        self._memory = mmap.mmap(-1, 4 * MAX_ID)
        self._rows = memoryview(self._memory).cast("I")  # row + 1; 0 is none
        self._pairs: array[int] = array("I")
        self._n_ids = 0
        self._file: BinaryIO = path.open("r+b" if path.exists() else "w+b")
        self._by_name: dict[_Key, list[tuple[int, Candidate]]] = {}
        self._units: dict[tuple[str | None, str | None], int] = {}

    def resume(self, n_ids: int) -> None:
        """Go on with the first `n_ids` pairs of the file."""
        self._file.truncate(8 * n_ids)
        pairs: array[int] = array("I")
        pairs.frombytes(self._file.read())
        for position in range(0, len(pairs), 2):
            self._rows[pairs[position]] = pairs[position + 1] + 1
        self._n_ids = n_ids

    def add_layer_place(self, row: int, place: Place, *, record: bool) -> None:
        """Know a place of ours by its id, its names and, for provinces, its code."""
        self.n_layer_places = row + 1
        candidate = place.candidate
        prefix, _, number = candidate.feature_id.partition(":")
        if record and prefix == "geonames" and number.isdecimal() and int(number) < MAX_ID:
            self.remember(int(number), row)
        if candidate.feature_code == "ADM1":
            self._units.setdefault((candidate.country, candidate.admin1), row)
        for text in {fold_name(text) for text, kind in place.names if kind == "name"}:
            self._by_name.setdefault((text, _sort(candidate)), []).append((row, candidate))

    def row_of(self, geonameid: int) -> int | None:
        """Return the row of a GeoNames id; None if no place of that id is kept."""
        row = self._rows[geonameid]
        return row - 1 if row else None

    def remember(self, geonameid: int, row: int) -> None:
        """Let an id lead to a row."""
        self._rows[geonameid] = row + 1
        self._pairs.extend((geonameid, row))

    def same_place(self, place: Place) -> int | None:
        """Return the row of the place of ours that this one is: of its name and kind, in its country, and near."""
        candidate = place.candidate
        if candidate.feature_code == "ADM1" and candidate.admin1:
            return self._units.get((candidate.country, candidate.admin1))
        for row, ours in self._by_name.get((fold_name(candidate.name), _sort(candidate)), ()):
            one_country = None in (ours.country, candidate.country) or ours.country == candidate.country
            if one_country and _km(ours, candidate) <= max(SAME_PLACE_KM, ours.radius_km):
                return row
        return None

    def flush(self) -> int:
        """Write the pairs remembered since, and return how many there are in all."""
        self._file.seek(8 * self._n_ids)
        self._file.write(self._pairs.tobytes())
        self._file.flush()
        self._n_ids += len(self._pairs) // 2
        del self._pairs[:]
        return self._n_ids

    def close(self) -> None:
        """Give the memory back: the names still have to be sorted."""
        self._file.close()
        self._rows.release()
        self._memory.close()
        self._by_name.clear()


def _sort(candidate: Candidate) -> str:
    """Return what must be equal of two headings of one place: the class, of units also the level."""
    return (candidate.feature_code if candidate.feature_class == "A" else candidate.feature_class) or ""


def _km(one: Candidate, other: Candidate) -> float:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return math.inf
    width = math.cos(math.radians(one.lat)) * ((one.lon - other.lon + 180) % 360 - 180)
    return _KM_PER_DEGREE * math.hypot(one.lat - other.lat, width)
