"""The requests that PHP makes as objects (PEAR's HTTP_Request2, pecl_http), as Postman writes them."""

import re
from typing import TYPE_CHECKING

from generator.auditing.understanding.call import HOLE, Body, Call, Header
from generator.auditing.understanding.trees import Tree, argument_values_of, line

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

# The classes of a request in PEAR and in pecl_http 1 and 2.
_MADE = re.compile(r"new \\?(HTTP_Request2|HttpRequest|http\\Client\\Request)\b")
# ``HTTP_Request2::METHOD_POST`` and ``HTTP_METH_POST``.
_VERB = re.compile(r"(?:METHOD|METH)_([A-Z]+)")
# Where a status is read.
_LOOKED = re.compile(r"->(?:getStatus|getResponseCode|getResponseStatus|getReasonPhrase)\(|responseCode")
# A limit of time; 0 is none.
_LIMITED = re.compile(r"['\"](?:timeout|connect_timeout)['\"]\s*=>\s*(?!0\b)")
# Options by which the server's certificate is not checked.
_UNCHECKED = re.compile(r"['\"](?:ssl_verify_peer|verifypeer)['\"]\s*=>\s*(?:false|0)\b", re.IGNORECASE)
# The methods that set the parts of a request.
_ADDRESS = ("setUrl", "setRequestUrl")
_METHOD = ("setMethod", "setRequestMethod")
_HEADERS = ("setHeader", "setHeaders", "addHeader", "addHeaders")
_FIELDS = ("addPostParameter", "addPostFields", "setPostFields")


class PhpRequests:
    """The objects of a program; `text`, `named` and `body` read an expression of it."""

    def __init__(
        self,
        tree: Tree,
        text: "Callable[[Node | None], str | None]",
        named: "Callable[[Node | None], dict[str, Node]]",
        body: "Callable[[Node], Body]",
    ) -> None:
        self._tree, self._text, self._named, self._body = tree, text, named, body

    def calls(self) -> list[Call]:
        """The requests, in the order of the text."""
        if not _MADE.search(self._tree.text):
            return []
        given: dict[str, list[tuple[str, list[Node], Node]]] = {}
        for node in self._tree.nodes:
            if node.type != "member_call_expression":
                continue
            owner, name = node.child_by_field_name("object"), node.child_by_field_name("name")
            if owner is not None and name is not None:
                step = (self._tree.source(name), argument_values_of(node), node)
                given.setdefault(self._tree.source(owner), []).append(step)
        found = []
        for node in self._tree.nodes:
            if node.type != "object_creation_expression" or not _MADE.match(self._tree.source(node)[:40]):
                continue
            parent = node.parent
            left = parent.child_by_field_name("left") if parent is not None else None
            variable = self._tree.source(left) if left is not None else ""
            found.append(self._call(node, given.get(variable, [])))
        return [call for call in found if call is not None]

    def _call(self, made: "Node", steps: "list[tuple[str, list[Node], Node]]") -> Call | None:
        arguments = argument_values_of(made)
        url = arguments[0] if arguments else None
        method = self._verb(arguments[1]) if len(arguments) > 1 else "GET"
        headers: list[Header] = []
        fields: list[tuple[str, str]] = []
        body: Body | None = None
        basic = None
        for name, given, node in steps:
            if not given:
                continue
            if name in _ADDRESS:
                url = given[0]
            elif name in _METHOD:
                method = self._verb(given[0])
            elif name in _HEADERS:
                headers += self._headers(given)
            elif name == "setContentType":
                headers.append(Header("Content-Type", self._text(given[0]) or HOLE, line(node)))
            elif name in _FIELDS:
                pairs = self._named(given[0]) if len(given) == 1 else {self._text(given[0]) or HOLE: given[1]}
                fields += [(key, self._text(value) or HOLE) for key, value in pairs.items()]
                body = Body("form", None, tuple(fields), True, line(given[0]))
            elif name == "addUpload":
                body = Body("multipart", None, tuple(fields), True, line(node))
            elif name == "setBody":
                body = self._body(given[0])
            elif name == "setAuth":
                basic = (HOLE, HOLE)
        if url is None or not self._text(url):
            return None
        text = self._tree.text
        is_form = body is not None and body.kind in ("form", "multipart") and body.encodes
        return Call(
            "HTTP_Request2" if "HTTP_Request2" in text else "pecl_http",
            method,
            self._text(url) or "",
            line(made),
            line(url),
            tuple(headers),
            body,
            (),
            basic,
            is_form,
            _LOOKED.search(text) is not None,
            "HTTP_Request2" in text or _LIMITED.search(text) is not None,  # default_socket_timeout
            _UNCHECKED.search(text) is None,
        )

    def _verb(self, node: "Node") -> str:
        """``HTTP_Request2::METHOD_POST``, ``HTTP_METH_POST`` or a text."""
        match = _VERB.search(self._tree.source(node))
        return match[1] if match else (self._text(node) or "").upper()

    def _headers(self, given: "list[Node]") -> list[Header]:
        if len(given) == 2:
            return [Header(self._text(given[0]) or "", self._text(given[1]) or HOLE, line(given[0]))]
        named = self._named(given[0])
        found = [Header(name, self._text(value) or HOLE, line(value)) for name, value in named.items()]
        return found or [Header("", HOLE, line(given[0]))]
