"""What speaks for an alias in the rest of the text and against it, and how sure that makes it.

An ambiguous alias ("TAP") lists words it requires and words it denies; the
countries on its route may stand in for required ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import ahocorasick_rs

from geomap.catalogue import Alias
from geomap.recognition.aliases import Pattern
from geomap.recognition.words import make_searchable, may_stand_inside

_MAX_QUOTED = 4
#: A required word this short is wanted whole.
_MAX_SHORT = 4
#: An acronym that lists this many words it requires needs two of them.
_MANY_REQUIRED = 4
#: An acronym of this many letters is hardly anything else: TANAP, INSTC.
LONG_ACRONYM = 5
#: How sure a name is: in full; one that needs its surroundings; beside a route word; a short second mention.
FULL, GUARDED, BESIDE_NOUN, SHORTENED = 0.97, 0.87, 0.93, 0.75


class SupportIndex:
    """The words that any alias requires or denies, to be looked for in a text all at once.

    Parameters
    ----------
    patterns
        The aliases made ready.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        lists = {words for p in patterns for words in (p.require, p.deny, *p.countries)}
        self._stems = sorted({_stem(word) for words in lists for word in words})
        self._automaton = ahocorasick_rs.AhoCorasick([_opening(stem) for stem in self._stems])

    def stems_in(self, text: str) -> frozenset[str]:
        """Return the beginnings of such words that a folded text has; may have too many, not too few."""
        found = self._automaton.find_matches_as_indexes(make_searchable(text), overlapping=True)
        return frozenset([self._stems[number] for number, _, _ in found])


def _opening(stem: str) -> str:
    searchable = make_searchable(stem)[:-1]
    return searchable[1:] if may_stand_inside(stem) else searchable


class Support:
    """A text in which the words that aliases require or deny are looked for, each list once."""

    def __init__(self, text: str, index: SupportIndex) -> None:
        self.text = text
        self._index = index
        self._found_of: dict[int, list[tuple[int, int, list[int]]]] = {}

    @cached_property
    def _stems(self) -> frozenset[str]:
        return self._index.stems_in(self.text)

    def required(self, pattern: Pattern, start: int, end: int) -> list[str]:
        """Return the required words that the text has, outside the stretch of the alias itself."""
        if not pattern.require:
            return []
        return [
            pattern.alias.require[number]
            for number, length, places in self._found(pattern.require)
            if any(
                (place + length <= start or place >= end) and not self._begins(pattern, place, length)
                for place in places
            )
        ]

    def _begins(self, pattern: Pattern, place: int, length: int) -> bool:
        """Say whether a word there is only part of the alias: "Boğaziçi" is no word for a strait beside "Boğaziçi"."""
        return length <= len(pattern.text) and self.text.startswith(pattern.text, place)

    def denied(self, pattern: Pattern) -> list[str]:
        """Return the denied words that the text has."""
        return [pattern.alias.deny[number] for number, _, _ in self._found(pattern.deny)]

    def countries(self, pattern: Pattern) -> list[str]:
        """Return a name for each country on the route that the text names."""
        named = ((names, self._found(names)) for names in pattern.countries)
        return [names[found[0][0]].title() for names, found in named if found]

    def denies_near(self, pattern: Pattern, name: tuple[int, int], sentence: tuple[int, int]) -> bool:
        """Say whether a denied word stands in the sentence around a name, outside the name."""
        (start, end), (left, right) = name, sentence
        return any(
            (left <= place and place + length <= start) or end <= place < right
            for _, length, places in self._found(pattern.deny)
            for place in places
        )

    def _found(self, words: Sequence[str]) -> list[tuple[int, int, list[int]]]:
        """Return which of the folded words the text has: number, length, and where."""
        if not words:
            return []
        found = self._found_of.get(id(words))
        if found is None:
            text, stems = self.text, self._stems
            places = {n: list(_find_word(text, word)) for n, word in enumerate(words) if _stem(word) in stems}
            found = [(n, len(words[n]), at) for n, at in places.items() if at]
            self._found_of[id(words)] = found
        return found


def _stem(word: str) -> str:
    return word if len(word) <= _MAX_SHORT else word[:-1]


def _find_word(text: str, word: str) -> Iterator[int]:
    """Yield where the folded text has the word (or an inflected form of a longer one)."""
    stem, joined = _stem(word), may_stand_inside(word)
    inflected = len(word) > _MAX_SHORT or not word.isascii()
    position = text.find(stem)
    while position >= 0:
        after = position + len(stem)
        opens = joined or position == 0 or not text[position - 1].isalnum()
        closes = inflected or after >= len(text) or not text[after].isalnum()
        if opens and closes:
            yield position
        position = text.find(stem, position + 1)


def is_enough(
    support: Sequence[str], countries: Sequence[str], against: int, alias: Alias, *, exact: bool
) -> bool:
    """Say whether the required words that the text has outweigh the denied ones it has outside the sentence.

    An acronym that lists many wants two of them, or one that is a name itself.
    Two countries that the route crosses are as good as a word, one is not.
    """
    if against:
        return len(support) > against + 1
    if not exact:
        return bool(support)
    if len(alias.text) >= LONG_ACRONYM:
        return bool(support or countries)
    if len(countries) > 1:
        return True
    if len(alias.require) < _MANY_REQUIRED:
        return bool(support)
    return len(support) + len(countries) > 1 or any(" " in word or "-" in word for word in support)


def score_alias(
    pattern: Pattern, support: Sequence[str], denied: Sequence[str], *, suits: bool
) -> tuple[float, str]:
    """Return how sure the alias is here, and what speaks for it and against it."""
    alias = pattern.alias
    what = f'{alias.type} "{alias.text}"'
    against = f"; against it {_quoted(denied)}" if denied else ""
    if alias.noun_required:
        return BESIDE_NOUN, f"{what} beside a word for the route{against}"
    if alias.require or pattern.exact:
        reason = f"{_quoted(support)} in the text" if support else "a word for the route beside it"
        return (BESIDE_NOUN if support and suits else GUARDED), f"{what} with {reason}{against}"
    return FULL, f"full {what}{against}"


def _quoted(words: Sequence[str]) -> str:
    shown = ", ".join(f'"{word}"' for word in words[:_MAX_QUOTED])
    return f"{shown} and {len(words) - _MAX_QUOTED} more" if len(words) > _MAX_QUOTED else shown
