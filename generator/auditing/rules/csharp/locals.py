"""C# locals: declared a second time, used before their declaration, or never given a value."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.rules.csharp.scopes import FUNCTIONS, TYPES, Scope, Scopes, stands_for_a_value
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, ancestor, line

if TYPE_CHECKING:
    from tree_sitter import Node


def local_faults(tree: Tree, found: Scopes) -> Iterator[Fault]:
    """The faults of the variables of functions and of top-level statements."""
    if re.search(r"^[ \t]*#(?:if|else|elif)\b", tree.text, re.MULTILINE):
        return  # one of two declarations is there
    yield from _declared_twice(found)
    yield from _used_before(tree, found)
    yield from _without_value(tree, found)


def _declared_twice(found: Scopes) -> Iterator[Fault]:
    """Two of one name in one block, or in a block and one inside it (CS0128, CS0136)."""
    first: dict[tuple[Scope, str], Node] = {}
    for node, name, scope in found.locals:
        if first.setdefault((scope, name), node) is not node and node.type == "variable_declarator":
            what = f"{name} is declared a second time in one block (CS0128)"
            yield _fault(node, "WP111", what, "Choose another name, or split the sample in two.")
    for (scope, name), node in first.items():
        if node.type in ("variable_declarator", "foreach_statement"):
            outer = next((each for each in _of_function(scope) if (each, name) in first), None)
            if outer is not None:
                what = f"{name} is a variable of the block around this one, too (CS0136)"
                yield _fault(node, "WP111", what, "Choose another name.")


def _of_function(scope: Scope) -> Iterator[Scope]:
    """The scopes around one, as far as its function goes; a nested function may take its names again."""
    for each in scope.upwards():
        if each is not scope:
            yield each
        if each.node.type in FUNCTIONS:
            return


def _used_before(tree: Tree, found: Scopes) -> Iterator[Fault]:
    """A local that stands above its declaration, or in the value that declares it (CS0841)."""
    reported: set[tuple[Scope, str]] = set()
    for node, scope in found.identifiers:
        name = tree.source(node)
        home = found.home(name, scope)
        if home is None or (home, name) in reported or not stands_for_a_value(tree, node):
            continue
        declared = home.names[name]
        if (
            home.node.type not in TYPES
            and declared.type == "variable_declarator"
            and (node.end_byte <= declared.start_byte or _in_own_value(node, declared))
        ):
            reported.add((home, name))
            what = f"{name} is used before it is declared (CS0841)"
            yield _fault(node, "WP102", what, "Declare it above this line.")


def _in_own_value(node: "Node", declared: "Node") -> bool:
    """Whether a variable stands in the value of its own declaration, and in no function there."""
    outer = ancestor(node, "variable_declarator", *FUNCTIONS)
    while outer is not None and outer != declared and outer.type == "variable_declarator":
        outer = ancestor(outer, "variable_declarator", *FUNCTIONS)
    return (
        outer == declared
        and node.start_byte > declared.start_byte
        and _NO_VALUE.match(declared.text or b"") is None
    )


_NO_VALUE = re.compile(rb"\w+\s*=\s*nameof\b")


def _without_value(tree: Tree, found: Scopes) -> Iterator[Fault]:
    """A local that is read, and that nothing ever gives a value (CS0165)."""
    for node, name, scope in found.locals:
        if node.type != "variable_declarator" or len(node.named_children) > 1:
            continue
        text = tree.data[node.end_byte : scope.node.end_byte].decode("utf-8", "replace")
        word = rf"(?<![\w.@]){re.escape(name)}\b"
        is_given = re.search(
            rf"{word}\s*(?:[-+*/%&|^?]{{0,2}}=(?!=)|,|\))|(?:out|ref)\s+{word}|&{word}", text
        )
        read = re.search(rf"(?:{word}\s*\.\s*\w+\s*\(|(?:return|await)\s+{word})", text)
        if read is not None and not is_given:
            what = f"{name} is read, and nothing gives it a value (CS0165)"
            yield _fault(node, "WP102", what, "Give it a value first.")


def _fault(node: "Node", rule: str, what: str, fix: str) -> Fault:
    return Fault(rule, what, line(node), node.start_point[1], fix)
