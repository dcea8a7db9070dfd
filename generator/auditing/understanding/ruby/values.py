"""The expressions of a Ruby program: what they stand for, as text, as JSON, as headers, as a body."""

import itertools
import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from generator.auditing.requests.bodies import text_body
from generator.auditing.requests.call import HOLE, CallBody, Header
from generator.auditing.understanding.trees.literals import Literals
from generator.auditing.understanding.trees.remembered import remembered
from generator.auditing.understanding.trees.tree import SyntaxTree, arguments_of, line_of_node
from generator.auditing.understanding.trees.values import NamedValues

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node


class RubyValues:
    """What the expressions of a program stand for, and what is set on what a name holds."""

    def __init__(self, tree: SyntaxTree) -> None:
        self.tree = tree
        self._values = NamedValues()
        self._set: dict[str, list[tuple[str, list[Node], Node]]] = {}  # owner: member, arguments, place
        for node in tree.nodes:
            if node.type == "assignment":
                self._assignment(node)
            elif node.type == "call":
                self._note(node)

    def _assignment(self, node: "Node") -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        owner: Node | None
        if left.type == "element_reference" and len(left.named_children) == 2:
            owner, key = left.named_children
            self._set.setdefault(self.tree.source(owner), []).append(("[]", [key, right], node))
        elif left.type == "call":
            owner, member = left.child_by_field_name("receiver"), left.child_by_field_name("method")
            if owner is not None and member is not None:
                name = self.tree.source(owner)
                self._set.setdefault(name, []).append((self.tree.source(member), [right], node))
        else:
            self._values.give(self.tree.source(left), right)

    def _note(self, node: "Node") -> None:
        owner, member = node.child_by_field_name("receiver"), node.child_by_field_name("method")
        if owner is not None and member is not None and owner.type == "identifier":
            entry = (self.tree.source(member), arguments_of(node), node)
            self._set.setdefault(self.tree.source(owner), []).append(entry)

    def set_on(self, owner: str, place: "Node") -> "Iterator[tuple[str, list[Node], Node]]":
        """What is set on what a name holds at a place, until the name is given the next value.

        Each is a member, what it is given, and where.
        """
        noted, end = self._set.get(owner, []), self._values.end(owner, place)
        first = bisect_left(noted, place.start_byte, key=lambda each: each[2].start_byte)
        below = itertools.islice(noted, first, None)
        return itertools.takewhile(lambda each: each[2].start_byte < end, below)

    def resolved(self, node: "Node | None") -> "Node | None":
        """What a name stands for, or the expression itself."""
        for _ in range(8):
            if node is None or node.type not in ("identifier", "constant"):
                break
            node = self._values.of(self.tree.source(node), node)
        return node

    @remembered
    def text(self, node: "Node | None", depth: int = 0) -> str | None:
        """The text of an expression with `HOLE` for unknown parts; None where nothing is known."""
        node = self.resolved(node)
        if node is None or depth > 20:
            return None
        if node.type in ("string", "heredoc_body"):
            pieces = []
            for child in node.named_children:
                if child.type == "interpolation":
                    inner = child.named_children[0] if child.named_children else None
                    known = self.text(inner, depth + 1) if inner is not None else None
                    pieces.append(HOLE if known is None else known)
                elif child.type == "escape_sequence":
                    pieces.append(
                        {"\\n": "\n", "\\t": "\t"}.get(self.tree.source(child), self.tree.source(child)[1:])
                    )
                else:
                    pieces.append(self.tree.source(child))
            return "".join(pieces)
        if node.type in ("integer", "float"):
            return self.tree.source(node)
        if node.type == "binary":
            sides = [self.text(child, depth + 1) for child in node.named_children]
            is_known = any(side is not None for side in sides)
            return "".join(HOLE if side is None else side for side in sides) if is_known else None
        if node.type == "call":
            return self._called_text(node, depth)
        return None

    def _called_text(self, node: "Node", depth: int) -> str | None:
        """The text of ``URI("…")`` and of ``uri.request_uri``, which stands for the whole address."""
        name, arguments = self.name_of(node), arguments_of(node)
        if name in ("URI", "URI.parse", "URI.join") and arguments:
            return self.text(arguments[0], depth + 1)
        owner = node.child_by_field_name("receiver")
        if owner is not None and re.search(r"\.(?:request_uri|to_s|path|freeze)$", name):
            return self.text(owner, depth + 1)
        return None

    def name_of(self, node: "Node") -> str:
        """What a call calls, with what it is called on: ``JSON.generate``."""
        owner, member = node.child_by_field_name("receiver"), node.child_by_field_name("method")
        parts = [self.tree.source(part) for part in (owner, member) if part is not None]
        return ".".join(parts)

    def json(self, node: "Node | None") -> str:
        """The JSON of a literal, as `Literals` has it."""
        return Literals(self.tree, self.resolved, self.text).json(node)

    def pairs(self, node: "Node | None") -> tuple[tuple[str, str], ...]:
        """The names and values of a hash, or of an array of pairs; nothing for what is neither."""
        node = self.resolved(node)
        if node is not None and node.type == "array":
            rows = [each.named_children for each in node.named_children if each.type == "array"]
            return tuple(
                (self.text(row[0]) or HOLE, self.text(row[1]) or HOLE) for row in rows if len(row) > 1
            )
        if node is None or node.type != "hash":
            return ()
        return tuple(self.pair(pair) for pair in node.named_children if pair.type == "pair")

    def pair(self, pair: "Node") -> tuple[str, str]:
        """The name of a pair of a hash, and its value or `HOLE`."""
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is None:
            return "", HOLE
        name = self.text(key) if key.type == "string" else self.tree.source(key).strip(":\"'")
        written = self.tree.source(value) if value is not None and value.type == "simple_symbol" else ""
        return name or "", written or self.text(value) or HOLE

    def part(self, item: "Node") -> "tuple[str, Node | None]":
        """The name and the value of a pair; an empty name for what is none."""
        if item.type != "pair":
            return "", None
        return self.pair(item)[0], item.child_by_field_name("value")

    def headers(self, node: "Node | None") -> tuple[Header, ...]:
        """The headers that a hash has; one without a name where the text does not tell them."""
        if node is None:
            return ()
        resolved = self.resolved(node)
        if resolved is None or resolved.type != "hash":
            return (Header("", HOLE, line_of_node(node)),)  # headers there are, but not which
        return tuple(
            Header(*self.pair(pair), line_of_node(pair))
            for pair in resolved.named_children
            if pair.type == "pair"
        )

    def given_headers(self, arguments: "list[Node]") -> tuple[Header, ...]:
        """Headers given as a hash, or as pairs without its braces."""
        found: tuple[Header, ...] = ()
        for argument in arguments:
            if argument.type == "pair":
                found += (Header(*self.pair(argument), line_of_node(argument)),)
            else:
                found += self.headers(argument)
        return found

    def body_of(self, node: "Node") -> CallBody:
        """The body that an expression makes."""
        at = line_of_node(node)
        value = self.resolved(node)
        if value is None:
            return CallBody("raw", line=at)
        if value.type == "call":
            name, arguments = self.name_of(value), arguments_of(value)
            owner = value.child_by_field_name("receiver")
            if name.endswith(".to_json"):
                return CallBody("json", None, self.pairs(owner), True, at, self.json(owner))
            if name in ("JSON.generate", "JSON.dump", "JSON.pretty_generate") and arguments:
                return CallBody("json", None, self.pairs(arguments[0]), True, at, self.json(arguments[0]))
            if name == "URI.encode_www_form" and arguments:
                return CallBody("form", None, self.pairs(arguments[0]), True, at)
        if value.type == "hash":
            return CallBody("form", None, self.pairs(value), True, at)
        text = self.text(value)
        return CallBody("raw", line=at) if text is None else text_body(text, line_of_node(value))
