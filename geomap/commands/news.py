"""What reads news: `geomap map`, `export`, `mentions`, `explain` and `coverage`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geomap.commands.options import combine_catalogues, output_option
from geomap.commands.reading import news_options, read_news
from geomap.terminal import print_lines, say


@click.command("map")
@output_option("FILE", "The page to write, for example map.html.")
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
@news_options
def map_command(
    output: str, title: str | None, basemap: str, assets: str, no_compress: bool, **options: Any
) -> None:
    """Write a page that maps which sources discuss which routes.

    \b
    geomap map news/ -o map.html
    geomap map articles.jsonl -o tap.html --route TAP --since 2025-01-01
    """
    from geomap.files import check_page
    from geomap.maps.basemaps import check_basemap

    check_page(output)
    check_basemap(basemap)
    atlas = read_news(**options)
    from geomap.maps import render_map

    render_map(
        atlas,
        output,
        title=title,
        basemap=basemap,
        assets=assets,
        compress=False if no_compress else None,
        catalogue=combine_catalogues(options["catalogues"]),
    )
    say(f"wrote {output}")


@click.command("export")
@output_option("OUT", "A folder, or a file: .geojson .gpkg .csv .parquet .fgb .kml")
@click.option(
    "--layer", metavar="NAME", help="The only layer to write, for example routes, links or mentions."
)
@news_options
def export_command(output: str, layer: str | None, **options: Any) -> None:
    """Write the layers for QGIS, a web page or a spreadsheet.

    \b
    geomap export news/ -o layers/                     a file per layer, GeoJSON or CSV
    geomap export news/ -o news.gpkg                   every layer in one file, for QGIS
    geomap export news/ -o links.csv --layer links     who discusses which route, for a spreadsheet
    """
    from geomap.export import ALL_LAYERS, DEFAULT_LAYER, check_request, write_layers

    suffix = check_request(output, layer)
    write_layers(read_news(**options), output, layer=layer)
    only = layer is None and suffix not in ALL_LAYERS and not Path(output).is_dir()
    say(f"wrote {output}" + (f": the {DEFAULT_LAYER} only; --layer chooses another" if only else ""))


@click.command("mentions")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "table"]),
    default="jsonl",
    show_default=True,
    help="How to print them.",
)
@news_options
def mentions_command(form: str, **options: Any) -> None:
    """Print every mention: where it stands, what it means and why.

    \b
    geomap mentions article.txt --format table
    geomap mentions news.jsonl > mentions.jsonl
    """
    from geomap import reports

    print_lines(reports.mention_lines(read_news(**options), form))


@click.command("explain")
@click.option("--mention", required=True, metavar="ID|WORDS", help="A mention's id, or words of its name.")
@news_options
def explain_command(mention: str, **options: Any) -> None:
    """Say why a mention became this place or route.

    \b
    geomap explain article.txt --mention Georgia
    """
    from geomap import reports

    print_lines(reports.explanation_lines(read_news(**options), mention))


@click.command("coverage")
@output_option("FILE", "The cube: .nc, .zarr or .csv")
@click.option(
    "--by",
    type=click.Choice(["day", "week", "month", "year"]),
    default="month",
    show_default=True,
    help="The length of a period.",
)
@news_options
def coverage_command(output: str, by: str, **options: Any) -> None:
    """Count the articles of each source on each route over time.

    \b
    geomap coverage news/ -o coverage.nc --by month
    """
    from geomap.coverage import check_request, measure_coverage, write_coverage

    check_request(output)
    write_coverage(measure_coverage(read_news(**options), by=by), output)
    say(f"wrote {output}")
