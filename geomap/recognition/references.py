"""References back to a route that the text has named: "the corridor", "this pipeline", "das Projekt".

In languages with articles a reference has one; in the others the bare word will
do. It is linked to the nearest route named before it that it can stand for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from geomap.catalogue import Route
from geomap.recognition import nouns
from geomap.recognition.phrases import Phrases
from geomap.recognition.scan import Scan

#: A reference stands at most this many words after the name it refers to.
MAX_DISTANCE = 120
#: The kinds of route that a class of word names first of all.
_OWN_KINDS = {
    "corridor": ("transport_corridor",),
    "pipeline": ("gas_pipeline", "oil_pipeline", "hydrogen_pipeline"),
    "railway": ("railway",),
    "cable": ("power_line", "telecom_cable"),
    "waterway": ("strait", "canal", "shipping_lane"),
    "strait": ("strait",),
    "canal": ("canal",),
}
_STRICT = frozenset({"railway", "cable", "waterway", "strait", "canal", "pipeline"})
#: "These projects" are at most so many.
_MAX_ALL = 4


@dataclass(frozen=True, slots=True)
class Named:
    """Words `first` to `last` of a text that mean a route."""

    first: int
    last: int
    route: Route


def find_references(scan: Scan, offsets: Iterable[int], named: Sequence[Named]) -> Iterator[Named]:
    """Yield the references back to routes, in order.

    Parameters
    ----------
    scan
        The text and its words.
    offsets
        Where a word for a kind of route may begin, in order.
    named
        The routes named in the text, in order.
    """
    if not named:
        return
    texts = scan.texts
    phrases = Phrases(scan.folded, scan.words, texts)
    inside = {number for item in named for number in range(item.first, item.last + 1)}
    free = named[0].last + 1
    for offset in offsets:
        number = scan.number_at(offset)
        if number is None or number < free or number in inside:
            continue
        found = phrases.find_noun(number)
        if not found:
            continue
        last = number + found[1] - 1
        free = last + 1
        if phrases.belongs_to_a_name(number, last, inside):
            inside.update(range(number, last + 1))
            continue
        if phrases.explains_a_name(number, inside) or phrases.names_an_organisation(last):
            continue
        before = [item for item in named if item.last < number and number - item.last <= MAX_DISTANCE]
        first = phrases.pair_from(number)
        if first is not None:
            for route in _last_two(before, found[0]):
                yield Named(first, last, route)
        elif phrases.is_plural_reference(number, last):
            for route in _all_of(before, found[0]):
                yield Named(number, last, route)
        elif phrases.is_reference(number, last, found[0]):
            target = _target(scan, number, before, found[0])
            if target is not None:
                yield Named(number, last, target)


def _target(scan: Scan, number: int, before: Sequence[Named], noun: nouns.RouteNoun) -> Route | None:
    """Return the route that the noun at word `number` most likely means.

    One that was named with such a noun ("the Zangezur corridor ... the corridor"),
    of the noun's own kind or, for vague words, that it suits; rather in this
    sentence, the last one, or in the sentence before, the first one, which is its
    subject; else the first of the text, its topic.
    """
    fitting = [item for item in reversed(before) if nouns.suits(noun, item.route.kind)]
    own = [item for item in fitting if item.route.kind in _OWN_KINDS.get(noun.kind, ())]
    candidates = own or ([] if noun.kind in _STRICT else fitting)
    if not candidates:
        return None

    def likely(item: Named) -> tuple[bool, bool, int]:
        stops = scan.count_stops(item.last, number)
        return _has_noun(item, noun, scan.texts), stops <= 1, -item.last if stops else item.last

    return max(candidates, key=likely).route


def _has_noun(item: Named, noun: nouns.RouteNoun, texts: Sequence[str]) -> bool:
    """Say whether the route was named with a noun of this kind."""
    words = list(texts[item.first : item.last + 1])
    found = (nouns.noun_at(words, number) for number in range(len(words)))
    return any(one and one[0].kind == noun.kind for one in found)


def _last_two(before: Sequence[Named], noun: nouns.RouteNoun) -> list[Route]:
    """Return the last two routes that the noun can mean; none if fewer were named."""
    last = _distinct(before, noun)[:2]
    return last[::-1] if len(last) > 1 else []


def _all_of(before: Sequence[Named], noun: nouns.RouteNoun) -> list[Route]:
    """Return all routes that the noun can mean, if they are a few."""
    routes = _distinct(before, noun)
    return routes[::-1] if 1 < len(routes) <= _MAX_ALL else []


def _distinct(before: Sequence[Named], noun: nouns.RouteNoun) -> list[Route]:
    """Return the routes named that are of the noun's own kind, or for a vague noun that it suits, the last one first."""
    kinds = _OWN_KINDS.get(noun.kind)
    fitting = (item.route for item in reversed(before) if nouns.suits(noun, item.route.kind))
    return list({route.route_id: route for route in fitting if kinds is None or route.kind in kinds}.values())
