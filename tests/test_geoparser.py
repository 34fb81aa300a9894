"""One text in, mentions out: what the public functions promise."""

import math
import pickle
from collections.abc import Sequence
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import geomap
from geomap.errors import GeomapError
from geomap.geoparser import Geoparser
from geomap.model import Candidate, Mention, Span

TEXT = "Gas from Sangachal reaches Italy through TAP. Turkish buyers wait."


def test_geoparse_returns_what_the_readme_promises() -> None:
    mentions = geomap.geoparse(TEXT)
    assert [(m.surface, m.feature_type) for m in mentions] == [
        ("Sangachal", "place"),
        ("Italy", "place"),
        ("TAP", "route"),
        ("Turkish", "place"),
    ]
    sangachal, italy, tap, turkish = mentions
    assert (sangachal.start, sangachal.end) == (9, 18)
    # Sangachal town and terminal lie 55 km south-west of Baku, at about 40.2 N 49.5 E (Admiralty: 40 11 N 49 28 E)
    assert math.hypot(sangachal.lat - 40.2, sangachal.lon - 49.5) < 0.1
    assert (italy.feature_id, italy.name, italy.status) == ("geonames:3175395", "Italy", "resolved")
    assert (tap.feature_id, tap.name) == ("tap", "Trans Adriatic Pipeline")
    assert (tap.lon, tap.lat) == (None, None)
    assert (turkish.feature_id, turkish.demonym) == ("geonames:298795", True)
    assert [m.sentence for m in mentions] == 3 * ["Gas from Sangachal reaches Italy through TAP."] + [
        "Turkish buyers wait."
    ]


def test_every_field_of_a_mention_is_in_its_range(geoparser: Geoparser) -> None:
    for mention in geoparser(TEXT):
        assert TEXT[mention.start : mention.end] == mention.surface
        assert mention.feature_type in ("place", "route")
        assert mention.status in ("resolved", "ambiguous", "unresolved")
        assert 0 <= mention.score <= 1
        assert 0 <= mention.margin <= 1
        assert mention.reason
        assert mention.recogniser
        assert mention.resolver
        assert mention.surface in mention.sentence


def test_mentions_come_in_order_and_do_not_overlap(geoparser: Geoparser) -> None:
    mentions = geoparser(
        "From Baku by the Baku-Tbilisi-Kars railway to Kars; gas by TANAP to Greece and Italy."
    )
    assert [m.surface for m in mentions] == [
        "Baku",
        "Baku-Tbilisi-Kars railway",
        "Kars",
        "TANAP",
        "Greece",
        "Italy",
    ]
    assert all(one.end <= other.start for one, other in pairwise(mentions))


@pytest.mark.parametrize(
    ("text", "route", "places"),
    [
        ("The Baku-Tbilisi-Ceyhan pipeline was shut.", "btc", []),
        ("The Baku\u2013Tbilisi\u2013Ceyhan pipeline was shut near Erzurum.", "btc", ["Erzurum"]),
        ("Trains on the Baku-Tbilisi-Kars railway left Kars late.", "btk-railway", ["Kars"]),
        ("The Zangezur corridor was discussed.", "zangezur-corridor", []),
    ],
)
def test_towns_inside_the_name_of_a_route_are_no_places(
    geoparser: Geoparser, text: str, route: str, places: list[str]
) -> None:
    mentions = geoparser(text)
    assert [m.feature_id for m in mentions if m.feature_type == "route"] == [route]
    assert [m.surface for m in mentions if m.feature_type == "place"] == places


def test_two_routes_in_one_phrase_are_two_mentions(geoparser: Geoparser) -> None:
    mentions = geoparser("Gas came through Nord Stream 1 and 2 for years.")
    assert [(m.surface, m.feature_id) for m in mentions] == [
        ("Nord Stream 1 and 2", "nord-stream"),
        ("Nord Stream 1 and 2", "nord-stream-2"),
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "No names at all here.", "\ufeff", "0"])
def test_a_text_without_names_has_no_mentions(geoparser: Geoparser, text: str) -> None:
    assert geoparser(text) == []


@pytest.mark.parametrize("ugly", ["\0", "\ud800", "\udfff", "\0\0\ud83d"])
def test_nul_and_lone_surrogates_shift_nothing(geoparser: Geoparser, ugly: str) -> None:
    text = f"{ugly} Gas from Baku {ugly} reaches Italy.{ugly}"
    mentions = geoparser(text)
    assert [m.surface for m in mentions] == ["Baku", "Italy"]
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.surface
        mention.sentence.encode()  # what is handed out is valid Unicode


