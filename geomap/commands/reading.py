"""The options that say which news to read and with what, and the reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from geomap.commands.gazetteer import say_listed
from geomap.commands.geocoder import geocoder_options, summary_line, take_geocoder
from geomap.commands.options import catalogue_option
from geomap.errors import InputError
from geomap.terminal import say, show_progress
from geomap.text import plain_line

_MAX_SOURCES = 8

_OPTIONS = (
    click.argument("news", nargs=-1, required=True, metavar="NEWS..."),
    click.option("--since", metavar="DATE", help="Only articles published on this day or later (YYYY-MM-DD)."),
    click.option("--until", metavar="DATE", help="Only articles published on this day or earlier."),
    click.option("--source", "sources", multiple=True, metavar="NAME", help="Only articles of this outlet; repeat for more."),
    click.option("--route", "routes", multiple=True, metavar="ROUTE", help="Only articles that mention this route; repeat for more."),
    catalogue_option,
    click.option("--gazetteer", metavar="DIR", help="A gazetteer that `geomap gazetteer build` made, not the default one."),
    click.option("--places", multiple=True, metavar="FILE", help="Places of your own on top of it, CSV or GeoJSON; repeat for more."),
    click.option("--demonyms/--no-demonyms", default=True, show_default=True, help='Whether "Turkish" is a mention of Türkiye.'),
    geocoder_options,
)  # fmt: skip


def news_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add NEWS and the options that `read_news` takes."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def read_news(
    news: Sequence[str],
    catalogues: Sequence[str],
    gazetteer: str | None,
    places: Sequence[str],
    demonyms: bool,
    **options: Any,
) -> Any:
    """Read the articles asked for and say on stderr what was read; none at all is an error."""
    from geomap import reports
    from geomap.atlas import build_atlas
    from geomap.geoparser import Geoparser

    geocoder = take_geocoder(options)
    parser = Geoparser(
        catalogue=catalogues,
        gazetteer=gazetteer,
        places=places,
        demonyms=demonyms,
        unlisted=geocoder is not None,
        progress=show_progress,
    )
    say_listed([f"{issue.where}: {issue.message}" for issue in parser.gazetteer.issues])
    atlas = build_atlas(list(news), geoparser=parser, geocoder=geocoder, progress=show_progress, **options)
    for line in reports.summary_lines(atlas):
        say(line)
    if geocoder is not None:
        say(summary_line(atlas, geocoder))
    if atlas.articles.empty:
        raise InputError(f"no article is left to work with; nothing was written{_sources_there(atlas)}")
    return atlas


def _sources_there(atlas: Any) -> str:
    """Return what outlets the articles that were not asked for are of, for a message."""
    messages = atlas.issues.loc[atlas.issues["severity"] == "filtered", "message"]
    found = messages.str.extract(r"^source (.+) was not asked for$")[0].dropna()
    names = sorted(found.unique(), key=str.casefold)
    if not names:
        return ""
    told = ", ".join(plain_line(name) for name in names[:_MAX_SOURCES])
    return f"; sources there: {told}{', ...' if len(names) > _MAX_SOURCES else ''}"
