"""Score predicted places against annotated ones, in percent.

Spans match one to one, equal spans before overlapping ones and long overlaps
before short ones. A place is right when its span overlaps and its point lies
within 161 km (100 miles) of the annotated one, the usual limit of the field
(Gritta et al. 2020). Annotated names without a point are found or missed, but
never placed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

NEAR_KM = 161.0


@dataclass(frozen=True)
class Counts:
    """What was counted over some documents; counts of parts add up to those of the whole."""

    gold: int = 0
    gold_placed: int = 0
    predicted: int = 0
    exact: int = 0
    overlapping: int = 0
    overlapping_unplaced: int = 0
    near: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def exact_f1(self) -> float:
        return _f1(self.exact, self.predicted, self.gold)

    @property
    def overlap_f1(self) -> float:
        return _f1(self.overlapping, self.predicted, self.gold)

    @property
    def geo_f1(self) -> float:
        return _f1(self.near, self.predicted - self.overlapping_unplaced, self.gold_placed)


def score_document(gold: Sequence[dict[str, Any]], predicted: Sequence[Any]) -> tuple[Counts, list[str]]:
    """Return the counts of one document and its errors in words.

    Parameters
    ----------
    gold
        Mappings with start, end, text, lat, lon (degrees, or None: no one point).
    predicted
        Mentions with start, end, surface, lat, lon.
    """
    pairs = _pairs(gold, predicted)
    errors = []
    near = unplaced = 0
    for i, toponym in enumerate(gold):
        if i not in pairs:
            errors.append(f"missed: {toponym['text']}")
            continue
        mention = predicted[pairs[i]]
        if toponym["lat"] is None:
            unplaced += 1
            continue
        kilometres = _km(toponym["lat"], toponym["lon"], mention.lat, mention.lon)
        if kilometres <= NEAR_KM:
            near += 1
        else:
            errors.append(f"wrong place, {kilometres:.0f} km off: {mention.surface} is {mention.feature_id}")
    used = set(pairs.values())
    errors += [f"no place: {mention.surface}" for j, mention in enumerate(predicted) if j not in used]
    exact = sum(_span(gold[i]) == (predicted[j].start, predicted[j].end) for i, j in pairs.items())
    placed = sum(toponym["lat"] is not None for toponym in gold)
    return Counts(len(gold), placed, len(predicted), exact, len(pairs), unplaced, near), errors


def total(counts: Iterable[Counts]) -> Counts:
    return sum(counts, Counts())


def _span(toponym: dict[str, Any]) -> tuple[int, int]:
    return toponym["start"], toponym["end"]


def _pairs(gold: Sequence[dict[str, Any]], predicted: Sequence[Any]) -> dict[int, int]:
    """Return which prediction answers which toponym."""
    ranked = []
    for i, toponym in enumerate(gold):
        for j, mention in enumerate(predicted):
            shared = min(toponym["end"], mention.end) - max(toponym["start"], mention.start)
            if shared > 0:
                different = _span(toponym) != (mention.start, mention.end)
                ranked.append((different, -shared, i, j))
    pairs: dict[int, int] = {}
    for _, _, i, j in sorted(ranked):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _f1(hits: int, predicted: int, gold: int) -> float:
    return 200 * hits / (predicted + gold) if predicted + gold else 100.0


def _km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance (haversine) on a sphere of 6,371 km."""
    north1, north2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((north2 - north1) / 2) ** 2
    half += math.cos(north1) * math.cos(north2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(half)))
