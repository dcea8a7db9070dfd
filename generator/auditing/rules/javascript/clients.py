"""What axios and fetch are given, and what the callbacks of Node are handed (WP111, WP603)."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.auditing.understanding import axios
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

if TYPE_CHECKING:
    from tree_sitter import Node

_AGENT = re.compile(r"[{,]\s*agent\s*[:,}]")
_CONFIGURATION = {
    "headers",
    "params",
    "auth",
    "timeout",
    "httpsAgent",
    "data",
    "method",
    "url",
    "responseType",
}
_ERROR = re.compile(r"(?:err(?:or)?|\w+Err(?:or)?)")


def misplaced_arguments(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """Headers where axios takes the body, and a method that fetch sends in small letters."""
    for node in nodes:
        callee = node.child_by_field_name("function") if node.type == "call_expression" else None
        arguments = node.child_by_field_name("arguments")
        given = arguments.named_children if arguments is not None else []
        name = tree.source(callee) if callee is not None else ""
        if (
            axios.is_call(name)
            and axios.takes_body(name.rpartition(".")[2])
            and len(given) in (2, 3)
            and given[1].type == "object"
        ):
            keys = {tree.source(pair).partition(":")[0].strip(" '\"") for pair in given[1].named_children}
            if "headers" in keys and keys <= _CONFIGURATION:
                message = f"{name} takes the body second: these headers are sent as data"
                yield Fault(
                    "WP111", message, line(given[1]), None, "Pass the body (or null) before them.", "warning"
                )
        elif name == "fetch" and _AGENT.search(tree.source(node)) and "node-fetch" not in tree.text:
            message = "the fetch of Node has no option agent: it is passed over"
            yield Fault("WP111", message, line(node), None, "Use dispatcher, of undici.", "warning")
        elif name == "fetch" and (small := re.search(r"\bmethod:\s*['\"]patch['\"]", tree.source(node))):
            at = line(node) + tree.source(node)[: small.start()].count("\n")
            message = "fetch sends patch as it is written, and methods know capitals (RFC 9110 §9.1)"
            yield Fault("WP111", message, at, None, "Write 'PATCH'.", "warning")


def unread_errors(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """A callback whose first parameter is the error, as Node has it, and which never reads it."""
    named = [node for node in nodes if node.type.endswith("identifier")] if "rr" in tree.text else []
    read: dict[str, list[int]] = {}
    for node in named:
        if _ERROR.fullmatch(name := tree.source(node)):
            read.setdefault(name, []).append(node.start_byte)
    elided = [match.start() for match in re.finditer(rb"\.\.\.|\xe2\x80\xa6", tree.data)] if read else []
    for node in nodes if read else ():
        if node.type not in ("function_expression", "arrow_function"):
            continue
        parameters, body = node.child_by_field_name("parameters"), node.child_by_field_name("body")
        first = parameters.named_children[:2] if parameters is not None else []
        is_argument = node.parent is not None and node.parent.type == "arguments"
        if body is None or not is_argument or len(first) < 2:
            continue
        places = read.get(name := tree.source(first[0]))
        if places and body.named_child_count and not (_has(places, body) or _has(elided, body)):
            message = f"the callback is handed {name}, and never looks at it"
            yield Fault("WP603", message, line(node), None, f"Write if ({name}) first.")


def _has(places: Sequence[int], node: "Node") -> bool:
    """Whether one of the places, which are in order, is inside of a node."""
    return bisect_left(places, node.start_byte) < bisect_left(places, node.end_byte)
