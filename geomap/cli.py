"""The command `geomap`: stdout is data, stderr is talk.

Exit codes: 0 done, 1 `check` found faults, 2 nothing could be done (one line
says why). Every command imports what it needs when it runs, so that `--help`
answers at once.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from geomap import __version__
from geomap.errors import GeomapError

DONE, FAULTS, FAILED = 0, 1, 2
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; never a traceback for a foreseen error."""
    logging.basicConfig(level=logging.WARNING, format="geomap: %(message)s", stream=sys.stderr)
    try:
        result = geomap.main(
            args=list(arguments) if arguments is not None else None, prog_name="geomap", standalone_mode=False
        )
        sys.stdout.flush()
        return result if isinstance(result, int) else DONE
    except GeomapError as error:
        return _fail(str(error))
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return FAILED
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "geomap"
        return _fail(f"{error.format_message()} See `{command} --help`.")
    except (KeyboardInterrupt, click.Abort):
        click.echo("geomap: stopped", err=True)
        return _INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except MemoryError:
        return _fail("out of memory; give fewer articles at a time")


def _fail(message: str) -> int:
    click.echo(f"geomap: error: {' '.join(message.split())}", err=True)
    return FAILED


def progress(what: str, done: int, total: int | None) -> None:
    """Show on stderr how far long work has come: one line that rewrites itself, on a terminal only."""
    if not sys.stderr.isatty():
        if done == 0 and total:
            click.echo(f"geomap: {what}, once; this takes about fifteen seconds", err=True)
        return
    if total:
        bar = "#" * (30 * done // total)
        click.echo(f"\r{what} [{bar:<30}] {100 * done // total:3d} %", nl=False, err=True)
    elif done % 10 == 0 or done < 10:
        click.echo(f"\r{what}: {done}", nl=False, err=True)


def _end_progress() -> None:
    if sys.stderr.isatty():
        click.echo("\r" + " " * 70 + "\r", nl=False, err=True)


class _Group(click.Group):
    """Lists the commands in the order of a first acquaintance, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="geomap %(version)s")
def geomap() -> None:
    """Find the corridors and pipelines that news articles speak of, and map who speaks of them.

    NEWS is files, folders, globs or - (stdin): text, Markdown, HTML, JSON, JSON
    Lines or CSV; the format is found by content. Nothing is fetched from the network.

    \b
    geomap map news/ -o map.html                     the map, one page that works offline
    geomap mentions news/*.txt --format table        what was found, and where
    geomap explain article.txt --mention Georgia     why it became that place
    geomap export news/ -o layers.gpkg               every layer, for QGIS
    geomap routes "Zangezur"                         what geomap knows of a route
    """


def _news_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add NEWS and the options that choose articles."""
    for option in reversed(
        (
            click.argument("news", nargs=-1, required=True, metavar="NEWS..."),
            click.option(
                "--since", metavar="DATE", help="Only articles published on this day or later (YYYY-MM-DD)."
            ),
            click.option("--until", metavar="DATE", help="Only articles published on this day or earlier."),
            click.option(
                "--source",
                "sources",
                multiple=True,
                metavar="NAME",
                help="Only articles of this outlet; repeat for more.",
            ),
            click.option(
                "--route",
                "routes",
                multiple=True,
                metavar="ROUTE",
                help="Only articles that mention this route; repeat for more.",
            ),
            click.option(
                "--catalogue",
                "catalogues",
                multiple=True,
                type=click.Path(),
                metavar="DIR",
                help="A folder of route files that add to ours.",
            ),
            click.option(
                "--gazetteer",
                type=click.Path(),
                metavar="DIR",
                help="A compiled gazetteer other than the default one.",
            ),
            click.option(
                "--demonyms/--no-demonyms",
                default=True,
                help='Whether "Turkish" counts as a mention of Türkiye.  [default: yes]',
            ),
        )
    ):
        function = option(function)
    return function


def _atlas(
    news: Sequence[str], catalogues: Sequence[str], gazetteer: str | None, demonyms: bool, **options: Any
) -> Any:
    from geomap.atlas import build_atlas

    parser = _geoparser(catalogues, gazetteer, demonyms)
    atlas = build_atlas(list(news), geoparser=parser, progress=progress, **options)
    _end_progress()
    _tell(atlas)
    return atlas


def _geoparser(catalogues: Sequence[str], gazetteer: str | None, demonyms: bool) -> Any:
    from geomap.geoparser import Geoparser

    parser = Geoparser(catalogue=catalogues, gazetteer=gazetteer, demonyms=demonyms, progress=progress)
    _end_progress()
    return parser


def _tell(atlas: Any) -> None:
    """Say on stderr what was read and what was not."""
    routes = atlas.mentions[
        (atlas.mentions["feature_type"] == "route") & atlas.mentions["feature_id"].notna()
    ]
    click.echo(
        f"geomap: {len(atlas.articles)} articles, {atlas.articles['source'].nunique()} sources, "
        f"{len(atlas.routes)} routes mentioned {len(routes)} times, {len(atlas.places)} places",
        err=True,
    )
    left_out = atlas.issues[atlas.issues["severity"].isin(["error", "duplicate", "filtered"])]
    for severity, count in left_out["severity"].value_counts(sort=False).items():
        click.echo(f"geomap: left out: {count} ({_SEVERITIES[str(severity)]})", err=True)
    for _, issue in left_out[left_out["severity"] != "filtered"].head(_MAX_TOLD).iterrows():
        click.echo(f"  {issue['where']}: {issue['message']}", err=True)
    if len(left_out) > _MAX_TOLD:
        click.echo("  ... all are in the table `issues` of the map and of an export", err=True)


_SEVERITIES = {"error": "could not be used", "duplicate": "there already", "filtered": "not asked for"}
_MAX_TOLD = 10


@geomap.command("map")
@_news_options
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(),
    metavar="FILE",
    help="The page to write, for example map.html.",
)
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
def map_command(output: str, title: str | None, basemap: str, assets: str, **options: Any) -> None:
    """Write an interactive map of which sources discuss which routes.

    \b
    geomap map news/ -o map.html
    geomap map articles.jsonl -o tap.html --route TAP --since 2025-01-01
    """
    from geomap.maps import render_map

    render_map(_atlas(**options), output, title=title, basemap=basemap, assets=assets)
    click.echo(f"geomap: wrote {output}", err=True)


@geomap.command("export")
@_news_options
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(),
    metavar="OUT",
    help="A folder, or a file: .geojson .gpkg .csv .parquet .fgb .kml",
)
@click.option(
    "--layer",
    metavar="NAME",
    help="The layer to write when OUT holds only one, for example routes, links, places, mentions.",
)
def export_command(output: str, layer: str | None, **options: Any) -> None:
    """Write the layers: routes, places, links between sources and routes, mentions, ...

    \b
    geomap export news/ -o layers/                     one GeoJSON per layer
    geomap export news/ -o news.gpkg                   every layer in one file, for QGIS
    geomap export news/ -o links.csv --layer links
    """
    from geomap.export import write_layers

    write_layers(_atlas(**options), output, layer=layer)
    click.echo(f"geomap: wrote {output}", err=True)


@geomap.command("mentions")
@_news_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "table"]),
    default="jsonl",
    show_default=True,
    help="How to print them.",
)
def mentions_command(form: str, **options: Any) -> None:
    """Print every mention with its offsets, its sentence, what it means and why.

    \b
    geomap mentions article.txt --format table
    geomap mentions news.jsonl > mentions.jsonl
    """
    from geomap import reports

    for line in reports.mention_lines(_atlas(**options), form):
        click.echo(line)


@geomap.command("explain")
@_news_options
@click.option("--mention", required=True, metavar="ID|WORDS", help="A mention's id, or words of its name.")
def explain_command(mention: str, **options: Any) -> None:
    """Say why a mention became this place or route: candidates, evidence, sentence.

    \b
    geomap explain article.txt --mention Georgia
    """
    from geomap import reports

    for line in reports.explanation_lines(_atlas(**options), mention):
        click.echo(line)


@geomap.command("coverage")
@_news_options
@click.option(
    "-o", "--output", required=True, type=click.Path(), metavar="FILE", help="The cube: .nc, .zarr or .csv"
)
@click.option(
    "--by",
    type=click.Choice(["day", "week", "month", "year"]),
    default="month",
    show_default=True,
    help="The length of a period.",
)
def coverage_command(output: str, by: str, **options: Any) -> None:
    """Write how many articles each source published on each route in each period.

    \b
    geomap coverage news/ -o coverage.nc --by month
    """
    from geomap.coverage import measure_coverage, write_coverage

    write_coverage(measure_coverage(_atlas(**options), by=by), output)
    click.echo(f"geomap: wrote {output}", err=True)


@geomap.command("routes")
@click.argument("name", required=False)
@click.option(
    "--catalogue",
    "catalogues",
    multiple=True,
    type=click.Path(),
    metavar="DIR",
    help="A folder of route files that add to ours.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def routes_command(name: str | None, catalogues: Sequence[str], as_json: bool) -> None:
    """List the routes geomap knows, or show one: facts, names by language, references.

    \b
    geomap routes
    geomap routes "Zəngəzur dəhlizi"
    """
    from geomap import reports
    from geomap.catalogue import Catalogue, read_catalogue

    own = read_catalogue()
    catalogue = Catalogue([*{**own, **read_catalogue(*catalogues)}.values()]) if catalogues else own
    lines: Iterator[str] = reports.route_lines(catalogue, name, as_json=as_json)
    for line in lines:
        click.echo(line)


@geomap.command("check")
@click.argument("path", required=False, type=click.Path())
def check_command(path: str | None) -> int:
    """Check the catalogue, a folder or file of routes, or an exported layer; exit 1 on faults.

    \b
    geomap check
    geomap check my-routes/
    """
    from geomap.checks import check_catalogue

    issues = check_catalogue(path)
    for issue in issues:
        click.echo(f"{issue.where}: {issue.severity}: {issue.message}")
    faults = sum(issue.severity == "error" for issue in issues)
    click.echo(f"geomap: {faults} faults, {len(issues) - faults} warnings", err=True)
    return FAULTS if faults else DONE
