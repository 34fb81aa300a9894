"""What stands around a word for a route: whether "corridor" here means one named before, several, or a thing of its own.

Articles, demonstratives and "both" are told by lists of words; whether a language
has articles at all is told by the small words of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from functools import cached_property

from geomap.recognition import nouns
from geomap.recognition.determiners import (
    ARTICLED,
    ARTICLES,
    BOTH,
    DEMONSTRATIVES,
    NOT_ONE,
    PLURAL_DETERMINERS,
    SMALL_WORDS,
    TWO,
)
from geomap.recognition.words import IS_CJK
from geomap.text import Folded, fold_name

_MIN_ROUTE_WORD = 5
_ARABIC_ARTICLE = "ال"
# In these a noun never stands before its name.
_NAME_FIRST = frozenset({"az", "tr", "uz", "kk", "tk"})
# Without the ending that joins them to a name ("hattı") these mean a line named before.
_BARE_LINES = frozenset(
    fold_name(word) for word in "hat hattın hattan xətt xəttin xətdə linia linię linii".split()
)
_BARE_KINDS = frozenset(
    {"corridor", "pipeline", "railway", "cable", "project", "link", "waterway", "strait", "canal"}
)
# Of Georgian, Turkic, Armenian and Hindi nouns.
_PLURAL = re.compile(r"(?<=[ა-ჰ]{3})ებ(?!ა)|(?<=[a-z]{4})l[ae]r|(?<=[ա-ֆ]{4})ներ|ओं$|एं$|एँ$")
_CJK_CLASSIFIERS = frozenset("条个项座道")
# Company, bureau, department.
_CJK_ORGANISATIONS = frozenset("公局部司")
# Between a name and its noun: "BTC (Baku-Ceyhan) pipeline", not "TAP. The pipeline".
_IN_ONE_PHRASE = re.compile("""[ )\\]'"\u00bb\u2019\u201d-]*""")
# Words too short to mean a route by themselves, or only part of one: "rail", "boru".
_WEAK = frozenset({"rail", "boru", "demir", "temir", "کابل"})  # the last is Kabul, too
_KINDS = _BARE_KINDS | {"route", "road", "line", "link", "waterway"}
_BETWEEN = frozenset(
    fold_name(word)
    for word in "same mismo misma mesmo mesma stesso stessa même gleichen gleiche whole entire new planned proposed main gas oil natural energy trade transport transit rail railway undersea subsea major 400 km long".split()
)
# "the 1,511-kilometre gas pipeline"
_MAY_STAND_BETWEEN = re.compile(rf"\d+|km|км|kilomet\w*|miles?|километр\w*|{'|'.join(sorted(_BETWEEN))}")
# What may stand before "project" without describing the one named before.
_NOT_DESCRIBING = NOT_ONE | frozenset(
    "first last only next word words term idea was were been be has have had who which off out over".split()
)
_MAX_PAIR_WORDS = 3
_MAX_DESCRIBING = 6
_MIN_SMALL_WORDS = 3
_ORGANISATIONS = frozenset(
    "authority authorities operator operators company companies administration ministry agency consortium firm owner owners builder".split()
)


