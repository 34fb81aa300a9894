"""The words of one text, and what stands around them: route words, stops, organisations, buildings."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache, cached_property
from itertools import islice

from geomap.recognition import lexicon, nouns
from geomap.recognition.words import IS_CJK, find_words, make_searchable
from geomap.text import Folded

_STOPS = (". ", "\n", "。")
_SENTENCE_ENDS = (*_STOPS, "! ", "? ", "։", "।")
#: A sentence with more words without capitals than these is no headline.
_MIN_SMALL = 3
#: A text with so many words of buildings tells of one.
_SEVERAL = 3


@cache
def _indoors() -> tuple[str, ...]:
    """Return the beginnings of words as they stand in searchable text, behind a blank where words have one."""
    return tuple(
        make_searchable(stem).strip()
        if IS_CJK.match(stem)
        else make_searchable(stem).rstrip() + " " * stem.endswith(".")
        for stem in (*lexicon.INDOORS, *lexicon.BUILDINGS)
    )


class Passage:
    """The words of a folded text.

    Parameters
    ----------
    folded
        The folded text.
    """

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self._nouns: dict[int, tuple[nouns.RouteNoun, int] | None] = {}
        self._near: dict[tuple[int, int], tuple[nouns.RouteNoun | None, int, int]] = {}

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

    def noun_at(self, number: int) -> tuple[nouns.RouteNoun, int] | None:
        """Return `nouns.noun_at` of a word; remembered, because aliases of many languages ask."""
        if number not in self._nouns:
            self._nouns[number] = nouns.noun_at(self.texts, number)
        return self._nouns[number]

    def noun_near(self, first: int, last: int) -> tuple[nouns.RouteNoun | None, int, int]:
        """Return the route noun beside the words, and the first and last word of name and noun together; remembered."""
        if (first, last) not in self._near:
            self._near[first, last] = self._find_noun_near(first, last)
        return self._near[first, last]

    def _find_noun_near(self, first: int, last: int) -> tuple[nouns.RouteNoun | None, int, int]:
        """Return the route noun beside the words, and the first and last word of name and noun together."""
        medium = None
        for number in range(last + 1, min(last + 4, len(self.words))):
            if not self.joined(number - 1):
                break
            found = self.noun_at(number)
            filler = self.texts[number] in nouns.FILLERS
            if found and not (filler and found[1] == 1 and self._noun_follows(number)):
                noun, length = found
                return nouns.RouteNoun(noun.kind, noun.medium or medium), first, number + length - 1
            if not filler:
                break
            medium = nouns.medium_of(self.texts[number]) or medium
        for number in range(first - 1, max(first - 4, -1), -1):
            if not self.joined(number):
                break
            found = self.noun_at(number)
            if found and number + found[1] <= first:
                return found[0], number, last
            if self.texts[number] not in nouns.FILLERS:
                break
        return None, first, last

    def _noun_follows(self, number: int) -> bool:
        return number + 1 < len(self.words) and self.joined(number) and self.noun_at(number + 1) is not None

    def joined(self, number: int) -> bool:
        """Say whether word `number` and the next one stand in one phrase; a stop ends an acronym with dots, too."""
        start, end = self.words[number]
        between = self.folded.text[end : self.words[number + 1][0]]
        marks = " -'\"." if end - start == 1 else " -'\""
        return len(between) <= 2 and between.strip(marks) == ""

    def is_other_thing(self, first: int, last: int, exact: bool) -> bool:
        """Say whether the name is only part of a company's, or an oil grade's: "TAP's shareholders", "CPC Blend"."""
        after = last + 1
        if after < len(self.words) and self.texts[after] == "s" and self.joined(last):
            after += 1
        follows = (
            after < len(self.words) and self.joined(after - 1) and self.texts[after] in lexicon.NOT_THE_LINE
        )
        if follows or not first or not self.joined(first - 1):
            return follows
        before = self.texts[first - 1]
        return before in lexicon.NAMED_AFTER or (exact and before in lexicon.GRADE_WORDS)

    def is_oil_grade(self, first: int, last: int) -> bool:
        """Say whether what makes another thing of a name is a word for an oil grade: "ESPO Blend", "сорт ESPO"."""
        around = self.texts[last + 1 : last + 2] + self.texts[max(0, first - 1) : first]
        return any(word in lexicon.GRADE_WORDS for word in around)

    def begins_a_name(self, last: int) -> bool:
        """Say whether a word with a capital goes on after a name, in a sentence that has others without: "Bosphorus Grill"."""
        if last + 1 >= len(self.words) or not self.joined(last):
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

    def in_a_building(self, first: int) -> bool:
        """Say whether the sentence around a word speaks of a hospital, a school or a storey."""
        if not self._names_a_building:
            return False
        sentence = self.folded.text[slice(*self.sentence(first))]
        return any(stem in sentence for stem in lexicon.BUILDINGS)

    @cached_property
    def is_indoors(self) -> bool:
        """Whether the text tells of a school, a hospital or a mall: it has several words of such."""
        spaced = make_searchable(self.folded.text)
        found = (stem for stem in _indoors() if stem in spaced)
        return sum(1 for _ in islice(found, _SEVERAL)) == _SEVERAL

    @cached_property
    def _names_a_building(self) -> bool:
        return any(stem in self.folded.text for stem in lexicon.BUILDINGS)
