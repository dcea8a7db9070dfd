"""The ``[audit]`` tables of the languages: how the code of each is judged."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from msgspec import Struct

from generator.rendering.languages.language import builtin_folder, read_settings

_NEVER = re.compile(r"(?!)")


class Table(Struct, frozen=True):
    """How one language is judged; `name` is that of its folder below ``templates``. See the package."""

    name: str
    title: str
    language: str
    data: Mapping[str, Any]
    elisions: tuple[tuple[re.Pattern[str], str], ...]
    wraps: tuple[tuple[re.Pattern[str], str], ...]
    hoisted: re.Pattern[str]
    whole: re.Pattern[str]
    other: re.Pattern[str]
    foreign: re.Pattern[str]
    newer: re.Pattern[str]
    complaint: re.Pattern[str]
    ignore: tuple[re.Pattern[str], ...]
    context: tuple[re.Pattern[str], ...]


@cache
def tables() -> dict[str, Table]:
    """The tables, by the name of the language as samples have it."""
    found = {}
    for path in sorted(builtin_folder().glob("*/language.toml")):
        settings = path.read_bytes()
        if b"\n[audit]\n" in settings:
            table = _table(path.parent.name, read_settings(settings, path))
            found[table.language] = table
    return found


_COMPLAINT = r"^(?P<file>\S+?):(?P<line>\d+): (?P<message>.*)"


def _table(name: str, settings: Mapping[str, Any]) -> Table:
    data = settings["audit"]
    wraps = data.get("wraps", [{"text": "{text}"}])
    return Table(
        name,
        settings["title"],
        data["language"],
        data,
        tuple((_pattern(pattern), replacement) for pattern, replacement in data.get("elisions", ())),
        tuple((_pattern(each.get("when", "")), each["text"]) for each in wraps),
        **{key: _pattern(data[key]) if key in data else _NEVER for key in _PATTERNS},
        complaint=_pattern(data.get("complaint", _COMPLAINT)),
        ignore=tuple(map(_pattern, data.get("ignore", ()))),
        context=tuple(map(_pattern, data.get("context", ()))),
    )


_PATTERNS = ("hoisted", "whole", "other", "foreign", "newer")


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.MULTILINE)
