"""The types of Go's standard library, and which values a place of one type takes (Go spec, Assignability).

A line of `data/members_go.txt` (Go 1.27, by go/types) is a package by its path, with its functions, variables
and constants; or a type, ``package.Name<underlying``, with its fields and methods. ``Name(a,...b)c,error`` is
a function and ``Name:type`` a value; ``?`` is a type that no rule asks for. All others stand as Go writes
them, but for those of constants without a type: ``untyped_int``.
"""

import re
from collections import ChainMap
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

ERROR = "error"
NIL = "untyped_nil"
_MEMBER = re.compile(r"([A-Za-z?]\w*|\?)(?:\(([^()]*)\)|:)(\S*)")
_NUMBERS = frozenset(
    {*("int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr")}
    | {"float32", "float64", "complex64", "complex128"}
)
BASIC = _NUMBERS | {"string", "bool"}
_ALIASES = {"byte": "uint8", "rune": "int32"}
_DEFAULTS = {"untyped_string": "string", "untyped_int": "int", "untyped_float": "float64",
             "untyped_rune": "int32", "untyped_bool": "bool"}  # fmt: skip
_REFERENCES = ("*", "[]", "map[", "func", "chan")


class Member(NamedTuple):
    """A function with its parameters, whose `results` are what it gives, or a value, of one type."""

    parameters: tuple[str, ...] | None
    results: tuple[str, ...]


class GoType(NamedTuple):
    """A named type: what underlies it, and its fields and methods."""

    under: str
    members: dict[str, Member]


class Library(NamedTuple):
    """The packages by their paths, the types by their names, and the paths by the names of the packages."""

    packages: dict[str, dict[str, Member]]
    types: dict[str, GoType]
    paths: dict[str, str]


@cache
def library() -> Library:
    """What the table holds."""
    text = files("generator.auditing").joinpath("data/members_go.txt").read_text("utf-8")
    found = Library({}, {}, {})
    for row in text.splitlines():
        head, *words = row.split(" ")
        members = {match[1]: _member(match) for word in words if (match := _MEMBER.fullmatch(word))}
        name, is_type, under = head.partition("<")
        if is_type:
            found.types[name] = GoType(normal(under), members)
        else:
            found.packages[name] = members
            found.paths[name.rpartition("/")[2]] = name
    return found


def _member(match: re.Match[str]) -> Member:
    results = tuple(normal(each) for each in match[3].split(",") if each)
    if match[2] is None:
        return Member(None, results)
    return Member(tuple(normal(each) for each in match[2].split(",") if each), results)


def normal(kind: str) -> str:
    """A type without its aliases; empty for one that is not known."""
    return "" if "?" in kind else re.sub(r"\b(?:byte|rune)\b", lambda match: _ALIASES[match[0]], kind)


def default(kind: str) -> str:
    """The type of a variable that is given a value: that of a constant without one is fixed by its form."""
    return _DEFAULTS.get(kind, kind)


class Types:
    """What is known of types by their names: those of the table, and those that a file declares itself."""

    def __init__(self, own: Mapping[str, GoType]) -> None:
        self.all: Mapping[str, GoType] = ChainMap(dict(own), library().types)

    def members_of(self, kind: str) -> dict[str, Member] | None:
        """The fields and methods of a type, or of what a pointer points to; None where they are not known."""
        each = self.all.get(kind.removeprefix("*"))
        return each.members if each is not None and "?" not in each.members else None

    def underlying(self, kind: str) -> str:
        """What underlies a type: itself for one that the language has; empty where it is not known."""
        if kind in BASIC or kind == "any" or kind.startswith(_REFERENCES):
            return kind
        each = self.all.get(kind)
        return each.under if each is not None else ""

    def takes(self, wanted: str, value: str) -> bool:
        """Whether a place takes a value; in doubt it does."""
        if not wanted or not value or wanted in (value, "any"):
            return True
        under = self.underlying(wanted)
        if not under or under == "any":
            return True
        if value.startswith("untyped_"):
            return _takes_constant(under, value)
        if under == "interface":
            return self._implements(value, wanted)
        if not self.underlying(value):
            return True
        is_named, value_is_named = not wanted.startswith(_REFERENCES), not value.startswith(_REFERENCES)
        return is_named != value_is_named and under == self.underlying(value)

    def _implements(self, value: str, wanted: str) -> bool:
        """Whether a type has the methods of an interface; whether they want a pointer is not asked."""
        methods = self.members_of(wanted)
        if methods is None:
            return True
        if value in BASIC or value.startswith(("[]", "map[")):
            return not methods
        own = self.members_of(value)
        if own is None or (value.startswith("*") and self.underlying(value[1:]) == "interface"):
            return own is None
        return methods.keys() <= {name for name, each in own.items() if each.parameters is not None}

    def alike(self, one: str, other: str) -> bool:
        """Whether two values may be compared, or added; in doubt they may."""
        if not one or not other:
            return True
        if one.startswith("untyped_") and other.startswith("untyped_"):
            numbers = {one, other}.isdisjoint({"untyped_string", "untyped_bool"})
            return NIL in (one, other) or one == other or numbers
        if one.startswith("untyped_") or other.startswith("untyped_"):
            return self.takes(other, one) if one.startswith("untyped_") else self.takes(one, other)
        return self.takes(one, other) or self.takes(other, one)


def _takes_constant(under: str, value: str) -> bool:
    if value == NIL:
        return under in ("interface", "func") or under.startswith(_REFERENCES)
    if value == "untyped_string":
        return under == "string"
    return under == "bool" if value == "untyped_bool" else under in _NUMBERS
