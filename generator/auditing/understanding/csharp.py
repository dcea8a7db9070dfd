"""The HTTP calls of a C# program (HttpClient, and the older clients), read from its syntax tree."""

import re
from bisect import bisect_left
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

from generator.auditing.requests.bodies import json_fields, text_body, undecoded_form_pairs
from generator.auditing.requests.call import HOLE, Call, CallBody, Header
from generator.auditing.understanding.trees.literals import Literals
from generator.auditing.understanding.trees.remembered import remembered
from generator.auditing.understanding.trees.says import says
from generator.auditing.understanding.trees.tree import (
    SyntaxTree,
    ancestor,
    argument_values_of,
    line_of_node,
    walk,
)

if TYPE_CHECKING:
    from tree_sitter import Node

# The methods of HttpClient that are named after the method of HTTP.
_VERBS = re.compile(r"\.(Get|Post|Put|Patch|Delete)(?:FromJson|AsJson|String|Stream|ByteArray)?Async$")
# What replaces the check of the server's certificate.
_UNVERIFIED = re.compile(r"ServerCertificate(?:Custom)?ValidationCallback\s*[+]?=|DangerousAccept")
# The last argument of ``new StringContent(text, encoding, "application/json")``.
_MEDIA_TYPE = re.compile(r"new StringContent\((?s:.{0,4000}?)\"((?:application|text)/[\w.+-]+)")
# ``request.Headers.Add(name, value)``, and headers that are assigned by a property of their own.
_ADDS_HEADER = re.compile(r"[\w.]*[Hh]eaders(?:\.Add|\.TryAddWithoutValidation|\.Set)\(|[\w.]*AddHeader\(")
_SETS_HEADER = re.compile(r"[\w.]*(?:Headers\.)?(ContentType|Authorization)\s*=[^=]")
# The request whose headers they are.
_REQUEST_HEADERS = re.compile(r"(\w+)\.(?:Content\.)?Headers\.")
_FUNCTIONS = (
    *("method_declaration", "local_function_statement", "constructor_declaration"),
    *("lambda_expression", "anonymous_method_expression"),
)


def csharp_calls(tree: SyntaxTree) -> list[Call]:
    """The calls of a C# file or fragment, in the order of the text."""
    return sorted(_Reader(tree).calls, key=lambda call: call.line)


