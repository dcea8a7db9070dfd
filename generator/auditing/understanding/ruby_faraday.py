"""Requests of Faraday: a connection that was made, and what a call or its block gives to the request.

Source: https://lostisland.github.io/faraday/#/getting-started/quick-start
"""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.auditing.understanding.bodies import json_fields
from generator.auditing.understanding.call import HOLE, Body, Header
from generator.auditing.understanding.trees import arguments_of, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from generator.auditing.understanding.ruby import Reader

_WITH_BODY = {"POST", "PUT", "PATCH"}
_AS_JSON = re.compile(r"\brequest[( ]\s*:json\b")
_AUTHORIZES = re.compile(
    r"\brequest[( ]\s*:(?:authorization|basic_auth)\b|\.(?:authorization|basic_auth|token_auth)\b"
)


def connection_of(reader: "Reader", call: "Node") -> "Node | None":
    """The ``Faraday.new(…)`` on which a request is made; None for any other call."""
    receiver = call.child_by_field_name("receiver")
    if receiver is None or receiver.type not in ("identifier", "constant", "instance_variable", "call"):
        return None
    made = reader.resolved(receiver)
    return made if made is not None and reader.name_of(made) == "Faraday.new" else None


class FaradayRequest:
    """A request: ``connection.post("/items", body, headers) { |request| request.body = … }``.

    `at` is the node of its address.
    """

    def __init__(self, reader: "Reader", call: "Node", connection: "Node", method: str) -> None:
        self._reader = reader
        self.headers: list[Header] = []
        self.query: list[tuple[str, str]] = []
        self.body: Body | None = None
        self._base, self._path = HOLE, HOLE
        self._base_at: Node | None = None
        self._made_of(connection, arguments_of(connection))
        given = arguments_of(call)
        self.at = given[0] if given else call
        if given:
            self._path = reader.text(given[0]) or HOLE
        self._arguments([each for each in given[1:] if each.type != "pair"], method)
        for member, values, place in _steps(reader, call):
            self._step(member, values, line(place))
        if self._base.startswith("http:") and self._base_at is not None:
            self.at = self._base_at  # what is said of the scheme, is said where it stands
        if self.body is not None and _AS_JSON.search(reader.tree.source(connection)):
            self._as_json(self.body)

    @property
    def url(self) -> str:
        """The address, with that of the connection before it; a path from the root replaces its path."""
        if "://" in self._path or (self._base == HOLE and self._path.startswith("/")):
            return self._path if "://" in self._path else HOLE + self._path
        if self._path.startswith("/"):
            host = re.match(r"https?://[^/]*", self._base)
            return (host[0] if host else HOLE) + self._path
        return f"{self._base.rstrip('/')}/{self._path}" if self._path != HOLE else self._base

    def _made_of(self, connection: "Node", given: "list[Node]") -> None:
        source = self._reader.tree.source(connection)
        for each in given:
            name, value = self._reader.part(each)
            if name == "url" and value is not None:
                self._base, self._base_at = self._reader.text(value) or HOLE, value
            elif name == "headers":
                self.headers += self._reader.headers(value)
            elif each.type != "pair":
                self._base, self._base_at = self._reader.text(each) or HOLE, each
        for member, values, place in _steps(self._reader, connection):
            if member == "headers":
                self._step(member, values, line(place))
        if _AUTHORIZES.search(source):
            self.headers.append(Header("Authorization", HOLE, line(connection)))

    def _arguments(self, given: "list[Node]", method: str) -> None:
        """A body or a query, and the headers."""
        if given and method in _WITH_BODY:
            self.body = None if given[0].type == "nil" else self._reader.body_of(given[0])
            self._raw = given[0]
        elif given:
            self.query += self._reader.pairs(given[0])
        self.headers += self._reader.given_headers(given[1:])

    def _step(self, member: str, values: "list[Node]", at: int) -> None:
        pair = tuple(self._reader.text(value) or HOLE for value in values)
        if member == "url" and pair:
            self._path, self.at = pair[0], values[0]
        elif member == "body" and pair:
            self.body, self._raw = self._reader.body_of(values[0]), values[0]
        elif member == "headers" and len(pair) == 2:
            self.headers.append(Header(pair[0], pair[1], at))
        elif member == "headers" and pair:
            self.headers += self._reader.headers(values[0])
        elif member == "params" and len(pair) == 2:
            self.query.append((pair[0], pair[1]))
        elif member == "params" and pair:
            self.query += self._reader.pairs(values[0])

    def _as_json(self, body: Body) -> None:
        """What the middleware makes of a hash; a text is sent as it is. Either is sent as JSON."""
        if body.kind == "form" and body.text is None:
            known = self._reader.json(self._raw)
            self.body = replace(body, kind="json", json=known, fields=json_fields(known))
        self.headers.append(Header("Content-Type", "application/json", body.line))


def _steps(reader: "Reader", call: "Node") -> "Iterator[tuple[str, list[Node], Node]]":
    """What the block of a call gives: a member, its key if any, and the value."""
    block = call.child_by_field_name("block")
    body = block.child_by_field_name("body") if block is not None else None
    for each in body.named_children if body is not None else ():
        left, right = each.child_by_field_name("left"), each.child_by_field_name("right")
        keys: list[Node] = []
        if each.type == "assignment" and left is not None and right is not None:
            if left.type == "element_reference" and len(left.named_children) == 2:
                left, key = left.named_children
                keys = [key]
            yield reader.name_of(left).rpartition(".")[2], [*keys, right], each
        elif each.type == "call":
            name = re.sub(r"\.(?:merge!|update)$", "", reader.name_of(each))
            yield name.rpartition(".")[2], arguments_of(each), each
