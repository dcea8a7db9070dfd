"""What Go's standard library exports, for the packages that samples use: from `data/go_std.txt`.

The table was made with go/types from Go 1.27: ``Name`` for types, variables and constants,
``Name(params)results`` for functions, where a parameter is ``s`` string, ``b`` []byte, ``r`` io.Reader,
``i`` int, ``v`` Values, ``c`` context, ``?`` other, ``+`` marks a
variadic one and ``!`` an error as last result.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the library: the kinds of its parameters, and how many results it has."""

    parameters: str
    is_variadic: bool
    results: int


@cache
def library() -> dict[str, dict[str, Function | None]]:
    """For each package path, its exported names; None for what is no function."""
    packages = {}
    for line in files("generator.auditing").joinpath("data/go_std.txt").read_text("utf-8").splitlines():
        path, *names = line.split(" ")
        packages[path] = dict(map(_entry, names))
    return packages


@cache
def packages_by_name() -> dict[str, tuple[str, ...]]:
    """The paths of the packages that have a name (``rand`` is two)."""
    found: dict[str, tuple[str, ...]] = {}
    for path in library():
        name = path.rpartition("/")[2]
        found[name] = (*found.get(name, ()), path)
    return found


def _entry(text: str) -> tuple[str, Function | None]:
    match = re.fullmatch(r"(\w+)\(([a-z?]*)(\+?)\)(\d+)!?", text)
    if match is None:
        return text, None
    return match[1], Function(match[2], bool(match[3]), int(match[4]))
