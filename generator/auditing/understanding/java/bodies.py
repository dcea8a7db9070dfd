"""The bodies of Java's clients: texts, forms and objects that a program makes before it hands them over."""

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from generator.auditing.requests.bodies import json_fields, text_body
from generator.auditing.requests.call import HOLE, CallBody, Header
from generator.auditing.understanding.trees.tree import SyntaxTree, arguments_of, line_of_node
from generator.auditing.understanding.trees.values import NamedValues

if TYPE_CHECKING:
    from tree_sitter import Node

BuilderCall = tuple[str, list["Node"], "Node"]
_DEEPEST = 20
_MOST = 20_000  # objects in a sample: one of one of one, by their names, is soon larger than any text
_MEDIA_TYPE = re.compile(r"(?:MediaType\.(?:get|parse)|ContentType\.(?:create|parse))\(\s*\"([^\"]+)\"")
_CONSTANT_TYPE = re.compile(r"\b(?:ContentType|MediaType)\.(APPLICATION|TEXT)_(\w+?)(?:_VALUE)?\b")
_PAIR = re.compile(r"new (?:Basic)?NameValuePair\b")
_ADDS = {"add", "addEncoded", "addFormDataPart", "addTextBody", "addBinaryBody", "addPart"}
_PUTS = {"put", "addProperty", "add", "accumulate", "set"}
_NEW_OBJECT = re.compile(
    r"new (?:\w+\.)*(?:JSONObject|JsonObject|(?:Linked|Tree)?HashMap)\b|\w+\.createObjectNode\("
)
_SERIALISES = {"toJson", "writeValueAsString", "writeValueAsBytes"}
_WRITES_ITSELF = {"toString", "toJSONString", "getBytes", "asJson"}
_DIGITS = ("decimal_integer_literal", "decimal_floating_point_literal")


