"""One text while it is searched for routes: its words, and whether an alias of the catalogue stands among them.

An alias is compared with the text word by word; then the word for the kind of
route next to it and the words an ambiguous alias requires or denies decide.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from geomap.recognition import lexicon, nouns
from geomap.recognition.aliases import MAX_RIGID, Pattern, same_word
from geomap.recognition.support import SHORTENED, Support, SupportIndex, is_enough, score_alias
from geomap.recognition.topics import ON_LAND, is_bare_seaway, topic_stems_in
from geomap.recognition.words import find_words, make_alike, make_searchable
from geomap.text import Folded, fold_name

# Between two words of one name stands a blank, a hyphen, a slash, a quote or an apostrophe; or nothing, in Chinese.
_JOINT = re.compile(r"[ \-/&'\"]{0,3}|\. ?|[ '\"]{0,2}[(]|[)][ -]?\"?| ?№ ?|՝ ?|-\n")
_JOINT_WITH_COMMA = re.compile(r"[ ,،·\-/'\"]{0,3}")
_ACRONYM = re.compile(r"\b[A-Z]{3}")
_CONJUNCTIONS = frozenset("and und et e y i и та va ve və və & ja och en og ile və و და և 和 与 և".split())
_STOPS = (". ", "\n", "。")
_SENTENCE_ENDS = (*_STOPS, "! ", "? ", "։", "।")
_MAX_COORDINATED = 3
#: A stop behind longer words ends the sentence: "St. Petersburg"; but "VIII. Koridor".
_MAX_ABBREVIATION = 2
#: Words that begin with so many letters in common say the same.
_SAME_STEM = 3
#: A sentence with more words without capitals than these is no headline.
_MIN_SMALL = 3
#: So many words that "BTC pipeline" denies, anywhere in the text, outweigh that it says what it is.
_MANY_DENIED = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern found at words `first` to `last`; name and noun together cover `span_first` to `span_last`.

    `pending`: only where the rest of the text explains it; `doubtful`: because
    the text says nothing of what the route is for.
    """

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
    doubtful: bool = False


