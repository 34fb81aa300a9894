"""The options that ask a geocoder, and what is said of its answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from geomap.errors import InputError

_OPTIONS = (
    click.option(
        "--geocoder",
        "service",
        type=click.Choice(["nominatim", "photon", "pelias", "geonames"]),
        help="Ask this service for names of places that no list here holds; without it nothing is asked.",
    ),
    click.option(
        "--endpoint",
        metavar="URL",
        help="The geocoder's address; no public server is a default. A key goes into the variable GEOMAP_GEOCODER_KEY.",
    ),
    click.option("--contact", metavar="MAIL", help="Where the geocoder's people reach you; sent along, needed unless it runs here."),
    click.option(
        "--geocoder-budget",
        "budget_s",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="How long all questions may take together, at most one a second.  [default: 300]",
    ),
)  # fmt: skip

_NAMES = ("service", "endpoint", "contact", "budget_s")


def geocoder_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that `take_geocoder` takes."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def take_geocoder(options: dict[str, Any]) -> Any:
    """Take our options out of a command's, and return the geocoder they ask for, None when they ask for none.

    Raises
    ------
    InputError
        If they do not fit together.
    """
    service, endpoint, contact, budget_s = (options.pop(name) for name in _NAMES)
    if service is None:
        if endpoint or contact or budget_s:
            raise InputError(
                "--endpoint, --contact and --geocoder-budget say how to ask; say whom with --geocoder"
            )
        return None
    if endpoint is None:
        raise InputError(f"--geocoder {service} needs the address of a server: --endpoint URL")
    from geomap import geocoding

    return geocoding.make_geocoder(
        service, endpoint=endpoint, contact=contact, budget_s=budget_s or geocoding.BUDGET_S
    )


def summary_line(atlas: Any, geocoder: Any) -> str:
    """Return one line on what the geocoder knew and could not be asked; `Any`: nothing heavy is imported here."""
    from geomap.geocoding.locating import issue_place

    placed = atlas.mentions.loc[atlas.mentions["resolver"] == geocoder.name, "surface"].nunique()
    failures = list(atlas.issues.loc[atlas.issues["where"] == issue_place(geocoder.name), "message"])
    names = "1 name" if placed == 1 else f"{placed:,} names"
    line = f"{geocoder.name} placed {names} that no list here holds"
    more = f" ({len(failures):,} such notes in the table `issues`)" if len(failures) > 1 else ""
    return f"{line}; {failures[0]}{more}" if failures else line
