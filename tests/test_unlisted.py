"""Names that only a word for a kind of place vouches for."""

import time

import pytest

from geomap.geoparser import Geoparser
from geomap.model import Span
from geomap.recognition import find_unlisted


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Rain fell on the village of Xanliqdere.", ["Xanliqdere"]),
        ("The Village of Xanliqdere and the port of Aluqdam-Qala", ["Xanliqdere", "Aluqdam-Qala"]),
        (
            "Fighting near Xanliqdere village and in the Qumbulaq Bala district.",
            ["Xanliqdere", "Qumbulaq Bala"],
        ),
        ("The Tarsuqay river rose.", ["Tarsuqay"]),
        ("la ville de Xanliqdere; el puerto de Qumbulaq", ["Xanliqdere", "Qumbulaq"]),
        ("Xanlıqdərə kəndi, Yoxdur köyü", ["Xanlıqdərə", "Yoxdur"]),
        ("В селе Ханлыгдара и в порту Алугдам", ["Ханлыгдара", "Алугдам"]),
        ("the village\nof Xanliqdere", []),
        ("The village was quiet. Every district has a river. The Port of the Future.", []),
        ("The Old Town, the Capital Region and the Monday Market district.", []),
        ("Xanliqdere's district is no part of Monday's area.", ["Xanliqdere"]),
        ("Xanliqdere said no.", []),
        ("", []),
    ],
)
def test_a_word_for_a_kind_of_place_vouches_for_a_name(text: str, names: list[str]) -> None:
    spans = find_unlisted(text, [])
    assert [span.surface for span in spans] == names
    assert all(text[span.start : span.end] == span.surface and not span.candidates for span in spans)


def test_what_is_known_already_is_left_alone() -> None:
    text = "the village of Xanliqdere"
    assert find_unlisted(text, [Span(15, 25, "Xanliqdere", "place", "mine")]) == []


@pytest.mark.parametrize(
    "piece", ["Abcdef ", "village of ", "Village of Village of X ", "a-", "A'", "село ", "Xyz district "]
)
def test_long_text_takes_time_in_proportion(piece: str) -> None:
    """Twenty times the text may take a hundred times as long, not four hundred."""
    times = []
    for count in (2_000, 40_000):
        start = time.process_time()
        find_unlisted(piece * (count // len(piece)), [])
        times.append(time.process_time() - start)
    assert times[1] < 100 * max(times[0], 0.002)


def test_the_geoparser_lists_them_when_asked_and_still_knows_the_rest() -> None:
    text = "Rain fell on the village of Xanliqdere near Baku."
    found = [(mention.surface, mention.status) for mention in Geoparser(unlisted=True)(text)]
    assert found == [("Xanliqdere", "unresolved"), ("Baku", "resolved")]
    assert [mention.surface for mention in Geoparser()(text)] == ["Baku"]


def test_a_name_without_candidates_that_a_recogniser_of_the_user_s_own_found_is_listed() -> None:
    spans = [Span(0, 5, "Xyzzy", "place", "mine")]
    assert [mention.status for mention in Geoparser(recogniser=lambda _text: spans)("Xyzzy")] == [
        "unresolved"
    ]
