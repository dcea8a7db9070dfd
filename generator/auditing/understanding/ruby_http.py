"""Requests of http.rb: a chain of what is set, which ends in the request.

Source: https://github.com/httprb/http/wiki
"""

from typing import TYPE_CHECKING

from generator.auditing.understanding.call import HOLE, Body, Header
from generator.auditing.understanding.trees import arguments_of, line

if TYPE_CHECKING:
    from tree_sitter import Node

    from generator.auditing.understanding.ruby import Reader

# The headers, the body, the credentials and the query of a request.
Sent = tuple[tuple[Header, ...], Body | None, tuple[str, str] | None, tuple[tuple[str, str], ...]]


def chained(reader: "Reader", call: "Node", arguments: "list[Node]") -> Sent | None:
    """Headers, body, credentials and query of ``HTTP.auth("…").headers(…).post(url, json: {…})``."""
    headers: tuple[Header, ...] = ()
    basic: tuple[str, str] | None = None
    made = call.child_by_field_name("receiver")
    while made is not None and made.type == "call":
        member, given = made.child_by_field_name("method"), arguments_of(made)
        name = reader.tree.source(member) if member is not None else ""
        if name == "auth" and given:
            headers += (Header("Authorization", reader.text(given[0]) or HOLE, line(made)),)
        elif name == "headers":
            headers += reader.given_headers(given)
        elif name == "basic_auth":
            basic = (HOLE, HOLE)
        made = made.child_by_field_name("receiver")
    if made is None or reader.tree.source(made) != "HTTP":
        return None
    named = {key: value for key, value in map(reader.part, arguments[1:]) if key and value}
    body: Body | None = None
    if (content := named.get("json")) is not None:
        body = Body("json", None, reader.pairs(content), True, line(content), reader.json(content))
    elif (content := named.get("form") or named.get("body")) is not None:
        body = reader.body_of(content)
    headers += reader.headers(named.get("headers"))
    return headers, body, basic, reader.pairs(named.get("params"))
