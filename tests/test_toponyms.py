"""Which words of a text are names of places, and where they stand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.gazetteer import GazetteerIndex
from geomap.gazetteer.index import Place, write_index
from geomap.model import Candidate, Span
from geomap.recognition import ToponymMatcher
from geomap.recognition.document import Document
from geomap.text import fold

# feature code, population, names as (text, name type)
PLACES = {
    "york": ("PPL", 150_000, [("York", "name")]),
    "new-york": ("PPL", 8_000_000, [("New York", "name")]),
    "new-york-city": ("PPL", 8_000_000, [("New York City", "name")]),
    "baku": ("PPLC", 2_000_000, [("Baku", "name"), ("Баку", "alternate"), ("Bakı", "alternate")]),
    "ankara": ("PPLC", 5_000_000, [("Ankara", "name")]),
    "kars": ("PPL", 90_000, [("Kars", "name")]),
    "tokyo": ("PPLC", 9_000_000, [("Tokyo", "name"), ("東京", "alternate")]),
    "turkey": (
        "PCLI",
        85_000_000,
        [("Turkey", "name"), ("Türkiye", "name"), ("Turkish", "demonym"), ("Turks", "demonym")],
    ),
    "us": ("PCLI", 330_000_000, [("United States", "name"), ("US", "acronym"), ("U.S.", "acronym")]),
    "uae": ("PCLI", 9_000_000, [("United Arab Emirates", "name"), ("UAE", "acronym")]),
    "alabama": ("ADM1", 5_000_000, [("Alabama", "name"), ("Ala.", "abbreviation"), ("AL", "abbreviation")]),
    "troy": ("PPL", 18_000, [("Troy", "name")]),
    "lincoln": ("PPL", 290_000, [("Lincoln", "name")]),
    "jordan": ("PPL", 40_000, [("Jordan", "name")]),
    "kerimov": ("PPL", 40_000, [("Kerimov", "name")]),
    "march": ("PPL", 22_000, [("March", "name")]),
    "august": ("PPL", 22_000, [("August", "name")]),
    "sea": ("SEA", 0, [("Caspian Sea", "name")]),
    "rio": ("PPL", 6_000_000, [("Rio de Janeiro", "name")]),
    "west": ("ADM1", 900_000, [("West", "name")]),
}


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> ToponymMatcher:
    """Matches the names of `PLACES` only; a place's id is its key there."""
    return ToponymMatcher(small_index(tmp_path_factory.mktemp("gazetteer")))


def small_index(folder: Path) -> GazetteerIndex:
    places = []
    for key, (code, population, names) in PLACES.items():
        feature_class = {"SEA": "H", "PCLI": "A", "ADM1": "A"}.get(code, "P")
        candidate = Candidate(
            key,
            names[0][0],
            lon=45.0,
            lat=40.0,
            country="XX",
            feature_class=feature_class,
            feature_code=code,
            population=population,
        )
        places.append(Place(candidate, tuple(names)))
    write_index(places, folder, sources=["invented"])
    return GazetteerIndex(folder)


def names_in(matcher: ToponymMatcher, text: str, taken: tuple[tuple[int, int], ...] = ()) -> list[str]:
    """Return what the text calls places, whatever their chances."""
    folded = fold(text)
    matches = matcher.matches(Document(folded), taken)
    return [text[slice(*folded.original(match.start, match.end))] for match in matches]


def spans_in(matcher: ToponymMatcher, text: str) -> list[Span]:
    return matcher.find(text, fold(text))


def chance(matcher: ToponymMatcher, text: str, name: str) -> float:
    """Return the score of the first span called `name`, 0 if there is none."""
    return next((span.score for span in spans_in(matcher, text) if span.surface == name), 0.0)


@given(st.text(max_size=200))
def test_offsets_hold_in_any_text(matcher: ToponymMatcher, text: str) -> None:
    assert_offsets_hold(text, spans_in(matcher, text))


@given(
    st.lists(
        st.sampled_from(
            [name for _, _, names in PLACES.values() for name, _ in names]
            + "Mr. said the of in , . - ' \u2019s ( ) \n \n\n \t \u00a0 \u00ad e\u0301 \u200b \u0130 \ufffd \U0001f6a2 \u05d0".split(
                " "
            )
        ),
        max_size=25,
    ),
    st.sampled_from([" ", "", "\u00a0", "  ", "\u00ad"]),
)
def test_offsets_hold_in_texts_full_of_names_and_ugly_characters(
    matcher: ToponymMatcher, words: list[str], blank: str
) -> None:
    text = blank.join(words)
    assert_offsets_hold(text, spans_in(matcher, text))


