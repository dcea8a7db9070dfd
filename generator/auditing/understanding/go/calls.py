"""The HTTP calls of a Go program (net/http), read from its syntax tree."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from generator.auditing.requests.bodies import json_fields, text_body
from generator.auditing.requests.call import HOLE, Call, CallBody, Header
from generator.auditing.understanding.go.values import READERS, GoValues, call_arguments
from generator.auditing.understanding.trees.literals import Literals
from generator.auditing.understanding.trees.says import says
from generator.auditing.understanding.trees.tree import SyntaxTree, ancestor, line_of_node, walk

if TYPE_CHECKING:
    from tree_sitter import Node

# What makes a request, and which of its arguments are method, address and body.
_NEW = {"http.NewRequest": (0, 1, 2), "http.NewRequestWithContext": (1, 2, 3)}
_UNVERIFIED = re.compile("InsecureSkipVerify: true")
_FUNCTIONS = ("function_declaration", "method_declaration", "func_literal")
# The functions that make a request and send it.
_SHORT = {"Get": "GET", "Post": "POST", "PostForm": "POST", "Head": "HEAD"}


def go_calls(tree: SyntaxTree) -> list[Call]:
    """The calls of a Go file or fragment, in the order of the text."""
    reader = _Reader(tree)
    return reader.calls


@dataclass(slots=True)
class _Given:
    """What a request is given after it was made."""

    headers: list[Header] = field(default_factory=list)
    query: list[tuple[str, str]] = field(default_factory=list)
    basic: tuple[str, str] | None = None


class _Reader:
    def __init__(self, tree: SyntaxTree) -> None:
        self.tree = tree
        self._values = GoValues(tree)
        self.calls: list[Call] = []
        self._forms: dict[str, list[tuple[str, str]]] = {}  # what is added to a variable, by its name
        self._written: dict[str, list[tuple[int, Node]]] = {}  # what is made JSON of, by its buffer's name
        self._given: dict[int | None, _Given] = {}  # by the node that makes the request; None: by any
        nodes = tree.nodes
        for node in nodes:
            if node.type == "call_expression":
                self._setter(node)
        if re.search(r"\.Header\s*=\s|range \w*[hH]eaders", tree.text):
            self._of(None).headers.append(Header("", HOLE, 0))  # headers there are, but not which
        for node in nodes:
            if node.type == "call_expression":
                self._call(node)

    def _setter(self, node: "Node") -> None:
        """``req.Header.Set(name, value)``, ``form.Add(name, value)``."""
        callee, arguments = node.child_by_field_name("function"), call_arguments(node)
        if callee is None or callee.type != "selector_expression":
            return
        operand, member = callee.child_by_field_name("operand"), callee.child_by_field_name("field")
        if operand is not None and member is not None and self.tree.source(member) == "Encode":
            self._encoded(operand, arguments)
        if operand is None or member is None or len(arguments) != 2:
            return
        name, value = self._values.text(arguments[0]) or HOLE, self._values.text(arguments[1])
        pair = name, HOLE if value is None else value
        owner, what = self.tree.source(operand), self.tree.source(member)
        if what == "SetBasicAuth":
            self._of(self._made(owner, node)).basic = pair
        elif what in ("Set", "Add") and owner.endswith(".Header"):
            header = Header(*pair, line_of_node(node))
            self._of(self._made(owner.removesuffix(".Header"), node)).headers.append(header)
        elif what in ("Set", "Add"):
            self._forms.setdefault(owner, []).append(pair)
            kept = self._values.last(owner, node.start_byte)
            source = self.tree.source(kept) if kept is not None else ""
            if ".Query()" in source:
                self._of(self._made(source.partition(".")[0], node)).query.append(pair)

    def _encoded(self, encoder: "Node", arguments: "list[Node]") -> None:
        """``json.NewEncoder(&buffer).Encode(order)``: what the buffer holds from there on."""
        if encoder.type == "identifier":
            encoder = self._values.of(encoder) or encoder
        target = call_arguments(encoder)
        if arguments and target and self.tree.source(encoder).startswith("json.NewEncoder("):
            name = self.tree.source(target[0]).lstrip("&")
            self._written.setdefault(name, []).append((encoder.start_byte, arguments[0]))

    def _of(self, made: int | None) -> "_Given":
        return self._given.setdefault(made, _Given())

    def _made(self, name: str, node: "Node") -> int | None:
        """The node that makes the request in a name; None where it is another function's."""
        value = self._values.last(name, node.start_byte)
        is_made = value is not None and self.tree.source(value).startswith(tuple(_NEW))
        if value is None or not is_made or ancestor(value, *_FUNCTIONS) != ancestor(node, *_FUNCTIONS):
            return None
        return value.id

    def _call(self, node: "Node") -> None:
        callee, arguments = node.child_by_field_name("function"), call_arguments(node)
        name = self.tree.source(callee) if callee is not None else ""
        if name in _NEW and len(arguments) > _NEW[name][1]:  # without its body it does not compile
            method, url, *content = (arguments[index] for index in _NEW[name] if index < len(arguments))
            self._add(node, self._method(method), url, self._body(content[0] if content else None))
            return
        owner, _, member = name.rpartition(".")
        if member not in _SHORT or not arguments or not self._is_client(owner):
            return
        headers: tuple[Header, ...] = ()
        body: CallBody | None = None
        if member == "Post" and len(arguments) == 3:
            headers = (
                Header("Content-Type", self._values.text(arguments[1]) or HOLE, line_of_node(arguments[1])),
            )
            body = self._body(arguments[2])
        elif member == "PostForm" and len(arguments) == 2:
            body = CallBody("form", None, self._form(arguments[1]), True, line_of_node(arguments[1]))
        self._add(node, _SHORT[member], arguments[0], body, headers, member == "PostForm")

    def _is_client(self, owner: str) -> bool:
        if owner in ("http", "http.DefaultClient"):
            return True
        return any("http.Client" in self.tree.source(value) for value in self._values.all_of(owner))

    def _method(self, node: "Node") -> str:
        text = self._values.text(node)
        source = self.tree.source(node)
        if text is None and source.startswith("http.Method"):
            return source.removeprefix("http.Method").upper()
        return (text or "").upper()

    def _add(
        self,
        node: "Node",
        method: str,
        url: "Node",
        body: CallBody | None,
        headers: tuple[Header, ...] = (),
        encodes: bool = False,
    ) -> None:
        source = self.tree.text
        own, any_ones = self._of(node.id), self._of(None)
        self.calls.append(
            Call(
                "net/http",
                method,
                self._values.text(url) or "",
                line_of_node(node),
                line_of_node(url),
                headers or (*own.headers, *any_ones.headers),
                body,
                (*own.query, *any_ones.query),
                own.basic or any_ones.basic,
                encodes,
                not says(source, _UNVERIFIED),
            )
        )

    def _body(self, node: "Node | None") -> CallBody | None:
        if node is None or node.type == "nil":
            return None
        at = line_of_node(node)
        if (encoded := self._encoded_in(node)) is not None:
            return self._json_body(encoded, at)
        for _ in range(8):
            if node is not None and node.type == "identifier":
                node = self._values.of(node)
            elif node is not None and node.type in ("call_expression", "type_conversion_expression"):
                name, arguments = self.tree.source(node).partition("(")[0], call_arguments(node)
                if name in ("json.Marshal", "json.MarshalIndent"):
                    given = arguments[0] if arguments else None
                    return self._json_body(given, at)
                if name.endswith(".Encode"):
                    owner = node.child_by_field_name("function")
                    inner = owner.child_by_field_name("operand") if owner is not None else None
                    return CallBody("form", None, self._form(inner), True, at)
                if name not in READERS or not arguments:
                    break
                node = arguments[0]
            else:
                break
        text = self._values.text(node)
        return (
            CallBody("raw", line=at)
            if text is None
            else text_body(text, line_of_node(node) if node is not None else at)
        )

    def _encoded_in(self, node: "Node") -> "Node | None":
        """What was last made JSON of in a buffer, above the request that sends it."""
        written = self._written.get(self.tree.source(node).lstrip("&"), [])
        number = bisect_left(written, node.start_byte, key=itemgetter(0))
        return written[number - 1][1] if number else None

    def _json_body(self, node: "Node | None", at: int) -> CallBody:
        known = self._json(node)
        return CallBody("json", None, json_fields(known), True, at, known)

    def _form(self, node: "Node | None") -> tuple[tuple[str, str], ...]:
        """The pairs of ``url.Values``, with those that are added to them later."""
        if node is None:
            return ()
        made = self._values.of(node) if node.type == "identifier" else node
        return (*self._map(made), *self._forms.get(self.tree.source(node), ()))

    def _json(self, node: "Node | None") -> str:
        def resolved(node: "Node | None") -> "Node | None":
            if node is not None and node.type == "unary_expression":  # ``&order``
                node = node.child_by_field_name("operand")
            return self._values.of(node) if node is not None and node.type == "identifier" else node

        return Literals(self.tree, resolved, self._values.text).json(node)

    def _map(self, node: "Node | None") -> tuple[tuple[str, str], ...]:
        """The pairs of a map literal."""
        if node is not None and node.type == "identifier":
            node = self._values.of(node)
        pairs = []
        for element in walk(node) if node is not None and node.type == "composite_literal" else ():
            if element.type == "keyed_element" and len(element.named_children) == 2:
                key, value = element.named_children
                name = self._values.text(key.named_children[0]) if key.named_children else None
                inner = value.named_children[0] if value.named_children else None
                if (
                    inner is not None
                    and inner.named_children
                    and inner.type in ("literal_value", "composite_literal")
                ):
                    strings = [child for child in walk(inner) if child.type.endswith("string_literal")]
                    inner = strings[0] if strings else inner
                if name is not None:
                    pairs.append((name, self._values.text(inner) or HOLE))
        return tuple(pairs)
