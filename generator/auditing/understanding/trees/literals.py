"""The value of an object or list literal in a syntax tree, as JSON text, as far as the text tells it."""

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.auditing.requests.call import HOLE
from generator.auditing.understanding.trees.tree import SyntaxTree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

_DEEPEST = 30
_MOST = 20_000  # values: a list of a list of a list, by their names, is soon larger than any text
_CONSTANTS = {"true": True, "false": False, "null": None, "nil": None}
_CONSTANT_KINDS = frozenset(
    ("true", "false", "null", "nil", "boolean", "boolean_literal", "null_literal", "name")
)
_NUMBERS = frozenset(
    ("number", "integer", "float", "int_literal", "float_literal", "integer_literal", "real_literal")
)
_LISTS = frozenset(("array", "collection_expression"))
_NEW_ARRAYS = frozenset(("implicit_array_creation_expression", "array_creation_expression"))
_KEYS = frozenset(("string", "encapsed_string", "interpreted_string_literal", "raw_string_literal"))


@dataclass(frozen=True, slots=True)
class Literals:
    """How a language's reader looks behind a name (`resolved`) and reads a text with `HOLE`s (`text`)."""

    tree: SyntaxTree
    resolved: "Callable[[Node | None], Node | None]"
    text: "Callable[[Node | None], str | None]"

    def json(self, node: "Node | None") -> str:
        """The JSON text of a literal; a string that is `HOLE` stands for each value that is not known.

        An object with the name `HOLE` may have more members than those that are known.
        """
        return json.dumps(_Reading(self).value(node, 0), ensure_ascii=False)


class _Reading:
    """One literal being read; names that stand for names are followed only so often (`_MOST`)."""

    def __init__(self, literals: Literals) -> None:
        self.tree, self.text, self._resolved = literals.tree, literals.text, literals.resolved
        self._left = _MOST

    def value(self, node: "Node | None", depth: int) -> object:
        """What JSON makes of a literal."""
        node = self._resolved(node)
        self._left -= 1
        if node is None or depth > _DEEPEST or self._left < 0:
            return HOLE
        source = self.tree.source(node)
        if node.type in _CONSTANT_KINDS and source.lower() in _CONSTANTS:
            return _CONSTANTS[source.lower()]
        if node.type in _NUMBERS:
            return _number(source)
        if node.type == "simple_symbol":  # JSON has no symbols: Ruby writes their names
            return source.removeprefix(":")
        entries = self._entries(node)
        if entries is not None:
            return self._collected(entries, node, depth)
        text = self.text(node)
        return HOLE if text is None else text

    def _collected(self, entries: "list[tuple[str | None, Node | None]]", node: "Node", depth: int) -> object:
        """A list where no entry has a name, else an object."""
        if all(name is None for name, _ in entries) and not _is_mapping(node, self.tree):
            return [self.value(value, depth + 1) for _, value in entries]
        found: dict[str, object] = {}
        for name, value in entries:
            found[HOLE if name is None else name] = HOLE if name is None else self.value(value, depth + 1)
        return found

    def _entries(self, node: "Node") -> "list[tuple[str | None, Node | None]] | None":
        """The values in a literal, each with its name; None for what is no literal of that kind."""
        if node.type in ("object", "hash"):
            return list(self._pairs(node))
        if node.type in _LISTS:
            return [(None, child) for child in node.named_children if child.type != "comment"]
        if node.type in ("composite_literal", "literal_value"):
            return list(self._go(node))
        if node.type == "anonymous_object_creation_expression":
            return list(self._anonymous(node))
        initializer = next(
            (child for child in node.named_children if child.type == "initializer_expression"), None
        )
        if initializer is not None and node.type in _NEW_ARRAYS:
            return [(None, child) for child in initializer.named_children]
        if initializer is not None and _is_dictionary(node, self.tree):
            return list(self._dictionary(initializer))
        if node.type == "array_creation_expression":
            return list(self._php(node))
        return None

    def _pairs(self, node: "Node") -> "Iterator[tuple[str | None, Node | None]]":
        """The members of an object of JavaScript or of a hash of Ruby."""
        for child in node.named_children:
            key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
            if child.type == "shorthand_property_identifier":
                yield self.tree.source(child), child
            elif child.type == "pair" and key is not None and key.type != "computed_property_name":
                name = self.text(key) if key.type in _KEYS else self.tree.source(key).strip(":\"'")
                yield name, value
            elif child.type != "comment":
                yield None, None

    def _php(self, node: "Node") -> "Iterator[tuple[str | None, Node | None]]":
        for item in node.named_children:
            parts = [child for child in item.named_children if child.type != "comment"]
            if item.type == "array_element_initializer" and parts:
                yield (self.text(parts[0]) or HOLE if len(parts) > 1 else None), parts[-1]

    def _go(self, node: "Node") -> "Iterator[tuple[str | None, Node | None]]":
        body = node.child_by_field_name("body") if node.type == "composite_literal" else node
        for element in body.named_children if body is not None else ():
            parts = [child.named_children[0] for child in element.named_children if child.named_children]
            if element.type == "keyed_element" and len(parts) == 2:
                # The field of a struct that is declared elsewhere: what it is called in JSON, its tag says.
                yield (self.text(parts[0]) if parts[0].type in _KEYS else None), parts[1]
            elif element.type == "literal_element" and element.named_children:
                yield None, element.named_children[0]

    def _anonymous(self, node: "Node") -> "Iterator[tuple[str | None, Node | None]]":
        """``new { name = value, other }`` of C#."""
        children = [child for child in node.children if child.type not in ("new", "{", "}", "comment")]
        member: list[Node] = []
        for child in [*children, None]:
            if child is not None and child.type != ",":
                member.append(child)
            elif member:
                is_named = len(member) == 3 and member[1].type == "="
                yield self.tree.source(member[0]).removeprefix("@") if is_named else None, member[-1]
                member = []

    def _dictionary(self, node: "Node") -> "Iterator[tuple[str | None, Node | None]]":
        """``{ ["name"] = value }`` and ``{ { "name", value } }`` of C#."""
        for child in node.named_children:
            if child.type == "initializer_expression" and len(child.named_children) == 2:
                yield self.text(child.named_children[0]), child.named_children[1]
            elif child.type == "assignment_expression":
                key = re.match(r"\[\s*\"([^\"]*)\"\s*\]", self.tree.source(child))
                yield (key[1] if key else None), child.child_by_field_name("right")


def _is_mapping(node: "Node", tree: SyntaxTree) -> bool:
    """Whether a literal without known names is an object all the same: an empty one, or one of variables."""
    if node.type in ("object", "hash", "anonymous_object_creation_expression"):
        return True
    if node.type == "composite_literal":
        return tree.data[node.start_byte : node.start_byte + 1] != b"["
    return _is_dictionary(node, tree)


def _is_dictionary(node: "Node", tree: SyntaxTree) -> bool:
    return b"Dictionary" in tree.data[node.start_byte : node.start_byte + 60]


def _number(source: str) -> object:
    try:
        value: object = json.loads(re.sub(r"(?<=\d)[fFdDmMlLuU]+$", "", source.replace("_", "")))
    except ValueError:
        return HOLE
    return value
