"""The command `geomap`: stdout is data, stderr is talk.

Exit codes: 0 done, 1 `check` found faults, 2 nothing could be done (one line
says why). The commands are in `geomap.commands`, a module per subject; each imports
what it needs when it runs, so that `--help` answers at once.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence

import click

from geomap import __version__
from geomap.commands import news, routes
from geomap.commands.gazetteer import gazetteer_commands
from geomap.errors import GeomapError
from geomap.terminal import DONE, FAILED, FAULTS, ReaderGoneError, prepare_streams, say

__all__ = ["DONE", "FAILED", "FAULTS", "geomap", "main"]
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


for _command in (
    news.map_command,
    news.export_command,
    news.mentions_command,
    news.explain_command,
    news.coverage_command,
    routes.routes_command,
    routes.import_command,
    gazetteer_commands,
    routes.check_command,
):
    geomap.add_command(_command)
