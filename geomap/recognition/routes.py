"""Find the names of routes in a text: the catalogue's aliases, as people write and inflect them.

`anchors` says where one may stand, `scan` whether it does; here the hits that
overlap are chosen from, short second mentions are let in where the route is named
in full, and references back and phrases for unknown routes are added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from geomap.catalogue import Alias, Route
from geomap.model import Candidate, Span
from geomap.recognition.aliases import make_patterns
from geomap.recognition.anchors import AnchorIndex
from geomap.recognition.references import Named, find_references
from geomap.recognition.scan import Hit, Scan
from geomap.recognition.support import LONG_ACRONYM, SupportIndex
from geomap.recognition.topics import is_doubtful
from geomap.recognition.unknown import find_unknown
from geomap.recognition.words import IS_CJK, WORD
from geomap.text import Folded

RECOGNISER = "catalogue"
#: How sure "the corridor" is; see `scan` for names.
REFERENCE = 0.6
#: So many other routes of its kind in a text explain an acronym; one is enough for a long one.
_COMPANY = 2
# Quotes and brackets; those that open in one language and close in another are told by the letter before them.
_OPENING, _CLOSING, _EITHER = "([\u00ab\u201e", ")]\u00bb\u201d", '"\u201c'
_MARKS = _OPENING + _CLOSING + _EITHER


class RouteMatcher:
    """Find route names in folded text.

    Parameters
    ----------
    routes
        The catalogue.
    """

    def __init__(self, routes: Mapping[str, Route]) -> None:
        patterns = [
            pattern
            for route in routes.values()
            for alias in _pool_requirements(route)
            for pattern in make_patterns(route, alias, doubtful=is_doubtful(route, alias))
        ]
        self.anchors = AnchorIndex(patterns)
        self._support = SupportIndex(patterns)

    def find(self, original: str, folded: Folded) -> tuple[list[Span], list[tuple[int, int]]]:
        """Return the route names of a text in order, and where they stand.

        Parameters
        ----------
        original
            The text; the spans' offsets point into it.
        folded
            `fold(original)`.

        Returns
        -------
        spans, stretches
            The spans, of which none overlaps another but those of one
            coordination ("Nord Stream 1 and 2"), which are the same stretch;
            and the half-open stretches of the folded text they cover.
        """
        places, noun_offsets = self.anchors.find(folded)
        scan = Scan(folded, self._support)
        hits = [hit for pattern, offset in places for hit in scan.compare(pattern, offset)]
        hits = [hit for hit in hits if not _is_inside(hit, scan.other_things)]
        hits = [_as_grade(hit) if hit.pattern.route.route_id in scan.grades else hit for hit in hits]
        # "the Development Road and the Middle Corridor": a name that is whole shares no noun with the next one
        whole = {(hit.pattern.route.route_id, hit.first) for hit in hits if not hit.coordinated}
        hits = [
            hit for hit in hits if not hit.coordinated or (hit.pattern.route.route_id, hit.first) not in whole
        ]
        groups = _choose(_explained(hits))
        named = [Named(group[0].span_first, group[0].span_last, group[0].pattern.route) for group in groups]
        references = list(find_references(scan, noun_offsets, named))
        taken = [(item.first, item.last) for item in (*named, *references)]
        taken += scan.other_things + scan.denied
        spans = [self._span(original, scan, group) for group in groups]
        spans += [_reference_span(original, scan, reference) for reference in references]
        spans += [_unknown_span(original, scan, *ends) for ends in find_unknown(scan, noun_offsets, taken)]
        stretches = [scan.stretch(item.first, item.last) for item in named]
        return sorted(spans, key=lambda span: (span.start, span.end)), list(dict.fromkeys(stretches))

    @staticmethod
    def _span(original: str, scan: Scan, hits: Sequence[Hit]) -> Span:
        best = _as_written(scan, hits)
        start, end = _trim(original, *scan.folded.original(*scan.stretch(best.span_first, best.span_last)))
        by_route = {hit.pattern.route.route_id: hit for hit in reversed(hits)}
        return Span(
            start=start,
            end=end,
            surface=original[start:end],
            feature_type="route",
            recogniser=RECOGNISER,
            candidates=tuple(
                Candidate(route_id, hit.pattern.route.name, score=hit.score)
                for route_id, hit in sorted(
                    by_route.items(),
                    key=lambda item: (-item[1].score, item[0] != best.pattern.route.route_id),
                )
            ),
            alias_type=best.pattern.alias.type,
            alias_language=best.pattern.alias.language,
            score=best.score,
            reason=best.reason,
        )


def _as_written(scan: Scan, hits: Sequence[Hit]) -> Hit:
    """Return, of the hits of the best one's route, the one whose alias is most like what the text has."""
    route = hits[0].pattern.route

    def likeness(hit: Hit) -> int:
        written = scan.texts[hit.first : hit.last + 1]
        return sum(
            sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word.text, text, strict=False)))
            for word, text in zip(hit.pattern.words, written, strict=False)
        )

    same = [
        hit
        for hit in hits
        if hit.pattern.route is route and hit.last - hit.first == hits[0].last - hits[0].first
    ]
    return max(same, key=likeness)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Cut a stretch at a quote or bracket whose other half is outside: "BTC" of "(BTC) pipeline"."""
    marks = [place for place in range(start, end) if text[place] in _MARKS]
    if len(marks) != 1:
        return start, end
    place = marks[0]
    behind_a_letter = place > start and text[place - 1].isalnum() and not IS_CJK.match(text[place - 1])
    opens = text[place] in _OPENING or (text[place] in _EITHER and not behind_a_letter)
    return (place + 1, end) if opens else (start, place)


def _reference_span(original: str, scan: Scan, reference: Named) -> Span:
    start, end = scan.folded.original(*scan.stretch(reference.first, reference.last))
    route = reference.route
    return Span(
        start=start,
        end=end,
        surface=original[start:end],
        feature_type="route",
        recogniser=RECOGNISER,
        candidates=(Candidate(route.route_id, route.name, score=REFERENCE),),
        anaphora=True,
        score=REFERENCE,
        reason=f"refers back to {route.name}",
    )


def _unknown_span(original: str, scan: Scan, first: int, last: int) -> Span:
    start, end = scan.folded.original(*scan.stretch(first, last))
    reason = "looks like a route that the catalogue does not have"
    return Span(start, end, original[start:end], "route", RECOGNISER, reason=reason, score=0.0)


def _pool_requirements(route: Route) -> list[Alias]:
    """Let an acronym be explained, and denied, in any language; "BTC pipeline" is denied like "BTC"."""
    acronyms = [alias for alias in route.aliases if alias.type == "acronym" and alias.require]
    require = tuple(dict.fromkeys(word for alias in acronyms for word in alias.require))
    deny = tuple(dict.fromkeys(word for alias in acronyms for word in alias.deny))
    short = {alias.text for alias in acronyms}
    pooled = []
    for alias in route.aliases:
        if alias in acronyms:
            pooled.append(replace(alias, require=require, deny=deny))
        elif not alias.require and short.intersection(WORD.findall(alias.text)):
            pooled.append(replace(alias, deny=deny))
        else:
            pooled.append(alias)
    return pooled


def _explained(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits, those that were pending no more where the rest of the text explains them; others are left out.

    Doubtful names in company; then second mentions of a route named in full ("the
    Trans-Caspian", "BTC"), and acronyms in the company of other routes of their
    kind ("TANAP/TAP", "IGB and EUGAL").
    """
    sure = [hit for hit in hits if not hit.pending]
    doubtful = [hit for hit in hits if hit.doubtful]
    sure += [replace(hit, pending=False) for hit in doubtful if _in_company(hit, sure, doubtful)]
    named = {hit.pattern.route.route_id: hit.pattern.route for hit in sure}
    for hit in hits:
        if not hit.pending or hit.doubtful:
            continue
        route, alias = hit.pattern.route, hit.pattern.alias
        if route.route_id in named:
            sure.append(replace(hit, pending=False))
        elif not hit.alone and (not hit.pattern.exact or not alias.noun_required):
            company = [other for other in named.values() if other.kind == route.kind]
            if len(company) >= (_COMPANY if len(alias.text) < LONG_ACRONYM else 1):
                reason = f'{alias.type} "{alias.text}" beside {_names(company)}'
                sure.append(replace(hit, pending=False, reason=reason))
    return sure