@given(st.text(max_size=300))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_read_without_a_crash(geoparser: Geoparser, text: str) -> None:
    for mention in geoparser(text):
        assert text[mention.start : mention.end] == mention.surface
    assert geoparser(text) == geoparser(text)


def test_a_megabyte_of_text_is_read(geoparser: Geoparser) -> None:
    """Paragraphs of 999 characters with two names each, a thousand of them."""
    text = ("From Baku to Tbilisi." + " nothing else" * 75 + ".\n\n") * 1000
    assert len(text) == 999_000
    assert len(geoparser(text)) == 2000


def test_emoji_and_right_to_left_text_do_not_shift_offsets(geoparser: Geoparser) -> None:
    text = "\U0001f6a2\U0001f468\u200d\U0001f469\u200d\U0001f467 من باكو إلى Baku \U0001f6a2 and Tbilisi"
    latin = [m for m in geoparser(text) if m.surface.isascii()]
    assert [text[m.start : m.end] for m in latin] == ["Baku", "Tbilisi"]


@pytest.mark.parametrize(
    ("text", "name", "feature"),
    [
        ("The Caspian Sea has fallen by a metre.", "Caspian Sea", "geomap:caspian-sea"),
        ("The Gulf of Aden was calm.", "Gulf of Aden", "geomap:gulf-of-aden"),
        ("The Persian Gulf was calm.", "Persian Gulf", "geomap:persian-gulf"),
    ],
)
def test_an_article_that_opens_a_sentence_is_no_part_of_the_name(
    geoparser: Geoparser, text: str, name: str, feature: str
) -> None:
    assert [(m.surface, m.feature_id) for m in geoparser(text)] == [(name, feature)]


def test_a_border_crossing_does_not_take_the_name_of_the_town_beside_it(geoparser: Geoparser) -> None:
    meghri = next(m for m in geoparser("Поезд пойдёт через Мегри в Нахичевань.") if m.surface == "Мегри")
    assert meghri.feature_id == "geonames:174823"


def test_demonyms_can_be_switched_off() -> None:
    assert [m.surface for m in Geoparser(demonyms=False)(TEXT)] == ["Sangachal", "Italy", "TAP"]


def test_a_geoparser_pickles_small_and_works_after(geoparser: Geoparser) -> None:
    data = pickle.dumps(geoparser)
    assert len(data) < 2000
    assert pickle.loads(data)(TEXT) == geoparser(TEXT)  # noqa: S301  our own bytes


def test_options_survive_pickling() -> None:
    copy = pickle.loads(pickle.dumps(Geoparser(demonyms=False, recogniser=only_ships)))  # noqa: S301  our own bytes
    assert [m.surface for m in copy("The Aurora sailed from Baku.")] == ["Aurora"]


def only_ships(text: str) -> list[Span]:
    """A recogniser of a user's own: the ship Aurora is a place."""
    at = text.find("Aurora")
    home = Candidate("ships:aurora", "Aurora", 50.0, 41.0, feature_class="S")
    return [Span(at, at + 6, "Aurora", "place", "ships", (home,))] if at >= 0 else []


def test_a_recogniser_of_ones_own_takes_the_place_of_ours() -> None:
    parser = Geoparser(recogniser=only_ships)
    (mention,) = parser("The Aurora sailed from Baku through the TAP pipeline.")
    assert (mention.surface, mention.feature_id, mention.recogniser) == ("Aurora", "ships:aurora", "ships")
    assert (mention.lon, mention.lat) == (50.0, 41.0)
    assert parser("Nothing sailed from Baku.") == []


def all_at_null_island(text: str, spans: Sequence[Span]) -> list[Mention]:
    """A resolver of a user's own."""
    return [
        Mention(
            s.start,
            s.end,
            s.surface,
            "place",
            "x:0",
            "Null Island",
            0.0,
            0.0,
            "resolved",
            1.0,
            1.0,
            "all",
            text,
        )
        for s in spans
    ]


