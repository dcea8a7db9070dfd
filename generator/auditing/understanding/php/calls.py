"""The HTTP calls of a PHP program (ext-curl, streams, Guzzle), read from its syntax tree."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.auditing.requests.call import HOLE, Call, Header
from generator.auditing.understanding.php.guzzle import guzzle_call
from generator.auditing.understanding.php.values import PhpValues
from generator.auditing.understanding.trees.tree import SyntaxTree, argument_values_of, line_of_node

if TYPE_CHECKING:
    from tree_sitter import Node

# The functions that read what is behind a URL, and where among their arguments the context stands.
_STREAMS = {"file_get_contents": 2, "fopen": 3, "file": 2}


def php_calls(tree: SyntaxTree) -> list[Call]:
    """The calls of a PHP program or fragment, in the order of the text."""
    return sorted(Reader(tree).calls, key=lambda call: call.line)


@dataclass(slots=True)
class _Handle:
    """A handle of ext-curl: where it was made, its URL, and its options by name."""

    node: "Node"
    url: "Node | None"
    options: "dict[str, Node]" = field(default_factory=dict)


class Reader(PhpValues):
    """What a program sends; `calls` are those that are found."""

    def __init__(self, tree: SyntaxTree) -> None:
        super().__init__(tree)
        self.calls: list[Call] = []
        self._handles: dict[str, _Handle] = {}
        for node in tree.nodes:
            if node.type == "function_call_expression":
                self._function(node)
            elif node.type == "member_call_expression" and (call := guzzle_call(self, node)) is not None:
                self.calls.append(call)
        for handle in self._handles.values():
            self._sent(handle)

    def _function(self, node: "Node") -> None:
        callee, arguments = node.child_by_field_name("function"), argument_values_of(node)
        name = self.tree.source(callee) if callee is not None else ""
        if name == "curl_init":
            self._handles[self._owner(node)] = _Handle(node, arguments[0] if arguments else None)
        elif name == "curl_setopt" and len(arguments) == 3:
            if handle := self._handles.get(self.tree.source(arguments[0])):
                handle.options[self.tree.source(arguments[1])] = arguments[2]
        elif name == "curl_setopt_array" and len(arguments) == 2:
            if handle := self._handles.get(self.tree.source(arguments[0])):
                handle.options |= self.named(arguments[1])
        elif name == "curl_exec" and arguments:
            owner = self.tree.source(arguments[0])
            if handle := self._handles.pop(owner, None):
                self._sent(handle)
        elif name in _STREAMS and arguments:
            self._stream(node, arguments, _STREAMS[name])

    def _owner(self, node: "Node") -> str:
        """The name that a handle is given."""
        parent = node.parent
        left = parent.child_by_field_name("left") if parent is not None else None
        return self.tree.source(left) if left is not None else ""

    def _sent(self, handle: _Handle) -> None:
        options = handle.options
        url = options.get("CURLOPT_URL", handle.url)
        if url is None:
            return
        fields = options.get("CURLOPT_POSTFIELDS")
        body = self.body(fields) if fields is not None else None
        verified = options.get("CURLOPT_SSL_VERIFYPEER")
        user = options.get("CURLOPT_USERPWD") or options.get("CURLOPT_USERNAME")
        name, _, password = (self.text(user) or f"{HOLE}:{HOLE}").partition(":") if user else ("", "", "")
        self.calls.append(
            Call(
                "ext-curl",
                self._curl_method(options),
                self.text(url) or "",
                line_of_node(handle.node),
                line_of_node(url),
                self._listed_headers(options.get("CURLOPT_HTTPHEADER")),
                body,
                (),
                (name, password) if user is not None else None,
                body is not None and body.kind in ("form", "multipart"),
                verified is None or self.tree.source(verified).lower() not in ("false", "0"),
            )
        )

    def _curl_method(self, options: "dict[str, Node]") -> str:
        if "CURLOPT_CUSTOMREQUEST" in options:
            return (self.text(options["CURLOPT_CUSTOMREQUEST"]) or "").upper()
        if "CURLOPT_NOBODY" in options:
            return "HEAD"
        if "CURLOPT_PUT" in options:
            return "PUT"
        return "POST" if "CURLOPT_POST" in options or "CURLOPT_POSTFIELDS" in options else "GET"

    def _listed_headers(self, node: "Node | None") -> tuple[Header, ...]:
        """Headers as texts ``Name: value``."""
        if node is None:
            return ()
        found = []
        for _, value in self.elements(node):
            text = self.text(value) or HOLE
            name, _, rest = text.partition(":")
            if ":" not in text and (glued := re.match(r"[A-Za-z][\w-]*=", text)):  # which is no header
                name, rest = glued[0], text[glued.end() :]
            found.append(
                Header(
                    "" if HOLE in name else name.strip(),
                    rest.strip() or HOLE * (":" not in text),
                    line_of_node(value),
                )
            )
        return tuple(found) or (Header("", HOLE, line_of_node(node)),)  # headers there are, but not which

    def _stream(self, node: "Node", arguments: "list[Node]", place: int) -> None:
        url = self.text(arguments[0]) or ""
        if not re.match(r"https?://", url):
            return
        made = self.resolved(arguments[place]) if len(arguments) > place else None
        context = argument_values_of(made) if made is not None else []
        options = self.named(self.named(context[0]).get("http")) if context else {}
        content = options.get("content")
        value = self.resolved(content)
        if value is not None and value.type == "array_creation_expression":
            content = None  # no text, which another rule tells of
        listed = options.get("header")
        rows = [row for row in (self.text(listed) or "").split("\n") if ":" in row] if listed else []
        headers = [
            Header(name.strip(), value.strip(), line_of_node(listed))
            for name, _, value in (row.partition(":") for row in rows)
            if listed is not None
        ]
        self.calls.append(
            Call(
                "streams",
                (self.text(options.get("method")) or "GET").upper(),
                url,
                line_of_node(node),
                line_of_node(arguments[0]),
                tuple(headers) or self._listed_headers(listed),
                self.body(content) if content is not None else None,
            )
        )