class _Reader:
    def __init__(self, tree: SyntaxTree) -> None:
        self.tree = tree
        self.calls: list[Call] = []
        self._nodes = tree.nodes
        self._values: dict[str, list[tuple[int, Node]]] = {}
        self._members: dict[str, Node] = {}
        for node in self._nodes:
            if node.type == "variable_declarator" and len(node.named_children) > 1:
                self._keep(node.named_children[0], node.named_children[-1])
            elif node.type == "assignment_expression":
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                if left is not None and right is not None:
                    self._keep(left, right)
        self._headers: dict[int | None, list[Header]] = {}  # by the request's node; None: of all
        self._read_headers()
        self._base = self.text(self._last(".BaseAddress")) or ""
        for node in self._nodes:
            if node.type == "object_creation_expression":
                self._request(node)
            elif node.type == "invocation_expression":
                self._invocation(node)

    def _keep(self, name: "Node", value: "Node") -> None:
        self._values.setdefault(self.tree.source(name), []).append((name.start_byte, value))

    def _last(self, ending: str) -> "Node | None":
        """What a member of that name was last given, of whatever object."""
        if not self._members:
            for name, values in self._values.items():
                self._members[name.rpartition(".")[2]] = values[-1][1]
        return self._members.get(ending.removeprefix("."))

    @remembered
    def text(self, node: "Node | None", depth: int = 0) -> str | None:
        """The text of an expression with `HOLE` for unknown parts; None where nothing is known."""
        if node is None or depth > 20:
            return None
        kind, source = node.type, self.tree.source(node)
        if kind == "string_literal":
            return re.sub(
                r"\\(.)",
                lambda match: {"n": "\n", "t": "\t", "r": "\r"}.get(match[1], match[1]),
                source[1:-1],
            )
        if kind == "verbatim_string_literal":
            return source[2:-1].replace('""', '"')
        if kind == "raw_string_literal":
            return source.strip('"').strip("\n")
        if kind == "interpolated_string_expression":
            return self._interpolated(node)
        if kind == "binary_expression":
            sides = [self.text(child, depth + 1) for child in node.named_children]
            return (
                None
                if all(side is None for side in sides)
                else "".join(HOLE if side is None else side for side in sides)
            )
        if kind == "identifier":
            found = self._above(node)
            return self.text(found, depth + 1) if found is not None else None
        if kind == "object_creation_expression" and re.match(r"new (?:System\.)?Uri\(", source):
            arguments = argument_values_of(node)
            return self.text(arguments[0], depth + 1) if arguments else None
        if kind == "invocation_expression" and source.startswith(("string.Format(", "String.Format(")):
            arguments = argument_values_of(node)
            pattern = self.text(arguments[0], depth + 1) if arguments else None
            return None if pattern is None else re.sub(r"\{\d+[^}]*\}", HOLE, pattern)
        return None

    def _interpolated(self, node: "Node") -> str:
        pieces = []
        for child in node.named_children:
            if child.type == "interpolation":
                inner = next((item for item in child.named_children if item.type == "identifier"), None)
                known = self.text(inner) if inner is not None else None
                pieces.append(HOLE if known is None else known)
            elif child.type in (
                "string_content",
                "interpolated_string_text",
                "escape_sequence",
                "string_literal_content",
            ):
                pieces.append(self.tree.source(child).replace('\\"', '"'))
        if not pieces:
            return re.sub(r"\{[^{}]*\}", HOLE, self.tree.source(node).strip('$@"'))
        start = self.tree.source(node)
        return (
            "".join(pieces)
            if "content" in "".join(child.type for child in node.named_children)
            else re.sub(r"\{[^{}]*\}", HOLE, start.strip('$@"'))
        )

    def _read_headers(self) -> None:
        for node in self._nodes:
            if node.type not in ("invocation_expression", "assignment_expression"):
                continue
            source = self.tree.source(node)
            if _ADDS_HEADER.match(source):
                arguments = argument_values_of(node)
                if len(arguments) >= 2:
                    pair = self.text(arguments[0]) or HOLE, self.text(arguments[1]) or HOLE
                    self._headers.setdefault(self._made(source, node), []).append(
                        Header(*pair, line_of_node(node))
                    )
            elif match := _SETS_HEADER.match(source):
                name = "Content-Type" if match[1] == "ContentType" else "Authorization"
                strings = [
                    self.text(child) or HOLE
                    for child in walk(node)
                    if child.type.endswith(("string_literal", "string_expression"))
                ]
                value = self._credentials(node) or " ".join(strings[:2])
                header = Header(name, value or HOLE, line_of_node(node))
                self._headers.setdefault(self._made(source, node), []).append(header)

    def _credentials(self, node: "Node") -> str:
        """The scheme and the parameter of a ``new AuthenticationHeaderValue(…)``, if there is one."""
        made = (each for each in walk(node) if each.type.endswith("object_creation_expression"))
        arguments = next(map(argument_values_of, made), [])
        return " ".join(self.text(each) or HOLE for each in arguments) if len(arguments) == 2 else ""

    def _made(self, source: str, node: "Node") -> int | None:
        """The node of the request that the object in front of a member is; None where that is unknown."""
        owner = _REQUEST_HEADERS.match(source)
        values = self._values.get(owner[1], []) if owner else []
        number = bisect_left(values, node.start_byte, key=itemgetter(0))
        value = values[number - 1][1] if number else None
        if value is None or not self.tree.source(value).startswith("new HttpRequestMessage"):
            return None
        return value.id if ancestor(value, *_FUNCTIONS) == ancestor(node, *_FUNCTIONS) else None

    def _request(self, node: "Node") -> None:
        source = self.tree.source(node)
        if not re.match(r"new (?:System\.Net\.Http\.)?HttpRequestMessage\b", source):
            return
        arguments = argument_values_of(node)
        method = re.search(r"HttpMethod\.(\w+)|new HttpMethod\(\"(\w+)\"", source)
        url = arguments[1] if len(arguments) > 1 else None
        initialised = re.search(r"RequestUri\s*=\s*new Uri\(\s*\"([^\"]*)\"", source)
        body = self._body(self._content(node))
        text = self.text(url) if url is not None else initialised[1] if initialised else ""
        self._add(
            node, (method[1] or method[2] or "").upper() if method else "GET", text or "", url or node, body
        )

    def _content(self, node: "Node") -> "Node | None":
        for child in walk(node):
            if child.type == "assignment_expression" and self.tree.source(child).startswith("Content "):
                return child.child_by_field_name("right")
        return self._contents.get(node.id) or self._last(".Content")

    @cached_property
    def _contents(self) -> dict[int, "Node"]:
        """What is given to the Content of each request, by the node that makes the request."""
        found: dict[int, Node] = {}
        for name, values in self._values.items():
            owner, _, member = name.rpartition(".")
            for start, value in values if member == "Content" else ():
                made = self._values.get(owner, [])
                number = bisect_left(made, start, key=itemgetter(0))
                if number:
                    found.setdefault(made[number - 1][1].id, value)
        return found

    def _invocation(self, node: "Node") -> None:
        callee = node.child_by_field_name("function")
        name = self.tree.source(callee).partition("<")[0] if callee is not None else ""
        match = _VERBS.search(name)
        arguments = argument_values_of(node)
        if match and arguments:
            body = (
                self._body(arguments[1])
                if len(arguments) > 1 and match[1] in ("Post", "Put", "Patch")
                else None
            )
            if body is not None and "AsJson" in name:
                body = self._json(arguments[1], line_of_node(arguments[1]))
            self._add(
                node,
                match[1].upper(),
                self.text(arguments[0]) or "",
                arguments[0],
                body,
                sets_type="AsJson" in name,
            )
        elif name in ("WebRequest.Create", "HttpWebRequest.Create", "WebRequest.CreateHttp") and arguments:
            method = self.text(self._last(".Method")) or "GET"
            self._add(node, method.upper(), self.text(arguments[0]) or "", arguments[0], None)

    def _resolved(self, node: "Node | None") -> "Node | None":
        """The expression that a name was last given above its place, or the expression itself."""
        if node is None or node.type != "identifier":
            return node
        return self._above(node)

    def _above(self, node: "Node") -> "Node | None":
        values = self._values.get(self.tree.source(node), [])
        number = bisect_left(values, node.start_byte, key=itemgetter(0))
        return values[number - 1][1] if number else None

    def _json(self, node: "Node", at: int) -> CallBody:
        """What is made JSON: an anonymous object, a dictionary, or what a name stands for."""
        known = Literals(self.tree, self._resolved, self.text).json(node)
        return CallBody("json", None, json_fields(known), True, at, known)

    def _body(self, node: "Node | None") -> CallBody | None:
        if node is None:
            return None
        at = line_of_node(node)
        if node.type == "identifier":
            node = self._above(node) or node
        source = self.tree.source(node)
        arguments = argument_values_of(node)
        at = min(at, line_of_node(node))  # where it is made, if that is above
        if "FormUrlEncodedContent" in source[:60]:
            return CallBody("form", None, self._pairs(node), True, at)
        if "MultipartFormDataContent" in source[:60]:
            return CallBody("multipart", encodes=True, line=at)
        if source.startswith("JsonContent.Create"):
            return self._json(arguments[0] if arguments else node, at)
        if "StringContent" in source[:60] and arguments:
            text = self.text(arguments[0])
            media = self.text(arguments[2]) if len(arguments) > 2 else None
            if text is None:
                serialised = re.search(r"Serialize|JsonConvert", self._behind(arguments[0]))
                made = self._resolved(arguments[0])
                if serialised and made is not None and (given := argument_values_of(made)):
                    return self._json(given[0], at)
                return CallBody("json" if serialised else "raw", encodes=bool(serialised), line=at)
            body = text_body(text, line_of_node(arguments[0]))
            if media == "application/x-www-form-urlencoded" and body.kind != "form":
                return CallBody("form", text, undecoded_form_pairs(text), line=body.line)
            return body
        return CallBody("raw", line=at)

    def _behind(self, node: "Node") -> str:
        found = self._values.get(self.tree.source(node), ())
        return self.tree.source(found[-1][1]) if found else self.tree.source(node)

    def _pairs(self, node: "Node") -> tuple[tuple[str, str], ...]:
        arguments = argument_values_of(node)
        inner = arguments[0] if arguments else node
        if inner.type == "identifier":
            found = self._values.get(self.tree.source(inner), ())
            inner = found[-1][1] if found else inner
        text = self.tree.source(inner)
        pairs = re.findall(
            r"(?:KeyValuePair<string, ?string>|new|\{|\[)\s*\(?\s*\"([\w.-]+)\"\s*"
            r"(?:,|\]\s*=)\s*(?:\"([^\"]*)\")?",
            text,
        )
        return tuple((name, value or HOLE) for name, value in pairs)

    def _add(
        self, node: "Node", method: str, url: str, at: "Node", body: CallBody | None, sets_type: bool = False
    ) -> None:
        if url and not re.match(r"\w+:|\ufffc", url) and self._base:
            url = self._base.rstrip("/") + "/" + url.lstrip("/")
        headers = (*self._headers.get(node.id, ()), *self._headers.get(None, ()))
        if body is not None and self._media_type:
            headers = (*headers, Header("Content-Type", self._media_type, body.line))
        self.calls.append(
            Call(
                "HttpClient",
                method,
                url,
                line_of_node(node),
                line_of_node(at),
                headers,
                body,
                (),
                None,
                sets_type or (body is not None and body.kind in ("form", "multipart") and body.encodes),
                not says(self.tree.text, _UNVERIFIED),
            )
        )

    @cached_property
    def _media_type(self) -> str:
        """What the first StringContent with a media type says that it is."""
        match = _MEDIA_TYPE.search(self.tree.text)
        return match[1] if match else ""
