"""What the names and expressions of a Go program stand for."""

import re
from bisect import bisect_left
from operator import itemgetter
from typing import TYPE_CHECKING

from generator.auditing.requests.call import HOLE
from generator.auditing.understanding.trees.remembered import remembered
from generator.auditing.understanding.trees.tree import SyntaxTree, arguments_of

if TYPE_CHECKING:
    from tree_sitter import Node

# What makes a body of a text.
READERS = ("[]byte", "strings.NewReader", "bytes.NewBuffer", "bytes.NewReader", "bytes.NewBufferString")


class GoValues:
    """The values of a program, by the places that ask for them."""

    def __init__(self, tree: SyntaxTree) -> None:
        self.tree = tree
        self._given: dict[str, list[tuple[int, Node]]] = {}
        for node in tree.nodes:
            self._assignment(node)

    def _assignment(self, node: "Node") -> None:
        if node.type in ("short_var_declaration", "assignment_statement"):
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is None or right is None:
                return
            for index, name in enumerate(left.named_children):
                value = (
                    right.named_children[index]
                    if index < len(right.named_children)
                    else right.named_children[0]
                )
                self._give(name, node, value)
        elif node.type in ("var_spec", "const_spec"):
            value_list, target = node.child_by_field_name("value"), node.child_by_field_name("name")
            if value_list is not None and target is not None and value_list.named_children:
                self._give(target, node, value_list.named_children[0])

    def _give(self, name: "Node", place: "Node", value: "Node") -> None:
        self._given.setdefault(self.tree.source(name), []).append((place.start_byte, value))

    def all_of(self, name: str) -> "list[Node]":
        """All that a name is given anywhere."""
        return [value for _, value in self._given.get(name, ())]

    def of(self, node: "Node") -> "Node | None":
        """What a name was last given above its place."""
        return self.last(self.tree.source(node), node.start_byte)

    def last(self, name: str, at: int) -> "Node | None":
        """What a name was last given above a byte of the text."""
        values = self._given.get(name, [])
        number = bisect_left(values, at, key=itemgetter(0))
        return values[number - 1][1] if number else None

    @remembered
    def text(self, node: "Node | None", depth: int = 0) -> str | None:
        """The text of an expression with `HOLE` for unknown parts; None where nothing is known."""
        if node is None or depth > 20:
            return None
        if node.type == "interpreted_string_literal":
            return _unquoted(self.tree.source(node))
        if node.type == "raw_string_literal":
            return self.tree.source(node)[1:-1]
        if node.type == "binary_expression":
            sides = [self.text(child, depth + 1) for child in node.named_children]
            return (
                None
                if all(side is None for side in sides)
                else "".join(side if side is not None else HOLE for side in sides)
            )
        if node.type == "identifier":
            value = self.of(node)
            return self.text(value, depth + 1) if value is not None else None
        if node.type in ("call_expression", "type_conversion_expression"):
            return self._called_text(node, depth)
        return None

    def _called_text(self, node: "Node", depth: int) -> str | None:
        name = self.tree.source(node).partition("(")[0]
        arguments = call_arguments(node)
        if not arguments:
            return None
        if name == "fmt.Sprintf":
            pattern = self.text(arguments[0], depth + 1)
            return None if pattern is None else re.sub(r"%[-+# 0]*[\d.]*[a-zA-Z]", HOLE, pattern)
        if name in (*READERS, "string", "strings.TrimSpace", "io.NopCloser", "ioutil.NopCloser"):
            return self.text(arguments[0], depth + 1)
        return None


def call_arguments(node: "Node") -> "list[Node]":
    """What a call is given; of ``[]byte(text)``, which the grammar takes for a conversion, the text."""
    if node.child_by_field_name("arguments") is None:
        return [child for child in node.named_children if child.type != "comment"][1:]
    return arguments_of(node)


def _unquoted(literal: str) -> str:
    import json

    try:
        return str(json.loads(literal))
    except ValueError:
        return literal[1:-1]
