"""Whether a text speaks of trade, energy or shipping at all, for names that are ordinary words.

"The middle corridor" of a hospital, a band called Blue Stream and the Bosphorus
University stand in texts that never speak of freight, gas or ships. A name that
is made of ordinary words, or is a bare "Bosphorus", needs such a word, or a
country on the route, somewhere in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from geomap.catalogue import Alias, Route
from geomap.recognition import lexicon, nouns
from geomap.recognition.words import IS_CJK, WORD, make_searchable
from geomap.text import fold_name

# Beginnings of words, in the order of the languages below; with a full stop: the whole word.
# en az tr ru uk bg kk uz tk de fr it es pt pl el ro sr hu hy ka fa ar zh hi
_ENERGY = """
    gas. pipeline crude oil. barrel lng bcm refiner gazprom
    qaz. qazı. qazın. kəmər neft boru. petrol doğalgaz gaz. gazı. gazın. gazının. metreküp varil
    газ. газа. газу. газом. газо гтс. газпром нефт нафт трубопровод баррел кубометр барел петрол мұнай құбыр quvur nebit nebiti нефть
    erdgas erdöl rohöl öl. kubikmeter pétrole gazoduc baril brut. metano gasdott petrolio greggio oleodott gasoduct petróle crudo. oleoduct gás. gasodut barril
    gazu. gazow gazociąg ropa. ropy. ropę. rurociąg baryłe αέριο αερίου αγωγ πετρέλαι βαρέλ gaze. gazele gaz. földgáz kőolaj nafta gasovod plin. плин
    գազ նավթ გაზ ნავთობ گاز. گازی نفت غاز. الغاز النفط 天然气 石油 原油 管道 输气 गैस तेल. पाइपलाइन
"""
_TRADE = """
    trade freight cargo container export import transit logistic customs tonne tons. railway rail. port. ports. shipment shipping goods. infrastructure connectivity transport
    yük. yüklər yükün ticarət ixrac idxal daşıma daşın liman konteyner gömrük dəmir_yol logisti tranzit ticaret ihracat ithalat taşıma taşın gümrük lojistik demiryol
    груз торгов экспорт импорт транзит логист контейнер таможн порт. порта. порту. портов тонн. железнодор перевоз перевез транспорт вантаж торгів експорт імпорт залізн перевез митн
    товар търгов износ внос пристанищ железоп жп. превоз жүк сауда тасымал теміржол тауар yuk. yuklar savdo eksport temir_yo'l tashish юк. савдо ташиш ýük söwda daşama daşal demir_ýol
    handel fracht güter hafen zoll schiene bahn. tonnen. fret. commerc marchandis conteneur port. douan ferroviair merci. commerci dogan ferrovi mercanc aduan contenedor puerto
    mercador comérci contentor contêiner portuári alfând ferroviári towar handl tranzyt logisty kontener celn kolej ładunk εμπορ εμπόρ εξαγωγ εισαγωγ διαμετακόμ μεταφορ λιμάν λιμέν σιδηροδρομ φορτί
    marfă mărfuri tranzit roba teretn áru vasút բեռ առեւտ առևտ տրանզիտ արտահան ներմուծ երկաթուղ նավահանգ ტვირთ ვაჭრ სავაჭრ ტრანზიტ ექსპორტ იმპორტ რკინიგზ პორტ.
    تجار ترانزیت صادر واردات کالا بندر شحن عبور ميناء موانئ بضائع نقل. سكك 贸易 货运 货物 物流 运输 过境 出口 进口 港口 铁路 集装箱 班列 व्यापार माल. निर्यात आयात पारगमन बंदरगाह रेल
"""
_SHIPPING = """
    ship. ships. shipping vessel tanker maritim naval navy fleet traffic blockad warship frigate cargo freight grain transit crude oil. port. ports. chokepoint
    gəmi gemi. gemiler gemin tanker dəniz deniz donanma boğazı. boğazlar boğazdan neft petrol
    судн судов корабл танкер флот морск морем пролив блокад судно зерн нефт нафт вантаж кораб морськ проток кеме теңіз kema dengiz gämi deňiz кема денгиз
    schiff tanker marine. seeweg meerenge navire pétrolier maritim détroit navi. nave. petrolier mercantil stretto buque petroler naval estrecho navio petroleir estreito
    statk statek tankow morsk cieśnin πλοί δεξαμενόπλο ναυτιλ ναυτικ στενά. στενών θαλάσσ nave. vapor brod. brodov hajó
    նավ. նավեր նավագնաց նեղուց გემ ტანკერ სრუტე კრეისერ کشتی نفتکش تنگه دریا ناوگان سفن سفينة سفينه ملاحة ملاحه ناقل مضيق بحري نفط النفط حوثي 船 油轮 海峡 航运 海军 石油 原油 जहाज टैंकर नौसेना जलडमरूमध्य तेल.
