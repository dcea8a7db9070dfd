"""The mock server under clients of every kind: it answers, remembers exact bytes, and stays up."""

import http.client
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mock_clients import CLOSING, GET, bound, everything, exchange

from generator.proving.http_message import App, Received, Reply
from generator.proving.mock.server.connection import ConnectionLimits
from generator.proving.mock.server.server import Listener, MockServer


def echo(request: Received) -> Reply | None:
    """The body that came; paths ask for something else."""
    if request.target == "/hold":
        return None
    if request.target == "/fail":
        raise RuntimeError("a defect of the app")
    return Reply(200, (("X-Target", request.target),), request.body)


@contextmanager
def serving(
    app: App = echo, limits: ConnectionLimits | None = None, keep: int | None = None
) -> Iterator[tuple[MockServer, tuple[str, int]]]:
    listening = bound()
    with MockServer([Listener(listening, app)], limits, keep) as server:
        yield server, listening.getsockname()


def test_a_request_is_remembered_byte_for_byte() -> None:
    raw = b"POST /a%20b?c=d HTTP/1.1\r\nHost: a\r\nX-Odd:   caf\xe9 \r\nx-odd: 2\r\nContent-Length: 3\r\nConnection: close\r\n\r\n\x00\xff\r"
    with serving() as (server, address):
        answer = exchange(address, raw)
        (received,) = server.take()
        assert server.take() == ()
    assert received.raw == raw
    assert received.body == b"\x00\xff\r"
    assert (received.method, received.target) == ("POST", "/a%20b?c=d")
    assert received.headers[:3] == (("Host", "a"), ("X-Odd", "caf\xe9"), ("x-odd", "2"))
    assert received.header("x-ODD") == "caf\xe9"
    assert received.header("none") is None
    head, _, body = answer.partition(b"\r\n\r\n")
    assert body == received.body
    assert head.split(b"\r\n")[0] == b"HTTP/1.1 200 OK"
    assert b"Content-Length: 3" in head
    assert b"Connection: close" in head


