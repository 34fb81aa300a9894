"""Where in a text an alias may stand: one pass of an automaton, and cheap tests that most of its finds fail.

Each alias is searched for by its most telling word, its anchor. A find counts
only if the anchor begins a word that is a form of it and the alias's other words
are near; only then are the words of the text compared one by one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import ahocorasick_rs

from geomap.recognition import nouns
from geomap.recognition.aliases import Pattern, Word, same_word
from geomap.recognition.words import IS_CJK, WORD, make_alike, make_searchable, may_stand_inside
from geomap.text import Folded

_MAX_ARABIC_PREFIX = 3
#: How far, in characters, a name may be longer in a text than in the catalogue: endings, quotes, "1 and".
_SLACK = 16
_TOO_SHORT = 2
_LONGEST_WORD = 40
_LONGEST_NAME = 120
_REMEMBERED_WORDS = 100_000


class AnchorIndex:
    """Find where patterns may stand, and words for kinds of route.

    Parameters
    ----------
    patterns
        The aliases made ready.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        by_anchor: dict[str, list[Pattern]] = {}
        for pattern in patterns:
            same = by_anchor.setdefault(_search_key(pattern), [])
            if not any(pattern.is_as(other) for other in same):
                same.append(pattern)
        keys = [*by_anchor, *map(_opening, map(make_alike, nouns.first_stems()))]
        self._patterns = list(by_anchor.values())
        self._inside = [not key.startswith(" ") for key in keys]
        self.automaton = ahocorasick_rs.AhoCorasick(keys)
        self._anchored = lru_cache(maxsize=_REMEMBERED_WORDS)(self._with_anchor)

    def find(self, folded: Folded) -> tuple[list[tuple[Pattern, int]], list[int]]:
        """Return the patterns that may stand in a text, each with the offset of its anchor's word; and offsets of nouns.

        Parameters
        ----------
        folded
            The folded text.

        Returns
        -------
        places
            Patterns whose anchor is a word of the text and whose other words are near it.
        nouns
            Where a word for a kind of route may begin, in order.
        """
        text, spaced = folded.text, make_searchable(folded.text)
        found, noun_offsets = self.scan(text, spaced)
        plain = text.isascii()
        places: list[tuple[Pattern, int]] = []
        for key, start in found:
            end = spaced.index(" ", start + 1) - 1 if plain else _word_end(text, start)
            anchored = self._anchored(key, text[start:end], folded.cased[start:end])
            if anchored.may_stand(spaced, noun_offsets, start, end):
                around = Surroundings(spaced, noun_offsets, start, end)
                places += [
                    (pattern, start)
                    for near, patterns in anchored.groups
                    if around.hold(near)
                    for pattern in patterns
                ]
        return places, noun_offsets

    def scan(self, text: str, spaced: str) -> tuple[list[tuple[int, int]], list[int]]:
        """Return the numbers and offsets of the anchors found in a text, and the offsets of route words, in order.

        Parameters
        ----------
        text, spaced
            The folded text, and `make_searchable` of it.
        """
        found: list[tuple[int, int]] = []
        noun_offsets: list[int] = []
        inside, n_anchors = self._inside, len(self._patterns)
        # A key with a blank before it is found where its word begins, because the searched text has one blank more.
        for key, start, _ in self._matches(spaced):
            if inside[key]:
                start = _word_start(text, start - 1)  # noqa: PLW2901
                if start < 0:
                    continue
            if key < n_anchors:
                found.append((key, start))
            else:
                noun_offsets.append(start)
        return found, sorted(set(noun_offsets))

    def _matches(self, spaced: str) -> list[tuple[int, int, int]]:
        """Return number, start and end of the keys found; names in Latin letters between Chinese ones too."""
        matches = self.automaton.find_matches_as_indexes(spaced, overlapping=True)
        if spaced.isascii() or not IS_CJK.search(spaced):
            return matches
        latin = IS_CJK.sub(" ", spaced)
        return sorted({*matches, *self.automaton.find_matches_as_indexes(latin, overlapping=True)})

    def _with_anchor(self, key: int, word: str, cased: str) -> Anchored:
        """Return the patterns whose anchor the word is, by what else must be near it."""
        groups: dict[Neighbours, list[Pattern]] = {}
        for pattern in self._patterns[key]:
            if same_word(pattern.words[pattern.anchor], word, cased, pattern.language):
                groups.setdefault(_neighbours(pattern), []).append(pattern)
        return Anchored(
            [
                (near._replace(reach=max(len(pattern.alias.text) for pattern in group) + _SLACK), group)
                for near, group in groups.items()
            ]
        )


