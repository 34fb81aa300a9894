"""Which GeoNames features news names, and how prominent they are before a text is read.

Feature classes and codes: https://www.geonames.org/export/codes.html. Of the
twelve million features of a full dump two thirds are streams, hills, schools,
hotels and the like that nothing but their neighbourhood knows by name.
"""

from __future__ import annotations

import math
from collections.abc import Collection

from geomap.errors import InputError

CLASSES = frozenset("AHLPRSTUV")
#: Kept unless asked otherwise: whole classes, and single codes of the others.
DEFAULT_CLASSES = frozenset({"P", "A"}) | {
    f"{letter}.{code}"
    for letter, codes in {
        "H": "OCN SEA GULF STRT CHN CNL BAY BGHT FJD FLLS GLCR HBR INLT LGN LK LKN LKS LKSN ESTY DLTA RSV STM STMM STMX RF NRWS SD SHOL",
        "T": "ATOL CAPE CNYN DSRT GRGE HDLD ISL ISLET ISLF ISLS ISLX ISTH MT MTS PASS PEN PENX PK PKS PLAT PLN PT RDGE UPLD VAL VALS VLC",
        "L": "CONT RGN RGNE RGNH RGNL AREA BSNP CST COLF GASF INDS MILB MNA MVA NVB OAS OILF PRK PRT RES RESN RESW RESF RESA TRB BTL EZ",
        "R": "TNL TNLRR OILP",
        "S": "AIRP AIRB AIRH ASTR BDG CSTM CTRB CTRS DAM FT GATE INSM LNDF LOCK MN MNAU MNC MNCU MNFE MNN MSTY OILR OILT PAL PRN PS "
        "PSH PSN PSTB RSTN RUIN ANS PYR SPA STDM CSTL UNIV GOVL",
    }.items()
    for code in codes.split()
}

_HEAD_START = {
    "CONT": 4.0, "OCN": 3.5, "SEA": 2.5, "GULF": 2.0, "STRT": 2.0, "CNL": 1.0, "RGN": 1.5, "DSRT": 1.0, "ISLS": 0.7, "AIRP": 0.5,
    "LK": 0.5, "MTS": 0.7, "PEN": 0.7, "PRT": 0.7, "OILF": 0.7, "GASF": 0.7, "DAM": 0.5, "PSN": 1.0,
}  # fmt: skip
_PLACE_HEAD_START = {
    "PPLC": 2.2, "PCLI": 4.0, "PCL": 4.0, "PCLD": 2.5, "PCLS": 2.5, "PCLIX": 2.5, "TERR": 2.0, "ADM1": 0.3, "ADM2": -0.7, "ADM3": -1.0,
    "ADM4": -1.2, "ADM5": -1.4, "PPLX": -0.5, "PPLH": -0.5, "PPLQ": -0.8, "PPLW": -0.8,
}  # fmt: skip
#: What one doubling of the number of a place's names is worth where its size is unknown.
_FAME = 0.8
_FAME_OF_TOWNS, _MAX_FAME_OF_TOWNS = 0.5, 3.0


def parse_classes(text: str | None) -> frozenset[str]:
    """Return the classes and codes that a list such as "P,A,H.LK" asks for; "all" is every class.

    Raises
    ------
    InputError
        If it names a class that GeoNames does not have.

    Examples
    --------
    >>> sorted(parse_classes("p, H.lk"))
    ['H.LK', 'P']
    """
    if text is None:
        return DEFAULT_CLASSES
    wanted = {part.strip().upper() for part in text.split(",") if part.strip()}
    if "DEFAULT" in wanted:
        wanted = wanted - {"DEFAULT"} | DEFAULT_CLASSES
    if "ALL" in wanted:
        return CLASSES
    for item in sorted(wanted):
        letter, dot, code = item.partition(".")
        if letter not in CLASSES or (dot and not code.isalnum()):
            raise InputError(
                f"--classes: {item!r} is no GeoNames class; give letters of {', '.join(sorted(CLASSES))}, "
                "codes such as H.LK, `default` or `all`"
            )
    if not wanted:
        raise InputError("--classes: nothing is asked for; give for example P,A,H.LK, `default` or `all`")
    return frozenset(wanted)


def is_kept(feature_class: str, feature_code: str, wanted: Collection[str]) -> bool:
    """Say whether a feature is among the classes and codes wanted."""
    return feature_class in wanted or f"{feature_class}.{feature_code}" in wanted


def dump_prominence(feature_class: str, feature_code: str, population: int, n_names: int) -> float:
    """Return how likely a name means this feature of a dump before anything is known of the text.

    Population where it is known; else fame, for which the number of names
    stands: the Rhine has fifty, a brook of that name one.

    Parameters
    ----------
    feature_class, feature_code
        As GeoNames has them.
    population
        0: unknown.
    n_names
        How many alternate names the dump lists.

    Examples
    --------
    >>> dump_prominence("H", "STM", 0, 0) < dump_prominence("P", "PPL", 50_000, 3) < dump_prominence("P", "PPLC", 50_000, 3)
    True
    """
    size, fame = math.log10(max(population, 1)), math.log2(1 + n_names)
    if feature_class in ("P", "A"):
        size = max(size, min(_MAX_FAME_OF_TOWNS, _FAME_OF_TOWNS * fame))
        return max(0.0, size + _PLACE_HEAD_START.get(feature_code, 0.0))
    return max(size, _FAME * fame + _HEAD_START.get(feature_code, 0.0))
