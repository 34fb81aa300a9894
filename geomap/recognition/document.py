"""One text as the toponym matcher sees it: words, capitals, and the people it names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property

from geomap.recognition import endings, lexicon
from geomap.recognition.words import Tokens
from geomap.text import Folded

_SENTENCE_BREAK = re.compile(
    r"(?:^|[.!?:\u2022\n\"\u201c\u201d\u2014*|]|\.\.\.)[\s\"\u201c\u2018'(\[\u2013-]*$"
)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NAME_BEFORE = re.compile(r"(?:^|[\s(\"-])[^\W\d_a-z][\w.'-]*(?:, ?| \(|\. )$")
_AFTER_DATELINE = re.compile(r",| [-\u2013\u2014(]")
_LETTERS = re.compile(r"[^\W\d_]+")
# Small words that tell languages in which endings follow a name without an apostrophe.
_TURKIC_WORD = re.compile(
    r"(?<= )(va|we|ila|ucun|uchun|ucin|bilan|bilen|edib|olub|olan|bildirib|deyib|uzra|barada|kimi)(?= )"
)
_MIN_SURNAME = 3
# And, in, to, like: written to the word that follows.
_ARABIC_PREFIXES = frozenset("وبلفك")
_ENGLISH_MARK = re.compile(r" (the|of|and|to|in|a|is|that|for|with|was|on|as|at|by|from|it)(?= )")


def plain_word(word: str) -> str:
    """Return a folded word without a full stop or an English genitive at its end.

    Examples
    --------
    >>> plain_word("iran's"), plain_word("ala.")
    ('iran', 'ala')
    """
    plain = word.rstrip(".")
    return plain[:-2] if plain.endswith("'s") else plain


class Document:
    """The words of one text and what they say about each other.

    Parameters
    ----------
    folded
        The folded text.
    """

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self.words = Tokens(folded.cased)
        self._told: dict[str, tuple[bool, bool]] = {}

    def word(self, number: int) -> str:
        """Return a word by its number, folded."""
        return self.folded.text[self.words.starts[number] : self.words.ends[number]]

    def cased(self, number: int) -> str:
        """Return a word by its number, as written."""
        return self.folded.cased[self.words.starts[number] : self.words.ends[number]]

    def plain(self, number: int) -> str:
        """Return `plain_word` of a word by its number."""
        return plain_word(self.folded.text[self.words.starts[number] : self.words.ends[number]])

    @cached_property
    def english(self) -> bool:
        """Whether the text looks English; without a single small word it may be anything."""
        marks = _ENGLISH_MARK.finditer(self.folded.cased)
        first = next(marks, None)
        return (first is not None and any(mark[1] != first[1] for mark in marks)) or all(self.words.capital)

    @cached_property
    def turkic(self) -> bool:
        """Whether the text looks Azerbaijani, Turkmen or Uzbek, so that endings follow a name without an apostrophe."""
        return "ə" in self.folded.cased or len(set(_TURKIC_WORD.findall(self.folded.text))) >= 2

    def writes_lower(self, word: str) -> bool:
        """Say whether the text also writes a folded word in lower case."""
        return self._tell(word)[0]

    def names_a_person(self, word: str) -> bool:
        """Say whether a folded word is somebody's surname here: somewhere a title, an initial or a first name precedes it."""
        return self._tell(word)[1]

    def _tell(self, word: str) -> tuple[bool, bool]:
        """Return whether the text writes a word in lower case, and whether it is a surname; remembered."""
        told = self._told.get(word)
        if told is None:
            text, starts, capital = self.folded.text, self.words.starts, self.words.capital
            lower = person = False
            place = text.find(word)
            while place >= 0:
                number, end = bisect_left(starts, place), place + len(word)
                if number < len(starts) and starts[number] == place:
                    whole = self.words.ends[number] == end
                    if not capital[number]:
                        lower = lower or whole
                    elif not person and (whole or self.plain(number) == word):
                        person = len(word) >= _MIN_SURNAME and self._is_surname_at(number)
                place = text.find(word, end)
            told = self._told[word] = lower, person
        return told

    def _is_surname_at(self, number: int) -> bool:
        if not self.adjacent(number - 1):
            return False
        return self.plain(number - 1) in lexicon.TITLES_BEFORE_SURNAMES or (
            self.words.capital[number - 1] and self._follows_a_first_name(number)
        )

    def _follows_a_first_name(self, number: int) -> bool:
        plain, before = self.plain(number), self.plain(number - 1)
        if len(before) == 1:
            return number > 1 and self.plain(number - 2) in lexicon.first_names()
        if plain in lexicon.words() and plain not in lexicon.surnames():
            return False
        return before in lexicon.first_names()

    def adjacent(self, number: int) -> bool:
        """Say whether only a blank separates the token from the next one."""
        starts, ends, cased = self.words.starts, self.words.ends, self.folded.cased
        if number < 0 or number + 1 >= len(starts):
            return False
        end = ends[number]
        if starts[number + 1] != end + 1 or cased[end] != " ":
            return False
        return cased[end - 1] != "." or len(self.plain(number)) <= 4

    def starts(self, number: int) -> Iterable[int]:
        """Return the offsets in a word at which a name may begin."""
        start, capital = self.words.starts[number], self.words.capital[number]
        cased = self.cased(number)
        if "-" in cased:
            behind = (
                at + 1 for at, char in enumerate(cased) if char == "-" and cased[at + 1 : at + 2].isupper()
            )
            return [*((start,) if capital else ()), *(start + at for at in behind)]
        if not capital and _CJK.match(cased):
            return range(start, self.words.ends[number])
        return (start, start + 1) if cased[0] in _ARABIC_PREFIXES else (start,)

    def name_end(self, start: int, end: int) -> int:
        """Return where the name that ends at `end` really ends, or 0 if it cuts a word or its words lack capitals."""
        text, cased = self.folded.text, self.folded.cased
        if end < len(text) and (text[end].isalnum() or text[end] == "_") and not _CJK.match(cased[end - 1]):
            inflected = not text[end - 1].isascii()
            known = endings.FOLLOWING if inflected else endings.FOLLOWING_TURKIC
            ending = known.match(text, end) if end - start > 3 and (inflected or self.turkic) else None
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
        starts = self.words.starts
        while number + 1 < len(starts) and starts[number + 1] <= offset:
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
        first, last = max(0, number - 4), number + 5
        capitals = self.words.capital[first:last]
        if capitals.count(True) < 4:
            return False
        starts, ends = self.words.starts[first:last], self.words.ends[first:last]
        around = [
            capital for capital, start, end in zip(capitals, starts, ends, strict=True) if end - start > 3
        ]
        return len(around) > 4 and sum(around) >= len(around) - 1