class Anchored:
    """The patterns that a word may be the anchor of, by what else must be near it."""

    def __init__(self, groups: list[tuple[Neighbours, list[Pattern]]]) -> None:
        self.groups = groups
        self._after = tuple({near.after for near, _ in groups if near.after})
        self._before = tuple({near.before for near, _ in groups if near.before and not near.after})
        alone = [near for near, _ in groups if not near.after and not near.before]
        self._beside_noun, self._anywhere = bool(alone), not all(near.noun for near in alone)

    def may_stand(self, spaced: str, noun_offsets: Sequence[int], start: int, end: int) -> bool:
        """Say quickly whether a word beside the anchor suits any pattern."""
        if self._anywhere:
            return True
        if self._after and spaced[end + 1 : end + _LONGEST_WORD].lstrip().startswith(self._after):
            return True
        if self._before and _word_before(spaced, start).startswith(self._before):
            return True
        if not self._beside_noun:
            return False
        number = bisect_left(noun_offsets, start - _LONGEST_NAME)
        return number < len(noun_offsets) and noun_offsets[number] <= end + _LONGEST_NAME


class Neighbours(NamedTuple):
    """What of a name must be near its anchor: beginnings of words, folded, like letters made one.

    `before`, `after`: of the words right before and after it ("" if any may
    stand there); `near`: of the others, within `reach` characters; `noun`:
    whether a word for a kind of route is among these.
    """

    before: str
    after: str
    near: tuple[str, ...]
    noun: bool
    reach: int = 0


class Surroundings:
    """What stands around an anchor at `start` to `end` of a text."""

    def __init__(self, spaced: str, noun_offsets: Sequence[int], start: int, end: int) -> None:
        self.spaced, self.start, self.end = spaced, start, end
        self.after = spaced[end + 1 : end + _LONGEST_WORD].lstrip()
        self.before = _word_before(spaced, start)
        number = bisect_left(noun_offsets, start - _LONGEST_NAME)
        self.nouns = noun_offsets[number : bisect_right(noun_offsets, end + _LONGEST_NAME)]

    def hold(self, neighbours: Neighbours) -> bool:
        """Say whether the neighbours are there; may be wrong only by saying yes."""
        if not (self.after.startswith(neighbours.after) and self.before.startswith(neighbours.before)):
            return False
        first, last = max(0, self.start - neighbours.reach), self.end + neighbours.reach
        if neighbours.noun and not any(first <= offset <= last for offset in self.nouns):
            return False
        return not neighbours.near or all(
            self.spaced.find(stem, first, last + 1) >= 0 for stem in neighbours.near
        )


def _word_before(spaced: str, start: int) -> str:
    """Return the word before the one at `start`, a blank after it."""
    before = spaced[max(0, start - _LONGEST_WORD) : start + 1].rstrip()
    return f"{before[before.rfind(' ') + 1 :]} "


def _neighbours(pattern: Pattern) -> Neighbours:
    """Return what must be near a pattern's anchor, but for the reach."""
    last = len(pattern.words) - 1
    others = {n: word for n, word in enumerate(pattern.words) if n != pattern.anchor and not word.noun}
    beside: dict[int, str] = {}
    if not any(may_stand_inside(word.alike) for word in pattern.words):
        for number in (pattern.anchor - 1, pattern.anchor + 1):
            # "Nord Stream 1 and 2": the number may stand further on.
            if number in others and not (number == last and others[number].text.isdigit()):
                beside[number] = _beginning(others.pop(number))
    return Neighbours(
        before=beside.get(pattern.anchor - 1, ""),
        after=beside.get(pattern.anchor + 1, ""),
        near=tuple(word.alike for word in others.values()),
        noun=any(word.noun for word in pattern.words),
    )


def _search_key(pattern: Pattern) -> str:
    """Return what the automaton looks for: the anchor's stem, like letters made one, blanks where its word must begin and end."""
    word = pattern.words[pattern.anchor]
    key = _opening(word.alike)
    if not key.startswith(" ") or word.ending or word.noun:
        return key
    if pattern.exact and all(len(other.text) == 1 for other in pattern.words):  # T.R.I.P.P.
        return f" {' '.join(other.alike for other in pattern.words)} "
    following = pattern.words[pattern.anchor + 1 : pattern.anchor + 2]
    if len(word.alike) <= _TOO_SHORT and following and not may_stand_inside(following[0].alike):
        return f"{key} {_beginning(following[0])}"
    return f"{key} "


def _beginning(word: Word) -> str:
    """Return what a word of the text begins with that is this one: its stem, or all of it and a blank if it has no endings."""
    whole = not word.ending and not word.noun and not may_stand_inside(word.alike)
    return f"{word.alike} " if whole else word.alike


def _opening(stem: str) -> str:
    return stem if may_stand_inside(stem) else f" {stem}"


def _word_end(text: str, start: int) -> int:
    match = WORD.match(text, start)
    return match.end() if match else start


def _word_start(text: str, start: int) -> int:
    """Return where the word begins that holds an anchor, or -1 if that is no name's word.

    In Chinese a word begins anywhere; in Arabic a prefix of up to three letters may come first.
    """
    begin = start
    if IS_CJK.match(text, start):
        return start
    while begin and text[begin - 1].isalnum():
        begin -= 1
        if start - begin > _MAX_ARABIC_PREFIX:
            return -1
    return begin
