"""What stands around a word for a route: whether "corridor" here means one named before, several, or a thing of its own.

Articles, demonstratives and "both" are told by lists of words; whether a language
has articles at all is told by the small words of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from geomap.recognition import nouns
from geomap.text import Folded, fold_name

_MIN_ROUTE_WORD = 5
_ARABIC_ARTICLE = "ال"
_DEMONSTRATIVES = frozenset(
    fold_name(word)
    for word in """
    this that bu bu. o şu bunun этот этого этому этим этом эта эту этой это данный данного данная цей цього ця цю ця тази този ten tego ta tę tej to այս ეს ამ این آن
    هذا هذه ذلك осы бұл ushbu bu şol 该 这 此 本 dieser diese dieses diesen diesem ce cette cet este esta questo questa esse essa αυτός αυτή αυτό αυτόν αυτού यह इस इसी
    """.split()
)
_ARTICLES = frozenset(
    fold_name(word)
    for word in """
    the der die das den dem des le la l il lo el los las del al della dello dell du au o a os as do da no na ο η το του της τον την στον στη στην στο al der zum zur im vom am
    nel nella dal dalla sul sulla pelo pela ao à
    """.split()
)
_NOT_ONE = frozenset(
    fold_name(word)
    for word in "a an another other new second both two three any each every no some ein eine einen einem un une uno una другой новый başka yeni".split()
)
# Small words that tell languages in Latin and Greek letters apart; those that put an article before a noun come first.
_SMALL_WORDS = {
    tag: frozenset(fold_name(word) for word in words.split())
    for tag, words in {
        "en": "the of and to in is that for on with by",
        "de": "der die das und den dem ist von mit auf nicht",
        "fr": "le la les des et du est dans que pour une",
        "es": "el la los las y del que en por una con",
        "it": "il la lo gli della di che e per una nel",
        "pt": "o os as do da dos e que em não uma",
        "el": "ο η το του της τον την και στο στη για",
        "pl": "w na do z i się nie jest że oraz przez po",
        "az": "və bu ilə üçün da də bir olan edib deyib isə",
        "tr": "ve bu ile için da de bir olan dedi ise",
        "uz": "va bu bilan uchun bir ham deb esa",
        "tk": "we bu bilen üçin bir hem diýip",
        "ro": "și de la în cu pe care este din",
    }.items()
}
_ARTICLED = frozenset({"en", "de", "fr", "es", "it", "pt", "el"})
_BARE_KINDS = frozenset(
    {"corridor", "pipeline", "railway", "cable", "project", "link", "waterway", "strait", "canal"}
)
#: Words too short to mean a route by themselves, or only part of one: "rail", "boru".
_WEAK = frozenset({"rail", "boru", "demir", "temir"})
_KINDS = _BARE_KINDS | {"route", "road", "line", "link", "waterway"}
_BETWEEN = frozenset(
    fold_name(word)
    for word in "same whole entire new planned proposed main gas oil natural energy trade transport transit rail railway undersea subsea major 400 km long".split()
)
# "the 1,511-kilometre gas pipeline"
_MAY_STAND_BETWEEN = re.compile(rf"\d+|km|км|kilomet\w*|miles?|километр\w*|{'|'.join(sorted(_BETWEEN))}")
# "both pipelines", "the two corridors": what is meant are the last two routes named.
_BOTH = frozenset(
    fold_name(word)
    for word in """
    both beide beiden entrambi entrambe ambos ambas oba obie обе оба обоих обеих обидва обидві двете двата ikisi hər her ikkala екеуі 两 兩 هردو كلا αμφότεροι երկուսն ორივე दोनों
    """.split()
)
_TWO = frozenset(
    fold_name(word)
    for word in "two zwei deux due dos dois duas dwa dwie двух два две двох дві iki ikki екі دو δύο δυο երկու ორი दो".split()
)
# What may stand before "project" without describing the one named before.
_NOT_DESCRIBING = _NOT_ONE | frozenset(
    "first last only next word words term idea was were been be has have had who which off out over".split()
)
_MAX_PAIR_WORDS = 3
_MAX_DESCRIBING = 6
_PLURAL_DETERMINERS = frozenset("the these those los estos estas las os as esses essas les ces".split())
_MIN_SMALL_WORDS = 3
_ORGANISATIONS = frozenset(
    "authority authorities operator operators company companies administration ministry agency consortium firm owner owners builder".split()
)


def find_noun(texts: Sequence[str], number: int) -> tuple[nouns.RouteNoun, int] | None:
    """Return the route word at a place that may refer back, behind the Arabic article too, and its length in words.

    What flows may be said by the word before: "the gas pipeline".
    """
    found = nouns.noun_at([texts[number].removeprefix(_ARABIC_ARTICLE), *texts[number + 1 : number + 5]], 0)
    if not found or found[0].kind not in _KINDS:
        return None
    noun, length = found
    medium = noun.medium or (nouns.medium_of(texts[number - 1]) if number else None)
    return nouns.RouteNoun(noun.kind, medium), length


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
        return {tag: sum(known[word] for word in words) for tag, words in _SMALL_WORDS.items()}

    @cached_property
    def articles(self) -> frozenset[str]:
        """The articles that stand before a noun in the text's language, if it has any."""
        if self.language not in _ARTICLED or self._counts[self.language] < _MIN_SMALL_WORDS:
            return frozenset()
        return frozenset({"the"}) if self.language == "en" else _ARTICLES

    def is_reference(self, first: int, last: int, noun: nouns.RouteNoun) -> bool:
        """Say whether the route word can mean something named before, not a thing of its own."""
        word = self.texts[last]
        plural = word.isascii() and self.articles and word.endswith("s") and self.language != "de"
        if plural or word in _WEAK or self._names_follow(last):
            return False
        if self.texts[first].startswith(_ARABIC_ARTICLE):
            return True
        bare = noun.kind in _BARE_KINDS or (noun.kind == "route" and len(word) > _MIN_ROUTE_WORD)
        before = first - 1
        while before >= 0 and _MAY_STAND_BETWEEN.fullmatch(self.texts[before]) and self._touch(before):
            before -= 1
        telling = noun.kind in _BARE_KINDS
        if telling and self.language == "en" and self.articles:
            before = self._article_before(before)
        if before < 0 or not self._touch(before):
            return not self.articles and bare
        if self.texts[before] in _DEMONSTRATIVES or self.texts[before] in self.articles:
            return True
        a_new_one = self.texts[before] in _NOT_ONE or self.texts[before].isdigit()
        named = self.folded.cased[self.words[before][0]].isupper()
        named = named and not (
            telling and self.texts[before] not in _ARTICLES and self._opens_sentence(before)
        )
        return not (self.articles or a_new_one or named) and bare

    def _article_before(self, number: int) -> int:
        """Return the article a few describing words further on: "the 870-km standard-gauge railway"; else the word itself."""
        for before in range(number, max(number - _MAX_DESCRIBING, -1), -1):
            word = self.texts[before]
            if word in self.articles or word in _DEMONSTRATIVES:
                return before
            capital = self.folded.cased[self.words[before][0]].isupper()
            if not self._touch(before) or word in _SMALL_WORDS["en"] or word in _NOT_DESCRIBING or capital:
                break
        return number

    def _opens_sentence(self, number: int) -> bool:
        """Say whether the word is the first of its sentence or line, where capitals mean nothing."""
        gap = self.folded.text[self.words[number - 1][1] : self.words[number][0]] if number else "\n"
        return "\n" in gap or any(stop in gap for stop in ".!?:")

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
        return bool(first) and self._touch(first - 1) and self.texts[first - 1] in _PLURAL_DETERMINERS

    def pair_from(self, number: int) -> int | None:
        """Return the word for "both" or "two" that a route word belongs to, at most two fillers before it."""
        for before in range(number - 1, max(number - 1 - _MAX_PAIR_WORDS, -1), -1):
            if not self._touch(before):
                return None
            if self.texts[before] in _BOTH or (self.texts[before] in _TWO and self._is_definite(before)):
                return before
            if not _MAY_STAND_BETWEEN.fullmatch(self.texts[before]):
                return None
        return None

    def _is_definite(self, number: int) -> bool:
        """Say whether an article or a demonstrative stands before the word."""
        before = self.texts[number - 1] if number and self._touch(number - 1) else ""
        return before in _DEMONSTRATIVES or before in self.articles

    def _names_follow(self, last: int) -> bool:
        """Say whether a name follows, so that the word belongs to that: "газопровод Союз"."""
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
