"""Words that tell a place name from a person, an organisation or an ordinary word."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from geomap.text import fold_name

_DATA = Path(__file__).parent / "data"


@cache
def words() -> frozenset[str]:
    """Return English words that are written in lower case (SCOWL, through scripts/build_lexicon.py)."""
    return frozenset((_DATA / "words.txt").read_text("utf-8").split())


@cache
def first_names() -> frozenset[str]:
    """Return first names, folded: the US census of 1990, and our own list for the Caucasus to Europe."""
    files = ("first_names.txt", "first_names_extra.txt")
    return (
        frozenset(name for file in files for name in (_DATA / file).read_text("utf-8").split()) - _SMALL_WORDS
    )


@cache
def surnames() -> frozenset[str]:
    """Return common surnames, folded: the US census of 1990, those that are also names of places."""
    return frozenset((_DATA / "surnames.txt").read_text("utf-8").split())


# The census lists these as first names; at the head of a sentence they are something else.
_SMALL_WORDS = frozenset(
    "an be do he in it me my so we you she see many may son sun the no on to or as at by if is us".split()
)
#: Folded titles that come before a surname without a first name.
TITLES_BEFORE_SURNAMES = frozenset(
    "mr mrs ms miss dr prof sgt sen rep gov lt capt sheriff judge officer detective deputy coach president senator governor "
    "mayor".split()
)
#: Folded words before a person's name.
TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir lord lady dame king queen prince princess sheikh sultan pope father sister rev reverend "
    "president vice-president premier chancellor minister secretary ambassador envoy senator sen rep congressman congresswoman "
    "representative governor gov mayor councillor councilman councilwoman alderman judge justice attorney sheriff deputy officer "
    "detective sgt sergeant lt lieutenant capt captain maj major col colonel gen general admiral cmdr commander cpl pvt pfc chief "
    "coach manager director chairman chairwoman chair ceo spokesman spokeswoman spokesperson analyst author actor actress singer "
    "quarterback pitcher pastor bishop archbishop cardinal rabbi imam ayatollah mp mla mep aide adviser advisor expert historian "
    "journalist economist columnist superintendent principal trooper inspector constable pc coroner commissioner".split()
)
#: Folded words after which a place often stands.
PLACE_PREPOSITIONS = frozenset(
    "in at from near to into toward towards outside inside across around through via between within".split()
)
#: Folded words that make a capitalised name before them an organisation's, a product's or an event's.
COMPANY_ENDINGS = frozenset(
    "inc corp corporation ltd llc plc gmbh ag sa spa co company holdings group partners brothers bros & sons".split()
)
#: Folded words that stand in the middle of place names without a capital.
LOWER_IN_NAMES = frozenset(
    "of the and de la le les du des del della di da do dos das el al ul an on upon in am an der den im ob auf bei sur sous van von "
    "und y e i na nad pod u sub by under over with san ar ad as az ash es".split()
)
#: Folded words that are capitalised for other reasons than being a name.
CALENDAR = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday thursday friday "
    "saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun christmas easter ramadan".split()
)
#: Folded words that make what stands before them an institution, a team, a paper or an event.
INSTITUTIONS = frozenset(
    "university college school hospital bank times post news herald tribune gazette journal telegraph police court council club "
    "united city department office museum theatre theater airport stadium arena church cathedral center centre institute academy "
    "fc afc festival marathon conference agreement accord treaty convention declaration foundation society association league "
    "committee commission board authority agency ministry government parliament embassy army forces group games cup open prize "
    "house hotel park road street avenue drive lane bridge square hall library high elementary middle".split()
)
#: Folded verbs whose subject is a person.
SPEECH = frozenset(
    "said says told added asked wrote noted explained believes thinks argued recalled testified".split()
)
#: Folded names of buildings and streets that news uses for a government or a trade.
METONYMS = frozenset(
    [
        "white house",
        "the white house",
        "kremlin",
        "the kremlin",
        "pentagon",
        "wall street",
        "downing street",
        "capitol hill",
    ]
)
#: Folded words in a name that say what kind of place it is: "Kangaroo Island", "Beaver County".
TYPE_WORDS = frozenset(
    "county province state region district prefecture oblast republic kingdom territory territories city township borough island islands isle isles peninsula cape "
    "mount mountain mountains hills valley plateau plains desert forest river lake sea ocean gulf bay strait straits channel canal lagoon delta basin falls reef coast heights "
    "park port fort gap pass".split()
)
#: Folded words after a line's name that make it a company's or an oil grade's.
NOT_THE_LINE = frozenset(
    "services company co inc ltd llc corp corporation blend crude grade shareholder shareholders ag consortium stake stakes shares ceo board staff blends консорциум акционер акционеры смесь "
    "акционеров university quartet festival hotel fc orchestra film restaurant universitesi universiteti universitetinin universitesinin hissedarlar hissedarlari aktionare gesellschafter azionisti actionnaires accionistas akcjonariusze".split()
)
#: Folded words before a name that is then only a club's, a hotel's, a ship's or the like.
NAMED_AFTER = frozenset(
    fold_name(word)
    for word in """
    university club hotel restaurant band festival cinema film opera ship vessel ferry
    университет университета клуб клуба отель гостиница гостинице ресторан ресторане кинотеатр кинотеатре ансамбль группа фестиваль теплоход судно корабль опера фильм
    університет клуб готель ресторан кінотеатр фестиваль корабель опера хотел хотела ресторант клубът корабът кораба фестивал фестивалът операта
    universität hotel klub oper université club hôtel opéra universidad hotel opera università universidade uniwersytet klub
    ξενοδοχειο εστιατοριο οπερα πανεπιστημιο πλοιο جامعة نادي نادى فندق مديرية فريق هيئة مطعم دانشگاه باشگاه هتل رستوران 歌剧 რესტორანი სასტუმრო ოპერა հյուրանոց օպերա
    """.split()
)
#: Folded words before an acronym that make it an oil grade's.
GRADE_WORDS = frozenset(
    "сорт сорта сорту смесь смеси марки марка grade grades blend blends crude sort sorte markali cesidi сорті".split()
)
#: Folded stems of buildings whose corridors carry no trade.
BUILDINGS = (
    "hospital",
    "სართულ",
    "этаже",
    "поверсі",
    "mərtəb",
    "mertebe",
    "qavat",
    "қабат",
    "հարկում",
    "clinic",
    "classroom",
    "hotel lobby",
    "больниц",
    "поликлиник",
    "hastane",
    "xastaxana",
    "аурухана",
    "hassahana",
    "kasalxona",
    "საავადმყოფო",
    "医院",
    "学校",
    "krankenhaus",
    "hopital",
    "ospedale",
    "szpital",
    "лікарн",
    "болниц",
    "νοσοκομει",
    "अस्पताल",
    "հիվանդանոց",
    "بیمارستان",
    "مستشفى",
)
#: Folded beginnings of words of which a text about a school, a ward or a shopping mall has several.
INDOORS = tuple(
    fold_name(word)
    for word in """
    school pupil ward patient classroom building lobby tenant
    okul. okulun lise. lisede sınıf. bina. öğrenci hasta. məktəb şagird binanın палат
    школ здани ученик класс. пациент будівл учн пацієнт училищ сграда ученици пациент мектеп оқушы ғимарат дүкен палата maktab oʻquvchi bino. mekdep okuwçy
    schule schüler gebäude patient école élève lycée bâtiment scuola alunn edificio escuela alumno hospital paciente escola aluno prédio szkoł uczni budynk pacjent școal elev. clădir
    σχολει μαθητ κτιρι სკოლ მოსწავლ შენობ դպրոց աշակերտ շենք مدرسه دانش‌آموز ساختمان مدرسة طلاب مبنى 学生 教室 教学楼 病房 स्कूल छात्र इमारत
    """.split()
)
DIRECTIONS = frozenset(
    "north south east west northern southern eastern western northeast northwest southeast southwest northeastern northwestern "
    "southeastern southwestern central upper lower greater new old downtown inner outer".split()
)
