"""Words for the names of provinces and districts, used by build_admin.py."""

from __future__ import annotations

import re

# Outlines of Natural Earth without an ISO number of their own.
NATURAL_EARTH_NAMES = {
    "Kosovo": "XK",
    "Somaliland": "SO",
    "N. Cyprus": "CY",
    "Cyprus U.N. Buffer Zone": "CY",
    "Baikonur": "KZ",
    "Siachen Glacier": "IN",
}

# Taken off local names: "Anhui Sheng" -> "Anhui".
PREFIXES = (
    "Muhafazat ",
    "Mintaqat ",
    "Wilayat-e ",
    "Wilaya de ",
    "Sha`biyat ",
    "Changwat ",
    "Baladiyat ",
    "Raionul ",
    "Opstina ",
    "Respublika ",
    "Huyen ",
)
SUFFIXES = (
    " Sheng",
    " Shi",
    " Rayon",
    " Rajons",
    " apskritis",
    " Voivodeship",
    " Oblysy",
    " Aymag",
    " Fylke",
    " Governorate",
)

# Said after the name in English: "Lori Province".
TYPE_WORDS = {
    **dict.fromkeys(
        (
            "AF",
            "AM",
            "AO",
            "AR",
            "CD",
            "CN",
            "CR",
            "CU",
            "DZ",
            "EC",
            "GA",
            "ID",
            "IR",
            "KH",
            "KP",
            "KR",
            "LA",
            "MN",
            "MZ",
            "NL",
            "NP",
            "PG",
            "PK",
            "TH",
            "TR",
            "VN",
            "ZM",
            "ZW",
        ),
        ("Province", "province"),
    ),
    **dict.fromkeys(
        ("EG", "IQ", "JO", "KW", "LB", "OM", "SY", "TN", "YE"),
        ("Governorate", "governorate", "Province", "province"),
    ),
    **dict.fromkeys(("CH",), ("Canton", "canton")),
    **dict.fromkeys(("EE", "HR", "HU", "KE", "LR", "LT", "NO", "RO", "SE"), ("County", "county")),
    **dict.fromkeys(("BO", "CO", "GT", "HN", "HT", "NI", "PY", "SV", "UY", "CG", "BJ"), ("Department",)),
    **dict.fromkeys(
        (
            "CL",
            "ET",
            "GH",
            "GN",
            "NA",
            "NE",
            "PE",
            "SK",
            "SN",
            "SO",
            "TD",
            "TG",
            "TZ",
            "BF",
            "CM",
            "UG",
            "FR",
            "IT",
            "DK",
        ),
        ("Region", "region"),
    ),
    **dict.fromkeys(("BR", "IN", "MM", "MX", "MY", "NG", "SD", "SS", "VE", "DE", "AT"), ("State", "state")),
    "AZ": ("District", "district", "Region", "region", "Rayon"),
    "BD": ("Division",),
    "BG": ("Province", "Oblast", "region"),
    "BY": ("Region", "region", "Oblast"),
    "GE": ("Region", "region"),
    "GR": ("Region", "region"),
    "JP": ("Prefecture", "prefecture"),
    "KG": ("Region", "region", "Oblast", "Province"),
    "KZ": ("Region", "region", "Oblast", "oblast", "Province"),
    "LY": ("District",),
    "PL": ("Voivodeship", "Province"),
    "RU": ("Oblast", "oblast", "Region", "region"),
    "SA": ("Province", "Region", "region"),
    "TJ": ("Region", "region", "Province"),
    "TM": ("Province", "province", "Region", "region", "Velayat"),
    "UA": ("Oblast", "oblast", "Region", "region"),
    "UZ": ("Region", "region", "Province", "Viloyat"),
    "XK": ("District",),
}

# Names that already say what they are.
NO_TYPE_WORD = re.compile(
    r"\b(Province|Region|Oblast|Krai|Okrug|Republic|City|State|County|Governorate|District|Capital|Territory|Municipality|Municipal|Community|Strip|Bank|Islands?|"
    r"region|country|Crimea|Transnistria|Xinjiang|Tibet|Nakhchivan|Chechnya|Dagestan|Abkhazia|Adjara|Kosovo|Tatarstan|Baku|Moscow|Yerevan|Tbilisi|Saint Petersburg|Sevastopol)\b"
)

ASCII_UMLAUTS = {"SE", "TR", "FI", "EE", "DE", "AT", "AZ"}

# Provinces that were merged; news still uses their names.
FORMER_UNITS = {
    "FR": {
        "Alsace": ["Alsace"],
        "Aquitaine": ["Aquitaine"],
        "Auvergne": ["Auvergne"],
        "Bourgogne": ["Burgundy", "Bourgogne"],
        "Champagne-Ardenne": ["Champagne-Ardenne"],
        "Franche-Comte": ["Franche-Comté", "Franche-Comte"],
        "Haute-Normandie": ["Upper Normandy", "Haute-Normandie"],
        "Languedoc-Roussillon": ["Languedoc-Roussillon"],
        "Limousin": ["Limousin"],
        "Lorraine": ["Lorraine"],
        "Lower Normandy": ["Lower Normandy", "Basse-Normandie"],
        "Midi-Pyrenees": ["Midi-Pyrénées", "Midi-Pyrenees"],
        "Nord-Pas-de-Calais": ["Nord-Pas-de-Calais"],
        "Picardie": ["Picardy", "Picardie"],
        "Poitou-Charentes": ["Poitou-Charentes"],
        "Rhone-Alpes": ["Rhône-Alpes", "Rhone-Alpes"],
    },
    "NO": {
        "Aust-Agder": ["Aust-Agder"],
        "Hedmark": ["Hedmark"],
        "Hordaland": ["Hordaland"],
        "Nord-Trondelag": ["Nord-Trøndelag", "Nord-Trondelag"],
        "Oppland": ["Oppland"],
        "Sogn og Fjordane": ["Sogn og Fjordane"],
        "Sor-Trondelag": ["Sør-Trøndelag", "Sor-Trondelag"],
        "Vest-Agder": ["Vest-Agder"],
    },
    "VN": {
        name: [name]
        for name in (
            "Ba Ria-Vung Tau", "Bac Giang", "Bac Kan", "Bac Lieu", "Ben Tre", "Binh Dinh", "Binh Duong", "Binh Phuoc", "Binh Thuan", "Dak Nong", "Ha Giang", "Ha Nam",
            "Hai Duong", "Hau Giang", "Hoa Binh", "Kien Giang", "Kon Tum", "Long An", "Nam Dinh", "Ninh Thuan", "Phu Yen", "Quang Binh", "Quang Nam", "Soc Trang",
            "Thai Binh", "Tien Giang", "Tra Vinh", "Vinh Phuc", "Yen Bai",
        )
    },
}  # fmt: skip

