"""The mock server over TLS: whom clients trust, and what is no TLS at all."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from mock_clients import CLOSING, bound, everything, exchange

from generator.proving.http_message import Reply
from generator.proving.mock.server.authority import Authority, untrusted_context
from generator.proving.mock.server.server import Listener, MockServer


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[tuple[MockServer, tuple[str, int]]]:
    listening = bound()
    with MockServer([Listener(listening, lambda _: Reply(200, (), b"hello"), tls)]) as server:
        yield server, listening.getsockname()


def test_each_listener_has_its_own_app_and_tls() -> None:
    authority, plain, secure = Authority(), bound(), bound()
    listeners = [
        Listener(plain, lambda _: Reply(200, (), b"plain")),
        Listener(secure, lambda _: Reply(200, (), b"secure"), authority.server_context("api.example.com")),
    ]
    with MockServer(listeners) as server:
        assert exchange(plain.getsockname(), CLOSING).endswith(b"plain")
        assert over_tls(authority, secure.getsockname(), "api.example.com").endswith(b"secure")
        assert len(server.take()) == 2


def over_tls(authority: Authority, address: tuple[str, int], host: str) -> bytes:
    context = ssl.create_default_context(cadata=authority.pem.decode())
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(address) as plain,
        context.wrap_socket(plain, server_hostname=host) as client,
    ):
        assert client.selected_alpn_protocol() == "http/1.1"
        client.sendall(CLOSING)
        return everything(client)


def test_a_certificate_of_another_authority_or_for_another_host_is_noticed() -> None:
    authority = Authority()
    contexts = [untrusted_context("api.example.com"), authority.misnamed_context()]
    for context in contexts:
        with serving(context) as (server, address):
            with pytest.raises(ssl.SSLCertVerificationError):
                over_tls(authority, address, "api.example.com")
            assert server.take() == ()
            assert [fault.kind for fault in server.take_faults()] == ["handshake"]


def test_plain_http_to_a_tls_port_is_no_request() -> None:
    with serving(Authority().server_context("localhost")) as (server, address):
        assert b"200" not in exchange(address, CLOSING)
        assert [fault.kind for fault in server.take_faults()] == ["handshake"]
        assert server.take() == ()


def test_tls_to_a_plain_port_is_no_request() -> None:
    with serving() as (server, address):
        with socket.create_connection(address) as plain, pytest.raises((ssl.SSLError, OSError)):
            ssl.create_default_context().wrap_socket(plain, server_hostname="localhost")
        assert [fault.kind for fault in server.take_faults()] == ["malformed"]


def test_tls_clients_that_stop_in_the_handshake_do_not_stop_it() -> None:
    authority = Authority()
    with serving(authority.server_context("localhost")) as (_, address), ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(socket.create_connection(address)).sendall(b"\x16\x03\x01")
        assert over_tls(authority, address, "localhost").startswith(b"HTTP/1.1 200 OK")
