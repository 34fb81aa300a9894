"""Find the names of routes in a text: the catalogue's aliases, as people write and inflect them.

An Aho-Corasick automaton scans the folded text once for the most telling word of
each alias. Where one is found, the alias is compared with the text word by word;
then the word for the kind of route next to it, the words an ambiguous alias
requires or denies, and whether the route is named in full elsewhere, decide.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

import ahocorasick_rs

from geomap.catalogue import Alias, Route
from geomap.files import data_folder, read_limited
from geomap.geojson import load_collection
from geomap.model import Candidate, Span
from geomap.recognition import lexicon, nouns
from geomap.recognition.aliases import LIKE_LETTERS, WORD, Pattern, make_patterns, same_word
from geomap.recognition.references import Named, find_references
from geomap.recognition.unknown import find_unknown
from geomap.text import Folded

RECOGNISER = "catalogue"
# Between two words of one name stands a blank, a hyphen, a slash, a quote or an apostrophe; or nothing, in Chinese.
_JOINT = re.compile(r"[ \-/'\"]{0,3}|\. ?|[ '\"]{0,2}[(]|[)][ -]?|-\n")
_JOINT_WITH_COMMA = re.compile(r"[ ,،·\-/'\"]{0,3}")
_CONJUNCTIONS = frozenset("and und et e y i и та va ve və və & ja och en og ile və و და և 和 与 և".split())
_MAX_COORDINATED = 3
#: An acronym that lists this many words it requires needs two of them.
_MANY_REQUIRED = 4
#: An acronym of this many letters is hardly anything else: TANAP, INSTC.
_LONG_ACRONYM = 5
_MIN_COUNTRY_NAME = 4
#: How sure a name is: in full; one that needs its surroundings; beside a route word; a short second mention; "the corridor".
FULL, GUARDED, BESIDE_NOUN, SHORTENED, REFERENCE = 0.97, 0.87, 0.93, 0.75, 0.6


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern found at words `first` to `last`; name and noun together cover `span_first` to `span_last`."""

    pattern: Pattern
    first: int
    last: int
    span_first: int
    span_last: int
    score: float
    reason: str
    support: int = 0
    coordinated: bool = False
    pending: bool = False


class RouteMatcher:
    """Find route names in folded text.

    Parameters
    ----------
    routes
        The catalogue.
    """

    def __init__(self, routes: Mapping[str, Route]) -> None:
        by_anchor: dict[str, list[Pattern]] = {}
        for route in routes.values():
            for alias in _pool_requirements(route):
                for pattern in make_patterns(route, alias):
                    same = by_anchor.setdefault(pattern.search_key, [])
                    if not any(pattern.is_as(other) for other in same):
                        same.append(pattern)
        self._patterns = list(by_anchor.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(by_anchor)) if by_anchor else None

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
        scan = Scan(folded)
        hits = self._hits(scan)
        groups = _choose([*hits, *_shortened(hits)])
        named = [Named(group[0].span_first, group[0].span_last, group[0].pattern.route) for group in groups]
        references = list(find_references(folded, scan.words, scan.texts, named))
        taken = [(item.first, item.last) for item in (*named, *references)]
        spans = [self._span(original, scan, group) for group in groups]
        spans += [_reference_span(original, scan, reference) for reference in references]
        spans += [
            _unknown_span(original, scan, *ends)
            for ends in find_unknown(folded, scan.words, scan.texts, taken)
        ]
        stretches = [scan.stretch(item.first, item.last) for item in named]
        return sorted(spans, key=lambda span: (span.start, span.end)), list(dict.fromkeys(stretches))

    def _hits(self, scan: Scan) -> list[Hit]:
        if self._automaton is None:
            return []
        found = self._automaton.find_matches_as_indexes(
            scan.folded.text.translate(LIKE_LETTERS), overlapping=True
        )
        hits = []
        for anchor, start, _ in found:
            number = scan.word_at(start)
            if number is not None:
                for pattern in self._patterns[anchor]:
                    hits += scan.compare(pattern, number)
        return hits

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


