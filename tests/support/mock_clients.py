"""Clients of the mock server that write their own bytes."""

import socket

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
CLOSING = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


def bound() -> socket.socket:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    return listening


def everything(client: socket.socket) -> bytes:
    """What comes until the server closes."""
    client.settimeout(10)
    return b"".join(iter(lambda: client.recv(65536), b""))


def exchange(address: tuple[str, int], raw: bytes) -> bytes:
    with socket.create_connection(address) as client:
        client.sendall(raw)
        return everything(client)
