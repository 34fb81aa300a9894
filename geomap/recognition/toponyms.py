"""Find names of places: longest known name at each capital, minus people, companies and ordinary words.

Every capitalised word (in scripts without capitals, every word) is looked up in
the gazetteer's trie. What surrounds the name then decides whether it is a place
at all: "Jordan said", "Mr. Lincoln" and "Reading is fun" name none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from geomap.gazetteer.index import GazetteerIndex, prominence
from geomap.model import Candidate, Span
from geomap.recognition import lexicon
from geomap.text import Folded

RECOGNISER = "gazetteer"
#: No name in the gazetteer is longer than this, in characters.
MAX_NAME_LENGTH = 60
#: A name in a script without capitals must belong to a place at least this prominent (see `prominence`).
MIN_PROMINENCE_UNCASED = 5.5

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019.&-](?=[^\W\d_])[^\W_]+)*\.?")
_SENTENCE_BREAK = re.compile(r"(?:^|[.!?:\u2022\n\"\u201c\u201d\u2014*|]|\.\.\.)[\s\"\u201c\u2018'(\[\u2013-]*$")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CASE_ENDINGS = re.compile(
    # Russian, Ukrainian and Bulgarian endings after a name in the nominative; Turkic ones after an apostrophe
    "(?:ом|ем|ами|ами|ов|ой|ою|ию|ии|а|у|е|ы|и|ю|я|я|і)(?![^\\W_])|'[a-zа-я]{1,7}(?![^\\W_])"
)


@dataclass(slots=True)
class _Token:
    """A word of the text: offsets into the folded text, and what its letters say."""

    start: int
    end: int
    text: str
    cased: str
    opens: bool = False
    capital: bool = field(init=False)

    def __post_init__(self) -> None:
        self.capital = self.cased[0].isupper()

    @property
    def plain(self) -> str:
        """The word without a final stop and without a possessive ending."""
        return self.text.rstrip(".").removesuffix("'s")


@dataclass(slots=True)
class _Match:
    """A known name at a place in the text, with the tokens it covers."""

    start: int
    end: int
    first: int
    last: int
    candidates: tuple[Candidate, ...]
    demonym: bool


class ToponymMatcher:
    """Find toponyms in folded text.

    Parameters
    ----------
    gazetteer
        The compiled index.
    demonyms
        Whether "Turkish" and "Turks" count as names of Turkiye.
    """

    def __init__(self, gazetteer: GazetteerIndex, *, demonyms: bool = True) -> None:
        self.gazetteer = gazetteer
        self.demonyms = demonyms

    def find(self, original: str, folded: Folded, taken: Sequence[tuple[int, int]] = ()) -> list[Span]:
        """Return the toponyms of a text, in order, none overlapping another or a stretch in `taken`.

        Parameters
        ----------
        original
            The text; the spans' offsets point into it.
        folded
            `fold(original)`.
        taken
            Stretches of the folded text that are something else already, such as route names.
        """
        document = _Document(folded, self.gazetteer)
        spans = []
        for match in self._matches(document, taken):
            reason = document.refuse(match)
            if reason:
                continue
            start, end = folded.original(match.start, match.end)
            spans.append(
                Span(start, end, original[start:end], "place", RECOGNISER, match.candidates, demonym=match.demonym)
            )
        return spans

    def _matches(self, document: _Document, taken: Sequence[tuple[int, int]]) -> Iterable[_Match]:
        position = 0
        blocked = iter([*sorted(taken), (len(document.folded.text) + 1, 0)])
        block = next(blocked)
        found = []
        for number, token in enumerate(document.tokens):
            while block[1] and token.start >= block[1]:
                block = next(blocked)
            if token.start < position or (block[1] and token.end > block[0]):
                continue
            for start in document.starts(token):
                match = self._longest(document, number, start, block[0])
                if match is not None and match.start >= position:
                    found.append(match)
                    position = match.end
        document.found = found
        return found

    def _longest(self, document: _Document, number: int, start: int, limit: int) -> _Match | None:
        text = document.folded.text
        for key in reversed(self.gazetteer.prefixes(text[start : start + MAX_NAME_LENGTH])):
            end = start + len(key)
            if end > limit:
                continue
            end = document.name_end(start, end)
            if not end:
                continue
            candidates = self.gazetteer.candidates(key)
            surface = document.folded.cased[start : start + len(key)]
            usable = [c for c in candidates if _fits(c, surface, document, start) and (self.demonyms or c.name_type != "demonym")]
            if usable:
                demonym = usable[0].name_type == "demonym"
                return _Match(start, end, number, document.token_at(end - 1, number), tuple(usable), demonym)
        return None


def _fits(candidate: Candidate, surface: str, document: _Document, start: int) -> bool:
    """Say whether the letters of `surface` can be this kind of name."""
    if candidate.name_type == "acronym":
        return surface.isupper()
    if candidate.name_type == "abbreviation":
        return document.follows_a_name(start) and (not surface.isalpha() or len(surface) > 2 or surface.isupper())
    if len(surface) <= 2 and surface.isascii():
        return False
    if surface.isascii() and surface.isalpha() and len(surface) <= 4 and surface.isupper() and not document.shouting(start):
        return False
    return True


class _Document:
    """The tokens of one text and what they say about each other."""

    def __init__(self, folded: Folded, gazetteer: GazetteerIndex) -> None:
        self.folded = folded
        self.gazetteer = gazetteer
        self.tokens = [
            _Token(m.start(), m.end(), folded.text[m.start() : m.end()], m[0]) for m in _TOKEN.finditer(folded.cased)
        ]
        self._number_at = {token.start: number for number, token in enumerate(self.tokens)}
        self.lower_words = {token.text for token in self.tokens if not token.capital}
        self.english = len(self.lower_words & _ENGLISH_MARKS) >= 2 or not self.lower_words
        self.found: list[_Match] = []
        self._surnames: set[str] | None = None

    def starts(self, token: _Token) -> Iterable[int]:
        """Yield the offsets in the token at which a name may begin."""
        if token.capital:
            yield token.start
            for hyphen in re.finditer("-", token.text):
                if token.cased[hyphen.end() : hyphen.end() + 1].isupper():
                    yield token.start + hyphen.end()
        elif token.cased[0].isalpha() and not token.cased[0].islower():
            if _CJK.match(token.cased):
                yield from range(token.start, token.end)
            else:
                yield token.start

    def name_end(self, start: int, end: int) -> int:
        """Return where the name that ends at `end` really ends, or 0 if it cuts a word or its words lack capitals."""
        text, cased = self.folded.text, self.folded.cased
        if _CJK.match(cased[end - 1]):
            return end
        if end < len(text) and (text[end].isalnum() or text[end] == "_"):
            ending = _CASE_ENDINGS.match(text, end) if end - start > 3 and not text[end - 1].isascii() else None
            if not ending:
                return 0
            end = ending.end()
        for word in re.finditer(r"[^\W\d_]+", cased[start:end]):
            if word[0][0].islower() and word.start() and word[0] not in lexicon.LOWER_IN_NAMES and cased[start + word.start() - 1] != "'":
                return 0
        return end

    def token_at(self, offset: int, start_number: int) -> int:
        """Return the number of the token that holds `offset`, looking on from `start_number`."""
        number = start_number
        while number + 1 < len(self.tokens) and self.tokens[number + 1].start <= offset:
            number += 1
        return number

    def follows_a_name(self, start: int) -> bool:
        """Say whether a capitalised word and a comma (or a bracket) stand right before `start`."""
        return bool(re.search(r"[^\W\d_][\w.'-]*(?:, ?| \(|,? )$", self.folded.cased[max(0, start - 30) : start])) and bool(
            re.search(r"(?:^|[\s(\"])[^\Wa-z\d_][\w.'-]*(?:, | \()$", self.folded.cased[max(0, start - 30) : start])
        )

    def shouting(self, start: int) -> bool:
        """Say whether the line around `start` is all capitals, so that capitals mean nothing."""
        cased = self.folded.cased
        line = cased[cased.rfind("\n", 0, start) + 1 : (cased.find("\n", start) + 1 or len(cased) + 1) - 1][:200]
        letters = [char for char in line if char.isalpha()]
        return len(letters) > 12 and sum(char.isupper() for char in letters) > 0.8 * len(letters)

    def opens_sentence(self, start: int) -> bool:
        """Say whether `start` begins a sentence, a line or a quotation."""
        return bool(_SENTENCE_BREAK.search(self.folded.cased[max(0, start - 6) : start]))

    def in_title_case(self, number: int) -> bool:
        """Say whether nearly all longer words around the token have capitals, as headlines have."""
        around = [t for t in self.tokens[max(0, number - 4) : number + 5] if len(t.text) > 3]
        return len(around) > 4 and sum(t.capital for t in around) >= len(around) - 1

    def refuse(self, match: _Match) -> str:
        """Return why the match is no toponym, or "" if it is one."""
        single = match.first == match.last
        token = self.tokens[match.first]
        best = prominence(match.candidates[0])
        own = match.candidates[0].gazetteer == "geomap" or match.candidates[0].feature_code in ("PCLI", "PCLD", "ADM1", "PPLC")
        if not token.capital:
            return "" if best >= MIN_PROMINENCE_UNCASED else "too obscure for a script without capitals"
        if self.before_region(match):
            return ""
        if single and self._is_ordinary(token, match, best, own=own):
            return "ordinary word"
        return self._is_person(match, best)

    def before_region(self, match: _Match) -> bool:
        """Say whether a comma and the name of a wider region follow: "Paris, Texas"."""
        text, cased = self.folded.text, self.folded.cased
        after = re.match(r", ?(?=[^\W\d_])", cased[match.end : match.end + 3])
        if not after:
            return False
        start = match.end + after.end()
        for key in reversed(self.gazetteer.prefixes(text[start : start + 30])):
            if start + len(key) < len(text) and text[start + len(key)].isalnum():
                continue
            top = self.gazetteer.candidates(key)[:3]
            return cased[start].isupper() and any(c.feature_class == "A" and c.name_type != "demonym" and _inside(match, c) for c in top)
        return False

    def _is_ordinary(self, token: _Token, match: _Match, best: float, *, own: bool) -> bool:
        word = token.plain
        if word in lexicon.CALENDAR:
            return True
        if not self.english:
            return best < 4.0 and self.opens_sentence(match.start)
        common = word in lexicon.words()
        if match.demonym or (own and not common):
            return False
        opens = self.opens_sentence(match.start) or self.in_title_case(match.first)
        if common:
            return best < 5.0 or (best < 8.0 and opens and word in self.lower_words) or (best < 6.5 and opens)
        return opens and best < 3.0 and word in self.lower_words

    def _is_person(self, match: _Match, best: float) -> str:
        if match.demonym or match.candidates[0].feature_class in ("H", "L", "T"):
            return ""
        before = self.tokens[match.first - 1] if match.first and self._adjacent(match.first - 1) else None
        after = self.tokens[match.last + 1] if match.last + 1 < len(self.tokens) and self._adjacent(match.last) else None
        country = match.candidates[0].feature_code in ("PCLI", "PCLD", "CONT")
        if before is not None and before.capital and not self.opens_by_function_word(before):
            if before.plain in lexicon.TITLES and not country:
                return "after a title"
            if before.plain in lexicon.first_names() and not country and not self.is_place(match.first - 1):
                return "after a first name"
            if len(before.plain) == 1 and before.cased.endswith(".") and not country:
                return "after an initial"
            if self.english and self._unknown(before) and not self.is_place(match.first - 1) and best < 6.5:
                return "end of an unknown name"
        if after is not None and after.capital and match.first == match.last and not country:
            word = self.tokens[match.first].plain
            if word in lexicon.first_names() and self._unknown(after) and not self.is_place(match.last + 1):
                return "a first name"
        if match.first == match.last and self.tokens[match.first].plain in self.surnames and not country and best < 7.5:
            return "surname of somebody named in the text"
        return ""

    @property
    def surnames(self) -> set[str]:
        """Last words of the people's names in the text: a title or a first name and a capitalised word."""
        if self._surnames is None:
            self._surnames = set()
            for number in range(1, len(self.tokens)):
                token, before = self.tokens[number], self.tokens[number - 1]
                if not (token.capital and before.capital and self._adjacent(number - 1)) or len(token.plain) < 3:
                    continue
                if token.plain in lexicon.words() and token.plain not in lexicon.first_names():
                    continue
                first = before.plain in lexicon.first_names() and not self._after_comma_region(number)
                if first and not (self.is_place(number - 1) and self.is_place(number)):
                    self._surnames.add(token.plain)
                elif len(before.plain) == 1 and before.cased.endswith(".") and number > 1 and self.tokens[number - 2].plain in lexicon.first_names():
                    self._surnames.add(token.plain)
                elif before.plain in ("mr", "mrs", "ms", "dr", "sgt", "sen", "rep", "gov", "lt", "capt"):
                    self._surnames.add(token.plain)
        return self._surnames

    def _after_comma_region(self, number: int) -> bool:
        return False

    def is_place(self, number: int) -> bool:
        """Say whether a prominent match covers the token."""
        token = self.tokens[number]
        return any(m.start <= token.start < m.end and prominence(m.candidates[0]) >= 5 for m in self.found)

    def _unknown(self, token: _Token) -> bool:
        return (
            token.plain not in lexicon.words()
            and token.plain not in lexicon.DIRECTIONS
            and not (token.cased.isupper() and len(token.plain) > 1)
            and token.plain.isalpha()
        )

    @staticmethod
    def opens_by_function_word(token: _Token) -> bool:
        """Say whether the capitalised token is only a sentence's first small word."""
        return token.plain in lexicon.PLACE_PREPOSITIONS or token.plain in lexicon.LOWER_IN_NAMES

    def _adjacent(self, number: int) -> bool:
        """Say whether only a blank separates the token from the next one."""
        between = self.folded.cased[self.tokens[number].end : self.tokens[number + 1].start]
        if between != " ":
            return False
        token = self.tokens[number]
        return not token.cased.endswith(".") or len(token.plain) <= 4


def _inside(match: _Match, region: Candidate) -> bool:
    if region.feature_code == "ADM1":
        return any(c.country == region.country and c.admin1 == region.admin1 for c in match.candidates)
    return any(c.country == region.country and c.feature_id != region.feature_id for c in match.candidates)


_ENGLISH_MARKS = frozenset("the of and to in a is that for with was on as at by from it".split())
