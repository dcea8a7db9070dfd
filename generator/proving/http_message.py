"""The values that go in and out of the mock server: what came over the wire, and what goes back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came over the wire.

    `target` is the request target (RFC 9112 §3.2) with its query. Header names keep their letter case
    and the order they came in; values are the bytes read as latin-1. `body` has chunked framing
    removed; `raw` is every byte of the request, head and body, framing included.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    raw: bytes

    def header(self, name: str) -> str | None:
        """The first value of the header `name` (letter case does not matter), or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. The server adds ``Content-Length`` and, where the connection ends, ``Connection``.

    An empty `reason` stands for the usual reason phrase of `status`.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    reason: str = ""


App = Callable[[Received], Reply | None]
"""What answers the requests of a listener; None holds the connection open and never answers."""


FaultKind = Literal["malformed", "too large", "cut off", "handshake"]


@dataclass(frozen=True, slots=True)
class MalformedRequest:
    """Something that reached the server and was no request.

    `kind` is ``malformed`` (not HTTP/1.1; answered with 400, 431, 501 or 505), ``too large`` (413),
    ``cut off`` (the client left, or was silent for too long, in the middle of a request) or
    ``handshake`` (TLS did not come about). `raw` holds the bytes that came, none for a handshake;
    `reason` is for people.
    """

    kind: FaultKind
    raw: bytes
    reason: str
