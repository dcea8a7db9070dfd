"""Requests of RestSharp: a ``RestClient``, a ``RestRequest`` that is given its parts, what executes it."""

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from generator.auditing.understanding.bodies import text_body
from generator.auditing.understanding.call import HOLE, Body, Call, Header
from generator.auditing.understanding.says import says
from generator.auditing.understanding.trees import Tree, argument_values_of, line

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

# What RestSharp's clients and requests are made of.
_MADE = re.compile(r"new (?:RestSharp\.)?(RestClient|RestClientOptions|RestRequest)\b")
_METHOD = re.compile(r"\bMethod\.(\w+)")
# The methods that send a request.
_SENDS = re.compile(r"(?:Execute|Get|Post|Put|Patch|Delete)(?:Async)?(?:<.*)?$")
# Where the outcome of a request is looked at.
_CHECKED = re.compile(r"IsSuccessful|StatusCode|ThrowIfError|ErrorException|ErrorMessage|EnsureSuccess")
# A limit of time that is none.
_ENDLESS = re.compile(r"\bTimeout\s*=\s*-1\b|InfiniteTimeSpan")
_ADDS = {"AddHeader", "AddOrUpdateHeader", "AddParameter", "AddOrUpdateParameter", "AddQueryParameter",
         "AddJsonBody", "AddStringBody", "AddBody", "AddFile", "AddXmlBody"}  # fmt: skip


@dataclass(slots=True)
class _Request:
    """What a request is made of, in the order of the text."""

    method: str
    resource: str
    node: "Node"
    headers: list[Header] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    query: list[tuple[str, str]] = field(default_factory=list)
    body: Body | None = None


def restsharp_calls(tree: Tree, text: "Callable[[Node | None], str | None]") -> list[Call]:
    """The calls of a tree whose text names RestSharp's client; `text` tells what an expression says."""
    reader = _Reader(tree, text)
    for node in tree.nodes if "RestRequest" in tree.text else ():
        if node.type == "object_creation_expression":
            reader.made(node)
        elif node.type == "invocation_expression":
            reader.called(node)
    return reader.calls


class _Reader:
    def __init__(self, tree: Tree, text: "Callable[[Node | None], str | None]") -> None:
        self.calls: list[Call] = []
        self._tree, self._text = tree, text
        self._addresses: dict[str, tuple[str, int]] = {}  # each with the line that it stands on
        self._requests: dict[str, _Request] = {}

    def made(self, node: "Node") -> None:
        """A client with its address, or a request with its resource and method."""
        source = self._tree.source(node)[:300]
        match = _MADE.match(source)
        if match is None:
            return
        name, arguments = self._name(node), argument_values_of(node)
        first = self._text(arguments[0]) if arguments else None
        if match[1] == "RestRequest":
            method = _METHOD.search(source)
            self._requests[name] = _Request(method[1].upper() if method else "GET", first or "", node)
        else:
            known = self._addresses.get(self._tree.source(arguments[0])) if arguments else None
            self._addresses[name] = (first, line(node)) if first else known or (HOLE, line(node))

    def _name(self, node: "Node") -> str:
        parent = node.parent
        if parent is not None and parent.type == "equals_value_clause":
            parent = parent.parent
        first = parent.named_children[0] if parent is not None and parent.named_children else None
        return self._tree.source(first) if first is not None and first != node else ""

    def called(self, node: "Node") -> None:
        """A part that a request is given, or what sends it."""
        function, arguments = node.child_by_field_name("function"), argument_values_of(node)
        if function is None or function.type != "member_access_expression" or not arguments:
            return
        owner, _, member = self._tree.source(function)[:200].rpartition(".")
        request = self._requests.get(owner)
        if request is not None and member in _ADDS:
            self._add(request, member, arguments)
        elif _SENDS.match(member) and (sent := self._requests.get(self._tree.source(arguments[0]))):
            verb = re.match(r"Get|Post|Put|Patch|Delete", member)
            # The methods of that name throw where the status is no success; those that execute do not.
            throws = verb is not None and "Async" in member
            self._send(node, sent, verb[0].upper() if verb else sent.method, owner, throws=throws)

    def _add(self, request: _Request, member: str, arguments: "list[Node]") -> None:
        at = line(arguments[0])
        pair = (self._text(arguments[0]) or HOLE, self._text(arguments[1]) or HOLE if arguments[1:] else HOLE)
        if member.endswith("Header"):
            request.headers.append(Header(*pair, at))
        elif member == "AddQueryParameter":
            request.query.append(pair)
        elif member.endswith("Parameter") and len(arguments) < 3:
            request.fields.append(pair)
        elif member.endswith("Parameter") and "Body" in self._tree.source(arguments[2]):
            request.body = text_body(pair[1], line(arguments[1])) if pair[1] != HOLE else Body("raw", line=at)
        elif member == "AddJsonBody":
            request.body = Body("json", encodes=True, line=at)
        elif member == "AddFile":
            request.body = Body("multipart", fields=tuple(request.fields), encodes=True, line=at)
        elif member in ("AddStringBody", "AddBody", "AddXmlBody"):
            request.body = text_body(pair[0], at) if pair[0] != HOLE else Body("raw", line=at)

    def _send(self, node: "Node", request: _Request, method: str, owner: str, *, throws: bool) -> None:
        address, at = self._addresses.get(owner, (HOLE, line(request.node)))
        source = self._tree.text
        body, query = request.body, [*request.query]
        if body is None and request.fields:
            if method in ("GET", "DELETE", "HEAD"):
                query += request.fields
            else:
                body = Body("form", None, tuple(request.fields), True, line(request.node))
        elif body is not None and body.kind == "multipart":
            body = replace(body, fields=tuple(request.fields))
        joined = f"{address.rstrip('/')}/{request.resource.lstrip('/')}" if request.resource else address
        url = request.resource if "://" in request.resource else joined
        self.calls.append(
            Call(
                "RestSharp",
                method,
                url,
                line(node),
                at,
                tuple(request.headers),
                body,
                tuple(query),
                sets_content_type=body is not None,  # as AddParameter is told, or as the body is
                checks_status=throws or says(source, _CHECKED),
                times_out=not says(source, _ENDLESS),
            )
        )
