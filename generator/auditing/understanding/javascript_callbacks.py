"""Requests of clients from before promises: ``$.ajax(settings)`` of jQuery, and the npm package request."""

import re
from typing import TYPE_CHECKING

from generator.auditing.understanding.call import HOLE, Body, Header
from generator.auditing.understanding.says import says
from generator.auditing.understanding.trees import line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tree_sitter import Node

    from generator.auditing.understanding.javascript import Reader

_CHECKED_BY_REQUEST = re.compile(r"statusCode|\.ok\b")
_CHECKED_BY_JQUERY = re.compile(r"\.fail\(|\.catch\(|\berror\s*[:(]|\.status\b|statusCode|\.then\([^,]+,")


def jquery_call(reader: "Reader", node: "Node", arguments: "list[Node]") -> None:
    """``$.ajax({url: …})``, or ``$.ajax(url, {…})``."""
    options = reader.members(arguments[-1])
    url = options.get("url", arguments[0])
    method = (reader.text(options.get("method") or options.get("type")) or "GET").upper()
    media = options.get("contentType")
    headers = (Header("Content-Type", reader.text(media) or HOLE, line(media)),) if media is not None else ()
    checks = says(reader.tree.text, _CHECKED_BY_JQUERY)
    content = options.get("data")
    body = reader.body(content, "jQuery") if content is not None and method != "GET" else None
    if body is not None and body.kind == "object":
        body = Body("form", None, body.fields, True, body.line)
    query = content if method == "GET" else None
    limit = options.get("timeout")
    is_limited = limit is not None and reader.tree.source(limit) != "0"  # which is none
    reader.add(node, "jQuery", method, url, options, body, query, headers, checks, is_limited)


def request_call(reader: "Reader", node: "Node", verb: str, arguments: "list[Node]") -> None:
    """``request(options, callback)`` of the npm package, and its ``request.post``."""
    options = reader.members(arguments[0])
    if arguments[0].type not in ("object", "identifier") or not (options or verb):
        return
    if len(arguments) > 1 and not options:
        options = reader.members(arguments[1])
    url = options.get("url") or options.get("uri") or arguments[0]
    method = (reader.text(options.get("method")) or verb or "GET").upper()
    checks = says(reader.tree.text, _CHECKED_BY_REQUEST)
    body = _body(reader, options)
    reader.add(node, "request", method, url, options, body, options.get("qs"), (), checks)


def _body(reader: "Reader", options: "Mapping[str, Node]") -> Body | None:
    """The body that the options of the package request tell of."""
    given = options.get("json")
    if given is not None and reader.members(given):
        return reader.json(given, line(given))
    content = options.get("body")
    if content is not None:
        # With ``json: true`` the package serialises what the body is.
        is_json = given is not None and reader.tree.source(given) == "true" and bool(reader.members(content))
        return reader.json(content, line(content)) if is_json else reader.body(content, "request")
    for name, kind in (("formData", "multipart"), ("form", "form")):
        if name in options:
            return Body(kind, None, reader.pairs(options[name]), True, line(options[name]))
    return None
