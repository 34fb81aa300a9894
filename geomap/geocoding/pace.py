"""Keep all processes of this machine to one request a second.

Public Nominatim allows an application one request a second over all its users
(https://operations.osmfoundation.org/policies/nominatim/), so the time of the
last request stands in one file for all, and who wants to ask locks that file
until its turn has come.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from geomap.errors import GeocodingError

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


#: The time from one request to the next, in seconds.
INTERVAL_S = 1.0
_LENGTH = 32


class Pace:
    """Turns to ask, one per interval over all processes that share the file.

    Parameters
    ----------
    path
        The file; by default one in the system's folder for temporary files, for all users.
    interval_s
        The time from one turn to the next, in seconds; `INTERVAL_S` by default.
    """

    def __init__(self, path: Path | None = None, *, interval_s: float | None = None) -> None:
        self._path = path or Path(tempfile.gettempdir()) / "geomap-geocoding.lock"
        self._interval_s = INTERVAL_S if interval_s is None else interval_s

    def wait_turn(self, timeout_s: float) -> None:
        """Wait until a request may be made.

        Raises
        ------
        GeocodingError
            If that is not within `timeout_s` seconds, or the file cannot be
            used: then nothing may be asked, for others may be asking.
        """
        end = time.monotonic() + timeout_s
        try:
            with _open(self._path) as handle:
                self._take(handle, end)
                wait_s = self._wait_s(os.read(handle, _LENGTH))
                if time.monotonic() + wait_s > end:
                    raise GeocodingError("the time ran out before our turn came")
                time.sleep(wait_s)
                os.lseek(handle, 0, os.SEEK_SET)
                os.write(handle, f"{time.time():.6f}".ljust(_LENGTH).encode())
        except OSError as error:
            reason = error.strerror or error
            raise GeocodingError(
                f"{self._path}, which keeps all processes to one request a second, cannot be used: {reason}"
            ) from None

    def _take(self, handle: int, end: float) -> None:
        while True:
            try:
                _lock(handle)
            except (BlockingIOError, PermissionError):  # Windows says the latter of a locked file
                if time.monotonic() > end:
                    raise GeocodingError("the time ran out before our turn came") from None
                time.sleep(min(0.05, self._interval_s / 4))
            else:
                os.lseek(handle, 0, os.SEEK_SET)
                return

    def _wait_s(self, content: bytes) -> float:
        """Return the seconds until our turn: at most one interval, whatever the file or the clock say."""
        try:
            passed = time.time() - float(content or b"0")
        except ValueError:
            passed = 0.0
        return max(self._interval_s - passed, 0.0) if passed >= 0 else self._interval_s


@contextlib.contextmanager
def _open(path: Path) -> Iterator[int]:
    """Open the file for reading and writing, making it for all users; what is no regular file is refused."""
    flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        handle = os.open(path, flags)
    except FileNotFoundError:
        handle = os.open(path, flags | os.O_CREAT, 0o666)
        if hasattr(os, "fchmod"):  # a narrow mask of the first user must not shut out the others
            os.fchmod(handle, 0o666)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(0, "it is not a regular file")
        yield handle
    finally:
        os.close(handle)
