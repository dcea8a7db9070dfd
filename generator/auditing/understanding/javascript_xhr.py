"""Requests of XMLHttpRequest: what ``open``, ``setRequestHeader`` and ``send`` of one object say together."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.auditing.understanding.call import HOLE, Body, Call, Header
from generator.auditing.understanding.says import says
from generator.auditing.understanding.trees import line

if TYPE_CHECKING:
    from tree_sitter import Node

    from generator.auditing.understanding.javascript import Reader

CLIENT = "XMLHttpRequest"
_CHECKED = re.compile(r"\.status\b|\.statusText\b")
_LIMITED = re.compile(r"\.timeout\s*=")
_TYPED = ("multipart", "form")  # FormData and URLSearchParams say of themselves what they are


@dataclass(slots=True)
class _Opened:
    """A request that was opened and not yet sent."""

    node: "Node"
    method: str
    url: "Node"
    headers: list[Header] = field(default_factory=list)


def xhr_calls(reader: "Reader") -> list[Call]:
    """The requests of a tree that are sent, in the order of the text."""
    opened: dict[str, _Opened] = {}
    calls = []
    for node in reader.tree.nodes if CLIENT in reader.tree.text else ():
        callee = node.child_by_field_name("function") if node.type == "call_expression" else None
        if callee is None or callee.type != "member_expression":
            continue
        owner, _, member = reader.tree.source(callee).rpartition(".")
        given = node.child_by_field_name("arguments")
        arguments = given.named_children if given is not None else []
        if member == "open" and len(arguments) > 1 and _is_xhr(reader, callee):
            opened[owner] = _Opened(node, (reader.text(arguments[0]) or "").upper(), arguments[1])
        elif owner in opened and member == "setRequestHeader" and len(arguments) == 2:
            name, value = (reader.text(each) or HOLE for each in arguments)
            opened[owner].headers.append(Header(name, value, line(node)))
        elif owner in opened and member == "send":
            calls.append(_sent(reader, opened.pop(owner), arguments[0] if arguments else None))
    return calls


def _is_xhr(reader: "Reader", callee: "Node") -> bool:
    made = reader.resolved(callee.child_by_field_name("object"))
    return made is not None and reader.tree.source(made).startswith(f"new {CLIENT}")


def _sent(reader: "Reader", opened: _Opened, content: "Node | None") -> Call:
    body = _body(reader, content) if opened.method not in ("GET", "HEAD") else None  # which send none
    return Call(
        CLIENT,
        opened.method,
        reader.text(opened.url) or "",
        line(opened.node),
        line(opened.url),
        tuple(opened.headers),
        body,
        sets_content_type=body is not None and body.kind in _TYPED and body.encodes,
        checks_status=says(reader.tree.text, _CHECKED),
        times_out=says(reader.tree.text, _LIMITED),
    )


def _body(reader: "Reader", content: "Node | None") -> Body | None:
    value = reader.resolved(content)
    if content is None or value is None or value.type in ("null", "undefined"):
        return None
    return reader.body(content, CLIENT)
