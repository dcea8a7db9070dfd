"""How many token requests one core of the mock answers in a second.

    python benchmarks/mock_throughput.py [SECONDS]

The mock runs in a process of its own, plain HTTP, and is asked over a few connections that are kept.
The figure that counts is requests per second of the server's processor time: this process, which asks,
and whatever else the machine does may well share a core with it. The last column is the same server
with an app that does nothing, which is what HTTP alone costs.
"""

import base64
import multiprocessing
import resource
import socket
import sys
import time
from multiprocessing.connection import Connection

from generator.proving.http_message import Reply
from generator.proving.mock.oauth.app import oauth_app
from generator.proving.mock.oauth.fixtures import Client, Fixtures, Settings, User
from generator.proving.mock.server.server import Listener, MockServer

FIXTURES = Fixtures(
    Settings(("read", "write"), "read write"),
    (User("alice@example.com", "s3cret & p@ss"),),
    (
        Client("web", "secret", is_public=False, grant_types=frozenset({"password"})),
        Client("service", "secret", is_public=False, grant_types=frozenset({"client_credentials"})),
    ),
)
BASIC = "Authorization: Basic " + base64.b64encode(b"service:secret").decode()
PASSWORD = "grant_type=password&username=alice%40example.com&password=s3cret+%26+p%40ss"
REQUESTS = {
    "password": (f"{PASSWORD}&client_id=web&client_secret=secret", "Accept: application/json"),
    "client_credentials, Basic": ("grant_type=client_credentials&scope=read+write", BASIC),
    "wrong secret": ("grant_type=client_credentials&client_id=service&client_secret=x", "Accept: */*"),
}
CONNECTIONS = 8


def serve(pipe: Connection, is_oauth: bool) -> None:
    """Serve until the other side says so, then tell how much processor time it took."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    app = oauth_app(FIXTURES) if is_oauth else lambda _: Reply(200, (), b'{"access_token": "x"}')
    with MockServer([Listener(listening, app)], keep=0):
        pipe.send(listening.getsockname())
        while pipe.recv() != "stop":
            used = resource.getrusage(resource.RUSAGE_SELF)
            pipe.send(used.ru_utime + used.ru_stime)


def rate(request: bytes, is_oauth: bool, seconds: float) -> tuple[float, float]:
    """Requests per second: of the server's processor time, and by the clock."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there, is_oauth))
    server.start()
    address = here.recv()
    clients = [socket.create_connection(address) for _ in range(CONNECTIONS)]
    ask(clients, request)
    before, started, answered = processor_time(here), time.monotonic(), 0
    while time.monotonic() < started + seconds:
        ask(clients, request)
        answered += len(clients)
    elapsed, used = time.monotonic() - started, processor_time(here) - before
    here.send("stop")
    server.join()
    return answered / used, answered / elapsed


def processor_time(pipe: Connection) -> float:
    """What the server has used so far, in seconds."""
    pipe.send("time")
    return float(pipe.recv())


def ask(clients: list[socket.socket], request: bytes) -> None:
    """One request from each client, and all answers."""
    for client in clients:
        client.sendall(request)
    for client in clients:
        assert client.recv(65536).startswith(b"HTTP/1.1 ")


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    print(f"{'requests/s':28}{'per core':>10}{'by clock':>10}{'HTTP alone':>12}")
    for name, (form, header) in REQUESTS.items():
        head = f"POST /o/token/ HTTP/1.1\r\nHost: localhost\r\n{header}\r\nContent-Length: {len(form)}"
        kind = "Content-Type: application/x-www-form-urlencoded"
        request = f"{head}\r\n{kind}\r\n\r\n{form}".encode()
        per_core, by_clock = rate(request, True, seconds)
        alone, _ = rate(request, False, seconds)
        print(f"{name:28}{per_core:10.0f}{by_clock:10.0f}{alone:12.0f}")


if __name__ == "__main__":
    main()
