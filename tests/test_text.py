import csv
import io
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geomap.text import (
    clean_text,
    csv_line,
    escape_formula,
    fold,
    fold_name,
    sentence_bounds,
    sentence_span,
    unescape_formula,
)

ANY_TEXT = st.text(alphabet=st.characters(codec=None, exclude_categories=[]), max_size=200)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zəngəzur", "zangazur"),
        ("ŞUŞA", "susa"),
        ("İstanbul", "istanbul"),
        ("IĞDIR", "iğdır"),
        ("Baku–Tbilisi—Ceyhan", "baku-tbilisi-ceyhan"),
        ("Middle\nCorridor", "middle corridor"),
        ("Middle \n  Corridor", "middle corridor"),
        ("Mid\u00addle", "middle"),
        ("ΣΙΒΑΣ", "σιβας"),
        ("Ёлка", "елка"),
        ("e\u0301te", "été"),
        ("ʻOʻzbekiston", "'ozbekiston"),
    ],
)
def test_spellings_that_differ_in_typography_fold_to_the_same(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_an_empty_line_is_kept_so_that_no_name_runs_across_it() -> None:
    assert fold("Middle\n\nCorridor").text == "middle\n\ncorridor"


@given(ANY_TEXT)
def test_every_folded_stretch_leads_back_into_the_text(text: str) -> None:
    folded = fold(text)
    assert len(folded.cased) == len(folded.text)
    for position in range(len(folded.text)):
        start, end = folded.original(position, position + 1)
        assert 0 <= start < end <= len(text)
        assert text[start:end] == folded.cased[position]


@given(ANY_TEXT)
@example("0\r¸0")
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    once = fold_name(text)
    assert fold_name(once) == once.strip()


@given(ANY_TEXT)
def test_cleaning_keeps_the_length_and_counts_what_it_replaced(text: str) -> None:
    cleaned, count = clean_text(text)
    assert len(cleaned) == len(text)
    assert count == sum(old != new for old, new in zip(text, cleaned, strict=True))
    cleaned.encode("utf-8")
    assert "\0" not in cleaned


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Gas flows. Oil does not.", ["Gas flows.", "Oil does not."]),
        ("Gov. J. Smith of the U.S. spoke. He left.", ["Gov. J. Smith of the U.S. spoke.", "He left."]),
        ("It is 3.5 km long. Good.", ["It is 3.5 km long.", "Good."]),
        ("A headline\n\nThe text.", ["A headline", "The text."]),
        ("«Да». Он ушёл.", ["«Да».", "Он ушёл."]),
        ("中间走廊。跨里海。", ["中间走廊。", "跨里海。"]),
        ("این خط است؟ بله.", ["این خط است؟", "بله."]),
        ("", []),
    ],
)
def test_text_is_cut_into_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_bounds(text)] == sentences


@given(ANY_TEXT)
def test_sentences_stand_in_order_and_hold_every_letter(text: str) -> None:
    bounds = sentence_bounds(text)
    assert all(a < b for a, b in bounds)
    assert all(left[1] <= right[0] for left, right in pairwise(bounds))
    covered = {position for a, b in bounds for position in range(a, b)}
    assert all(char.isspace() for position, char in enumerate(text) if position not in covered)


def test_a_mention_that_crosses_a_stop_gets_both_sentences() -> None:
    text = "He saw St. Petersburg. Then he left."
    assert sentence_span(sentence_bounds(text), 7, 21) == (0, 22)
    assert sentence_span([(0, 10), (11, 20)], 8, 13) == (0, 20)
    assert sentence_span([(0, 9_000)], 4_000, 4_004) == (3_000, 5_004)


@pytest.mark.parametrize(
    "sign", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
)
def test_no_spreadsheet_runs_a_cell_of_text(sign: str) -> None:
    for text in (sign, f"{sign}1+1", f"'{sign}1+1", f"''{sign}"):
        assert escape_formula(text) == f"'{text}"
        assert unescape_formula(f"'{text}") == text


@pytest.mark.parametrize("value", ["", "Baku", "'", "'Umar", "1 = 1", -1.5, 0, None, True])
def test_what_is_no_formula_is_left_as_it_is(value: object) -> None:
    assert escape_formula(value) is value


@given(st.lists(ANY_TEXT, min_size=2, max_size=4))
def test_every_text_survives_csv(texts: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(csv_line(texts) + "\n", newline="")))
    assert [[unescape_formula(cell) for cell in row] for row in rows] == [texts]
