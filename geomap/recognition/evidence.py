"""How likely a known name is a place where it stands: features, and a linear model over them.

The features say what an editor would look at: is the word also an ordinary word
or a first name, does it open the sentence, what stands before and after it. The
weights are fitted by scripts/train_places.py.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.linear import logistic, weights
from geomap.recognition import lexicon
from geomap.recognition.document import Document, plain_word

if TYPE_CHECKING:
    from geomap.recognition.toponyms import Match

FEATURES = (
    "bias", "prominence", "prominence_high", "prominence_4", "prominence_5", "demonym", "demonym_opens",
    "ordinary", "ordinary_opens", "ordinary_lower", "opens", "title_case", "capitals", "after_place_word",
    "after_of", "after_comma_place", "after_title", "after_first_name", "after_initial", "after_unknown",
    "after_word", "after_direction", "first_name", "first_name_before_capital", "surname",
    "surname_of_person", "before_region", "before_unknown", "before_word", "before_place",
    "before_institution", "before_company", "before_speech", "possessive", "in_hyphen", "repeated",
    "near_other", "not_english", "many_words", "type_word", "physical", "district",
    "before_type", "after_type", "part_of_word",
)  # fmt: skip
_PROMINENT = (("prominence_4", 4.0), ("prominence_5", 5.0), ("prominence_high", 6.5))
_JOINED_PLACES = frozenset({", ", " (", "-", "/", " and ", ", and "})
#: Less prominent names than this are hardly meant by half a word: "Pétion-Ville" is no Ville.
_KNOWN_WIDELY = 5.0
#: Capitals alone say something of longer words: others may be acronyms.
_MAX_ACRONYM = 4


Values = dict[str, float]
_REMEMBERED = 100_000
#: What the word before says even if it belongs to another name.
_BEFORE_ANY_NAME = frozenset({"after_place_word", "after_of", "after_title"})
#: What the word behind can be if it has a capital.
_BEFORE_A_CAPITAL = frozenset({"before_institution", "before_word", "before_unknown", "before_place"})


def scores(rows: Iterable[Mapping[str, float]]) -> Iterator[float]:
    """Yield the probability, 0 to 1, that names with these features are places."""
    table = _table(weights("recognition", FEATURES))
    for values in rows:
        total = 0.0
        for name, value in values.items():
            total += table[name] * value
        yield logistic(total)


@lru_cache(maxsize=8)
def _table(fitted: tuple[float, ...]) -> dict[str, float]:
    return dict(zip(FEATURES, fitted, strict=True))


def measure(document: Document, matches: Sequence[Match]) -> list[Values]:
    """Return the features of each match that are not 0, by name."""
    inside = {number for match in matches for number in range(match.first, match.last + 1)}
    text = document.folded.text
    counts = Counter([text[match.start : match.end] for match in matches])
    rows = []
    for previous, match, following in zip([None, *matches], matches, [*matches[1:], None], strict=False):
        values = _of_name(document, match)
        _before(values, document, match, inside, previous)
        _after(values, document, match, inside, following)
        count = counts[text[match.start : match.end]]
        if count > 1:
            values["repeated"] = min(1.0, math.log(count) / 2)
        if _near(match, previous) or _near(match, following):
            values["near_other"] = 1.0
        rows.append(values)
    return rows


def _of_name(document: Document, match: Match) -> Values:
    values = {**_of_prominence(match.prominence)}
    opens = document.opens_sentence(match.start)
    if opens:
        values["opens"] = 1.0
    if match.demonym:
        values["demonym"] = 1.0
        values["demonym_opens"] = float(opens)
    if match.end - match.start > _MAX_ACRONYM and document.folded.cased[match.start : match.end].isupper():
        values["capitals"] = 1.0
    if not document.english:
        values["not_english"] = 1.0
    words = document.words
    if words.starts[match.first] < match.start or words.ends[match.first] > match.end + 2:
        values["in_hyphen"] = 1.0
        if match.prominence < _KNOWN_WIDELY:
            values["part_of_word"] = 1.0
    best = match.candidates[0]
    if best.feature_class in ("H", "T", "L"):
        values["physical"] = 1.0
    if best.feature_class == "A" and not match.demonym:
        values["district"] = 1.0
    if match.first == match.last:
        _of_only_word(values, document, match.first, opens)
    else:
        values["many_words"] = 1.0
        if any(document.plain(number) in lexicon.TYPE_WORDS for number in range(match.first, match.last + 1)):
            values["type_word"] = 1.0
    return values


@lru_cache(maxsize=_REMEMBERED)
def _of_prominence(prominence: float) -> Values:
    values = {"bias": 1.0, "prominence": prominence / 5}
    return values | {name: 1.0 for name, least in _PROMINENT if prominence >= least}


def _of_only_word(values: Values, document: Document, number: int, opens: bool) -> None:
    """Add what can be said of a name of one word only."""
    word = document.plain(number)
    values.update(_of_word(word))
    if "ordinary" in values:
        values["ordinary_opens"] = float(opens)
    if document.writes_lower(word):
        values["ordinary_lower"] = 1.0
    if document.names_a_person(word):
        values["surname_of_person"] = 1.0
    if document.in_title_case(number):
        values["title_case"] = 1.0


@lru_cache(maxsize=_REMEMBERED)
def _of_word(word: str) -> Values:
    """Return what a word is wherever it stands."""
    lists = {"ordinary": lexicon.words(), "first_name": lexicon.first_names(), "surname": lexicon.surnames()}
    return {name: 1.0 for name, words in lists.items() if word in words}


def _before(
    values: Values, document: Document, match: Match, inside: Set[int], previous: Match | None
) -> None:
    if previous and document.folded.cased[previous.end : match.start] in _JOINED_PLACES:
        values["after_comma_place"] = 1.0
    number = match.first - 1
    if number < 0 or not document.adjacent(number):
        return
    if _names_a_kind(document, number) and number not in inside:
        values["after_type"] = 1.0
    kind = _kind_before(document.word(number), document.cased(number))
    if kind == "after_first_name" and document.opens_sentence(document.words.starts[number]):
        kind = _of_first_name_at_the_head(document.plain(number), document.cased(number))
    if kind and (number not in inside or kind in _BEFORE_ANY_NAME):
        values[kind] = 1.0


@lru_cache(maxsize=_REMEMBERED)
def _kind_before(word: str, cased: str) -> str:
    """Return the feature that a word before a name is, "" if none."""
    plain = plain_word(word)
    lists = {
        "after_place_word": lexicon.PLACE_PREPOSITIONS,
        "after_of": ("of", "the"),
        "after_title": lexicon.TITLES,
        "after_direction": lexicon.DIRECTIONS,
        "after_first_name": lexicon.first_names(),
    }
    kind = next((kind for kind, words in lists.items() if plain in words), None)
    if cased[0].isupper():
        return kind or _kind_of_capital(plain, cased)
    return kind if kind and kind in _BEFORE_ANY_NAME else ""


def _of_first_name_at_the_head(plain: str, cased: str) -> str:
    """Return what a first name is at the head of a sentence: any word, if it is an ordinary one."""
    return _kind_of_capital(plain, cased) if plain in lexicon.words() else "after_first_name"


def _kind_of_capital(plain: str, cased: str) -> str:
    if len(plain) == 1:
        return "after_initial"
    return "after_word" if plain in lexicon.words() or cased.isupper() else "after_unknown"


def _after(
    values: Values, document: Document, match: Match, inside: Set[int], following: Match | None
) -> None:
    cased = document.folded.cased
    if cased[match.end : match.end + 2] in ("'s", "\u2019s"):
        values["possessive"] = 1.0
    if following and cased[match.end : following.start] in (", ", " (", ",") and _wider(match, following):
        values["before_region"] = 1.0
    number = match.last + 1
    if not document.adjacent(match.last):
        return
    if _names_a_kind(document, number) and number not in inside:
        values["before_type"] = 1.0
    kind = _kind_after(document.word(number), document.words.capital[number])
    if kind == "before_unknown" and number in inside:
        kind = "before_place"
    if kind:
        values[kind] = 1.0
    if kind in _BEFORE_A_CAPITAL and "first_name" in values:
        values["first_name_before_capital"] = 1.0


def _names_a_kind(document: Document, number: int) -> bool:
    """Say whether a word makes another place of its neighbour: "Kosi Bay", "Lake Simcoe"."""
    return document.words.capital[number] and document.plain(number) in lexicon.TYPE_WORDS


@lru_cache(maxsize=_REMEMBERED)
def _kind_after(word: str, capital: bool) -> str:
    """Return the feature that a word behind a name is, "" if none."""
    plain = plain_word(word)
    if plain in lexicon.SPEECH:
        return "before_speech"
    if not capital:
        return ""
    if plain in lexicon.COMPANY_ENDINGS:
        return "before_company"
    if plain in lexicon.INSTITUTIONS:
        return "before_institution"
    return "before_word" if plain in lexicon.words() else "before_unknown"


def _wider(match: Match, region: Match) -> bool:
    """Say whether a candidate of `region` holds a candidate of `match`: "Paris, Texas"."""
    for wide in region.candidates[:5]:
        if wide.feature_code == "ADM1" and any(
            (c.country, c.admin1) == (wide.country, wide.admin1) for c in match.candidates
        ):
            return True
        if wide.feature_code in ("PCLI", "PCLD") and any(c.country == wide.country for c in match.candidates):
            return True
    return False


def _near(match: Match, other: Match | None) -> bool:
    """Say whether a prominent place stands within two words."""
    if other is None or other.prominence < 5:
        return False
    return abs(match.first - other.last) <= 2 or abs(other.first - match.last) <= 2
