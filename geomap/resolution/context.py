"""Weigh what each name of a text may mean by what the other names mean.

All mentions of a name are weighed together. Each candidate's evidence is its
prominence, how much of the rest of the text lies in its country and province,
how near it is to the other places, and whether the text says what it lies in.
The weights of a second round rest on the meanings of the first.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from geomap.model import Candidate, Span
from geomap.resolution.statements import read_statements, weigh_statements
from geomap.text import fold_name

#: How many candidates of a name are weighed.
MAX_WEIGHED = 30
#: What speaks for a candidate, and what one unit of it is worth: chosen by hand on the principle that what the
#: text says outweighs fame.
WEIGHTS = {"prior": 1.0, "country_context": 3.5, "admin1_context": 3.5, "distance": 2.0, "containment": 8.0}
TERMS = tuple(WEIGHTS)
_PRIOR, _COUNTRY, _ADMIN1, _DISTANCE, _CONTAINMENT = range(len(TERMS))
_ROUNDS = 2
_DIGITS = 3
_SHARPNESS = 1.3
_NEAR_KM = 150.0
_REACH_KM = 4 * _NEAR_KM
_KM_PER_DEGREE = 111.2
_EARTH_RADIUS_KM = 6371.0
_TOO_WIDE = ("PCLI", "CONT", "RGN", "OCN")
Province = tuple[str | None, str | None]


@dataclass(slots=True)
class Name:
    """All mentions of one name in a text, and what it may mean.

    `numbers` are the spans that bear it; `evidence[i][t]` is term t of `TERMS`
    for candidate i, and `shares` sum to 1.
    """

    numbers: list[int]
    candidates: list[Candidate]
    weight: float = 0.0
    best_score: float = 0.0
    evidence: list[list[float]] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)


def weigh_names(text: str, spans: Sequence[Span], home: Province | None = None) -> list[Name]:
    """Return the names of the spans with the shares of their candidates.

    Parameters
    ----------
    text
        The article's text, into which the spans point.
    spans
        Spans of places; those without candidates belong to no name.
    home
        Country and first-order unit of the outlet, as one more place.
    """
    names = _group(spans)
    if not names:
        return []
    contained = [
        worth
        for name, said in zip(
            names, read_statements(text, spans, [name.numbers for name in names]), strict=True
        )
        for worth in weigh_statements(said, name.candidates)
    ]
    table = _Table(names, contained, home)
    for _ in range(_ROUNDS):
        table.weigh_context()
    evidence = table.evidence.round(_DIGITS)
    for name, first, last in zip(names, table.firsts, [*table.firsts[1:], None], strict=True):
        name.evidence = evidence[first:last].tolist()
        name.shares = table.shares[first:last].tolist()
    return names


def rough_km(one: Candidate, other: Candidate) -> float:
    """Return the distance of two places in kilometres on a sphere, good to 1 %; infinite without coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return math.inf
    width = (one.lon - other.lon + 180) % 360 - 180
    width *= math.cos(math.radians((one.lat + other.lat) / 2))
    return _KM_PER_DEGREE * math.hypot(one.lat - other.lat, width)


def _group(spans: Sequence[Span]) -> list[Name]:
    groups: dict[str, Name] = {}
    for number, span in enumerate(spans):
        if span.candidates:
            key = fold_name(span.surface)
            name = groups.setdefault(key, Name([], list(span.candidates[:MAX_WEIGHED])))
            name.numbers.append(number)
    for name in groups.values():
        name.best_score = max(spans[number].score for number in name.numbers)
        name.weight = name.best_score * (1.0 + math.log(len(name.numbers)))
    return list(groups.values())


def _prior(candidate: Candidate) -> float:
    if candidate.prominence is not None:
        return candidate.prominence
    return math.log10(max(candidate.population, 1))


