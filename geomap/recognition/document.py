"""One text as the toponym matcher sees it: words, capitals, and the people it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from geomap.recognition import lexicon
from geomap.text import Folded

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019.&-](?=[^\W\d_])[^\W_]+)*\.?")
_SENTENCE_BREAK = re.compile(
    r"(?:^|[.!?:\u2022\n\"\u201c\u201d\u2014*|]|\.\.\.)[\s\"\u201c\u2018'(\[\u2013-]*$"
)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LETTERS = re.compile(r"[^\W\d_]+")
_CASE_ENDINGS = re.compile(
    # Russian, Ukrainian and Bulgarian endings after a name in the nominative; Turkic ones after an apostrophe
    "(?:ом|ем|ами|ов|ой|ою|ию|ии|а|у|е|ы|и|ю|я|і)(?![^\\W_])|'[a-zа-я]{1,7}(?![^\\W_])"
)
_ENGLISH_MARKS = frozenset("the of and to in a is that for with was on as at by from it".split())


@dataclass(slots=True)
class Token:
    """A word of the folded text: its offsets, its letters folded and as written."""

    start: int
    end: int
    text: str
    cased: str
    capital: bool = field(init=False)
    plain: str = field(init=False)

    def __post_init__(self) -> None:
        self.capital = self.cased[0].isupper()
        plain = self.text.rstrip(".")
        self.plain = plain[:-2] if plain.endswith("'s") else plain


class Document:
    """The words of one text and what they say about each other.

    Parameters
    ----------
    folded
        The folded text.
    """

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        text = folded.text
        self.tokens = [
            Token(m.start(), m.end(), text[m.start() : m.end()], m[0]) for m in _TOKEN.finditer(folded.cased)
        ]

    @cached_property
    def lower_words(self) -> frozenset[str]:
        """The words that the text also writes in lower case."""
        return frozenset(token.text for token in self.tokens if not token.capital)

    @cached_property
    def english(self) -> bool:
        """Whether the text looks English; without a single small word it may be anything."""
        return len(self.lower_words & _ENGLISH_MARKS) >= 2 or not self.lower_words

    @cached_property
    def surnames(self) -> frozenset[str]:
        """Last words of people's names: what follows a title, an initial or a first name."""
        found = set()
        for number in range(1, len(self.tokens)):
            token = self.tokens[number]
            if not token.capital or len(token.plain) < 3 or not self.adjacent(number - 1):
                continue
            before = self.tokens[number - 1]
            if before.plain in lexicon.TITLES_BEFORE_SURNAMES or (
                before.capital and self._names_a_person(number)
            ):
                found.add(token.plain)
        return frozenset(found)

    def _names_a_person(self, number: int) -> bool:
        token, before = self.tokens[number], self.tokens[number - 1]
        if len(before.plain) == 1:
            return number > 1 and self.tokens[number - 2].plain in lexicon.first_names()
        if token.plain in lexicon.words() and token.plain not in lexicon.surnames():
            return False
        return before.plain in lexicon.first_names()

    def adjacent(self, number: int) -> bool:
        """Say whether only a blank separates the token from the next one."""
        if number < 0 or number + 1 >= len(self.tokens):
            return False
        token = self.tokens[number]
        if self.folded.cased[token.end : self.tokens[number + 1].start] != " ":
            return False
        return not token.cased.endswith(".") or len(token.plain) <= 4

    def starts(self, token: Token) -> Iterable[int]:
        """Yield the offsets in the token at which a name may begin."""
        if token.capital or "-" in token.text:
            if token.capital:
                yield token.start
            for hyphen in re.finditer("-", token.text):
                if token.cased[hyphen.end() : hyphen.end() + 1].isupper():
                    yield token.start + hyphen.end()
        elif not token.cased.isascii() and not token.cased[0].islower():
            if _CJK.match(token.cased):
                yield from range(token.start, token.end)
            elif token.cased[0].isalpha():
                yield token.start

    def name_end(self, start: int, end: int) -> int:
        """Return where the name that ends at `end` really ends, or 0 if it cuts a word or its words lack capitals."""
        text, cased = self.folded.text, self.folded.cased
        if end < len(text) and (text[end].isalnum() or text[end] == "_") and not _CJK.match(cased[end - 1]):
            ending = (
                _CASE_ENDINGS.match(text, end) if end - start > 3 and not text[end - 1].isascii() else None
            )
            if not ending:
                return 0
            end = ending.end()
        for word in _LETTERS.finditer(cased, start, end):
            lower = word[0][0].islower() and word.start() > start
            if lower and word[0] not in lexicon.LOWER_IN_NAMES and cased[word.start() - 1] != "'":
                return 0
        return end

    def token_at(self, offset: int, number: int) -> int:
        """Return the number of the token that holds `offset`, looking on from token `number`."""
        while number + 1 < len(self.tokens) and self.tokens[number + 1].start <= offset:
            number += 1
        return number

    def follows_a_name(self, start: int) -> bool:
        """Say whether a capitalised word and a comma or bracket stand right before `start`: "Troy, Ala."."""
        before = self.folded.cased[max(0, start - 30) : start]
        return bool(re.search(r"(?:^|[\s(\"-])[^\W\d_a-z][\w.'-]*(?:, ?| \(|\. )$", before))

    def shouting(self, start: int) -> bool:
        """Say whether the line around `start` is all capitals, so that capitals mean nothing."""
        cased = self.folded.cased
        left = cased.rfind("\n", 0, start) + 1
        right = cased.find("\n", start)
        letters = [char for char in cased[left : right if right >= 0 else len(cased)][:200] if char.isalpha()]
        return len(letters) > 12 and sum(char.isupper() for char in letters) > 0.8 * len(letters)

    def opens_dateline(self, start: int, end: int) -> bool:
        """Say whether the name stands at the head of a line with a comma after it: "BAKU, Aug. 8."."""
        cased = self.folded.cased
        return (
            cased[end : end + 1] in (",", " ")
            and (start == 0 or cased[start - 1] == "\n")
            and bool(re.match(r",| [-\u2013\u2014(]", cased[end : end + 2]))
        )

    def opens_sentence(self, start: int) -> bool:
        """Say whether `start` begins a sentence, a line or a quotation."""
        return bool(_SENTENCE_BREAK.search(self.folded.cased[max(0, start - 6) : start]))

    def in_title_case(self, number: int) -> bool:
        """Say whether nearly all longer words around the token have capitals, as headlines have."""
        around = [
            token.capital for token in self.tokens[max(0, number - 4) : number + 5] if len(token.text) > 3
        ]
        return len(around) > 4 and sum(around) >= len(around) - 1
