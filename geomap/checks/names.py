"""What a route is called: whether its names are well formed, its own, and found by the matcher."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from geomap import catalogue
from geomap.catalogue import Alias, Route
from geomap.checks.facts import Finding
from geomap.model import Issue
from geomap.recognition import RouteMatcher
from geomap.recognition.topics import topic_words
from geomap.text import fold, fold_name

_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
#: A route word for each kind, for the sample sentence of an alias that needs one beside it.
_NOUNS = {
    "transport_corridor": "corridor",
    "railway": "railway",
    "shipping_lane": "route",
    "strait": "strait",
    "canal": "canal",
    "power_line": "cable",
    "telecom_cable": "cable",
}


def check_names(route: Route, matcher: RouteMatcher) -> Iterator[Finding]:
    """Yield what is wrong with the names of a route; `matcher` knows all routes it stands beside."""
    for alias in route.aliases:
        if alias.type not in catalogue.ALIAS_TYPES:
            yield (
                "error",
                f"alias {alias.text!r}: type is {alias.type!r}; expected one of {', '.join(catalogue.ALIAS_TYPES)}",
            )
        if not _LANGUAGE_TAG.fullmatch(alias.language):
            yield "error", f"alias {alias.text!r}: language is {alias.language!r}; expected a BCP 47 tag"
        if alias.type == "acronym" and not (alias.require or alias.deny or alias.noun_required):
            yield "warning", f"acronym {alias.text!r} is taken in any text; give it words to require or deny"
        sample = sample_sentence(route, alias)
        if route.route_id not in _found(matcher, sample):
            yield "warning", f"alias {alias.text!r} ({alias.language}) is not found in {sample!r}"


def sample_sentence(route: Route, alias: Alias) -> str:
    """Return a text that names the route by this alias, with what the alias needs around it.

    Examples
    --------
    >>> tap = catalogue.read_catalogue()["tap"]
    >>> sample_sentence(tap, Alias("TAP", "en", "acronym", require=("Albania",)))
    'gas pipeline. Albania. TAP pipeline'
    """
    wants_noun = alias.noun_required or alias.type == "acronym"
    noun = (alias.nouns or (_NOUNS.get(route.kind, "pipeline"),))[0] if wants_noun else ""
    return ". ".join([" ".join(topic_words(route.kind)), *alias.require[:3], f"{alias.text} {noun}".strip()])


def _found(matcher: RouteMatcher, text: str) -> set[str]:
    spans, _ = matcher.find(text, fold(text))
    return {candidate.feature_id for span in spans for candidate in span.candidates}


def check_shared_names(routes: Sequence[Route]) -> Iterator[Issue]:
    """Yield names that two routes share without a word that tells them apart."""
    owners: dict[str, set[str]] = defaultdict(set)
    for route in routes:
        for alias in route.aliases:
            if not (alias.require or alias.noun_required):
                owners[fold_name(alias.text)].add(route.route_id)
    for text, ids in sorted(owners.items()):
        first, *others = sorted(ids)
        if others:
            message = f"alias {text!r} also belongs to {', '.join(others)}; give words to require, or a noun"
            yield Issue(first, "error", message)


def check_families(routes: Sequence[Route]) -> Iterator[Issue]:
    """Yield parents that the catalogue does not have, and routes that are part of themselves."""
    known = catalogue.Catalogue(routes)
    for route in routes:
        for parent in sorted(set(route.part_of) - set(known)):
            yield Issue(
                route.route_id, "warning", f"part_of names {parent!r}, which the catalogue does not have"
            )
        if any(route.route_id in known.ancestors(parent) for parent in route.part_of):
            yield Issue(route.route_id, "error", "is part of itself, through its parents")
