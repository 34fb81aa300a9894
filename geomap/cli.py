"""The command `geomap`: stdout is data, stderr is talk.

Exit codes: 0 done, 1 `check` found faults, 2 nothing could be done (one line
says why). Every command imports what it needs when it runs, so that `--help`
answers at once.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from geomap import __version__
from geomap.commands import geocoder as geocoders
from geomap.commands.gazetteer import gazetteer_commands, say_listed
from geomap.errors import GeomapError, InputError
from geomap.terminal import ReaderGoneError, line_width, prepare_streams, print_lines, say, show_progress
from geomap.text import plain_line

DONE, FAULTS, FAILED = 0, 1, 2
_INTERRUPTED = 130
#: The variable of the environment that shows where an unforeseen error comes from.
_DEBUG = "GEOMAP_DEBUG"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; an error is one line, never a traceback."""
    logging.basicConfig(level=logging.WARNING, format="geomap: %(message)s", stream=sys.stderr)
    prepare_streams()
    try:
        code = geomap.main(
            args=list(arguments) if arguments is not None else None, prog_name="geomap", standalone_mode=False
        )
    except click.exceptions.Exit as error:
        return error.exit_code
    except ReaderGoneError:
        return DONE
    except (KeyboardInterrupt, click.Abort):
        say("stopped")
        return _INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return FAILED
    except Exception as error:
        if _DEBUG in os.environ:
            raise
        say(f"error: {' '.join(_message(error).split())}")
        return FAILED
    return code if isinstance(code, int) else DONE


def _message(error: Exception) -> str:
    if isinstance(error, GeomapError):
        return str(error)
    if isinstance(error, click.ClickException):
        context = getattr(error, "ctx", None)
        return f"{error.format_message()} See `{context.command_path if context else 'geomap'} --help`."
    if isinstance(error, MemoryError):
        return "out of memory; give fewer articles at a time"
    if isinstance(error, OSError):
        return f"{error.filename or 'the output'}: {error.strerror or error}"
    return f"{type(error).__name__}: {error}; this is a fault of geomap, and {_DEBUG}=1 shows where"


