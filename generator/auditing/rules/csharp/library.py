"""Members and namespaces of .NET that a C# sample misspells, and its types and their arguments.

A line of `data/dotnet.txt` is a type with its public members (.NET 8 by reflection, and what 9 and 10 added);
the first has the namespaces. A line of `data/dotnet_types.txt` is a namespace with its types. Behind a
parenthesis stands how many arguments a method or a constructor takes at least. Only what nearly is one of
them is a fault: a library of the reader's own may have a type of the same name.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from generator.auditing.rules.slips import is_slip
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line
from generator.near import near

if TYPE_CHECKING:
    from tree_sitter import Node

_LIKE = 0.72
_USING = re.compile(
    r"^[ \t]*(?:global[ \t]+)?using[ \t]+(?:static[ \t]+)?(\w+(?:\.\w+)*)[ \t]*;", re.MULTILINE
)


@cache
def library() -> dict[str, frozenset[str]]:
    """The members of each type; under ``namespaces``, these."""
    return {name: frozenset(word.partition("(")[0] for word in words) for name, words in _rows("dotnet")}


@cache
def types() -> dict[str, frozenset[str]]:
    """The namespaces of each type."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for namespace, words in _rows("dotnet_types"):
        for word in words:
            found[word.partition("(")[0]].add(namespace)
    return {name: frozenset(namespaces) for name, namespaces in found.items()}


@cache
def namespaces() -> frozenset[str]:
    """The namespaces whose types are all known."""
    return frozenset(name for name, _ in _rows("dotnet_types"))


@cache
def least(name: str, kind: str = "") -> int:
    """How many arguments a type, or the method of one, takes at least; 0 where that is not known."""
    file, row = ("dotnet", kind) if kind else ("dotnet_types", "")
    words = (word for first, words in _rows(file) if row in (first, "") for word in words)
    return min(
        (int(word.partition("(")[2] or 0) for word in words if word.partition("(")[0] == name), default=0
    )


@cache
def _rows(name: str) -> tuple[tuple[str, list[str]], ...]:
    text = files("generator.auditing").joinpath(f"data/{name}.txt").read_text("utf-8")
    return tuple((first, words) for first, *words in map(str.split, text.splitlines()))


def library_faults(tree: Tree, nodes: "Sequence[Node]", declared: frozenset[str]) -> Iterator[Fault]:
    """Members of the library's types, and its namespaces, that do not exist and nearly do."""
    yield from _namespaces(tree)
    for node in nodes:
        if node.type == "member_access_expression":
            yield from _static_member(tree, node, declared)
        elif node.type == "object_creation_expression":
            yield from _initialised(tree, node, declared)


def _namespaces(tree: Tree) -> Iterator[Fault]:
    known = library()["namespaces"]
    for match in _USING.finditer(tree.text):
        name = match[1]
        if name in known:
            continue
        meant = next((each for each in known if each.replace(".", "") == name.replace(".", "")), "")
        first = name.partition(".")[0]
        if not meant and (first == "System" or is_slip(first, "System", 0.8)):
            close = near(name, known, 0.75)
            meant = close if close and _has_one_slip(name, close) else ""
        if meant:
            yield Fault(
                "WP102",
                f"there is no namespace {name} (CS0246)",
                tree.text.count("\n", 0, match.start(1)),
                None,
                f"Did you mean {meant}?",
            )


def _has_one_slip(name: str, other: str) -> bool:
    """Whether as many segments are there, and one is a slip: packages add namespaces of their own."""
    pairs = list(zip(name.split("."), other.split("."), strict=False))
    odd = [pair for pair in pairs if pair[0] != pair[1]]
    return name.count(".") == other.count(".") and len(odd) == 1 and is_slip(*odd[0], 0.75)


def _static_member(tree: Tree, node: "Node", declared: frozenset[str]) -> Iterator[Fault]:
    owner, member = node.child_by_field_name("expression"), node.child_by_field_name("name")
    if owner is None or member is None or owner.type != "identifier" or member.type != "identifier":
        return
    kind = tree.source(owner)
    if kind in library() and kind not in declared | {"Console", "namespaces"}:
        yield from _unknown(tree, kind, member)


def _initialised(tree: Tree, node: "Node", declared: frozenset[str]) -> Iterator[Fault]:
    """``new HttpRequestMessage { Haeders = … }``."""
    kind, initializer = node.child_by_field_name("type"), node.child_by_field_name("initializer")
    name = tree.source(kind) if kind is not None else ""
    if initializer is None or name not in library() or name in declared:
        return
    for item in initializer.named_children:
        left = item.child_by_field_name("left") if item.type == "assignment_expression" else None
        if left is not None and left.type == "identifier":
            yield from _unknown(tree, name, left)


def _unknown(tree: Tree, kind: str, member: "Node") -> Iterator[Fault]:
    name, known = tree.source(member), library()[kind]
    if name in known:
        return
    alike = [each for each in known if is_slip(name, each, _LIKE) or each.lower() == name.lower()]
    if alike:
        best = near(name, alike, 0) or alike[0]
        yield Fault(
            "WP111",
            f"{kind} has no {name} (CS0117)",
            line(member),
            member.start_point[1],
            f"Did you mean {best}?",
        )