def test_a_resolver_of_ones_own_gets_the_places_only() -> None:
    seen: list[Span] = []

    def resolver(text: str, spans: Sequence[Span]) -> list[Mention]:
        seen.extend(spans)
        return all_at_null_island(text, spans)

    mentions = Geoparser(resolver=resolver)("Gas from Baku reaches Italy through the TAP pipeline.")
    assert {"Baku", "Italy"} <= {span.surface for span in seen}
    assert {span.feature_type for span in seen} == {"place"}
    meant = {m.surface: m.feature_id for m in mentions}
    assert (meant["Baku"], meant["Italy"], meant["TAP pipeline"]) == ("x:0", "x:0", "tap")


def test_explain_keeps_the_candidates_and_the_evidence_for_each() -> None:
    (paris, texas) = geomap.explain("A court in Paris, Texas, heard the case.")
    assert set(paris) == {field.name for field in fields(Mention)}
    assert paris["feature_id"] == paris["candidates"][0]["feature_id"] == "geonames:4717560"
    assert len(paris["candidates"]) > 1
    assert paris["candidates"][0]["evidence"]["containment"] == 1.0
    assert paris["reason"]
    assert texas["name"] == "Texas"


def test_explain_can_be_asked_for_some_words_only() -> None:
    text = "A court in Paris, Texas, heard the case."
    assert [row["surface"] for row in geomap.explain(text, "PARIS")] == ["Paris"]
    assert geomap.explain(text, "Moscow") == []


def test_a_name_that_is_no_place_here_says_why_and_has_no_point(geoparser: Geoparser) -> None:
    mentions = [
        m for m in geoparser("Mr. Jordan Lincoln met Paris Odum. Lincoln smiled.") if m.status != "resolved"
    ]
    for mention in mentions:
        assert (mention.status, mention.feature_id, mention.lon) == ("unresolved", None, None)
        assert mention.reason


@pytest.mark.parametrize("text", ["Jordan Miller spoke in Baku.", "Songs by Chad Walker won prizes."])
def test_a_person_with_the_first_name_of_a_country_is_no_country(geoparser: Geoparser, text: str) -> None:
    assert not {"Jordan", "Israel", "Chad"} & {m.surface for m in geoparser(text) if m.status == "resolved"}


def test_a_missing_gazetteer_or_catalogue_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(GeomapError, match="nowhere"):
        Geoparser(gazetteer=tmp_path / "nowhere")
    with pytest.raises(GeomapError, match="nowhere"):
        Geoparser(catalogue=[tmp_path / "nowhere"])


def test_the_outlets_country_decides_between_places_of_one_name() -> None:
    text = "The road from Cambridge was closed."
    (british,) = geomap.geoparse(text, source="cambridge-news.co.uk")
    (canadian,) = geomap.geoparse(text, source="example.ca")
    assert british.candidates[0].country == "GB"
    assert british.score > next(m.score for m in geomap.geoparse(text))
    assert canadian.candidates[0].country == "CA" or canadian.score < british.score


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            "Prezident Bakıda və Gəncədə çıxış edib, Ermənistanla sülh üçün Naxçıvana gedib.",
            ["Bakıda", "Gəncədə", "Ermənistanla", "Naxçıvana"],
        ),
        ("მატარებელი თბილისი - ბაქო დილით გადის", ["თბილისი", "ბაქო"]),
        (
            "Поезд идёт из Москвы в Анкару. Потом в Грузию, в Турцию.",
            ["Москвы", "Анкару", "Грузию", "Турцию"],
        ),
        ("Потяг їде в Україну, потім у Польщу", ["Україну", "Польщу"]),
        ("زار الوزير العراق وتركيا", ["العراق", "تركيا"]),
        ("Bakıda və Türkiyədə görüş oldu.", ["Bakıda", "Türkiyədə"]),
        ("პრეზიდენტი თბილისში ჩავიდა, შემდეგ ბაქოში", ["თბილისში", "ბაქოში"]),
        ("Պատվիրակությունը Երևանում էր", ["Երևանում"]),
        ("Keys were found in Bakida.", []),
    ],
)
def test_places_are_found_with_the_endings_of_their_language(
    geoparser: Geoparser, text: str, places: list[str]
) -> None:
    assert [m.surface for m in geoparser(text) if m.status == "resolved"] == places


def test_a_council_is_no_ocean(geoparser: Geoparser) -> None:
    found = [m.surface for m in geoparser("The Atlantic Council in Washington wrote about the Atlantic.")]
    assert found == ["Washington", "Atlantic"]
