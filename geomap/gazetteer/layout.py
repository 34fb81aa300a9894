"""How a compiled gazetteer lies on disk; `writing` and `index` share nothing else.

`names.marisa` is a trie of folded names. Its number for a name leads through
`offsets.bin` to a stretch of `postings.bin`: one integer per place of that name,
the row of the place and how the name belongs to it. Rows are records of fixed
size in `places.bin`, whose ids and names stand in `strings.bin`.
"""

from __future__ import annotations

import hashlib
import math
import struct
from dataclasses import dataclass
from pathlib import Path

from geomap.model import Candidate

FORMAT = "geomap-gazetteer/3"
NAME_TYPES = ("name", "alternate", "demonym", "acronym", "abbreviation")
ALTERNATE = NAME_TYPES.index("alternate")
TYPE_BITS = 3
#: At most this many places are kept per name, the most prominent first: "San José" has hundreds.
MAX_PLACES_PER_NAME = 60
#: What an alternate name takes from a place's prominence: "Poti" is Poti before it is Teresina, thirty times its size.
ALTERNATE_PENALTY = 1.5

#: Columns of `places.bin`: numbers of the manifest's lists, offsets and lengths in `strings.bin`.
COLUMNS = {
    "lon": "d", "lat": "d", "population": "I", "radius_km": "f", "prominence": "f", "country": "H", "admin1": "H",
    "feature": "H", "gazetteer": "H", "id_at": "I", "id_len": "H", "name_at": "I", "name_len": "H",
}  # fmt: skip
RECORD = struct.Struct("<" + "".join(COLUMNS.values()))
#: Where a name's places begin in `postings.bin`, and how many there are.
OFFSET = struct.Struct("<IB")
LISTS = ("countries", "admin1", "features", "gazetteers")
DATA_FILES = ("names.marisa", "offsets.bin", "postings.bin", "places.bin", "strings.bin")
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Place:
    """One place on its way into an index: the candidate, and its names as (text, name type).

    `prominence` of the candidate, where it is given, stands; else `prominence(place)` judges.
    """

    candidate: Candidate
    names: tuple[tuple[str, str], ...]
    min_prominence: float = 0.0


def is_index(folder: Path) -> bool:
    """Say whether all files of an index lie in `folder`."""
    return all((folder / name).is_file() for name in (MANIFEST, *DATA_FILES))


def fill_if_empty(folder: Path) -> None:
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


def prominence(place: Place) -> float:
    """Return how likely its name means this place before anything is known of the text.

    The order of magnitude of its population, with a head start for what news
    names as a matter of course: continents, countries, capitals, seas, provinces.
    """
    candidate = place.candidate
    if candidate.prominence is not None:
        return max(place.min_prominence, candidate.prominence)
    by_class = _CLASS_HEAD_START.get(candidate.feature_class or "", 0.0)
    size = math.log10(max(candidate.population, 1))
    return max(place.min_prominence, size + _HEAD_START.get(candidate.feature_code or "", by_class))


_HEAD_START = {
    "PCLI": 4.0, "PCL": 4.0, "PCLD": 2.5, "PCLS": 2.5, "PCLIX": 2.5, "TERR": 2.0, "CONT": 9.0, "PPLC": 2.2, "ADM1": 0.3, "ADM2": -0.7,
    "OCN": 9.0, "SEA": 7.0, "RGN": 6.0, "GULF": 6.0, "STRT": 6.0, "ADM1H": 0.0,
}  # fmt: skip
_CLASS_HEAD_START = {"H": 5.0, "L": 5.5, "T": 4.5, "S": 5.0, "P": 0.0, "A": 0.0}
