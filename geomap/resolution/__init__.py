"""Decide which place each name means, once per name and document, and how sure that is.

A name means the same place throughout an article in more than 99 % of cases
(one sense per discourse: Gale, Church and Yarowsky 1992; for toponyms Leidner
2007), so `context` weighs names, not mentions; here the weights become mentions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from geomap.linear import dot, logistic, logit, weights
from geomap.model import Candidate, Mention, Span
from geomap.resolution.context import TERMS, Name, Province, rough_km, weigh_names
from geomap.text import sentence_bounds, sentence_span

RESOLVER = "context"
#: How many candidates a mention keeps.
MAX_KEPT = 5
#: Candidates with less of the evidence than this are not kept, but for the runner-up.
MIN_KEPT_SHARE = 0.001
#: Below this share of the evidence the best candidate is only the best guess: "ambiguous".
MIN_RESOLVED_SHARE = 0.5
#: A name less likely than this to be a place at all stays "unresolved".
MIN_CHANCE = 0.55
#: What decides whether a name is a place: how it stands where it is, how it stands elsewhere in the text, and
#: whether its best candidate fits the rest of the text. Weights: scripts/train_places.py.
ACCEPTANCE = (
    "bias", "here", "elsewhere", "country_context", "admin1_context", "distance", "containment", "share",
)  # fmt: skip
_CONTAINMENT = TERMS.index("containment")
#: Turns the product of chances into a share of right mentions; fitted by scripts/measure_calibration.py.
CALIBRATION = ("bias", "slope")
#: Candidates this near to each other are one place under two headings: a town and its district.
SAME_PLACE_KM = 25.0
#: A town with this share of the people of a province of its name is what the name means.
MIN_SEAT_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class _Sense:
    """What a name means in a text: candidates (the chosen one first), its share and its runner-up's, why."""

    candidates: tuple[Candidate, ...]
    share: float
    second: float
    reason: str


