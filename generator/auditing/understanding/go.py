"""The HTTP calls of a Go program (net/http), read from its syntax tree."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from generator.auditing.understanding.bodies import json_fields, text_body
from generator.auditing.understanding.call import HOLE, Body, Call, Header
from generator.auditing.understanding.literals import Literals
from generator.auditing.understanding.remembered import remembered
from generator.auditing.understanding.says import says
from generator.auditing.understanding.trees import Tree, ancestor, line, walk

if TYPE_CHECKING:
    from tree_sitter import Node

_NEW = {"http.NewRequest": (0, 1, 2), "http.NewRequestWithContext": (1, 2, 3)}
_CHECKED = re.compile(r"\.StatusCode\b|\.Status\b(?!Code)")
_LIMITED = re.compile(r"\bTimeout:|\.Timeout\s*=|WithTimeout|WithDeadline")
_UNVERIFIED = re.compile("InsecureSkipVerify: true")
_FUNCTIONS = ("function_declaration", "method_declaration", "func_literal")
_GIVEN = re.compile(r"\b(?!http\.)\w+\.\w+\.Do\(|\*http\.Client\b")
_HANDED_ON = re.compile(
    r"^\s*return\b[^\n]*\.(?:Do|Get|Post|PostForm|Head)\(|\)\s*\(\*http\.Response\b", re.MULTILINE
)
_SHORT = {"Get": "GET", "Post": "POST", "PostForm": "POST", "Head": "HEAD"}


def go_calls(tree: Tree) -> list[Call]:
    """The calls of a Go file or fragment, in the order of the text."""
    reader = _Reader(tree)
    return reader.calls


@dataclass(slots=True)
class _Given:
    """What a request is given after it was made."""

    headers: list[Header] = field(default_factory=list)
    query: list[tuple[str, str]] = field(default_factory=list)
    basic: tuple[str, str] | None = None


class _Reader:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.values: dict[str, list[tuple[int, Node]]] = {}
        self.calls: list[Call] = []
        self._forms: dict[str, list[tuple[str, str]]] = {}  # what is added to a variable, by its name
        self._written: dict[str, list[tuple[int, Node]]] = {}  # what is made JSON of, by its buffer's name
        self._given: dict[int | None, _Given] = {}  # by the node that makes the request; None: by any
        nodes = tree.nodes
        for each in nodes:
            self._assignment(each)
        for node in nodes:
            if node.type == "call_expression":
                self._setter(node)
        if re.search(r"\.Header\s*=\s|range \w*[hH]eaders", tree.text):
            self._of(None).headers.append(Header("", HOLE, 0))  # headers there are, but not which
        for node in nodes:
            if node.type == "call_expression":
                self._call(node)

    def _assignment(self, node: "Node") -> None:
        if node.type in ("short_var_declaration", "assignment_statement"):
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is None or right is None:
                return
            for index, name in enumerate(left.named_children):
                value = (
                    right.named_children[index]
                    if index < len(right.named_children)
                    else right.named_children[0]
                )
                self.values.setdefault(self.tree.source(name), []).append((node.start_byte, value))
        elif node.type in ("var_spec", "const_spec"):
            value_list, target = node.child_by_field_name("value"), node.child_by_field_name("name")
            if value_list is not None and target is not None and value_list.named_children:
                self.values.setdefault(self.tree.source(target), []).append(
                    (node.start_byte, value_list.named_children[0])
                )

    def _value(self, node: "Node") -> "Node | None":
        return self._last(self.tree.source(node), node.start_byte)

    def _last(self, name: str, at: int) -> "Node | None":
        """What a name was last given above a place."""
        values = self.values.get(name, [])
        number = bisect_left(values, at, key=itemgetter(0))
        return values[number - 1][1] if number else None

    @remembered
    def text(self, node: "Node | None", depth: int = 0) -> str | None:
        """The text of an expression with `HOLE` for unknown parts; None where nothing is known."""
        if node is None or depth > 20:
            return None
        if node.type == "interpreted_string_literal":
            return _unquoted(self.tree.source(node))
        if node.type == "raw_string_literal":
            return self.tree.source(node)[1:-1]
        if node.type == "binary_expression":
            sides = [self.text(child, depth + 1) for child in node.named_children]
            return (
                None
                if all(side is None for side in sides)
                else "".join(side if side is not None else HOLE for side in sides)
            )
        if node.type == "identifier":
            value = self._value(node)
            return self.text(value, depth + 1) if value is not None else None
        if node.type in ("call_expression", "type_conversion_expression"):
            return self._called_text(node, depth)
        return None

    def _called_text(self, node: "Node", depth: int) -> str | None:
        name = self.tree.source(node).partition("(")[0]
        arguments = _arguments(node)
        if not arguments:
            return None
        if name == "fmt.Sprintf":
            pattern = self.text(arguments[0], depth + 1)
            return None if pattern is None else re.sub(r"%[-+# 0]*[\d.]*[a-zA-Z]", HOLE, pattern)
        if name in (
            "[]byte",
            "string",
            "strings.NewReader",
            "bytes.NewBuffer",
            "bytes.NewReader",
            "bytes.NewBufferString",
            "strings.TrimSpace",
            "io.NopCloser",
            "ioutil.NopCloser",
        ):
            return self.text(arguments[0], depth + 1)
        return None

    def _setter(self, node: "Node") -> None:
        """``req.Header.Set(name, value)``, ``form.Add(name, value)``."""
        callee, arguments = node.child_by_field_name("function"), _arguments(node)
        if callee is None or callee.type != "selector_expression":
            return
        operand, member = callee.child_by_field_name("operand"), callee.child_by_field_name("field")
        if operand is not None and member is not None and self.tree.source(member) == "Encode":
            self._encoded(operand, arguments)
        if operand is None or member is None or len(arguments) != 2:
            return
        name, value = self.text(arguments[0]) or HOLE, self.text(arguments[1])
        pair = name, HOLE if value is None else value
        owner, what = self.tree.source(operand), self.tree.source(member)
        if what == "SetBasicAuth":
            self._of(self._made(owner, node)).basic = pair
        elif what in ("Set", "Add") and owner.endswith(".Header"):
            header = Header(*pair, line(node))
            self._of(self._made(owner.removesuffix(".Header"), node)).headers.append(header)
        elif what in ("Set", "Add"):
            self._forms.setdefault(owner, []).append(pair)
            kept = self._last(owner, node.start_byte)
            source = self.tree.source(kept) if kept is not None else ""
            if ".Query()" in source:
                self._of(self._made(source.partition(".")[0], node)).query.append(pair)

    def _encoded(self, encoder: "Node", arguments: "list[Node]") -> None:
        """``json.NewEncoder(&buffer).Encode(order)``: what the buffer holds from there on."""
        if encoder.type == "identifier":
            encoder = self._value(encoder) or encoder
        target = _arguments(encoder)
        if arguments and target and self.tree.source(encoder).startswith("json.NewEncoder("):
            name = self.tree.source(target[0]).lstrip("&")
            self._written.setdefault(name, []).append((encoder.start_byte, arguments[0]))

    def _of(self, made: int | None) -> "_Given":
        return self._given.setdefault(made, _Given())

    def _made(self, name: str, node: "Node") -> int | None:
        """The node that makes the request in a name; None where it is another function's."""
        value = self._last(name, node.start_byte)
        is_made = value is not None and self.tree.source(value).startswith(tuple(_NEW))
        if value is None or not is_made or ancestor(value, *_FUNCTIONS) != ancestor(node, *_FUNCTIONS):
            return None
        return value.id

    def _call(self, node: "Node") -> None:
        callee, arguments = node.child_by_field_name("function"), _arguments(node)
        name = self.tree.source(callee) if callee is not None else ""
        if name in _NEW and len(arguments) > _NEW[name][1]:  # without its body it does not compile
            method, url, *content = (arguments[index] for index in _NEW[name] if index < len(arguments))
            self._add(node, self._method(method), url, self._body(content[0] if content else None))
            return
        owner, _, member = name.rpartition(".")
        if member not in _SHORT or not arguments or not self._is_client(owner):
            return
        headers: tuple[Header, ...] = ()
        body: Body | None = None
        if member == "Post" and len(arguments) == 3:
            headers = (Header("Content-Type", self.text(arguments[1]) or HOLE, line(arguments[1])),)
            body = self._body(arguments[2])
        elif member == "PostForm" and len(arguments) == 2:
            body = Body("form", None, self._form(arguments[1]) or (), True, line(arguments[1]))
        self._add(node, _SHORT[member], arguments[0], body, headers, member == "PostForm")

    def _is_client(self, owner: str) -> bool:
        if owner in ("http", "http.DefaultClient"):
            return True
        made = [self.tree.source(value) for _, value in self.values.get(owner, ())]
        return any("http.Client" in text for text in made)

    def _method(self, node: "Node") -> str:
        text = self.text(node)
        source = self.tree.source(node)
        if text is None and source.startswith("http.Method"):
            return source.removeprefix("http.Method").upper()
        return (text or "").upper()

    def _add(
        self,
        node: "Node",
        method: str,
        url: "Node",
        body: Body | None,
        headers: tuple[Header, ...] = (),
        encodes: bool = False,
    ) -> None:
        source = self.tree.text
        own, any_ones = self._of(node.id), self._of(None)
        self.calls.append(
            Call(
                "net/http",
                method,
                self.text(url) or "",
                line(node),
                line(url),
                headers or (*own.headers, *any_ones.headers),
                body,
                (*own.query, *any_ones.query),
                own.basic or any_ones.basic,
                encodes,
                _checks_status(source),
                _times_out(source),
                not says(source, _UNVERIFIED),
            )
        )

    def _body(self, node: "Node | None") -> Body | None:
        if node is None or node.type == "nil":
            return None
        at = line(node)
        if (encoded := self._encoded_in(node)) is not None:
            return self._json_body(encoded, at)
        for _ in range(8):
            if node is not None and node.type == "identifier":
                node = self._value(node)
            elif node is not None and node.type in ("call_expression", "type_conversion_expression"):
                name, arguments = self.tree.source(node).partition("(")[0], _arguments(node)
                if name in ("json.Marshal", "json.MarshalIndent"):
                    given = arguments[0] if arguments else None
                    return self._json_body(given, at)
                if name.endswith(".Encode"):
                    owner = node.child_by_field_name("function")
                    inner = owner.child_by_field_name("operand") if owner is not None else None
                    return Body(
                        "form", None, (self._form(inner) if inner is not None else None) or (), True, at
                    )
                if (
                    name
                    not in (
                        "strings.NewReader",
                        "bytes.NewBuffer",
                        "bytes.NewReader",
                        "bytes.NewBufferString",
                        "[]byte",
                    )
                    or not arguments
                ):
                    break
                node = arguments[0]
            else:
                break
        text = self.text(node)
        return (
            Body("raw", line=at) if text is None else text_body(text, line(node) if node is not None else at)
        )

    def _encoded_in(self, node: "Node") -> "Node | None":
        """What was last made JSON of in a buffer, above the request that sends it."""
        written = self._written.get(self.tree.source(node).lstrip("&"), [])
        number = bisect_left(written, node.start_byte, key=itemgetter(0))
        return written[number - 1][1] if number else None

    def _json_body(self, node: "Node | None", at: int) -> Body:
        known = self._json(node)
        return Body("json", None, json_fields(known), True, at, known)

    def _form(self, node: "Node") -> tuple[tuple[str, str], ...] | None:
        name = self.tree.source(node)
        made = self._value(node) if node.type == "identifier" else node
        pairs = list(self._map(made)) if made is not None else []
        pairs += self._forms.get(name, [])
        return tuple(pairs) if pairs else None

    def _json(self, node: "Node | None") -> str:
        def resolved(node: "Node | None") -> "Node | None":
            if node is not None and node.type == "unary_expression":  # ``&order``
                node = node.child_by_field_name("operand")
            return self._value(node) if node is not None and node.type == "identifier" else node

        return Literals(self.tree, resolved, self.text).json(node)

    def _map(self, node: "Node | None") -> tuple[tuple[str, str], ...]:
        """The pairs of a map literal."""
        if node is not None and node.type == "identifier":
            node = self._value(node)
        pairs = []
        for element in walk(node) if node is not None and node.type == "composite_literal" else ():
            if element.type == "keyed_element" and len(element.named_children) == 2:
                key, value = element.named_children
                name = self.text(key.named_children[0]) if key.named_children else None
                inner = value.named_children[0] if value.named_children else None
                if (
                    inner is not None
                    and inner.named_children
                    and inner.type in ("literal_value", "composite_literal")
                ):
                    strings = [child for child in walk(inner) if child.type.endswith("string_literal")]
                    inner = strings[0] if strings else inner
                if name is not None:
                    pairs.append((name, self.text(inner) or HOLE))
        return tuple(pairs)


def _checks_status(source: str) -> bool | None:
    """Whether the status is looked at; None where the response is handed on to a caller."""
    if says(source, _CHECKED):
        return True
    return None if says(source, _HANDED_ON) else False


def _times_out(source: str) -> bool | None:
    """Whether a limit of time is set; None where the client comes from elsewhere."""
    if says(source, _LIMITED):
        return True
    return None if says(source, _GIVEN) else False


def _arguments(node: "Node") -> list["Node"]:
    arguments = node.child_by_field_name("arguments")
    if arguments is None:
        return [child for child in node.named_children if child.type != "comment"][1:]
    return [child for child in arguments.named_children if child.type != "comment"]


def _unquoted(literal: str) -> str:
    import json

    try:
        return str(json.loads(literal))
    except ValueError:
        return literal[1:-1]
