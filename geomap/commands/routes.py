"""What works on the catalogue alone: `geomap routes`, `import-route` and `check`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from geomap.commands.options import catalogue_option, combine_catalogues
from geomap.errors import InputError
from geomap.terminal import DONE, FAULTS, line_width, print_lines, say
from geomap.text import plain_line


@click.command("routes")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
@click.option("--map", "page", metavar="FILE", help="Draw them on a page instead, for example routes.html.")
@catalogue_option
def routes_command(name: str | None, catalogues: Sequence[str], as_json: bool, page: str | None) -> None:
    """List the routes geomap knows, show one, or draw them all.

    \b
    geomap routes
    geomap routes "Zəngəzur dəhlizi"
    geomap routes --map routes.html
    """
    from geomap import reports
    from geomap.catalogue import Catalogue

    catalogue = combine_catalogues(catalogues)
    if page is None:
        print_lines(reports.route_lines(catalogue, name, as_json=as_json, width=line_width()))
        return
    if as_json:
        raise InputError("--json and --map are two answers; ask for one of them")
    from geomap.files import check_page

    check_page(page)
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


@click.command("import-route")
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
@catalogue_option
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


@click.command("check")
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