"""
_POWER = """
    cable electric power. grid. megawatt mw. gw. kilovolt kv. interconnect renewable fibre fiber submarine telecom data. internet
    kabel elektrik enerji internet кабел энерг електр энергет интернет оптич кабель strom. netz. leitung électri électricit câble elettric cavo. eléctric elétric prąd energet elektr ηλεκτρ καλώδι διασύνδεσ
    էլեկտր մալուխ ელექტრ კაბელ برق کابل كهرب كابل 电力 电缆 光缆 电网 बिजली केबल
"""
_OF_KIND = {
    "gas_pipeline": _ENERGY,
    "oil_pipeline": _ENERGY,
    "hydrogen_pipeline": _ENERGY
    + " hydrogen wasserstoff hydrogène idrogeno hidrógeno hidrogénio водород водень",
    "transport_corridor": _TRADE,
    "railway": _TRADE,
    "power_line": _POWER,
    "telecom_cable": _POWER,
    "shipping_lane": _SHIPPING,
    "strait": _SHIPPING,
    "canal": _SHIPPING,
}
_MIDDLE = frozenset({"middle", "mid"})
#: Kinds of route whose names are proper names once they have capitals.
ON_LAND = frozenset({"transport_corridor", "railway"})
_IN_BRACKETS = re.compile(r"\(.*\)")
_PIPELINES = frozenset({"gas_pipeline", "oil_pipeline", "hydrogen_pipeline"})
_SEAWAYS = frozenset({"shipping_lane", "strait", "canal"})


def is_doubtful(route: Route, alias: Alias) -> bool:
    """Say whether a name wants a text that speaks of what its route is for.

    So do bare names of seaways, and names in any language of routes whose English
    name is made of ordinary words or is guarded. Acronyms do not, nor names that
    list the words they require, but for pipelines': beside "gas" alone Nabucco may be the opera.
    """
    if alias.type == "acronym" or (alias.require and route.kind not in _PIPELINES):
        return False
    return is_bare_seaway(route, alias) or (
        _tells_nothing(route) and not _says_itself(route.kind, alias.text)
    )


def _says_itself(kind: str, name: str) -> bool:
    """Say whether the name has a word of the topic in it: "Southern Gas Corridor", "Südlicher Gaskorridor"."""
    searchable = make_searchable(fold_name(name))
    return any(stem.strip() in searchable for stem in _stems(kind))


def names_two_ends(route: Route, alias: Alias) -> bool:
    """Say whether a pipeline's name is only its ends, which hardly stand together otherwise: "Kirkuk-Baniyas"."""
    if route.kind not in _PIPELINES or not alias.noun_required or "-" not in alias.text:
        return False
    ends = (fold_name(end.strip()) for end in alias.text.split("-", maxsplit=1))
    return not any(end in lexicon.DIRECTIONS or end in lexicon.words() for end in ends)


def is_bare_seaway(route: Route, alias: Alias) -> bool:
    """Say whether a name is one of a strait, a canal or a sea lane without such a word: "Bosphorus"."""
    return route.kind in _SEAWAYS and not alias.noun_required and _lacks_noun(alias.text)


@cache
def _lacks_noun(name: str) -> bool:
    words = WORD.findall(fold_name(name))
    return all(nouns.noun_at(words, number) is None for number in range(len(words)))


def _tells_nothing(route: Route) -> bool:
    """Say whether a route's name says nothing out of its context: "Middle Corridor", "Blue Stream", "Soyuz"."""
    telling = _telling_words(route.name)
    if route.kind in ON_LAND:
        return telling <= lexicon.DIRECTIONS | _MIDDLE
    guarded = (
        alias for alias in route.aliases if alias.require and alias.type == "name" and alias.language == "en"
    )
    return telling <= lexicon.words() or any(_telling_words(alias.text) == telling for alias in guarded)


@cache
def _telling_words(name: str) -> frozenset[str]:
    words = WORD.findall(fold_name(_IN_BRACKETS.sub("", name)))
    return frozenset(word for word in words if nouns.noun_of(word) is None and word not in nouns.FILLERS)


def topic_stems_in(kind: str, spaced: str) -> list[str]:
    """Return the beginnings of words by which a text speaks of what routes of a kind are for.

    Parameters
    ----------
    kind
        The kind of the route.
    spaced
        The text as `words.make_searchable` makes it: words between blanks.
    """
    return [stem for stem in _stems(kind) if stem in spaced]


def topic_words(kind: str) -> list[str]:
    """Return two English words with which a text speaks of what routes of a kind are for; none for an unknown kind.

    Examples
    --------
    >>> topic_words("strait")
    ['ship', 'ships']
    """
    return [word.removesuffix(".") for word in _OF_KIND.get(kind, "").split()[:2]]


@cache
def _stems(kind: str) -> Sequence[str]:
    stems = []
    for word in _OF_KIND[kind].split():
        spaced = make_searchable(fold_name(word.replace("_", " ").removesuffix(".")))
        if IS_CJK.search(word):
            stems.append(spaced.strip())
        else:
            stems.append(spaced if word.endswith(".") else spaced.removesuffix(" "))
    return tuple(dict.fromkeys(stems))
