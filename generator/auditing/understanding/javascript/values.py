"""The expressions of a JavaScript program: what they stand for, as text, as headers, as a body."""

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from generator.auditing.requests.bodies import text_body, undecoded_form_pairs
from generator.auditing.requests.call import HOLE, CallBody, Header
from generator.auditing.understanding.trees.literals import Literals
from generator.auditing.understanding.trees.remembered import remembered
from generator.auditing.understanding.trees.tree import SyntaxTree, arguments_of, line_of_node, walk

if TYPE_CHECKING:
    from tree_sitter import Node

_HEADERS = re.compile(r"new Headers\(")


class JavaScriptValues:
    """What the expressions of a program stand for; names are looked up in the whole of it."""

    def __init__(self, tree: SyntaxTree) -> None:
        self.tree = tree
        self._literals = Literals(tree, self.resolved, self.text)
        self._values: dict[str, list[Node]] = {}
        self._appended: dict[str, list[tuple[tuple[str, str], int]]] = {}
        self.written: dict[str, Node] = {}  # to a request of Node, by its name
        for node in tree.nodes:
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if node.type == "variable_declarator" and name is not None and value is not None:
                self._values.setdefault(tree.source(name), []).append(value)
        for node in tree.nodes:
            if node.type == "call_expression":
                self._append(node)

    def _append(self, node: "Node") -> None:
        callee, arguments = node.child_by_field_name("function"), arguments_of(node)
        if callee is None or callee.type != "member_expression" or not arguments:
            return
        owner, _, member = self.tree.source(callee).rpartition(".")
        if member in ("write", "end"):
            self.written.setdefault(owner, arguments[0])
        elif len(arguments) == 2 and member in ("append", "set"):
            pair = (self.text(arguments[0]) or HOLE, self.text(arguments[1]) or HOLE)
            self._appended.setdefault(owner, []).append((pair, line_of_node(node)))

    def resolved(self, node: "Node | None") -> "Node | None":
        """The expression behind a name, or the expression itself."""
        for _ in range(8):
            if node is None or node.type not in (
                "identifier",
                "shorthand_property_identifier",
                "as_expression",
                "await_expression",
            ):
                break
            if node.type in ("as_expression", "await_expression"):
                node = node.named_children[0]
                continue
            value = self._value(node)
            if value is None or value == node:
                break
            node = value
        return node

    def _value(self, name: "Node") -> "Node | None":
        """What a name was last given above its place; one that is given once may be given it below."""
        values = self._values.get(self.tree.source(name), [])
        number = bisect_left(values, name.start_byte, key=lambda value: value.start_byte)
        return values[number - 1] if number else values[0] if len(values) == 1 else None

    @remembered
    def text(self, node: "Node | None", depth: int = 0) -> str | None:
        """The text of an expression with `HOLE` for unknown parts; None where nothing is known."""
        node = self.resolved(node)
        if node is None or depth > 20:
            return None
        if node.type == "string":
            return re.sub(
                r"\\(.)",
                lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]),
                self.tree.source(node)[1:-1],
            )
        if node.type == "template_string":
            pieces = []
            for child in node.named_children:
                if child.type == "template_substitution":
                    inner = child.named_children[0] if child.named_children else None
                    known = (
                        self.text(inner, depth + 1)
                        if inner is not None and inner.type == "identifier"
                        else None
                    )
                    pieces.append(HOLE if known is None else known)
                else:
                    pieces.append(self.tree.source(child))
            return "".join(pieces)
        if node.type == "binary_expression":
            sides = [self.text(child, depth + 1) for child in node.named_children]
            return (
                None
                if all(side is None for side in sides)
                else "".join(HOLE if side is None else side for side in sides)
            )
        if node.type == "new_expression" and self.tree.source(node).startswith("new URL("):
            arguments = arguments_of(node)
            return self.text(arguments[0], depth + 1) if arguments else None
        return None

    def members(self, node: "Node | None") -> dict[str, "Node"]:
        """The members of an object literal, by name."""
        node = self._plain(node)
        found: dict[str, Node] = {}
        for pair in node.named_children if node is not None and node.type == "object" else ():
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if pair.type == "shorthand_property_identifier":
                found[self.tree.source(pair)] = pair
            elif key is not None and value is not None:
                name = self.tree.source(key)
                name = name[1:-1] if key.type == "computed_property_name" else name
                found[name.strip("'\"`")] = value
        return found

    def _plain(self, node: "Node | None") -> "Node | None":
        """The expression behind a name; of ``new Headers({…})``, what it is made of."""
        node = self.resolved(node)
        if node is not None and node.type == "new_expression" and _HEADERS.match(self.tree.source(node)):
            given = arguments_of(node)
            return self.resolved(given[0]) if given else node
        return node

    def headers(self, node: "Node | None") -> tuple[Header, ...]:
        """The headers of an object, or of a ``Headers`` that is made of one and appended to."""
        given = self._plain(node)
        if node is None or given is None:
            return ()
        found = [
            Header(name, self.text(value) or HOLE, line_of_node(value))
            for name, value in self.members(given).items()
        ]
        source = self.tree.source(given)
        added = self._appended.get(self.tree.source(node), [])
        found += [Header(*pair, at) for pair, at in added]
        if "..." in source or (given.type != "object" and not (source == "new Headers()" and added)):
            found.append(Header("", HOLE, line_of_node(given)))  # headers there are, but not which
        return tuple(found)

    def body(self, node: "Node", client: str) -> CallBody:
        """The body that an expression makes, as `client` sends it."""
        at = line_of_node(node)
        name = self.tree.source(node).removesuffix(".toString()")
        value = self.resolved(node)
        source = (self.tree.source(value) if value is not None else "").strip()
        if value is not None and value.type == "call_expression" and source.endswith(".toString()"):
            callee = value.child_by_field_name("function")
            inner = callee.child_by_field_name("object") if callee is not None else None
            name = self.tree.source(inner) if inner is not None else name
            value = self.resolved(inner)
            source = self.tree.source(value) if value is not None else ""
        arguments = arguments_of(value) if value is not None else []
        if source.startswith("new URLSearchParams") or re.match(r"(?:qs|querystring)\.stringify\(", source):
            literal = self.text(arguments[0]) if arguments else None
            pairs = (
                undecoded_form_pairs(literal) if literal else self.pairs(arguments[0] if arguments else None)
            )
            return CallBody("form", None, (*pairs, *self._added(name)), True, at)
        if source.startswith("new FormData"):
            return CallBody("multipart", None, self._added(name), True, at)
        if source.startswith("JSON.stringify"):
            return self.json(arguments[0] if arguments else None, at)
        if value is not None and value.type == "object":
            if client == "axios":
                return self.json(value, at)
            plain = all(
                child.type in ("pair", "shorthand_property_identifier") for child in value.named_children
            )
            computed = any(child.type == "computed_property_name" for child in walk(value))
            return CallBody("object" if plain and not computed else "raw", None, self.pairs(value), False, at)
        text = self.text(value)
        return (
            CallBody("raw", line=at)
            if text is None
            else text_body(text, line_of_node(value) if value is not None else at)
        )

    def _added(self, name: str) -> tuple[tuple[str, str], ...]:
        """The fields that a form is given by ``append`` and ``set``."""
        return tuple(pair for pair, _ in self._appended.get(name, ()))

    def json(self, node: "Node | None", at: int) -> CallBody:
        """The body of JSON that an expression makes when it is serialised."""
        return CallBody("json", None, self.pairs(node), True, at, self._literals.json(node))

    def pairs(self, node: "Node | None") -> tuple[tuple[str, str], ...]:
        """The names and values of an object, `HOLE` for a value that is not known."""
        return tuple((name, self.text(value) or HOLE) for name, value in self.members(node).items())
