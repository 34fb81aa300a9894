"""The options that several commands share, and the catalogue they speak of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

catalogue_option = click.option(
    "--catalogue",
    "catalogues",
    multiple=True,
    metavar="DIR",
    help="A folder of route files that add to ours.",
)


def output_option(metavar: str, words: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option -o, which says where to write and cannot be left out."""
    return click.option("-o", "--output", required=True, metavar=metavar, help=words)


def combine_catalogues(folders: Sequence[str]) -> Any:
    """Return our catalogue with the user's folders laid over it; `Any`: it is not loaded before a command runs."""
    from geomap.catalogue import Catalogue, read_catalogue

    own = read_catalogue()
    return Catalogue([*{**own, **read_catalogue(*folders)}.values()]) if folders else own
