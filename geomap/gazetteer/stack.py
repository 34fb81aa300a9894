"""A gazetteer with a user's own places on top."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.gazetteer.index import GazetteerIndex
from geomap.model import Candidate, Issue

if TYPE_CHECKING:
    import numpy as np

#: How far a user's place leads the gazetteer's of the same name, in orders of magnitude of people: more than the
#: other places of a text usually weigh (see `geomap.resolution.context.WEIGHTS`), less than "Paris, France" in so many words.
LEAD = 7.0


class StackedIndex(GazetteerIndex):
    """An opened gazetteer and a small one of a user's own places, which come first where names are equal.

    Parameters
    ----------
    folder, own_folder
        Where the two indexes are.

    Raises
    ------
    GazetteerError
        If a folder holds no whole index of this version.
    """

    def __init__(self, folder: Path, own_folder: Path) -> None:
        super().__init__(folder)
        self.own = GazetteerIndex(own_folder)
        self.candidates = lru_cache(maxsize=50_000)(self._stacked)

    def __reduce__(self) -> tuple[Any, ...]:
        return StackedIndex, (self.folder, self.own.folder)

    def __len__(self) -> int:
        return super().__len__() + len(self.own)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """The rows of the user's files that could not be used."""
        return tuple(Issue(*issue) for issue in self.own.manifest.get("issues", ()))

    def prefixes(self, text: str) -> list[str]:
        """Return the known names with which the folded `text` begins, shortest first."""
        found, more = super().prefixes(text), self.own.prefixes(text)
        return sorted({*found, *more}, key=len) if more else found

    def has_longer(self, text: str) -> bool:
        """Say whether a known name begins with the folded `text`."""
        return super().has_longer(text) or self.own.has_longer(text)

    def towns(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return longitudes, latitudes (degrees, float64) and country codes of all populated places."""
        import numpy as np

        lon, lat, country = (
            np.concatenate(pair) for pair in zip(super().towns(), self.own.towns(), strict=True)
        )
        return lon, lat, country

    def _stacked(self, key: str) -> tuple[Candidate, ...]:
        own, others = self.own.candidates(key), super()._candidates(key)
        if not own or not others:
            return own or others
        least = LEAD + max(candidate.prominence or 0.0 for candidate in others)
        first = (replace(one, prominence=max(one.prominence or 0.0, least)) for one in own)
        return (*first, *others)
