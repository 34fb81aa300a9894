"""Unpack the one shapefile in a zip archive, within limits, under a name of our own."""

from __future__ import annotations

import contextlib
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from geomap.errors import InputError, LayerError

_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
#: How a .shp begins: 9994, big-endian (ESRI Shapefile Technical Description, 1998, table 1).
_MAGIC = struct.pack(">i", 9994)
_MAX_ENTRIES = 1000


@contextlib.contextmanager
def unpacked_shapefile(path: Path, *, max_bytes: int) -> Iterator[Path]:
    """Yield the path of the .shp, unpacked into a folder that goes away afterwards.

    Parameters
    ----------
    path
        The archive.
    max_bytes
        The most that the archive, and all its parts unpacked, may hold: a small
        archive can unpack to petabytes, whatever it says of itself.

    Raises
    ------
    InputError
        If it cannot be read or is too large.
    LayerError
        If it is no archive or does not hold exactly one shapefile.
    """
    try:
        if path.stat().st_size > max_bytes:
            raise InputError(f"{path}: larger than {max_bytes // 1_000_000} MB")
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory(prefix="geomap-") as folder:
            _unpack(archive, Path(folder), path.name, max_bytes)
            yield Path(folder) / "route.shp"
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as error:  # RuntimeError: encrypted
        raise LayerError(f"{path.name}: not a zip archive that can be read: {error}") from None


def _unpack(archive: zipfile.ZipFile, folder: Path, where: str, max_bytes: int) -> None:
    entries = archive.infolist()
    if len(entries) > _MAX_ENTRIES:
        raise InputError(f"{where}: holds {len(entries):,} files; expected one shapefile")
    shapefiles = [
        PurePosixPath(entry.filename) for entry in entries if entry.filename.lower().endswith(".shp")
    ]
    if len(shapefiles) != 1:
        raise LayerError(f"{where}: holds {len(shapefiles)} shapefiles; expected one")
    left = max_bytes
    for entry in entries:
        name = PurePosixPath(entry.filename)
        suffix = name.suffix.lower()
        if name.with_suffix("") != shapefiles[0].with_suffix("") or suffix not in _PARTS:
            continue
        with archive.open(entry) as file:
            data = file.read(left + 1)
        left -= len(data)
        if left < 0:
            raise InputError(
                f"{where}: unpacks to more than {max_bytes // 1_000_000} MB; export the one route"
            )
        if suffix == ".shp" and not data.startswith(_MAGIC):
            raise LayerError(f"{where}: {name.name} is not a shapefile")
        (folder / f"route{suffix}").write_bytes(data)
