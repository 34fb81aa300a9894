"""Which place a name means: what the text says outweighs fame, and a doubt is shown."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.geoparser import Geoparser
from geomap.model import Candidate, Mention, Span
from geomap.resolution import MAX_KEPT, resolve_places


def town(key: str, lon: float, lat: float, country: str, admin1: str, population: int) -> Candidate:
    return Candidate(
        key, key.split("-", maxsplit=1)[0].title(), lon, lat, country, admin1, "P", "PPL", population
    )


def province(key: str, lon: float, lat: float, country: str, admin1: str, population: int) -> Candidate:
    return replace(town(key, lon, lat, country, admin1, population), feature_class="A", feature_code="ADM1")


def country(key: str, lon: float, lat: float, code: str, population: int) -> Candidate:
    return replace(
        town(key, lon, lat, code, "", population), feature_class="A", feature_code="PCLI", admin1=None
    )


PARIS = (
    replace(town("paris-fr", 2.35, 48.86, "FR", "11", 2_100_000), feature_code="PPLC"),
    town("paris-tx", -95.56, 33.66, "US", "TX", 25_000),
    town("paris-ca", -80.38, 43.2, "CA", "08", 12_000),
)
TEXAS = (province("texas-us", -99.25, 31.25, "US", "TX", 29_000_000),)
FRANCE = (country("france-fr", 2.0, 46.0, "FR", 67_000_000),)
GEORGIA = (
    country("georgia-ge", 43.5, 42.0, "GE", 3_700_000),
    province("georgia-us", -83.5, 32.75, "US", "GA", 10_700_000),
)
ARMENIA = (country("armenia-am", 45.0, 40.0, "AM", 2_900_000),)
TBILISI = (replace(town("tbilisi-ge", 44.79, 41.72, "GE", "51", 1_200_000), feature_code="PPLC"),)
ATLANTA = (town("atlanta-us", -84.39, 33.75, "US", "GA", 500_000),)
ALABAMA = (province("alabama-us", -86.75, 32.75, "US", "AL", 5_000_000),)
#: Three towns that nothing tells apart: in one country, equally large, hundreds of kilometres from one another.
TRIPLETS = (
    town("twin-east", 20.0, 45.0, "XX", "01", 40_000),
    town("twin-west", 12.0, 45.0, "XX", "02", 40_000),
    town("twin-north", 16.0, 50.0, "XX", "03", 40_000),
)


def resolve(text: str, **names: tuple[Candidate, ...]) -> list[Mention]:
    """Resolve every occurrence of the names in the text; each is surely a name of some place."""
    spans = [
        Span(at, at + len(name), name, "place", "test", candidates, score=0.99)
        for name, candidates in names.items()
        for at in range(len(text))
        if text.startswith(name, at)
    ]
    spans.sort(key=lambda span: span.start)
    return resolve_places(text, spans)


def meanings(mentions: list[Mention]) -> list[str | None]:
    return [mention.feature_id for mention in mentions]


def test_fame_decides_when_the_text_says_nothing() -> None:
    assert meanings(resolve("They met in Paris.", Paris=PARIS)) == ["paris-fr"]


@pytest.mark.parametrize(
    "text",
    [
        "A court in Paris, Texas, heard it.",
        "A court in Paris (Texas) heard it.",
        "A court in Paris in Texas heard it.",
        "A court in Paris, in Texas, heard it.",
    ],
)
def test_a_region_named_beside_the_town_outweighs_fame(text: str) -> None:
    assert meanings(resolve(text, Paris=PARIS, Texas=TEXAS)) == ["paris-tx", "texas-us"]


def test_a_country_named_beside_the_town_is_heard_too() -> None:
    assert meanings(resolve("A court in Paris, France, heard it.", Paris=PARIS, France=FRANCE)) == [
        "paris-fr",
        "france-fr",
    ]


def test_georgia_is_the_country_among_its_neighbours_and_the_state_among_its_own() -> None:
    caucasus = resolve(
        "Trucks from Armenia to Georgia wait near Tbilisi.", Georgia=GEORGIA, Armenia=ARMENIA, Tbilisi=TBILISI
    )
    south = resolve(
        "Snow fell on Georgia and Alabama; Atlanta closed its schools.",
        Georgia=GEORGIA,
        Alabama=ALABAMA,
        Atlanta=ATLANTA,
    )
    assert meanings(caucasus)[1] == "georgia-ge"
    assert meanings(south)[0] == "georgia-us"


def test_a_name_has_one_sense_in_a_document() -> None:
    text = "A court in Paris, Texas, heard it. Paris is small. Few people in Paris came."
    mentions = resolve(text, Paris=PARIS, Texas=TEXAS)
    assert meanings(mentions) == ["paris-tx", "texas-us", "paris-tx", "paris-tx"]
    first, *others = [mention.candidates for mention in mentions if mention.surface == "Paris"]
    assert others == [first, first]


def test_what_cannot_be_told_apart_is_ambiguous_and_keeps_its_candidates() -> None:
    (mention,) = resolve("A fair was held in Twin.", Twin=TRIPLETS)
    assert mention.status == "ambiguous"
    assert mention.feature_id == "twin-east"
    assert (mention.lon, mention.lat) == (20.0, 45.0)
    assert mention.margin == 0.0
    assert {candidate.feature_id for candidate in mention.candidates} == {
        "twin-east",
        "twin-west",
        "twin-north",
    }
    assert [candidate.score for candidate in mention.candidates] == pytest.approx([1 / 3] * 3, abs=1e-4)


def test_no_more_candidates_are_kept_than_the_limit_and_the_best_comes_first() -> None:
    many = tuple(town(f"twin-{n}", 3.0 * n, 45.0, "XX", str(n), 1000 * (n + 1)) for n in range(12))
    (mention,) = resolve("A fair was held in Twin.", Twin=many)
    assert len(mention.candidates) == MAX_KEPT
    scores = [candidate.score for candidate in mention.candidates]
    assert scores == sorted(scores, reverse=True)
    assert mention.feature_id == mention.candidates[0].feature_id


def test_a_name_without_candidates_is_unresolved_without_feature_or_coordinates() -> None:
    (mention,) = resolve("They met in Zhqwx.", Zhqwx=())
    assert mention.status == "unresolved"
    assert (mention.feature_id, mention.name, mention.lon, mention.lat) == (None, None, None, None)
    assert (mention.score, mention.margin, mention.candidates) == (0.0, 0.0, ())
    assert mention.sentence == "They met in Zhqwx."
    assert mention.reason


def test_names_without_candidates_do_not_disturb_the_others() -> None:
    text = "From Zhqwx to Paris, Texas."
    assert meanings(resolve(text, Zhqwx=(), Paris=PARIS, Texas=TEXAS)) == [None, "paris-tx", "texas-us"]


def test_nothing_to_resolve_is_no_error() -> None:
    assert resolve_places("", []) == []
    assert resolve_places("No names here.", []) == []


def test_a_town_goes_before_the_district_of_its_name() -> None:
    """The district counts more people, and its middle lies 11 km (0.1 degrees) from the town."""
    district = province("fuzuli-district", 47.14, 39.7, "AZ", "23", 900_000)
    district = replace(district, feature_code="ADM2")
    place = town("fuzuli-town", 47.14, 39.6, "AZ", "23", 20_000)
    (mention,) = resolve("They drove to Fuzuli.", Fuzuli=(district, place))
    assert mention.feature_id == "fuzuli-town"
    assert mention.status == "resolved"
    assert (
        mention.margin == 1.0
    )  # town and district are one place under two headings, so there is no runner-up


def test_a_person_by_all_signs_stays_unresolved_and_says_why() -> None:
    span = Span(0, 5, "Paris", "place", "test", PARIS, score=0.01)
    (mention,) = resolve_places("Paris Odum scored twice.", [span])
    assert (mention.status, mention.feature_id, mention.lon, mention.lat) == ("unresolved", None, None, None)
    assert 0.0 <= mention.score < 0.5
    assert "hardly" in mention.reason


def test_the_reason_names_the_evidence() -> None:
    mention = resolve("A court in Paris, Texas, heard it.", Paris=PARIS, Texas=TEXAS)[0]
    assert "the text says where it lies or what it is" in mention.reason
    assert mention.candidates[0].evidence["containment"] == 1.0
    assert "FR" not in mention.reason


def test_candidates_given_are_not_changed() -> None:
    resolve("A court in Paris, Texas, heard it.", Paris=PARIS, Texas=TEXAS)
    assert all(candidate.score == 0.0 and not candidate.evidence for candidate in PARIS)


candidates = st.builds(
    town,
    st.sampled_from(["a-1", "a-2", "b-1"]),
    st.floats(-180, 180),
    st.floats(-90, 90),
    st.sampled_from(["AA", "BB", "CC"]),
    st.sampled_from(["01", "02"]),
    st.integers(0, 10**8),
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Aba", "Bala", "Cerci"]), st.lists(candidates, max_size=5), st.floats(0, 1)
        ),
        max_size=8,
    )
)
def test_scores_and_margins_are_chances_and_the_same_input_gives_the_same_output(
    named: list[tuple[str, list[Candidate], float]],
) -> None:
    text = " ".join(name for name, _, _ in named)
    spans, position = [], 0
    for name, places, score in named:
        spans.append(Span(position, position + len(name), name, "place", "test", tuple(places), score=score))
        position += len(name) + 1
    mentions = resolve_places(text, spans)
    assert [(m.start, m.end, m.surface) for m in mentions] == [(s.start, s.end, s.surface) for s in spans]
    for mention in mentions:
        assert 0.0 <= mention.score <= 1.0
        assert 0.0 <= mention.margin <= 1.0
        assert (mention.lon is None) == (mention.feature_id is None) == (mention.status == "unresolved")
        assert all(0.0 <= candidate.score <= 1.0 for candidate in mention.candidates)
    assert resolve_places(text, spans) == mentions


# From here on with the gazetteer that comes with geomap.


def found(geoparser: Geoparser, text: str) -> dict[str, Mention]:
    return {mention.surface: mention for mention in geoparser(text)}


def test_paris_texas_and_paris_france(geoparser: Geoparser) -> None:
    texas = found(geoparser, "The council in Paris, Texas, voted on Monday. Residents of Paris had waited.")
    france = found(geoparser, "Ministers from Germany and Italy met in Paris, the capital of France.")
    assert texas["Paris"].feature_id == "geonames:4717560"
    assert france["Paris"].feature_id == "geonames:2988507"


def test_georgia_in_its_two_neighbourhoods(geoparser: Geoparser) -> None:
    caucasus = found(geoparser, "Georgia, Armenia and Azerbaijan agreed on rail tariffs in Tbilisi.")
    south = found(
        geoparser, "Schools closed in Atlanta and Savannah as snow fell across Georgia and Alabama."
    )
    assert caucasus["Georgia"].feature_id == "geonames:614540"
    assert south["Georgia"].feature_id == "geonames:4197000"


def test_a_town_goes_before_its_district_in_the_real_gazetteer(geoparser: Geoparser) -> None:
    mention = found(geoparser, "Work began in Fuzuli, and buses from Baku to Fuzuli run again.")["Fuzuli"]
    assert mention.feature_id == "geonames:148106"


def test_a_city_goes_before_the_large_province_of_its_name(geoparser: Geoparser) -> None:
    mention = found(geoparser, "Traders in São Paulo expect higher rice prices in Brazil.")["São Paulo"]
    assert mention.feature_id == "geonames:3448439"


def test_springfield_without_a_state_is_ambiguous(geoparser: Geoparser) -> None:
    mention = found(geoparser, "The parade in Springfield drew a crowd.")["Springfield"]
    assert mention.status == "ambiguous"
    assert len(mention.candidates) > 1
    assert len({candidate.admin1 for candidate in mention.candidates}) > 1


def test_springfield_with_a_state_is_not(geoparser: Geoparser) -> None:
    mention = found(geoparser, "The parade in Springfield, Illinois, drew a crowd.")["Springfield"]
    assert (mention.status, mention.feature_id) == ("resolved", "geonames:4250542")


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        (
            "The shop in Windsor, Ontario, closed. Toledo and Cleveland in Ohio were not hit.",
            "Ontario",
            "ADM1",
        ),
        ("A court in the city of Navoi ruled.", "Navoi", "PPL"),
        ("Farmers in the province of Groningen protest.", "Groningen", "ADM1"),
        ("Gardai searched a farm at Dundalk, Co Louth.", "Co Louth", "ADM2"),
        ("Oil tankers wait in the Gulf, off Dubai and Doha.", "Gulf", "GULF"),
    ],
)
def test_what_the_text_says_of_a_place_is_heard(
    geoparser: Geoparser, text: str, name: str, code: str
) -> None:
    found = {mention.surface: mention.candidates[0].feature_code for mention in geoparser(text)}
    assert found[name] == code


@pytest.mark.parametrize(
    "text",
    [
        "Fires burn on Kangaroo Island and near Esperance.",
        "The dispute over the Senkaku Islands goes on.",
        "Beaver County officials met on Monday.",
        "Telescopes stand in the Atacama Desert in Chile.",
    ],
)
def test_a_word_for_the_kind_of_place_makes_a_name_one(geoparser: Geoparser, text: str) -> None:
    assert geoparser(text)[0].status == "resolved"
