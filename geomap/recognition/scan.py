"""One text while it is searched for routes: whether an alias of the catalogue stands among its words.

An alias is compared with the text word by word; then the word for the kind of
route next to it and the words an ambiguous alias requires or denies decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from geomap.recognition import nouns
from geomap.recognition.aliases import MAX_RIGID, Pattern, same_word
from geomap.recognition.determiners import ARTICLES
from geomap.recognition.passage import Passage
from geomap.recognition.support import SHORTENED, Support, SupportIndex, is_enough, score_alias
from geomap.recognition.topics import ON_LAND, is_bare_seaway, topic_stems_in
from geomap.recognition.words import make_alike, make_searchable
from geomap.text import Folded, fold_name

# Between two words of one name stands a blank, a hyphen, a slash, a quote or an apostrophe; or nothing, in Chinese.
_JOINT = re.compile(r"[ \-/&'\"]{0,3}|\. ?|[ '\"]{0,2}[(]|[)][ -]?\"?| ?№ ?|՝ ?|-\n")
_JOINT_WITH_COMMA = re.compile(r"[ ,،·\-/'\"]{0,3}")
_ACRONYM = re.compile(r"\b[A-Z]{3}")
_CONJUNCTIONS = frozenset("and und et e y i и та va ve və və & ja och en og ile və و და և 和 与 և".split())
_MAX_COORDINATED = 3
#: A stop behind longer words ends the sentence: "St. Petersburg"; but "VIII. Koridor".
_MAX_ABBREVIATION = 2
#: Words that begin with so many letters in common say the same.
_SAME_STEM = 3
#: So many words that "BTC pipeline" denies, anywhere in the text, outweigh that it says what it is.
_MANY_DENIED = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern found at words `first` to `last`; name and noun together cover `span_first` to `span_last`.

    `pending`: only where the rest of the text explains it; `doubtful`: because
    the text says nothing of what the route is for; `alone`: other routes in the text do not explain it.
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
    alone: bool = False


class Scan(Passage):
    """One text while it is searched: which aliases stand in it.

    Parameters
    ----------
    folded
        The folded text.
    index
        The words that aliases require or deny.
    """

    def __init__(self, folded: Folded, index: SupportIndex) -> None:
        super().__init__(folded)
        self._support = Support(folded.text, index)
        self._judged: set[tuple[int, int, int, int]] = set()
        self._topics: dict[str, list[str]] = {}
        #: First and last words of names of something else: a club's, a company's, an oil grade's.
        self.other_things: list[tuple[int, int]] = []
        #: Routes after which the text calls an oil grade: "ESPO Blend".
        self.grades: set[str] = set()
        #: The same of names that a word of the text denies; another route's they may still be.
        self.denied: list[tuple[int, int]] = []

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
            (None, first, last) if pattern.has_noun or whole else self.noun_near(first, last)
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
        as_word = exact and self._is_written_as_a_word(first, last)
        if not explained or lacks_noun or as_word:
            if lacks_noun and (len(pattern.words) == 1 or noun is not None):
                return None
            reason = f"short for {pattern.route.name}, named in the text"
            small = as_word and self.texts[first] in ARTICLES  # "Nel 2025"
            alone = small or not (exact or pattern.two_ends)
            return Hit(pattern, first, last, first, last, SHORTENED, reason, pending=True, alone=alone)
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
        if self.is_other_thing(first, span_last, pattern.exact) or (seaway and self.begins_a_name(span_last)):
            self.other_things.append((first, span_last))
            if pattern.exact and self.is_oil_grade(first, span_last):
                self.grades.add(pattern.route.route_id)
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
        return pattern.route.kind == "transport_corridor" and (
            self.in_a_building(first)
            or (not self._is_written_as_a_name(pattern, first, span_last) and self.is_indoors)
        )

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

    def _is_denied(self, pattern: Pattern, first: int, last: int) -> bool:
        """Say whether a word that the alias denies stands in the sentence around it, or several in the text."""
        denied = self._support.denied(pattern)
        if len(denied) >= _MANY_DENIED and not pattern.alias.require and _ACRONYM.search(pattern.alias.text):
            return True
        return bool(denied) and self._support.denies_near(
            pattern, self.stretch(first, last), self.sentence(first)
        )


def _says_more(support: Sequence[str]) -> bool:
    """Say whether any required word is more than a word for the kind of route: "Albania", not "pipeline"."""
    return any(nouns.noun_of(fold_name(word)) is None for word in support)
