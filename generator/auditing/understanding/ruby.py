"""The HTTP calls of a Ruby program (Net::HTTP, HTTParty, Faraday, RestClient), read from its syntax tree."""

import itertools
import re
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

from generator.auditing.understanding.bodies import text_body
from generator.auditing.understanding.call import HOLE, Body, Call, Header
from generator.auditing.understanding.literals import Literals
from generator.auditing.understanding.trees import Tree, line
from generator.auditing.understanding.values import Values

if TYPE_CHECKING:
    from tree_sitter import Node

_VERBS = {"get", "post", "put", "patch", "delete", "head", "options"}
_CHECKED = re.compile(
    r"\.code\b|\.status\b|HTTPSuccess|HTTPOK|HTTPCreated|HTTPClientError|HTTPUnauthorized|is_a\?|\.value\b"
    r"|\.success\?|\.ok\?|raise_error|\bcase \w+$|kind_of\?",
    re.MULTILINE,
)
_LIBRARIES = {"HTTParty": "HTTParty", "Faraday": "Faraday", "RestClient": "RestClient"}


def ruby_calls(tree: Tree) -> list[Call]:
    """The calls of a Ruby program or fragment, in the order of the text."""
    return sorted(_Reader(tree).calls, key=lambda call: call.line)


class _Reader:
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
            entry = (self.tree.source(member), _arguments(node), node)
            self._set.setdefault(self.tree.source(owner), []).append(entry)

    def _resolved(self, node: "Node | None") -> "Node | None":
        for _ in range(8):
            if node is None or node.type not in ("identifier", "constant"):
                break
            node = self._values.of(self.tree.source(node), node)
        return node

    def text(self, node: "Node | None", depth: int = 0) -> str | None:
        """The text of an expression with `HOLE` for unknown parts; None where nothing is known."""
        node = self._resolved(node)
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
        if node.type == "binary":
            sides = [self.text(child, depth + 1) for child in node.named_children]
            is_known = any(side is not None for side in sides)
            return "".join(HOLE if side is None else side for side in sides) if is_known else None
        if node.type == "call":
            return self._called_text(node, depth)
        return None

    def _called_text(self, node: "Node", depth: int) -> str | None:
        """The text of ``URI("…")`` and of ``uri.request_uri``, which stands for the whole address."""
        name, arguments = self._name(node), _arguments(node)
        if name in ("URI", "URI.parse", "URI.join") and arguments:
            return self.text(arguments[0], depth + 1)
        owner = node.child_by_field_name("receiver")
        if owner is not None and re.search(r"\.(?:request_uri|to_s|path|freeze)$", name):
            return self.text(owner, depth + 1)
        return None

    def _name(self, node: "Node") -> str:
        owner, member = node.child_by_field_name("receiver"), node.child_by_field_name("method")
        parts = [self.tree.source(part) for part in (owner, member) if part is not None]
        return ".".join(parts)

    def _json(self, node: "Node | None") -> str:
        return Literals(self.tree, self._resolved, self.text).json(node)

    def _pairs(self, node: "Node | None") -> tuple[tuple[str, str], ...]:
        node = self._resolved(node)
        if node is None or node.type != "hash":
            return ()
        return tuple(_pair(self, pair) for pair in node.named_children if pair.type == "pair")

    def _headers(self, node: "Node | None") -> tuple[Header, ...]:
        if node is None:
            return ()
        resolved = self._resolved(node)
        if resolved is None or resolved.type != "hash":
            return (Header("", HOLE, line(node)),)  # headers there are, but not which
        return tuple(
            Header(*_pair(self, pair), line(pair)) for pair in resolved.named_children if pair.type == "pair"
        )

    def _call(self, node: "Node") -> None:
        name, arguments = self._name(node), _arguments(node)
        if match := re.fullmatch(r"Net::HTTP::(\w+)\.new", name):
            self._request(node, match[1].upper(), arguments)
        elif match := re.fullmatch(r"Net::HTTP\.(get|get_response|get_print|post|post_form)", name):
            self._short(node, match[1], arguments)
        else:
            library, _, verb = name.rpartition(".")
            if library in _LIBRARIES and verb in _VERBS and arguments:
                self._library(node, library, verb, arguments)

    def _request(self, node: "Node", method: str, arguments: "list[Node]") -> None:
        if not arguments or method not in {verb.upper() for verb in _VERBS}:
            return
        parent = node.parent
        left = parent.child_by_field_name("left") if parent is not None else None
        owner = self.tree.source(left) if left is not None else ""
        headers = list(self._given_headers(arguments[1:]))
        body: Body | None = None
        basic: tuple[str, str] | None = None
        noted, end = self._set.get(owner, []), self._values.end(owner, node)
        first = bisect_left(noted, node.start_byte, key=lambda each: each[2].start_byte)
        for member, given, place in itertools.islice(noted, first, None):
            if place.start_byte >= end:
                break  # of the next request in this name
            if member in ("[]", "add_field", "[]=") and len(given) == 2:
                headers.append(Header(self.text(given[0]) or "", self.text(given[1]) or HOLE, line(place)))
            elif member == "basic_auth" and len(given) == 2:
                basic = (self.text(given[0]) or HOLE, self.text(given[1]) or HOLE)
            elif member in ("content_type", "set_content_type") and given:
                headers.append(Header("Content-Type", self.text(given[0]) or HOLE, line(place)))
            elif member in ("set_form_data", "form_data", "set_form") and given:
                pairs = self._pairs(given[0]) or tuple(
                    _pair(self, each) for each in given if each.type == "pair"
                )
                body = Body("form", None, pairs, True, line(place))
            elif member == "body" and given:
                body = self._body(given[0])
                if (value := self._resolved(given[0])) is not None and value.type == "hash":
                    body = Body("object", None, body.fields, line=body.line)
        self._add(node, "Net::HTTP", method, arguments[0], tuple(headers), body, basic)

    def _given_headers(self, arguments: "list[Node]") -> tuple[Header, ...]:
        """Headers given as a hash, or as pairs without its braces."""
        found: tuple[Header, ...] = ()
        for argument in arguments:
            if argument.type == "pair":
                found += (Header(*_pair(self, argument), line(argument)),)
            else:
                found += self._headers(argument)
        return found

    def _short(self, node: "Node", verb: str, arguments: "list[Node]") -> None:
        if not arguments:
            return
        method = "GET" if verb.startswith("get") else "POST"
        body: Body | None = None
        headers: tuple[Header, ...] = ()
        if verb == "post_form" and len(arguments) > 1:
            pairs = self._pairs(arguments[1]) or tuple(
                _pair(self, each) for each in arguments[1:] if each.type == "pair"
            )
            body = Body("form", None, pairs, True, line(arguments[1]))
        elif verb == "post" and len(arguments) > 1:
            body, headers = self._body(arguments[1]), self._given_headers(arguments[2:])
        elif verb.startswith("get"):
            headers = self._given_headers(arguments[1:])
        self._add(node, "Net::HTTP", method, arguments[0], headers, body, None)

    def _library(self, node: "Node", library: str, verb: str, arguments: "list[Node]") -> None:
        named = {key: value for key, value in (_parts(self, item) for item in arguments[1:]) if key and value}
        options = arguments[1] if len(arguments) > 1 and arguments[1].type == "hash" else None
        if options is not None and library == "HTTParty":
            named |= {
                key: value
                for key, value in (_parts(self, item) for item in options.named_children)
                if key and value
            }
        positional = [item for item in arguments[1:] if item.type != "pair"]
        body: Body | None = None
        if verb in ("post", "put", "patch"):
            content = named.get("body") or (positional[0] if positional and library != "HTTParty" else None)
            body = self._body(content) if content is not None else None
        headers = self._headers(named.get("headers"))
        if library != "HTTParty":
            rest = positional[1:] if body is not None else positional
            headers += tuple(header for item in rest for header in self._headers(item))
        basic = (HOLE, HOLE) if "basic_auth" in named else None
        self._add(node, library, verb.upper(), arguments[0], headers, body, basic)

    def _body(self, node: "Node") -> Body:
        at = line(node)
        value = self._resolved(node)
        if value is None:
            return Body("raw", line=at)
        if value.type == "call":
            name, arguments = self._name(value), _arguments(value)
            owner = value.child_by_field_name("receiver")
            if name.endswith(".to_json"):
                return Body("json", None, self._pairs(owner), True, at, self._json(owner))
            if name in ("JSON.generate", "JSON.dump", "JSON.pretty_generate") and arguments:
                return Body("json", None, self._pairs(arguments[0]), True, at, self._json(arguments[0]))
            if name == "URI.encode_www_form" and arguments:
                return Body("form", None, self._pairs(arguments[0]), True, at)
        if value.type == "hash":
            return Body("form", None, self._pairs(value), True, at)
        text = self.text(value)
        return Body("raw", line=at) if text is None else text_body(text, line(value))

    def _add(
        self,
        node: "Node",
        client: str,
        method: str,
        url: "Node",
        headers: tuple[Header, ...],
        body: Body | None,
        basic: tuple[str, str] | None,
    ) -> None:
        text = self.text(url) or ""
        if text.startswith("/"):
            text = HOLE + text
        self.calls.append(
            Call(
                client,
                method,
                text,
                line(node),
                line(self._written(url)),
                headers,
                body,
                (),
                basic,
                body is not None and body.kind == "form",
                client == "RestClient" or self._checks_status,
                client in ("Net::HTTP", "RestClient") or "timeout" in self.tree.text,  # 60 s by default
                "VERIFY_NONE" not in self.tree.text,
            )
        )

    @cached_property
    def _checks_status(self) -> bool:
        return _CHECKED.search(self.tree.text) is not None

    def _written(self, node: "Node") -> "Node":
        """Where the text of an address stands: at the name's value, not at its use."""
        if node.type == "call":
            owner = node.child_by_field_name("receiver")
            if owner is not None and owner.type == "identifier":
                node = owner
        return self._resolved(node) or node


def _pair(reader: _Reader, pair: "Node") -> tuple[str, str]:
    key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
    if key is None:
        return "", HOLE
    name = reader.text(key) if key.type == "string" else reader.tree.source(key).strip(":\"'")
    return name or "", reader.text(value) or HOLE


def _parts(reader: _Reader, item: "Node") -> "tuple[str, Node | None]":
    if item.type != "pair":
        return "", None
    return _pair(reader, item)[0], item.child_by_field_name("value")


def _arguments(node: "Node") -> "list[Node]":
    arguments = node.child_by_field_name("arguments")
    children = arguments.named_children if arguments is not None else ()
    return [child for child in children if child.type not in ("comment", "block")]
