"""The HTTP calls of a Ruby program (Net::HTTP, HTTParty, Faraday, RestClient), by its tree."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.auditing.requests.call import HOLE, Call, CallBody, Header
from generator.auditing.understanding.ruby.net_http import made_request, short_request
from generator.auditing.understanding.ruby.values import RubyValues
from generator.auditing.understanding.trees.tree import SyntaxTree, arguments_of, line_of_node

if TYPE_CHECKING:
    from tree_sitter import Node

_VERBS = {"get", "post", "put", "patch", "delete", "head", "options"}
# The media types that RestClient knows by a symbol.
_SYMBOLS = {":json": "application/json", ":xml": "application/xml"}
_LIBRARIES = ("HTTParty", "Faraday", "RestClient")  # which have a method for each verb


def ruby_calls(tree: SyntaxTree) -> list[Call]:
    """The calls of a Ruby program or fragment, in the order of the text."""
    return sorted(Reader(tree).calls, key=lambda call: call.line)


class Reader(RubyValues):
    """What a program sends; `calls` are those that are found."""

    def __init__(self, tree: SyntaxTree) -> None:
        super().__init__(tree)
        self.calls: list[Call] = []
        for node in tree.nodes:
            if node.type == "call":
                self._call(node)

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
        body: CallBody | None = None
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

    def _add(
        self,
        node: "Node",
        client: str,
        method: str,
        place: "Node",
        headers: tuple[Header, ...],
        body: CallBody | None,
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
                line_of_node(node),
                line_of_node(self._written(place)),
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
