"""Aliases of the catalogue made ready for matching: folded words, and how freely each may vary.

Case endings follow a name in most languages of this field. Per language a word
may lose its last vowels and gain some letters; short words, numbers and
acronyms are taken as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from geomap.catalogue import Alias, Route
from geomap.recognition import lexicon, nouns
from geomap.recognition.countries import names_of
from geomap.recognition.topics import names_two_ends
from geomap.recognition.words import WORD, make_alike
from geomap.text import fold, fold_name

#: Words this short have no endings: "TAP", "II".
MAX_RIGID = 4
_MIN_ALIKE = 6
_TOO_SHORT = 2
_SHORTEST_ACRONYM = 3
#: A word of four letters may change its last vowel for so many letters, in a name of several words.
_SHORT_ENDING = 2
_TURKIC = frozenset({"az", "tr", "tk", "uz", "kk", "ky"})
_UZBEK_MARK = re.compile("(?<=[oOgG])[\u02bb\u2018]")
#: An acronym that may be written with dots: B.T.C.
_DOTTED = re.compile("[A-Z]{3,6}")
#: Language -> letters a word may lose at the end (vowels and the like), and letters it may gain.
_ENDINGS = {
    "en": (0, 2), "de": (2, 2), "fr": (0, 1), "it": (1, 1), "es": (0, 2), "pt": (0, 2), "ro": (1, 4), "sq": (1, 4), "hu": (1, 6), "nl": (0, 2),
    "ru": (2, 4), "uk": (2, 4), "bg": (2, 4), "sr": (1, 4), "mk": (1, 3), "pl": (2, 4), "cs": (1, 4), "sk": (1, 4), "hr": (1, 4), "sl": (1, 4),
    "bs": (1, 4), "be": (2, 4), "az": (1, 7), "tr": (1, 7), "tk": (1, 7), "uz": (1, 7), "kk": (1, 7), "ky": (1, 7), "tg": (0, 4), "mn": (1, 5),
    "hy": (1, 5), "ka": (1, 6), "el": (2, 4), "fa": (0, 3), "ar": (0, 2), "hi": (1, 2), "ur": (0, 2), "ps": (0, 2), "ku": (0, 3), "he": (0, 2),
}  # fmt: skip
_LOSABLE = frozenset("aeiouyаеиоуыэюяйьіїєαεηιουωσნიაეოუაე\u093e\u0940\u0947\u094b\u094bkçtpğб")
# Adjectives: Mittlerer, Mittlere, Mittleren Korridor.
_GERMAN_ENDING = re.compile("(?:er|es|en|em|e)$")
_ARABIC_PREFIXES = re.compile("^(?:[وبلکف]?ال|[وبل](?=...))")
ARABIC_SCRIPT = frozenset({"ar", "fa", "ur", "ps", "ku"})


_QUESTIONS: dict[tuple[object, ...], int] = {}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of an alias: folded, the part that must stand, how long the ending may be, and what it takes.

    `alike`: the stem with like letters made one; `exact`: only in capitals (an
    acronym), `ascii`: and without accents; `capital`: an ordinary word that names the route only with a
    capital; `noun`: a word for the kind of route.
    """

    text: str
    stem: str
    alike: str
    ending: int
    exact: bool
    capital: bool
    noun: bool
    ascii: bool = True


@dataclass(frozen=True, slots=True)
class Pattern:
    """An alias made ready: its words, and the nouns it may stand beside.

    `text`: the alias's, folded; `language`: its, without script or country; `require`, `deny`: folded
    words; `exact`: whether it is an acronym; `has_noun`: whether it says itself
    what kind of thing it is; `question`: the same number for aliases of a route
    about which, where their words stand, the same is to be decided; `anchor`: the
    word that is searched for, `order`: in which the words are compared;
    `doubtful`: whether the text must speak of what the route is for; `two_ends`: whether it
    is a pipeline's, called after the places at its ends; `countries`: of an
    acronym or a doubtful name, the folded names of each country that the route crosses.
    """

    route: Route
    alias: Alias
    text: str
    language: str
    words: tuple[Word, ...]
    commas: tuple[bool, ...]
    anchor: int
    order: tuple[int, ...]
    narrowed: tuple[nouns.RouteNoun, ...]
    require: tuple[str, ...]
    deny: tuple[str, ...]
    exact: bool
    has_noun: bool
    question: int
    doubtful: bool = False
    two_ends: bool = False
    countries: tuple[tuple[str, ...], ...] = ()

    def is_as(self, other: Pattern) -> bool:
        """Say whether the other pattern, of another language, finds the same in the same texts."""
        one, two = self.alias, other.alias
        return (
            self.route is other.route
            and self.words == other.words
            and (self.narrowed, self.require, self.deny) == (other.narrowed, other.require, other.deny)
            and (one.type, one.noun_required) == (two.type, two.noun_required)
            and self.exact
        )