def _as_grade(hit: Hit) -> Hit:
    """Return a bare acronym as one that only the route's full name explains, where an oil grade is called so too."""
    bare = hit.pattern.exact and (hit.span_first, hit.span_last) == (hit.first, hit.last)
    return replace(hit, pending=True, alone=True) if bare and not hit.pattern.has_noun else hit


def _names(routes: Sequence[Route]) -> str:
    first, *others = routes
    return f"{first.name} and {len(others)} more of its kind" if others else first.name


def _is_inside(hit: Hit, stretches: Sequence[tuple[int, int]]) -> bool:
    """Say whether a hit is only a part of one of the stretches: "Mandeb" of "the district of Bab el-Mandeb"."""
    return any(first <= hit.first and hit.last <= last for first, last in stretches)


def _in_company(hit: Hit, sure: Sequence[Hit], doubtful: Sequence[Hit]) -> bool:
    """Say whether any route is named for sure, or another one of the same kind at all: "Blue Stream and Yamal"."""
    route = hit.pattern.route
    return bool(sure) or any(
        other.pattern.route.kind == route.kind
        and other.pattern.route is not route
        and (other.first, other.last) != (hit.first, hit.last)
        for other in doubtful
    )


def _choose(hits: Sequence[Hit]) -> list[list[Hit]]:
    """Keep the longest of overlapping hits, and the best supported of equals; coordinated routes share a stretch."""
    groups: dict[tuple[int, int], list[Hit]] = {}
    for hit in hits:
        groups.setdefault((hit.span_first, hit.span_last), []).append(hit)
    kept: list[list[Hit]] = []
    taken: list[tuple[int, int]] = []
    for (first, last), group in sorted(groups.items(), key=_longest_first):
        if any(first <= other_last and last >= other_first for other_first, other_last in taken):
            continue
        taken.append((first, last))
        if any(hit.coordinated for hit in group):
            inside = (hit for hit in hits if first <= hit.first and hit.last <= last)
            kept += _one_each([replace(hit, span_first=first, span_last=last) for hit in inside])
        else:
            kept.append(sorted(group, key=_preference))
    return sorted(kept, key=lambda group: (group[0].span_first, group[0].last, group[0].first))


def _longest_first(item: tuple[tuple[int, int], list[Hit]]) -> tuple[float, ...]:
    (first, last), group = item
    return (first - last, -max(hit.score for hit in group), first)


def _one_each(hits: Sequence[Hit]) -> list[list[Hit]]:
    """Return the best hit of each name in a coordination; one that wants support has it in the route beside it."""
    by_name: dict[tuple[int, int], list[Hit]] = {}
    for hit in sorted(hits, key=_preference):
        by_name.setdefault((hit.first, hit.last), []).append(hit)
    best = {group[0].pattern.route.route_id: group[:1] for group in reversed(by_name.values())}
    return list(best.values())


def _preference(hit: Hit) -> tuple[float, ...]:
    return (hit.first - hit.last, -hit.support, -hit.score, hit.pattern.alias.language != "en")
