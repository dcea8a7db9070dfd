"""What the grammar takes for correct, and PHP's own compiler refuses."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

if TYPE_CHECKING:
    from tree_sitter import Node

_CALLS = ("function_call_expression", "member_call_expression", "scoped_call_expression",
          "nullsafe_member_call_expression", "object_creation_expression")  # fmt: skip
_UNSET = re.compile(r"unset", re.IGNORECASE)


def refused(tree: Tree) -> Iterator[Fault]:
    """The first of the constructs in a text that no PHP of today compiles."""
    for node in tree.nodes:
        if told := _problem(tree, node):
            message, fix = told
            yield Fault("WP101", f"PHP does not compile: {message}", line(node), None, fix)
            return


def _problem(tree: Tree, node: "Node") -> tuple[str, str] | None:
    """What is wrong with a node, and what mends it.

    https://www.php.net/manual/en/language.references.pass.php, and the lists of what PHP 8 is without:
    https://www.php.net/manual/en/migration80.incompatible.php
    """
    if node.type == "reference_modifier":
        argument = node.parent
        call = argument.parent.parent if argument is not None and argument.parent is not None else None
        if argument is not None and argument.type == "argument" and call is not None and call.type in _CALLS:
            return "a call has no & before an argument since PHP 5.4", "Remove it: the function says it."
    elif node.type == "conditional_expression":
        inner = node.child_by_field_name("condition")
        if inner is not None and inner.type == node.type and not (_is_short(node) and _is_short(inner)):
            return (
                "a ?: in front of another wants parentheses since PHP 8.0",
                "Put one of them in parentheses.",
            )
    elif node.type == "cast_type" and _UNSET.fullmatch(tree.source(node).strip()):
        return "the cast (unset) was removed in PHP 8.0", "Assign null."
    elif node.type == "function_definition":
        name = node.child_by_field_name("name")
        if name is not None and tree.source(name).lower() == "__autoload":
            return "__autoload was removed in PHP 8.0", "Pass a function to spl_autoload_register."
    return None


def _is_short(node: "Node") -> bool:
    """Whether a conditional is ``a ?: b``, of which a chain needs no parentheses."""
    return node.child_by_field_name("body") is None
