"""List what is to be read: files, the files of folders, matches of globs, stdin, records in memory."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from geomap.articles.report import Report
from geomap.errors import InputError
from geomap.model import Article

#: Files that lie in folders beside news and are none; they are listed, not read.
_ASIDE = (
    ".png .jpg .jpeg .gif .webp .bmp .tif .tiff .ico .svg .avif .mp3 .mp4 .m4a .wav .ogg .mov .avi .webm "
    ".woff .woff2 .ttf .otf .eot .css .js .mjs .map .py .sh .geojson"
)
_NOT_NEWS = frozenset(_ASIDE.split())


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read: a file, stdin (path "-") or a record in memory."""

    where: str
    path: Path | None = None
    record: object = None


def list_inputs(news: object, report: Report) -> list[Input]:
    """Return what `news` stands for, in order; what is not there is reported.

    Raises
    ------
    InputError
        If `news` is one path or pattern alone and there is nothing.
    """
    if isinstance(news, str | os.PathLike):
        return list(_from_path(_plain(news), report, alone=True))
    if isinstance(news, Mapping | Article):
        return [Input("record 1", record=news)]
    table = _table_records(news)
    if table is not None:
        return [Input(f"record {number}", record=record) for number, record in enumerate(table, 1)]
    if not isinstance(news, Iterable) or isinstance(news, bytes | bytearray):
        raise InputError(f"news is {type(news).__name__}; expected paths, dicts with a text, or a table")
    inputs: list[Input] = []
    items = list(news)
    for number, item in enumerate(items, 1):
        if isinstance(item, str | os.PathLike):
            inputs += _from_path(_plain(item), report, alone=len(items) == 1)
        else:
            inputs.append(Input(f"record {number}", record=item))
    return inputs


def _plain(path: str | os.PathLike[str]) -> str:
    name: object = os.fspath(path)
    return name if isinstance(name, str) else os.fsdecode(path)


def _table_records(news: object) -> list[object] | None:
    """Return the rows of a pandas table as dicts, or None if `news` is no table."""
    to_dict = getattr(news, "to_dict", None)
    if not callable(to_dict) or not hasattr(news, "columns"):
        return None
    records = to_dict("records")
    return records if isinstance(records, list) else None


def _from_path(name: str, report: Report, *, alone: bool) -> Iterator[Input]:
    if name == "-":
        yield Input("-", Path("-"))
        return
    found = list(_expand(name, report))
    if found:
        yield from found
        return
    shown = name if len(name) <= 120 else f"{name[:117]}..."
    shown = " ".join(shown.split())
    is_folder = _exists(Path(name))
    missing = (
        "holds no files" if is_folder else "matches nothing" if glob.has_magic(name) else "does not exist"
    )
    message = f"{shown}: {missing}; expected news: files, a folder, a pattern or -"
    if alone:
        raise InputError(message)
    report(shown, "error", message)


def _expand(name: str, report: Report) -> Iterator[Input]:
    path = Path(name)
    if _exists(path):
        yield from _walk(path, report) if path.is_dir() else [Input(name, path)]
    elif glob.has_magic(name):
        matches = glob.glob(name, recursive=True) if "\0" not in name else []  # noqa: PTH207  may be absolute
        for match in sorted(matches):
            yield from _expand(match, report)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long, or with a NUL: no path
        return False


def _walk(folder: Path, report: Report) -> Iterator[Input]:
    """Yield the files of a folder and its folders, sorted; hidden ones are passed over."""

    def refused(error: OSError) -> None:
        report(str(error.filename), "error", f"{error.filename}: cannot be read: {error.strerror}")

    for root, folders, names in os.walk(folder, onerror=refused):
        linked = [name for name in folders if Path(root, name).is_symlink() and not name.startswith(".")]
        for name in linked:
            report(str(Path(root, name)), "warning", "a link to a folder is not followed; give it by name")
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in linked)
        for name in sorted(names):
            path = Path(root, name)
            if name.startswith("."):
                continue
            if path.suffix.lower() in _NOT_NEWS:
                report(str(path), "warning", f"left out: a {path.suffix.lower()} file is no news")
            else:
                yield Input(str(path), path)
