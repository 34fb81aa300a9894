"""One text as the toponym matcher sees it: words, capitals, and the people it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from geomap.recognition import lexicon
from geomap.text import Folded, fold_name

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019.&-](?=[^\W\d_])[^\W_]+)*\.?")
_SENTENCE_BREAK = re.compile(
    r"(?:^|[.!?:\u2022\n\"\u201c\u201d\u2014*|]|\.\.\.)[\s\"\u201c\u2018'(\[\u2013-]*$"
)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NAME_BEFORE = re.compile(r"(?:^|[\s(\"-])[^\W\d_a-z][\w.'-]*(?:, ?| \(|\. )$")
_AFTER_DATELINE = re.compile(r",| [-\u2013\u2014(]")
_LETTERS = re.compile(r"[^\W\d_]+")
_CASE_ENDINGS = re.compile(
    # Russian, Ukrainian and Bulgarian endings after a name in the nominative; Turkic ones after an apostrophe
    "(?:ом|ем|ами|ов|ой|ою|ию|ии|а|у|е|ы|и|ю|я|і)(?![^\\W_])|'[a-zа-я]{1,7}(?![^\\W_])"
)
_ENGLISH_MARKS = frozenset("the of and to in a is that for with was on as at by from it".split())


class Token:
    """A word of the folded text: its offsets, its letters folded and as written.

    `plain` is without a full stop or an English genitive at its end.
    """

    __slots__ = ("capital", "cased", "end", "plain", "start", "text")

    def __init__(self, start: int, end: int, text: str, cased: str) -> None:
        self.start, self.end, self.text, self.cased = start, end, text, cased
        self.capital = cased[0].isupper()
        plain = text.rstrip(".")
        self.plain = plain[:-2] if plain.endswith("'s") else plain


class Document:
    """The words of one text and what they say about each other.

    Tokens are made when they are asked for: of most words it only matters that
    they have no capital.

    Parameters
    ----------
    folded
        The folded text.
    """

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self._matches = list(_TOKEN.finditer(folded.cased))
        self._words = [match[0] for match in self._matches]
        self._tokens: dict[int, Token] = {}

    def __len__(self) -> int:
        return len(self._words)

    def token(self, number: int) -> Token:
        """Return a token by its number."""
        token = self._tokens.get(number)
        if token is None:
            start, end = self._matches[number].span()
            token = Token(start, end, self.folded.text[start:end], self._words[number])
            self._tokens[number] = token
        return token

    @cached_property
    def name_beginnings(self) -> list[int]:
        """The numbers of the tokens at which a name may begin: with a capital, a hyphen, or in a script without capitals."""
        return [number for number, word in enumerate(self._words) if not word.islower() or "-" in word]

    @cached_property
    def lower_words(self) -> frozenset[str]:
        """The words that the text also writes in lower case, folded."""
        lower = (word for word in set(self._words) if not word[0].isupper())
        return frozenset(word.lower() if word.isascii() else fold_name(word) for word in lower)

    @cached_property
    def english(self) -> bool:
        """Whether the text looks English; without a single small word it may be anything."""
        return len(_ENGLISH_MARKS.intersection(self._words)) >= 2 or not self.lower_words

    @cached_property
    def surnames(self) -> frozenset[str]:
        """Last words of people's names: what follows a title, an initial or a first name."""
        found = set()
        for number in self.name_beginnings:
            if not number or not self._words[number][0].isupper() or not self.adjacent(number - 1):
                continue
            token, before = self.token(number), self.token(number - 1)
            if len(token.plain) >= 3 and (
                before.plain in lexicon.TITLES_BEFORE_SURNAMES
                or (before.capital and self._names_a_person(number))
            ):
                found.add(token.plain)
        return frozenset(found)

    def _names_a_person(self, number: int) -> bool:
        token, before = self.token(number), self.token(number - 1)
        if len(before.plain) == 1:
            return number > 1 and self.token(number - 2).plain in lexicon.first_names()
        if token.plain in lexicon.words() and token.plain not in lexicon.surnames():
            return False
        return before.plain in lexicon.first_names()

    def adjacent(self, number: int) -> bool:
        """Say whether only a blank separates the token from the next one."""
        if number < 0 or number + 1 >= len(self._matches):
            return False
        end = self._matches[number].end()
        if self._matches[number + 1].start() != end + 1 or self.folded.cased[end] != " ":
            return False
        word = self._words[number]
        return not word.endswith(".") or len(self.token(number).plain) <= 4

    def gap(self, number: int) -> str:
        """Return what stands between the token and the next one; a line break at the end."""
        if number + 1 >= len(self._matches):
            return "\n"
        return self.folded.text[self._matches[number].end() : self._matches[number + 1].start()]

    def starts(self, token: Token) -> Iterable[int]:
        """Return the offsets in the token at which a name may begin."""
        cased = token.cased
        if "-" in cased:
            parts = [token.start] if token.capital else []
            behind = (at + 1 for at, char in enumerate(cased) if char == "-")
            return parts + [token.start + at for at in behind if cased[at : at + 1].isupper()]
        if token.capital:
            return (token.start,)
        if cased.isascii() or cased[0].islower() or not cased[0].isalpha():
            return ()
        return range(token.start, token.end) if _CJK.match(cased) else (token.start,)

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
        if text[start:end].isalpha():
            return end
        for word in _LETTERS.finditer(cased, start, end):
            lower = word[0][0].islower() and word.start() > start
            if lower and word[0] not in lexicon.LOWER_IN_NAMES and cased[word.start() - 1] != "'":
                return 0
        return end

    def token_at(self, offset: int, number: int) -> int:
        """Return the number of the token that holds `offset`, looking on from token `number`."""
        while number + 1 < len(self._matches) and self._matches[number + 1].start() <= offset:
            number += 1
        return number

    def follows_a_name(self, start: int) -> bool:
        """Say whether a capitalised word and a comma or bracket stand right before `start`: "Troy, Ala."."""
        before = self.folded.cased[max(0, start - 30) : start]
        return _NAME_BEFORE.search(before) is not None

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
            and _AFTER_DATELINE.match(cased, end) is not None
        )

    def opens_sentence(self, start: int) -> bool:
        """Say whether `start` begins a sentence, a line or a quotation."""
        return bool(_SENTENCE_BREAK.search(self.folded.cased[max(0, start - 6) : start]))

    def in_title_case(self, number: int) -> bool:
        """Say whether nearly all longer words around the token have capitals, as headlines have."""
        around = [word[0].isupper() for word in self._words[max(0, number - 4) : number + 5] if len(word) > 3]
        return len(around) > 4 and sum(around) >= len(around) - 1
