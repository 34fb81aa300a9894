"""Words for the names of provinces and districts, used by build_admin.py."""

from __future__ import annotations

import re

#: Outlines of Natural Earth without an ISO number of their own.
NATURAL_EARTH_NAMES = {
    "Kosovo": "XK",
    "Somaliland": "SO",
    "N. Cyprus": "CY",
    "Cyprus U.N. Buffer Zone": "CY",
    "Baikonur": "KZ",
    "Siachen Glacier": "IN",
}

#: Taken off local names: "Anhui Sheng" -> "Anhui".
LOCAL_TYPE_WORDS = re.compile(
    r"^(Muhafazat|Mintaqat|Wilayat-e|Wilaya de|Sha`biyat|Changwat|Baladiyat|Raionul|Opstina|Respublika|Huyen) "
    r"| (Sheng|Shi|Rayon|Rajons|apskritis|Voivodeship|Oblysy|Aymag|Fylke|Governorate)$"
)

_PROVINCES = (
    "AF AM AO AR CD CN CR CU DZ EC GA ID IR KH KP KR LA MN MZ NL NP PG PK TH TR VN ZM ZW",
    ("Province", "province"),
)
_REGIONS = (
    "BF CL CM DK ET FR GE GH GN GR IT NA NE PE SK SN SO TD TG TZ UG",
    ("Region", "region"),
)
_OTHERS = (
    ("EG IQ JO KW LB OM SY TN YE", ("Governorate", "governorate", "Province", "province")),
    ("CH", ("Canton", "canton")),
    ("EE HR HU KE LR LT NO RO SE", ("County", "county")),
    ("BJ BO CG CO GT HN HT NI PY SV UY", ("Department",)),
    ("AT BR DE IN MM MX MY NG SD SS VE", ("State", "state")),
    ("AZ", ("District", "district", "Region", "region", "Rayon")),
    ("BD", ("Division",)),
    ("BG", ("Province", "Oblast", "region")),
    ("BY", ("Region", "region", "Oblast")),
    ("JP", ("Prefecture", "prefecture")),
    ("KG", ("Region", "region", "Oblast", "Province")),
    ("KZ", ("Region", "region", "Oblast", "oblast", "Province")),
    ("LY XK", ("District",)),
    ("PL", ("Voivodeship", "Province")),
    ("RU UA", ("Oblast", "oblast", "Region", "region")),
    ("SA", ("Province", "Region", "region")),
    ("TJ", ("Region", "region", "Province")),
    ("TM", ("Province", "province", "Region", "region", "Velayat")),
    ("UZ", ("Region", "region", "Province", "Viloyat")),
)
#: Said after the name in English: "Lori Province".
TYPE_WORDS = {
    country: words for countries, words in (_PROVINCES, _REGIONS, *_OTHERS) for country in countries.split()
}

#: Names that already say what they are, or that nobody says with a type word.
NO_TYPE_WORD = re.compile(
    r"\b(Province|Region|Oblast|Krai|Okrug|Republic|City|State|County|Governorate|District|Capital|Territory"
    r"|Municipality|Municipal|Community|Strip|Bank|Islands?|region|country|Crimea|Transnistria|Xinjiang|Tibet"
    r"|Nakhchivan|Chechnya|Dagestan|Abkhazia|Apkhazeti|Adjara|Ajara|Kosovo|Tatarstan|Baku|Moscow|Yerevan|Tbilisi"
    r"|Karakalpakstan|Saint Petersburg|Sevastopol)\b"
)

#: Countries whose local names are written oe, ue, ae in the town lists.
ASCII_UMLAUTS = {"AT", "AZ", "DE", "EE", "FI", "SE", "TR"}

#: Provinces that were merged since 2015; news still uses their names. As in the town lists, then in English.
_FORMER_UNITS = {
    "FR": """Alsace; Aquitaine; Auvergne; Bourgogne=Burgundy/Bourgogne; Champagne-Ardenne;
        Franche-Comte=Franche-Comté/Franche-Comte; Haute-Normandie=Upper Normandy/Haute-Normandie;
        Languedoc-Roussillon; Limousin; Lorraine; Lower Normandy=Lower Normandy/Basse-Normandie;
        Midi-Pyrenees=Midi-Pyrénées/Midi-Pyrenees; Nord-Pas-de-Calais; Picardie=Picardy/Picardie;
        Poitou-Charentes; Rhone-Alpes=Rhône-Alpes/Rhone-Alpes""",
    "NO": """Aust-Agder; Hedmark; Hordaland; Nord-Trondelag=Nord-Trøndelag/Nord-Trondelag; Oppland;
        Sogn og Fjordane; Sor-Trondelag=Sør-Trøndelag/Sor-Trondelag; Vest-Agder""",
    "VN": """Ba Ria-Vung Tau; Bac Giang; Bac Kan; Bac Lieu; Ben Tre; Binh Dinh; Binh Duong; Binh Phuoc; Binh Thuan;
        Dak Nong; Ha Giang; Ha Nam; Hai Duong; Hau Giang; Hoa Binh; Kien Giang; Kon Tum; Long An; Nam Dinh;
        Ninh Thuan; Phu Yen; Quang Binh; Quang Nam; Soc Trang; Thai Binh; Tien Giang; Tra Vinh; Vinh Phuc; Yen Bai""",
}
FORMER_UNITS = {
    country: {
        unit.split("=")[0].strip(): unit.split("=")[-1].strip().split("/")
        for unit in " ".join(units.split()).split(";")
    }
    for country, units in _FORMER_UNITS.items()
}

#: Taken off second-order names: "Provincia di Brescia" -> "Brescia".
ADMIN2_TYPE_WORDS = re.compile(
    r"^(Comuna|Powiat|Gemeente|Municipio|Obshtina|Departamento|Partido|Provincia|Provincie|Bezirk|Politischer Bezirk"
    r"|Province|Departement|Okres|Nomos|Komuna|Rrethi|Amphoe|Grad|Canton|Distrito|Kabupaten|Kota|Opstina"
    r"|Regierungsbezirk|Regional District|Regional Municipality|Mesto|Gorod|Daerah|Huyen|Thanh Pho) "
    r"(de la |de l'|di |de |del |della |dell'|des |du |d'|din |of |e |i )?"
    r"| (Kommun|Kommune|vald|linn|District Municipality|Rayon|Raion|Okrug|Ilcesi|District|Shi|Diqu|Audany|Province"
    r"|Region|municipality|rajonas)$"
)
