"""The expressions of a PHP program: what they stand for, as text, as JSON, as a body."""

import re
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from generator.auditing.requests.bodies import text_body
from generator.auditing.requests.call import HOLE, CallBody
from generator.auditing.understanding.trees.literals import Literals
from generator.auditing.understanding.trees.remembered import remembered
from generator.auditing.understanding.trees.tree import SyntaxTree, argument_values_of, line_of_node
from generator.auditing.understanding.trees.values import NamedValues

if TYPE_CHECKING:
    from tree_sitter import Node

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


class PhpValues:
    """What the expressions of a program stand for."""

    def __init__(self, tree: SyntaxTree) -> None:
        self.tree = tree
        self._values = NamedValues()
        self._appended: dict[str, list[Node]] = {}
        for node in tree.nodes:
            if node.type == "assignment_expression":
                self._assignment(node)

    def _assignment(self, node: "Node") -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        if left.type == "variable_name":
            self._values.give(self.tree.source(left), right)
        elif left.type == "subscript_expression" and len(left.named_children) == 1:
            self._appended.setdefault(self.tree.source(left.named_children[0]), []).append(right)

    def resolved(self, node: "Node | None") -> "Node | None":
        """What a variable stands for, or the expression itself."""
        for _ in range(8):
            if node is None or node.type != "variable_name":
                break
            node = self._values.of(self.tree.source(node), node)
        return node

    @remembered
    def text(self, node: "Node | None", depth: int = 0) -> str | None:
        """The text of an expression with `HOLE` for unknown parts; None where nothing is known."""
        node = self.resolved(node)
        if node is None or depth > 20:
            return None
        if node.type == "string":  # in single quotes, where nothing is expanded
            return re.sub(r"\\([\\'])", r"\1", self.tree.source(node)[1:-1])
        if node.type == "encapsed_string":
            return "".join(self._piece(child, depth) for child in node.children[1:-1])
        if node.type == "binary_expression":
            sides = [self.text(child, depth + 1) for child in node.named_children]
            is_known = any(side is not None for side in sides)
            return "".join(HOLE if side is None else side for side in sides) if is_known else None
        if node.type == "parenthesized_expression" and node.named_children:
            return self.text(node.named_children[0], depth + 1)
        if node.type == "function_call_expression" and self.tree.source(node).startswith("http_build_query("):
            pairs = self.pairs(next(iter(argument_values_of(node)), None))
            known = (f"{name}={HOLE if HOLE in value else quote_plus(value)}" for name, value in pairs)
            return "&".join(known) or None
        return None

    def _piece(self, node: "Node", depth: int) -> str:
        if node.type == "string_content":
            return self.tree.source(node)
        if node.type == "escape_sequence":
            escaped = self.tree.source(node)[1:]
            return _ESCAPES.get(escaped, escaped)
        known = self.text(node, depth + 1) if node.type == "variable_name" else None
        return "" if not node.is_named else HOLE if known is None else known

    def elements(self, node: "Node | None") -> "list[tuple[Node | None, Node]]":
        """The elements of an array, each with its key where it has one."""
        resolved = self.resolved(node)
        found: list[tuple[Node | None, Node]] = []
        if resolved is not None and resolved.type == "array_creation_expression":
            for item in resolved.named_children:
                parts = [child for child in item.named_children if child.type != "comment"]
                if item.type == "array_element_initializer" and parts:
                    found.append((parts[0] if len(parts) > 1 else None, parts[-1]))
        if node is not None and node.type == "variable_name":
            found += [(None, value) for value in self._appended.get(self.tree.source(node), ())]
        return found

    def named(self, node: "Node | None") -> "dict[str, Node]":
        """The elements of an array that have a key, by that key."""
        named = {}
        for key, value in self.elements(node):
            if key is not None:
                named[self.text(key) or self.tree.source(key)] = value
        return named

    def json(self, node: "Node | None") -> str:
        """The JSON of a literal, as `Literals` has it."""
        return Literals(self.tree, self.resolved, self.text).json(node)

    def pairs(self, node: "Node | None") -> tuple[tuple[str, str], ...]:
        """The names and values of such an array, `HOLE` for a value that is not known."""
        return tuple((name, self.text(value) or HOLE) for name, value in self.named(node).items())

    def body(self, node: "Node") -> CallBody:
        """The body that an expression makes."""
        at = line_of_node(node)
        value = self.resolved(node)
        if value is None:
            return CallBody("raw", line=at)
        arguments = argument_values_of(value)
        callee = value.child_by_field_name("function")
        name = self.tree.source(callee) if callee is not None else ""
        if name == "http_build_query" and arguments:
            return CallBody("form", None, self.pairs(arguments[0]), True, at)
        if name == "json_encode" and arguments:
            return CallBody("json", None, self.pairs(arguments[0]), True, at, self.json(arguments[0]))
        if value.type == "array_creation_expression":
            return CallBody("multipart", None, self.pairs(node), True, at)
        text = self.text(value)
        return CallBody("raw", line=at) if text is None else text_body(text, line_of_node(value))