class Phrases:
    """The words of a text, and what stands before and after a route word."""

    def __init__(self, folded: Folded, words: Sequence[tuple[int, int]], texts: Sequence[str]) -> None:
        self.folded, self.words, self.texts = folded, words, texts

    @cached_property
    def language(self) -> str:
        """The language whose small words the text has most of."""
        return max(self._counts, key=lambda tag: self._counts[tag])

    @cached_property
    def _counts(self) -> dict[str, int]:
        known = Counter(self.texts)
        return {tag: sum(known[word] for word in words) for tag, words in SMALL_WORDS.items()}

    @cached_property
    def articles(self) -> frozenset[str]:
        """The articles that stand before a noun in the text's language, if it has any."""
        if self.language not in ARTICLED or self._counts[self.language] < _MIN_SMALL_WORDS:
            return frozenset()
        return frozenset({"the"}) if self.language == "en" else ARTICLES

    def find_noun(self, number: int) -> tuple[nouns.RouteNoun, int] | None:
        """Return the route word at a place that may refer back, behind the Arabic article too, and its length in words.

        What flows may be said by the word before: "the gas pipeline".
        """
        word = self.texts[number].removeprefix(_ARABIC_ARTICLE)
        found = nouns.noun_at([word, *self.texts[number + 1 : number + 5]], 0)
        if not found or found[0].kind not in _KINDS:
            own = nouns.behind_a_name(self.language).get(word)
            return (own, 1) if own else None
        noun, length = found
        medium = noun.medium or (nouns.medium_of(self.texts[number - 1]) if number else None)
        return nouns.RouteNoun(noun.kind, medium), length

    def is_reference(self, first: int, last: int, noun: nouns.RouteNoun) -> bool:
        """Say whether the route word can mean something named before, not a thing of its own."""
        if not self._is_one_thing(first, last):
            return False
        if self.texts[first].startswith(_ARABIC_ARTICLE):
            return True
        before = self._determiner_before(first, noun)
        if before < 0 or not self._touch(before):
            return not self.articles and self._says_enough(noun, last)
        if self.texts[before] in DEMONSTRATIVES or self.texts[before] in self.articles:
            return True
        if self.articles or noun.kind == "project":
            return False
        vague = noun.kind not in _BARE_KINDS and self.texts[last] not in _BARE_LINES
        return self._says_enough(noun, last) and not self._means_another(before, vague=vague)

    def _is_one_thing(self, first: int, last: int) -> bool:
        """Say whether a word for a route is a singular, and not part of a longer word or name."""
        word = self.texts[last]
        plural = word.isascii() and self.articles and word.endswith("s") and self.language != "de"
        if plural or word in _WEAK or self._names_follow(last) or self._is_plural(word):
            return False
        return not IS_CJK.match(word) or self._stands_alone(first, last)

    def _determiner_before(self, first: int, noun: nouns.RouteNoun) -> int:
        """Return the number of the word that stands before a route word and what only describes it."""
        before = first - 1
        while before >= 0 and _MAY_STAND_BETWEEN.fullmatch(self.texts[before]) and self._touch(before):
            before -= 1
        if noun.kind in _BARE_KINDS and self.language == "en" and self.articles:
            return self._article_before(before)
        return before

    def _says_enough(self, noun: nouns.RouteNoun, last: int) -> bool:
        """Say whether the word means a route without an article too, where there are none."""
        word = self.texts[last]
        long = noun.kind == "route" and len(word) > _MIN_ROUTE_WORD
        return noun.kind in _BARE_KINDS or long or word in _BARE_LINES

    def _means_another(self, before: int, *, vague: bool) -> bool:
        """Say whether the word before says "new" or "two", or is a name."""
        word = self.texts[before]
        if word in NOT_ONE or word in TWO or word.isdigit():
            return True
        capital = self.folded.cased[self.words[before][0]].isupper()
        return capital and (vague or word in ARTICLES or not self._opens_sentence(before))

    def _is_plural(self, word: str) -> bool:
        """Say whether a noun of a language without articles is a plural, which is no reference to one route."""
        return not self.articles and _PLURAL.search(word) is not None

    def _stands_alone(self, first: int, last: int) -> bool:
        """Say whether Chinese words have a demonstrative or a break before them, and belong to no longer word."""
        if last + 1 < len(self.texts) and self._touch(last) and self.texts[last + 1] in _CJK_ORGANISATIONS:
            return False
        before = first - 1
        if before >= 0 and self.texts[before] in _CJK_CLASSIFIERS:
            before -= 1
        return before < 0 or not self._touch(before) or self.texts[before] in DEMONSTRATIVES

    def _article_before(self, number: int) -> int:
        """Return the article a few describing words further on: "the 870-km standard-gauge railway"; else the word itself."""
        for before in range(number, max(number - _MAX_DESCRIBING, -1), -1):
            word = self.texts[before]
            if word in self.articles or word in DEMONSTRATIVES:
                return before
            capital = self.folded.cased[self.words[before][0]].isupper()
            if not self._touch(before) or word in SMALL_WORDS["en"] or word in _NOT_DESCRIBING or capital:
                break
        return number

    def _opens_sentence(self, number: int) -> bool:
        """Say whether the word is the first of its sentence or line, where capitals mean nothing."""
        gap = self.folded.text[self.words[number - 1][1] : self.words[number][0]] if number else "\n"
        return "\n" in gap or any(stop in gap for stop in ".!?:")

    def belongs_to_a_name(self, first: int, last: int, named: Set[int]) -> bool:
        """Say whether the route word is part of a name, or stands right behind one in its phrase: "Nord Stream pipeline"."""
        if first - 1 not in named:
            return last in named
        return (
            _IN_ONE_PHRASE.fullmatch(self.folded.text, self.words[first - 1][1], self.words[first][0])
            is not None
        )

    def explains_a_name(self, first: int, named: Set[int]) -> bool:
        """Say whether the route word with its article stands behind a name and a comma: "TRIPP, the transit link"."""
        number = first - 1
        while (
            number > 0
            and first - number <= _MAX_DESCRIBING
            and self._touch(number)
            and self.texts[number] not in self.articles
        ):
            number -= 1
        if number < 1 or self.texts[number] not in self.articles or number - 1 not in named:
            return False
        return self.folded.text[self.words[number - 1][1] : self.words[number][0]].strip(" \"'") == ","

    def names_an_organisation(self, last: int) -> bool:
        """Say whether the route word only says whose it is: "the canal authority", "the pipeline's operator"."""
        after = last + 1
        if after < len(self.texts) and self.texts[after] == "s" and self._touch(last):
            after += 1
        return after < len(self.texts) and self._touch(after - 1) and self.texts[after] in _ORGANISATIONS

    def is_plural_reference(self, first: int, last: int) -> bool:
        """Say whether it is "the corridors", "these projects", in a language with articles and a plural in s."""
        word = self.texts[last]
        if not (word.isascii() and word.endswith("s") and self.articles) or self._names_follow(last):
            return False
        return bool(first) and self._touch(first - 1) and self.texts[first - 1] in PLURAL_DETERMINERS

    def pair_from(self, number: int) -> int | None:
        """Return the word for "both" or "two" that a route word belongs to, at most two fillers before it."""
        for before in range(number - 1, max(number - 1 - _MAX_PAIR_WORDS, -1), -1):
            if not self._touch(before):
                return None
            if self.texts[before] in BOTH or (self.texts[before] in TWO and self._is_definite(before)):
                return before
            if not _MAY_STAND_BETWEEN.fullmatch(self.texts[before]):
                return None
        return None

    def _is_definite(self, number: int) -> bool:
        """Say whether an article or a demonstrative stands before the word."""
        before = self.texts[number - 1] if number and self._touch(number - 1) else ""
        return before in DEMONSTRATIVES or before in self.articles

    def _names_follow(self, last: int) -> bool:
        """Say whether a name follows, so that the word belongs to that: "газопровод Союз"."""
        if self.language in _NAME_FIRST:
            return False
        return self._touch(last) and self.folded.cased[self.words[last + 1][0]].isupper()

    def _touch(self, number: int) -> bool:
        """Say whether word `number` and the next stand in one phrase: a blank, a quote, a hyphen or nothing between."""
        if number + 1 >= len(self.words):
            return False
        return self.folded.text[self.words[number][1] : self.words[number + 1][0]] in (
            " ",
            "'",
            "",
            " '",
            '"',
            ' "',
            "-",
        ) or self._in_a_number(number)

    def _in_a_number(self, number: int) -> bool:
        """Say whether word `number` and the next are parts of one number: "1,950"."""
        gap = self.folded.text[self.words[number][1] : self.words[number + 1][0]]
        return gap in (",", ".") and self.texts[number].isdigit() and self.texts[number + 1].isdigit()
