"""Take the front matter off a text.

It is YAML between lines of "---", TOML between "+++", or a block of lines such
as "Title: ..." and "Source: ...".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from geomap.articles.fields import known_fields
from geomap.articles.report import Report

MAX_FRONT_MATTER = 64 * 1024  # characters
_FENCE = re.compile(r"\s*(?P<fence>---|\+\+\+)[ \t]*\n")
_KEY_LINE = re.compile(r"(?P<key>[A-Za-z][A-Za-z _-]{1,20}):[ \t]+(?P<value>\S.*)")
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


def split_front_matter(text: str, where: str, report: Report) -> tuple[dict[str, object], str]:
    r"""Return the fields of a text's front matter, and the text without it.

    Broken front matter is reported and stays in the text.

    Examples
    --------
    >>> split_front_matter("---\ntitle: Gas\ndate: 2025-08-06\n---\nIt flows.", "a.md", print)
    ({'title': 'Gas', 'date': '2025-08-06'}, 'It flows.')
    """
    fence = _FENCE.match(text)
    if fence is None:
        return _split_key_lines(text)
    sign = re.escape(fence["fence"])
    closing = re.compile(rf"^(?:{sign}|\.\.\.)[ \t]*(?:\n|$)", re.MULTILINE).search(text, fence.end())
    if closing is None or closing.start() - fence.end() > MAX_FRONT_MATTER:
        if closing is not None:
            report(
                where,
                "warning",
                f"front matter of more than {MAX_FRONT_MATTER // 1024} kB; read as plain text",
            )
        return {}, text
    block = text[fence.end() : closing.start()]
    fields, fault = _load_toml(block) if fence["fence"] == "+++" else _load_yaml(block)
    if fault:
        report(where, "warning", f"front matter cannot be read ({fault}); read as plain text")
        return {}, text
    return (fields, text[closing.end() :].lstrip("\n")) if fields else ({}, text)


def _split_key_lines(text: str) -> tuple[dict[str, object], str]:
    """Take off two or more lines such as "Source: Trend" that open a text and end with an empty line."""
    fields: dict[str, object] = {}
    position = 0
    for line in text[:MAX_FRONT_MATTER].split("\n"):
        match = _KEY_LINE.fullmatch(line.strip())
        if match is None:
            if line.strip():
                return {}, text
            break
        fields[match["key"]] = match["value"]
        position += len(line) + 1
    if len(fields) < 2 or known_fields(fields) < len(fields):
        return {}, text
    return fields, text[position:].lstrip("\n")


def _load_yaml(block: str) -> tuple[dict[str, object], str | None]:
    import yaml  # only for files with front matter

    try:
        # BaseLoader makes only strings, lists and dicts: an id 007 and a date stay as written.
        loaded: Any = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return {}, " ".join(str(error).split())[:120]
    if loaded is None or loaded == "":
        return {}, None
    if not isinstance(loaded, Mapping):
        return {}, None  # a rule above a paragraph, as Markdown has it
    return {
        key: value for key, value in loaded.items() if not isinstance(value, str) or value not in _NOTHING
    }, None


def _load_toml(block: str) -> tuple[dict[str, object], str | None]:
    try:
        return tomllib.loads(block), None
    except (ValueError, RecursionError) as error:
        return {}, str(error)[:120]
