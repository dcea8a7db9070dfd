"""Assignments that the grammars read in an expression, and no compiler takes."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import line

if TYPE_CHECKING:
    from tree_sitter import Node

_ASSIGNMENTS = ("assignment_expression", "augmented_assignment_expression")
_OPERATIONS = ("binary_expression", "unary_expression", "prefix_unary_expression", "await_expression")


def bare_assignments(nodes: "Sequence[Node]", language: str) -> Iterator[Fault]:
    """``"a" + b = c``: an assignment binds weaker than any operator, and nothing is assigned to a sum.

    ECMA-262 §13.15.1, JLS §15.26, and CS0131 of C#.
    """
    for node in nodes:
        outer = node.parent
        if node.type in _ASSIGNMENTS and outer is not None and outer.type in _OPERATIONS:
            if node.children[0].type == "using":
                continue  # ``await using`` declares a name: explicit resource management, ECMAScript 2026
            message = f"{language} does not parse: an operator stands before what is assigned to"
            fix = "End the statement before it, or put the assignment in parentheses."
            yield Fault("WP101", message, line(node), node.start_point[1], fix)
            return
