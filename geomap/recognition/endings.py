"""Endings of names of places: which may follow a name, and which took the place of the nominative's.

"Bakıda" is Bakı with an ending behind it; in "Анкару" the ending of Анкара itself
has changed, so that the name is looked up as it stands in a gazetteer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: What may follow a name, at the end of a word; folded.
FOLLOWING = re.compile(
    # Russian, Ukrainian and Bulgarian endings after a name in the nominative; Turkic ones after an apostrophe
    "(?:(?:ом|ем|ами|ов|ой|ою|ию|ии|а|у|е|ы|и|ю|я|і)|'[a-zа-я]{1,7}"
    # Armenian and Georgian ones
    "|յ?(?:ում|ից|ին|ի)|ով|ը|ն|ში|ზე|დან|ის|ს|თან|მდე|ით|სა)(?![^\\W_])"
)
#: The same of Azerbaijani, Turkmen and Uzbek names, which are ASCII when folded.
FOLLOWING_TURKIC = re.compile("(?:[dt]an?|n?in|n?un|n?i|n?u|y?a|ya|la|ga|ka|dagi|daki|dan)(?![^\\W_])")
# An ending -> what the nominative may have in its place.
_CHANGED = (
    *[(ending, "ия") for ending in ("ию", "ии", "ией", "иею", "ією")],
    *[(ending, "ія") for ending in ("ію", "ії")],
    *[(ending, "а") for ending in ("у", "е", "ы", "ой", "ою", "і")],
    *[(ending, "я") for ending in ("ю", "ей", "е", "и", "і")],
    *[(ending, "ь") for ending in ("и", "ю", "ью", "я", "ем", "е")],
    *[(ending, "и") for ending in ("ами", "ах", "ам")],
    *[(ending, "й") for ending in ("я", "ю", "ем", "е")],
    *[(ending, "ი") for ending in ("იდან", "ში", "ზე", "დან", "ის", "ს", "თან", "მდე")],
)
_SHORTEST_STEM = 3


def nominatives(word: str) -> Iterator[str]:
    """Yield the nominatives that a folded word may be another case of.

    Examples
    --------
    >>> "турция" in nominatives("турцию"), "თბილისი" in nominatives("თბილისში")
    (True, True)
    """
    for ending, nominative in _CHANGED:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            yield word[: len(word) - len(ending)] + nominative
