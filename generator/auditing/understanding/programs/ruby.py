"""The HTTP calls of a Ruby program (Net::HTTP, HTTParty, Faraday, RestClient), by its tree."""

import itertools
import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.auditing.understanding.bodies import text_body
from generator.auditing.understanding.call import HOLE, Body, Call, Header
from generator.auditing.understanding.literals import Literals
from generator.auditing.understanding.programs.ruby_net_http import made_request, short_request
from generator.auditing.understanding.remembered import remembered
from generator.auditing.understanding.trees import Tree, arguments_of, line
from generator.auditing.understanding.values import Values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_VERBS = {"get", "post", "put", "patch", "delete", "head", "options"}
# The media types that RestClient knows by a symbol.
_SYMBOLS = {":json": "application/json", ":xml": "application/xml"}
_LIBRARIES = ("HTTParty", "Faraday", "RestClient")  # which have a method for each verb


def ruby_calls(tree: Tree) -> list[Call]:
    """The calls of a Ruby program or fragment, in the order of the text."""
    return sorted(Reader(tree).calls, key=lambda call: call.line)


class Reader:
    """What a program says; `calls` are those that are found."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.calls: list[Call] = []
        self._values = Values()
        self._set: dict[str, list[tuple[str, list[Node], Node]]] = {}  # owner: member, arguments, place
        for node in tree.nodes:
            if node.type == "assignment":
                self._assignment(node)
            elif node.type == "call":
                self._note(node)
        for node in tree.nodes:
            if node.type == "call":
                self._call(node)

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
            return (Header("", HOLE, line(node)),)  # headers there are, but not which
        return tuple(
            Header(*self.pair(pair), line(pair)) for pair in resolved.named_children if pair.type == "pair"
        )

    def _call(self, node: "Node") -> None:
        name, arguments = self.name_of(node), arguments_of(node)
        if not arguments and name.startswith("Net::HTTP"):
            return
        if match := re.fullmatch(r"Net::HTTP::(\w+)\.new", name):
            if match[1].lower() in _VERBS:
                sent = made_request(self, node, arguments)
                self._add(node, "Net::HTTP", match[1].upper(), arguments[0], *sent)
        elif match := re.fullmatch(r"Net::HTTP\.(get|get_response|get_print|post|post_form)", name):
            method = "GET" if match[1].startswith("get") else "POST"
            self._add(node, "Net::HTTP", method, arguments[0], *short_request(self, match[1], arguments))
        else:
            library, _, verb = name.rpartition(".")
            if library in _LIBRARIES and verb in _VERBS and arguments:
                self._library(node, library, verb, arguments)

    def given_headers(self, arguments: "list[Node]") -> tuple[Header, ...]:
        """Headers given as a hash, or as pairs without its braces."""
        found: tuple[Header, ...] = ()
        for argument in arguments:
            if argument.type == "pair":
                found += (Header(*self.pair(argument), line(argument)),)
            else:
                found += self.headers(argument)
        return found

    def _library(self, node: "Node", library: str, verb: str, arguments: "list[Node]") -> None:
        named = {key: value for key, value in (self.part(item) for item in arguments[1:]) if key and value}
        options = arguments[1] if len(arguments) > 1 and arguments[1].type == "hash" else None
        if options is not None and library == "HTTParty":
            named |= {
                key: value
                for key, value in (self.part(item) for item in options.named_children)
                if key and value
            }
        positional = [item for item in arguments[1:] if item.type != "pair"]
        body: Body | None = None
        if verb in ("post", "put", "patch"):
            content = named.get("body") or (positional[0] if positional and library != "HTTParty" else None)
            body = self.body_of(content) if content is not None else None
        headers = self.headers(named.get("headers"))
        if library != "HTTParty":
            rest = positional[1:] if body is not None else positional
            headers += tuple(header for item in rest for header in self.headers(item))
        basic = (HOLE, HOLE) if "basic_auth" in named else None
        query = self.pairs(named.get("query" if library == "HTTParty" else "params"))
        if library == "RestClient":  # its headers have the query among them
            query += tuple(pair for item in positional for pair in self._member(item, "params"))
            headers = tuple(_as_sent(header) for header in headers if header.name != "params")
        self._add(node, library, verb.upper(), arguments[0], headers, body, basic, query)

    def _member(self, node: "Node", name: str) -> tuple[tuple[str, str], ...]:
        """The pairs of the hash that is a member of another one."""
        found = [value for key, value in map(self.part, node.named_children) if key == name]
        return self.pairs(found[0]) if found else ()

    def body_of(self, node: "Node") -> Body:
        """The body that an expression makes."""
        at = line(node)
        value = self.resolved(node)
        if value is None:
            return Body("raw", line=at)
        if value.type == "call":
            name, arguments = self.name_of(value), arguments_of(value)
            owner = value.child_by_field_name("receiver")
            if name.endswith(".to_json"):
                return Body("json", None, self.pairs(owner), True, at, self.json(owner))
            if name in ("JSON.generate", "JSON.dump", "JSON.pretty_generate") and arguments:
                return Body("json", None, self.pairs(arguments[0]), True, at, self.json(arguments[0]))
            if name == "URI.encode_www_form" and arguments:
                return Body("form", None, self.pairs(arguments[0]), True, at)
        if value.type == "hash":
            return Body("form", None, self.pairs(value), True, at)
        text = self.text(value)
        return Body("raw", line=at) if text is None else text_body(text, line(value))

    def _add(
        self,
        node: "Node",
        client: str,
        method: str,
        place: "Node",
        headers: tuple[Header, ...],
        body: Body | None,
        basic: tuple[str, str] | None,
        query: tuple[tuple[str, str], ...] = (),
    ) -> None:
        text = self.text(place) or ""
        if text.startswith("/"):
            text = HOLE + text
        self.calls.append(
            Call(
                client,
                method,
                text,
                line(node),
                line(self._written(place)),
                headers,
                body,
                query,
                basic,
                body is not None and body.kind == "form",
                "VERIFY_NONE" not in self.tree.text,
            )
        )

    def _written(self, node: "Node") -> "Node":
        """Where the text of an address stands: at the name's value, not at its use."""
        if node.type == "call":
            owner = node.child_by_field_name("receiver")
            if owner is not None and owner.type == "identifier":
                node = owner
        return self.resolved(node) or node


def _as_sent(header: Header) -> Header:
    """A header of RestClient, whose names and types may be symbols: ``content_type: :json``."""
    return replace(header, name=header.name.replace("_", "-"), value=_SYMBOLS.get(header.value, header.value))