def assert_offsets_hold(text: str, spans: list[Span]) -> None:
    position = 0
    for span in spans:
        assert position <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.surface
        assert 0.0 <= span.score <= 1.0
        assert span.feature_type == "place"
        position = span.end


def test_soft_hyphens_and_combining_accents_before_a_name_do_not_shift_it(matcher: ToponymMatcher) -> None:
    text = "Cafe\u0301s in the har\u00adbour of Ba\u00adku"
    (span,) = spans_in(matcher, text)
    assert (span.start, span.end) == (26, 31)
    assert text[26:31] == span.surface == "Ba\u00adku"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Trains to New York City ran late.", ["New York City"]),
        ("Trains to New York ran late.", ["New York"]),
        ("Trains to York ran late.", ["York"]),
        ("Flights from New York City, New York and York", ["New York City", "New York", "York"]),
        ("A carnival in Rio de Janeiro", ["Rio de Janeiro"]),
        ("New\nYork is a name over two lines", ["New\nYork"]),
    ],
)
def test_the_longest_known_name_is_taken(matcher: ToponymMatcher, text: str, names: list[str]) -> None:
    assert names_in(matcher, text) == names


def test_no_name_runs_across_an_empty_line(matcher: ToponymMatcher) -> None:
    assert names_in(matcher, "Something New\n\nYork woke up") == ["York"]


@pytest.mark.parametrize(
    "text",
    [
        "The Bakuvian way",
        "A Yorkshire pudding",
        "in Karsten",
        "in baku and in york",
        "MyBaku",
        "in Baku2 and in Baku_old",
    ],
)
def test_a_name_is_a_whole_word_with_a_capital(matcher: ToponymMatcher, text: str) -> None:
    assert names_in(matcher, text) == []


def test_words_inside_a_name_need_their_capitals(matcher: ToponymMatcher) -> None:
    assert names_in(matcher, "On the Caspian sea") == []
    assert names_in(matcher, "On the Caspian Sea") == ["Caspian Sea"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Baku's port", "Baku"),
        ("Baku\u2019s port", "Baku"),
        ("Kars' walls", "Kars"),
        ("Kars\u2019 walls", "Kars"),
        ("(Baku)", "Baku"),
        ("\u201cBaku\u201d", "Baku"),
        ("Baku, it said", "Baku"),
        ("Baku.", "Baku"),
    ],
)
def test_a_possessive_or_punctuation_is_no_part_of_the_name(
    matcher: ToponymMatcher, text: str, name: str
) -> None:
    assert names_in(matcher, text) == [name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ankara-Baku talks", ["Ankara", "Baku"]),
        ("Ankara\u2013Baku talks", ["Ankara", "Baku"]),
        ("Turkish-US talks", ["Turkish", "US"]),
        ("a Baku-based firm", ["Baku"]),
    ],
)
def test_names_joined_by_a_hyphen_are_found_one_by_one(
    matcher: ToponymMatcher, text: str, names: list[str]
) -> None:
    assert names_in(matcher, text) == names


@pytest.mark.parametrize("text", ["a non-Turkish share", "anti-Turkish words", "mid-Turkish hills"])
def test_a_name_after_a_small_prefix_is_found(matcher: ToponymMatcher, text: str) -> None:
    assert names_in(matcher, text) == ["Turkish"]


def test_demonyms_count_unless_they_are_switched_off(matcher: ToponymMatcher) -> None:
    text = "Turkish lorries and many Turks crossed into Turkey."
    spans = spans_in(matcher, text)
    assert [(span.surface, span.demonym) for span in spans] == [
        ("Turkish", True),
        ("Turks", True),
        ("Turkey", False),
    ]
    without = ToponymMatcher(matcher.gazetteer, demonyms=False)
    assert [span.surface for span in spans_in(without, text)] == ["Turkey"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The US agreed with the UAE.", ["US", "UAE"]),
        ("The U.S. agreed.", ["U.S."]),
        ("Tell us what the Us and the Uae said.", []),
        ("They asked us.", []),
    ],
)
def test_acronyms_are_written_in_capitals(matcher: ToponymMatcher, text: str, names: list[str]) -> None:
    assert names_in(matcher, text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A fire in Troy, Ala., was put out.", ["Troy", "Ala."]),
        ("A fire in Troy, AL, was put out.", ["Troy", "AL"]),
        ("A fire in Troy (Ala.) was put out.", ["Troy", "Ala."]),
        ("The dish is called Ala. It is hot.", []),
        ("Both AL and NL teams won.", []),
        ("a fire, Ala. again", []),
        ("A fire in Troy, Al, was put out.", ["Troy"]),
    ],
)
def test_an_abbreviation_counts_only_after_a_name(
    matcher: ToponymMatcher, text: str, names: list[str]
) -> None:
    assert names_in(matcher, text) == names


