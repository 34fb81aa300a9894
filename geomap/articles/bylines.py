"""Who signed an article: bylines, signatures and copyright lines at its head and foot."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geomap.articles.dates import read_date
from geomap.articles.layout import Line
from geomap.articles.outlets import Outlets, is_address, site_name

_MAX_LINE = 120  # characters; a longer line is no signature
_MAX_OUTLET_WORDS = 6
_PERSON_WORDS = range(2, 5)
_BYLINE = re.compile(
    r"(?:By|BY|by|Written by|Author|Автор(?: текста)?|Müəllif|Yazan|Von|Par|Text)"
    r"(?:\s*:\s*|\s+)(?P<rest>\S.*)"
)
_BREAKS = re.compile(r"\s*[,|•·]\s*|\s+[—–-]\s+|\s+for\s+(?=[A-Z])")
_AND = re.compile(r"\s+(?:and|und|et|и|və|ve)\s+|\s*&\s*")
_PARTICLE_WORDS = "de da di van von der den al el bin ibn la le oglu oğlu qızı kızı"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_OUTLET_WORD = re.compile(
    r"\b(?:news|times|post|herald|daily|agency|press|journal|tribune|gazette|today|review|observer|radio|tv|media|"
    r"monitor|express|telegraph|chronicle|bulletin|network|magazine|newspaper|weekly|standard|mail|haber|ajansı|"
    r"агентство|xəbər)\b",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:\d{4}(?:\s*[-–—]\s*\d{4})?)?[\s,.|:-]*(?P<name>[^.|\n]{2,60})?",
    re.IGNORECASE,
)
_AFTER_OWNER = re.compile(r"\s*(?:all rights.*|,?\s*\d{4}.*)$", re.IGNORECASE)
_NOT_OWNER = re.compile(r"photo|image|getty|picture|alamy|shutterstock|/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signature:
    """An author and an outlet, either may be missing."""

    author: str | None = None
    outlet: str | None = None


def read_byline(line: str, outlets: Outlets) -> Signature | None:
    """Return who "By NAME, OUTLET" names, or None if the line is no byline.

    An unknown outlet counts only if it sounds like one ("... Times"); a job or a
    city after the name does not.

    Examples
    --------
    >>> read_byline("By Ann Lee, Caspian Times", Outlets())
    Signature(author='Ann Lee', outlet='Caspian Times')
    >>> read_byline("By land and sea", Outlets()) is None
    True
    """
    match = _BYLINE.fullmatch(line) if len(line) <= _MAX_LINE else None
    parts = [part for part in _BREAKS.split(match["rest"].strip(" .")) if part] if match else []
    if not parts:
        return None
    known = outlets.named(parts[0])
    if known:
        return Signature(outlet=known.name)
    if not all(is_person(name) for name in _AND.split(parts[0])):
        return None
    outlet = next((name for part in parts[1:] if (name := _owner(part, outlets))), None)
    return Signature(parts[0], outlet)


def is_person(name: str) -> bool:
    """Tell whether `name` looks like a person's full name: two to four capitalised words, no more.

    Examples
    --------
    >>> is_person("Tofiq van Aliyev"), is_person("Caspian News"), is_person("gas prices")
    (True, False, False)
    """
    words = name.split()
    if len(words) not in _PERSON_WORDS or _OUTLET_WORD.search(name) or words[0].casefold() == "the":
        return False
    capitals = [word for word in words if word.casefold() not in _PARTICLES]
    letters = re.fullmatch(r"(?:[^\W\d_]|[ .'’-])+", name) is not None
    return letters and len(capitals) > 1 and all(word[0].isupper() for word in capitals)


def outlet_line(line: str, outlets: Outlets, *, ambiguous: bool = False) -> str | None:
    """Return the outlet that a line names and nothing else: a known name, a domain or a web address.

    A spelling that needs stronger evidence counts only with `ambiguous`.
    """
    known = outlets.named(line, ambiguous=ambiguous)
    if known:
        return known.name
    if not is_address(line):
        return None
    at = outlets.at(line)
    is_domain = "://" in line or line.startswith("www.") or line == line.lower()
    return at.name if at else (site_name(line) if is_domain else None)


def signed_foot(foot: tuple[Line, ...], outlets: Outlets) -> Signature | None:
    """Return the outlet on a line of its own at the foot, with the author on the line above it."""
    signatures = []
    for index, line in enumerate(foot):
        above = foot[index - 1] if index else None
        author = above.text if above and not above.furniture and is_person(above.text) else None
        outlet = outlet_line(line.text, outlets, ambiguous=author is not None)
        if outlet:
            signatures.append(Signature(author, outlet))
    if len({signature.outlet for signature in signatures}) != 1:
        return None  # none, or a list of links to several
    return next((signature for signature in signatures if signature.author), signatures[0])


def read_copyright(line: str, outlets: Outlets) -> tuple[str | None, int | None] | None:
    """Return the owner and the year of a copyright line, or None if it is none.

    A span of years dates the site and not the article, so its year is None.

    Examples
    --------
    >>> read_copyright("© 2025 Caspian Times. All rights reserved.", Outlets())
    ('Caspian Times', 2025)
    """
    match = _COPYRIGHT.match(line) if len(line) <= _MAX_LINE else None
    if match is None or _NOT_OWNER.search(line):
        return None
    years = re.findall(r"\d{4}", line)
    name = _AFTER_OWNER.sub("", (match["name"] or "").strip())
    return _owner(name, outlets), int(years[0]) if len(years) == 1 else None


def _owner(part: str, outlets: Outlets) -> str | None:
    known = outlets.named(part)
    if known:
        return known.name
    if read_date(part) or len(part.split()) > _MAX_OUTLET_WORDS:
        return None
    if is_address(part):
        return outlets.canonical(part)
    return part if part[:1].isupper() and _OUTLET_WORD.search(part) else None
