"""Find the names of routes in a text: the catalogue's aliases, as people write and inflect them.

An Aho-Corasick automaton scans the folded text once for the most telling word of
each alias. Where one is found, the alias's words are compared with the text word
by word, with room for case endings; then the word for the kind of route next to
it, and the words an ambiguous alias requires or denies, decide.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import ahocorasick_rs

from geomap.catalogue import Alias, Route
from geomap.model import Candidate, Span
from geomap.recognition import lexicon, nouns
from geomap.text import Folded, fold_name

RECOGNISER = "catalogue"
_WORD = re.compile(r"[^\W_]+")
# Between two words of one name only a blank, a hyphen, a slash, a quote or an apostrophe may stand.
_JOINT = re.compile(r"[ \-/'\"]{1,3}|\. ?")
_NO_BLANKS = ("zh", "ja", "th")
_MIN_FUZZY = 6
# e and a, i and y are the letters that transliterations of one name differ in most (Zangezur, Zangazur; Yerevan, Erivan).
_LIKE_LETTERS = str.maketrans("eyэё", "aiее")
# Language -> (letters an alias's words may lose at the end, letters they may gain): its case endings.
_ENDINGS = {
    "en": (0, 2), "de": (0, 2), "fr": (0, 1), "it": (0, 1), "es": (0, 2), "pt": (0, 2), "ro": (1, 4),
    "sq": (1, 4), "hu": (1, 6), "ru": (2, 4), "uk": (2, 4), "bg": (1, 3), "sr": (1, 4), "mk": (1, 3),
    "pl": (2, 4), "cs": (1, 4), "sk": (1, 4), "hr": (1, 4), "sl": (1, 4), "bs": (1, 4), "az": (1, 7),
    "tr": (1, 7), "tk": (1, 7), "uz": (1, 7), "kk": (1, 7), "ky": (1, 7), "hy": (1, 5), "ka": (1, 5),
    "el": (2, 3), "fa": (0, 3), "ar": (0, 2), "hi": (1, 2), "ur": (0, 2), "ps": (0, 2), "ku": (0, 3),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Pattern:
    """An alias made ready: folded words, which of them is searched for, and how freely they may vary."""

    route: Route
    alias: Alias
    words: tuple[str, ...]
    capitals: tuple[bool, ...]
    anchor: int
    exact: bool
    narrowed: tuple[nouns.RouteNoun, ...]
    has_noun: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    """A pattern found at words `first` to `last` of the text, with the noun next to it."""

    pattern: _Pattern
    first: int
    last: int
    noun_first: int
    noun_last: int
    score: float
    reason: str


class RouteMatcher:
    """Find route names in folded text.

    Parameters
    ----------
    routes
        The catalogue.
    """

    def __init__(self, routes: Mapping[str, Route]) -> None:
        by_anchor: dict[str, list[_Pattern]] = {}
        for route in routes.values():
            for alias in route.aliases:
                for pattern in _patterns(route, alias):
                    by_anchor.setdefault(_search_key(pattern), []).append(pattern)
        self._anchors = list(by_anchor)
        self._patterns = [by_anchor[anchor] for anchor in self._anchors]
        self._automaton = ahocorasick_rs.AhoCorasick(self._anchors) if self._anchors else None

    def find(self, original: str, folded: Folded) -> tuple[list[Span], list[tuple[int, int]]]:
        """Return the route names of a text in order, none overlapping another, and where they stand.

        Parameters
        ----------
        original
            The text; the spans' offsets point into it.
        folded
            `fold(original)`.

        Returns
        -------
        spans, stretches
            The spans, and the half-open stretches of the folded text they cover.
        """
        found = self._find_hits(folded)
        stretches = [(words[hits[0].noun_first][0], words[hits[0].noun_last][1]) for words, hits in found]
        return [self._span(original, folded, words, hits) for words, hits in found], stretches

    def _find_hits(self, folded: Folded) -> list[tuple[list[tuple[int, int]], list[_Hit]]]:
        if self._automaton is None:
            return []
        found = self._automaton.find_matches_as_indexes(
            folded.text.translate(_LIKE_LETTERS), overlapping=True
        )
        if not found:
            return []
        scan = _Scan(folded)
        hits: dict[tuple[int, int], list[_Hit]] = {}
        for anchor, start, _end in found:
            number = scan.word_at(start)
            if number is None:
                continue
            for pattern in self._patterns[anchor]:
                hit = scan.compare(pattern, number)
                if hit is not None:
                    hits.setdefault((hit.noun_first, hit.noun_last), []).append(hit)
        return [(scan.words, group) for group in _longest(hits)]

    def _span(self, original: str, folded: Folded, words: list[tuple[int, int]], hits: list[_Hit]) -> Span:
        best = hits[0]
        start, end = folded.original(words[best.noun_first][0], words[best.noun_last][1])
        candidates = {hit.pattern.route.route_id: hit for hit in reversed(hits)}
        return Span(
            start=start,
            end=end,
            surface=original[start:end],
            feature_type="route",
            recogniser=RECOGNISER,
            candidates=tuple(
                Candidate(route_id, hit.pattern.route.name, score=hit.score)
                for route_id, hit in sorted(candidates.items(), key=lambda item: (-item[1].score, item[0]))
            ),
            alias_type=best.pattern.alias.type,
            alias_language=best.pattern.alias.language,
            reason=best.reason,
        )


class _Scan:
    """One text while it is searched: its words, and what stands around them."""

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self.words = [match.span() for match in _WORD.finditer(folded.text)]
        self.texts = [folded.text[start:end] for start, end in self.words]
        self._starts = [start for start, _ in self.words]
        self._sentences: dict[int, str] = {}

    def word_at(self, offset: int) -> int | None:
        """Return the number of the word in which `offset` lies, if it begins there or the script has no blanks."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0 or offset >= self.words[number][1]:
            return None
        start = self.words[number][0]
        prefix = self.folded.text[start:offset]
        return number if not prefix or not prefix.isascii() else None

    def compare(self, pattern: _Pattern, number: int) -> _Hit | None:
        """Compare the alias with the words around `number`, which holds its anchor; return a hit or None."""
        first = number - pattern.anchor
        last = first + len(pattern.words) - 1
        if first < 0 or last >= len(self.words):
            return None
        for index, word in enumerate(pattern.words):
            if not self._same(pattern, word, pattern.capitals[index], first + index):
                return None
            if index and not _JOINT.fullmatch(
                self.folded.text, self.words[first + index - 1][1], self.words[first + index][0]
            ):
                return None
        return self._judge(pattern, first, last)

    def _same(self, pattern: _Pattern, word: str, capital: bool, number: int) -> bool:
        text = self.texts[number]
        start = self.words[number][0]
        language = pattern.alias.language.split("-")[0]
        if language in _NO_BLANKS:
            return word in text
        if pattern.exact:
            cased = self.folded.cased[start : start + len(word)]
            return (
                text == word and (cased.isupper() or not cased.isascii() or cased == pattern.alias.text)
            ) or (
                text.startswith(word)
                and not word.isascii()
                and cased.isupper()
                and len(text) - len(word) <= 3
            )
        if capital and word.isascii() and word in lexicon.words() and not self.folded.cased[start].isupper():
            return False
        lose, gain = _ENDINGS.get(language, (0, 2))
        if language in ("ar", "fa", "ur", "ps"):
            text = re.sub("^(?:[وبلکف]?ال|[وبل](?=...))", "", text) if word not in text[: len(word)] else text
        stem = word[: max(4, len(word) - lose)] if len(word) > 4 else word
        if text.startswith(stem) and len(text) - len(stem) <= lose + gain:
            return True
        like, alike = text.translate(_LIKE_LETTERS), stem.translate(_LIKE_LETTERS)
        return len(stem) >= _MIN_FUZZY and like.startswith(alike) and len(like) - len(alike) <= lose + gain

    def _judge(self, pattern: _Pattern, first: int, last: int) -> _Hit | None:
        alias = pattern.alias
        noun, noun_first, noun_last = self._noun_near(first, last, before=True)
        if pattern.has_noun:
            noun, noun_first, noun_last = None, first, last
        elif noun is None:
            noun_first, noun_last = first, last
        suits = noun is not None and nouns.suits(noun, pattern.route.kind, pattern.narrowed)
        if alias.noun_required and not suits:
            return None
        if noun is not None and not suits:
            if pattern.narrowed or (noun.kind != "project" and (pattern.exact or noun.medium)):
                return None
            noun_first, noun_last = first, last
        if alias.deny and self._sentence_has(alias.deny, first):
            return None
        required = self._required(alias, first, last)
        if alias.require and not required and not (suits and noun is not None and noun.kind != "project"):
            return None
        score, reason = _score(pattern, required, suits)
        return _Hit(pattern, first, last, noun_first, noun_last, score, reason)

    def _noun_near(self, first: int, last: int, *, before: bool) -> tuple[nouns.RouteNoun | None, int, int]:
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
        for number in range(first - 1, max(first - 4, -1), -1) if before else ():
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

    def sentence(self, first: int) -> str:
        """Return the folded sentence around a word, roughly: up to the next full stop or line break."""
        text = self.folded.text
        start, end = self.words[first]
        left = max(text.rfind(". ", 0, start), text.rfind("\n", 0, start)) + 1
        right = min(
            (place for place in (text.find(". ", end), text.find("\n", end)) if place >= 0), default=len(text)
        )
        return text[left:right]

    def _sentence_has(self, denied: Iterable[str], first: int) -> bool:
        sentence = self.sentence(first)
        return any(_has_word(sentence, fold_name(word)) for word in denied)

    def _required(self, alias: Alias, first: int, last: int) -> str | None:
        """Return the first required word that the text has, outside the alias itself."""
        text = self.folded.text
        start, end = self.words[first][0], self.words[last][1]
        rest = text[:start] + " " + text[end:]
        return next((word for word in alias.require if _has_word(rest, fold_name(word))), None)


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


