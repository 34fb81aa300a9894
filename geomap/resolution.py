"""Decide which place each name means, once per name and document.

A name means the same place throughout an article in more than 99 % of cases
(one sense per discourse: Gale, Church and Yarowsky 1992; for toponyms Leidner
2007), so candidates are weighed per name: how prominent each is, whether it
lies in the countries and provinces the rest of the text speaks of, how near it
is to the other places, and whether the text says what it lies in ("Paris, Texas").
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from geomap.linear import dot, logistic, logit, weights
from geomap.model import Candidate, Mention, Span
from geomap.text import fold_name, sentence_bounds, sentence_span

RESOLVER = "context"
#: How many candidates of a name are weighed, and how many of them a mention keeps.
MAX_WEIGHED, MAX_KEPT = 30, 5
#: Below this share of the evidence the best candidate is only the best guess: "ambiguous".
MIN_RESOLVED_SCORE = 0.5
#: A name less likely than this to be a place at all stays "unresolved".
MIN_CHANCE = 0.5
#: What decides whether a name is a place: how it stands where it is, how it stands elsewhere in the text, and
#: whether its best candidate fits the rest of the text. Weights: scripts/train_places.py.
ACCEPTANCE = (
    "bias",
    "here",
    "elsewhere",
    "country_context",
    "admin1_context",
    "distance",
    "containment",
    "share",
)
# What one unit of each evidence is worth; chosen by hand on the principle that what the text says outweighs fame.
WEIGHTS = {"prior": 1.0, "country_context": 3.0, "admin1_context": 3.0, "distance": 2.0, "containment": 8.0}
_ROUNDS = 2
_NEAR_KM = 150.0
_SHARPNESS = 1.3
#: Candidates this near to each other are one place under two headings: a town and its district.
_SAME_PLACE_KM = 25.0


@dataclass(slots=True)
class _Name:
    """All mentions of one name in a document, and the candidates weighed for it."""

    key: str
    numbers: list[int]
    weight: float
    best_score: float
    candidates: list[Candidate]
    evidence: list[dict[str, float]]
    shares: list[float]


def resolve_places(
    text: str, spans: Sequence[Span], *, home: tuple[str | None, str | None] | None = None
) -> list[Mention]:
    """Return one mention per place span, in order.

    Parameters
    ----------
    text
        The article's text, into which the spans point.
    spans
        Spans of places, with their candidates most prominent first.
    home
        Country and first-order unit of the outlet, where known, as weak context.

    Returns
    -------
    mentions
        Resolved, or "ambiguous" with the best candidate's place when the
        evidence does not decide; "unresolved" when a span has no candidates.
    """
    names = _group(spans)
    contained = _containment(text, spans)
    for name in names:
        name.evidence = [
            {
                "prior": c.prominence,
                "containment": max((contained(number, c) for number in name.numbers), default=0.0),
            }
            for c in name.candidates
        ]
        name.shares = _shares(name)
    for _ in range(_ROUNDS):
        _weigh_context(names, home)
    bounds = sentence_bounds(text)
    mentions: dict[int, Mention] = {}
    for name in names:
        for number in name.numbers:
            mentions[number] = _mention(text, bounds, spans[number], name)
    return [mentions.get(number) or _unresolved(text, bounds, span) for number, span in enumerate(spans)]


def _group(spans: Sequence[Span]) -> list[_Name]:
    groups: dict[str, _Name] = {}
    for number, span in enumerate(spans):
        if not span.candidates:
            continue
        key = fold_name(span.surface)
        if key not in groups:
            groups[key] = _Name(key, [], 0.0, 0.0, list(span.candidates[:MAX_WEIGHED]), [], [])
        groups[key].numbers.append(number)
    for name in groups.values():
        chances = [spans[number].score for number in name.numbers]
        name.best_score = max(chances)
        name.weight = name.best_score * (1.0 + math.log(len(chances)))
    return list(groups.values())


def _containment(text: str, spans: Sequence[Span]):  # type: ignore[no-untyped-def]  # a closure over the spans
    """Return a function that says how strongly the text puts a mention inside a region: "Paris, Texas"."""
    regions: dict[int, tuple[Candidate, ...]] = {}
    for number, span in enumerate(spans[:-1]):
        following = spans[number + 1]
        between = text[span.end : following.start]
        if (
            re.fullmatch(r",? ?\(?|, (?:in )?(?:the )?|(?:'s|’s)? (?:in|of) (?:the )?", between)
            and len(between) <= 9
            and not following.demonym
        ):
            regions[number] = tuple(c for c in following.candidates[:5] if c.feature_class == "A")

    def strength(number: int, candidate: Candidate) -> float:
        for rank, region in enumerate(regions.get(number, ())):
            if region.feature_id == candidate.feature_id:
                continue
            if region.feature_code == "ADM1" and (region.country, region.admin1) == (
                candidate.country,
                candidate.admin1,
            ):
                return 1.0 if rank == 0 else 0.8
            if (
                region.feature_code != "ADM1"
                and region.country == candidate.country
                and candidate.feature_code != "PCLI"
            ):
                return 0.8 if rank == 0 else 0.5
        return 0.0

    return strength


def _shares(name: _Name) -> list[float]:
    totals = [
        sum(WEIGHTS.get(term, 0.0) * value for term, value in evidence.items()) for evidence in name.evidence
    ]
    top = max(totals)
    powers = [math.exp(_SHARPNESS * (total - top)) for total in totals]
    return [power / sum(powers) for power in powers]


def _weigh_context(names: Sequence[_Name], home: tuple[str | None, str | None] | None) -> None:
    """Refresh the context evidence of every name from what the other names mean so far."""
    countries: dict[str | None, float] = defaultdict(float)
    provinces: dict[tuple[str | None, str | None], float] = defaultdict(float)
    for name in names:
        weight = name.weight
        for candidate, share in zip(name.candidates, name.shares, strict=True):
            countries[candidate.country] += weight * share
            if candidate.admin1:
                provinces[candidate.country, candidate.admin1] += weight * share
    if home:
        countries[home[0]] += 1.0
        provinces[home] += 1.0
    fresh = [_context_evidence(name, names, countries, provinces) for name in names]
    for name, evidence in zip(names, fresh, strict=True):
        name.evidence = evidence
        name.shares = _shares(name)


def _context_evidence(
    name: _Name,
    names: Sequence[_Name],
    countries: Mapping[str | None, float],
    provinces: Mapping[tuple[str | None, str | None], float],
) -> list[dict[str, float]]:
    weight = name.weight
    own_countries: dict[str | None, float] = defaultdict(float)
    own_provinces: dict[tuple[str | None, str | None], float] = defaultdict(float)
    for candidate, share in zip(name.candidates, name.shares, strict=True):
        own_countries[candidate.country] += weight * share
        own_provinces[candidate.country, candidate.admin1] += weight * share
    others = sum(countries.values()) - sum(own_countries.values())
    anchors = [
        (other.candidates[other.shares.index(max(other.shares))], min(1.0, other.weight) * max(other.shares))
        for other in names
        if other is not name and len(other.candidates) < 40
    ]
    result = []
    for candidate, evidence in zip(name.candidates, name.evidence, strict=True):
        key = (candidate.country, candidate.admin1)
        fresh = {"prior": evidence["prior"], "containment": evidence["containment"]}
        if others > 0:
            fresh["country_context"] = (countries[candidate.country] - own_countries[candidate.country]) / (
                others + 0.5
            )
            if candidate.admin1:
                fresh["admin1_context"] = (provinces.get(key, 0.0) - own_provinces[key]) / (others + 0.5)
        fresh["distance"] = _nearness(candidate, anchors)
        result.append(fresh)
    return result


def _nearness(candidate: Candidate, anchors: Sequence[tuple[Candidate, float]]) -> float:
    """Return 0 to 1: how near the candidate is to the nearest other places of the text."""
    total = 0.0
    for other, share in anchors:
        if other.feature_code in ("PCLI", "CONT", "RGN", "OCN") or other.feature_id == candidate.feature_id:
            continue
        kilometres = rough_km(candidate, other)
        if kilometres < 4 * _NEAR_KM:
            total += share * math.exp(-kilometres / _NEAR_KM)
    return min(1.0, total)


def rough_km(one: Candidate, other: Candidate) -> float:
    """Return the distance in kilometres on a sphere, good to 1 %, fast enough for every pair."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return math.inf
    height = 111.2 * (one.lat - other.lat)
    width = (
        111.2 * math.cos(math.radians((one.lat + other.lat) / 2)) * ((one.lon - other.lon + 180) % 360 - 180)
    )
    return math.hypot(height, width)


