"""Requests of Guzzle, which throws where the server answers with an error.

Source: https://docs.guzzlephp.org/en/stable/request-options.html
"""

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from generator.auditing.requests.call import HOLE, Call, CallBody, Header
from generator.auditing.understanding.trees.says import says
from generator.auditing.understanding.trees.tree import argument_values_of, line_of_node

if TYPE_CHECKING:
    from tree_sitter import Node

    from generator.auditing.understanding.php.values import PhpValues

_VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
_IS_MEANT = re.compile(r"\bGuzzle|new (?:\\?\w+\\)*Client\(")
_BASE = re.compile(r"['\"]base_uri['\"]\s*=>\s*['\"](https?://[^'\"$]+)['\"]")
_BODIES = (("form_params", "form"), ("json", "json"), ("multipart", "multipart"))


def guzzle_call(reader: "PhpValues", node: "Node") -> Call | None:
    """``$client->post($url, $options)`` or ``$client->request($method, $url, $options)``; None for others."""
    named, given = node.child_by_field_name("name"), argument_values_of(node)
    verb = reader.tree.source(named) if named is not None else ""
    if verb not in (*_VERBS, "request") or not says(reader.tree.text, _IS_MEANT):
        return None
    method = verb.upper()
    if verb == "request":
        method, given = (reader.text(given[0]) or "").upper() if given else "", given[1:]
    if not given or reader.text(given[0]) is None:
        return None
    options = reader.named(given[1]) if len(given) > 1 else {}
    body = _body(reader, options)
    verified = options.get("verify")
    return Call(
        "Guzzle",
        method,
        _with_base(reader.text(given[0]) or "", reader.tree.text),
        line_of_node(node),
        line_of_node(given[0]),
        tuple(
            Header(name, reader.text(value) or HOLE, line_of_node(value))
            for name, value in reader.named(options.get("headers")).items()
        ),
        body,
        reader.pairs(options.get("query")) if "query" in options else (),
        (HOLE, HOLE) if "auth" in options else None,
        body is not None and body.encodes,
        verified is None or reader.tree.source(verified).lower() != "false",
    )


def _body(reader: "PhpValues", options: "dict[str, Node]") -> CallBody | None:
    body = reader.body(options["body"]) if "body" in options else None
    for name, kind in _BODIES:
        if name in options:
            known = reader.json(options[name]) if kind == "json" else None
            body = CallBody(kind, None, reader.pairs(options[name]), True, line_of_node(options[name]), known)
    return body


def _with_base(url: str, text: str) -> str:
    """An address with its base (RFC 3986 §5.2); a hole for a base that is not written."""
    if not url or re.match(r"[a-z]+:|\ufffc", url):
        return url
    written = set(_BASE.findall(text))
    if len(written) == 1:
        return str(urljoin(written.pop(), url))
    return f"{HOLE}/{url.lstrip('/')}" if "base_uri" in text else url