class Bodies:
    """Reads what a program hands over as the body of a request.

    `values` are what names were given, `text` tells what an expression says, `called` what was called on a
    name, in the order of the text.
    """

    def __init__(
        self,
        tree: SyntaxTree,
        values: NamedValues,
        text: "Callable[[Node | None], str | None]",
        called: Mapping[str, Sequence[BuilderCall]],
    ) -> None:
        self._tree, self._values, self._text, self._called = tree, values, text, called
        self._left = _MOST

    def of(self, node: "Node", at: int) -> CallBody | None:
        """The body that an expression makes; None for ``BodyPublishers.noBody()``."""
        value = self._resolved(node)
        source = self._tree.source(self._root(value))
        if self._name(value) == "noBody":
            return None
        if "FormBody" in source or "MultipartBody" in source or "MultipartEntity" in source:
            kind = "form" if "FormBody" in source else "multipart"
            return CallBody(kind, None, tuple(self._added(value)), encodes=True, line=line_of_node(value))
        if "UrlEncodedFormEntity" in source:
            pairs = self._pairs(arguments_of(value)[0]) if arguments_of(value) else ()
            return CallBody("form", None, tuple(pairs), encodes=True, line=at)
        for each in [value, *arguments_of(value)]:
            text = self._text(each)
            if (
                text is not None
                and (body := text_body(text, line_of_node(self._resolved(each)))).kind != "raw"
            ):
                return body
        for each in [value, *arguments_of(value)]:
            if (made := self._made(each)) is not None:
                known = json.dumps(made, ensure_ascii=False)
                return CallBody(
                    "json", None, json_fields(known), True, line_of_node(self._resolved(each)), known
                )
        return CallBody("raw", line=at)

    def media_type(self, node: "Node") -> Header | None:
        """The Content-Type that a body itself brings: ``RequestBody.create(json, MediaType.get("…"))``."""
        value = self._resolved(node)
        for each in arguments_of(value):
            source = self._tree.source(self._resolved(each))
            if written := _MEDIA_TYPE.match(source):
                return Header("Content-Type", written[1], line_of_node(value))
            if constant := _CONSTANT_TYPE.match(source):
                kind = "/".join(part.lower().replace("_", "-") for part in constant.groups())
                return Header("Content-Type", _SPELT.get(kind, kind), line_of_node(value))
        return None

    def _resolved(self, node: "Node") -> "Node":
        for _ in range(_DEEPEST):
            if node.type != "identifier":
                break
            value = self._values.of(self._tree.source(node), node)
            if value is None:
                break
            node = value
        return node

    def _root(self, node: "Node") -> "Node":
        """What a chain of calls begins with."""
        for _ in range(200):
            owner = node.child_by_field_name("object") if node.type == "method_invocation" else None
            if owner is None or self._tree.source(owner)[:1].isupper():
                break
            node = self._resolved(owner)
        return node

    def _steps(self, node: "Node") -> "Iterator[tuple[str, list[Node]]]":
        """The calls of a chain, innermost first."""
        chain = []
        at: Node | None = node
        while at is not None and at.type == "method_invocation":
            name = at.child_by_field_name("name")
            chain.append((self._tree.source(name) if name is not None else "", arguments_of(at)))
            at = at.child_by_field_name("object")
            if at is not None and at.type == "identifier":
                made = self._values.of(self._tree.source(at), at)
                chain += [(called, given) for called, given, _ in reversed(self._given(at))]
                at = made
        yield from reversed(chain)

    def _given(self, name: "Node") -> "list[BuilderCall]":
        """What is called on a name between its last value and the place that asks."""
        value = self._values.of(self._tree.source(name), name)
        first = value.end_byte if value is not None else 0
        return between(self._called.get(self._tree.source(name), ()), first, name.start_byte)

    def _added(self, node: "Node") -> Iterator[tuple[str, str]]:
        """The fields of ``new FormBody.Builder().add("name", value).build()``."""
        for name, given in self._steps(node):
            if name in _ADDS and len(given) > 1:
                yield self._text(given[0]) or HOLE, self._text(given[1]) or HOLE

    def _pairs(self, node: "Node") -> Iterator[tuple[str, str]]:
        """The pairs of a list: ``List.of(new BasicNameValuePair(…), …)``, or one that was added to."""
        value = self._resolved(node)
        items = list(arguments_of(value))
        if node.type == "identifier":
            items += [each for _, given, _ in self._given(node) for each in given]
        for each in items:
            pair = arguments_of(each)
            if len(pair) == 2 and _PAIR.match(self._tree.source(each)):
                yield self._text(pair[0]) or HOLE, self._text(pair[1]) or HOLE

    def _made(self, node: "Node", depth: int = 0) -> dict[str, object] | None:
        """The object that is serialised: a map, or a ``JSONObject`` that members were put into."""
        self._left -= 1
        node = self._serialised(node)
        pairs: list[tuple[Node, Node]] = []
        while node.type in ("method_invocation", "identifier"):
            owner, given = node.child_by_field_name("object"), arguments_of(node)
            if node.type == "identifier":
                put = [(each[0], each[1]) for name, each, _ in self._given(node) if _is_put(name, each)]
                pairs, owner = put + pairs, self._resolved(node)
            elif self._tree.source(node).startswith("Map.of("):
                return self._members([*zip(given[::2], given[1::2], strict=False), *pairs], depth)
            elif _is_put(self._name(node), given):
                pairs = [(given[0], given[1]), *pairs]
            else:
                break
            if owner is None or owner == node:
                return None
            node = owner
        is_new = _NEW_OBJECT.match(self._tree.source(node)) is not None
        return self._members(pairs, depth) if is_new and not arguments_of(node) else None

    def _serialised(self, node: "Node") -> "Node":
        """What ``gson.toJson(order)`` and ``order.toString()`` make a text of."""
        for _ in range(_DEEPEST):
            value = self._resolved(node)
            owner, given = value.child_by_field_name("object"), arguments_of(value)
            name = self._name(value)
            if value.type == "method_invocation" and name in _SERIALISES and given:
                node = given[0]
            elif value.type == "method_invocation" and name in _WRITES_ITSELF and owner is not None:
                node = owner
            else:
                break
        return node

    def _name(self, node: "Node") -> str:
        name = node.child_by_field_name("name") if node.type == "method_invocation" else None
        return self._tree.source(name) if name is not None else ""

    def _members(self, pairs: "Iterable[tuple[Node, Node]]", depth: int) -> dict[str, object]:
        return {self._text(name) or HOLE: self._value(value, depth + 1) for name, value in pairs}

    def _value(self, node: "Node", depth: int) -> object:
        source = self._tree.source(node)
        if node.type in ("true", "false", "null_literal"):
            return {"true": True, "false": False}.get(source)
        if node.type in _DIGITS:
            try:
                value: object = json.loads(source.rstrip("LlFfDd"))
            except ValueError:
                return HOLE
            return value
        text = self._text(node)
        if text is not None:
            return text
        if source.startswith(("List.of(", "Arrays.asList(")) and depth < _DEEPEST and self._left > 0:
            return [self._value(each, depth + 1) for each in arguments_of(node)]
        made = self._made(node, depth) if depth < _DEEPEST and self._left > 0 else None
        return HOLE if made is None else made


_SPELT = {"application/form-urlencoded": "application/x-www-form-urlencoded"}


def between(steps: Sequence[BuilderCall], first: int, last: int) -> list[BuilderCall]:
    """What was called between two places of the text, in the order in which it is run.

    The calls of one chain start at one place, and the first of them ends first.
    """
    start = bisect_left(steps, first, key=lambda step: step[2].start_byte)
    found = steps[start : bisect_left(steps, last, key=lambda step: step[2].start_byte)]
    return sorted(found, key=lambda step: step[2].end_byte)


def _is_put(name: str, given: "Sequence[Node]") -> bool:
    return name in _PUTS and len(given) == 2
