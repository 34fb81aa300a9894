"""What a text says of a place right where it names it: "Paris, Texas", "Windsor, Ontario", "the city of Navoi"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from geomap.model import Candidate, Span

# What may stand between a place and the region it lies in: "Paris, Texas", "Paris (Texas)", "Paris in Texas".
_LIES_IN = re.compile(r",? ?\(?|, (?:in )?(?:the )?|(?:'s|’s)? (?:in|of) (?:the )?")
_MAX_LIES_IN = 9

# "The province of Ontario", "the town of Bara".
_CLASS_SAID = {
    **dict.fromkeys(
        "province state county district region governorate prefecture department counties provinces districts".split(),
        "A",
    ),
    **dict.fromkeys("city town village port".split(), "P"),
    **dict.fromkeys("island islands isle".split(), "T"),
}
_CLASS_OF = re.compile(rf"\b({'|'.join(_CLASS_SAID)}) of (?:the )?$", re.IGNORECASE)
_MAX_CLASS_OF = 24
_OF_THE_CLASS = 0.5


@dataclass(frozen=True, slots=True)
class Statements:
    """What is said of a name: the regions it lies in, the names it lies around, and feature classes it is of."""

    regions: Sequence[Sequence[Candidate]]
    inside: Sequence[Sequence[Candidate]]
    classes: frozenset[str]


_NOTHING = Statements((), (), frozenset())


def read_statements(text: str, spans: Sequence[Span], groups: Sequence[Sequence[int]]) -> list[Statements]:
    """Return what the text says of each name.

    Parameters
    ----------
    text, spans
        The text, and its spans of places in order.
    groups
        For each name the numbers of the spans that bear it.
    """
    regions = _regions(text, spans)
    classes = {number: said for number, span in enumerate(spans) if (said := _class_said(text, span.start))}
    told = {*regions, *(number + 1 for number in regions), *classes}
    return [
        _NOTHING
        if told.isdisjoint(numbers)
        else Statements(
            [regions[number] for number in numbers if number in regions],
            [spans[number - 1].candidates for number in numbers if number - 1 in regions],
            frozenset(classes[number] for number in numbers if number in classes),
        )
        for numbers in groups
    ]


def weigh_statements(said: Statements, candidates: Sequence[Candidate]) -> list[float]:
    """Return for each candidate, 0 to 1, how surely it is what the text says."""
    if said is _NOTHING:
        return [0.0] * len(candidates)
    return [_fits(candidate, said) for candidate in candidates]


def _fits(candidate: Candidate, said: Statements) -> float:
    lies = max((_containment(candidate, regions) for regions in said.regions), default=0.0)
    if candidate.feature_class in said.classes:
        lies = max(lies, _OF_THE_CLASS)
    if candidate.feature_class != "A":
        return lies
    holds = any(_containment(inner, [candidate]) for names in said.inside for inner in names)
    return max(lies, float(holds))


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


def _class_said(text: str, start: int) -> str | None:
    """Return the feature class that the words before a name say, if any."""
    if not text.endswith(("of ", "of the "), 0, start):
        return None
    found = _CLASS_OF.search(text, max(0, start - _MAX_CLASS_OF), start)
    return _CLASS_SAID[found[1].lower()] if found else None


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
