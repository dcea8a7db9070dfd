"""Requests as text that a person can compare: a unified diff of the expected and the received one."""

import base64
import binascii
import difflib
import json
import re
from collections.abc import Collection
from urllib.parse import quote_plus

from generator.model import Json, Number
from generator.proving.judging.compare_bodies import form_pairs
from generator.proving.judging.compare_request import Arrival
from generator.proving.judging.differences import clipped, quoted_text
from generator.proving.judging.expected_request import (
    Credentials,
    Expected,
    ExpectedJson,
    ExpectedParts,
    Form,
    Octets,
)


def request_diff(expected: Expected, arrival: Arrival, adds: Collection[str]) -> list[str]:
    """The lines of a unified diff; headers that the client may add are left out of both sides."""
    left, right = expected_lines(expected), received_lines(arrival, expected, adds)
    return list(difflib.unified_diff(left, right, "expected", "received", n=50, lineterm=""))


def expected_lines(expected: Expected) -> list[str]:
    """The expected request, a line for each header and each field of a form."""
    headers = [(name.lower(), value.decode("utf-8", "backslashreplace")) for name, value in expected.headers]
    if expected.media_type is not None:
        boundary = "; boundary=…" if isinstance(expected.body, ExpectedParts) else ""
        headers.append(("content-type", expected.media_type + boundary))
    if expected.credentials is not None:
        headers.append(("authorization", _credentials(expected.credentials)))
    first = f"{expected.method} {expected.origin}{expected.target}"
    return [clipped(line) for line in (first, *_header_lines(headers), "", *_expected_body(expected))]


def received_lines(arrival: Arrival, expected: Expected, adds: Collection[str]) -> list[str]:
    """What arrived, in the same form; a body that is not what was expected is shown as it is."""
    hidden = {"host", "content-length", "transfer-encoding", *(name.lower() for name in adds)}
    hidden -= {name.lower() for name, _ in expected.headers} | {"content-type", "authorization"}
    received = arrival.received
    headers = [
        (name.lower(), _decoded(value, expected) if name.lower() == "authorization" else value)
        for name, value in received.headers
        if name.lower() not in hidden
    ]
    first = f"{received.method} {arrival.origin}{received.target}"
    return [
        clipped(line)
        for line in (first, *_header_lines(headers), "", *_received_body(expected, received.body))
    ]


def _header_lines(headers: list[tuple[str, str]]) -> list[str]:
    return [f"{name}: {quoted_text(value)[1:-1]}" for name, value in sorted(headers)]


def _credentials(credentials: Credentials) -> str:
    pair = (credentials.username, credentials.password)
    shown = map(quote_plus, pair) if credentials.form_encoded else map(_text, pair)
    return f"Basic base64({':'.join(shown)})"


def _text(data: bytes) -> str:
    """Bytes as a text that `_header_lines` escapes where it has to."""
    return data.decode("utf-8", "surrogateescape")


def _decoded(value: str, expected: Expected) -> str:
    """An Authorization header with its base64 undone, so that two of them can be compared by eye."""
    scheme, _, token = value.partition(" ")
    if scheme.lower() != "basic":
        return value
    try:
        plain = base64.b64decode(token, validate=True)
    except (binascii.Error, ValueError):
        return value
    name, colon, password = plain.partition(b":")
    pairs = form_pairs(name + b"=" + password) if colon else ""
    encoded = expected.credentials is not None and expected.credentials.form_encoded
    if not encoded or isinstance(pairs, str) or len(pairs) != 1:
        return f"{scheme} base64({_text(plain)})"
    return f"{scheme} base64({':'.join(map(quote_plus, pairs[0]))})"


def _expected_body(expected: Expected) -> list[str]:
    match expected.body:
        case None:
            return []
        case Form(pairs=pairs):
            return _form_lines(pairs)
        case ExpectedJson(value=value):
            return _document_lines(value)
        case Octets(data=data):
            return _text_lines(data)
        case ExpectedParts(parts=parts):
            return [f"part {part.name}: {quoted_text(part.data)}" for part in parts]


def _received_body(expected: Expected, body: bytes) -> list[str]:
    if isinstance(expected.body, Form) and not isinstance(pairs := form_pairs(body), str):
        return _form_lines(pairs)
    if isinstance(expected.body, ExpectedJson):
        try:
            return _document_lines(json.loads(body, parse_int=Number, parse_float=Number))
        except (ValueError, RecursionError):
            return _text_lines(body)
    return _text_lines(body)


def _form_lines(pairs: tuple[tuple[bytes, bytes], ...]) -> list[str]:
    lines = [f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs]
    return [*(line + "&" for line in sorted(lines)[:-1]), *sorted(lines)[-1:]]


def _document_lines(value: Json) -> list[str]:
    text = json.dumps(_marked(value), ensure_ascii=False, indent=2, sort_keys=True)
    return re.sub('"\ue000([^"]*)"', r"\1", text).splitlines()


def _marked(value: Json) -> Json:
    """The value with a private character before the digits of a Number, whose quotes then come off."""
    if isinstance(value, Number):
        return "\ue000" + value
    if isinstance(value, dict):
        return {key: _marked(child) for key, child in value.items()}
    return [_marked(child) for child in value] if isinstance(value, list) else value


def _text_lines(data: bytes) -> list[str]:
    return [quoted_text(line)[1:-1] for line in data[:20000].splitlines()]