def make_patterns(route: Route, alias: Alias, *, doubtful: bool = False) -> Iterator[Pattern]:
    """Yield the ways an alias is written; `doubtful`: see `Pattern`.

    As it stands; an acronym with dots; a short first part joined on
    ("Transcaspian"); Uzbek o‘ and g‘ with a plain apostrophe.
    """
    for text in dict.fromkeys((alias.text, _UZBEK_MARK.sub("'", alias.text))):
        for pattern in _make_patterns(route, alias, text):
            yield replace(pattern, doubtful=True, countries=_countries(route, alias)) if doubtful else pattern


def _make_patterns(route: Route, alias: Alias, text: str) -> Iterator[Pattern]:
    written = fold(text.strip())
    folded = written.text
    matches = list(WORD.finditer(folded))
    texts = [match[0] for match in matches]
    cased = [written.cased[match.start() : match.end()] for match in matches]
    if not texts:
        return
    gaps = [folded[one.end() : other.start()] for one, other in pairwise(matches)]
    yield _make(route, alias, texts, cased, ["," in gap or "،" in gap or "·" in gap for gap in gaps])
    if alias.type == "acronym" and len(texts) == 1 and _DOTTED.fullmatch(cased[0]):
        yield _make(route, alias, list(texts[0]), list(cased[0]), [False] * (len(texts[0]) - 1))
    if len(texts) > 1 and len(texts[0]) <= 5 and gaps[0] == "-":
        joined = (texts[0] + texts[1], *texts[2:]), (cased[0] + cased[1], *cased[2:])
        yield _make(route, alias, *joined, [False] * (len(texts) - 2))


def _make(
    route: Route, alias: Alias, texts: Sequence[str], cased: Sequence[str], commas: Sequence[bool]
) -> Pattern:
    language = alias.language.split("-")[0]
    words = tuple(_make_word(texts, cased, number, alias, language) for number in range(len(texts)))
    anchor = max(range(len(words)), key=lambda number: _telling(words[number], number))
    order = tuple(sorted(range(len(words)), key=lambda n: (n != anchor, words[n].noun, -len(words[n].stem))))
    narrowed = tuple(noun for noun in map(nouns.parse, alias.nouns) if noun)
    require = _fold_all(alias.require)
    deny = _fold_all(alias.deny)
    exact = any(word.exact for word in words)
    has_noun = len(words) > 1 and any(word.noun for word in words)
    asks = (route.route_id, alias.type, alias.noun_required, require, deny, alias.nouns, exact, has_noun)
    return Pattern(
        route=route,
        alias=alias,
        text=fold_name(alias.text),
        language=language,
        words=words,
        commas=tuple(commas),
        anchor=anchor,
        order=order,
        narrowed=narrowed,
        require=require,
        deny=deny,
        exact=exact,
        has_noun=has_noun,
        two_ends=names_two_ends(route, alias),
        question=_QUESTIONS.setdefault(asks, len(_QUESTIONS)),
        countries=_countries(route, alias) if alias.type == "acronym" and alias.require else (),
    )


def _countries(route: Route, alias: Alias) -> tuple[tuple[str, ...], ...]:
    languages = ["en", alias.language]
    if alias.type == "acronym":
        languages += [other.language for other in route.aliases if other.type == "acronym" and other.require]
    return _names_of(route.countries, tuple(dict.fromkeys(languages)))


