"""C# statements that no compiler takes, though they parse: a path without a value, ``var x = new()``."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.auditing.rules.programs.assignments import bare_assignments
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line, walk

if TYPE_CHECKING:
    from tree_sitter import Node

_NO_VALUE = re.compile(
    r"void|(?:System\.Threading\.Tasks\.)?(?:Value)?Task|IEnumerator(?:<.*>)?|IAsyncEnumerable<.*>"
)
_LEAVES = ("return_statement", "throw_statement", "goto_statement", "break_statement", "continue_statement")
_LOOPS = ("while_statement", "for_statement", "do_statement", "foreach_statement", "switch_statement")
_FUNCTIONS = ("lambda_expression", "anonymous_method_expression", "local_function_statement")
_ELIDED = re.compile(r"\.\.\.|…")


def statement_faults(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """The faults of functions and declarations."""
    yield from _program_without_a_value(tree)
    yield from _no_type(tree, nodes)
    yield from bare_assignments(nodes, "C#")
    for node in nodes:
        if node.type in ("local_function_statement", "method_declaration"):
            yield from _path_without_a_value(tree, node)
        elif node.type == "variable_declaration":
            yield from _target_of_new(node)
        elif node.type == "assignment_expression" and re.match(r"var\s*=[^=>]", tree.source(node)):
            message = "var is followed by no name"
            yield Fault("WP101", message, line(node), node.start_point[1], "Name the variable.")


# What is a type in small letters, besides those that are words of the language.
_SMALL = {
    "var",
    "dynamic",
    "nint",
    "nuint",
    "scoped",
    "async",
    "await",
    "required",
    "partial",
    "record",
    "file",
}
_DECLARING = ("variable_declaration", "declaration_expression")


def _no_type(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """``va client = …``: a type in small letters that neither C# nor the text has (CS0246)."""
    for node in nodes:
        kind = node.child_by_field_name("type") if node.type in _DECLARING else None
        if kind is None or kind.type != "identifier":
            continue
        name = tree.source(kind)
        words = "class|record|struct|interface|enum|using|delegate"
        own = rf"\b(?:{words})\b[^\n;({{]*\b{re.escape(name)}\b|<[\w, ]*\b{re.escape(name)}\b"
        if name.isalpha() and name.islower() and name not in _SMALL and not re.search(own, tree.text):
            message, at = f"there is no type {name} (CS0246)", kind.start_point[1]
            yield Fault("WP102", message, line(kind), at, "Write var, or the name of a type.")
            return


def _program_without_a_value(tree: Tree) -> Iterator[Fault]:
    """Top-level statements that return a number on one path, and nothing at their end (CS0161)."""
    statements = [
        child.named_children[0]
        for child in tree.root.named_children
        if child.type == "global_statement" and child.named_children
    ]
    statements = [each for each in statements if each.type != "local_function_statement"]
    returns = any(node.named_children for each in statements for node in _inside(each, "return_statement"))
    if not returns or _ELIDED.search(tree.text) or any(map(_leaves, statements)):
        return
    if tree.root.named_children[-1].type == "comment":
        return
    last = statements[-1]
    yield Fault(
        "WP101",
        "the program returns a value on one path and ends without one on another (CS0161)",
        last.end_point[0],
        None,
        "Return a value at the end.",
    )


def _path_without_a_value(tree: Tree, node: "Node") -> Iterator[Fault]:
    """A function with a type, whose end can be reached (CS0161)."""
    body = node.child_by_field_name("body")
    kind = node.child_by_field_name("type") or node.child_by_field_name("returns")
    if body is None or kind is None or body.type != "block" or not body.named_children:
        return
    modifiers = {tree.source(child) for child in node.children if child.type == "modifier"}
    has_value = not _NO_VALUE.fullmatch(tree.source(kind)) or (
        tree.source(kind) == "Task" and "async" not in modifiers
    )
    if "async" in modifiers:  # a library has task types of its own
        has_value = re.search(r"Task<", tree.source(kind)) is not None
    if not has_value or _is_open(tree, body) or _leaves(body) or any(_inside(body, "yield_statement")):
        return
    name = node.child_by_field_name("name")
    called = tree.source(name) if name is not None else "the function"
    yield Fault(
        "WP101",
        f"{called} returns no value at its end (CS0161)",
        line(node),
        node.start_point[1],
        "Return the value that its type promises.",
    )


def _is_open(tree: Tree, body: "Node") -> bool:
    """Whether something is left to the reader: dots, or a comment where the value would be returned."""
    if re.search(r"^[ \t]*#(?:if|else)\b", tree.source(body), re.MULTILINE):
        return True  # which of the two is compiled, the text does not tell
    if _ELIDED.search(tree.source(body)) or body.named_children[-1].type == "comment":
        return True
    return not any(_inside(body, "return_statement")) and re.search(r"//|/\*", tree.source(body)) is not None


def _leaves(node: "Node") -> bool:
    """Whether no run reaches what stands after a statement (C# specification, Reachability)."""
    kind = node.type
    if kind in _LEAVES:
        return True
    if kind in ("block", "checked_statement", "unsafe_statement", "labeled_statement"):
        return any(map(_leaves, node.named_children))
    if kind == "if_statement":
        sides = [node.child_by_field_name(name) for name in ("consequence", "alternative")]
        return all(side is not None and _leaves(side) for side in sides)
    if kind in ("using_statement", "lock_statement", "fixed_statement"):
        return _leaves(node.named_children[-1])
    if kind == "try_statement":
        last = [child for child in node.named_children if child.type == "finally_clause"]
        rest = [child for child in node.named_children if child.type in ("block", "catch_clause")]
        return any(_leaves(child.named_children[-1]) for child in last if child.named_children) or all(
            _leaves(child if child.type == "block" else child.named_children[-1]) for child in rest
        )
    if kind == "switch_statement":
        labels = {child.type for child in walk(node) if not child.named_children}
        has_default = any(child.type == "default" for each in walk(node) for child in each.children)
        return has_default and "break_statement" not in labels
    if kind in ("while_statement", "do_statement", "for_statement"):
        return _is_endless(node) and not any(_breaks(node))
    return False


def _is_endless(loop: "Node") -> bool:
    condition = loop.child_by_field_name("condition")
    if loop.type == "for_statement":
        return condition is None
    literal = next((child for child in loop.named_children if child.type == "boolean_literal"), condition)
    return literal is not None and literal.text == b"true"


def _breaks(loop: "Node") -> Iterator["Node"]:
    pending = list(loop.named_children)
    while pending:
        node = pending.pop()
        if node.type == "break_statement":
            yield node
        elif node.type not in (*_LOOPS, *_FUNCTIONS):
            pending += node.named_children


def _inside(node: "Node", kind: str) -> Iterator["Node"]:
    """The nodes of a kind that belong to this function, and to none inside it."""
    pending = [node]
    while pending:
        each = pending.pop()
        if each.type == kind:
            yield each
        elif each.type not in _FUNCTIONS:
            pending += each.named_children


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
