"""C# types and functions that a whole program names, and that neither it nor .NET has (CS0103, CS0246).

Only where everything in sight is known: each using is one of .NET, something starts the program, nothing is
elided. What hardly is anything but a known name mistyped is an error, and so is a function that is called;
a class that the sample leaves to the reader is a warning.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.auditing.rules.csharp.library import library, namespaces, types
from generator.auditing.rules.csharp.scopes import Scopes, inherits
from generator.auditing.rules.slips import is_plural, is_slip
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

if TYPE_CHECKING:
    from tree_sitter import Node

_IMPLICIT = frozenset(
    f"System{part}"
    for part in ("", ".Collections.Generic", ".IO", ".Linq", ".Net.Http", ".Threading", ".Threading.Tasks")
)
_ROOTS = ("System", "Microsoft")
_LIKE = 0.85
_IN_TYPES = (
    "type_argument_list",
    "array_type",
    "nullable_type",
    "base_list",
    "typeof_expression",
    "attribute",
)


def type_faults(tree: Tree, found: Scopes, usings: Sequence[str]) -> Iterator[Fault]:
    """The faults of the names of types and functions; `usings` are the namespaces that are brought in."""
    if not _is_closed(tree, usings):
        return
    present = _IMPLICIT | set(usings)
    reported: set[str] = set()
    for node, scope in found.identifiers:
        name = tree.source(node)
        if not name[:1].isupper() or "_" in name or name in reported or found.home(name, scope):
            continue
        place = _place(node)
        if not place or (place != "type" and inherits(tree, scope, found.declared)):
            continue
        if place == "owner" and name in _ROOTS:  # of a name that is written in full
            continue
        homes = types().get(name) or types().get(f"{name}Attribute")
        if homes is None:
            reported.add(name)
            yield from _unknown(tree, node, place, found.declared)
        elif place != "value" and not homes & present and not _is_own(tree, homes):
            reported.add(name)
            namespace = min(homes, key=lambda each: (each.count("."), each))
            message = f"{name} is in the namespace {namespace}, which no using brings in"
            yield _fault(node, "WP103", message, f"Add using {namespace};")


def _is_closed(tree: Tree, usings: Sequence[str]) -> bool:
    """Whether all that a program names can be known."""
    is_started = re.search(r"\bstatic\b[^\n;=]*\bMain\s*\(", tree.text) is not None or (
        bool(usings) and any(child.type == "global_statement" for child in tree.root.named_children)
    )
    return (
        is_started
        and namespaces().issuperset(usings)
        and not re.search(r"\busing\s+(?:static\s|\w+\s*=)|\bextern alias\b|\bpartial\b", tree.text)
    )


def _is_own(tree: Tree, homes: frozenset[str]) -> bool:
    """Whether the text itself stands in one of the namespaces."""
    return any(re.search(rf"\bnamespace {re.escape(each)}\b", tree.text) for each in homes)


def _place(node: "Node") -> str:
    """Where a name stands: as a ``type``, a ``call``, a member's ``owner``, a ``value``; or none of them."""
    parent = node.parent
    if parent is not None and parent.type == "generic_name" and parent.named_children[0] == node:
        node, parent = parent, parent.parent
    if parent is None:
        return ""
    if parent.type in _IN_TYPES or any(
        parent.child_by_field_name(field) == node for field in ("type", "returns")
    ):
        return "type"
    if parent.type == "invocation_expression" and parent.child_by_field_name("function") == node:
        return "call"
    if parent.type == "member_access_expression" and parent.child_by_field_name("expression") == node:
        return "owner"
    return "value" if parent.type in ("argument", "return_statement", "binary_expression") else ""


def _unknown(tree: Tree, node: "Node", place: str, declared: frozenset[str]) -> Iterator[Fault]:
    name = tree.source(node)
    what = {"type": "type", "call": "function"}.get(place, "type or value")
    message = (
        f"neither .NET nor this program has a {what} {name} ({'CS0246' if place == 'type' else 'CS0103'})"
    )
    near = next((each for each in (*declared, *types()) if _is_near(name, each)), None) or _joined(
        name, declared
    )
    if near:
        yield _fault(node, "WP102", message, f"Did you mean {near}?")
    elif place != "value":
        severity = None if place == "call" else "warning"
        yield _fault(node, "WP102", message, f"Declare {name}, or correct its name.", severity)


def _is_near(name: str, other: str) -> bool:
    return is_slip(name, other, _LIKE) and not is_plural(name, other)


def _joined(name: str, declared: frozenset[str]) -> str:
    """Two names whose dot is left out: ``StatusOpen``."""
    for place in (match.start() for match in re.finditer(r"(?<=\w)[A-Z]", name)):
        first, rest = name[:place], name[place:]
        members = library().get(first, declared if first in declared else frozenset())
        if rest in members and first != "namespaces":
            return f"{first}.{rest}"
    return ""


def _fault(node: "Node", rule: str, message: str, fix: str, severity: str | None = None) -> Fault:
    return Fault(rule, message, line(node), node.start_point[1], fix, severity)