class Scan:
    """One text while it is searched: its words, and what stands around them."""

    def __init__(self, folded: Folded) -> None:
        self.folded = folded

    @cached_property
    def words(self) -> list[tuple[int, int]]:
        """The half-open stretches of the words."""
        return [match.span() for match in WORD.finditer(self.folded.text)]

    @cached_property
    def texts(self) -> list[str]:
        """The folded words."""
        return [self.folded.text[start:end] for start, end in self.words]

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.words]

    def stretch(self, first: int, last: int) -> tuple[int, int]:
        """Return the half-open stretch of words `first` to `last`."""
        return self.words[first][0], self.words[last][1]

    def word_at(self, offset: int) -> int | None:
        """Return the number of the word that begins at `offset`, or after an Arabic prefix."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0 or offset >= self.words[number][1]:
            return None
        prefix = self.folded.text[self.words[number][0] : offset]
        return number if not prefix or (len(prefix) <= 3 and not prefix.isascii()) else None

    def compare(self, pattern: Pattern, number: int) -> list[Hit]:
        """Return the hit, if any, of the alias on the words around `number`, which holds its anchor."""
        first, final = number - pattern.anchor, len(pattern.words) - 1
        if first < 0:
            return []
        language = pattern.alias.language.split("-")[0]
        for index in pattern.order:
            if not self._fits(pattern, index, first + index, language):
                return self._compare_unfinished(pattern, first, language) if index == final else []
        hit = self._judge(pattern, first, first + final)
        return [hit] if hit else []

    def _compare_unfinished(self, pattern: Pattern, first: int, language: str) -> list[Hit]:
        """Find an alias whose last word stands further on: "Nord Stream 1 and 2", "the Middle and Northern corridors"."""
        final = len(pattern.words) - 1
        if not all(self._fits(pattern, index, first + index, language) for index in range(final)):
            return []
        if pattern.words[final].text.isdigit():
            return self._compare_numbered(pattern, first, first + final)
        return self._compare_coordinated(pattern, first, final, language) if pattern.words[final].noun else []

    def _fits(self, pattern: Pattern, index: int, position: int, language: str) -> bool:
        if position >= len(self.words):
            return False
        start, end = self.words[position]
        if not same_word(pattern.words[index], self.texts[position], self.folded.cased[start:end], language):
            return False
        if not index:
            return True
        joint = _JOINT_WITH_COMMA if pattern.commas[index - 1] else _JOINT
        return joint.fullmatch(self.folded.text, self.words[position - 1][1], start) is not None

    def _compare_coordinated(self, pattern: Pattern, first: int, index: int, language: str) -> list[Hit]:
        """Find "Middle ... corridors" in "the Middle and Northern corridors"."""
        position = first + index
        if index == 0 or position >= len(self.words) or self.texts[position] not in _CONJUNCTIONS:
            return []
        for noun in range(position + 2, min(position + 2 + _MAX_COORDINATED, len(self.words))):
            start, end = self.words[noun]
            if same_word(pattern.words[index], self.texts[noun], self.folded.cased[start:end], language):
                hit = self._judge(pattern, first, position - 1, whole=True)
                return (
                    [replace(hit, last=noun, span_first=first, span_last=noun, coordinated=True)]
                    if hit
                    else []
                )
        return []

    def _compare_numbered(self, pattern: Pattern, first: int, position: int) -> list[Hit]:
        """Find "Nord Stream 2" in "Nord Stream 1 and 2"."""
        wanted = pattern.words[-1].text
        if position + 2 >= len(self.words) or not self.texts[position].isdigit():
            return []
        if self.texts[position + 1] not in _CONJUNCTIONS or self.texts[position + 2] != wanted:
            return []
        hit = self._judge(pattern, first, position - 1, whole=True)
        return [replace(hit, last=position + 2, span_last=position + 2, coordinated=True)] if hit else []

    def _judge(self, pattern: Pattern, first: int, last: int, *, whole: bool = False) -> Hit | None:
        alias, exact = pattern.alias, pattern.exact
        noun, span_first, span_last = (
            (None, first, last) if pattern.has_noun or whole else self._noun_near(first, last)
        )
        suits = noun is not None and nouns.suits(noun, pattern.route.kind, pattern.narrowed)
        if self._is_other_thing(first, last, exact) or (
            alias.deny and self._sentence_has(pattern, first, last)
        ):
            return None
        if noun is not None and not suits:
            if pattern.narrowed or (noun.kind != "project" and (exact or noun.medium)):
                return None
            span_first, span_last = first, last
        if pattern.route.kind == "transport_corridor" and self._in_a_building(first):
            return None
        beside = suits and noun is not None and noun.kind != "project"
        support = self._support(pattern, first, last)
        against = sum(_has_word(self.folded.text, word) for word in pattern.deny)
        lacks_noun = alias.noun_required and not suits
        if not lacks_noun and (
            beside or not alias.require or _is_enough(support, against, alias, exact=exact)
        ):
            score, reason = _score(pattern, support, suits)
            return Hit(pattern, first, last, span_first, span_last, score, reason, len(support))
        if lacks_noun and (len(pattern.words) == 1 or noun is not None):
            return None
        reason = f"short for {pattern.route.name}, named in the text"
        return Hit(pattern, first, last, first, last, SHORTENED, reason, pending=True)

    def _noun_near(self, first: int, last: int) -> tuple[nouns.RouteNoun | None, int, int]:
        """Return the route noun beside the words, and the first and last word of name and noun together."""
        medium = None
        for number in range(last + 1, min(last + 4, len(self.words))):
            if not self._joined(number - 1):
                break
            found = nouns.noun_at(self.texts, number)
            filler = self.texts[number] in nouns.FILLERS
            if found and not (filler and self._noun_follows(number)):
                noun, length = found
                return nouns.RouteNoun(noun.kind, noun.medium or medium), first, number + length - 1
            if not filler:
                break
            medium = nouns.medium_of(self.texts[number]) or medium
        for number in range(first - 1, max(first - 4, -1), -1):
            if not self._joined(number):
                break
            found = nouns.noun_at(self.texts, number)
            if found and number + found[1] <= first:
                return found[0], number, last
            if self.texts[number] not in nouns.FILLERS:
                break
        return None, first, last

    def _noun_follows(self, number: int) -> bool:
        return (
            number + 1 < len(self.words)
            and self._joined(number)
            and nouns.noun_at(self.texts, number + 1) is not None
        )

    def _joined(self, number: int) -> bool:
        """Say whether word `number` and the next one stand in one phrase."""
        between = self.folded.text[self.words[number][1] : self.words[number + 1][0]]
        return len(between) <= 2 and between.strip(" -'\"") == ""

    def _is_other_thing(self, first: int, last: int, exact: bool) -> bool:
        """Say whether the name is only part of a company's, or an oil grade's: "TAP's shareholders", "CPC Blend"."""
        after = last + 1
        if after < len(self.words) and self.texts[after] == "s" and self._joined(last):
            after += 1
        follows = (
            after < len(self.words) and self._joined(after - 1) and self.texts[after] in lexicon.NOT_THE_LINE
        )
        before = (
            exact and first > 0 and self._joined(first - 1) and self.texts[first - 1] in lexicon.GRADE_WORDS
        )
        return follows or before

    def sentence(self, first: int) -> str:
        """Return the folded sentence around a word, roughly: up to the next full stop or line break."""
        text = self.folded.text
        start, end = self.words[first]
        left = max(text.rfind(". ", 0, start), text.rfind("\n", 0, start), text.rfind("。", 0, start)) + 1
        ends = (
            place
            for place in (text.find(". ", end), text.find("\n", end), text.find("。", end))
            if place >= 0
        )
        return text[left : min(ends, default=len(text))]

    def _sentence_has(self, pattern: Pattern, first: int, last: int) -> bool:
        start, end = self.stretch(first, last)
        sentence = self.sentence(first).replace(self.folded.text[start:end], " ")
        return any(_has_word(sentence, word) for word in pattern.deny)

    def _in_a_building(self, first: int) -> bool:
        sentence = self.sentence(first)
        return any(stem in sentence for stem in lexicon.BUILDINGS)

    def _support(self, pattern: Pattern, first: int, last: int) -> list[str]:
        """Return the required words that the text has, outside the alias itself."""
        if not pattern.require:
            return []
        start, end = self.stretch(first, last)
        rest = self.folded.text[:start] + " " + self.folded.text[end:]
        return [word for word, folded in pattern.require if _has_word(rest, folded)]


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


def _has_word(text: str, word: str) -> bool:
    """Say whether the folded text has the word (or an inflected form of a longer one)."""
    stem = word if len(word) <= 4 else word[:-1]
    position = text.find(stem)
    while position >= 0:
        after = position + len(stem)
        opens = position == 0 or not text[position - 1].isalnum() or not word.isascii()
        closes = len(word) > 4 or after >= len(text) or not text[after].isalnum() or not word.isascii()
        if opens and closes:
            return True
        position = text.find(stem, position + 1)
    return False


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


def _is_enough(support: Sequence[str], against: int, alias: Alias, *, exact: bool) -> bool:
    """Say whether the required words that the text has outweigh the denied ones it has outside the sentence.

    An acronym that lists many wants two of them, or one that is a name itself.
    """
    if against:
        return len(support) > against + 1
    if not exact or len(alias.text) >= _LONG_ACRONYM or len(alias.require) < _MANY_REQUIRED:
        return bool(support)
    return len(support) > 1 or any(" " in word or "-" in word for word in support)


def _score(pattern: Pattern, support: Sequence[str], suits: bool) -> tuple[float, str]:
    alias = pattern.alias
    what = f'{alias.type} "{alias.text}"'
    if alias.noun_required:
        return BESIDE_NOUN, f"{what} beside a word for the route"
    if alias.require or pattern.exact:
        reason = f'"{support[0]}" in the text' if support else "a word for the route beside it"
        return (BESIDE_NOUN if support and suits else GUARDED), f"{what} with {reason}"
    return FULL, f"full {what}"


def _shortened(hits: Iterable[Hit]) -> list[Hit]:
    """Return the second mentions that a full name elsewhere in the text explains: "the Trans-Caspian", "BTC"."""
    named = {hit.pattern.route.route_id for hit in hits if not hit.pending}
    return [
        replace(hit, pending=False) for hit in hits if hit.pending and hit.pattern.route.route_id in named
    ]


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