def _mention(text: str, bounds: list[tuple[int, int]], span: Span, name: _Name) -> Mention:
    order = sorted(range(len(name.candidates)), key=lambda i: (-name.shares[i], i))
    best = _representative(name, order)
    kept = tuple(
        replace(
            name.candidates[i],
            score=round(name.shares[i], 4),
            evidence={k: round(v, 3) for k, v in name.evidence[i].items()},
        )
        for i in [best, *(i for i in order if i != best)][:MAX_KEPT]
    )
    same = [i for i in order if rough_km(name.candidates[i], name.candidates[best]) <= _SAME_PLACE_KM]
    share = min(1.0, sum(name.shares[i] for i in same))
    second = max((name.shares[i] for i in order if i not in same), default=0.0)
    chance = logistic(
        dot(weights("acceptance", ACCEPTANCE), acceptance_values(span.score, name.best_score, kept[0], share))
    )
    if chance < MIN_CHANCE:
        reason = f"known as a place, but hardly one here (chance {chance:.2f})"
        return replace(
            _unresolved(text, bounds, replace(span, reason=reason)), candidates=kept, score=round(chance, 4)
        )
    start, end = sentence_span(bounds, span.start, span.end)
    return Mention(
        start=span.start,
        end=span.end,
        surface=span.surface,
        feature_type="place",
        feature_id=kept[0].feature_id,
        name=kept[0].name,
        lon=kept[0].lon,
        lat=kept[0].lat,
        status="resolved" if share >= MIN_RESOLVED_SCORE else "ambiguous",
        score=round(chance * share, 4),
        margin=round(share - second, 4),
        reason=_reason(kept[0], len(name.candidates)),
        sentence=text[start:end],
        demonym=span.demonym,
        recogniser=span.recogniser,
        resolver=RESOLVER,
        candidates=kept,
    )


