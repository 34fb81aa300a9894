"""Find names of places: the longest known name at each capital, and how likely it is a place at all.

Every capitalised word (in scripts without capitals, every word) is looked up in
the gazetteer's trie. What surrounds the name then says whether it is a place:
"Jordan said", "Mr. Lincoln" and "Reading is fun" name none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from geomap.gazetteer.index import GazetteerIndex
from geomap.model import Candidate, Span
from geomap.recognition import evidence, lexicon
from geomap.recognition.document import Document, plain_word
from geomap.recognition.endings import nominatives
from geomap.text import Folded

RECOGNISER = "gazetteer"
#: No name in the gazetteer is longer than this, in characters.
MAX_NAME_LENGTH = 60
#: Longer words (a run of Chinese) are not remembered.
MAX_REMEMBERED_LENGTH = 30
_MAX_GAP = 3
_REMEMBERED = 100_000
#: A name in a script without capitals must belong to a place at least this prominent (see `prominence`).
MIN_PROMINENCE_UNCASED = 5.5
#: Names less likely than this to be places are not kept, even to be weighed with the rest of the text.
MIN_SCORE = 0.15


@dataclass(slots=True)
class Match:
    """A known name at a place in the folded text, with the tokens it covers."""

    start: int
    end: int
    first: int
    last: int
    candidates: tuple[Candidate, ...]
    prominence: float

    @property
    def demonym(self) -> bool:
        """Whether the name is of people or an adjective: "Turks", "Turkish"."""
        return self.candidates[0].name_type == "demonym"


class ToponymMatcher:
    """Find toponyms in folded text.

    Parameters
    ----------
    gazetteer
        The compiled index.
    demonyms
        Whether "Turkish" and "Turks" count as names of Türkiye.
    """

    def __init__(self, gazetteer: GazetteerIndex, *, demonyms: bool = True) -> None:
        self.gazetteer = gazetteer
        self.demonyms = demonyms
        self._begun = lru_cache(maxsize=_REMEMBERED)(self._whole_words)
        self._goes_on = lru_cache(maxsize=_REMEMBERED)(gazetteer.has_longer)
        self._candidates = lru_cache(maxsize=_REMEMBERED)(self._sorted_candidates)

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
        document = Document(folded)
        matches = list(self.matches(document, taken))
        spans = []
        scores = evidence.scores(evidence.measure(document, matches))
        for match, score in zip(matches, scores, strict=True):
            if score < MIN_SCORE:
                continue
            start, end = folded.original(match.start, match.end)
            spans.append(
                Span(
                    start,
                    end,
                    original[start:end],
                    "place",
                    RECOGNISER,
                    match.candidates,
                    demonym=match.demonym,
                    score=score,
                )
            )
        return spans

    def matches(self, document: Document, taken: Sequence[tuple[int, int]] = ()) -> Iterator[Match]:
        """Yield the known names of a document in order, the longest at each place."""
        text, words, position, blocks = document.folded.text, document.words, 0, sorted(taken)
        for number in words.beginnings:
            begin, end = words.starts[number], words.ends[number]
            while blocks and begin >= blocks[0][1]:
                del blocks[0]
            blocked = blocks and end > blocks[0][0]
            if blocked or begin < position or not self._may_begin(document, number):
                continue
            limit = blocks[0][0] if blocks else len(text)
            for start in document.starts(number):
                match = self._longest(document, number, start, limit) if start >= position else None
                if match is None or self._hides_a_longer_name(document, match, limit):
                    continue
                position = match.end
                if not self._means_no_place(document, match):
                    yield match

    def _may_begin(self, document: Document, number: int) -> bool:
        """Say quickly whether a name may begin at a token; of most words with capitals, none does."""
        starts = document.words.starts
        start, word = starts[number], document.word(number)
        if _in_calendar(word):
            return False
        if not word.isascii() or "-" in word or document.turkic or self._begun(word):
            return True
        return number + 1 < len(starts) and self._goes_on(document.folded.text[start : starts[number + 1]])

    def _whole_words(self, text: str) -> list[str]:
        """Return the known names with which the text begins and that do not end inside an English word, longest first."""
        names = self.gazetteer.prefixes(text)
        return [
            name
            for name in reversed(names)
            if len(name) == len(text) or not name.isascii() or not text[len(name)].isalnum()
        ]

    def _sorted_candidates(self, key: str) -> tuple[tuple[Candidate, ...], bool, float]:
        """Return the places of a folded name, whether all bear it as a name, not as an acronym or the like, and how prominent they are."""
        candidates = self.gazetteer.candidates(key)
        return (
            candidates,
            all(c.name_type in ("name", "alternate") for c in candidates),
            _prominence(candidates),
        )

    def _hides_a_longer_name(self, document: Document, match: Match, limit: int) -> bool:
        """Say whether "The Gulf" only begins "the Gulf of Aden", or names what "Gulf" alone names."""
        if match.last == match.first or document.word(match.first) != "the":
            return False
        start = document.words.starts[match.first + 1]
        inner = self._longest(document, match.first + 1, start, limit)
        if inner is None or inner.end < match.end:
            return False
        return inner.end > match.end or inner.candidates[0].feature_id == match.candidates[0].feature_id

    @staticmethod
    def _means_no_place(document: Document, match: Match) -> bool:
        """Say whether the name is only "West", or stands for a government, a person or, a sea's, an "Atlantic Council"."""
        name = document.folded.text[match.start : match.end]
        if name in lexicon.DIRECTIONS or name in lexicon.METONYMS:
            return True
        if not document.adjacent(match.last):
            return False
        following = document.plain(match.last + 1)
        if match.candidates[0].feature_class in ("H", "T") and following in lexicon.INSTITUTIONS:
            return document.words.capital[match.last + 1]
        if name not in lexicon.first_names():
            return False
        surname = following in lexicon.surnames() and following not in lexicon.INSTITUTIONS
        return document.words.capital[match.last + 1] and surname

    def _longest(self, document: Document, number: int, start: int, limit: int) -> Match | None:
        cased = document.folded.cased
        for key in self._names_at(document, number, start):
            end = document.name_end(start, start + len(key)) if start + len(key) <= limit else 0
            if not end:
                continue
            surface = cased[start : start + len(key)]
            usable, plain, best = self._candidates(key)
            if not plain:
                usable = tuple(c for c in usable if self._fits(c, surface, document, start))
                best = _prominence(usable)
            elif not _is_name_written(surface, document, start):
                continue
            if usable and (surface[0].isupper() or best >= MIN_PROMINENCE_UNCASED):
                return Match(start, end, number, document.token_at(end - 1, number), usable, best)
        return self._inflected(document, number, start, limit)

    def _inflected(self, document: Document, number: int, start: int, limit: int) -> Match | None:
        """Return a name whose ending of the nominative gave way to another: "Анкару", "თბილისში"."""
        word = document.plain(number)
        end = start + len(word)
        if word.isascii() or end > limit or start != document.words.starts[number]:
            return None
        for key in nominatives(word):
            candidates, _, best = self._candidates(key)
            if best >= MIN_PROMINENCE_UNCASED:
                return Match(start, end, number, number, candidates, best)
        return None

    def _names_at(self, document: Document, number: int, start: int) -> Sequence[str]:
        """Return the known names with which the text goes on at `start`, in token `number`, longest first.

        Words are asked for one by one, because the answers for most of them are remembered.
        """
        text, starts, ends = document.folded.text, document.words.starts, document.words.ends
        end, last, final = ends[number], number, len(starts) - 1
        if end - start > MAX_REMEMBERED_LENGTH or not text[start].isascii() or document.turkic:
            return self.gazetteer.prefixes(text[start : start + MAX_NAME_LENGTH])[::-1]
        names = self._begun(text[start:end])
        while end - start < MAX_NAME_LENGTH and last < final and starts[last + 1] - end <= _MAX_GAP:
            last += 1
            if not self._goes_on(text[start : starts[last]]):
                break
            end = ends[last]
            names = self._begun(text[start:end])
        return names

    def _fits(self, candidate: Candidate, surface: str, document: Document, start: int) -> bool:
        """Say whether the letters of `surface` can be this kind of name."""
        if candidate.name_type == "demonym":
            return self.demonyms
        if candidate.name_type == "acronym":
            return surface.isupper()
        if candidate.name_type == "abbreviation":
            return document.follows_a_name(start) and (len(surface) > 2 or surface.isupper())
        return _is_name_written(surface, document, start)


def _prominence(candidates: Iterable[Candidate]) -> float:
    return max((c.prominence or 0.0 for c in candidates), default=0.0)


@lru_cache(maxsize=_REMEMBERED)
def _in_calendar(word: str) -> bool:
    """Say whether a word is a month or a weekday."""
    return plain_word(word) in lexicon.CALENDAR


def _is_name_written(surface: str, document: Document, start: int) -> bool:
    """Say whether the letters can be a name: not two of them alone, nor a few capitals that may be an acronym."""
    if not surface.isascii() or not surface.isalpha() or not surface.isupper() or len(surface) > 4:
        return len(surface) > 2 or not surface.isascii()
    dateline = len(surface) == 4 and document.opens_dateline(start, start + len(surface))
    return dateline or (len(surface) > 2 and document.shouting(start))