def test_an_answer_does_not_wait_until_what_was_sent_before_is_acknowledged() -> None:
    options = []

    def app(_: Received) -> Reply:
        (connection,) = server._connections
        client = connection._transport.get_extra_info("socket")
        options.append(client.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        return Reply(200)

    with serving(app) as (server, address):
        exchange(address, CLOSING)
    assert options == [1]


def test_a_chunked_body_is_joined_and_its_framing_stays_in_raw() -> None:
    raw = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n"
    with serving() as (server, address):
        assert exchange(address, raw).endswith(b"abcde")
        (received,) = server.take()
    assert (received.body, received.raw) == (b"abcde", raw)


@settings(max_examples=40, derandomize=True, database=None)
@given(
    bodies=st.lists(st.binary(max_size=40), min_size=1, max_size=5),
    cuts=st.lists(st.integers(1, 30), max_size=12),
)
def test_pipelined_requests_are_told_apart_wherever_the_packets_end(
    bodies: list[bytes], cuts: list[int]
) -> None:
    raws = [
        b"PUT /%d HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s" % (number, len(body), body)
        for number, body in enumerate(bodies)
    ] + [CLOSING]
    stream = b"".join(raws)
    with serving() as (server, address), socket.create_connection(address) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for cut in cuts:
            client.sendall(stream[:cut])
            stream = stream[cut:]
        client.sendall(stream)
        answers = everything(client)
        received = server.take()
    assert [request.raw for request in received] == raws
    assert [request.body for request in received] == [*bodies, b""]
    assert answers.count(b"HTTP/1.1 200 OK") == len(raws)


def test_a_connection_is_kept_until_somebody_wants_it_closed() -> None:
    with serving() as (_, address), socket.create_connection(address) as client:
        for _ in range(3):
            client.sendall(GET)
            assert client.recv(4096).startswith(b"HTTP/1.1 200 OK")
        client.sendall(CLOSING)
        assert everything(client).startswith(b"HTTP/1.1 200 OK")


def test_an_http_1_0_client_gets_its_answer_and_the_end() -> None:
    with serving() as (_, address):
        assert exchange(address, b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200 OK")


def test_a_reply_may_close_the_connection_and_name_its_reason() -> None:
    def app(_: Received) -> Reply:
        return Reply(299, (("Connection", "close"),), b"x", "Very well")

    with serving(app) as (_, address):
        assert exchange(address, GET).startswith(b"HTTP/1.1 299 Very well\r\n")


@pytest.mark.parametrize(
    ("status", "method", "body", "length"),
    [
        (200, b"HEAD", b"", b"5"),
        (204, b"GET", b"", None),
        (304, b"GET", b"", b"5"),
        (200, b"GET", b"hello", b"5"),
    ],
)
def test_a_body_is_left_out_where_http_has_none(
    status: int, method: bytes, body: bytes, length: bytes | None
) -> None:
    with serving(lambda _: Reply(status, (), b"hello")) as (_, address):
        answer = exchange(address, CLOSING.replace(b"GET", method))
    head, _, after = answer.partition(b"\r\n\r\n")
    assert after == body
    lengths = [line.split(b": ")[1] for line in head.split(b"\r\n") if line.startswith(b"Content-Length")]
    assert lengths == ([] if length is None else [length])


def test_a_client_that_waits_for_100_continue_gets_it() -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    with serving() as (server, address), socket.create_connection(address) as client:
        client.sendall(head)
        assert client.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"hello")
        assert everything(client).endswith(b"hello")
        assert server.take()[0].raw == head + b"hello"


def test_10_megabytes_go_in_and_out() -> None:
    body = os.urandom(10_000_000)
    with serving() as (server, address):
        client = http.client.HTTPConnection(*address)
        client.request("POST", "/", body)
        assert client.getresponse().read() == body
        client.close()
        assert server.take()[0].body == body


def test_a_head_with_a_value_of_256_kilobytes_is_taken() -> None:
    value = b"x" * 256 * 1024
    with serving() as (server, address):
        exchange(address, CLOSING[:-2] + b"Authorization: " + value + b"\r\n\r\n")
        assert server.take()[0].header("Authorization") == value.decode()


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00", b"400"),
        (b"GET /\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"400"),
        (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", b"505"),
        (b"GET / a HTTP/1.1\r\nHost: a\r\n\r\n", b"400"),
        (b"GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", b"400"),
        (b"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n folded: a\r\nHost: a\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", b"501"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", b"400"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"505"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 2_000_000 + b"\r\n\r\n", b"431"),
        (b"x" * 2_000_000, b"431"),
    ],
)
def test_what_is_not_http_is_refused_and_noted(raw: bytes, status: bytes) -> None:
    with serving() as (server, address):
        answer = exchange(address, raw)
        assert server.take() == ()
        (fault,) = server.take_faults()
        assert exchange(address, CLOSING).startswith(b"HTTP/1.1 200 OK")
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert b"Connection: close" in answer
    assert fault.kind == "malformed"
    assert fault.reason
    assert raw.startswith(fault.raw[:100])


def test_a_good_request_before_a_bad_one_is_answered() -> None:
    with serving() as (server, address):
        answers = exchange(address, GET + b"nonsense\r\n\r\n")
        assert [request.raw for request in server.take()] == [GET]
        assert [fault.raw for fault in server.take_faults()] == [b"nonsense\r\n\r\n"]
    assert answers.startswith(b"HTTP/1.1 200 OK")
    assert b"HTTP/1.1 400 Bad Request" in answers


@pytest.mark.parametrize(
    "raw",
    [
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n" + b"x" * 9_999_999,
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + b"x" * 1001 + b"\r\n",
    ],
)
def test_a_body_beyond_the_limit_is_413_and_the_client_can_read_that(raw: bytes) -> None:
    with serving(limits=ConnectionLimits(size=1000)) as (server, address):
        assert exchange(address, raw).startswith(b"HTTP/1.1 413 ")
        assert [fault.kind for fault in server.take_faults()] == ["too large"]
        assert server.take() == ()


@pytest.mark.parametrize("raw", [b"GET / HT", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"])
def test_a_client_that_leaves_in_the_middle_is_noted(raw: bytes) -> None:
    with serving() as (server, address):
        for leave in (socket.socket.close, lambda client: client.shutdown(socket.SHUT_WR)):
            client = socket.create_connection(address)
            client.sendall(raw)
            leave(client)
            (fault,) = server.take_faults()
            assert (fault.kind, fault.raw) == ("cut off", raw)
            client.close()
        assert exchange(address, CLOSING).startswith(b"HTTP/1.1 200 OK")


def test_what_came_can_be_forgotten() -> None:
    with serving() as (server, address):
        exchange(address, GET + b"nonsense\r\n\r\n")
        server.forget()
        assert (server.take(), server.take_faults()) == ((), ())


def test_bytes_that_a_client_left_behind_count_when_taken() -> None:
    with serving() as (server, address):
        for _ in range(20):
            client = socket.create_connection(address)
            client.sendall(GET)
            client.close()
            assert len(server.take()) == 1


def was_dropped(slow: socket.socket) -> bool:
    """Whether the server drops a client which goes on sending a byte at a time, half a minute at most."""
    try:
        for _ in range(1500):
            slow.send(b"G")
            with suppress(TimeoutError):
                return slow.recv(100) == b""
    except ConnectionError:
        return True
    return False


def test_a_client_that_is_silent_or_slow_is_dropped_in_time() -> None:
    with serving(limits=ConnectionLimits(silence=0.3)) as (server, address):
        silent, slow = socket.create_connection(address), socket.create_connection(address)
        slow.settimeout(0.02)
        assert was_dropped(slow)
        assert everything(silent) == b""
        assert [fault.kind for fault in server.take_faults()] == ["cut off"]


def test_200_idle_sockets_and_half_open_ones_do_not_stop_it() -> None:
    with serving() as (server, address), ExitStack() as stack:
        for number in range(200):
            idle = stack.enter_context(socket.create_connection(address))
            if number % 2:
                idle.sendall(b"POST / HTTP/1.1\r\nHost")
        for _ in range(20):
            assert exchange(address, CLOSING).startswith(b"HTTP/1.1 200 OK")
        assert len(server.take()) == 20


def test_a_client_that_does_not_read_does_not_stop_it() -> None:
    with (
        serving(lambda _: Reply(200, (), b"x" * 1_000_000)) as (server, address),
        socket.create_connection(address) as deaf,
    ):
        deaf.sendall(GET * 1000)
        for _ in range(5):
            assert exchange(address, CLOSING).startswith(b"HTTP/1.1 200 OK")
        assert len(server.take()) < 200, "answers pile up in memory"


def test_an_app_that_never_answers_holds_the_connection_and_the_end_is_prompt() -> None:
    with serving() as (server, address):
        held = [socket.create_connection(address) for _ in range(5)]
        for client in held:
            client.sendall(GET.replace(b"/ ", b"/hold ", 1))
            client.settimeout(0.05)
            with pytest.raises(TimeoutError):
                client.recv(1)
        assert len(server.take()) == 5
        assert exchange(address, CLOSING).startswith(b"HTTP/1.1 200 OK")
    for client in held:
        assert client.recv(1) == b""
        client.close()
    server.close()


def test_a_defect_of_the_app_is_a_500_and_a_log_entry(caplog: pytest.LogCaptureFixture) -> None:
    with serving() as (_, address):
        assert exchange(address, CLOSING.replace(b"/ ", b"/fail ", 1)).startswith(b"HTTP/1.1 500 ")
        assert exchange(address, CLOSING).startswith(b"HTTP/1.1 200 OK")
    assert "GET /fail" in caplog.text


@pytest.mark.parametrize(
    "reply",
    [Reply(100), Reply(200, (("X", "a\r\nb"),)), Reply(200, (("Content-Length", "7"),), b"x"), Reply(99999)],
)
def test_a_reply_that_http_does_not_have_is_a_500(reply: Reply) -> None:
    with serving(lambda _: reply) as (_, address):
        assert exchange(address, CLOSING).startswith(b"HTTP/1.1 500 ")


@pytest.mark.parametrize("head", [b"CONNECT a:80 HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nUpgrade: h2c\r\n"])
def test_no_client_gets_another_protocol(head: bytes) -> None:
    with serving(lambda _: Reply(200, (), b"hello")) as (server, address):
        exchange(address, head + b"Host: a\r\nConnection: close\r\n\r\n")
        exchange(address, CLOSING)
        assert len(server.take()) == 2


def test_it_keeps_no_more_requests_than_wanted() -> None:
    with serving(keep=2) as (server, address):
        for _ in range(3):
            exchange(address, CLOSING)
        assert len(server.received) == 2
        assert len(server.take()) == 2
