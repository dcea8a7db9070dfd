"""What the JDK and OkHttp have: types with their packages, what they inherit, and what their methods throw.

Both are read by reflection from the JDK 25 and OkHttp 3.13. A line of `data/java_types.txt` is a package and
its types: ``~`` behind a name says that new makes none, ``!`` what a checked exception extends. A line of
`data/java_thrown.txt` is a type and its members, with the checked exceptions that all their overloads throw.
"""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_TYPE = re.compile(r"(\w+)(~?)(?:!(\w+))?")
_ALWAYS = ("Exception", "Throwable")


class JavaType(NamedTuple):
    """A type: where it is imported from, whether it is abstract, and what a checked exception extends."""

    package: str
    is_abstract: bool
    extends: str


def _rows(name: str) -> list[list[str]]:
    text = files("generator.auditing").joinpath(f"data/{name}.txt").read_text("utf-8")
    return [row.split() for row in text.splitlines()]


@cache
def java_types() -> dict[str, tuple[JavaType, ...]]:
    """The types by their simple names; some packages have types of the same name."""
    found: dict[str, tuple[JavaType, ...]] = {}
    for package, *words in _rows("java_types"):
        for match in filter(None, map(_TYPE.fullmatch, words)):
            each = JavaType(package, bool(match[2]), match[3] or "")
            found[match[1]] = (*found.get(match[1], ()), each)
    return found


@cache
def thrown_by() -> dict[str, dict[str, tuple[str, ...]]]:
    """What the members of a type throw whatever they are given, by the type's simple name."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for full, *words in _rows("java_thrown"):
        members = (word.split(":") for word in words)
        name = full.rpartition("/")[2]
        found.setdefault(name, {}).update({member: tuple(thrown.split(",")) for member, thrown in members})
    return found


def caught_as(exception: str) -> set[str]:
    """The names under which a checked exception can be caught or declared: its own, and what it extends."""
    names = {exception, *_ALWAYS}
    while known := next((each for each in java_types().get(exception, ()) if each.extends), None):
        exception = known.extends
        names.add(exception)
    return names


def is_java_lang(name: str) -> bool:
    """Whether every file has a type without an import (JLS §7.3)."""
    return any(each.package == "java.lang" for each in java_types().get(name, ()))