def resolve_places(text: str, spans: Sequence[Span], *, home: Province | None = None) -> list[Mention]:
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
        Resolved; "ambiguous" with the best candidate's place when the evidence
        does not decide; "unresolved" when a span has no candidates or is hardly
        the name of a place. `score` is the chance that it is a place, and this one.

    Examples
    --------
    >>> resolve_places("Nowhere", [Span(0, 7, "Nowhere", "place", "mine")])[0].status
    'unresolved'
    """
    bounds = sentence_bounds(text)
    mentions: dict[int, Mention] = {}
    for name in weigh_names(text, spans, home):
        sense = _choose(name)
        for number in name.numbers:
            mentions[number] = _mention(text, bounds, spans[number], sense, name.best_score)
    return [mentions.get(number) or _unresolved(text, bounds, span) for number, span in enumerate(spans)]


def acceptance_values(here: float, elsewhere: float, best: Candidate, share: float) -> list[float]:
    """Return the values of `ACCEPTANCE` for a name with these chances and this best candidate."""
    context = (
        best.evidence[term] for term in ("country_context", "admin1_context", "distance", "containment")
    )
    return [1.0, logit(here), logit(elsewhere), *context, share]


def calibrate(chance: float) -> float:
    """Return how often mentions of this chance are right, as measured on news (Platt 1999).

    Examples
    --------
    >>> [round(calibrate(chance), 2) for chance in (0.2, 0.5, 0.9, 0.99)]
    [0.3, 0.48, 0.76, 0.92]
    """
    return logistic(dot(weights("calibration", CALIBRATION), [1.0, logit(chance)]))


def _choose(name: Name) -> _Sense:
    shares, candidates = name.shares, name.candidates
    if len(shares) == 1:
        return _Sense((_kept(name, 0),), 1.0, 0.0, "the only place of this name")
    order = sorted(range(len(shares)), key=shares.__getitem__, reverse=True)
    best = _representative(name, order)
    others = [i for i in order if i != best]
    likely = [others[0], *takewhile(lambda i: shares[i] >= MIN_KEPT_SHARE, others[1:])]
    elsewhere = [i for i in likely if rough_km(candidates[i], candidates[best]) > SAME_PLACE_KM]
    second = shares[elsewhere[0]] if elsewhere else 0.0
    kept = tuple(_kept(name, i) for i in [best, *likely][:MAX_KEPT])
    return _Sense(
        candidates=kept,
        share=min(1.0, shares[best] + sum(shares[i] for i in likely if i not in elsewhere)),
        second=second,
        reason=_reason(kept[0], len(candidates)),
    )


def _kept(name: Name, number: int) -> Candidate:
    evidence = dict(zip(TERMS, name.evidence[number], strict=True))
    return name.candidates[number].weighed(round(name.shares[number], 4), evidence)


def _representative(name: Name, order: Sequence[int]) -> int:
    """Return the best candidate; the town rather than the district of its name around it, or the site in it."""
    best = name.candidates[order[0]]
    stands_for_a_town = best.feature_code in ("ADM1", "ADM2") or best.feature_class == "S"
    if not stands_for_a_town or best.name_type == "demonym":
        return order[0]
    said = [values[_CONTAINMENT] for values in name.evidence]
    towns = (i for i in order[1:] if said[i] >= said[order[0]] and _is_seat(name.candidates[i], best))
    return next(towns, order[0])


def _is_seat(town: Candidate, unit: Candidate) -> bool:
    """Say whether the town is the one a unit of its name is called after: "Erzurum" is the city, unless said."""
    if town.feature_class != "P" or town.country != unit.country:
        return False
    distance = rough_km(town, unit)
    large = town.population >= MIN_SEAT_SHARE * unit.population
    return distance <= SAME_PLACE_KM or (large and distance <= max(unit.radius_km, SAME_PLACE_KM))


def _mention(
    text: str, bounds: Sequence[tuple[int, int]], span: Span, sense: _Sense, best_score: float
) -> Mention:
    best = sense.candidates[0]
    values = acceptance_values(span.score, best_score, best, sense.share)
    chance = logistic(dot(weights("acceptance", ACCEPTANCE), values))
    if chance < MIN_CHANCE:
        reason = f"known as a place, but hardly one here (chance {chance:.2f})"
        return _make(text, bounds, span, sense.candidates, score=round(chance, 4), reason=reason)
    return _make(
        text,
        bounds,
        span,
        sense.candidates,
        best=best,
        status="resolved" if sense.share >= MIN_RESOLVED_SHARE else "ambiguous",
        score=round(calibrate(chance * sense.share), 4),
        margin=round(sense.share - sense.second, 4),
        reason=sense.reason,
    )


def _reason(best: Candidate, n_candidates: int) -> str:
    evidence = best.evidence
    parts = [f"prominence {evidence['prior']:.1f}"]
    if evidence["containment"]:
        parts.append("the text says where it lies or what it is")
    if evidence["country_context"] >= 0.2:
        parts.append(f"{evidence['country_context']:.0%} of the other places are in {best.country}")
    if evidence["admin1_context"] >= 0.2:
        parts.append(f"{evidence['admin1_context']:.0%} are in the same province")
    if evidence["distance"] >= 0.2:
        parts.append("near other places of the text")
    return f"best of {n_candidates}: {', '.join(parts)}"


def _unresolved(text: str, bounds: Sequence[tuple[int, int]], span: Span) -> Mention:
    return _make(text, bounds, span, reason=span.reason or "no place of this name is known")


def _make(
    text: str,
    bounds: Sequence[tuple[int, int]],
    span: Span,
    candidates: tuple[Candidate, ...] = (),
    *,
    reason: str,
    best: Candidate | None = None,
    status: str = "unresolved",
    score: float = 0.0,
    margin: float = 0.0,
) -> Mention:
    start, end = sentence_span(bounds, span.start, span.end)
    return Mention(
        start=span.start,
        end=span.end,
        surface=span.surface,
        feature_type=span.feature_type,
        feature_id=best.feature_id if best else None,
        name=best.name if best else None,
        lon=best.lon if best else None,
        lat=best.lat if best else None,
        status=status,
        score=score,
        margin=margin,
        reason=reason,
        sentence=text[start:end],
        demonym=span.demonym,
        recogniser=span.recogniser,
        resolver=RESOLVER,
        candidates=candidates,
    )