ADMIN2_PREFIXES = (
    r"^(Comuna (de |din )?|Powiat |Gemeente |Municipio (de |del )?|Obshtina |Departamento (de |del )?|Partido (de |del )?|Provincia (di |de |del |della |dell')?|Bezirk |"
    r"Politischer Bezirk |Province (of |de la |de |du |d')?|Departement (de la |de l'|des |de |du |d')|Okres |Nomos |Komuna e |Rrethi i |Amphoe |Grad |Canton (de |d')?|"
    r"Distrito (de )?|Kabupaten |Kota |Opstina |Regierungsbezirk |Provincie |Regional District of |Regional Municipality of |Mesto |Gorod |Daerah |Huyen |Thanh Pho )"
)
ADMIN2_SUFFIXES = r"( Kommun| Kommune| vald| linn| District Municipality| Rayon| Raion| Okrug| Ilcesi| District| Shi| Diqu| Audany| Province| Region| municipality| rajonas)$"

PROVINCE_NAMES = {
    "CA": {
        "01": "Alberta", "02": "British Columbia", "03": "Manitoba", "04": "New Brunswick", "05": "Newfoundland and Labrador", "07": "Nova Scotia", "08": "Ontario",
        "09": "Prince Edward Island", "10": "Quebec", "11": "Saskatchewan", "12": "Yukon", "13": "Northwest Territories", "14": "Nunavut",
    },
    "AU": {
        "01": "Australian Capital Territory", "02": "New South Wales", "03": "Northern Territory", "04": "Queensland", "05": "South Australia", "06": "Tasmania",
        "07": "Victoria", "08": "Western Australia",
    },
}  # fmt: skip

# Postal codes first, then the abbreviations of the Associated Press and of older style.
ABBREVIATIONS = {
    "CA": {
        "01": ["AB", "Alta."], "02": ["BC", "B.C."], "03": ["MB", "Man."], "04": ["NB", "N.B."], "05": ["NL", "N.L.", "Nfld."], "07": ["NS", "N.S."], "08": ["ON", "Ont."],
        "09": ["PE", "PEI", "P.E.I."], "10": ["QC", "Que."], "11": ["SK", "Sask."], "12": ["YT", "Y.T."], "13": ["NT", "N.W.T.", "NWT"], "14": ["NU"],
    },
    "AU": {
        "01": ["ACT", "A.C.T."], "02": ["NSW", "N.S.W."], "03": ["NT", "N.T."], "04": ["QLD", "Qld"], "05": ["SA", "S.A."], "06": ["TAS", "Tas."], "07": ["VIC", "Vic."],
        "08": ["WA", "W.A."],
    },
    "US": {
        "AL": ["AL", "Ala."], "AK": ["AK"], "AZ": ["AZ", "Ariz."], "AR": ["AR", "Ark."], "CA": ["CA", "Calif.", "Cal."], "CO": ["CO", "Colo."], "CT": ["CT", "Conn."],
        "DE": ["DE", "Del."], "DC": ["DC", "D.C."], "FL": ["FL", "Fla."], "GA": ["GA", "Ga."], "HI": ["HI"], "ID": ["ID"], "IL": ["IL", "Ill."], "IN": ["IN", "Ind."],
        "IA": ["IA"], "KS": ["KS", "Kan.", "Kans."], "KY": ["KY", "Ky."], "LA": ["LA", "La."], "ME": ["ME"], "MD": ["MD", "Md."], "MA": ["MA", "Mass."], "MI": ["MI", "Mich."],
        "MN": ["MN", "Minn."], "MS": ["MS", "Miss."], "MO": ["MO", "Mo."], "MT": ["MT", "Mont."], "NE": ["NE", "Neb.", "Nebr."], "NV": ["NV", "Nev."], "NH": ["NH", "N.H."],
        "NJ": ["NJ", "N.J."], "NM": ["NM", "N.M."], "NY": ["NY", "N.Y."], "NC": ["NC", "N.C."], "ND": ["ND", "N.D."], "OH": ["OH"], "OK": ["OK", "Okla."], "OR": ["OR", "Ore."],
        "PA": ["PA", "Pa.", "Penn."], "RI": ["RI", "R.I."], "SC": ["SC", "S.C."], "SD": ["SD", "S.D."], "TN": ["TN", "Tenn."], "TX": ["TX", "Tex."], "UT": ["UT"],
        "VT": ["VT", "Vt."], "VA": ["VA", "Va."], "WA": ["WA", "Wash."], "WV": ["WV", "W.Va."], "WI": ["WI", "Wis.", "Wisc."], "WY": ["WY", "Wyo."],
    },
}  # fmt: skip
