"""How the command line speaks: data to stdout, talk and progress to stderr, and an exit code."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterable

from geomap.errors import OutputError
from geomap.text import plain_line

#: What the command line returns: all done, `check` found faults, nothing could be done.
DONE, FAULTS, FAILED = 0, 1, 2


class ReaderGoneError(Exception):
    """Whoever read our stdout has closed it: `geomap routes | head` has all it wanted."""


def prepare_streams() -> None:
    """Write UTF-8 into files and pipes wherever we run; what a terminal cannot show becomes "?"."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def print_lines(lines: Iterable[str]) -> None:
    """Print data, line by line.

    Raises
    ------
    ReaderGoneError
        If nobody reads it any more.
    OutputError
        If it cannot be written, for example to a full disk.
    """
    try:
        for line in lines:
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        raise ReaderGoneError from None
    except OSError as error:
        _drop_output()
        raise OutputError(f"stdout: cannot be written: {error.strerror or error}") from None


def _drop_output() -> None:
    """Send what could not be printed nowhere, or Python complains of it on its way out."""
    with contextlib.suppress(OSError, ValueError):  # no real file, as in tests
        stdout = sys.stdout.fileno()
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout)


def say(message: str) -> None:
    """Say something on stderr, on one line; what begins with a blank goes on with what was said."""
    _end_progress()
    line = message if message.startswith(" ") else f"geomap: {message}"
    sys.stderr.write(f"{plain_line(line)}\n")


def line_width() -> int:
    """Return how many cells a line of stdout has: the terminal's width, 100 in a file or a pipe."""
    return max(40, shutil.get_terminal_size((100, 24)).columns) if sys.stdout.isatty() else 100


def show_progress(what: str, done: int, total: int | None) -> None:
    """Show on stderr how far long work has come: one line that rewrites itself, on a terminal only."""
    if not sys.stderr.isatty():
        if done == 0 and total:
            say(f"{what}, once; this takes about fifteen seconds")
        return
    if total:
        bar = "#" * (30 * done // total)
        sys.stderr.write(f"\r{what} [{bar:<30}] {100 * done // total:3d} %")
    elif done % 10 == 0 or done < 10:  # the first ones show that it works
        sys.stderr.write(f"\r{what}: {done}")
    sys.stderr.flush()


def _end_progress() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r" + " " * 70 + "\r")
