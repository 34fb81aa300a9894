"""One text while it is searched for routes: its words, and whether an alias of the catalogue stands among them.

An alias is compared with the text word by word; then the word for the kind of
route next to it and the words an ambiguous alias requires or denies decide.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cached_property

from geomap.recognition import lexicon, nouns
from geomap.recognition.aliases import Pattern, same_word
from geomap.recognition.support import SHORTENED, Support, is_enough, score_alias
from geomap.recognition.words import find_words
from geomap.text import Folded

# Between two words of one name stands a blank, a hyphen, a slash, a quote or an apostrophe; or nothing, in Chinese.
_JOINT = re.compile(r"[ \-/&'\"]{0,3}|\. ?|[ '\"]{0,2}[(]|[)][ -]?\"?| ?№ ?|՝ ?|-\n")
_JOINT_WITH_COMMA = re.compile(r"[ ,،·\-/'\"]{0,3}")
_CONJUNCTIONS = frozenset("and und et e y i и та va ve və və & ja och en og ile və و და և 和 与 և".split())
_STOPS = (". ", "\n", "。")
_MAX_COORDINATED = 3


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


class Scan:
    """One text while it is searched: its words, and what stands around them."""

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self._support = Support(folded.text)
        self._judged: set[tuple[int, int, int, int]] = set()

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
        return joint.fullmatch(self.folded.text, self.words[position - 1][1], start) is not None

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
            ):
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
        if self._is_other_thing(first, span_last, exact) or self._is_denied(pattern, first, last):
            return None
        if noun is not None and not suits:
            if pattern.narrowed or (noun.kind != "project" and (exact or noun.medium)):
                return None
            span_first, span_last = first, last
        if pattern.route.kind == "transport_corridor" and self._in_a_building(first):
            return None
        beside = suits and noun is not None and noun.kind != "project"
        support = self._support.required(pattern, *self.stretch(first, last))
        denied = self._support.denied(pattern)
        countries = [] if denied else self._support.countries(pattern)
        lacks_noun = alias.noun_required and not suits
        explained_by_noun = beside and not alias.noun_required
        if not lacks_noun and (
            explained_by_noun
            or not alias.require
            or is_enough(support, countries, len(denied), alias, exact=exact)
        ):
            score, reason = score_alias(pattern, [*support, *countries], denied, suits=suits)
            return Hit(
                pattern, first, last, span_first, span_last, score, reason, len(support) + len(countries)
            )
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
        before = (
            exact and first > 0 and self._joined(first - 1) and self.texts[first - 1] in lexicon.GRADE_WORDS
        )
        return follows or before

    def sentence(self, first: int) -> tuple[int, int]:
        """Return the bounds of the sentence around a word, roughly: up to the next full stop or line break."""
        text = self.folded.text
        start, end = self.words[first]
        left = max(text.rfind(stop, 0, start) for stop in _STOPS) + 1
        right = min((place for stop in _STOPS if (place := text.find(stop, end)) >= 0), default=len(text))
        return left, right

    def _is_denied(self, pattern: Pattern, first: int, last: int) -> bool:
        """Say whether a word that the alias denies stands in the sentence around it."""
        if not self._support.denied(pattern):
            return False
        return self._support.denies_near(pattern, self.stretch(first, last), self.sentence(first))

    def _in_a_building(self, first: int) -> bool:
        if not self._names_a_building:
            return False
        sentence = self.folded.text[slice(*self.sentence(first))]
        return any(stem in sentence for stem in lexicon.BUILDINGS)

    @cached_property
    def _names_a_building(self) -> bool:
        return any(stem in self.folded.text for stem in lexicon.BUILDINGS)
