"""``wireproof mock`` as a user starts and stops it."""

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import paths
import pytest
from oauth_requests import ask, form

ROOT = paths.ROOT
SPEC = str(ROOT / "spec" / "token_endpoint.yaml")
DATA = paths.CASES / "oauth"
Address = tuple[str, int]

WIREPROOF = [sys.executable, "-c", "from generator.cli import main; main()", "mock"]
FIXTURES = ("--fixtures", str(DATA / "fixtures.json"))
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
DOCUMENTED = form(
    grant_type="refresh_token",
    refresh_token="tGzv3JOkF0XG5Qx2TlKWIA",
    client_id="s6BhdRkqt3",
    client_secret="7Fjfp0ZBr1KtDRbnfVdmIw",
)
PASSWORD = form(
    grant_type="password",
    username="carol",
    password=" lead and trail ",
    client_id="public-password-client",
)


@contextmanager
def running(*arguments: str, folder: Path = ROOT) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The command, once it listens, and its first lines."""
    process = subprocess.Popen(
        [*WIREPROOF, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=ENVIRONMENT,
    )
    try:
        lines = [process.stdout.readline().rstrip("\n") for _ in range(1 if "--http" in arguments else 2)]
        yield process, lines
    finally:
        process.kill()
        process.communicate()


def address_in(line: str) -> Address:
    found = re.fullmatch(r"listening on https?://(127\.0\.0\.1):(\d+)", line)
    assert found
    return found[1], int(found[2])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_listens_answers_and_ends_on_a_signal(number: signal.Signals) -> None:
    with running(*FIXTURES, "--http") as (process, lines):
        address = address_in(lines[0])
        assert ask(address, PASSWORD, {}).status == 200
        held = socket.create_connection(address)
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
        held.close()
    assert (process.returncode, out, err) == (0, "", "")


def test_with_tls_it_names_the_file_of_its_ca_and_takes_it_away_at_the_end() -> None:
    with running(*FIXTURES) as (process, lines):
        ca_file = Path(lines[1].removeprefix("CA certificate: "))
        context = ssl.create_default_context(cafile=ca_file)
        for name in ("127.0.0.1", "localhost"):
            with (
                socket.create_connection(address_in(lines[0])) as plain,
                context.wrap_socket(plain, server_hostname=name) as client,
            ):
                client.sendall(PASSWORD.raw({}))
                assert client.recv(15) == b"HTTP/1.1 200 OK"
        process.terminate()
        process.communicate(timeout=10)
    assert process.returncode == 0
    assert not ca_file.exists()


def test_it_shows_requests_only_when_asked_and_no_secret_then() -> None:
    with running(*FIXTURES, "--http", "-v") as (process, lines):
        ask(address_in(lines[0]), PASSWORD, {})
        ask(address_in(lines[0]), replace(PASSWORD, target="/x?password=secret"), {})
        process.terminate()
        _, err = process.communicate(timeout=10)
    assert err.splitlines() == ["POST /o/token/ 200", "POST /x 404"]


def test_it_records_requests_byte_for_byte_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "requests.warc"
    for _ in range(2):
        with running(*FIXTURES, "--http", "--record", str(file)) as (process, lines):
            ask(address_in(lines[0]), PASSWORD, {})
            process.terminate()
            process.communicate(timeout=10)
    raw = PASSWORD.raw({})
    assert file.read_bytes().count(b"Content-Length: %d\r\n\r\n" % len(raw) + raw + b"\r\n\r\nWARC/1.1") == 1
    assert file.read_bytes().endswith(raw + b"\r\n\r\n")
    assert file.stat().st_mode & 0o777 == 0o600


def failing(*arguments: str, folder: Path = ROOT) -> str:
    done = subprocess.run(
        [*WIREPROOF, *arguments],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
        cwd=folder,
        env=ENVIRONMENT,
    )
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


def test_what_it_cannot_do_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert failing(*FIXTURES, "--port", port) == (
            f"error: cannot listen on port {port}: it is in use; choose another --port\n"
        )
    missing = tmp_path / "none.json"
    assert failing("--fixtures", str(missing)) == (
        f"{missing}: cannot read the fixtures: No such file or directory\n"
    )
    assert (
        failing(*FIXTURES, "--http", "--record", str(tmp_path))
        == f"{tmp_path}: cannot record: Is a directory\n"
    )
    assert "--port" in failing(*FIXTURES, "--port", "70000")


def test_it_can_listen_on_a_port_that_was_just_used() -> None:
    with running(*FIXTURES, "--http") as (process, lines):
        address = address_in(lines[0])
        ask(address, PASSWORD, {})
        process.terminate()
        process.communicate(timeout=10)
    with running(*FIXTURES, "--http", "--port", str(address[1])) as (process, lines):
        assert address_in(lines[0]) == address


def test_the_examples_of_the_description_are_known_and_last() -> None:
    with running(SPEC, "--http") as (_, lines):
        assert [ask(address_in(lines[0]), DOCUMENTED, {}).status for _ in range(2)] == [200, 200]
        assert ask(address_in(lines[0]), PASSWORD, {}).status == 401


def test_fixtures_take_the_place_of_the_examples() -> None:
    with running(SPEC, *FIXTURES, "--http") as (_, lines):
        assert ask(address_in(lines[0]), DOCUMENTED, {}).status == 401
        assert ask(address_in(lines[0]), PASSWORD, {}).status == 200


def test_its_certificate_is_good_for_the_host_of_the_description() -> None:
    with running(SPEC) as (_, lines):
        context = ssl.create_default_context(cafile=lines[1].removeprefix("CA certificate: "))
        with (
            socket.create_connection(address_in(lines[0])) as plain,
            context.wrap_socket(plain, server_hostname="dev-api.med2lab.com") as client,
        ):
            client.sendall(DOCUMENTED.raw({}))
            assert client.recv(15) == b"HTTP/1.1 200 OK"


def test_the_configuration_may_name_the_description(tmp_path: Path) -> None:
    assert "nothing to serve" in failing(folder=tmp_path)
    (tmp_path / "wireproof.yaml").write_text(f"spec: {SPEC}\n")
    with running("--http", folder=tmp_path) as (_, lines):
        assert ask(address_in(lines[0]), DOCUMENTED, {}).status == 200


def test_a_description_without_a_token_request_is_served_and_fixtures_add_tokens(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(
        "openapi: 3.1.0\ninfo: {title: Other, version: '1'}\nservers: [{url: https://api.example.com}]\n"
        "paths:\n  /x:\n    get:\n      operationId: x\n      responses: {'204': {description: OK}}\n"
    )
    get = replace(PASSWORD, method="GET", target="/x", body=b"", headers=())
    with running(str(other), "--http") as (_, lines):
        assert ask(address_in(lines[0]), get, {}).status == 204
        assert ask(address_in(lines[0]), PASSWORD, {}).status == 404
    with running(str(other), *FIXTURES, "--http") as (_, lines):
        assert ask(address_in(lines[0]), get, {}).status == 204
        assert ask(address_in(lines[0]), PASSWORD, {}).status == 200


def test_tokens_come_from_the_token_endpoint_and_the_rest_from_the_description(tmp_path: Path) -> None:
    both = tmp_path / "both.yaml"
    both.write_text(
        "openapi: 3.1.0\ninfo: {title: Both, version: '1'}\nservers: [{url: https://api.example.com/v1}]\n"
        "paths:\n"
        "  /token:\n    post:\n      requestBody: {content: {application/x-www-form-urlencoded: {schema: {},\n"
        "        example: {grant_type: client_credentials, client_id: me, client_secret: mine}}}}\n"
        "      responses: {'200': {description: OK}}\n"
        "  /me:\n    get:\n      security: [{bearer: []}]\n"
        "      responses: {'200': {description: OK, content: {application/json: {example: {name: Me}}}}}\n"
        "components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}\n"
    )
    token = form(grant_type="client_credentials", client_id="me", client_secret="mine")
    me = replace(token, method="GET", target="/v1/me", body=b"", headers=())
    with running(str(both), "--http") as (_, lines):
        answer = ask(address_in(lines[0]), replace(token, target="/v1/token"), {})
        assert answer.status == 200
        bearer = ("Authorization", f"Bearer {answer.known['access_token']}")
        assert ask(address_in(lines[0]), me, {}).status == 401
        assert ask(address_in(lines[0]), replace(me, headers=(bearer,)), {}).body == {"name": "Me"}
        assert ask(address_in(lines[0]), replace(me, target="/v1/you"), {}).status == 404


def test_a_page_of_another_origin_may_send_a_request_and_read_the_response():
    with running("--http", SPEC) as (_, lines):
        host, port = address_in(lines[0])
        asked = ["-H", "Origin: http://localhost:3000", f"http://{host}:{port}/o/token/"]
        preflight = subprocess.run(
            ["curl", "-si", "-X", "OPTIONS", "-H", "Access-Control-Request-Method: POST",
             "-H", "Access-Control-Request-Headers: authorization", *asked],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        response = subprocess.run(
            ["curl", "-si", "-d", str(DOCUMENTED.body), *asked], capture_output=True, text=True, check=True
        ).stdout
    assert preflight.startswith("HTTP/1.1 204 ")
    assert "Access-Control-Allow-Methods: POST" in preflight
    assert "Access-Control-Allow-Headers: authorization" in preflight
    assert response.startswith("HTTP/1.1 200 ")
    assert "Access-Control-Allow-Origin: *" in response
