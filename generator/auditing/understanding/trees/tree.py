"""Syntax trees of tree-sitter's official grammars: one kept parser family, error-tolerant, with positions."""

from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_GRAMMARS = {
    "csharp": ("tree_sitter_c_sharp", "language"),
    "go": ("tree_sitter_go", "language"),
    "java": ("tree_sitter_java", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "php": ("tree_sitter_php", "language_php"),
    "python": ("tree_sitter_python", "language"),
    "ruby": ("tree_sitter_ruby", "language"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
}


@cache
def _parser(grammar: str) -> "Parser":
    from tree_sitter import Language, Parser

    module, function = _GRAMMARS[grammar]
    return Parser(Language(getattr(import_module(module), function)()))


@lru_cache(maxsize=64)  # several rules ask for the trees of the page at hand
def parse(grammar: str, text: str) -> "SyntaxTree":
    """The tree of a text."""
    return SyntaxTree(grammar, text)


class SyntaxTree:
    """A parsed text; `root` is its node, `grammar` what it was read with."""

    def __init__(self, grammar: str, text: str) -> None:
        self.grammar = grammar
        self.text = text
        self.data = text.encode("utf-8", "surrogatepass")
        self.root: Node = _parser(grammar).parse(self.data).root_node
        self.has_error: bool = self.root.has_error

    def source(self, node: "Node") -> str:
        """The text of a node."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def errors(self) -> Iterator["Node"]:
        """The outermost nodes that the grammar could not read, in the order of the text."""
        stack = [self.root]
        while stack:
            node = stack.pop()
            if node.is_error or node.is_missing:
                yield node
            elif node.has_error:
                broken = [child for child in node.children if child.has_error or child.is_missing]
                if not broken:  # what is missing is a token that the tree hides, as in ``a.()``
                    yield node
                stack.extend(reversed(broken))

    @cached_property
    def nodes(self) -> "tuple[Node, ...]":
        """All named nodes, each before its children."""
        return tuple(walk(self.root))


def walk(node: "Node") -> Iterator["Node"]:
    """A node and all named nodes in it, each before its children."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.named_children))


def line_of_node(node: "Node") -> int:
    """The 0-based line of a node's first character."""
    return node.start_point[0]


def ancestor(node: "Node", *types: str) -> "Node | None":
    """The nearest node around `node` that has one of the types."""
    parent = node.parent
    while parent is not None and parent.type not in types:
        parent = parent.parent
    return parent


def callee_of(call: "Node") -> "Node | None":
    """What a call of JavaScript or TypeScript calls.

    The grammar of TypeScript takes ``await get<T>(…)`` for a call of ``await get``.
    """
    callee = call.child_by_field_name("function")
    if callee is not None and callee.type == "await_expression" and callee.named_children:
        return callee.named_children[0]
    return callee


# What stands among arguments, and is none of them.
_BESIDE = ("comment", "line_comment", "block_comment", "block")


def arguments_of(call: "Node") -> "list[Node]":
    """What a call is given, in its order."""
    arguments = call.child_by_field_name("arguments")
    return [each for each in arguments.named_children if each.type not in _BESIDE] if arguments else []


def argument_values_of(call: "Node") -> "list[Node]":
    """What a call of C# or PHP is given: their grammars have a node around each value, and its name.

    Where PHP makes an object, the arguments are no field of the node.
    """
    arguments = call.child_by_field_name("arguments")
    arguments = arguments or next((child for child in call.named_children if child.type == "arguments"), None)
    each = arguments.named_children if arguments else []
    return [child.named_children[-1] for child in each if child.type == "argument" and child.named_children]
