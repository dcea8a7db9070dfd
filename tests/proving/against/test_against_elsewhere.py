"""Nothing goes anywhere but to the server that is named, whatever that server answers; leaking proxies are seen."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from against import CANARY, GOOD, PET, against, answers
from real_server import Server, real_server

from generator.proving.against.forward import Forwarder
from generator.proving.http_message import Received, Reply

pytestmark = pytest.mark.xdist_group("against")
RAW = f"GET /pets/42?view=short HTTP/1.1\r\nHost: api.pets.example\r\nX-Key: {CANARY}\r\n\r\n".encode()
HEADERS = (("Host", "api.pets.example"), ("X-Key", CANARY))
REQUEST = Received("GET", "/pets/42?view=short", HEADERS, b"", RAW)

OTHER: list[Server] = []  # where a leaking proxy sends to


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with real_server(folder) as started:
        answers(started, PET)
        yield started


class Honest(Forwarder):
    """As it is."""


class Copying(Forwarder):
    """Sends each request to another server as well."""

    def send(self, received: Received) -> Reply:
        Forwarder.to(OTHER[0].url, OTHER[0].ca).send(received)
        return super().send(received)


class Following(Forwarder):
    """Follows a redirect."""

    def send(self, received: Received) -> Reply:
        reply = super().send(received)
        if 300 <= reply.status < 400:
            return Forwarder.to(dict(reply.headers)["Location"], OTHER[0].ca).send(received)
        return reply


class Asking(Forwarder):
    """Looks up the host that the description names."""

    def send(self, received: Received) -> Reply:
        with suppress(OSError):
            socket.create_connection((received.header("Host"), 443), timeout=1)
        return super().send(received)


def contacted(
    kind: type[Forwarder], server: Server, elsewhere: Server, monkeypatch: pytest.MonkeyPatch
) -> set[tuple[str, int]]:
    """Host and port of each connection that is made for one request, which is answered with a redirect."""
    server.answer = (302, {"Location": elsewhere.url}, b"")
    monkeypatch.setattr(f"{__name__}.OTHER", [elsewhere])
    seen: set[tuple[str, int]] = set()
    connect = socket.create_connection

    def noted(address: tuple[str, int], *words: object, **more: object) -> socket.socket:
        seen.add(address)
        return connect(address, *words, **more)

    monkeypatch.setattr(socket, "create_connection", noted)
    kind.to(server.url, server.ca).send(REQUEST)
    return seen


def test_a_request_is_forwarded_to_the_named_server_alone(server, elsewhere, monkeypatch):
    assert contacted(Honest, server, elsewhere, monkeypatch) == {
        ("localhost", int(server.url.rpartition(":")[2]))
    }
    assert len(server.received) == 1
    assert elsewhere.received == []


@pytest.mark.parametrize("leaky", [Copying, Following, Asking])
def test_a_proxy_that_leaks_is_seen(leaky, server, elsewhere, monkeypatch):
    assert len(contacted(leaky, server, elsewhere, monkeypatch)) == 2


def test_a_redirect_of_the_server_leads_no_sample_elsewhere(server, elsewhere, tmp_path):
    server.answer = (302, {**GOOD, "Location": elsewhere.url}, b"")
    done = against(server, tmp_path, "-l", "curl", "-l", "python")
    assert done.returncode == 1
    assert "302" in done.stdout
    assert len(server.received) == 2
    assert elsewhere.received == []
