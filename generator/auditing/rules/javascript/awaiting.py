"""Promises that nothing awaits, and await where the language has none (WP112)."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from generator.auditing.rules.javascript.names import FUNCTIONS
from generator.auditing.understanding import axios
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.says import says
from generator.auditing.understanding.trees import Tree, ancestor, line

if TYPE_CHECKING:
    from tree_sitter import Node

_OF_PROMISES = {"then", "catch", "finally"}
_REQUIRES = re.compile(r"\brequire\(['\"]")
_PROMISED = {"json", "text", "ok", "status", "data", "headers", "body", "statusText", "blob"}


def awaiting_faults(tree: Tree, nodes: "Sequence[Node]", *, is_module: bool) -> Iterator[Fault]:
    """The faults of a text, in its order."""
    for node in nodes:
        if node.type == "await_expression":
            yield from _await(tree, node, is_module)
        elif node.type == "variable_declarator":
            yield from _promise_kept(tree, node)
            yield from _body_kept(tree, node)


def _await(tree: Tree, node: "Node", is_module: bool) -> Iterator[Fault]:
    """``await`` in a function that is not async, or in a script outside of all (ECMA-262 §15.8)."""
    function = ancestor(node, *FUNCTIONS)
    fix = "Put it into an async function."
    if function is not None:
        start = tree.data[function.start_byte : function.start_byte + 60].lstrip()
        if not start.startswith(_ASYNC):
            message = "await stands in a function that is not async"
            yield Fault("WP112", message, line(node), node.start_point[1], fix)
    elif not is_module and says(tree.text, _REQUIRES):
        message = "await stands outside of a function, which a CommonJS file (require) does not allow"
        yield Fault("WP112", message, line(node), node.start_point[1], fix, "warning")


_ASYNC = (b"async", b"static async", b"public async", b"private async")  # how such a function begins


def _promise_kept(tree: Tree, node: "Node") -> Iterator[Fault]:
    """A promise is stored without await, then used as if it were the response."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None or value.type != "call_expression":
        return
    callee = value.child_by_field_name("function")
    text = tree.source(callee) if callee is not None else ""
    owner, _, verb = text.rpartition(".")
    is_of_instance = verb in axios.METHODS and owner in _instances(tree.text)
    if text != "fetch" and not axios.is_call(text) and not is_of_instance:
        return
    kind = node.child_by_field_name("type")
    if kind is not None and re.fullmatch(r":\s*(?:Axios)?Response\b.*", tree.source(kind), re.DOTALL):
        message = f"{text} gives a promise, which is no Response (TS2322)"
        yield Fault("WP112", message, line(node), node.start_point[1], f"Write await {text}(…).")
        return
    if name.type == "object_pattern":
        message = f"{text} gives a promise, which has no such members"
        yield Fault("WP112", message, line(node), node.start_point[1], f"Write await {text}(…).")
    if name.type != "identifier":
        return
    wanted = tree.source(name)
    yield from _used_at_once(tree, wanted, f"await {text}(…)", node, _PROMISED)


def _body_kept(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``const data = response.json();``, then used as if it were what was sent."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    source = tree.source(value) if value is not None else ""
    match = re.fullmatch(r"(\w+)\.(?:json|text|blob)\(\)", source)
    if name is None or match is None:
        return
    if name.type == "object_pattern" and match[1] in _responses(tree.text):
        message = f"{source} is a promise, and has no such members"
        yield Fault("WP112", message, line(node), node.start_point[1], f"Write await {source}.")
    elif name.type == "identifier" and match[1] in _responses(tree.text):
        yield from _used_at_once(tree, tree.source(name), f"await {source}", node, None)


def _used_at_once(
    tree: Tree, wanted: str, right: str, node: "Node", members: set[str] | None
) -> Iterator[Fault]:
    """A member of a promise that is the result's: one of `members`, or any but those of a promise."""
    uses = _members(tree).get(wanted, [])
    for _, member in uses[bisect_left(uses, node.end_byte, key=itemgetter(0)) :]:
        if member in members if members else member not in _OF_PROMISES:
            message = f"{wanted} is a promise: the response is never awaited"
            yield Fault("WP112", message, line(node), node.start_point[1], f"Write {right}.")
            return


@lru_cache(maxsize=1)
def _members(tree: Tree) -> dict[str, list[tuple[int, str]]]:
    """The members that are read of each name, with their places, in the order of the text."""
    found: dict[str, list[tuple[int, str]]] = {}
    for node in tree.nodes:
        if node.type == "member_expression":
            left, member = node.child_by_field_name("object"), node.child_by_field_name("property")
            if left is not None and left.type == "identifier" and member is not None:
                found.setdefault(tree.source(left), []).append((node.start_byte, tree.source(member)))
    return found


@lru_cache(maxsize=1)
def _responses(text: str) -> frozenset[str]:
    """The names that a sample gives to what fetch answers."""
    return frozenset(re.findall(r"\b(\w+) = await fetch\(", text))


@lru_cache(maxsize=1)
def _instances(text: str) -> frozenset[str]:
    """The names that a sample gives to instances of axios."""
    return frozenset(re.findall(r"\b(\w+)\s*=\s*axios\.create\(", text))
