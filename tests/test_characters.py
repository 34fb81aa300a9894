import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.characters import ALNUM, ALPHA, LETTER, LOWER, UPPER, Translation, kinds
from geomap.recognition.words import WORD, Tokens, find_words

#: What the tables have to agree with: the same words by a regular expression.
TOKEN = re.compile(r"[^\W_]+(?:['\u2019.&-](?=[^\W\d_])[^\W_]+)*\.?")
#: Scripts with and without capitals, vowel signs, ideographs, joiners, and characters beyond U+FFFF.
TEXTS = st.one_of(
    st.text(), st.text("aZ1é_ -.'\u2019&\u0915\u093f\u4e2d\u30fb\u10d0\U00010348\u01c5\u00b2\n")
)


@given(TEXTS)
def test_kinds_are_what_python_says_of_each_character(text: str) -> None:
    found = kinds(text)
    for bit, method in ((ALNUM, str.isalnum), (ALPHA, str.isalpha)):
        assert [bool(kind & bit) for kind in found] == [method(char) for char in text]
    letters = [char.isalnum() and not char.isdecimal() for char in text]
    assert [bool(kind & LETTER) for kind in found] == letters
    capitals = [char.isalnum() and char.isupper() for char in text]
    assert [bool(kind & UPPER) for kind in found] == capitals
    small = [char.isalnum() and char.islower() and not "\u10d0" <= char <= "\u10ff" for char in text]
    assert [bool(kind & LOWER) for kind in found] == small


@given(TEXTS)
def test_words_are_those_of_the_regular_expression(text: str) -> None:
    assert find_words(text) == [match.span() for match in WORD.finditer(text)]


@given(TEXTS)
def test_tokens_join_letters_over_hyphens_and_stops(text: str) -> None:
    tokens = Tokens(text)
    matches = list(TOKEN.finditer(text))
    assert list(zip(tokens.starts, tokens.ends, strict=True)) == [match.span() for match in matches]
    assert tokens.capital == [match[0][0].isupper() for match in matches]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("the road to Baku", ["Baku"]),
        ("anti-Kremlin", ["anti-Kremlin"]),
        ("iPhone", []),
        ("北京 and x", ["北京"]),
        ("in 2024", []),
    ],
)
def test_names_begin_at_capitals_or_where_there_are_none(text: str, begins: list[str]) -> None:
    tokens = Tokens(text)
    assert [text[tokens.starts[n] : tokens.ends[n]] for n in tokens.beginnings] == begins


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_translation_replaces_characters_one_by_one(text: str) -> None:
    mapping = {"é": "e", "A": "a", "ж": "x"}
    assert Translation(mapping)(text) == "".join(mapping.get(char, char) for char in text)


def test_an_accent_of_its_own_is_no_part_of_a_word_but_a_vowel_sign_is() -> None:
    assert find_words(unicodedata.normalize("NFD", "é")) == [(0, 1)]
    assert find_words("किम") == [(0, 3)]
