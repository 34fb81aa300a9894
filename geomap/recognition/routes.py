"""Find the names of routes in a text: the catalogue's aliases, as people write and inflect them.

`anchors` says where one may stand, `scan` whether it does; here the hits that
overlap are chosen from, short second mentions are let in where the route is named
in full, and references back and phrases for unknown routes are added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from geomap.catalogue import Alias, Route
from geomap.files import data_folder, read_limited
from geomap.geojson import load_collection
from geomap.model import Candidate, Span
from geomap.recognition.aliases import make_patterns
from geomap.recognition.anchors import AnchorIndex
from geomap.recognition.references import Named, find_references
from geomap.recognition.scan import Hit, Scan
from geomap.recognition.unknown import find_unknown
from geomap.text import Folded

RECOGNISER = "catalogue"
#: How sure "the corridor" is; see `scan` for names.
REFERENCE = 0.6
_MIN_COUNTRY_NAME = 4
#: So many other routes of its kind in a text explain an acronym.
_COMPANY = 2


class RouteMatcher:
    """Find route names in folded text.

    Parameters
    ----------
    routes
        The catalogue.
    """

    def __init__(self, routes: Mapping[str, Route]) -> None:
        self.anchors = AnchorIndex(
            pattern
            for route in routes.values()
            for alias in _pool_requirements(route)
            for pattern in make_patterns(route, alias)
        )

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
        scan = Scan(folded)
        hits = [hit for pattern, offset in places for hit in scan.compare(pattern, offset)]
        groups = _choose([*hits, *_shortened(hits)])
        named = [Named(group[0].span_first, group[0].span_last, group[0].pattern.route) for group in groups]
        references = list(find_references(scan, noun_offsets, named))
        taken = [(item.first, item.last) for item in (*named, *references)]
        spans = [self._span(original, scan, group) for group in groups]
        spans += [_reference_span(original, scan, reference) for reference in references]
        spans += [_unknown_span(original, scan, *ends) for ends in find_unknown(scan, noun_offsets, taken)]
        stretches = [scan.stretch(item.first, item.last) for item in named]
        return sorted(spans, key=lambda span: (span.start, span.end)), list(dict.fromkeys(stretches))

    @staticmethod
    def _span(original: str, scan: Scan, hits: Sequence[Hit]) -> Span:
        best = hits[0]
        start, end = scan.folded.original(*scan.stretch(best.span_first, best.span_last))
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
    """Let an acronym be explained, and denied, in any language, and explained by the countries the route crosses."""
    acronyms = [alias for alias in route.aliases if alias.type == "acronym" and alias.require]
    languages = dict.fromkeys(["en", *(alias.language for alias in acronyms)])
    countries = [
        name for tag in languages for code in route.countries for name in country_names(tag).get(code, ())
    ]
    require = tuple(dict.fromkeys([*(word for alias in acronyms for word in alias.require), *countries]))
    deny = tuple(dict.fromkeys(word for alias in acronyms for word in alias.deny))
    pooled = {alias: replace(alias, require=require, deny=deny) for alias in acronyms}
    return [pooled.get(alias, alias) for alias in route.aliases]


@cache
def country_names(language: str) -> dict[str, tuple[str, ...]]:
    """Return the longer names of each country in a language, by ISO 3166-1 alpha-2 code."""
    items = load_collection(read_limited(data_folder() / "places" / "countries.geojson"), "countries.geojson")
    rows = (item["properties"] for item in items)
    return {
        own["country"]: tuple(n for n in own["names"].get(language, ()) if len(n) >= _MIN_COUNTRY_NAME)
        for own in rows
    }


def _shortened(hits: Sequence[Hit]) -> list[Hit]:
    """Return the pending hits that the rest of the text explains.

    Second mentions of a route named in full ("the Trans-Caspian", "BTC"), and
    acronyms in the company of other routes of their kind ("TANAP/TAP", "IGB and EUGAL").
    """
    named = {hit.pattern.route.route_id: hit.pattern.route for hit in hits if not hit.pending}
    explained = []
    for hit in hits:
        if not hit.pending:
            continue
        route, alias = hit.pattern.route, hit.pattern.alias
        if route.route_id in named:
            explained.append(replace(hit, pending=False))
        elif hit.pattern.exact and not alias.noun_required:
            company = [other for other in named.values() if other.kind == route.kind]
            if len(company) >= _COMPANY:
                reason = f'{alias.type} "{alias.text}" beside {len(company)} others of its kind'
                explained.append(replace(hit, pending=False, reason=reason))
    return explained


def _choose(hits: Sequence[Hit]) -> list[list[Hit]]:
    """Keep the longest of overlapping hits, and the best supported of equals; coordinated routes share a stretch."""
    groups: dict[tuple[int, int], list[Hit]] = {}
    for hit in hits:
        if not hit.pending:
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