def test_months_and_points_of_the_compass_are_no_towns(matcher: ToponymMatcher) -> None:
    assert names_in(matcher, "In March and August the West wind blew; in Baku it rained.") == ["Baku"]


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Lincoln came home.",
        "Mrs Lincoln came home.",
        "Senator Lincoln came home.",
        "The note was read by Sarah Lincoln.",
        "The note was read by John F. Lincoln.",
    ],
)
def test_a_word_after_a_title_or_first_name_is_hardly_a_place(matcher: ToponymMatcher, text: str) -> None:
    assert chance(matcher, text, "Lincoln") < 0.5 * chance(matcher, "She lives in Lincoln.", "Lincoln")


def test_a_first_name_before_a_surname_is_hardly_a_place(matcher: ToponymMatcher) -> None:
    assert chance(matcher, "A painter, Jordan Miller, won.", "Jordan") < 0.3


def test_somebody_once_named_in_full_is_remembered_by_the_surname(matcher: ToponymMatcher) -> None:
    """The same closing sentence, after a text that does and one that does not introduce a Mr Lincoln."""
    ending = "The people cheered for Lincoln."
    introduced = chance(matcher, f"The prize went to a Mr. Marsh of the league. {ending}", "Lincoln")
    person = [
        span.score
        for span in spans_in(matcher, f"The prize went to a Mr. Lincoln of the league. {ending}")
        if span.start > 40
    ]
    assert introduced > max(person, default=0.0)
    assert Document(fold("The prize went to a Mr. Lincoln.")).names_a_person("lincoln")
    assert not Document(fold("The prize went to a town called Lincoln.")).names_a_person("lincoln")


@pytest.mark.parametrize("text", ["In Lincoln the shops closed.", "An Ankara court heard the case."])
def test_a_small_word_that_opens_a_sentence_makes_no_surname(text: str) -> None:
    document = Document(fold(text))
    assert not any(map(document.names_a_person, fold(text).text.split()))


def test_a_speaker_is_less_likely_a_place_than_a_destination(matcher: ToponymMatcher) -> None:
    assert chance(matcher, "Then Kerimov said no.", "Kerimov") < chance(
        matcher, "They went to Kerimov by bus.", "Kerimov"
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Поезд из Баку ушёл.", ["Баку"]),
        ("次は東京です。", ["東京"]),
        ("東京2020", ["東京"]),
    ],
)
def test_names_in_other_scripts_are_found(matcher: ToponymMatcher, text: str, names: list[str]) -> None:
    assert names_in(matcher, text) == names


def test_lower_case_in_a_script_with_capitals_is_no_name(matcher: ToponymMatcher) -> None:
    assert names_in(matcher, "слово баку") == []


def test_towns_in_a_taken_stretch_are_skipped(matcher: ToponymMatcher) -> None:
    """The route's name stands at 4 to 24; the towns after it are free."""
    text = "The Baku-Ankara pipeline, from Baku to Ankara"
    assert text[4:24] == "Baku-Ankara pipeline"
    assert names_in(matcher, text, taken=((4, 24),)) == ["Baku", "Ankara"]
    assert names_in(matcher, text) == ["Baku", "Ankara", "Baku", "Ankara"]


def test_a_name_does_not_run_into_a_taken_stretch(matcher: ToponymMatcher) -> None:
    text = "Near New York City Line"
    assert names_in(matcher, text, taken=((14, 23),)) == ["New York"]


def test_empty_and_nameless_texts_have_no_names(matcher: ToponymMatcher) -> None:
    for text in ("", " ", "\n\n", "nothing here", "!?", "12 345"):
        assert spans_in(matcher, text) == []


def test_a_dateline_in_capitals_is_a_place(matcher: ToponymMatcher) -> None:
    assert names_in(matcher, "ANKARA, Aug. 8. Oil moved.") == ["ANKARA"]


def test_a_short_dateline_in_capitals_is_a_place(matcher: ToponymMatcher) -> None:
    assert names_in(matcher, "BAKU, Aug. 8. Oil moved from the port to the pipeline.") == ["BAKU"]


def test_a_headline_in_capitals_names_places(matcher: ToponymMatcher) -> None:
    assert names_in(matcher, "OIL FROM BAKU REACHES NEW YORK\nThe tanker docked.") == ["BAKU", "NEW YORK"]
