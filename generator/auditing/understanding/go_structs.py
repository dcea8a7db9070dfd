"""What ``encoding/json`` calls the fields of Go's structs: by their tags, or else as the program does.

Source: https://pkg.go.dev/encoding/json#Marshal
"""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from generator.auditing.understanding.trees import Tree

if TYPE_CHECKING:
    from tree_sitter import Node

_ASSIGNED = re.compile(r"\.(\w+)\s*=(?!=)")
_TAG = re.compile(r"json:\"([^\",]*)((?:,\w+)*)\"")


@lru_cache(maxsize=4)
def structs_of(tree: Tree) -> "Structs":
    """The structs of a program, which all its literals ask for."""
    return Structs(tree)


class Structs:
    """The structs that a program declares."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def fields(self, literal: "Node") -> dict[str, tuple[str, bool]] | None:
        """For each field of a literal's struct its name in JSON, and whether it is always sent.

        None for what is no struct, or none that the program declares. A field that is not exported is
        never sent, and is left out.
        """
        kind = self._type(literal)
        struct = self._declared.get(self._tree.source(kind)) if kind is not None else None
        if kind is not None and kind.type == "struct_type":
            struct = kind
        return dict(self._named(struct)) if struct is not None else None

    @cached_property
    def assigned(self) -> frozenset[str]:
        """The fields that a value is assigned to, of whatever struct: ``order.Note = &note``."""
        return frozenset(_ASSIGNED.findall(self._tree.text))

    @cached_property
    def _declared(self) -> "dict[str, Node]":
        found = {}
        for node in self._tree.nodes:
            name, kind = node.child_by_field_name("name"), node.child_by_field_name("type")
            if (
                node.type == "type_spec"
                and name is not None
                and kind is not None
                and kind.type == "struct_type"
            ):
                found[self._tree.source(name)] = kind
        return found

    def _named(self, struct: "Node") -> Iterator[tuple[str, tuple[str, bool]]]:
        for listed in struct.named_children:
            for field in listed.named_children:
                tag = field.child_by_field_name("tag")
                match = _TAG.search(self._tree.source(tag)) if tag is not None else None
                for name in field.children_by_field_name("name"):
                    written = self._tree.source(name)
                    if written[:1].isupper() and not (match and match[1] == "-"):
                        is_always = match is None or "omit" not in match[2]
                        yield written, (match[1] if match and match[1] else written, is_always)

    def _type(self, literal: "Node") -> "Node | None":
        """The type of a literal; one without its own, within another, has that of the outer's elements."""
        if literal.type == "composite_literal":
            return literal.child_by_field_name("type")
        outer = literal.parent
        while outer is not None and outer.type in ("literal_element", "keyed_element"):
            outer = outer.parent
        if outer is None:
            return None
        owner = outer.parent if outer.type == "literal_value" else None
        whole = owner if owner is not None and owner.type == "composite_literal" else outer
        kind = self._type(whole) if whole != literal else None
        element = kind.child_by_field_name("element") or kind.child_by_field_name("value") if kind else None
        return (
            element.named_children[0] if element is not None and element.type == "pointer_type" else element
        )
