"""Lines of big tables, one at a time: plain, gzipped or zipped, whatever stands in them."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from geomap.errors import InputError

#: No line of a GeoNames dump comes near this, in bytes; the longest list of alternate names has 10,000 characters.
MAX_LINE_BYTES = 256 * 1024
_BLOCK_BYTES = 1024 * 1024
#: What GeoNames packs beside its tables.
_BESIDE = frozenset({"readme.txt", "iso-languagecodes.txt"})
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"


@dataclass(frozen=True)
class Table:
    """One table: where it is called by messages, and how far it goes.

    `member` is its name in a zip archive; `packing` is "plain", "gzip" or "zip".
    """

    path: Path
    packing: str
    member: str | None
    n_bytes: int

    @property
    def name(self) -> str:
        """The file name, with the member of an archive."""
        return f"{self.path.name}/{self.member}" if self.member else self.path.name

    def lines(self, progress: Callable[[int], None] | None = None) -> Iterator[bytes | None]:
        """Yield the lines without their ends; None for one longer than `MAX_LINE_BYTES`.

        Parameters
        ----------
        progress
            Told how many of `n_bytes` have been read, about once a megabyte.

        Raises
        ------
        InputError
            If the file cannot be read or its compression is broken.
        """
        try:
            with ExitStack() as stack:
                raw = stack.enter_context(self.path.open("rb"))
                yield from _split(
                    _unpacked(raw, self, stack), raw if self.packing == "gzip" else None, progress
                )
        except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile) as error:
            raise InputError(f"{self.name}: its compression is broken: {error}; download it again") from None
        except (NotImplementedError, RuntimeError) as error:  # an encrypted archive, or one of a rare kind
            raise InputError(f"{self.name}: cannot be unpacked: {error}; unpack it first") from None
        except OSError as error:
            raise InputError(f"{self.path}: cannot be read: {error.strerror or error}") from None


def find_tables(path: Path) -> list[Table]:
    """Return the tables in a file: itself, or the members of an archive.

    Raises
    ------
    InputError
        If it cannot be read, or is an archive without tables.
    """
    if not path.is_file():
        what = "is no regular file" if path.exists() else "there is no such file"
        raise InputError(f"{path}: {what}; expected a GeoNames dump such as allCountries.txt")
    try:
        with path.open("rb") as file:
            head = file.read(4)
        size = path.stat().st_size
        if head.startswith(_GZIP):
            return [Table(path, "gzip", None, size)]
        if not head.startswith(_ZIP):
            return [Table(path, "plain", None, size)]
        with zipfile.ZipFile(path) as archive:
            members = [item for item in archive.infolist() if _is_table(Path(item.filename).name.lower())]
    except zipfile.BadZipFile as error:
        raise InputError(f"{path}: a broken zip archive: {error}; download it again") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    if not members:
        raise InputError(f"{path}: there is no table in this archive; expected one such as allCountries.txt")
    return [Table(path, "zip", item.filename, item.file_size) for item in members]


def _is_table(name: str) -> bool:
    """Say whether a member of an archive may be a table; macOS adds shadows of files, "._AZ.txt"."""
    return name.endswith(".txt") and name not in _BESIDE and not name.startswith(".")


def _unpacked(raw: IO[bytes], table: Table, stack: ExitStack) -> IO[bytes]:
    if table.packing == "gzip":
        unpacked: Any = gzip.GzipFile(fileobj=raw)  # typeshed has it as no IO[bytes], though it reads as one
        return cast(IO[bytes], stack.enter_context(unpacked))
    if table.packing == "zip":
        archive = stack.enter_context(zipfile.ZipFile(raw))
        return stack.enter_context(archive.open(table.member or ""))
    return io.BufferedReader(raw) if isinstance(raw, io.RawIOBase) else raw


def _split(
    file: IO[bytes], packed: IO[bytes] | None, progress: Callable[[int], None] | None
) -> Iterator[bytes | None]:
    """Yield lines from blocks of bytes, so that a file without line ends does not fill the memory."""
    rest, done, skipping = b"", 0, False
    while block := file.read(_BLOCK_BYTES):
        done += len(block)
        if progress:
            progress(packed.tell() if packed else done)
        first, *others = (rest + block).split(b"\n")
        if not others:
            rest, skipping = (b"", True) if skipping or len(first) > MAX_LINE_BYTES else (first, False)
            continue
        yield None if skipping else _line(first)
        skipping = False
        *others, rest = others
        yield from map(_line, others)
        if len(rest) > MAX_LINE_BYTES:
            rest, skipping = b"", True
    if rest or skipping:
        yield None if skipping else _line(rest)


def _line(raw: bytes) -> bytes | None:
    return raw.removesuffix(b"\r") if len(raw) <= MAX_LINE_BYTES else None
