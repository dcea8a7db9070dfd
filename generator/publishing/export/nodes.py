"""The text of a description in, its parts with the places where they stand out; nothing is lost by it.

What is exported into a description is put between its other characters, which stay as they are:
comments, order, quotes, line ends. So only the places of its parts are needed, from YAML's events
(libyaml) or, for JSON, from its tokens: the standard library's parser tells no places, and libyaml does
not read all JSON.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import yaml

from generator.reading.source.yaml_parser import scalar, yaml_events

_NEAR = re.compile(r"(?!#|[A-Za-z][A-Za-z0-9+.-]*:|/)")  # a relative path (RFC 3986 §4.2)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


@dataclass(slots=True)
class Node:
    """A value at `start` to `end` of the text; `is_flow`: in brackets, as in JSON, or a scalar.

    A mapping has `members`, each with the place of its key; a list `items`; a scalar its `value`. `last`
    is the last value inside, in the order of the text.
    """

    start: int
    end: int = 0
    is_flow: bool = True
    members: dict[str, tuple[int, "Node"]] | None = None
    items: list["Node"] | None = None
    value: Any = None
    last: "Node | None" = field(default=None, repr=False)

    def get(self, key: str) -> "Node | None":
        """The member `key`, if this is a mapping that has it."""
        found = (self.members or {}).get(key)
        return found[1] if found else None

    def plain(self) -> Any:  # noqa: ANN401
        """The value as JSON would have it."""
        if self.members is not None:
            return {key: node.plain() for key, (_, node) in self.members.items()}
        return self.value if self.items is None else [node.plain() for node in self.items]


def parse_nodes(text: str, path: str) -> Node:
    """The node of the whole of `text`, which has been read as a description before.

    Raises:
        GeneratorError: it is not YAML.
    """
    if text.lstrip()[:1] == "{" and _is_json(text):
        return _json_node(text)
    return _yaml_node(text, path)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


class _Builder:
    """Puts values together: `stack` holds the open containers, `keys` the key each is waiting to fill."""

    def __init__(self) -> None:
        self.root = Node(0)
        self.stack: list[Node] = []
        self.keys: list[tuple[str, int] | None] = []

    @property
    def wants_key(self) -> bool:
        """Whether the next scalar is a key."""
        return bool(self.stack) and self.keys[-1] is None and self.stack[-1].members is not None

    def open(self, node: Node) -> None:
        """A container begins."""
        self.stack.append(node)
        self.keys.append(None)

    def close(self, end: int) -> None:
        """The innermost container ends."""
        node = self.stack.pop()
        self.keys.pop()
        node.end = end
        self.put(node)

    def put(self, node: Node) -> None:
        """A value is complete."""
        if not self.stack:
            self.root = node
            return
        container = self.stack[-1]
        container.last = node
        if container.items is not None:
            container.items.append(node)
        elif container.members is not None and (key := self.keys[-1]) is not None:
            container.members[key[0]] = (key[1], node)
            self.keys[-1] = None


_DEEPEST = 8  # containers within each other; no sample of an operation stands deeper


def _json_node(text: str) -> Node:
    """The node of a JSON text; what stands deeper than a sample is one node, however large."""
    builder = _Builder()
    begin, deeper = 0, 0  # where the container begins that is passed over, and how many are open in it
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word = match[0]
        if deeper or (word in "{[" and len(builder.stack) == _DEEPEST):
            begin = begin if deeper else start
            deeper += (word in "{[") - (word in "}]")
            if not deeper:
                builder.put(Node(begin, end))
        elif word == "{":
            builder.open(Node(start, members={}))
        elif word == "[":
            builder.open(Node(start, items=[]))
        elif word in "}]":
            builder.close(end)
        elif word in ",:":
            continue
        elif builder.wants_key:
            builder.keys[-1] = (json.loads(word), start)
        else:
            builder.put(Node(start, end, value=json.loads(word)))
    return builder.root


def _yaml_node(text: str, path: str) -> Node:
    builder = _Builder()
    anchors: dict[str, Node] = {}
    for event in yaml_events(text, path):
        _take(builder, anchors, event)
    return builder.root


def _take(builder: _Builder, anchors: dict[str, Node], event: Any) -> None:  # noqa: ANN401
    start, end = event.start_mark.index, event.end_mark.index
    match event:
        case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
            node = Node(start, is_flow=bool(event.flow_style))
            if isinstance(event, yaml.MappingStartEvent):
                node.members = {}
            else:
                node.items = []
            builder.open(node)
        case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
            # A block's end is where the next thing begins, and its events are of no length.
            builder.close(end if builder.stack[-1].is_flow else start)
            return
        case yaml.ScalarEvent() if builder.wants_key:
            builder.keys[-1] = (event.value, start)
            return
        case yaml.ScalarEvent():
            node = Node(start, end, value=scalar(event))
            builder.put(node)
        case yaml.AliasEvent():
            builder.put(anchors[event.anchor or ""])
            return
        case _:
            return
    if event.anchor:
        anchors[event.anchor] = node


def line_start(text: str, place: int) -> int:
    """Where the line begins on which `place` is."""
    start = text.rfind("\n", 0, place) + 1
    return max(start, text.rfind("\r", start, place) + 1)


def at(root: Node, steps: Iterable[str]) -> Node | None:
    """The node that a JSON pointer's `steps` lead to."""
    node: Node | None = root
    for step in steps:
        if node is None:
            return None
        if node.items is not None:
            node = node.items[int(step)] if step.isdecimal() and int(step) < len(node.items) else None
        else:
            node = node.get(step)
    return node


def file_reference(root: Node) -> str:
    """The first ``$ref`` to another file by a relative path; empty if there is none."""
    waiting = [root]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        reference = node.get("$ref")
        if reference is not None and _NEAR.match(str(reference.value)):
            return str(reference.value).partition("#")[0]
        waiting += node.items or ()
        waiting += (child for _, child in (node.members or {}).values())
    return ""
