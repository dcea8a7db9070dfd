"""The HTTP calls of a PHP program (ext-curl, streams, Guzzle), read from its syntax tree."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from generator.auditing.understanding.bodies import text_body
from generator.auditing.understanding.call import HOLE, Body, Call, Header
from generator.auditing.understanding.literals import Literals
from generator.auditing.understanding.programs.php_guzzle import guzzle_call
from generator.auditing.understanding.remembered import remembered
from generator.auditing.understanding.trees import Tree, argument_values_of, line
from generator.auditing.understanding.values import Values

if TYPE_CHECKING:
    from tree_sitter import Node

# The functions that read what is behind a URL, and where among their arguments the context stands.
_STREAMS = {"file_get_contents": 2, "fopen": 3, "file": 2}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def php_calls(tree: Tree) -> list[Call]:
    """The calls of a PHP program or fragment, in the order of the text."""
    return sorted(Reader(tree).calls, key=lambda call: call.line)


@dataclass(slots=True)
class _Handle:
    """A handle of ext-curl: where it was made, its URL, and its options by name."""

    node: "Node"
    url: "Node | None"
    options: "dict[str, Node]" = field(default_factory=dict)


class Reader:
    """What a program says; `calls` are those that are found."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.calls: list[Call] = []
        self._values = Values()
        self._appended: dict[str, list[Node]] = {}
        self._handles: dict[str, _Handle] = {}
        for node in tree.nodes:
            if node.type == "assignment_expression":
                self._assignment(node)
        for node in tree.nodes:
            if node.type == "function_call_expression":
                self._function(node)
            elif node.type == "member_call_expression" and (call := guzzle_call(self, node)) is not None:
                self.calls.append(call)
        for handle in self._handles.values():
            self._sent(handle)

    def _assignment(self, node: "Node") -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        if left.type == "variable_name":
            self._values.give(self.tree.source(left), right)
        elif left.type == "subscript_expression" and len(left.named_children) == 1:
            self._appended.setdefault(self.tree.source(left.named_children[0]), []).append(right)

    def _resolved(self, node: "Node | None") -> "Node | None":
        for _ in range(8):
            if node is None or node.type != "variable_name":
                break
            node = self._values.of(self.tree.source(node), node)
        return node

    @remembered
    def text(self, node: "Node | None", depth: int = 0) -> str | None:
        """The text of an expression with `HOLE` for unknown parts; None where nothing is known."""
        node = self._resolved(node)
        if node is None or depth > 20:
            return None
        if node.type == "string":  # in single quotes, where nothing is expanded
            return re.sub(r"\\([\\'])", r"\1", self.tree.source(node)[1:-1])
        if node.type == "encapsed_string":
            return "".join(self._piece(child, depth) for child in node.children[1:-1])
        if node.type == "binary_expression":
            sides = [self.text(child, depth + 1) for child in node.named_children]
            is_known = any(side is not None for side in sides)
            return "".join(HOLE if side is None else side for side in sides) if is_known else None
        if node.type == "parenthesized_expression" and node.named_children:
            return self.text(node.named_children[0], depth + 1)
        if node.type == "function_call_expression" and self.tree.source(node).startswith("http_build_query("):
            pairs = self.pairs(next(iter(argument_values_of(node)), None))
            known = (f"{name}={HOLE if HOLE in value else quote_plus(value)}" for name, value in pairs)
            return "&".join(known) or None
        return None

    def _piece(self, node: "Node", depth: int) -> str:
        if node.type == "string_content":
            return self.tree.source(node)
        if node.type == "escape_sequence":
            escaped = self.tree.source(node)[1:]
            return _ESCAPES.get(escaped, escaped)
        known = self.text(node, depth + 1) if node.type == "variable_name" else None
        return "" if not node.is_named else HOLE if known is None else known

    def _elements(self, node: "Node | None") -> "list[tuple[Node | None, Node]]":
        """The elements of an array, each with its key where it has one."""
        resolved = self._resolved(node)
        found: list[tuple[Node | None, Node]] = []
        if resolved is not None and resolved.type == "array_creation_expression":
            for item in resolved.named_children:
                parts = [child for child in item.named_children if child.type != "comment"]
                if item.type == "array_element_initializer" and parts:
                    found.append((parts[0] if len(parts) > 1 else None, parts[-1]))
        if node is not None and node.type == "variable_name":
            found += [(None, value) for value in self._appended.get(self.tree.source(node), ())]
        return found

    def named(self, node: "Node | None") -> "dict[str, Node]":
        """The elements of an array that have a key, by that key."""
        named = {}
        for key, value in self._elements(node):
            if key is not None:
                named[self.text(key) or self.tree.source(key)] = value
        return named

    def json(self, node: "Node | None") -> str:
        """The JSON of a literal, as `Literals` has it."""
        return Literals(self.tree, self._resolved, self.text).json(node)

    def pairs(self, node: "Node | None") -> tuple[tuple[str, str], ...]:
        """The names and values of such an array, `HOLE` for a value that is not known."""
        return tuple((name, self.text(value) or HOLE) for name, value in self.named(node).items())

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
                line(handle.node),
                line(url),
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
        for _, value in self._elements(node):
            text = self.text(value) or HOLE
            name, _, rest = text.partition(":")
            if ":" not in text and (glued := re.match(r"[A-Za-z][\w-]*=", text)):  # which is no header
                name, rest = glued[0], text[glued.end() :]
            found.append(
                Header(
                    "" if HOLE in name else name.strip(),
                    rest.strip() or HOLE * (":" not in text),
                    line(value),
                )
            )
        return tuple(found) or (Header("", HOLE, line(node)),)  # headers there are, but not which

    def body(self, node: "Node") -> Body:
        """The body that an expression makes."""
        at = line(node)
        value = self._resolved(node)
        if value is None:
            return Body("raw", line=at)
        arguments = argument_values_of(value)
        callee = value.child_by_field_name("function")
        name = self.tree.source(callee) if callee is not None else ""
        if name == "http_build_query" and arguments:
            return Body("form", None, self.pairs(arguments[0]), True, at)
        if name == "json_encode" and arguments:
            return Body("json", None, self.pairs(arguments[0]), True, at, self.json(arguments[0]))
        if value.type == "array_creation_expression":
            return Body("multipart", None, self.pairs(node), True, at)
        text = self.text(value)
        return Body("raw", line=at) if text is None else text_body(text, line(value))

    def _stream(self, node: "Node", arguments: "list[Node]", place: int) -> None:
        url = self.text(arguments[0]) or ""
        if not re.match(r"https?://", url):
            return
        made = self._resolved(arguments[place]) if len(arguments) > place else None
        context = argument_values_of(made) if made is not None else []
        options = self.named(self.named(context[0]).get("http")) if context else {}
        content = options.get("content")
        value = self._resolved(content)
        if value is not None and value.type == "array_creation_expression":
            content = None  # no text, which another rule tells of
        listed = options.get("header")
        rows = [row for row in (self.text(listed) or "").split("\n") if ":" in row] if listed else []
        headers = [
            Header(name.strip(), value.strip(), line(listed))
            for name, _, value in (row.partition(":") for row in rows)
            if listed is not None
        ]
        self.calls.append(
            Call(
                "streams",
                (self.text(options.get("method")) or "GET").upper(),
                url,
                line(node),
                line(arguments[0]),
                tuple(headers) or self._listed_headers(listed),
                self.body(content) if content is not None else None,
            )
        )
