"""Requests that change something and are started without waiting for the one before (WP112)."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, callee_of, line

if TYPE_CHECKING:
    from tree_sitter import Node

_CHANGES = re.compile(r"method:\s*[\"'](?:POST|PUT|PATCH|DELETE)[\"']|\baxios\.(?:post|put|patch|delete)\(")
_NEAR = 3  # statements between two calls that belong to one story


def order_faults(tree: Tree) -> Iterator[Fault]:
    """``send(phone); verify(code);`` of two async functions that both change something on the server."""
    changing = {
        tree.source(name)
        for node in tree.root.named_children
        if node.type == "function_declaration" and tree.source(node).startswith("async ")
        if (name := node.child_by_field_name("name")) is not None and _CHANGES.search(tree.source(node))
    }
    started: tuple[int, str] | None = None
    for number, statement in enumerate(tree.root.named_children) if len(changing) > 1 else ():
        called = _started(tree, statement)
        if called not in changing:
            continue
        if started is not None and started[1] != called and number - started[0] <= _NEAR:
            message = f"{called} does not wait for {started[1]}: both requests run at once"
            fix = f"Write await {started[1]}(…), or call {called} in its then."
            yield Fault("WP112", message, line(statement), statement.start_point[1], fix, "warning")
            return
        started = number, called


def _started(tree: Tree, statement: "Node") -> str:
    """The function whose call, or chain of ``then`` on it, is a statement that nothing awaits."""
    node = statement.named_children[0] if statement.type == "expression_statement" else None
    while node is not None and node.type == "call_expression":
        callee = callee_of(node)
        if callee is not None and callee.type == "identifier":
            return tree.source(callee)
        node = callee.child_by_field_name("object") if callee is not None else None
    return ""