def _score(pattern: _Pattern, required: str | None, suits: bool) -> tuple[float, str]:
    alias = pattern.alias
    what = f'{alias.type} "{alias.text}"'
    if pattern.exact:
        reason = f"{what} with " + (f'"{required}" in the text' if required else "a route word beside it")
        return (0.9 if required and suits else 0.85), reason
    if alias.noun_required:
        return 0.93, f"{what} beside a word for the route"
    if alias.require:
        return (0.9 if required else 0.85), f"{what}" + (
            f' with "{required}" in the text' if required else " with a route word beside it"
        )
    return 0.97, f"full {what}"


def _longest(hits: Mapping[tuple[int, int], list[_Hit]]) -> list[list[_Hit]]:
    """Keep the longest of overlapping hits; of equal stretches, the surest pattern first."""
    kept: list[list[_Hit]] = []
    taken: list[tuple[int, int]] = []
    for (first, last), group in sorted(
        hits.items(), key=lambda item: (-_name_length(item[1]), item[0][0] - item[0][1], item[0])
    ):
        if any(first <= other_last and last >= other_first for other_first, other_last in taken):
            continue
        taken.append((first, last))
        kept.append(
            sorted(
                group,
                key=lambda hit: (
                    -(hit.last - hit.first),
                    -hit.score,
                    hit.pattern.route.route_id,
                    hit.pattern.alias.language != "en",
                ),
            )
        )
    return sorted(kept, key=lambda group: group[0].first)


