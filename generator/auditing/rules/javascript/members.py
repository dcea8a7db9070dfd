"""Members of an object that its own class reads without ``this`` (WP102).

A class of JavaScript is no scope for its fields: a method sees the parameters of the constructor no more than
any other function does (ECMA-262 §15.7.14).
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.auditing.rules.javascript.names import declared_names
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line, walk

if TYPE_CHECKING:
    from tree_sitter import Node

_CLASSES = ("class_declaration", "class")


def bare_members(tree: Tree, nodes: "Sequence[Node]", earlier: frozenset[str]) -> Iterator[Fault]:
    """The names that a constructor keeps as ``this.name`` and that a method beside it reads bare."""
    classes = [node for node in nodes if node.type in _CLASSES] if "constructor" in tree.text else []
    known = declared_names(tree, list(_outside(nodes))) | earlier if classes else set()
    for node in classes:
        body = node.child_by_field_name("body")
        items = body.named_children if body is not None else []
        methods = [(_text(tree, item, "name"), item) for item in items if item.type == "method_definition"]
        kept = {each for name, method in methods if name == "constructor" for each in _kept(tree, method)}
        for name, method in methods if kept - known else ():
            if name != "constructor":
                yield from _bare(tree, method, kept - known)


def _outside(nodes: "Sequence[Node]") -> Iterator["Node"]:
    """The nodes that stand in no class."""
    end = 0
    for node in nodes:
        if node.start_byte >= end:
            yield node
            end = node.end_byte if node.type in _CLASSES else end


def _text(tree: Tree, node: "Node", field: str) -> str:
    child = node.child_by_field_name(field)
    return tree.source(child) if child is not None else ""


def _kept(tree: Tree, constructor: "Node") -> Iterator[str]:
    """The parameters that a constructor keeps by their own names: ``this.key = key``."""
    for node in walk(constructor):
        if node.type == "assignment_expression":
            name = _text(tree, node, "right")
            if _text(tree, node, "left") == f"this.{name}":
                yield name


def _bare(tree: Tree, method: "Node", kept: set[str]) -> Iterator[Fault]:
    """The first place of each such name in a method, where nothing in it declares the name."""
    inside = list(walk(method))
    kept = kept - declared_names(tree, inside)
    for node in inside if kept else ():
        name = tree.source(node) if node.type in ("identifier", "shorthand_property_identifier") else ""
        if name in kept:
            kept = kept - {name}
            message = f"{name} is a parameter of the constructor, which this method does not see"
            place, about = (line(node), node.start_point[1]), frozenset({name})
            yield Fault("WP102", message, *place, f"Write this.{name}.", about=about)