class _Table:
    """The candidates of all names of a text, one row each: `evidence` (rows, terms) and `shares` (rows)."""

    def __init__(self, names: Sequence[Name], contained: Sequence[float], home: Province | None) -> None:
        rows = [candidate for name in names for candidate in name.candidates]
        counts = [len(name.candidates) for name in names]
        self.firsts = np.cumsum([0, *counts[:-1]])
        self.names = np.repeat(np.arange(len(names)), counts)
        self.weights = np.array([name.weight for name in names])
        self.in_province = np.array([c.admin1 is not None for c in rows])
        self._number_areas(rows, home)
        self.places = _numbers(c.feature_id for c in rows)
        self.points = _on_the_sphere(rows)
        self.is_anchor = np.array([c.feature_code not in _TOO_WIDE for c in rows]) & np.isfinite(
            self.points[0]
        )
        self.evidence = np.zeros((len(rows), len(TERMS)))
        self.evidence[:, _PRIOR] = [_prior(candidate) for candidate in rows]
        self.evidence[:, _CONTAINMENT] = contained
        self.refresh_shares()

    def _number_areas(self, rows: Sequence[Candidate], home: Province | None) -> None:
        """Give each country and each province a number: `areas` (2, rows), and those of the outlet's home."""
        known: dict[Hashable, int] = {}
        countries = [known.setdefault(c.country, len(known)) for c in rows]
        provinces = [known.setdefault((c.country, c.admin1), len(known)) for c in rows]
        self.home = [known.setdefault(area, len(known)) for area in (home[0], home)] if home else []
        self.n_areas = len(known)
        self.areas = np.array([countries, provinces])

    def refresh_shares(self) -> None:
        """Turn the evidence into shares that sum to 1 over each name."""
        totals = self.evidence @ np.array(tuple(WEIGHTS.values()))
        powers = np.exp(_SHARPNESS * (totals - np.maximum.reduceat(totals, self.firsts)[self.names]))
        self.shares = powers / np.add.reduceat(powers, self.firsts)[self.names]

    def weigh_context(self) -> None:
        """Refresh the context evidence of every name from what the other names mean so far."""
        self.evidence[:, [_COUNTRY, _ADMIN1]] = self._shares_of_areas().T
        self.evidence[~self.in_province, _ADMIN1] = 0.0
        self.evidence[:, _DISTANCE] = self._near_the_others()
        self.refresh_shares()

    def _shares_of_areas(self) -> np.ndarray:
        """Return, for the country and the province of each row, the share of the other names that lies in it: (2, rows)."""
        n_names = len(self.weights)
        weight = self.weights[self.names] * self.shares
        pairs = self.names * self.n_areas + self.areas
        own = np.bincount(
            pairs.ravel(),
            np.concatenate([weight, weight * self.in_province]),
            n_names * self.n_areas,
        )
        of_area = own.reshape(n_names, self.n_areas).sum(axis=0)
        of_area[self.home] += 1.0
        total = self.weights.sum() + bool(self.home)
        others = (total - self.weights)[self.names]
        in_area = of_area[self.areas] - own[pairs]
        shares: np.ndarray = np.where(others > 0, in_area / (others + 0.5), 0.0)
        return shares

    def _near_the_others(self) -> np.ndarray:
        """Return 0 to 1 for each row: how near the candidate is to the other places of the text."""
        largest = np.maximum.reduceat(self.shares, self.firsts)
        rows = np.where(self.shares == largest[self.names], np.arange(len(self.shares)), len(self.shares))
        tops = np.minimum.reduceat(rows, self.firsts)
        tops = tops[self.is_anchor[tops]]
        worth = np.minimum(1.0, self.weights[self.names[tops]]) * self.shares[tops]
        square = 2 - 2 * (self.points.T @ self.points[:, tops])
        other = (self.names[:, None] != self.names[tops]) & (self.places[:, None] != self.places[tops])
        kilometres = _EARTH_RADIUS_KM * np.sqrt(np.maximum(square, 0.0))
        near = np.where(other & (kilometres < _REACH_KM), np.exp(-kilometres / _NEAR_KM), 0.0)
        nearness: np.ndarray = np.minimum(1.0, near @ worth)
        return nearness


def _on_the_sphere(rows: Sequence[Candidate]) -> np.ndarray:
    """Return the candidates' points on a sphere of radius 1: x, y, z (3, rows), NaN without coordinates."""
    lon, lat = np.radians(np.array([(c.lon, c.lat) for c in rows], dtype=float)).T
    return np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _numbers(values: Iterable[Hashable]) -> np.ndarray:
    """Return a number for each value, the same for equal ones."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(value, len(known)) for value in values])
