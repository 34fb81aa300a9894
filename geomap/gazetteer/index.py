"""The compiled gazetteer: a trie of folded names and fixed-size records, memory-mapped.

Opening costs milliseconds and no memory of its own, however many places there
are; several processes share the pages.
"""

from __future__ import annotations

import json
import mmap
import re
import struct
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import marisa_trie

from geomap.errors import GazetteerError
from geomap.gazetteer.layout import (
    ALTERNATE_PENALTY,
    COLUMNS,
    DATA_FILES,
    FORMAT,
    MANIFEST,
    MAX_PLACES_PER_NAME,
    NAME_TYPES,
    OFFSET,
    RECORD,
    TYPE_BITS,
    Place,
    digest_of,
    is_index,
    prominence,
)
from geomap.gazetteer.writing import write_index
from geomap.model import Candidate, Issue
from geomap.text import fold_name

if TYPE_CHECKING:
    import numpy as np


__all__ = [
    "MAX_PLACES_PER_NAME",
    "GazetteerIndex",
    "Place",
    "is_index",
    "prominence",
    "read_manifest",
    "write_index",
]


class GazetteerIndex:
    """A compiled gazetteer, opened for reading.

    Parameters
    ----------
    folder
        Where `write_index` put it.

    Raises
    ------
    GazetteerError
        If the folder holds no whole index of this version.

    Notes
    -----
    Calling it with a name returns its candidates, most prominent first; it is a
    `geomap.model.Gazetteer`. It pickles as its folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self.manifest = read_manifest(self.folder)
        try:
            self._trie = marisa_trie.Trie()
            self._trie.mmap(str(self.folder / "names.marisa"))
            self._offsets = _map(self.folder / "offsets.bin")
            self._postings = _map(self.folder / "postings.bin")
            self._places = _map(self.folder / "places.bin")
            self._strings = _map(self.folder / "strings.bin")
        except (OSError, ValueError, RuntimeError) as error:
            raise _no_index(self.folder, error) from None
        self._lists: dict[str, list[str | None]] = self.manifest["lists"]
        self.candidates = lru_cache(maxsize=50_000)(self._candidates)

    def __reduce__(self) -> tuple[Any, ...]:
        return GazetteerIndex, (self.folder,)

    def __call__(self, name: str) -> Sequence[Candidate]:
        """Return the places that `name` may mean, most prominent first; () if none is known.

        A name that is not known is tried without the words that say which part
        of a place is meant ("North London") or what it is ("Karak district").
        """
        key = fold_name(name)
        bare = key.strip(_OUTER_MARKS).removesuffix("'s")
        return self.candidates(key) or self.candidates(bare) or self.candidates(_PART_WORDS.sub("", bare))

    def __len__(self) -> int:
        return int(self.manifest["n_places"])

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What of a user's own places could not be used; an index has none, a stack on it may."""
        return ()

    def prefixes(self, text: str) -> list[str]:
        """Return the known names with which the folded `text` begins, shortest first."""
        found: list[str] = self._trie.prefixes(text)
        return found

    def has_longer(self, text: str) -> bool:
        """Say whether a known name begins with the folded `text`."""
        return next(self._trie.iterkeys(text), None) is not None

    def towns(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return longitudes, latitudes (degrees, float64) and country codes of all populated places."""
        import numpy as np

        columns = [(name, f"<{code}") for name, code in COLUMNS.items()]
        rows = np.frombuffer(self._places, dtype=columns, count=self.manifest["n_places"])
        is_town = np.array([str(feature).startswith("P.") for feature in self._lists["features"]], dtype=bool)
        rows = rows[is_town[rows["feature"]]]
        countries = np.array([code or "" for code in self._lists["countries"]])
        return rows["lon"], rows["lat"], countries[rows["country"]]

    def check_digest(self) -> str:
        """Return the SHA-256 of the data files, worked out anew (a second a gigabyte).

        Raises
        ------
        GazetteerError
            If it is not the one that the manifest states.
        """
        found, stated = digest_of(self.folder), self.manifest.get("digest")
        if found != stated:
            raise GazetteerError(
                f"{self.folder}: the digest of this index is {found[:12]}..., its manifest states {str(stated)[:12]}...; "
                "it was changed or damaged, build it again"
            )
        return found

    def _candidates(self, key: str) -> tuple[Candidate, ...]:
        number = self._trie.get(key)
        if number is None:
            return ()
        first, count = OFFSET.unpack_from(self._offsets, OFFSET.size * number)
        packed = struct.unpack_from(f"<{count}I", self._postings, 4 * first)
        return tuple(
            self._candidate(item >> TYPE_BITS, NAME_TYPES[item & (1 << TYPE_BITS) - 1]) for item in packed
        )

    def _candidate(self, row: int, name_type: str) -> Candidate:
        (
            lon,
            lat,
            population,
            radius_km,
            rank,
            country,
            admin1,
            code,
            gazetteer,
            id_at,
            id_len,
            name_at,
            name_len,
        ) = RECORD.unpack_from(self._places, row * RECORD.size)
        feature = self._lists["features"][code] or "."
        feature_class, _, feature_code = feature.partition(".")
        return Candidate(
            feature_id=self._strings[id_at : id_at + id_len].decode(),
            name=self._strings[name_at : name_at + name_len].decode(),
            lon=lon,
            lat=lat,
            country=self._lists["countries"][country],
            admin1=self._lists["admin1"][admin1],
            feature_class=feature_class or None,
            feature_code=feature_code or None,
            population=population,
            radius_km=radius_km,
            gazetteer=self._lists["gazetteers"][gazetteer] or "",
            name_type=name_type,
            prominence=rank - (ALTERNATE_PENALTY if name_type == "alternate" else 0.0),
        )


# What a name may have beside the part that a gazetteer lists.
_OUTER_MARKS = " .,;:\"'()[]"
_PART = "north|south|east|west|northern|southern|eastern|western|central|upper|lower|inner|outer|greater|downtown|mid|old"
_KIND = "district|county|province|region|governorate|oblast|prefecture|municipality|city|state|island|islands|co|area"
_PART_WORDS = re.compile(rf"^the (?=.)|^(?:(?:{_PART})[ -])+(?=.)|(?<=.) (?:{_KIND})\.?$")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return what an index says of itself, after a look whether it is whole.

    Raises
    ------
    GazetteerError
        If the folder holds no index of this version, or files of it are missing or cut short.
    """
    if not folder.is_dir():
        what = "it is a file, expected a folder" if folder.exists() else "there is no such folder"
        raise GazetteerError(f"{folder}: no gazetteer: {what}; `geomap gazetteer build` makes one")
    if not (folder / MANIFEST).exists():
        raise GazetteerError(
            f"{folder}: no gazetteer index: it has no {MANIFEST}; `geomap gazetteer build` makes one"
        )
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        found = manifest.get("format") if isinstance(manifest, dict) else None
        if found != FORMAT:
            raise ValueError(f"format is {found!r}, expected {FORMAT!r}")  # noqa: TRY301  one message for all faults
        for name in DATA_FILES:
            size, expected = (folder / name).stat().st_size, manifest["sizes"][name]
            if size != expected:
                raise ValueError(f"{name} has {size} bytes, expected {expected}")  # noqa: TRY301
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise _no_index(folder, error) from None
    return manifest


def _no_index(folder: Path, error: Exception) -> GazetteerError:
    why = error.strerror if isinstance(error, OSError) and error.strerror else error
    return GazetteerError(f"{folder}: no gazetteer index: {why}; delete the folder to build it again")


def _map(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