def acceptance_values(here: float, elsewhere: float, best: Candidate, share: float) -> list[float]:
    """Return the values of `ACCEPTANCE` for a name with these chances and this best candidate."""
    context = (
        best.evidence.get(term, 0.0)
        for term in ("country_context", "admin1_context", "distance", "containment")
    )
    return [1.0, logit(here), logit(elsewhere), *context, share]


def _representative(name: _Name, order: Sequence[int]) -> int:
    """Return the best candidate; the town rather than the district or province of its name around it."""
    best = name.candidates[order[0]]
    if best.feature_class == "A" and best.feature_code in ("ADM1", "ADM2") and best.name_type != "demonym":
        for i in order[1:]:
            candidate = name.candidates[i]
            if (
                candidate.feature_class == "P"
                and rough_km(candidate, best) <= _SAME_PLACE_KM
                and candidate.country == best.country
            ):
                return i
    return order[0]


def _reason(best: Candidate, n_candidates: int) -> str:
    if n_candidates == 1:
        return "the only place of this name"
    evidence = best.evidence
    parts = [f"prominence {evidence['prior']:.1f}"]
    if evidence["containment"]:
        parts.append("the text names the region it lies in")
    if evidence.get("country_context", 0) >= 0.2:
        parts.append(f"{evidence['country_context']:.0%} of the other places are in {best.country}")
    if evidence.get("admin1_context", 0) >= 0.2:
        parts.append(f"{evidence['admin1_context']:.0%} are in the same province")
    if evidence.get("distance", 0) >= 0.2:
        parts.append("near other places of the text")
    return f"best of {n_candidates}: {', '.join(parts)}"


def _unresolved(text: str, bounds: list[tuple[int, int]], span: Span) -> Mention:
    start, end = sentence_span(bounds, span.start, span.end)
    return Mention(
        start=span.start,
        end=span.end,
        surface=span.surface,
        feature_type=span.feature_type,
        feature_id=None,
        name=None,
        lon=None,
        lat=None,
        status="unresolved",
        score=0.0,
        margin=0.0,
        reason=span.reason or "no place of this name is known",
        sentence=text[start:end],
        demonym=span.demonym,
        recogniser=span.recogniser,
        resolver=RESOLVER,
    )
