"""The mock server: HTTP/1.1 on sockets that are already bound, each with its own TLS and app.

It runs an asyncio loop in one daemon thread, looks up no name and opens no connection of its own, so
it works inside a network namespace. Every request is remembered, in the order of arrival, until
`take()` hands it out; what arrived and was no request is handed out by `take_faults()`.
"""

import asyncio
import socket
import ssl
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from generator.proving.http_message import App, MalformedRequest, Received
from generator.proving.mock.server.connection import Connection, ConnectionLimits

__all__ = ["App", "ConnectionLimits", "Listener", "MalformedRequest", "MockServer", "Received"]

# Loop turns after which all bytes that the kernel holds have been read: accept, connect, read, answer.
_TURNS = 12


@dataclass(frozen=True, slots=True)
class Listener:
    """A bound stream socket, the app that answers there, and TLS or None for plain HTTP."""

    socket: socket.socket
    app: App
    tls: ssl.SSLContext | None = None


class MockServer:
    """Serves `listeners` from entering the ``with`` block to leaving it, which is prompt in any case.

    `keep` bounds how many requests (and faults) are remembered, the newest ones; None keeps all. The
    listening sockets are closed at the end.
    """

    def __init__(
        self, listeners: Sequence[Listener], limits: ConnectionLimits | None = None, keep: int | None = None
    ) -> None:
        self._listeners = tuple(listeners)
        self._limits = limits or ConnectionLimits()
        self._lock = threading.Lock()
        self._received: deque[Received] = deque(maxlen=keep)
        self._faults: deque[MalformedRequest] = deque(maxlen=keep)
        self._connections: set[Connection] = set()
        self._welcomes: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="mock-server", daemon=True)

    def __enter__(self) -> Self:
        for listener in self._listeners:
            listener.socket.setblocking(False)
            listener.socket.listen(socket.SOMAXCONN)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Drop every connection, held ones too, and stop; does nothing the second time."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        for listener in self._listeners:
            listener.socket.close()

    @property
    def received(self) -> list[Received]:
        """The requests so far, the oldest first; they stay."""
        with self._lock:
            return list(self._received)

    def take(self) -> tuple[Received, ...]:
        """The requests so far, the oldest first; they are forgotten. Call it from any thread.

        Bytes which clients have sent by now count, even if the server had not yet read them.
        """
        self._catch_up()
        with self._lock:
            taken = tuple(self._received)
            self._received.clear()
        return taken

    def take_faults(self) -> tuple[MalformedRequest, ...]:
        """What came and was no request, the oldest first; it is forgotten. Call it from any thread."""
        self._catch_up()
        with self._lock:
            taken = tuple(self._faults)
            self._faults.clear()
        return taken

    def forget(self) -> None:
        """Forget what came so far, requests and all else. Call it from any thread."""
        self._catch_up()
        with self._lock:
            self._received.clear()
            self._faults.clear()

    def _catch_up(self) -> None:
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            turns = asyncio.run_coroutine_threadsafe(_let_pass(_TURNS), self._loop)
            try:
                turns.result(timeout=10)
            except (CancelledError, TimeoutError):
                return

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        tasks = [self._loop.create_task(self._accept(listener)) for listener in self._listeners]
        try:
            self._loop.run_forever()
        finally:
            for connection in tuple(self._connections):
                connection.abort()
            waiting = (*tasks, *self._welcomes)
            for task in waiting:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))
            self._loop.run_until_complete(_let_pass(2))
            self._loop.close()

    async def _accept(self, listener: Listener) -> None:
        while True:
            try:
                client, _ = await self._loop.sock_accept(listener.socket)
            except OSError:
                # No file descriptor is left: those that leave make room.
                await asyncio.sleep(0.05)
                continue
            # An answer after a TLS ticket shall not wait for the ticket's acknowledgement, some 40 ms.
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            task = self._loop.create_task(self._welcome(client, listener))
            self._welcomes.add(task)
            task.add_done_callback(self._welcomes.discard)

    async def _welcome(self, client: socket.socket, listener: Listener) -> None:
        """Make a connection of `client`; the TLS handshake, where there is one, happens here."""
        connection = _Tracked(listener.app, self._limits, self._note_request, self._note_fault)
        connection.track(self._connections)
        timeout = self._limits.silence if listener.tls else None
        try:
            await self._loop.connect_accepted_socket(
                lambda: connection, client, ssl=listener.tls, ssl_handshake_timeout=timeout
            )
        except OSError as error:
            self._note_fault(MalformedRequest("handshake", b"", str(error) or type(error).__name__))
            client.close()

    def _note_request(self, request: Received) -> None:
        with self._lock:
            self._received.append(request)

    def _note_fault(self, fault: MalformedRequest) -> None:
        with self._lock:
            self._faults.append(fault)


class _Tracked(Connection):
    """A connection that is a member of a set for as long as it is open."""

    def track(self, connections: set[Connection]) -> None:
        self._connections = connections

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._connections.add(self)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)
        super().connection_lost(exc)


async def _let_pass(turns: int) -> None:
    for _ in range(turns):
        await asyncio.sleep(0)
