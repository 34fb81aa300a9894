"""How likely a known name is a place where it stands: features, and a linear model over them.

The features say what an editor would look at: is the word also an ordinary word
or a first name, does it open the sentence, what stands before and after it. The
weights are fitted by scripts/train_places.py.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from geomap.linear import dot, logistic, weights
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


def score(values: Sequence[float]) -> float:
    """Return the probability, 0 to 1, that a name with these features is a place."""
    return logistic(dot(weights("recognition", FEATURES), values))


def measure(document: Document, matches: Sequence[Match]) -> list[list[float]]:
    """Return one list of values per match, in the order of `FEATURES`."""
    at = {number: match for match in matches for number in range(match.first, match.last + 1)}
    counts = Counter(document.folded.text[match.start : match.end] for match in matches)
    rows = []
    for index, match in enumerate(matches):
        previous = matches[index - 1] if index else None
        following = matches[index + 1] if index + 1 < len(matches) else None
        values = _of_name(document, match)
        values |= _before(document, match, at, previous)
        values |= _after(document, match, at, following)
        values["repeated"] = min(1.0, math.log(counts[document.folded.text[match.start : match.end]]) / 2)
        values["near_other"] = float(_near(match, previous) or _near(match, following))
        rows.append([values.get(name, 0.0) for name in FEATURES])
    return rows


def _of_name(document: Document, match: Match) -> dict[str, float]:
    best, token = match.candidates[0], document.tokens[match.first]
    single = match.first == match.last
    word = token.plain
    ordinary = single and word in lexicon.words()
    opens = document.opens_sentence(match.start)
    surface = document.folded.cased[match.start : match.end]
    return {
        "bias": 1.0,
        "prominence": match.prominence / 5,
        "prominence_high": float(match.prominence >= 6.5),
        "prominence_4": float(match.prominence >= 4),
        "prominence_5": float(match.prominence >= 5),
        "demonym": float(match.demonym),
        "demonym_opens": float(match.demonym and opens),
        "country": float(best.feature_code in ("PCLI", "PCLD", "CONT") and not match.demonym),
        "region": float(best.feature_class == "A" and best.feature_code not in ("PCLI", "PCLD")),
        "alternate": float(best.name_type == "alternate"),
        "several_words": float(not single),
        "non_latin": float(not surface.isascii()),
        "ordinary": float(ordinary),
        "ordinary_opens": float(ordinary and opens),
        "ordinary_lower": float(single and word in document.lower_words),
        "opens": float(opens),
        "title_case": float(single and document.in_title_case(match.first)),
        "capitals": float(surface.isupper() and len(surface) > 4),
        "first_name": float(single and word in lexicon.first_names()),
        "surname": float(single and word in lexicon.surnames()),
        "surname_of_person": float(single and word in document.surnames),
        "in_hyphen": float(token.start < match.start or token.end > match.end + 2),
        "not_english": float(not document.english),
    }


def _before(
    document: Document, match: Match, at: dict[int, Match], previous: Match | None
) -> dict[str, float]:
    between = document.folded.cased[previous.end : match.start] if previous else ""
    values = {"after_comma_place": float(between in (", ", " (", "-", "/", " and ", ", and "))}
    if not match.first or not document.adjacent(match.first - 1):
        return values
    token = document.tokens[match.first - 1]
    if token.plain in lexicon.PLACE_PREPOSITIONS:
        values["after_place_word"] = 1.0
    elif token.plain in ("of", "the"):
        values["after_of"] = 1.0
    elif token.plain in lexicon.TITLES:
        values["after_title"] = 1.0
    elif token.capital and match.first - 1 not in at:
        values[_kind_of_capital_before(document, token)] = 1.0
    return values


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
    document: Document, match: Match, at: dict[int, Match], following: Match | None
) -> dict[str, float]:
    cased = document.folded.cased
    values = {"possessive": float(cased[match.end : match.end + 2] in ("'s", "\u2019s"))}
    if following and cased[match.end : following.start] in (", ", " (", ",") and _wider(match, following):
        values["before_region"] = 1.0
    if not document.adjacent(match.last):
        return values
    token = document.tokens[match.last + 1]
    if token.plain in lexicon.SPEECH:
        values["before_speech"] = 1.0
    elif token.plain in lexicon.COMPANY_ENDINGS and token.capital:
        values["before_company"] = 1.0
    elif token.capital:
        first = match.first == match.last and document.tokens[match.first].plain in lexicon.first_names()
        values["first_name_before_capital"] = float(first)
        if token.plain in lexicon.INSTITUTIONS:
            values["before_institution"] = 1.0
        elif match.last + 1 in at and token.plain not in lexicon.words():
            values["before_place"] = 1.0
        else:
            values["before_word" if token.plain in lexicon.words() else "before_unknown"] = 1.0
    return values


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
