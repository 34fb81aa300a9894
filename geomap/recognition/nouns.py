"""The words for corridor, pipeline, railway, ... that stand next to a route's name, in 22 languages.

A word is given as a folded stem; case endings and articles may follow it. Each
has a class (what kind of thing it names) and some a medium (what flows there).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from geomap.text import fold_name


@dataclass(frozen=True, slots=True)
class RouteNoun:
    """What a word says of a route: `kind` is a class such as "pipeline", `medium` "gas", "oil" or None."""

    kind: str
    medium: str | None = None


# class[:medium] -> stems. A stem that ends in "." is a whole word and takes no ending but a plural s.
_NOUNS = {
    "corridor": """
        corridor passage gateway koridor dahliz keçid geçiş geçid güzergah коридор дәліз միջանցք დერეფან დერეფნ კორიდორ
        کریدور دالان گذرگاه راهرو ممر الممر محور المحور 走廊 通道 korridor corridoi corredor korytarz διάδρομ geçelge geçelgä yo‘lag yo‘lak yo_lag yo_lak йўлаг йўлак गलियार कॉरिडोर koridori coridor راهگذر دهلیز folyosó
        """,
    "route": """
        route itinerary marşrut rota yolu. yol. маршрут путь. пути. путём. бағыт երթուղ ուղի მარშრუტ გზა مسیر جاده راه. طریق طريق مسار 路线 之路
        wegstrecke rotta percorso itinéraire voie. ruta itinerario trasa trasy. trasie. trasę. trasą. szlak διαδρομή δρόμο ugur marshrut йўл ugry मार्ग ruta.
        """,
    "road": "road highway motorway expressway autostrada автодорог автомагистраль otoyol magistral ճանապարհ ავტომაგისტრალ 公路 autobahn autoroute carretera дорог шлях път. път",
    "railway": """
        railway railroad rail. railways demiryol demir_yol dəmiryol dəmir_yol железн_дорог железнодорожн_лини железнодорожн_магистрал теміржол
        երկաթուղ რკინიგზ راه‌آهن راه_آهن السكة_الحديد سكة_حديد 铁路 eisenbahn bahnlinie bahnstrecke bahn. chemin_de_fer voie_ferrée ferrovia ferrocarril
        linia_kolejowa kolej залізниц железопът σιδηρόδρομ demir_yol temir_yo‘l temir_yo_l रेलवे रेल_लाइन երկաթգիծ երկաթգծ пруга pruga vasútvonal темір_жол темир_йўл
        """,
    "pipeline": """
        pipeline pipelines boru_hatt boru_hat kəmər boru_kəmər трубопровод трубопровід құбыр խողովակաշար მილსადენ خط_لوله لوله خط_أنابيب خط_الأنابيب أنابيب 管道 管线 rohrleitung
        leitung. conducto condotto conduite oleodotti tubería rurociąg αγωγ truboprovod quvur turbageçiriji पाइपलाइन conductă conducta тръбопровод أنبوب الأنبوب vezeték vezetek магистрал duct duto. pipe. pipes. тръбата. труба. трубу. трубе. трубы. rura. rurę.
        """,
    "pipeline:gas": """
        gazoduc gasdotto gasoducto gasoduto gazociąg газопровод газогон газ_құбыр газ_қубыр gasleitung gaspipeline erdgasleitung erdgaspipeline gaz_boru doğalgaz_boru doğal_gaz_boru qaz_kəmər qaz_boru gazkəmər
        gazsadən գազատար გაზსადენ خط_لوله_گاز خط_الغاز خط_غاز 天然气管道 天然气管线 输气管道 gas_quvur gaz_quvur gaz_geçiriji gazovod plynovod gázvezeték gazoduct gazoduk gjellësjellës
        gasduct αγωγός_φυσικού_αερίου гасовод плинопровод գազամուղ газ_қувур गैस_पाइपलाइन
        """,
    "pipeline:oil": """
        oléoduc oleodotto oleoducto oleoduto ropociąg нефтепровод нафтопровод мұнай_құбыр ölpipeline ölleitung erdölleitung erdölpipeline petrol_boru ham_petrol_boru neft_kəmər neft_boru
        նավթամուղ ნავთობსადენ خط_لوله_نفت خط_النفط 石油管道 原油管道 输油管道 neft_quvur nebit_geçiriji naftovod ropovod kőolajvezeték петролопровод нафтовод նավթատար oleoduct
        """,
    "pipeline:hydrogen": "hidroducto idrogenodotto wasserstoffleitung hydroduc",
    "line": "line hatt hattı hattın xətti xəttin лини линия линии линию линией ligne linea linea. línea linia linie strecke xətt ხაზ գիծ خط 线 γραμμή liniýa लाइन нитк string.",
    "link": "link connection interconnector interconnection enterkonnektör bağlantı verbindung liaison collegamento interconnettore conexión interconexión połączen соединени интерконнектор интерконектор єднан interkonnektor διασύνδεση διασυνδετήριος връзка interconector",
    "cable": "cable kabel kablo кабель кабел câble cavo კაბელ մալուխ کابل كابل 电缆 光缆 καλώδι przewód केबल",
    "strait": """
        strait boğaz пролив détroit estrecho estreito stretto cieśnin meerenge مضيق تنگه 海峡 जलडमरूमध्य проток протока протоц мореуз στεν πορθμ սրուտ სრუტე бұғаз
        bo‘g‘oz bo_g_oz moreuz strâmtoar szoros
        """,
    "canal": "canal kanal канал 运河 नहर قناة قناه کانال διώρυγ არხი. ջրանցք csatorna canale.",
    "waterway": "channel ferry seaway waterway sea_route shipping_lane паром 航道 آبراه",
    "project": """
        project projects initiative scheme plan. programme program. layihə proje girişim проект инициатив жоба ծրագիր նախագիծ նախաձեռնություն პროექტ ინიციატივ پروژه طرح مشروع 项目 计划 projekt
        vorhaben projet. projet progetto proyecto projeto taslama loyiha परियोजना проєкт έργο σχέδι proiect програм
        """,
}
#: Folded words that may stand between a name and its noun.
FILLERS = frozenset(
    fold_name(word)
    for word in """
    gas natural oil crude petroleum energy transport transportation trade transit international land rail railway multimodal freight logistics proposed planned
    subsea undersea offshore underwater submarine export main trunk economic strategic so called pipeline construction expansion green electricity power fibre fiber optic hydrogen
    doğal gaz doğalgaz petrol ham nəqliyyat qaz neft təbii beynəlxalq ulaşım taşımacılık enerji uluslararası ticaret iqtisadi boru
    зелёный зелёного энергетический энергетического электрический elektrik verilişi yaşıl enerji магистральный магистрального транспортный транспортного транспортного международный международного экспортный экспортного газовый газового нефтяной
    de del della dello di du des d l la le il of the за в из por para el do da
    """.split()
)
_MEDIA = {
    "gas": "gas natural_gas gaz doğalgaz qaz газ газов գազ გაზ گاز غاز 天然气 erdgas aérien αέριο gáz गैस",
    "oil": "oil crude petroleum petrol neft нефт нафт мұнай نفت نفط 石油 原油 pétrole petrolio petróleo ropa",
    "rail": "rail railway railroad demiryolu железнодорожн",
    "power": "elektrik elektriç electricity power electric energy green enerji enerjisi энергетическ электр энергомост yaşıl енерг",
    "hydrogen": "hydrogen wasserstoff hydrogène idrogeno hidrógeno водород",
}
#: Which classes of noun suit a kind of route when an alias does not narrow them.
SUITING = {
    "transport_corridor": {"corridor", "route", "road", "railway", "line", "link", "project"},
    "railway": {"railway", "line", "link", "route", "corridor", "project"},
    "gas_pipeline": {"pipeline", "line", "link", "route", "corridor", "project"},
    "oil_pipeline": {"pipeline", "line", "link", "route", "project"},
    "hydrogen_pipeline": {"pipeline", "corridor", "link", "line", "project"},
    "power_line": {"cable", "line", "link", "corridor", "project"},
    "telecom_cable": {"cable", "line", "link", "route", "corridor", "project"},
    "shipping_lane": {"waterway", "strait", "canal", "route", "line", "link", "corridor", "project"},
    "strait": {"waterway", "strait", "route"},
    "canal": {"waterway", "canal", "route", "project"},
}
_MEDIUM_OF_KIND = {
    "gas_pipeline": "gas",
    "oil_pipeline": "oil",
    "hydrogen_pipeline": "hydrogen",
    "railway": "rail",
    "power_line": "power",
}


@cache
def _stems() -> dict[str, list[tuple[tuple[str, ...], bool, RouteNoun]]]:
    """First stem -> (all stems, whole word?, noun), longest first."""
    table: dict[str, list[tuple[tuple[str, ...], bool, RouteNoun]]] = {}
    for label, text in _NOUNS.items():
        kind, _, medium = label.partition(":")
        for word in text.split():
            plain = word.rstrip(".")
            parts = (
                tuple(plain) if "\u3400" <= plain[0] <= "\u9fff" else tuple(map(fold_name, plain.split("_")))
            )
            table.setdefault(parts[0][:3], []).append(
                (parts, word.endswith("."), RouteNoun(kind, medium or None))
            )
    for rows in table.values():
        rows.sort(key=lambda row: (-len(row[0]), -sum(map(len, row[0]))))
    return table


#: Words that mean a route behind its name, and much else without one: language -> class -> words.
_BEHIND_A_NAME = {
    "en": {"strait": "chokepoint"},
    "de": {"corridor": "lücke"},
    "fr": {"project": "ouvrage", "pipeline": "tube tuyau"},
    "it": {"project": "opera", "pipeline": "condotta tubo"},
    "es": {"pipeline": "tubo", "strait": "paso", "canal": "vía"},
    "pl": {"corridor": "przesmyk przesmyku przesmykiem", "pipeline": "rura rurę rurą"},
    "tr": {"line": "hat hattan hatlar", "pipeline": "boru"},
    "tk": {
        "pipeline": "geçiriji geçirijiniň geçirijini",
        "railway": "ýol ýoluň ýoly",
        "route": "gatnaw gatnawyň",
    },
    "uz": {"route": "yo‘lda yo‘lni yo‘lning"},
}


@cache
def behind_a_name(language: str) -> dict[str, RouteNoun]:
    """Return the folded words of a language that mean a route only where one was named before."""
    rows = _BEHIND_A_NAME.get(language, {}).items()
    return {fold_name(word): RouteNoun(kind) for kind, words in rows for word in words.split()}


def first_stems() -> list[str]:
    """Return the folded beginnings of all route words, for a search that `noun_at` then confirms."""
    stems = {stems[0] for rows in _stems().values() for stems, _, _ in rows}
    return sorted(stems.union(*map(behind_a_name, _BEHIND_A_NAME)))


# Names that only begin like a noun.
_NOT_NOUNS = frozenset({"bogazici"})
#: A route noun has at most so many words: "demir ýol", "газ құбыры"; Chinese ones a character each.
_MOST_WORDS = 5
#: A noun's stem may be followed by an ending of at most this many letters.
MAX_ENDING = 5
#: In other letters than ours: "დერეფნისთვის".
MAX_FOREIGN_ENDING = 6


def noun_at(words: list[str], position: int) -> tuple[RouteNoun, int] | None:
    """Return the route noun that begins at `words[position]` (folded words) and how many words it takes.

    Examples
    --------
    >>> noun_at(["газопровода"], 0)
    (RouteNoun(kind='pipeline', medium='gas'), 1)
    >>> noun_at(["water"], 0) is None
    True
    """
    return _noun_of(tuple(words[position : position + _MOST_WORDS])) if may_begin(words[position]) else None


@lru_cache(maxsize=50_000)
def _noun_of(words: tuple[str, ...]) -> tuple[RouteNoun, int] | None:
    """Return the route noun with which the words begin; remembered, because phrases recur."""
    for stems, whole, noun in _stems().get(words[0][:3], ()):
        if (
            len(stems) <= len(words)
            and _has_stem(words[0], stems[0], whole)
            and all(map(_goes_on, words[1:], stems[1:]))
        ):
            return noun, len(stems)
    return None


@lru_cache(maxsize=50_000)
def noun_of(word: str) -> RouteNoun | None:
    """Return the route noun that a single folded word is; remembered, because words recur."""
    found = noun_at([word], 0)
    return found[0] if found else None


@lru_cache(maxsize=50_000)
def may_begin(word: str) -> bool:
    """Say whether a route noun of one or more words can begin with the folded word; for passing over most words fast."""
    return any(_has_stem(word, stems[0], whole) for stems, whole, _ in _stems().get(word[:3], ()))


def _has_stem(word: str, stem: str, whole: bool) -> bool:
    if word in _NOT_NOUNS:
        return False
    if whole or (stem.isascii() and len(stem) <= 4):
        return word in (stem, stem + "s")
    return _goes_on(word, stem)


def _goes_on(word: str, stem: str) -> bool:
    """Say whether a word is a stem and an ending; behind a first one also a short stem: "demir yolunun"."""
    return word.startswith(stem) and len(word) - len(stem) <= (
        MAX_ENDING if word.isascii() else MAX_FOREIGN_ENDING
    )


@cache
def _media() -> list[tuple[str, str]]:
    return [
        (fold_name(word.replace("_", " ")), medium)
        for medium, text in _MEDIA.items()
        for word in text.split()
    ]


@lru_cache(maxsize=50_000)
def medium_of(word: str) -> str | None:
    """Return what flows, if the folded word says so: "gas", "oil", "rail", "power", "hydrogen"."""
    for stem, medium in _media():
        if word == stem or (len(stem) > 3 and word.startswith(stem) and len(word) - len(stem) <= 3):
            return medium
    return None


def parse(phrase: str) -> RouteNoun | None:
    """Return the noun that a phrase such as "gas pipeline" or "nəqliyyat dəhlizi" ends (or begins) with."""
    words = fold_name(phrase).replace("-", " ").split()
    matches = [(position, *found) for position in range(len(words)) if (found := noun_at(words, position))]
    if not matches:
        return None
    position, noun, length = max(matches, key=lambda match: (match[2], match[0]))
    medium = next((m for m in map(medium_of, words[:position] + words[position + length :]) if m), None)
    return RouteNoun(noun.kind, noun.medium or medium)


def suits(noun: RouteNoun, kind: str, narrowed: tuple[RouteNoun, ...] = ()) -> bool:
    """Say whether the noun can stand for a route of this kind, or for one of the `narrowed` nouns."""
    own = _MEDIUM_OF_KIND.get(kind)
    if (
        noun.medium
        and own
        and noun.medium != own
        and not (noun.medium == "rail" and kind.endswith("corridor"))
    ):
        return False
    if noun.medium in ("gas", "oil", "power") and kind in ("transport_corridor", "railway", "shipping_lane"):
        return False
    if narrowed:
        return any(
            (noun.kind == wanted.kind and wanted.medium in (None, noun.medium)) or noun == wanted
            for wanted in narrowed
        )
    return noun.kind in SUITING.get(kind, set())
