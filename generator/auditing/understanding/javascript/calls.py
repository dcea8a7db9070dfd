"""The HTTP calls of a JavaScript program (fetch, axios, Node), read from its syntax tree."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.auditing.requests.call import HOLE, Call, CallBody, Header
from generator.auditing.understanding.javascript import axios
from generator.auditing.understanding.javascript.node import node_call, node_modules
from generator.auditing.understanding.javascript.values import JavaScriptValues
from generator.auditing.understanding.trees.says import says
from generator.auditing.understanding.trees.tree import SyntaxTree, arguments_of, callee_of, line_of_node

if TYPE_CHECKING:
    from tree_sitter import Node


# Options by which Node does not check the server's certificate.
_UNVERIFIED = re.compile(r"rejectUnauthorized: false|NODE_TLS_REJECT_UNAUTHORIZED")


def javascript_calls(tree: SyntaxTree) -> list[Call]:
    """The calls of a JavaScript program or fragment, in the order of the text."""
    return sorted(Reader(tree).calls, key=lambda call: call.line)


class Reader(JavaScriptValues):
    """What a program sends; `calls` are those that are found."""

    def __init__(self, tree: SyntaxTree) -> None:
        super().__init__(tree)
        self.calls: list[Call] = []
        self._modules = node_modules(tree.text)
        for node in tree.nodes:
            if node.type == "call_expression":
                self._call(node)

    def _call(self, node: "Node") -> None:
        callee, arguments = callee_of(node), arguments_of(node)
        if callee is None or not arguments:
            return
        name = axios.named(self.tree.source(callee), self.tree.text)
        if name in ("fetch", "window.fetch", "nodeFetch", "$fetch"):
            options = self.members(arguments[1]) if len(arguments) > 1 else {}
            self.add(
                node,
                "fetch",
                self._method(options),
                arguments[0],
                options,
                self._read(options.get("body"), "fetch"),
                None,
            )
        elif axios.takes_configuration(name):
            options = self.members(arguments[0]) or self.members(arguments[1] if arguments[1:] else None)
            url = options.get("url", arguments[0])
            body = self._read(options.get("data"), "axios")
            self.add(node, "axios", self._method(options), url, options, body, options.get("params"))
        elif verb := self._axios_verb(callee, name):
            place = 2 if axios.takes_body(verb) else 1
            options = self.members(arguments[place]) if len(arguments) > place else {}
            body = self._read(arguments[1], "axios") if place > 1 and len(arguments) > 1 else None
            if body is not None and axios.takes_form(verb):
                body = CallBody("multipart", None, body.fields, True, body.line)
            method = axios.AXIOS_METHODS[verb]
            self.add(node, "axios", method, arguments[0], options, body, options.get("params"))
            self._based(callee)
        elif name.partition(".")[0] in self._modules and name.partition(".")[2] in ("request", "get"):
            self._of_node(node, name, arguments)

    def _of_node(self, node: "Node", name: str, arguments: "list[Node]") -> None:
        module, _, verb = name.partition(".")
        named = node.parent.child_by_field_name("name") if node.parent is not None else None
        written = self.written.get(self.tree.source(named)) if named is not None else None
        call = node_call(self, node, self._modules[module], verb, arguments, written)
        if call is not None:
            self.calls.append(call)

    def _instance(self, callee: "Node | None") -> "Node | None":
        """The ``axios.create(…)`` behind the object whose method is called."""
        owner = callee.child_by_field_name("object") if callee is not None else None
        made = self.resolved(owner) if owner is not None and owner.type == "identifier" else None
        return made if made is not None and self.tree.source(made).startswith("axios.create(") else None

    def _axios_verb(self, callee: "Node | None", name: str) -> str:
        """``get`` of ``axios.get``, and of a call of an instance."""
        owner, _, verb = name.rpartition(".")
        is_named = verb in axios.AXIOS_METHODS
        return verb if is_named and (owner == "axios" or self._instance(callee) is not None) else ""

    def _based(self, callee: "Node | None") -> None:
        """Add to the last call what its instance was created with: the address, and headers."""
        made = self._instance(callee)
        created = arguments_of(made) if made is not None else []
        options = self.members(created[0]) if created else {}
        call = self.calls[-1]
        base = (self.text(options.get("baseURL")) or HOLE).rstrip("/")
        headers = tuple(
            Header(name, self.text(value) or HOLE, line_of_node(value))
            for name, value in self.members(options.get("headers")).items()
        )
        if made is not None and not re.match(r"\w+:", call.url):
            url = f"{base}/{call.url.lstrip('/')}"
            self.calls[-1] = replace(call, url=url, headers=(*call.headers, *headers))

    def _method(self, options: dict[str, "Node"]) -> str:
        return (self.text(options["method"]) or "").upper() if "method" in options else "GET"

    def add(
        self,
        node: "Node",
        client: str,
        method: str,
        url: "Node",
        options: dict[str, "Node"],
        body: CallBody | None,
        params: "Node | None",
    ) -> None:
        """Add the call of a client, with what its `options` say of headers and credentials."""
        auth = self.members(options.get("auth"))
        self.calls.append(
            Call(
                client,
                method,
                self.text(url) or "",
                line_of_node(node),
                line_of_node(url),
                self.headers(options.get("headers")),
                body,
                tuple((name, self.text(value) or HOLE) for name, value in self.members(params).items()),
                (HOLE, HOLE) if auth else None,
                body is not None
                and (client == "axios" or body.kind == "multipart" or (body.kind == "form" and body.encodes)),
                not says(self.tree.text, _UNVERIFIED),
            )
        )

    def _read(self, node: "Node | None", client: str) -> CallBody | None:
        return self.body(node, client) if node is not None else None
