"""One client's connection: bytes in, HTTP/1.1 requests out to the app, replies back in order.

The protocol itself is h11's, a strict and maintained implementation that does no I/O of its own; this
module keeps the limits (size, silence), the exact bytes of each request, and the way to hang up.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

import h11

from generator.proving.http_message import App, FaultKind, MalformedRequest, Received, Reply

# Enough for a 64 KiB value that was percent-encoded or base64-encoded inside a header or the target.
_HEAD_LIMIT = 1 << 20
# How long a client that was turned away may go on sending before we stop listening, in seconds.
_LINGER = 1.0

_TEXT = (("Content-Type", "text/plain"),)

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """What one connection may cost: `size` of a request in bytes, `silence` in seconds.

    `silence` is the time a client has for one whole request, from the answer to the one before.
    """

    size: int = 64 << 20
    silence: float = 60.0


class Connection(asyncio.Protocol):
    """Reads requests from one client and writes the app's replies. Lives in the server's loop."""

    def __init__(
        self,
        app: App,
        limits: ConnectionLimits,
        requested: Callable[[Received], None],
        failed: Callable[[MalformedRequest], None],
    ) -> None:
        self._app = app
        self._limits = limits
        self._requested = requested
        self._failed = failed
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD_LIMIT)
        self._raw = bytearray()
        self._head: h11.Request | None = None
        self._body: list[bytes] = []
        self._size = 0
        self._open = True
        self._ended = False
        self._writable = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start to wait for the first request."""
        self._transport = cast("asyncio.Transport", transport)
        self._loop = asyncio.get_running_loop()
        self._timer = self._loop.call_later(self._limits.silence, self._give_up)

    def data_received(self, data: bytes) -> None:
        """Feed `data` to the parser and answer every request that is now complete."""
        if not self._open:
            return
        self._raw += data
        self._http.receive_data(data)
        self._advance()

    def eof_received(self) -> bool:
        """The client sends no more: a whole request is still answered, half a one is not."""
        if self._open:
            self._ended = True
            self._http.receive_data(b"")
            self._advance()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Note down half a request, if the client left in the middle of it."""
        self._timer.cancel()
        self._cut_off(f"the connection was lost: {exc or 'closed'}")

    def pause_writing(self) -> None:
        """The client does not read its answers: take no more requests from it until it does."""
        self._writable = False
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        """The client has caught up."""
        self._writable = True
        self._transport.resume_reading()
        if self._open:
            self._advance()

    def abort(self) -> None:
        """Drop the connection at once."""
        self._open = False
        self._transport.abort()

    def _advance(self) -> None:
        try:
            while self._open and self._writable and self._step():
                pass
        except h11.RemoteProtocolError as error:
            kind: FaultKind = "cut off" if self._ended else "malformed"
            self._refuse(error.error_status_hint, kind, str(error))

    def _step(self) -> bool:
        """Take one event from the parser; False where there is none to be had for now."""
        event = self._http.next_event()
        if isinstance(event, h11.Request):
            self._begin(event)
        elif isinstance(event, h11.Data):
            self._grow(event.data)
        elif isinstance(event, h11.EndOfMessage):
            return self._answer()
        elif isinstance(event, h11.ConnectionClosed):
            self._hang_up()
        return event is not h11.NEED_DATA and event is not h11.PAUSED

    def _begin(self, head: h11.Request) -> None:
        self._head = head
        if head.http_version not in (b"1.0", b"1.1"):
            # h11 reads the version and leaves it to us; "PRI * HTTP/2.0" is how HTTP/2 begins.
            self._refuse(505, "malformed", f"HTTP/{head.http_version.decode()} is not spoken here")
            return
        length = next((int(value) for name, value in head.headers if name == b"content-length"), 0)
        if length > self._limits.size:
            self._refuse(413, "too large", f"Content-Length is {length}")
        elif self._http.they_are_waiting_for_100_continue:
            # RFC 9110 §10.1.1; curl asks for it before it sends a large body.
            self._send([h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")])

    def _grow(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._limits.size:
            self._refuse(413, "too large", f"the body has more than {self._limits.size} bytes")
        else:
            self._body.append(bytes(data))

    def _answer(self) -> bool:
        request = self._received()
        self._requested(request)
        self._timer.cancel()
        try:
            reply = self._app(request)
            events = [] if reply is None else _events(reply, request.method)
        except Exception:
            _logger.exception("the mock's app failed on %s %s", request.method, request.target)
            events = _events(Reply(500, _TEXT, b"The mock server failed.\n"), request.method)
        if not events:
            self._open = False
            return False
        self._send(events)
        if not self._http.our_state == self._http.their_state == h11.DONE:
            self._hang_up()
            return False
        self._http.start_next_cycle()
        self._timer = self._loop.call_later(self._limits.silence, self._give_up)
        return True

    def _received(self) -> Received:
        """The request that is now complete; what was read beyond it stays for the next one."""
        head = cast("h11.Request", self._head)
        beyond = len(self._http.trailing_data[0])
        end = len(self._raw) - beyond
        request = Received(
            method=head.method.decode("ascii"),
            target=head.target.decode("latin-1"),
            headers=tuple(
                (name.decode("ascii"), value.decode("latin-1")) for name, value in head.headers.raw_items()
            ),
            body=b"".join(self._body),
            raw=bytes(memoryview(self._raw)[:end]),
        )
        self._raw = self._raw[end:]
        self._head, self._body, self._size = None, [], 0
        return request

    def _send(self, events: Iterable[h11.Event]) -> None:
        self._transport.write(b"".join(self._http.send(event) or b"" for event in events))

    def _refuse(self, status: int, kind: FaultKind, reason: str) -> None:
        """Say why the request is not taken, and stop listening to this client."""
        self._failed(MalformedRequest(kind, bytes(self._raw), reason))
        self._raw.clear()
        self._open = False
        self._timer.cancel()
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            text = f"{status} {_reason(status)}: {reason}\n".encode("utf-8", "replace")
            self._send(_events(Reply(status, (*_TEXT, ("Connection", "close")), text), ""))
        # Closing while unread bytes wait would reset the connection, and the client would lose the
        # answer (RFC 9112 §9.6): so the rest is read, thrown away, and the end is near in any case.
        if self._transport.can_write_eof():
            self._transport.write_eof()
        self._timer = self._loop.call_later(_LINGER, self._transport.close)

    def _hang_up(self) -> None:
        self._open = False
        self._timer.cancel()
        self._transport.close()

    def _give_up(self) -> None:
        self._cut_off(f"no whole request within {self._limits.silence:g} seconds")
        self._hang_up()

    def _cut_off(self, reason: str) -> None:
        if self._raw:
            self._failed(MalformedRequest("cut off", bytes(self._raw), reason))
            self._raw.clear()


def _events(reply: Reply, method: str) -> list[h11.Event]:
    """The reply in h11's words.

    Raises h11.LocalProtocolError for a status or a header that HTTP does not have.
    """
    headers = list(reply.headers)
    if reply.status != HTTPStatus.NO_CONTENT:  # RFC 9110 §8.6
        headers.append(("Content-Length", str(len(reply.body))))
    reason = (reply.reason or _reason(reply.status)).encode("latin-1")
    start = h11.Response(status_code=reply.status, headers=headers, reason=reason)
    has_no_body = method == "HEAD" or reply.status in (204, 304)
    if not reply.body or has_no_body or (method == "CONNECT" and reply.status < 300):
        return [start, h11.EndOfMessage()]
    return [start, h11.Data(data=reply.body), h11.EndOfMessage()]


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
