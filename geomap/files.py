"""Write files whole or not at all, read them within a size limit, name them safely.

A reader of our output sees the old file or the new one, never half of one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from geomap.errors import InputError, OutputError

#: The largest input file that is read, in bytes; a news article of 64 MB is no article.
MAX_INPUT_BYTES = 64 * 1024 * 1024
# Where SQLite keeps the application id, and how that of a GeoPackage begins: https://www.sqlite.org/fileformat.html#application_id
_SQLITE, _APPLICATION_ID_AT, _GEOPACKAGE = b"SQLite format 3\0", 68, b"GP"


def data_folder() -> Path:
    """Return the folder of the catalogue: `geomap/layers` when installed, else the checkout's `layers`."""
    package = Path(__file__).parent
    packaged = package / "layers"
    return packaged if packaged.is_dir() else package.parent / "layers"


def cache_folder() -> Path:
    """Return the folder that geomap keeps compiled data in: `GEOMAP_CACHE`, else the system's own place."""
    return Path(os.environ.get("GEOMAP_CACHE") or platformdirs.user_cache_path("geomap"))


def read_limited(path: Path, *, max_bytes: int = MAX_INPUT_BYTES) -> bytes:
    """Return the bytes of a regular file of at most `max_bytes`.

    Raises
    ------
    InputError
        If it cannot be read, is no regular file, or is larger.
    """
    try:
        with open(path, "rb", opener=_open_at_once) as file:  # Path.open takes no opener
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise InputError(f"{path}: not a regular file")
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    if len(data) > max_bytes:
        raise InputError(f"{path}: larger than {max_bytes // 1_000_000} MB; split it")
    return data


def is_geopackage(path: Path) -> bool:
    """Say whether a file is a GeoPackage, by its first bytes (https://www.geopackage.org/spec/#_file_format).

    GDAL goes by content and would open a virtual layer of that name, which leads
    to other files; so this is asked before GDAL is.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    return head.startswith(_SQLITE) and head.startswith(_GEOPACKAGE, _APPLICATION_ID_AT)


def write_bytes(path: str | os.PathLike[str], data: bytes) -> Path:
    """Replace the file at `path` by `data`, atomically, and return where it is.

    Links are followed; a target that is a folder or a device is refused.

    Raises
    ------
    OutputError
        If it cannot be written; the old file is then as it was.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(data)
    return Path(path)


def check_target(path: str | os.PathLike[str]) -> None:
    """Refuse a file name that cannot be written to, before long work is done for it.

    Raises
    ------
    OutputError
        If it is a folder or a device, or its folder is missing or closed to us.
    """
    if os.fspath(path) == "-":
        raise OutputError("-: stdout is not written to; give a file name (./- for a file of that name)")
    target = Path(path).resolve()
    if target.exists() and not target.is_file():
        kind = "folder" if target.is_dir() else "special file"
        raise OutputError(f"{path}: is a {kind}; expected a file name")
    if not target.parent.is_dir():
        raise OutputError(f"{path}: cannot be written: there is no folder {target.parent}")
    if not os.access(target.parent, os.W_OK):
        raise OutputError(f"{path}: cannot be written: no permission to write into {target.parent}")


def check_page(path: str | os.PathLike[str]) -> None:
    """Refuse a file name that is no web page's, or cannot be written to.

    Raises
    ------
    OutputError
        If it ends otherwise than `.html`, `.htm` or not at all, or as `check_target` does.
    """
    if Path(path).suffix.lower() not in ("", ".html", ".htm"):
        raise OutputError(f"{path}: a map is a web page; expected a name that ends in .html")
    check_target(path)


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a temporary path beside `path`, and move it there if the block succeeds.

    For writers that want a file name (GDAL, NetCDF). The same guarantees and
    errors as `write_bytes`.
    """
    check_target(path)
    target = Path(path).resolve()
    try:
        handle, name = tempfile.mkstemp(prefix=".geomap-", suffix=target.suffix, dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from None
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(_mode_for(target))
        _flush(temporary)
        temporary.replace(target)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from None
    finally:
        temporary.unlink(missing_ok=True)


def digest(*parts: str) -> str:
    """Return 16 hex characters that name the given text, the same in every run.

    Examples
    --------
    >>> digest("https://example.org/a")
    'b5b10dd0429e69ac'
    """
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:16]


def safe_name(text: str, *, max_length: int = 80) -> str:
    """Return a file name made from `text`: ASCII letters, digits, dot, dash and underscore.

    Examples
    --------
    >>> safe_name("../Baku: news?")
    'Baku-news'
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]+", "-", ascii_text).strip("-._")[:max_length] or "unnamed"


def _open_at_once(name: str, flags: int) -> int:
    """Open as `open` does, but do not wait for the writer of a named pipe: it is refused anyway."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))  # Windows has none of either


def _mode_for(target: Path) -> int:
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
