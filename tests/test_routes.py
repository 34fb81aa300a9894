"""Route names in the wild: how people write them, and what only looks like one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.catalogue import read_catalogue
from geomap.recognition.routes import RouteMatcher
from geomap.text import fold

MATCHER = RouteMatcher(read_catalogue())


def found(text: str) -> list[tuple[str, str]]:
    spans, _ = MATCHER.find(text, fold(text))
    assert all(text[span.start : span.end] == span.surface for span in spans)
    return [(span.surface, span.candidates[0].feature_id) for span in spans]


@pytest.mark.parametrize(
    ("text", "surface", "route"),
    [
        ("They spoke about the Zangezur Corridor in Baku.", "Zangezur Corridor", "zangezur-corridor"),
        ("Control of the Zangezur route matters.", "Zangezur route", "zangezur-corridor"),
        ("Progress on the Zangazur corridor was slow.", "Zangazur corridor", "zangezur-corridor"),
        ("THE ZANGEZUR CORRIDOR OPENS", "ZANGEZUR CORRIDOR", "zangezur-corridor"),
        ("the “Zangezur\ncorridor” was discussed", "Zangezur\ncorridor", "zangezur-corridor"),
        ("Zəngəzur dəhlizinin açılması", "Zəngəzur dəhlizinin", "zangezur-corridor"),
        ("об открытии Зангезурского коридора", "Зангезурского коридора", "zangezur-corridor"),
        ("Zengezur Koridoru'nun açılışı", "Zengezur Koridoru", "zangezur-corridor"),
        ("home to the Middle Corridor, a trade route", "Middle Corridor", "middle-corridor"),
        (
            "cargo on the Trans-Caspian International Transport Route grew",
            "Trans-Caspian International Transport Route",
            "middle-corridor",
        ),
        ("support for the Trans-Caspian gas pipeline", "Trans-Caspian gas pipeline", "trans-caspian-gas"),
        ("a Trans\u2011Caspian pipeline for Turkmen gas", "Trans\u2011Caspian pipeline", "trans-caspian-gas"),
        ("gas for Europe: the Trans-Caspian project is back", "Trans-Caspian project", "trans-caspian-gas"),
        ("While TAP and other gas pipelines help Italy", "TAP", "tap"),
        ("oil flows through the BTC pipeline", "BTC pipeline", "btc"),
        ("the Baku–Tbilisi–Ceyhan oil pipeline", "Baku–Tbilisi–Ceyhan oil pipeline", "btc"),
        ("the Baku - Tbilisi - Kars railway opened", "Baku - Tbilisi - Kars railway", "btk-railway"),
    ],
)
def test_a_route_is_found_as_people_write_it(text: str, surface: str, route: str) -> None:
    assert found(text) == [(surface, route)]


@pytest.mark.parametrize(
    "text",
    [
        "Heard in the corridors of power in Baku.",
        "Turn off the TAP and save water.",
        "Lisbon-based TAP Air Portugal cancelled flights to Italy.",
        "Bitcoin (BTC) rose 4 percent; BTC traders cheered in Turkey.",
        "Patients waited in the middle corridor of the hospital.",
        "The Zangezur mountains are high.",
        "The Zangezur copper plant reported a loss.",
        "The Trans-Caspian Railway of the 1880s ran to Samarkand.",
        "Linda Tripp testified. Tripp said no more.",
        "The CPC congress met in Beijing, the Communist Party of China said.",
        "The airport opened an air corridor. A wildlife corridor followed.",
        "Please tap the screen.",
    ],
)
def test_what_only_looks_like_a_route_is_none(text: str) -> None:
    assert found(text) == []


def test_the_towns_of_a_routes_name_belong_to_the_name() -> None:
    text = "The Baku-Tbilisi-Ceyhan pipeline starts near Baku."
    _, stretches = MATCHER.find(text, fold(text))
    assert stretches == [(4, 32)]


def test_two_routes_side_by_side_are_two_mentions() -> None:
    assert [route for _, route in found("Gas reaches Italy through TANAP and TAP, two pipelines.")] == [
        "tanap",
        "tap",
    ]


def test_the_noun_decides_between_routes_that_share_a_word() -> None:
    assert found("the Trans-Caspian oil pipeline was dropped") == [
        ("Trans-Caspian oil pipeline", "trans-caspian-oil")
    ]
    assert found("the Trans-Caspian corridor carries containers")[0][1] == "middle-corridor"


def test_the_reason_names_the_word_that_decided() -> None:
    text = "TAP carries gas to Italy."
    (span,), _ = MATCHER.find(text, fold(text))
    assert span.reason.startswith('acronym "TAP" with "')
    assert span.alias_type == "acronym"


@given(st.text(alphabet=st.sampled_from("TAP BTC Zangezur coridpeln-\n.,'Зк"), max_size=120))
def test_any_text_gives_spans_that_hold(text: str) -> None:
    spans, _ = MATCHER.find(text, fold(text))
    for span in spans:
        assert text[span.start : span.end] == span.surface
    assert all(left.end <= right.start for left, right in pairwise(spans))


def test_a_matcher_without_routes_knows_none() -> None:
    spans, stretches = RouteMatcher({}).find("the Zangezur corridor", fold("the Zangezur corridor"))
    assert [span.candidates for span in spans] == [()]
    assert stretches == []


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("The Bereket–Hazarly gas pipeline was tested.", "Bereket–Hazarly gas pipeline"),
        ("Officials praised the Zaysan-Olgiy transport corridor.", "Zaysan-Olgiy transport corridor"),
    ],
)
def test_a_route_the_catalogue_does_not_have_is_listed_unresolved(text: str, phrase: str) -> None:
    spans, stretches = MATCHER.find(text, fold(text))
    assert [(span.surface, span.candidates) for span in spans] == [(phrase, ())]
    assert stretches == []


@pytest.mark.parametrize(
    "text", ["A new gas pipeline is planned.", "The Corridor opened.", "The airport opened an air corridor."]
)
def test_a_kind_of_route_without_a_name_is_no_unknown_route(text: str) -> None:
    assert MATCHER.find(text, fold(text)) == ([], [])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The Zangezur corridor opens. Tehran opposes the corridor.", "corridor"),
        ("Gas flows through TurkStream. Bulgaria relies on this pipeline.", "pipeline"),
        ("Der Südliche Gaskorridor beginnt in Baku. Das Projekt ist fertig.", "Projekt"),
        ("Зангезурский коридор строится. Иран против этого коридора.", "коридора"),
        ("Gaz płynie przez Baltic Pipe. „Rurociąg jest pełny”, mówi operator.", "Rurociąg"),
        ("TANAP bu il daha çox qaz nəql edir və bu, üç ölkə üçün vacibdir. Kəmər Türkiyədən keçir.", "Kəmər"),
        (
            "Zengezur Koridoru bu yıl açılacak ve ticaret için önemli. Bakan hattın bir yılda biteceğini söyledi.",
            "hattın",
        ),
        (
            "Zengezur Koridoru bu yıl yapılıyor ve ticaret için önemli. Bakana göre hat bir yılda bitecek.",
            "hat",
        ),
        (
            "TOPH gaz geçirijisi gurulýar we bu dört ýurt üçin möhüm. Ministr geçirijiniň uzakdygyny aýtdy.",
            "geçirijiniň",
        ),
        ("Τα πλοία περνούν από τα Στενά του Ορμούζ. Το Ιράν λέει ότι τα Στενά μένουν ανοιχτά.", "Στενά"),
        ("ზანგეზურის დერეფანი შენდება. მინისტრმა დერეფნისთვის თანხა გამოყო.", "დერეფნისთვის"),
        ("Il gas arriva con il TAP dall'Albania. Dal 2020 la condotta non si è mai fermata.", "condotta"),
    ],
)
def test_a_reference_back_is_linked_and_marked(text: str, word: str) -> None:
    spans, _ = MATCHER.find(text, fold(text))
    assert [(span.surface, span.anaphora) for span in spans][1:] == [(word, True)]
    assert spans[1].candidates[0].feature_id == spans[0].candidates[0].feature_id
    assert spans[1].score < spans[0].score


@pytest.mark.parametrize(
    "text",
    [
        "The Zangezur corridor opens. A new corridor is planned elsewhere.",
        "TurkStream carries gas. The corridors of Sofia's parliament are long.",
        "Trade is for the ministry to plan. TRIPP, the transit link through Syunik, is debated.",
        "Газ идёт по «Турецкому потоку». Строить новый газопровод никто не хочет.",
        "中欧班列经过中吉乌铁路。哈萨克斯坦铁路公司负责运输。",
        "ზანგეზურის დერეფანი შენდება. სამინისტროში დერეფნები გრძელია.",
        "TürkAkım gaz taşıyor. Şirket yeni bir petrol hattı öneriyor.",
        "Зангезурский коридор строится. Минтранс утвердил план ремонта школ.",
    ],
)
def test_another_thing_of_the_kind_is_no_reference(text: str) -> None:
    spans, _ = MATCHER.find(text, fold(text))
    assert not any(span.anaphora for span in spans)


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("Explosions hit Nord Stream 1 and 2.", {"nord-stream", "nord-stream-2"}),
        (
            "Kazakhstan uses the Middle and Northern corridors for freight to Russia.",
            {"middle-corridor", "northern-corridor-eurasia"},
        ),
    ],
)
def test_a_coordination_gives_one_mention_per_route_on_the_same_words(text: str, routes: set[str]) -> None:
    spans, stretches = MATCHER.find(text, fold(text))
    assert {span.candidates[0].feature_id for span in spans} == routes
    assert len({(span.start, span.end) for span in spans}) == len(stretches) == 1


def test_a_coordination_ends_with_the_sentence() -> None:
    text = "The road crosses Syunik and Baku. The Zangezur Corridor is long."
    spans, _ = MATCHER.find(text, fold(text))
    assert [span.surface for span in spans] == ["Zangezur Corridor"]


@pytest.mark.parametrize(
    "text",
    ["Trans", "the Middle", "Nord Stream", "Nord Stream 1 and", "the Middle and", "3", "Baku–Tbilisi–"],
)
def test_a_text_may_end_in_the_middle_of_a_name(text: str) -> None:
    spans, _ = MATCHER.find(text, fold(text))
    assert all(text[span.start : span.end] == span.surface for span in spans)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Work on T.R.I.P.P. begins; the Trump Route crosses Armenia.", ("T.R.I.P.P", "tripp")),
        ("A road meets the Zan-\ngezur corridor.", ("Zan-\ngezur corridor", "zangezur-corridor")),
        ("Подписан контракт по «Силе Сибири — 2».", ("Силе Сибири — 2", "power-of-siberia-2")),
        (
            "Afg‘oniston orqali Trans-Afg‘on temir yo‘lining uzunligi.",
            ("Trans-Afg‘on temir yo‘lining", "trans-afghan-railway"),
        ),
        ("Oʻrta yoʻlakda yuk tashish oshdi.", ("Oʻrta yoʻlakda", "middle-corridor")),
        ("O'rta yo'lak orqali yuk tashish oshdi.", ("O'rta yo'lak", "middle-corridor")),
        ("基石XL管道被取消。", ("基石XL管道", "keystone-xl")),
        ("通过TANAP管道输送天然气到土耳其。", ("TANAP管道", "tanap")),
    ],
)
def test_a_name_is_found_as_it_is_printed(text: str, expected: tuple[str, str]) -> None:
    assert found(text)[0] == expected


def test_acronyms_in_the_company_of_other_routes_are_explained_by_them() -> None:
    text = "Full: Medgaz, Blue Stream. Half full: EUGAL."
    spans, _ = MATCHER.find(text, fold(text))
    assert [span.candidates[0].feature_id for span in spans] == ["medgaz", "blue-stream", "eugal"]
    assert "and 1 more of its kind" in spans[-1].reason


def test_both_means_the_last_two_routes_of_the_kind() -> None:
    text = (
        "Blue Stream and TurkStream end in Türkiye, the Zangezur corridor does not. Both pipelines carry gas."
    )
    spans, _ = MATCHER.find(text, fold(text))
    back = [(span.surface, span.candidates[0].feature_id) for span in spans if span.anaphora]
    assert back == [("Both pipelines", "blue-stream"), ("Both pipelines", "turkstream")]


def test_two_new_ones_are_not_the_two_named() -> None:
    text = "Blue Stream and TurkStream end in Türkiye. Two pipelines are planned in the north."
    assert [word for word, _ in found(text)] == ["Blue Stream", "TurkStream"]


def test_two_of_them_have_an_article_in_french() -> None:
    text = "Nord Stream et TurkStream relient la Russie à l'Europe. Les deux gazoducs sont connus."
    spans, _ = MATCHER.find(text, fold(text))
    assert {span.candidates[0].feature_id for span in spans if span.anaphora} == {"nord-stream", "turkstream"}


def test_both_means_nothing_where_one_route_is_named() -> None:
    text = "Blue Stream ends in Türkiye. Both pipelines leak."
    assert [word for word, _ in found(text)] == ["Blue Stream"]


def test_an_italian_preposition_is_no_acronym_among_pipelines() -> None:
    text = "Nel 2025 il gas arriva dal TAP e dal Tanap, mentre il gasdotto Poseidon e il gasdotto GALSI restano sulla carta."
    assert "Nel" not in [word for word, _ in found(text)]


def test_the_ends_of_a_pipeline_name_it_among_others() -> None:
    text = "Iraq exports through the Kirkuk-Ceyhan pipeline. It wants to repair Kirkuk-Baniyas too."
    assert ("Kirkuk-Baniyas", "kirkuk-baniyas") in found(text)
    assert found("A convoy drove the Kirkuk-Baniyas stretch in two days.") == []


def test_an_oil_grade_does_not_hide_the_line_that_is_named() -> None:
    text = "The ESPO pipeline is full. ESPO Blend is dear. Transneft repairs ESPO this week."
    assert [route for _, route in found(text)] == ["espo", "espo"]


def test_a_reference_means_the_route_that_was_named_with_its_word() -> None:
    text = "Armenia says TRIPP, never the Zangezur corridor. Washington prefers TRIPP. The corridor is 42 km long."
    spans, _ = MATCHER.find(text, fold(text))
    assert [span.candidates[0].feature_id for span in spans if span.anaphora] == ["zangezur-corridor"]


def test_the_reason_names_what_speaks_against_it() -> None:
    text = "Tap water is fine. The TAP pipeline brings gas from Albania to Italy."
    spans, _ = MATCHER.find(text, fold(text))
    assert spans[0].surface == "TAP pipeline"
    assert 'against it "tap water"' in spans[0].reason


@pytest.mark.parametrize(
    "text",
    [
        "A firm called Keystone Pipeline Services cleans drains.",
        "Kurum. Türkiye'de BTK telefon kayıt ücretini artırdı.",
        "IMEC, the chip laboratory in Leuven, signed with India, Israel and the United Arab Emirates.",
        "England's North-South divide grows. A mayor wants a north-south corridor of opportunity.",
        "Tourists photograph the red sand on Hormuz.",
        "ESPO Blend fell again. Refiners in China bought less ESPO than in May, Russia's crude being dear.",
        "Orta koridorda kavga çıktı: okulun müdürü konuştu. Kuzey koridorda iki öğrenci bir lisede okuyan gence vurdu.",
    ],
)
def test_a_look_alike_in_the_wrong_company_is_no_route(text: str) -> None:
    assert found(text) == []


def test_a_strait_is_no_canal() -> None:
    assert found("İstanbul Boğazı trafiğe kapandı.") == [("İstanbul Boğazı", "bosphorus")]


def test_the_authority_of_a_canal_is_not_the_canal() -> None:
    text = "Ships queue at the Panama Canal. The canal authority cut the number of slots."
    assert [word for word, _ in found(text)] == ["Panama Canal"]


def test_a_plural_means_all_that_were_named() -> None:
    text = "The Zangezur corridor and the Lachin corridor cross Armenia. The corridors divide the country."
    spans, _ = MATCHER.find(text, fold(text))
    back = [span.candidates[0].feature_id for span in spans if span.anaphora]
    assert back == ["zangezur-corridor", "lachin-corridor"]


@pytest.mark.parametrize(
    "text",
    [
        "The choir sang, then Blue Stream, a band from the suburbs, played until midnight.",
        "Der mittlere Korridor im zweiten Stock wird neu gestrichen.",
        "İkinci kattaki orta koridor pazartesiye kadar kapalı kalacak.",
        "Bosphorus University students voted for a new dean.",
        "She grew up with a view of the Bosphorus and a piano.",
        "В кинотеатре «Голубой поток» показывали комедию.",
        "AĞRI'da kar yağışı etkili oldu, doğal gaz kesildi.",
        "The BTC pipeline of new buyers has dried up; bitcoin fell again, crypto funds said.",
        "نادي قناة السويس فاز بالمباراة",
        "Laçın və Ağdamda uşaqların keçidi üçün yeni yol çəkilir.",
    ],
)
def test_ordinary_words_name_no_route_in_a_text_on_something_else(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("Cargo on the Middle Corridor doubled.", "middle-corridor"),
        ("Orta koridor üzerinden taşınan yük arttı.", "middle-corridor"),
        ("Gas flows through Blue Stream fell.", "blue-stream"),
        ("Two tankers collided in the Bosphorus.", "bosphorus"),
        ("The Middle Corridor was discussed in Kazakhstan.", "middle-corridor"),
        ("TurkStream and Blue Stream were full.", "blue-stream"),
    ],
)
def test_ordinary_words_name_one_where_the_text_speaks_of_it(text: str, route: str) -> None:
    assert route in {feature for _, feature in found(text)}


def test_an_acronym_with_one_capital_needs_its_route_named() -> None:
    assert found("Il Tap costa troppo.") == []
    assert ("Tap", "tap") in found(
        "Il gasdotto Trans Adriatic Pipeline (Tap) porta gas: il Tap arriva in Puglia."
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Work on Rail Baltica goes on. The 870-km standard-gauge railway will open in 2030.", "railway"),
        ("Газопровод «Сила Сибири» заполнен. Мощность газопровода растёт.", "газопровода"),
        ("Der Mittlere Korridor transportiert Fracht. Die Kapazität des Korridors ist klein.", "Korridors"),
    ],
)
def test_a_reference_may_be_described_or_stand_after_the_first_word(text: str, word: str) -> None:
    assert found(text)[-1][0] == word


@pytest.mark.parametrize(
    "text",
    ["Rail Baltica is late. The only project on time is a bridge.", "Rail Baltica grows. It was off line."],
)
def test_the_only_or_the_first_one_is_another(text: str) -> None:
    assert [surface for surface, _ in found(text)] == ["Rail Baltica"]


def test_a_reference_means_the_subject_of_the_sentence_before_and_the_last_one_of_its_own() -> None:
    text = (
        "Nord Stream 2 never carried gas to the grid, unlike TurkStream. The pipeline will not be certified."
    )
    assert found(text)[-1] == ("pipeline", "nord-stream-2")
    text = "Gas reached Italy by TurkStream, and in winter by Nord Stream, but the pipeline broke."
    assert found(text)[-1] == ("pipeline", "nord-stream")


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Oil by Baku-Tbilisi-Ceyhan; the (BTC) pipeline is full.", "BTC"),
        ("Ремонт: газопровод «Турецкий поток» остановлен.", "Турецкий поток"),
        ("„Турски поток“ газопровод пренася газ.", "Турски поток"),
        ('The "Blue Stream" gas pipeline carries gas.', "Blue Stream"),
    ],
)
def test_a_name_is_cut_at_a_bracket_or_quote_whose_other_half_is_outside(text: str, surface: str) -> None:
    assert surface in [surface for surface, _ in found(text)]


def test_whole_names_joined_by_and_stand_each_by_itself() -> None:
    text = "In Iraq the Development Road and Turkey's Middle Corridor compete for freight."
    assert found(text) == [("Development Road", "development-road"), ("Middle Corridor", "middle-corridor")]


def test_the_alias_is_the_one_that_is_written() -> None:
    text = "Открыт Зангезурский коридор."
    spans, _ = MATCHER.find(text, fold(text))
    assert (spans[0].alias_language, spans[0].alias_type) == ("ru", "contested")


def test_what_flows_tells_which_pipeline_is_meant() -> None:
    text = "The Baku-Tbilisi-Ceyhan pipeline carries oil. The Trans Adriatic Pipeline ends in Italy. The gas pipeline will grow."
    assert found(text)[-1] == ("pipeline", "tap")


def test_a_denied_word_outweighs_capitals() -> None:
    assert found("Middle Corridor patients were moved out of the hospital.") == []


def test_a_long_acronym_is_explained_by_one_other_route_of_its_kind() -> None:
    assert found("TRIPP and the Middle Corridor") == [
        ("TRIPP", "tripp"),
        ("Middle Corridor", "middle-corridor"),
    ]
    assert ("TAP", "tap") not in found("TAP and TurkStream")
