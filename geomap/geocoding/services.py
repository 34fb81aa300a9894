"""What is known of each service: how geopy asks it, and how its answer reads as candidates.

Coordinates are taken from the answer itself, not from geopy's `Location`, which
turns a longitude of 999 into one that exists.
"""

from __future__ import annotations

import logging
import math
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from geopy.adapters import AdapterHTTPError, get_retry_after
from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQuotaExceeded,
    GeopyError,
)
from geopy.geocoders import GeoNames, Nominatim, Pelias, Photon

from geomap import __version__
from geomap.errors import GeocodingError
from geomap.files import digest
from geomap.geocoding.asking import Client
from geomap.geocoding.transport import Transport
from geomap.model import Candidate
from geomap.text import fold_name, plain_line

logger = logging.getLogger(__name__)

#: How many places of an answer are kept.
MAX_PLACES = 5
_MAX_NAME, _MAX_CREDIT = 120, 200
_OPENSTREETMAP = "\u00a9 OpenStreetMap contributors, ODbL 1.0 (https://www.openstreetmap.org/copyright)"
# Keys of OpenStreetMap whose features articles call places; a shop or a street of that name is none:
# https://wiki.openstreetmap.org/wiki/Map_features
_OSM_PLACES = frozenset(
    "place boundary natural waterway water mountain_pass railway aeroway man_made military landuse harbour".split()
)
_OSM_NO_PLACES = frozenset("house house_number postcode postal_code street tram_stop bus_stop".split())
_PELIAS_NO_PLACES = frozenset("venue address street intersection postalcode".split())
_GEONAMES_PLACES = frozenset("AHLPSTUV")  # all but R, roads: https://www.geonames.org/export/codes.html
_REFUSALS = (401, 402, 403, 407)
_REFUSED = (GeocoderQuotaExceeded, GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges)
#: What reading an answer of another form raises.
_MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError)


@dataclass(frozen=True)
class _Service:
    """How a service is made, asked and read; `places` finds the list of places in a whole answer."""

    make: Callable[..., Any]
    options: Mapping[str, Any]
    places: Callable[[Any], Any]
    read: Callable[[Any, Any], Candidate | None]


def make_client(
    service: str,
    endpoint: str,
    *,
    contact: str | None,
    key: str | None,
    direct: bool,
    wait_turn: Callable[[], None],
) -> Client:
    """Return a function that asks a service for a name within some seconds.

    Parameters
    ----------
    service, endpoint, contact, key
        As `geomap.geocoding.make_geocoder` has checked them.
    direct
        Whether the server is reached without the system's proxies.
    wait_turn
        Called before each further request that one question needs: a redirect.
    """
    about = _SERVICES[service]
    parts = urlsplit(endpoint)
    options: dict[str, Any] = {
        "scheme": parts.scheme,
        "domain": parts.netloc + parts.path,
        "user_agent": f"geomap/{__version__}" + (f" ({contact})" if contact else ""),
        "adapter_factory": partial(Transport, wait_turn),
        "proxies": {} if direct else None,
    }
    if service == "geonames":
        options["username"] = key
    elif service == "pelias":
        options["api_key"] = key
    geocoder = about.make(**options)

    def ask(name: str, timeout_s: float) -> list[Candidate]:
        try:
            with warnings.catch_warnings(
                action="ignore", category=UserWarning
            ):  # of coordinates, which we check
                geocoder.geocode(name, exactly_one=False, timeout=timeout_s, **about.options)
        except GeopyError as error:
            raise _error(error) from error
        except _MALFORMED:
            logger.debug(
                "geopy cannot read this answer", exc_info=True
            )  # what is wrong with it is said below
        try:
            return _read_places(about, geocoder.adapter.document, name)
        except _MALFORMED as error:
            raise GeocodingError(f"the answer is not that of a {service} server") from error

    return ask


def _read_places(about: _Service, document: Any, name: str) -> list[Candidate]:
    listed = about.places(document)
    if not isinstance(listed, list):
        raise TypeError
    read = [about.read(place, document) for place in listed[: 4 * MAX_PLACES]]
    places = list({place.feature_id: place for place in read if place}.values())
    same = fold_name(name)
    return sorted(places, key=lambda place: fold_name(place.name) != same)[:MAX_PLACES]


def _error(error: GeopyError) -> GeocodingError:
    cause = error.__cause__
    status = cause.status_code if isinstance(cause, AdapterHTTPError) else None
    message = plain_line(str(error))[:_MAX_CREDIT]
    if status in (429, 503):
        pause_s = get_retry_after(cause.headers)
        return GeocodingError(
            message, retry_after_s=None if status == 503 and pause_s is None else pause_s or 0.0
        )
    return GeocodingError(message, final=status in _REFUSALS or isinstance(error, _REFUSED))


