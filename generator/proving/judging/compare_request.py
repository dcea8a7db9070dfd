"""Is this the request? What arrived and what is `Expected` in, their `Difference`s out, none if equal.

Fixed text must arrive as the description has it. Where an Input is involved, it is the decoded value
that counts, since a client may encode more than it must; but what arrives must be validly encoded.
The judge trusts nothing that a client's header says about its body.
"""

import base64
import binascii
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from generator.proving.http_message import Received
from generator.proving.judging.compare_bodies import body_differences, form_pairs
from generator.proving.judging.differences import Difference, quoted_text, unequal
from generator.proving.judging.expected_request import Credentials, Expected, UrlPiece

# RFC 3986: what may stand in a path segment, and (without &) in half a query pair.
_SEGMENT = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})*")
_HALF = re.compile(r"(?:[A-Za-z0-9\-._~!$'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*")
# Headers of the message itself, which the judge checks by what they mean and every client may add.
_FRAMING = frozenset({"host", "content-length", "transfer-encoding"})
# Never right unless the description asks for them, whatever a client adds by itself.
_PRIVATE = frozenset({"authorization", "cookie", "proxy-authorization"})


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request and the origin (``https://host:port``) of the listener on which it came in.

    `unread` says why the bytes in `received.raw` are no request at all; it is empty for a request.
    """

    origin: str
    received: Received
    unread: str = ""


def request_differences(
    expected: Expected, arrivals: Sequence[Arrival], adds: Collection[str]
) -> tuple[Difference, ...]:
    """How what arrived differs from the one request that is expected.

    `adds` names the headers that the language's client adds by itself, in any letter case.
    """
    if uncounted := number_difference(arrivals):
        return (uncounted,)
    (arrival,) = arrivals
    return tuple(_all_differences(expected, arrival, {name.lower() for name in adds}))


def number_difference(arrivals: Sequence[Arrival]) -> Difference | None:
    """What differs if it is not exactly one request, and one that can be read, that arrived."""
    if len(arrivals) != 1:
        return Difference("number of requests", "exactly one", f"{len(arrivals)}: {overview(arrivals)}")
    if arrivals[0].unread:
        return Difference("request", "one that HTTP/1.1 allows", arrivals[0].unread)
    return None


def overview(arrivals: Sequence[Arrival]) -> str:
    """The first few arrivals, in one line."""
    lines = [first_line(arrival) for arrival in arrivals[:3]]
    return "; ".join([*lines, *(["…"] if len(arrivals) > len(lines) else [])]) or "none"


def first_line(arrival: Arrival) -> str:
    """What a report calls an arrival: its method and URL, or why it could not be read."""
    if arrival.unread:
        return f"unreadable bytes ({arrival.unread})"
    return f"{arrival.received.method} {arrival.origin}{arrival.received.target[:200]}"


def _all_differences(expected: Expected, arrival: Arrival, adds: Collection[str]) -> Iterator[Difference]:
    received = arrival.received
    if received.method != expected.method:
        yield unequal("method", expected.method, received.method)
    if arrival.origin != expected.origin:
        yield unequal("origin", expected.origin, arrival.origin)
    yield from _target(expected, received.target)
    yield from _host(expected, _all(received, "host"))
    yield from _framing(received)
    yield from _headers(expected, received, adds)
    if expected.credentials is not None:
        yield from _authorization(expected.credentials, _all(received, "authorization"))
    types = _all(received, "content-type")
    adds_type = not received.body and "content-type" in map(str.lower, adds)
    yield from body_differences(expected, received.body, [] if adds_type and not expected.body else types)


def _all(received: Received, name: str) -> list[str]:
    return [value for key, value in received.headers if key.lower() == name]


def _target(expected: Expected, target: str) -> Iterator[Difference]:
    path, mark, query = target.partition("?")
    yield from _path(expected.path, path)
    if expected.query is None:
        if mark:
            yield Difference("query", "none", quoted_text(query))
        return
    if not mark:
        yield Difference("query", quoted_text(expected.target.partition("?")[2]), "none")
        return
    yield from _query(expected.query, query)


def _path(expected: Sequence[UrlPiece], path: str) -> Iterator[Difference]:
    segments = path.split("/")
    if len(segments) != len(expected):
        whole = "/".join(piece.text for piece in expected)
        yield unequal("path", whole, path)
        return
    for number, (piece, segment) in enumerate(zip(expected, segments, strict=True)):
        place = f"path segment {number}"
        if not _SEGMENT.fullmatch(segment):
            yield Difference(place, "characters that a URL may hold (RFC 3986)", quoted_text(segment))
        elif piece.exact and piece.text != segment:
            yield unequal(place, piece.text, segment)
        elif unquote_to_bytes(segment) != piece.data:
            yield unequal(place, piece.data, unquote_to_bytes(segment))


def _query(expected: Sequence[tuple[UrlPiece, ...]], query: str) -> Iterator[Difference]:
    pairs = [pair.split("=", 1) for pair in query.split("&")]
    if len(pairs) != len(expected):
        yield Difference("query", f"{len(expected)} pairs", f"{len(pairs)}: {quoted_text(query[:120])}")
        return
    for number, (pieces, halves) in enumerate(zip(expected, pairs, strict=True), start=1):
        name = pieces[0].data.decode("utf-8", "backslashreplace")
        if len(pieces) != len(halves):
            yield unequal(f"query pair {number}", "=".join(piece.text for piece in pieces), "=".join(halves))
            continue
        for place, piece, half in zip(("query name", f"query value {name}"), pieces, halves, strict=False):
            yield from _half(place, piece, half)


def _half(place: str, piece: UrlPiece, half: str) -> Iterator[Difference]:
    """A name or value of a query: `+` and `%20` are the same space (WHATWG URL §5)."""
    if not _HALF.fullmatch(half):
        yield Difference(place, "characters that a query may hold (RFC 3986)", quoted_text(half))
    elif piece.exact:
        if piece.text.replace("%20", "+") != half.replace("%20", "+"):
            yield unequal(place, piece.text, half)
    elif unquote_to_bytes(half.replace("+", " ")) != piece.data:
        yield unequal(place, piece.data, unquote_to_bytes(half.replace("+", " ")))


def _host(expected: Expected, values: list[str]) -> Iterator[Difference]:
    scheme, _, authority = expected.origin.partition("://")
    port = {"https": ":443", "http": ":80"}[scheme]
    if [value.lower().removesuffix(port) for value in values] != [authority]:
        yield Difference("header Host", quoted_text(authority), _list(values))


def _framing(received: Received) -> Iterator[Difference]:
    """RFC 9112 §6: a length that is the body's, or chunks, and never both."""
    lengths, codings = _all(received, "content-length"), _all(received, "transfer-encoding")
    if len(lengths) + len(codings) > 1:
        yield Difference("framing", "one of Content-Length and Transfer-Encoding", _list(lengths + codings))
    elif lengths and lengths != [str(len(received.body))]:
        yield Difference("header Content-Length", str(len(received.body)), _list(lengths))
    elif codings and [coding.lower() for coding in codings] != ["chunked"]:
        yield Difference("header Transfer-Encoding", quoted_text("chunked"), _list(codings))


def _headers(expected: Expected, received: Received, adds: Collection[str]) -> Iterator[Difference]:
    wanted: dict[str, list[bytes]] = {}
    for name, value in expected.headers:
        wanted.setdefault(name.lower(), []).append(value)
    for name, values in wanted.items():
        arrived = _all(received, name)
        if len(arrived) != len(values):
            yield Difference(f"header {name}", _list(values), _list(arrived))
            continue
        for value, text in zip(values, arrived, strict=True):
            if not _same_header(value, text.encode("latin-1")):
                yield unequal(f"header {name}", value, text.encode("latin-1"))
    known = {*wanted, *_FRAMING, "content-type"} | ({"authorization"} if expected.credentials else set())
    for name in dict.fromkeys(key.lower() for key, _ in received.headers):
        if name not in known:
            yield from _added(name, _all(received, name), adds)


def _same_header(value: bytes, arrived: bytes) -> bool:
    """White space around a value is not part of it (RFC 9110 §5.5); other than ASCII may be latin-1."""
    wanted = value.strip(b" \t")
    return arrived in (wanted, wanted.decode("utf-8", "replace").encode("latin-1", "replace"))


def _added(name: str, values: list[str], adds: Collection[str]) -> Iterator[Difference]:
    if name in _PRIVATE or name not in adds:
        yield Difference(f"header {name}", "no such header", _list(values))
    elif len(values) > 1:
        yield Difference(f"header {name}", "once", _list(values))


def _authorization(expected: Credentials, values: list[str]) -> Iterator[Difference]:
    place = "header authorization"
    if len(values) != 1:
        yield Difference(place, "Basic credentials, once", _list(values))
        return
    scheme, _, token = values[0].partition(" ")
    try:
        plain = base64.b64decode(token.encode("latin-1"), validate=True)
    except binascii.Error:
        yield Difference(place, "Basic and base64 (RFC 7617)", quoted_text(values[0]))
        return
    if scheme.lower() != "basic":
        yield unequal(place, "Basic", scheme)
    elif not expected.form_encoded:
        if plain != expected.username + b":" + expected.password:
            yield unequal(place + ", decoded", expected.username + b":" + expected.password, plain)
    else:
        yield from _encoded_credentials(place, expected, plain)


def _encoded_credentials(place: str, expected: Credentials, plain: bytes) -> Iterator[Difference]:
    """RFC 6749 §2.3.1: the two are form-urlencoded, joined with a colon, and then base64."""
    pairs = form_pairs(plain.replace(b":", b"=", 1)) if plain.count(b":") == 1 else "not one colon"
    if isinstance(pairs, str) or len(pairs) != 1:
        reason = pairs if isinstance(pairs, str) else f"{len(pairs)} pairs"
        yield Difference(
            f"{place}, decoded",
            "form-urlencoded credentials (RFC 6749 §2.3.1)",
            f"{quoted_text(plain)}: {reason}",
        )
        return
    for what, wanted, got in zip(
        ("user name", "password"), (expected.username, expected.password), pairs[0], strict=True
    ):
        if wanted != got:
            yield unequal(f"{place}, {what}", wanted, got)


def _list(values: Sequence[str] | Sequence[bytes]) -> str:
    return ", ".join(quoted_text(value[:200]) for value in values) or "none"
