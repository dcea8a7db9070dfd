"""C# statements that no compiler takes, though they parse: nothing returned, ``var x = new()``."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

if TYPE_CHECKING:
    from tree_sitter import Node

_NO_VALUE = re.compile(
    r"void|(?:System\.Threading\.Tasks\.)?(?:Value)?Task|IEnumerator(?:<.*>)?|IAsyncEnumerable<.*>"
)
_ENDS = frozenset(
    (
        "return_statement",
        "throw_statement",
        "throw_expression",
        "yield_statement",
        "while_statement",
        "for_statement",
        "do_statement",
        "goto_statement",
    )
)
_FUNCTIONS = frozenset(("lambda_expression", "anonymous_method_expression", "local_function_statement"))


def statement_faults(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """The faults of functions and declarations."""
    for node in nodes:
        if node.type in ("local_function_statement", "method_declaration"):
            yield from _returns_nothing(tree, node)
        elif node.type == "variable_declaration":
            yield from _target_of_new(node)
        elif node.type == "assignment_expression" and re.match(r"var\s*=[^=>]", tree.source(node)):
            message = "var is followed by no name"
            yield Fault("WP101", message, line(node), node.start_point[1], "Name the variable.")


def _returns_nothing(tree: Tree, node: "Node") -> Iterator[Fault]:
    """A function with a type, none of whose statements returns or throws (CS0161)."""
    body = node.child_by_field_name("body")
    kind = node.child_by_field_name("type") or node.child_by_field_name("returns")
    if body is None or kind is None or body.type != "block" or not body.named_children:
        return
    modifiers = {tree.source(child) for child in node.children if child.type == "modifier"}
    has_value = not _NO_VALUE.fullmatch(tree.source(kind)) or (
        tree.source(kind) == "Task" and "async" not in modifiers
    )
    if not has_value or re.search(r"\.\.\.|…|//|/\*", tree.source(body)) or _ends(body):
        return
    name = node.child_by_field_name("name")
    called = tree.source(name) if name is not None else "the function"
    yield Fault(
        "WP101",
        f"{called} returns no value (CS0161)",
        line(node),
        node.start_point[1],
        "Return the value that its type promises.",
    )


def _ends(body: "Node") -> bool:
    pending = list(body.named_children)
    while pending:
        node = pending.pop()
        if node.type in _ENDS:
            return True
        if node.type not in _FUNCTIONS:
            pending += node.named_children
    return False


def _target_of_new(node: "Node") -> Iterator[Fault]:
    """``var client = new();`` says nowhere which type is meant (CS8754)."""
    kind = node.child_by_field_name("type")
    if kind is None or kind.type != "implicit_type":
        return
    for declarator in node.named_children[1:]:
        value = declarator.named_children[-1] if declarator.named_children else None
        if value is not None and value.type == "implicit_object_creation_expression":
            yield Fault(
                "WP101",
                "new() does not say of which type (CS8754)",
                line(value),
                value.start_point[1],
                "Name the type on one side.",
            )