def _place(
    feature_id: str, name: Any, lon: Any, lat: Any, *, country: Any, credit: str, **more: Any
) -> Candidate:
    """Return a candidate of checked facts; text is a stranger's and becomes one short line without controls."""
    x, y = float(lon), float(lat)
    if not (math.isfinite(x) and math.isfinite(y) and abs(x) <= 180 and abs(y) <= 90):
        raise GeocodingError(f"a place at longitude {x:g}, latitude {y:g}, which is not on Earth")
    code = str(country or "").upper()
    return Candidate(
        feature_id=feature_id,
        name=_line(name, _MAX_NAME),
        lon=x,
        lat=y,
        country=code if re.fullmatch("[A-Z]{2}", code) else None,
        gazetteer=credit,
        **more,
    )


def _line(text: Any, length: int) -> str:
    return " ".join(plain_line(str(text or "")).encode(errors="replace").decode().split())[:length]


def _credit(service: str, words: Any) -> str:
    """Return what stands as the gazetteer of a place, and on the map and in exports as whom to name for it."""
    return f"geocoder {service} ({_line(words, _MAX_CREDIT)})"


def _osm_id(kind: Any, number: Any, *facts: Any) -> str:
    word = {"n": "node", "w": "way", "r": "relation"}.get(str(kind or "")[:1].lower())
    known = word and isinstance(number, int)
    return f"openstreetmap:{word}/{number}" if known else f"openstreetmap:{digest(*map(str, facts))}"


def _read_nominatim(place: Any, _document: Any) -> Candidate | None:
    name, kind = place.get("name") or str(place.get("display_name")).split(",")[0], place.get("category")
    kind, type_ = kind or place.get("class"), place.get("type")
    if kind not in _OSM_PLACES or type_ in _OSM_NO_PLACES:
        return None
    lon, lat = place["lon"], place["lat"]
    return _place(
        _osm_id(place.get("osm_type"), place.get("osm_id"), name, lon, lat),
        name,
        lon,
        lat,
        country=(place.get("address") or {}).get("country_code"),
        credit=_credit("nominatim", place.get("licence") or _OPENSTREETMAP),
    )


def _read_photon(place: Any, _document: Any) -> Candidate | None:
    facts, (lon, lat) = place["properties"], place["geometry"]["coordinates"][:2]
    if facts.get("osm_key") not in _OSM_PLACES or facts.get("osm_value") in _OSM_NO_PLACES:
        return None
    name = facts.get("name")
    return _place(
        _osm_id(facts.get("osm_type"), facts.get("osm_id"), name, lon, lat),
        name,
        lon,
        lat,
        country=facts.get("countrycode"),
        credit=_credit("photon", _OPENSTREETMAP),
    )


def _read_pelias(place: Any, document: Any) -> Candidate | None:
    facts, (lon, lat) = place["properties"], place["geometry"]["coordinates"][:2]
    if facts.get("layer") in _PELIAS_NO_PLACES:
        return None
    name, gid = facts.get("name"), str(facts.get("gid"))
    known = re.fullmatch(r"[A-Za-z0-9:/._-]{1,100}", gid) and facts.get("gid")
    credit = (document.get("geocoding") or {}).get("attribution")
    return _place(
        f"pelias:{gid if known else digest(str(name), str(lon), str(lat))}",
        name,
        lon,
        lat,
        country=facts.get("country_code"),
        credit=_credit("pelias", credit or "its sources are not stated"),
    )


def _read_geonames(place: Any, _document: Any) -> Candidate | None:
    if place.get("fcl") not in _GEONAMES_PLACES:
        return None
    code = str(place.get("fcode") or "")
    return _place(
        f"geonames:{int(place['geonameId'])}",
        place.get("name"),
        place["lng"],
        place["lat"],
        country=place.get("countryCode"),
        credit="geonames",
        feature_class=place["fcl"],
        feature_code=code if re.fullmatch("[A-Z0-9]{1,10}", code) else None,
    )


_SERVICES = {
    "nominatim": _Service(
        Nominatim,
        {"language": "en", "limit": MAX_PLACES, "addressdetails": True},
        lambda document: document,
        _read_nominatim,
    ),
    "photon": _Service(
        Photon,
        {"language": "en", "limit": MAX_PLACES},
        lambda document: document["features"],
        _read_photon,
    ),
    "pelias": _Service(Pelias, {"language": "en"}, lambda document: document["features"], _read_pelias),
    "geonames": _Service(GeoNames, {}, lambda document: document["geonames"], _read_geonames),
}
