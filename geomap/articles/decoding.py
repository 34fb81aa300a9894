"""Turn the bytes of a file into text, and say so where that took a guess."""

from __future__ import annotations

import codecs
import re

from geomap.articles.report import Report
from geomap.errors import InputError

_SAMPLE = 64 * 1024  # bytes from which the encoding is guessed
_BINARY_HEAD = 4096
_EXPECTED = "expected text, HTML, Markdown, JSON or CSV"
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_MAGIC = {
    b"%PDF-": "a PDF; save its text",
    b"PK\x03\x04": "a zip or Office file; save its text",
    b"\xd0\xcf\x11\xe0": "an old Office file; save its text",
    b"{\\rtf": "an RTF file; save its text",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF89a": "an image",
    b"GIF87a": "an image",
    b"\x1f\x8b": "gzip-compressed; unpack it",
    b"BZh91AY&SY": "bzip2-compressed; unpack it",
    b"7z\xbc\xaf": "a 7z archive; unpack it",
    b"SQLite format 3": "a database; export its articles as JSON Lines",
    b"PAR1": "a Parquet file; read it with pandas and pass the table",
}
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)
_DAMAGE = 0.02  # of the characters; with less, it is UTF-8 with a few broken bytes


def decode(data: bytes, where: str, report: Report) -> str:
    """Return the text of a file's bytes without a byte order mark.

    UTF-8 and UTF-16 with a mark are read as they are; another encoding is taken
    from an HTML declaration or guessed, with a warning that names it.

    Raises
    ------
    InputError
        If the bytes are no text.
    """
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise InputError(f"{where}: is {what}; {_EXPECTED}")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _replaced(data, encoding, where, report)
    if b"\0" in data[:_BINARY_HEAD]:
        raise InputError(f"{where}: is binary (NUL bytes); {_EXPECTED}")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(data, where, report)


def _decode_other(data: bytes, where: str, report: Report) -> str:
    try:
        return data.decode("utf-8", "surrogatepass")  # lone surrogates are replaced, and told, later
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.search(data[:4096])
    if declared and (text := _as_declared(data, declared[1].decode("ascii"))) is not None:
        report(where, "warning", f"not UTF-8; read as {declared[1].decode('ascii')}, as it declares")
        return text
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken <= max(1, len(text) * _DAMAGE) and broken < sum(char > "\x7f" for char in text) - broken:
        report(where, "warning", f"not quite UTF-8; {broken} broken bytes are shown as U+FFFD")
        return text
    encoding = _guess_encoding(data)
    if encoding is None:
        raise InputError(f"{where}: in no encoding known; expected UTF-8, save it as that")
    report(where, "warning", f"not UTF-8; read as {encoding}, a guess")
    return data.decode(encoding, "replace")


def _as_declared(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding) if codecs.lookup(encoding).name != "utf-8" else None
    except (LookupError, UnicodeError):
        return None


def _guess_encoding(data: bytes) -> str | None:
    import charset_normalizer  # only for input that is not UTF-8; comes with trafilatura

    best = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    return best.encoding if best else None


def _replaced(data: bytes, encoding: str, where: str, report: Report) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        report(where, "warning", f"broken {encoding} at byte {error.start}; shown as U+FFFD")
        return data.decode(encoding, "replace")
