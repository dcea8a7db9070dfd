"""The HTTP calls of a Java program (java.net.http, HttpURLConnection, OkHttp, Unirest), by its tree."""

import re
from typing import TYPE_CHECKING

from generator.auditing.requests.bodies import text_body
from generator.auditing.requests.call import HOLE, Call, CallBody, Header
from generator.auditing.understanding.java.bodies import Bodies, BuilderCall
from generator.auditing.understanding.trees.remembered import remembered
from generator.auditing.understanding.trees.tree import SyntaxTree, arguments_of, line_of_node
from generator.auditing.understanding.trees.values import NamedValues

if TYPE_CHECKING:
    from tree_sitter import Node

_VERBS = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"}
_LONGEST = 50  # calls of a chain


def java_calls(tree: SyntaxTree) -> list[Call]:
    """The calls of a Java file or fragment, in the order of the text."""
    return sorted(_Reader(tree).calls, key=lambda call: call.line)


class _Reader:
    def __init__(self, tree: SyntaxTree) -> None:
        self.tree = tree
        self.calls: list[Call] = []
        self._values = NamedValues()
        self._called: dict[str, list[BuilderCall]] = {}  # what was called on a name
        self._bodies = Bodies(tree, self._values, self.text, self._called)
        for node in tree.nodes:
            self._note(node)
        for node in tree.nodes:
            if node.type == "method_invocation" and not _is_inner(node):
                self._chain(node)
            if node.type == "method_invocation":
                self._connection(node)

    def _note(self, node: "Node") -> None:
        if node.type in ("variable_declarator", "assignment_expression"):
            name = node.child_by_field_name("name") or node.child_by_field_name("left")
            value = node.child_by_field_name("value") or node.child_by_field_name("right")
            if name is not None and value is not None:
                self._values.give(self.tree.source(name), value)
        elif node.type == "method_invocation":
            owner, name = node.child_by_field_name("object"), node.child_by_field_name("name")
            for _ in range(_LONGEST):  # ``order.put("a", 1).put("b", 2)`` puts both into the order
                if owner is None or owner.type != "method_invocation":
                    break
                owner = owner.child_by_field_name("object")
            if owner is not None and name is not None and owner.type == "identifier":
                step = (self.tree.source(name), arguments_of(node), node)
                self._called.setdefault(self.tree.source(owner), []).append(step)

    @remembered
    def text(self, node: "Node | None", depth: int = 0) -> str | None:
        """The text of an expression with `HOLE` for unknown parts; None where nothing is known."""
        if node is None or depth > 20:
            return None
        if node.type == "string_literal":
            source = self.tree.source(node)
            if source.startswith('"""'):
                return source[3:-3].strip()
            return re.sub(
                r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), source[1:-1]
            )
        if node.type == "binary_expression":
            sides = [self.text(child, depth + 1) for child in node.named_children]
            known = any(side is not None for side in sides)
            return "".join(HOLE if side is None else side for side in sides) if known else None
        if node.type == "identifier":
            return self.text(self._values.of(self.tree.source(node), node), depth + 1)
        if node.type in ("method_invocation", "object_creation_expression"):
            return self._called_text(node, depth)
        return None

    def _called_text(self, node: "Node", depth: int) -> str | None:
        source, arguments = self.tree.source(node), arguments_of(node)
        owner = node.child_by_field_name("object")
        if (
            re.match(r"(?:new (?:java\.net\.)?UR[LI]|URI\.create|HttpUrl\.(?:parse|get))\(", source)
            and arguments
        ):
            return self.text(arguments[0], depth + 1)
        if re.match(r"String\.format\(", source) and arguments:
            pattern = self.text(arguments[0], depth + 1)
            return None if pattern is None else re.sub(r"%[-+# 0]*[\d.]*[a-zA-Z]", HOLE, pattern)
        if owner is not None and re.search(
            r"\.(?:toURL|toString|trim|getBytes|formatted)\([^()]*\)$", source
        ):
            return self.text(owner, depth + 1)
        return None

    def _steps(self, node: "Node") -> list[BuilderCall]:
        """The calls of a chain, innermost first."""
        steps: list[BuilderCall] = []
        at: Node | None = node
        while at is not None and at.type == "method_invocation":
            name = at.child_by_field_name("name")
            steps.append((self.tree.source(name) if name is not None else "", arguments_of(at), at))
            inner = at.child_by_field_name("object")
            if inner is not None and inner.type in (
                "identifier",
                "field_access",
                "object_creation_expression",
            ):
                steps.append((self.tree.source(inner), arguments_of(inner), inner))
            at = inner
        return steps[::-1]

    def _chain(self, node: "Node") -> None:
        steps = self._steps(node)
        start = ".".join(step[0] for step in steps[:2])
        if re.search(r"\bHttpRequest\.newBuilder$", start):
            self._built("java.net.http", steps[1:])
        elif re.match(r"new (?:okhttp3\.)?Request\.Builder\(", steps[0][0]):
            self._built("OkHttp", steps[1:])
        elif steps[0][0] == "Unirest":
            self._built("Unirest", steps[1:])

    def _built(self, client: str, steps: list[BuilderCall]) -> None:
        method, url, body = "GET", None, None
        headers: list[Header] = []
        for name, arguments, place in steps:
            at = line_of_node(place.child_by_field_name("name") or place)
            upper = name.upper()
            if name in ("uri", "url", "newBuilder") and arguments:
                url = arguments[0]
            elif upper in _VERBS:
                method = upper
                if client == "Unirest" and arguments:
                    url = arguments[0]
                elif arguments:
                    body = self._sent(arguments[0], at, headers)
            elif name == "method" and arguments:
                method = (self.text(arguments[0]) or "").upper()
                has_body = len(arguments) > 1 and arguments[1].type != "null_literal"
                body = self._sent(arguments[1], at, headers) if has_body else None
            elif name == "headers":
                texts = [self.text(argument) or HOLE for argument in arguments]
                headers += [
                    Header(key, value, at) for key, value in zip(texts[::2], texts[1::2], strict=False)
                ]
            elif name in ("header", "addHeader", "setHeader") and len(arguments) == 2:
                headers.append(Header(self.text(arguments[0]) or "", self.text(arguments[1]) or HOLE, at))
            elif name == "body" and arguments:
                body = self._sent(arguments[0], at, headers)
        if url is not None:
            self._add(client, method, url, steps[0][2], tuple(headers), body)

    def _sent(self, node: "Node", at: int, headers: list[Header]) -> CallBody | None:
        """A body; the type that it brings of itself is the request's (of OkHttp, whatever else it says)."""
        brought = self._bodies.media_type(node)
        if brought is not None:
            headers.insert(0, brought)
        return self._bodies.of(node, at)

    def _connection(self, node: "Node") -> None:
        """``(HttpURLConnection) url.openConnection()``, and what is called on it below."""
        name, owner = node.child_by_field_name("name"), node.child_by_field_name("object")
        if name is None or owner is None or self.tree.source(name) != "openConnection":
            return
        parent = node.parent
        while parent is not None and parent.type in ("cast_expression", "parenthesized_expression"):
            parent = parent.parent
        target = None
        if parent is not None:
            target = parent.child_by_field_name("name") or parent.child_by_field_name("left")
        steps = self._called.get(self.tree.source(target), []) if target is not None else []
        method, headers = "GET", list[Header]()
        body: CallBody | None = None
        for called, arguments, place in steps:
            if called == "setRequestMethod" and arguments:
                method = (self.text(arguments[0]) or "").upper()
            elif called in ("setRequestProperty", "addRequestProperty") and len(arguments) == 2:
                headers.append(
                    Header(
                        self.text(arguments[0]) or "", self.text(arguments[1]) or HOLE, line_of_node(place)
                    )
                )
            elif called == "getOutputStream":
                body = self._written_body(line_of_node(place))
        self._add("HttpURLConnection", method, owner, node, tuple(headers), body)

    def _written_body(self, at: int) -> CallBody:
        for node in self.tree.nodes:
            name = node.child_by_field_name("name") if node.type == "method_invocation" else None
            is_written = name is not None and self.tree.source(name) in ("write", "writeBytes", "print")
            text = self.text(arguments_of(node)[0]) if is_written and arguments_of(node) else None
            if text is not None:
                return text_body(text, line_of_node(node))
        return CallBody("raw", line=at)

    def _add(
        self,
        client: str,
        method: str,
        url: "Node",
        node: "Node",
        headers: tuple[Header, ...],
        body: CallBody | None,
    ) -> None:
        self.calls.append(
            Call(
                client,
                method,
                self.text(url) or "",
                line_of_node(node),
                line_of_node(self._written(url)),
                headers,
                body,
                (),
                None,
                body is not None and (_brings_its_type(body) or client in ("OkHttp", "Unirest")),
            )
        )

    def _written(self, node: "Node") -> "Node":
        """Where the text of an address stands: at the name's value, not at its use."""
        for _ in range(8):
            arguments = arguments_of(node)
            if (
                node.type == "identifier"
                and (value := self._values.of(self.tree.source(node), node)) is not None
            ):
                node = value
            elif node.type in ("object_creation_expression", "method_invocation") and arguments:
                node = arguments[0]
            else:
                break
        return node


def _brings_its_type(body: CallBody) -> bool:
    return body.kind == "multipart" or (body.kind == "form" and body.encodes)


def _is_inner(node: "Node") -> bool:
    """Whether a call is what the next call of a chain is made on."""
    parent = node.parent
    return (
        parent is not None
        and parent.type == "method_invocation"
        and (owner := parent.child_by_field_name("object")) is not None
        and owner == node
    )
