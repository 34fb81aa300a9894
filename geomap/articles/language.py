"""Which language a text is in: as stated, else recognised offline by py3langid."""

from __future__ import annotations

import re

from geomap.text import fold_name

_SAMPLE = 2_000  # characters; more changes no answer and costs half the time of reading
_MIN_LETTERS = 40

# English names, own names and three-letter codes (ISO 639-2) of the languages of the region and its readers.
_NAMES = {
    "en": "english|eng", "ru": "russian|русский|rus", "az": "azerbaijani|azeri|azərbaycan|azərbaycanca|aze",
    "tr": "turkish|türkçe|tur", "hy": "armenian|հայերեն|hye|arm", "ka": "georgian|ქართული|kat|geo",
    "fa": "persian|farsi|فارسی|fas|per", "ar": "arabic|العربية|ara", "kk": "kazakh|қазақша|kaz",
    "uz": "uzbek|o'zbek|uzb", "tk": "turkmen|tuk", "ky": "kyrgyz|kir", "uk": "ukrainian|українська|ukr",
    "de": "german|deutsch|deu|ger", "fr": "french|français|fra|fre", "es": "spanish|español|spa",
    "it": "italian|italiano|ita", "el": "greek|ell|gre", "bg": "bulgarian|bul", "ro": "romanian|ron|rum",
    "zh": "chinese|中文|zho|chi", "he": "hebrew|עברית|heb", "ku": "kurdish|kur", "pl": "polish|pol",
    "nl": "dutch|nld|dut", "pt": "portuguese|por", "ja": "japanese|jpn", "sr": "serbian|srp",
    "sq": "albanian|sqi|alb", "hu": "hungarian|hun", "tg": "tajik|tgk",
}  # fmt: skip
_CODE_OF = {fold_name(name): code for code, names in _NAMES.items() for name in names.split("|")}
_OLD_CODES = {"iw": "he", "in": "id", "ji": "yi"}  # withdrawn from ISO 639 in 1989
# What py3langid takes short written texts for: spoken kinds of Arabic and Kurdish.
_WRITTEN_AS = {"ary": "ar", "arz": "ar", "sdh": "ku"}


def language_tag(stated: str) -> str | None:
    """Return the primary language subtag (BCP 47) of a stated language, or None if it is not one.

    Examples
    --------
    >>> language_tag("en-US"), language_tag("English"), language_tag("aze")
    ('en', 'en', 'az')
    """
    name = fold_name(stated)
    if name in _CODE_OF:
        return _CODE_OF[name]
    match = re.fullmatch(r"([a-z]{2,3})(?:[-_][a-z0-9_.@-]+)?", name)
    if match is None or match[1] == "und":
        return None
    return _CODE_OF.get(match[1]) or _OLD_CODES.get(match[1], match[1])


def detect_language(text: str) -> str | None:
    """Return the language a text is written in, or None if it has fewer than 40 letters.

    Examples
    --------
    >>> detect_language("Gas from Sangachal reaches Italy through the Trans Adriatic Pipeline.")
    'en'
    """
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _MIN_LETTERS:
        return None
    import py3langid  # heavy: loads numpy and its model

    language: str = py3langid.classify(sample)[0]
    return _WRITTEN_AS.get(language, language)
