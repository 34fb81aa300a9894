"""Weigh what each name of a text may mean by what the other names mean.

All mentions of a name are weighed together. Each candidate's evidence is its
prominence, how much of the rest of the text lies in its country and province,
how near it is to the other places, and whether the text says what it lies in.
The weights of a second round rest on the meanings of the first.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from geomap.model import Candidate, Span
from geomap.text import fold_name

#: How many candidates of a name are weighed.
MAX_WEIGHED = 30
#: What speaks for a candidate, and what one unit of it is worth: chosen by hand on the principle that what the
#: text says outweighs fame.
WEIGHTS = {"prior": 1.0, "country_context": 3.0, "admin1_context": 3.0, "distance": 2.0, "containment": 8.0}
TERMS = tuple(WEIGHTS)
_PRIOR, _COUNTRY, _ADMIN1, _DISTANCE, _CONTAINMENT = range(len(TERMS))
_ROUNDS = 2
_SHARPNESS = 1.3
_NEAR_KM = 150.0
_REACH_KM = 4 * _NEAR_KM
_KM_PER_DEGREE = 111.2
#: Names of more places than this (San José) say nothing of where the others are.
_MAX_ANCHOR_CANDIDATES = 40
_TOO_WIDE = ("PCLI", "CONT", "RGN", "OCN")
# What may stand between a place and the region it lies in: "Paris, Texas", "Paris (Texas)", "Paris in Texas".
_LIES_IN = re.compile(r",? ?\(?|, (?:in )?(?:the )?|(?:'s|’s)? (?:in|of) (?:the )?")
_MAX_LIES_IN = 9

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

    @property
    def top(self) -> int:
        """The number of the candidate with the largest share; the first of equals."""
        return self.shares.index(max(self.shares))


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Where a name of the text most likely is, and how much that counts."""

    name: Name
    feature_id: str
    lon: float
    lat: float
    weight: float


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
    regions = _regions(text, spans)
    for name in names:
        named = [regions[number] for number in name.numbers if number in regions]
        for candidate in name.candidates:
            contained = max((_containment(candidate, wide) for wide in named), default=0.0)
            name.evidence.append([_prior(candidate), 0.0, 0.0, 0.0, contained])
        name.shares = _shares(name.evidence)
    for _ in range(_ROUNDS):
        _weigh_context(names, home)
    return names


def rough_km(one: Candidate, other: Candidate) -> float:
    """Return the distance of two places in kilometres on a sphere, good to 1 %; infinite without coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return math.inf
    return _km(one.lon, one.lat, other.lon, other.lat)


def _km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    height = _KM_PER_DEGREE * (lat - other_lat)
    width = (
        _KM_PER_DEGREE * math.cos(math.radians((lat + other_lat) / 2)) * ((lon - other_lon + 180) % 360 - 180)
    )
    return math.hypot(height, width)


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


def _regions(text: str, spans: Sequence[Span]) -> dict[int, list[Candidate]]:
    """Return, by number of span, the regions that the text says it lies in."""
    found: dict[int, list[Candidate]] = {}
    for number, (span, following) in enumerate(pairwise(spans)):
        gap = following.start - span.end
        if (
            gap <= _MAX_LIES_IN
            and not following.demonym
            and _LIES_IN.fullmatch(text, span.end, following.start)
        ):
            found[number] = [c for c in following.candidates[:5] if c.feature_class == "A"]
    return found


def _containment(candidate: Candidate, regions: Sequence[Candidate]) -> float:
    """Return how surely one of the regions, the likeliest first, holds the candidate."""
    for rank, region in enumerate(regions):
        if region.feature_id == candidate.feature_id or region.country != candidate.country:
            continue
        if region.feature_code == "ADM1":
            if region.admin1 == candidate.admin1:
                return 0.8 if rank else 1.0
        elif candidate.feature_code != "PCLI":
            return 0.5 if rank else 0.8
    return 0.0


def _prior(candidate: Candidate) -> float:
    if candidate.prominence is not None:
        return candidate.prominence
    return math.log10(max(candidate.population, 1))


def _shares(evidence: Sequence[Sequence[float]]) -> list[float]:
    weights = tuple(WEIGHTS.values())
    totals = [sum(map(float.__mul__, weights, values)) for values in evidence]
    top = max(totals)
    powers = [math.exp(_SHARPNESS * (total - top)) for total in totals]
    whole = sum(powers)
    return [power / whole for power in powers]


def _weigh_context(names: Sequence[Name], home: Province | None) -> None:
    """Refresh the context evidence of every name from what the other names mean so far."""
    countries: dict[str | None, float] = defaultdict(float)
    provinces: dict[Province, float] = defaultdict(float)
    for name in names:
        _add_places(name, countries, provinces)
    if home:
        countries[home[0]] += 1.0
        provinces[home] += 1.0
    anchors = [anchor for anchor in map(_anchor, names) if anchor]
    total = sum(countries.values())
    for name in names:
        _refresh(name, total, countries, provinces, anchors)
    for name in names:
        name.shares = _shares(name.evidence)


def _add_places(name: Name, countries: dict[str | None, float], provinces: dict[Province, float]) -> None:
    for candidate, share in zip(name.candidates, name.shares, strict=True):
        countries[candidate.country] += name.weight * share
        if candidate.admin1:
            provinces[candidate.country, candidate.admin1] += name.weight * share


def _anchor(name: Name) -> _Anchor | None:
    best = name.candidates[name.top]
    vague = len(name.candidates) >= _MAX_ANCHOR_CANDIDATES or best.feature_code in _TOO_WIDE
    if vague or best.lon is None or best.lat is None:
        return None
    return _Anchor(name, best.feature_id, best.lon, best.lat, min(1.0, name.weight) * max(name.shares))


def _refresh(
    name: Name,
    total: float,
    countries: Mapping[str | None, float],
    provinces: Mapping[Province, float],
    anchors: Sequence[_Anchor],
) -> None:
    own_countries: dict[str | None, float] = defaultdict(float)
    own_provinces: dict[Province, float] = defaultdict(float)
    _add_places(name, own_countries, own_provinces)
    others = total - sum(own_countries.values())
    for candidate, evidence in zip(name.candidates, name.evidence, strict=True):
        if others > 0:
            country, province = candidate.country, (candidate.country, candidate.admin1)
            evidence[_COUNTRY] = (countries[country] - own_countries[country]) / (others + 0.5)
            if candidate.admin1:
                evidence[_ADMIN1] = (provinces[province] - own_provinces[province]) / (others + 0.5)
        evidence[_DISTANCE] = _nearness(name, candidate, anchors)


def _nearness(name: Name, candidate: Candidate, anchors: Sequence[_Anchor]) -> float:
    """Return 0 to 1: how near the candidate is to the other places of the text."""
    lon, lat = candidate.lon, candidate.lat
    if lon is None or lat is None:
        return 0.0
    total = 0.0
    for anchor in anchors:
        height = _KM_PER_DEGREE * (lat - anchor.lat)
        if (
            -_REACH_KM < height < _REACH_KM
            and anchor.name is not name
            and anchor.feature_id != candidate.feature_id
        ):
            kilometres = _km(lon, lat, anchor.lon, anchor.lat)
            if kilometres < _REACH_KM:
                total += anchor.weight * math.exp(-kilometres / _NEAR_KM)
    return min(1.0, total)
