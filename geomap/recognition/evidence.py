"""How likely a known name is a place where it stands: features, and a linear model over them.

The features say what an editor would look at: is the word also an ordinary word
or a first name, does it open the sentence, what stands before and after it. The
weights are fitted by scripts/train_places.py.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from typing import TYPE_CHECKING

from geomap.linear import logistic, weights
from geomap.recognition import lexicon
from geomap.recognition.document import Document, Token

if TYPE_CHECKING:
    from geomap.recognition.toponyms import Match

FEATURES = (
    "bias", "prominence", "prominence_high", "prominence_4", "prominence_5", "demonym", "demonym_opens",
    "ordinary", "ordinary_opens", "ordinary_lower", "opens", "title_case", "capitals", "after_place_word",
    "after_of", "after_comma_place", "after_title", "after_first_name", "after_initial", "after_unknown",
    "after_word", "after_direction", "first_name", "first_name_before_capital", "surname",
    "surname_of_person", "before_region", "before_unknown", "before_word", "before_place",
    "before_institution", "before_company", "before_speech", "possessive", "in_hyphen", "repeated",
    "near_other", "not_english",
)  # fmt: skip
_PROMINENT = (("prominence_4", 4.0), ("prominence_5", 5.0), ("prominence_high", 6.5))
_JOINED_PLACES = frozenset({", ", " (", "-", "/", " and ", ", and "})
#: Capitals alone say something of longer words: others may be acronyms.
_MAX_ACRONYM = 4


Values = dict[str, float]


def score(values: Mapping[str, float]) -> float:
    """Return the probability, 0 to 1, that a name with these features is a place."""
    table = _table(weights("recognition", FEATURES))
    return logistic(sum(table[name] * value for name, value in values.items()))


@lru_cache(maxsize=8)
def _table(fitted: tuple[float, ...]) -> dict[str, float]:
    return dict(zip(FEATURES, fitted, strict=True))


def measure(document: Document, matches: Sequence[Match]) -> list[Values]:
    """Return the features of each match that are not 0, by name."""
    inside = {number for match in matches for number in range(match.first, match.last + 1)}
    counts = Counter(document.folded.text[match.start : match.end] for match in matches)
    rows = []
    for index, match in enumerate(matches):
        previous = matches[index - 1] if index else None
        following = matches[index + 1] if index + 1 < len(matches) else None
        values = _of_name(document, match)
        _before(values, document, match, inside, previous)
        _after(values, document, match, inside, following)
        count = counts[document.folded.text[match.start : match.end]]
        if count > 1:
            values["repeated"] = min(1.0, math.log(count) / 2)
        if _near(match, previous) or _near(match, following):
            values["near_other"] = 1.0
        rows.append(values)
    return rows


def _of_name(document: Document, match: Match) -> Values:
    values = {"bias": 1.0, "prominence": match.prominence / 5}
    for name, least in _PROMINENT:
        if match.prominence >= least:
            values[name] = 1.0
    opens = document.opens_sentence(match.start)
    if opens:
        values["opens"] = 1.0
    if match.demonym:
        values["demonym"] = 1.0
        values["demonym_opens"] = float(opens)
    surface = document.folded.cased[match.start : match.end]
    if len(surface) > _MAX_ACRONYM and surface.isupper():
        values["capitals"] = 1.0
    if not document.english:
        values["not_english"] = 1.0
    token = document.token(match.first)
    if token.start < match.start or token.end > match.end + 2:
        values["in_hyphen"] = 1.0
    if match.first == match.last:
        _of_word(values, document, match, token.plain, opens)
    return values


def _of_word(values: Values, document: Document, match: Match, word: str, opens: bool) -> None:
    """Add what can be said of a name of one word only."""
    if word in lexicon.words():
        values["ordinary"] = 1.0
        values["ordinary_opens"] = float(opens)
    if word in document.lower_words:
        values["ordinary_lower"] = 1.0
    if word in lexicon.first_names():
        values["first_name"] = 1.0
    if word in lexicon.surnames():
        values["surname"] = 1.0
    if word in document.surnames:
        values["surname_of_person"] = 1.0
    if document.in_title_case(match.first):
        values["title_case"] = 1.0


def _before(
    values: Values, document: Document, match: Match, inside: Set[int], previous: Match | None
) -> None:
    if previous and document.folded.cased[previous.end : match.start] in _JOINED_PLACES:
        values["after_comma_place"] = 1.0
    if not match.first or not document.adjacent(match.first - 1):
        return
    token = document.token(match.first - 1)
    if token.plain in lexicon.PLACE_PREPOSITIONS:
        values["after_place_word"] = 1.0
    elif token.plain in ("of", "the"):
        values["after_of"] = 1.0
    elif token.plain in lexicon.TITLES:
        values["after_title"] = 1.0
    elif token.capital and match.first - 1 not in inside:
        values[_kind_of_capital_before(document, token)] = 1.0


def _kind_of_capital_before(document: Document, token: Token) -> str:
    if token.plain in lexicon.DIRECTIONS:
        return "after_direction"
    if token.plain in lexicon.first_names() and not (
        token.plain in lexicon.words() and document.opens_sentence(token.start)
    ):
        return "after_first_name"
    if len(token.plain) == 1:
        return "after_initial"
    return "after_word" if token.plain in lexicon.words() or token.cased.isupper() else "after_unknown"


def _after(
    values: Values, document: Document, match: Match, inside: Set[int], following: Match | None
) -> None:
    cased = document.folded.cased
    if cased[match.end : match.end + 2] in ("'s", "\u2019s"):
        values["possessive"] = 1.0
    if following and cased[match.end : following.start] in (", ", " (", ",") and _wider(match, following):
        values["before_region"] = 1.0
    if not document.adjacent(match.last):
        return
    token = document.token(match.last + 1)
    if token.plain in lexicon.SPEECH:
        values["before_speech"] = 1.0
    elif token.capital and token.plain in lexicon.COMPANY_ENDINGS:
        values["before_company"] = 1.0
    elif token.capital:
        if match.first == match.last and document.token(match.first).plain in lexicon.first_names():
            values["first_name_before_capital"] = 1.0
        values[_kind_of_capital_after(token, match, inside)] = 1.0


def _kind_of_capital_after(token: Token, match: Match, inside: Set[int]) -> str:
    if token.plain in lexicon.INSTITUTIONS:
        return "before_institution"
    if token.plain in lexicon.words():
        return "before_word"
    return "before_place" if match.last + 1 in inside else "before_unknown"


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