def _name_length(group: Sequence[_Hit]) -> int:
    return max(hit.last - hit.first for hit in group)


def _patterns(route: Route, alias: Alias) -> Iterable[_Pattern]:
    """Yield the ways an alias is written: as it stands, and with a short first part joined on ("Transcaspian")."""
    folded = fold_name(alias.text)
    cased = [match[0] for match in _WORD.finditer(alias.text)]
    words = _WORD.findall(folded)
    capitals = [word[0].isupper() for word in cased] if len(cased) == len(words) else [False] * len(words)
    if not words:
        return
    yield _pattern(route, alias, words, capitals)
    if len(words) > 1 and len(words[0]) <= 5 and "-" in folded and folded.startswith(words[0] + "-"):
        yield _pattern(route, alias, [words[0] + words[1], *words[2:]], [capitals[0], *capitals[2:]])


def _pattern(route: Route, alias: Alias, words: Sequence[str], capitals: Sequence[bool]) -> _Pattern:
    is_noun = [nouns.noun_at(list(words), number) is not None for number in range(len(words))]
    anchor = max(range(len(words)), key=lambda number: (not is_noun[number], len(words[number]), -number))
    return _Pattern(
        route=route,
        alias=alias,
        words=tuple(words),
        capitals=tuple(capitals),
        anchor=anchor,
        exact=alias.type == "acronym" or (len(words) == 1 and alias.text.isupper()),
        narrowed=tuple(noun for noun in map(nouns.parse, alias.nouns) if noun),
        has_noun=any(is_noun) and len(words) > 1,
    )


def _search_key(pattern: _Pattern) -> str:
    """Return what the automaton looks for: the anchor's stem, with like letters made one."""
    word = pattern.words[pattern.anchor]
    lose, _ = _ENDINGS.get(pattern.alias.language.split("-")[0], (0, 0))
    stem = word if pattern.exact or len(word) <= 4 else word[: max(4, len(word) - lose)]
    return stem.translate(_LIKE_LETTERS)
