"""`geomap gazetteer`: make a bigger gazetteer, and say what one holds."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from geomap.terminal import print_lines, say, show_progress
from geomap.text import plain_line

if TYPE_CHECKING:
    from geomap.gazetteer import GazetteerIndex
    from geomap.gazetteer.rows import BuildReport

#: How many faults are told one by one on stderr.
_MAX_TOLD = 10


@click.group("gazetteer")
def gazetteer_commands() -> None:
    """Make a bigger gazetteer, or see what one holds.

    map, export, mentions, explain and coverage use one with --gazetteer DIR, and
    places of your own on top of any with --places FILE.

    \b
    geomap gazetteer build --help      from GeoNames dumps
    geomap gazetteer info              the one that geomap uses by itself
    """


@gazetteer_commands.command("build")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "-o", "--output", required=True, metavar="DIR", help="The folder of the index, made new or replaced."
)
@click.option(
    "--classes",
    metavar="LIST",
    help="Feature classes and codes to keep: P,A,H.LK, `default` (may be added to: default,S.HTL) or `all`.",
)
def build_command(files: Sequence[str], output: str, classes: str | None) -> None:
    """Make a gazetteer from GeoNames dumps.

    The places that come with geomap are put into it first.

    FILE is allCountries or a country (AZ), and besides, for more names,
    alternateNamesV2, admin1CodesASCII, admin2Codes and countryInfo from
    https://download.geonames.org/export/dump/ (CC BY 4.0); .txt, .zip or .gz.

    Kept are towns, units, countries, waters, mountains, islands, regions, and
    the spots news names (airports, dams, mines, borders, bases); see
    https://www.geonames.org/export/codes.html for --classes. The seas,
    provinces and countries that geomap lists keep the points it gives them.

    All countries take about ten minutes, 1.5 GB of memory and three times the
    size of the index on disk. A build that was stopped goes on where it was;
    the index appears whole or not at all.

    \b
    geomap gazetteer build AZ.zip GE.zip AM.zip -o caucasus
    geomap gazetteer build allCountries.zip alternateNamesV2.zip admin1CodesASCII.txt -o everywhere
    """
    from geomap.gazetteer import compile_gazetteer

    report = compile_gazetteer(files, output, classes=classes, progress=_Steps())
    for line in _report_lines(report):
        say(line)
    say_listed(
        report.issues,
        total=report.counts["broken"],
        what="broken rows",
        more=f"geomap gazetteer info {output}",
    )
    say(f"wrote {output}: {report.n_places:,} places, {report.n_names:,} names")


@gazetteer_commands.command("info")
@click.argument("path", required=False)
def info_command(path: str | None) -> None:
    """Say what a gazetteer holds, where it is, and whom to name for it.

    Its digest is worked out anew: an index that was changed or damaged is refused.
    Without PATH, the one that geomap uses by itself.

    \b
    geomap gazetteer info
    geomap gazetteer info everywhere
    """
    from geomap.gazetteer import load_gazetteer

    print_lines(map(plain_line, _info_lines(load_gazetteer(path, progress=show_progress))))


def say_listed(
    faults: Sequence[str],
    *,
    total: int | None = None,
    what: str = "places of your own left out",
    more: str = "",
) -> None:
    """Say on stderr how many faults there are, and the first few of them."""
    total = len(faults) if total is None else total
    if not total:
        return
    say(f"{what}: {total:,}")
    for fault in faults[:_MAX_TOLD]:
        say(f"  {fault}")
    if total > _MAX_TOLD:
        say(
            f"  ... and {total - _MAX_TOLD:,} more"
            + (f"; `{more}` lists the first {len(faults)}" if more else "")
        )


def _report_lines(report: BuildReport) -> Iterator[str]:
    counts = report.counts
    yield (
        f"{counts['rows']:,} rows: {counts['kept']:,} places kept, {counts['merged']:,} joined to ours, "
        f"{counts['dropped']:,} of other classes, {counts['duplicate']:,} twice, {counts['broken']:,} broken"
    )
    if report.dropped:
        classes = ", ".join(f"{name} {count:,}" for name, count in report.dropped.items())
        yield f"  of other classes: {classes} (--classes keeps more)"
    if counts["names"] + counts["names_dropped"]:
        yield f"  names of other tables: {counts['names']:,} added, {counts['names_dropped']:,} not (codes, links, places not kept)"


def _info_lines(index: GazetteerIndex) -> Iterator[str]:
    from geomap.gazetteer.layout import MANIFEST

    about: dict[str, Any] = index.manifest
    size_mb = sum(about["sizes"].values()) / 1e6
    yield f"folder       {index.folder.resolve()}"
    yield f"made on      {datetime.fromtimestamp((index.folder / MANIFEST).stat().st_mtime, UTC):%Y-%m-%d}"
    yield f"made from    {'; '.join(about['sources'])}"
    if about.get("newest"):
        yield f"data to      {about['newest']}"
    yield f"places       {about['n_places']:,}"
    yield f"names        {about['n_names']:,}"
    yield f"size         {size_mb:,.1f} MB"
    yield f"digest       sha256:{index.check_digest()}"
    yield f"attribution  {'; '.join(about.get('attribution') or about['sources'])}"
    if "classes" in about:
        yield f"classes      {' '.join(about['classes'])}"
        yield f"rows         {', '.join(f'{name} {count:,}' for name, count in about['counts'].items())}"
        yield from (f"broken       {issue}" for issue in about["issues"])


class _Steps:
    """Shows how far a build has come: a bar on a terminal, elsewhere a line per step and per tenth of it."""

    def __init__(self) -> None:
        self._told = ("", -1)

    def __call__(self, what: str, done: int, total: int | None) -> None:
        if sys.stderr.isatty() and total:
            show_progress(what, done, total)
            return
        tenth = 10 * done // total if total else 0
        if (what, tenth) != self._told:
            self._told = (what, tenth)
            say(f"{what}: {10 * tenth} %" if total else what)
