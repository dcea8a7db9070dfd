"""Requests of Node.js's own modules: ``https.request(options, callback)``, ``https.get(url, callback)``."""

import re
from typing import TYPE_CHECKING

from generator.auditing.requests.call import HOLE, Call, Header
from generator.auditing.understanding.trees.says import says
from generator.auditing.understanding.trees.tree import line_of_node

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tree_sitter import Node

    from generator.auditing.understanding.javascript.values import JavaScriptValues

CLIENT = "node:http"
_MODULES = re.compile(
    r"\b(\w+)\s*=\s*require\(\s*['\"](?:(?:node:)?(https?)['\"]\s*\)|follow-redirects['\"]\s*\)\.(https?)\b)"
    r"|\bimport\s+(?:\*\s+as\s+)?(\w+)\s+from\s+['\"](?:node:)?(https?)['\"]"
)
_OPTIONS = ("hostname", "host", "path", "method", "headers", "port")
_UNVERIFIED = re.compile(r"rejectUnauthorized: false")


def node_modules(text: str) -> dict[str, str]:
    """The names that stand for the modules http and https, each with the scheme that it speaks."""
    named = {"http": "http", "https": "https"}
    for required, plain, followed, imported, module in _MODULES.findall(text):
        named[required or imported] = plain or followed or module
    return named


def node_call(
    reader: "JavaScriptValues",
    node: "Node",
    scheme: str,
    verb: str,
    arguments: "Sequence[Node]",
    written: "Node | None",
) -> Call | None:
    """The request of a call of ``request`` or ``get``; `written` is what its ``write`` or ``end`` is given.

    None where the arguments are not those of Node's modules: an object of options, or an address before it.
    """
    first = reader.members(arguments[0])
    second = reader.members(arguments[1]) if len(arguments) > 1 else {}
    address = None if first else reader.text(arguments[0])
    options = first or second
    if address is None and not any(name in options for name in _OPTIONS):
        return None
    method = (
        "GET" if verb == "get" else (reader.text(options["method"]) or "") if "method" in options else "GET"
    )
    given = reader.members(options.get("headers"))
    headers = tuple(
        Header(name, reader.text(value) or HOLE, line_of_node(value)) for name, value in given.items()
    )
    kept = reader.resolved(options.get("headers"))
    if kept is not None and kept.type != "object":
        headers = (Header("", HOLE, line_of_node(kept)),)  # headers there are, but not which
    text = reader.tree.text
    return Call(
        CLIENT,
        method.upper(),
        address if address is not None else _address(reader, options, scheme),
        line_of_node(node),
        line_of_node(options.get("hostname") or options.get("host") or node),
        headers,
        None if written is None else reader.body(written, CLIENT),
        basic=(HOLE, HOLE) if "auth" in options else None,
        verifies_tls=not says(text, _UNVERIFIED),
    )


def _address(reader: "JavaScriptValues", options: "Mapping[str, Node]", scheme: str) -> str:
    host = reader.text(options.get("hostname") or options.get("host")) or HOLE
    path = reader.text(options["path"]) if "path" in options else "/"
    if path and re.match(r"[\w.-]+(?:[/?]|$)", path):  # which is told as a fault, and not twice
        path = f"/{path}"
    protocol = reader.text(options.get("protocol"))
    return f"{protocol.rstrip(':') if protocol else scheme}://{host}{HOLE if path is None else path}"
