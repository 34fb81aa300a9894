"""Which outlet a name or a web address means: "Trend News Agency" and en.trend.az are both Trend.

The list is `layers/outlets/outlets.json`. A spelling that is also a common word
or a place ("Trend", "Report") is marked there as ambiguous and needs more than
standing somewhere in a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from geomap.errors import CatalogueError
from geomap.files import data_folder, read_limited
from geomap.geojson import load_json
from geomap.text import fold_name

_MAX_WORDS = 7  # in an outlet's name as searched in running text
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,24}")
_LABELS = "www m amp mobile en az ru tr de fr fa ar ka hy kz kk uz ua uk es it cn eng rus news"
_SUBDOMAINS = frozenset(_LABELS.split())
_AS_COUNTRY = {"uk": "GB"}
# Country codes that anybody registers, wherever they are.
_NOT_COUNTRIES = frozenset("tv me io co ai fm cc ws to ly gg im sh so nu la vc am cm eu su".split())
_SECOND_LEVEL = frozenset({"co", "com", "gov", "org", "net", "ac", "edu", "gob", "gouv", "info"})


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet: the name readers know it by, its home country (ISO 3166-1 alpha-2) and what it is."""

    name: str
    country: str | None = None
    kind: str | None = None
    ambiguous: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outlets:
    """The outlets by folded spelling and by domain."""

    spellings: dict[str, Outlet] = field(default_factory=dict)
    domains: dict[str, Outlet] = field(default_factory=dict)

    def named(self, name: str, *, ambiguous: bool = True) -> Outlet | None:
        """Return the outlet that is called `name`, whatever its case and accents.

        With `ambiguous=False` a spelling that needs stronger evidence is no match.
        """
        if not name or len(name) > 120:
            return None
        key = _key(name)
        outlet = self.spellings.get(key)
        return None if outlet is None or (not ambiguous and key in outlet.ambiguous) else outlet

    def at(self, url: str) -> Outlet | None:
        """Return the outlet whose web address `url` (or bare domain) is."""
        labels = host_of(url).split(".")
        hosts = (".".join(labels[start:]) for start in range(len(labels) - 1))
        return next((self.domains[host] for host in hosts if host in self.domains), None)

    def leading(self, text: str) -> tuple[Outlet, str] | None:
        """Return the outlet that `text` begins with, written with a capital letter, and what follows it."""
        words = list(re.finditer(r"\S+", text[:200]))[:_MAX_WORDS]
        if not words or not text[words[0].start()].isupper():
            return None
        for last in reversed(words):
            name = re.sub(r"(?:[’']s)?[.,;:!?\"'”’)»]*$", "", text[words[0].start() : last.end()])
            outlet = self.named(name)
            if outlet:
                return outlet, text[words[0].start() + len(name) :]
        return None

    def country(self, source: str) -> str | None:
        """Return the ISO 3166-1 alpha-2 code of a source's home: the listed outlet's, else its address's.

        Examples
        --------
        >>> load_outlets().country("Trend"), load_outlets().country("cambridge-news.co.uk")
        ('AZ', 'GB')
        """
        outlet = self.named(source) or (self.at(source) if is_address(source) else None)
        if outlet is not None or not is_address(source):
            return outlet.country if outlet else None
        last = host_of(source).rpartition(".")[2]
        return _AS_COUNTRY.get(last, last.upper()) if len(last) == 2 and last not in _NOT_COUNTRIES else None

    def canonical(self, source: str) -> str:
        """Return the name readers know a stated source by; an unknown one is kept as written."""
        written = " ".join(source.split())
        outlet = self.named(written)
        if outlet is None and is_address(written):
            outlet = self.at(written)
            return outlet.name if outlet else site_name(written)
        return outlet.name if outlet else written


def is_address(text: str) -> bool:
    """Tell whether `text` is one web address or bare domain and nothing else; a mail address is not."""
    text = text.strip()
    return len(text) < 2048 and not re.search(r"[\s@]", text) and bool(_HOST.fullmatch(host_of(text)))


def host_of(url: str) -> str:
    """Return the host of a web address in lower case without "www.", or "" if there is none.

    Examples
    --------
    >>> host_of("https://www.example.org/a?b"), host_of("Example.org/a")
    ('example.org', 'example.org')
    """
    url = url.strip()
    try:
        host = urlsplit(url if "://" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").rstrip(".")


def site_name(url: str) -> str:
    """Return the host without "www.", "m." or a language label.

    Examples
    --------
    >>> site_name("https://en.example.az/news/1")
    'example.az'
    """
    labels = host_of(url).split(".")
    while len(labels) > 2 and labels[0] in _SUBDOMAINS and labels[1] not in _SECOND_LEVEL:
        labels = labels[1:]
    return ".".join(labels)


@cache
def load_outlets(path: Path | None = None) -> Outlets:
    """Return the outlets of a list, by default the catalogue's own; a missing list is an empty one.

    Raises
    ------
    CatalogueError
        If the file is there and holds no list of outlets with names.
    """
    path = path or data_folder() / "outlets" / "outlets.json"
    if not path.is_file():
        return Outlets()
    listed = load_json(read_limited(path), path.name)
    if not isinstance(listed, dict) or not isinstance(listed.get("outlets"), list):
        raise CatalogueError(f"{path}: no outlets; expected an object with a list 'outlets'")
    loaded = Outlets()
    for number, entry in enumerate(listed["outlets"], 1):
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            raise CatalogueError(f"{path}: outlet {number} has no name; expected an object with 'name'")
        _add(loaded, entry)
    return loaded


def _add(outlets: Outlets, entry: dict[str, object]) -> None:
    short, name = entry.get("short"), str(entry["name"])
    known_as = short if isinstance(short, str) and short else name
    ambiguous = frozenset(_key(spelling) for spelling in _strings(entry.get("ambiguous")))
    country, kind = entry.get("country"), entry.get("kind")
    outlet = Outlet(
        known_as,
        country=country if isinstance(country, str) else None,
        kind=kind if isinstance(kind, str) else None,
        ambiguous=ambiguous,
    )
    for spelling in (known_as, name, *_strings(entry.get("spellings"))):
        outlets.spellings.setdefault(_key(spelling), outlet)
    for domain in _strings(entry.get("domains")):
        outlets.domains.setdefault(host_of(domain), outlet)


def _key(name: str) -> str:
    return fold_name(name).strip(" .,:;\"'").removeprefix("the ")


def _strings(value: object) -> Iterable[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