class Scan:
    """One text while it is searched: its words, and what stands around them."""

    def __init__(self, folded: Folded, index: SupportIndex) -> None:
        self.folded = folded
        self._support = Support(folded.text, index)
        self._nouns: dict[int, tuple[nouns.RouteNoun, int] | None] = {}
        self._near: dict[tuple[int, int], tuple[nouns.RouteNoun | None, int, int]] = {}
        self._judged: set[tuple[int, int, int, int]] = set()
        self._topics: dict[str, list[str]] = {}
        #: First and last words of names of something else: a club's, a company's, an oil grade's.
        self.other_things: list[tuple[int, int]] = []
        #: The same of names that a word of the text denies; another route's they may still be.
        self.denied: list[tuple[int, int]] = []

    @cached_property
    def words(self) -> list[tuple[int, int]]:
        """The half-open stretches of the words."""
        return find_words(self.folded.text)

    @cached_property
    def texts(self) -> list[str]:
        """The folded words."""
        text = self.folded.text
        return [text[start:end] for start, end in self.words]

    def number_at(self, offset: int) -> int | None:
        """Return the number of the word that begins at `offset`."""
        number = bisect_left(self.words, (offset,))
        return number if number < len(self.words) and self.words[number][0] == offset else None

    def stretch(self, first: int, last: int) -> tuple[int, int]:
        """Return the half-open stretch of words `first` to `last`."""
        return self.words[first][0], self.words[last][1]

    def compare(self, pattern: Pattern, offset: int) -> list[Hit]:
        """Return the hit, if any, of the alias on the words around the one at `offset`, which fits its anchor."""
        final = len(pattern.words) - 1
        key = (offset, pattern.anchor, final, pattern.question)
        if key in self._judged and pattern.language != "en":
            return []  # an alias of another language that asks for the same
        number = self.number_at(offset)
        if number is None or number < pattern.anchor:
            return []
        first = number - pattern.anchor
        for index in pattern.order:
            if not self._fits(pattern, index, first + index):
                return self._compare_unfinished(pattern, first) if index == final else []
        self._judged.add(key)
        hit = self._judge(pattern, first, first + final)
        return [hit] if hit else []

    def _compare_unfinished(self, pattern: Pattern, first: int) -> list[Hit]:
        """Find an alias whose last word stands further on: "Nord Stream 1 and 2", "the Middle and Northern corridors"."""
        final = len(pattern.words) - 1
        if not all(self._fits(pattern, index, first + index) for index in range(final)):
            return []
        if pattern.words[final].text.isdigit():
            return self._compare_numbered(pattern, first, first + final)
        return self._compare_coordinated(pattern, first, final) if pattern.words[final].noun else []

    def _fits(self, pattern: Pattern, index: int, position: int) -> bool:
        if position >= len(self.words):
            return False
        start, end = self.words[position]
        if not same_word(
            pattern.words[index], self.texts[position], self.folded.cased[start:end], pattern.language
        ):
            return False
        if not index:
            return True
        joint = _JOINT_WITH_COMMA if pattern.commas[index - 1] else _JOINT
        before, end = self.words[position - 1]
        ends_sentence = self.folded.text.startswith(". ", end) and end - before > _MAX_ABBREVIATION
        if ends_sentence and not self.folded.cased[before:end].isupper():
            return False
        return joint.fullmatch(self.folded.text, end, start) is not None

    def _compare_coordinated(self, pattern: Pattern, first: int, index: int) -> list[Hit]:
        """Find "Middle ... corridors" in "the Middle and Northern corridors"."""
        position = first + index
        if index == 0 or position >= len(self.words) or self.texts[position] not in _CONJUNCTIONS:
            return []
        sentence_end = self.sentence(position)[1]
        for noun in range(position + 2, min(position + 2 + _MAX_COORDINATED, len(self.words))):
            start, end = self.words[noun]
            if start > sentence_end:
                break
            if same_word(
                pattern.words[index], self.texts[noun], self.folded.cased[start:end], pattern.language
            ) and self._written_alike(first, noun - 1):
                hit = self._judge(pattern, first, position - 1, whole=True)
                return (
                    [replace(hit, last=noun, span_first=first, span_last=noun, coordinated=True)]
                    if hit
                    else []
                )
        return []

    def _written_alike(self, one: int, other: int) -> bool:
        """Say whether two words both have capitals or both have none: "Middle and Northern corridors"."""
        cased = self.folded.cased
        return cased[self.words[one][0]].isupper() == cased[self.words[other][0]].isupper()

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
        if self._is_ruled_out(pattern, first, last, span_last, noun, suits=suits):
            return None
        if not suits:
            span_first, span_last = first, last
        beside = suits and noun is not None and noun.kind != "project"
        support = self._support.required(pattern, *self.stretch(first, last))
        denied = self._support.denied(pattern)
        countries = [] if denied else self._support.countries(pattern)
        lacks_noun = alias.noun_required and not suits
        explained = (
            (beside and not alias.noun_required and (not denied or _says_more(support)))
            or not alias.require
            or is_enough(support, countries, len(denied), alias, exact=exact)
        )
        if not explained or lacks_noun or (exact and self._is_written_as_a_word(first, last)):
            if lacks_noun and (len(pattern.words) == 1 or noun is not None):
                return None
            reason = f"short for {pattern.route.name}, named in the text"
            return Hit(pattern, first, last, first, last, SHORTENED, reason, pending=True)
        score, reason = score_alias(pattern, [*support, *countries], denied, suits=suits)
        hit = Hit(pattern, first, last, span_first, span_last, score, reason, len(support) + len(countries))
        if pattern.doubtful and not (
            beside
            or (not denied and self._is_written_as_a_name(pattern, first, last))
            or self._speaks_of(pattern, support)
        ):
            reason = f"{reason}, beside another route"
            return replace(hit, score=SHORTENED, reason=reason, pending=True, doubtful=True)
        return hit

    def _is_written_as_a_word(self, first: int, last: int) -> bool:
        """Say whether a short acronym has one capital only: "il Tap", as Italian papers write it."""
        start, end = self.stretch(first, last)
        return end - start < MAX_RIGID and self.folded.cased[start + 1 : end].islower()

    def _is_ruled_out(
        self,
        pattern: Pattern,
        first: int,
        last: int,
        span_last: int,
        noun: nouns.RouteNoun | None,
        *,
        suits: bool,
    ) -> bool:
        """Say whether what stands around an alias makes it something else, whatever the rest of the text says."""
        seaway = is_bare_seaway(pattern.route, pattern.alias)
        if self._is_other_thing(first, span_last, pattern.exact) or (
            seaway and self._begins_a_name(span_last)
        ):
            self.other_things.append((first, span_last))
            return True
        if self._is_denied(pattern, first, last):
            self.denied.append((first, span_last))
            return True
        if (
            noun is not None
            and not suits
            and (pattern.narrowed or (noun.kind != "project" and (pattern.exact or noun.medium)))
        ):
            return True
        return pattern.route.kind == "transport_corridor" and self._in_a_building(first)

    def _is_written_as_a_name(self, pattern: Pattern, first: int, last: int) -> bool:
        """Say whether capitals tell a corridor from a hospital's: "the Middle Corridor", "в Срединном коридоре"."""
        if pattern.route.kind not in ON_LAND:
            return False
        capitals = [self.folded.cased[self.words[number][0]].isupper() for number in range(first, last + 1)]
        before = self.folded.text[max(0, self.words[first][0] - 2) : self.words[first][0]]
        opens = before.strip(' "(') in ("", ".", "!", "?", ":", "-") and not before[:1].isalnum()
        return (
            capitals[0]
            and (all(capitals) or not opens)
            and not self.folded.cased[slice(*self.stretch(first, last))].isupper()
        )

    def _speaks_of(self, pattern: Pattern, support: Sequence[str]) -> bool:
        """Say whether the text speaks of what the route is for, or of a country on it; in two words if the alias lists some."""
        kind = pattern.route.kind
        topical = self._topics.get(kind)
        if topical is None:
            topical = self._topics[kind] = topic_stems_in(kind, make_searchable(self.folded.text))
        if pattern.alias.require:
            return (
                len({make_alike(fold_name(word)).strip()[:_SAME_STEM] for word in (*support, *topical)}) > 1
            )
        if topical or is_bare_seaway(pattern.route, pattern.alias):
            return bool(topical)
        return bool(self._support.countries(pattern))

    def _noun_at(self, number: int) -> tuple[nouns.RouteNoun, int] | None:
        """Return `nouns.noun_at` of a word; remembered, because aliases of many languages ask."""
        if number not in self._nouns:
            self._nouns[number] = nouns.noun_at(self.texts, number)
        return self._nouns[number]

    def _noun_near(self, first: int, last: int) -> tuple[nouns.RouteNoun | None, int, int]:
        """Return `_find_noun_near` of the words; remembered."""
        if (first, last) not in self._near:
            self._near[first, last] = self._find_noun_near(first, last)
        return self._near[first, last]

    def _find_noun_near(self, first: int, last: int) -> tuple[nouns.RouteNoun | None, int, int]:
        """Return the route noun beside the words, and the first and last word of name and noun together."""
        medium = None
        for number in range(last + 1, min(last + 4, len(self.words))):
            if not self._joined(number - 1):
                break
            found = self._noun_at(number)
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
            found = self._noun_at(number)
            if found and number + found[1] <= first:
                return found[0], number, last
            if self.texts[number] not in nouns.FILLERS:
                break
        return None, first, last

    def _noun_follows(self, number: int) -> bool:
        return number + 1 < len(self.words) and self._joined(number) and self._noun_at(number + 1) is not None

    def _joined(self, number: int) -> bool:
        """Say whether word `number` and the next one stand in one phrase; a stop ends an acronym with dots, too."""
        start, end = self.words[number]
        between = self.folded.text[end : self.words[number + 1][0]]
        marks = " -'\"." if end - start == 1 else " -'\""
        return len(between) <= 2 and between.strip(marks) == ""

    def _is_other_thing(self, first: int, last: int, exact: bool) -> bool:
        """Say whether the name is only part of a company's, or an oil grade's: "TAP's shareholders", "CPC Blend"."""
        after = last + 1
        if after < len(self.words) and self.texts[after] == "s" and self._joined(last):
            after += 1
        follows = (
            after < len(self.words) and self._joined(after - 1) and self.texts[after] in lexicon.NOT_THE_LINE
        )
        if follows or not first or not self._joined(first - 1):
            return follows
        before = self.texts[first - 1]
        return before in lexicon.NAMED_AFTER or (exact and before in lexicon.GRADE_WORDS)

    def _begins_a_name(self, last: int) -> bool:
        """Say whether a word with a capital goes on after a name, in a sentence that has others without: "Bosphorus Grill"."""
        if last + 1 >= len(self.words) or not self._joined(last):
            return False
        following = self.folded.cased[slice(*self.words[last + 1])]
        left, right = self.sentence(last)
        small = sum(word[0].islower() for word in self.folded.cased[left:right].split())
        proper = following[0].isupper() and following[1:].islower() and following.isascii()
        return proper and small > _MIN_SMALL and self.folded.text[self.words[last][1]] == " "

    def count_stops(self, first: int, last: int) -> int:
        """Return how many sentences end between two words, roughly."""
        start, end = self.words[first][1], self.words[last][0]
        return sum(self.folded.text.count(stop, start, end) for stop in _SENTENCE_ENDS)

    def sentence(self, first: int) -> tuple[int, int]:
        """Return the bounds of the sentence around a word, roughly: up to the next full stop or line break."""
        text = self.folded.text
        start, end = self.words[first]
        left = max(text.rfind(stop, 0, start) for stop in _STOPS) + 1
        right = min((place for stop in _STOPS if (place := text.find(stop, end)) >= 0), default=len(text))
        return left, right

    def _is_denied(self, pattern: Pattern, first: int, last: int) -> bool:
        """Say whether a word that the alias denies stands in the sentence around it, or several in the text."""
        denied = self._support.denied(pattern)
        if len(denied) >= _MANY_DENIED and not pattern.alias.require and _ACRONYM.search(pattern.alias.text):
            return True
        return bool(denied) and self._support.denies_near(
            pattern, self.stretch(first, last), self.sentence(first)
        )

    def _in_a_building(self, first: int) -> bool:
        if not self._names_a_building:
            return False
        sentence = self.folded.text[slice(*self.sentence(first))]
        return any(stem in sentence for stem in lexicon.BUILDINGS)

    @cached_property
    def _names_a_building(self) -> bool:
        return any(stem in self.folded.text for stem in lexicon.BUILDINGS)


def _says_more(support: Sequence[str]) -> bool:
    """Say whether any required word is more than a word for the kind of route: "Albania", not "pipeline"."""
    return any(nouns.noun_of(fold_name(word)) is None for word in support)