class _Group(click.Group):
    """Lists the commands in the order of a first acquaintance, not of the alphabet."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(self.commands)


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 `geomap check` found faults, 2 nothing could be done.",
)
@click.version_option(__version__, message="geomap %(version)s")
def geomap() -> None:
    """Find the corridors and pipelines that news articles speak of, and map who speaks of them.

    NEWS is files, folders, globs or - (stdin): text, Markdown, HTML, JSON, JSON
    Lines or CSV; the format is found by content. Nothing is fetched from the network,
    unless --geocoder says from whom.

    \b
    geomap map news/ -o map.html                     the map, one page that works offline
    geomap mentions news/*.txt --format table        what was found, and where
    geomap explain article.txt --mention Georgia     why it became that place
    geomap export news/ -o layers.gpkg               every layer, for QGIS
    geomap routes "Zangezur"                         what geomap knows of a route
    """


_CATALOGUE = click.option(
    "--catalogue",
    "catalogues",
    multiple=True,
    metavar="DIR",
    help="A folder of route files that add to ours.",
)
_NEWS_OPTIONS = (
    click.argument("news", nargs=-1, required=True, metavar="NEWS..."),
    click.option("--since", metavar="DATE", help="Only articles published on this day or later (YYYY-MM-DD)."),
    click.option("--until", metavar="DATE", help="Only articles published on this day or earlier."),
    click.option("--source", "sources", multiple=True, metavar="NAME", help="Only articles of this outlet; repeat for more."),
    click.option("--route", "routes", multiple=True, metavar="ROUTE", help="Only articles that mention this route; repeat for more."),
    _CATALOGUE,
    click.option("--gazetteer", metavar="DIR", help="A gazetteer that `geomap gazetteer build` made, not the default one."),
    click.option("--places", multiple=True, metavar="FILE", help="Places of your own on top of it, CSV or GeoJSON; repeat for more."),
    click.option("--demonyms/--no-demonyms", default=True, show_default=True, help='Whether "Turkish" is a mention of Türkiye.'),
    geocoders.geocoder_options,
)  # fmt: skip


def _news_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add NEWS and the options that choose articles."""
    for option in reversed(_NEWS_OPTIONS):
        function = option(function)
    return function


def _output(metavar: str, words: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option("-o", "--output", required=True, metavar=metavar, help=words)


def _atlas(
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

    geocoder = geocoders.take_geocoder(options)
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
        say(geocoders.summary_line(atlas, geocoder))
    if atlas.articles.empty:
        raise InputError("no article is left to work with; nothing was written")
    return atlas


def _catalogue(folders: Sequence[str]) -> Any:
    """Return our catalogue with the user's folders laid over it; `Any`: it is not loaded before a command runs."""
    from geomap.catalogue import Catalogue, read_catalogue

    own = read_catalogue()
    return Catalogue([*{**own, **read_catalogue(*folders)}.values()]) if folders else own


@geomap.command("map")
@_output("FILE", "The page to write, for example map.html.")
@click.option("--title", metavar="TEXT", help="The page's title.")
@click.option(
    "--basemap",
    default="outlines",
    show_default=True,
    metavar="KIND",
    help="outlines, land (no borders), none, or an https tile URL.",
)
@click.option(
    "--assets",
    type=click.Choice(["embed", "cdn"]),
    default="embed",
    show_default=True,
    help="embed: the page works offline.",
)
@click.option("--no-compress", is_flag=True, help="Leave the data readable, for browsers from before 2023.")
@_news_options
def map_command(
    output: str, title: str | None, basemap: str, assets: str, no_compress: bool, **options: Any
) -> None:
    """Write a page that maps which sources discuss which routes.

    \b
    geomap map news/ -o map.html
    geomap map articles.jsonl -o tap.html --route TAP --since 2025-01-01
    """
    from geomap.files import check_target

    check_target(output)
    from geomap.maps.basemaps import check_basemap

    check_basemap(basemap)
    atlas = _atlas(**options)
    from geomap.maps import render_map

    render_map(
        atlas,
        output,
        title=title,
        basemap=basemap,
        assets=assets,
        compress=False if no_compress else None,
        catalogue=_catalogue(options["catalogues"]),
    )
    say(f"wrote {output}")


@geomap.command("export")
@_output("OUT", "A folder, or a file: .geojson .gpkg .csv .parquet .fgb .kml")
@click.option(
    "--layer", metavar="NAME", help="The only layer to write, for example routes, links or mentions."
)
@_news_options
def export_command(output: str, layer: str | None, **options: Any) -> None:
    """Write the layers for QGIS, a web page or a spreadsheet.

    \b
    geomap export news/ -o layers/                     a file per layer, GeoJSON or CSV
    geomap export news/ -o news.gpkg                   every layer in one file, for QGIS
    geomap export news/ -o links.csv --layer links     who discusses which route, for a spreadsheet
    """
    from geomap.export import check_request, write_layers

    check_request(output, layer)
    write_layers(_atlas(**options), output, layer=layer)
    say(f"wrote {output}")


@geomap.command("mentions")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "table"]),
    default="jsonl",
    show_default=True,
    help="How to print them.",
)
@_news_options
def mentions_command(form: str, **options: Any) -> None:
    """Print every mention: where it stands, what it means and why.

    \b
    geomap mentions article.txt --format table
    geomap mentions news.jsonl > mentions.jsonl
    """
    from geomap import reports

    print_lines(reports.mention_lines(_atlas(**options), form))


@geomap.command("explain")
@click.option("--mention", required=True, metavar="ID|WORDS", help="A mention's id, or words of its name.")
@_news_options
def explain_command(mention: str, **options: Any) -> None:
    """Say why a mention became this place or route.

    \b
    geomap explain article.txt --mention Georgia
    """
    from geomap import reports

    print_lines(reports.explanation_lines(_atlas(**options), mention))


@geomap.command("coverage")
@_output("FILE", "The cube: .nc, .zarr or .csv")
@click.option(
    "--by",
    type=click.Choice(["day", "week", "month", "year"]),
    default="month",
    show_default=True,
    help="The length of a period.",
)
@_news_options
def coverage_command(output: str, by: str, **options: Any) -> None:
    """Count the articles of each source on each route over time.

    \b
    geomap coverage news/ -o coverage.nc --by month
    """
    from geomap.coverage import check_request, measure_coverage, write_coverage

    check_request(output)
    write_coverage(measure_coverage(_atlas(**options), by=by), output)
    say(f"wrote {output}")


@geomap.command("routes")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
@click.option("--map", "page", metavar="FILE", help="Draw them on a page instead, for example routes.html.")
@_CATALOGUE
def routes_command(name: str | None, catalogues: Sequence[str], as_json: bool, page: str | None) -> None:
    """List the routes geomap knows, show one, or draw them all.

    \b
    geomap routes
    geomap routes "Zəngəzur dəhlizi"
    geomap routes --map routes.html
    """
    from geomap import reports
    from geomap.catalogue import Catalogue

    catalogue = _catalogue(catalogues)
    if page is None:
        print_lines(reports.route_lines(catalogue, name, as_json=as_json, width=line_width()))
        return
    if as_json:
        raise InputError("--json and --map are two answers; ask for one of them")
    from geomap.files import check_target

    check_target(page)
    chosen = Catalogue(reports.find_routes(catalogue, name))
    from geomap.maps import render_routes

    render_routes(chosen, page)
    say(f"wrote {page}: {len(chosen)} of {len(catalogue)} routes")


def _one_route(catalogue: Any, name: str) -> Any:
    """Return the one route that a name means; `Any`: the catalogue is not loaded before a command runs."""
    found = catalogue.find(name)
    if len(found) == 1:
        return found[0]
    means = f"may mean {', '.join(route.route_id for route in found[:8])}" if found else "is no route"
    raise InputError(f"--route {name!r} {means}; give an id that `geomap routes` lists")


@geomap.command("import-route")
@click.argument("file", metavar="FILE")
@click.option("--route", "name", required=True, metavar="ID", help="The route whose line this is.")
@click.option("--licence", metavar="TEXT", help="The terms of the line, for example ODbL-1.0.")
@click.option("--attribution", metavar="TEXT", help="Whom the map and the exports name for it.")
@click.option(
    "--precision",
    type=click.Choice(["surveyed", "traced", "waypoints", "schematic"]),
    default="traced",
    show_default=True,
    help="How the line was made.",
)
@click.option(
    "--match", metavar="ID", help="In a file of many routes: the ProjectID or file name of this one."
)
@click.option("--to", "folder", metavar="DIR", help="The folder to write to, not the one geomap reads.")
@click.option("--force", is_flag=True, help="Take a line that lies far from ours.")
@_CATALOGUE
def import_command(
    name: str, catalogues: Sequence[str], folder: str | None, file: str, **options: Any
) -> None:
    """Lay a line of your own over ours.

    FILE is GeoJSON, Overpass JSON (`out geom`), a GeoPackage, a zipped shapefile,
    KML, or a folder of Global Energy Monitor route files. Only its line is taken:
    names and facts stay ours. It is kept in your own folder of data, and every map
    and export names whose it is.

    \b
    geomap import-route tap.gpkg --route tap --licence ODbL-1.0 --attribution "© OpenStreetMap contributors"
    geomap import-route gem-routes/ --route btc --match P0441 --licence CC-BY-4.0 --attribution "Global Energy Monitor"
    """
    from pathlib import Path

    from geomap import overlays
    from geomap.catalogue import Catalogue, read_catalogue

    ours = read_catalogue(overlaid=False)
    more = read_catalogue(*catalogues, overlaid=False) if catalogues else {}
    route = _one_route(Catalogue([*{**ours, **more}.values()]), name)
    overlay, found = overlays.make_overlay(
        Path(file),
        route.route_id,
        model=route.main_lines,
        published_km=route.facts.get("length_km"),
        **options,
    )
    say(
        f"{route.name}: {found.length_km:,.0f} km in {len(overlay.lines)} part(s); "
        f"our line is {found.our_km:,.0f} km, {found.apart_km:.1f} km off on average"
    )
    for warning in found.warnings():
        say(f"warning: {warning}")
    path = overlays.write_overlay(overlay, Path(folder) if folder else None)
    say(f"wrote {path}" + (f"; geomap reads {overlays.user_folder()}" if folder else ""))


geomap.add_command(gazetteer_commands)


@geomap.command("check")
@click.argument("path", required=False)
def check_command(path: str | None) -> int:
    """Check the catalogue, route files of your own, or a layer.

    \b
    geomap check
    geomap check my-routes/
    """
    from geomap.checks import check_catalogue

    issues = check_catalogue(path)
    print_lines(plain_line(f"{issue.where}: {issue.severity}: {issue.message}") for issue in issues)
    faults = sum(issue.severity == "error" for issue in issues)
    warnings = len(issues) - faults
    say(f"{faults} fault{'s' * (faults != 1)}, {warnings} warning{'s' * (warnings != 1)}")
    return FAULTS if faults else DONE
