"""A CONNECT proxy (RFC 9110 §9.3.6) that leads a few names to the mock, and no other name anywhere."""

import contextlib
import selectors
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

HostAndPort = tuple[str, int]

_BLOCK = 1 << 16
_LONGEST_HEAD = 1 << 14


class Proxy:
    """Serves from a thread while it is open.

    `where` gives the endpoint that stands for a host and port, or None if a client may not go there.
    """

    def __init__(self, where: Callable[[str, int], HostAndPort | None]) -> None:
        self._where = where
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def url(self) -> str:
        """What clients are told: ``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            client.settimeout(30)
            endpoint = self._where_to(_head(client))
            if endpoint is None:
                client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            try:
                server = socket.create_connection(endpoint, timeout=30)
            except OSError:
                client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            with server:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                _join(client, server)

    def _where_to(self, head: bytes) -> HostAndPort | None:
        words = head.partition(b"\r\n")[0].decode("latin-1").split(" ")
        host, _, port = words[1].rpartition(":") if len(words) > 1 else ("", "", "")
        if words[0] != "CONNECT":
            with contextlib.suppress(ValueError, IndexError):
                asked = urlsplit(words[1])
                self._where(asked.hostname or "", asked.port or 80)  # who asks is heard, and led nowhere
            return None
        if not port.isdecimal():
            return None
        return self._where(host.strip("[]").lower(), int(port))


def _head(client: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and len(head) < _LONGEST_HEAD:
        block = client.recv(1)  # no byte more than the head: the next is the tunnel's
        if not block:
            break
        head += block
    return head


def _join(one: socket.socket, other: socket.socket) -> None:
    """Hand on what either says, until both have said all."""
    with selectors.DefaultSelector() as selector:
        selector.register(one, selectors.EVENT_READ, other)
        selector.register(other, selectors.EVENT_READ, one)
        while selector.get_map():
            for key, _ in selector.select():
                source: socket.socket = key.fileobj  # type: ignore[assignment]
                block = source.recv(_BLOCK)
                if block:
                    key.data.sendall(block)
                else:
                    selector.unregister(source)
                    with contextlib.suppress(OSError):
                        key.data.shutdown(socket.SHUT_WR)
