"""What the types of a language's HTTP clients have, and what their methods take and give.

A line of `data/members_<language>.txt` is a type, made by reflection over the library itself: its name,
behind ``package/`` where it has to be imported, ``<`` and what it inherits; then its members.
``name(a,b)result`` is a method, once for each overload, ``new(…)`` a constructor, ``name:type`` a field or a
property. ``a=`` may be left out, ``*a`` stands for any number, and ``?`` is a type that only the call tells.
The first line has what every type has.
The libraries are Java 25 and OkHttp 3.13 with what 4 added, .NET 8 and its JSON extensions, Node.js 20 with
what browsers, node-fetch and form-data add.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import inf

_MEMBER = re.compile(r"(\w+)(?:\(([^)]*)\)|:)(.*)")


@dataclass(frozen=True, slots=True)
class Member:
    """A method with the types of its parameters, or a field, whose `parameters` are None."""

    result: str
    parameters: tuple[str, ...] | None

    @property
    def counts(self) -> tuple[int, float]:
        """How many arguments the method takes: at least, and at most."""
        each = self.parameters or ()
        least = sum(not one.endswith("=") and not one.startswith("*") for one in each)
        return least, inf if any(one.startswith("*") for one in each) else len(each)

    def parameter(self, place: int) -> str:
        """The type of the argument at a place, counted from 0."""
        each = self.parameters or ()
        return each[min(place, len(each) - 1)].lstrip("*").rstrip("=") if each else "?"


@dataclass(frozen=True, slots=True)
class Type:
    """A type with all its members, also those that it inherits; `package` is where it is imported from."""

    name: str
    package: str
    inherits: frozenset[str]
    members: dict[str, tuple[Member, ...]]


@cache
def types(language: str) -> dict[str, Type]:
    """The known types of a language by their simple names; an inner one's has its owner's before it."""
    text = files("generator.auditing").joinpath(f"data/members_{language}.txt").read_text("utf-8")
    first, *rows = text.splitlines()
    of_all = _type(first).members
    each = map(_type, rows)
    return {one.name: replace(one, members=of_all | one.members) for one in each}


def _type(row: str) -> Type:
    head, *words = row.split(" ")
    full, _, inherited = head.partition("<")
    package, _, name = full.rpartition("/")
    members: dict[str, tuple[Member, ...]] = {}
    for word in words:
        if (match := _MEMBER.fullmatch(word)) is not None:
            parameters = tuple(filter(None, match[2].split(","))) if match[2] is not None else None
            members[match[1]] = (*members.get(match[1], ()), Member(match[3], parameters))
    return Type(name, package, frozenset(filter(None, inherited.split(","))), members)
