"""Ask a geocoder where names lie that no gazetteer here holds: opt-in, polite, and only once.

Nothing is asked unless a service and its address are given; no public server is
a default. A name is asked once per machine: what was found, and what was not, is
kept in the user's cache folder; an error is neither, and is asked again next time.

`services` knows geopy and what each service answers, `transport` fetches within
limits, `pace` keeps all processes of the machine to one request a second, `store`
keeps the answers, `asking` joins them, `locating` turns answers into mentions.
"""

from __future__ import annotations

import ipaddress
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from geomap.errors import InputError
from geomap.geocoding.asking import PoliteGeocoder
from geomap.geocoding.locating import locate_mentions
from geomap.geocoding.pace import Pace
from geomap.geocoding.store import AnswerStore
from geomap.model import Geocoder

__all__ = [
    "BUDGET_S",
    "KEY_VARIABLE",
    "SERVICES",
    "Geocoder",
    "PoliteGeocoder",
    "locate_mentions",
    "make_geocoder",
]

#: What `--geocoder` takes; `services` holds what is known of each.
SERVICES = ("nominatim", "photon", "pelias", "geonames")
#: How long all questions of a run may take together, in seconds.
BUDGET_S = 300.0
#: How long one question may take, in seconds.
TIMEOUT_S = 10.0
#: The variable of the environment with the key of a Pelias service or the user name at GeoNames; not an
#: option, for other users of the machine can read the options of a running command.
KEY_VARIABLE = "GEOMAP_GEOCODER_KEY"

_CONTACT = re.compile(r"[\x21-\x7e]+@[\x21-\x7e]+\.[A-Za-z0-9-]{2,}|https?://[\x21-\x7e]+")


def make_geocoder(
    service: str,
    *,
    endpoint: str,
    contact: str | None = None,
    key: str | None = None,
    budget_s: float = BUDGET_S,
    timeout_s: float = TIMEOUT_S,
    cache: str | Path | None = None,
) -> PoliteGeocoder:
    """Return a geocoder for `build_atlas(..., geocoder=)` that asks a service through geopy.

    Parameters
    ----------
    service
        "nominatim", "photon", "pelias" or "geonames".
    endpoint
        The address of the server without the path of its search, such as
        "https://nominatim.example.org" or "http://127.0.0.1:8088".
    contact
        A mail address or web page where the server's people reach you; sent with
        each request. Needed unless the server is on this machine:
        https://operations.osmfoundation.org/policies/nominatim/ asks for it.
    key
        The key of a Pelias service, or the user name at GeoNames; without it,
        that of the environment (`GEOMAP_GEOCODER_KEY`).
    budget_s
        How long all questions may take together, in seconds, pauses included;
        what is in the cache costs nothing.
    timeout_s
        How long one question may take, in seconds.
    cache
        The file of answers; by default `geocoding.sqlite` in the user's cache
        folder (`GEOMAP_CACHE` names another). Deleting it forgets them.

    Returns
    -------
    geocoder
        Callable with a name; returns the places it may mean, best first.

    Raises
    ------
    InputError
        If an option is missing or cannot be used.

    Examples
    --------
    >>> geocoder = make_geocoder("nominatim", endpoint="http://127.0.0.1:8088")
    >>> geocoder.name, geocoder.endpoint
    ('nominatim', 'http://127.0.0.1:8088')
    """
    from geomap.geocoding.services import make_client

    if service not in SERVICES:
        raise InputError(f"geocoder {service!r}: expected one of {', '.join(SERVICES)}")
    address, host = _check_endpoint(endpoint)
    if contact is not None and not _CONTACT.fullmatch(contact):
        raise InputError(f"contact {contact!r}: expected a mail address or the address of a web page")
    local = _is_this_machine(host)
    if contact is None and not local:
        raise InputError(
            f"{host} is not this machine, and its people must be able to reach you: give --contact MAIL (contact=)"
        )
    if not (budget_s > 0 and timeout_s > 0):
        raise InputError(f"budget of {budget_s} s, timeout of {timeout_s} s: expected more than 0")
    key = key or os.environ.get(KEY_VARIABLE)
    if service == "geonames" and not key:
        raise InputError(f"geonames needs your user name there; put it into the variable {KEY_VARIABLE}")
    turns = Pace()
    client = make_client(
        service, address, contact=contact, key=key, direct=local, wait_turn=lambda: turns.wait_turn(timeout_s)
    )
    return PoliteGeocoder(
        service,
        address,
        client,
        store=AnswerStore(cache),
        pace=turns,
        budget_s=budget_s,
        timeout_s=timeout_s,
    )


def _check_endpoint(endpoint: str) -> tuple[str, str]:
    """Return the address without a slash at its end, and its host."""
    wrong = InputError(
        f"endpoint {endpoint!r}: expected the server's address, such as https://nominatim.example.org, "
        "without a query, user name or password"
    )
    try:
        parts = urlsplit(endpoint)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise wrong from None
    plain = re.fullmatch(r"[\x21-\x7e]+", endpoint) and not re.search(r"[?#@\\%\"<>]", endpoint)
    if parts.scheme not in ("http", "https") or not host or not plain:
        raise wrong
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}", host


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