@cache
def _names_of(codes: tuple[str, ...], languages: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return names_of(codes, languages)


@cache
def _fold_all(words: tuple[str, ...]) -> tuple[str, ...]:
    """Fold the words; the same tuple for the same words, so that what a text says of them is found once."""
    return tuple(map(fold_name, words))


def _telling(word: Word, number: int) -> tuple[float, ...]:
    """Return how much the word says of where an alias stands: a rare, long one most."""
    long = len(word.stem) > _TOO_SHORT
    ordinary = word.text in nouns.FILLERS or word.text in lexicon.words()
    return (long and not word.noun, long, not ordinary, len(word.stem), -number)


def _make_word(texts: Sequence[str], cased: Sequence[str], number: int, alias: Alias, language: str) -> Word:
    text, written = texts[number], cased[number]
    noun = nouns.noun_at(list(texts), number) is not None and len(texts) > 1
    acronym = written.isupper() and (alias.type == "acronym" or (len(texts) == 1 and len(text) > 1))
    if alias.type == "acronym" and not written.isupper() and len(texts) == 1:
        acronym = written.isascii()
    lose, gain = _ENDINGS.get(language, (0, 2))
    if language == "de" and number + 1 < len(texts) and len(text) > MAX_RIGID + 1:
        text_stem = _GERMAN_ENDING.sub("", text)
        capital = written[0].isupper() and not noun
        return Word(text, text_stem, make_alike(text_stem), 2, exact=False, capital=capital, noun=noun)
    if acronym or text.isdigit() or len(text) < MAX_RIGID:
        stem, ending = text, 0
    elif len(text) == MAX_RIGID:  # "Сила Сибири", "Силы Сибири"
        turkic, last = (
            language in _TURKIC,
            number + 1 == len(texts),
        )  # adjectives before a noun have no endings
        short = len(texts) > 1 and lose and text[-1] in _LOSABLE and (turkic or not text.isascii())
        stem, ending = (text[:-1], gain + 1 if turkic and last else _SHORT_ENDING) if short else (text, 0)
    else:
        stem = shorten(text, lose)
        ending = len(text) - len(stem) + gain
    ordinary = (
        text not in nouns.FILLERS and text in lexicon.words()
        if text.isascii() and language == "en"
        else language != "en"
    )
    capital = written[0].isupper() and not noun and ordinary and not acronym
    return Word(text, stem, make_alike(stem), ending, acronym, capital, noun, written.isascii())


def shorten(word: str, lose: int) -> str:
    """Return the word without up to `lose` of its last letters, as far as those change with case.

    Examples
    --------
    >>> shorten("срединный", 2), shorten("koridoru", 1)
    ('срединн', 'koridor')
    """
    while lose and len(word) > MAX_RIGID and word[-1] in _LOSABLE:
        word, lose = word[:-1], lose - 1
    return word


def _same_noun(one: str, other: str) -> bool:
    """Say whether two route words mean the same kind of thing, in whatever language and case: corridor, koridorun."""
    found = nouns.noun_of(other)
    return found is not None and found == nouns.noun_of(one)


def _is_acronym(text: str, cased: str) -> bool:
    """Say whether the letters can be an acronym: capitals, or as some papers write it, "Tanap", "Tap" (see `Scan`)."""
    if cased.isupper() or not cased.isascii():
        return True
    ordinary = len(text) >= MAX_RIGID and text in lexicon.words()
    return len(text) >= _SHORTEST_ACRONYM and cased[0].isupper() and not ordinary


def same_word(word: Word, text: str, cased: str, language: str) -> bool:
    """Say whether a word of a text is a form of a word of an alias.

    Parameters
    ----------
    word
        The alias's word.
    text, cased
        The text's word, folded and as written.
    language
        The alias's language.
    """
    if word.exact:
        return text == word.text and (cased.isascii() or not word.ascii) and _is_acronym(text, cased)
    if word.noun and _same_noun(word.text, text):
        return True
    if word.capital and cased[0].islower():
        return False
    if language in ARABIC_SCRIPT and not text.startswith(word.stem):
        text = _ARABIC_PREFIXES.sub("", text)
    if text.startswith(word.stem) and len(text) - len(word.stem) <= word.ending:
        return True
    if len(word.stem) < _MIN_ALIKE:
        return False
    return len(text) - len(word.stem) <= word.ending and make_alike(text).startswith(word.alike)
