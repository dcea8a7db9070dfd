"""Where there is no sandbox: the same requests, the same failures, our own samples alone."""

import os
import socket
import ssl
import threading
import time
from dataclasses import replace

import pytest
import trustme
from programs import FETCH, program
from sandboxed import ACCOUNTS, HOST, processes_with, sandboxed, serve

from generator.errors import GeneratorError
from generator.proving.sandbox.portable import Portable, listen
from generator.proving.sandbox.process import Limits, Program

PROGRAMS = {
    **FETCH,
    "javascript": """const url = "https://api.example.com/o/token/";
const response = await fetch(url, { method: "POST", body: "a=1&b=2" });
process.stdout.write(await response.text());
""",
}


@pytest.fixture(scope="module")
def run():
    authority, stranger = trustme.CA(), trustme.CA()
    sockets, ports = listen([("127.0.0.1", 443), ("127.0.0.3", 443)])
    for listener, ca in zip(sockets, (authority, stranger), strict=True):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca.issue_cert(HOST).configure_cert(context)
        threading.Thread(target=serve, args=(listener, context), daemon=True).start()
    with Portable(authority.cert_pem.bytes(), ports) as portable:

        def run(program, address="127.0.0.1", environment=None, limits=None, host=HOST, stdin=b""):
            program = replace(program, ours=True)
            return portable.run(program, environment or {}, {host: address}, stdin, limits or Limits())

        run.portable = portable
        yield run


@pytest.fixture(scope="module")
def isolated_run():
    with sandboxed(ACCOUNTS[0]) as run:
        yield run


def shell(text):
    return Program(("bash", "/home/alex/sample.sh"), (("sample.sh", text.encode()),))


@pytest.mark.parametrize("language", PROGRAMS)
def test_the_request_has_the_same_bytes_as_in_the_sandbox(run, isolated_run, language):
    fetch = program(language, PROGRAMS[language])
    result = run(fetch)
    isolated = isolated_run(fetch)
    assert result.stdout.startswith(b"POST /o/token/ HTTP/1.1\r\n"), result
    assert (result.stdout, result.exit_code) == (isolated.stdout, isolated.exit_code)


@pytest.mark.parametrize("language", PROGRAMS)
@pytest.mark.parametrize("address", ["127.0.0.2", "127.0.0.3"], ids=["refused", "untrusted"])
def test_a_connection_that_must_fail_fails(run, language, address):
    result = run(program(language, PROGRAMS[language]), address)
    assert result.exit_code != 0
    assert result.stdout == b""


@pytest.mark.parametrize("language", PROGRAMS)
def test_no_other_host_is_reached(run, language):
    result = run(program(language, PROGRAMS[language]), host="another.example.com")
    assert result.exit_code != 0
    assert result.stdout == b""


def test_the_hosts_that_the_proxy_is_asked_for_are_seen(run):
    text = "curl -q -s https://evil.example http://bad.example"
    tried = [(each.host, each.port) for each in run(shell(text)).attempts]
    assert tried == [("evil.example", 443), ("bad.example", 80)]
    assert run(shell("echo")).attempts == ()


def test_a_program_that_is_not_our_own_is_refused(run):
    with pytest.raises(GeneratorError, match="only our own samples run without a sandbox"):
        run.portable.run(shell("echo harm"), {}, {})


def test_reports_are_told_that_there_is_no_isolation(run):
    assert run.portable.isolation.startswith("isolation: none; samples can read your files")


def test_the_environment_is_not_the_callers(run, monkeypatch):
    monkeypatch.setenv("CALLERS_SECRET", "hunter2")
    result = run(shell("env"), environment={"CLIENT_ID": b"\xff'x"})
    assert b"hunter2" not in result.stdout
    assert b"CLIENT_ID=\xff'x\n" in result.stdout


def test_a_path_in_a_variable_leads_to_the_files_of_the_run(run):
    files = (("sample.sh", b'cat "$UPLOAD"'), ("it's (1).bin", b"\x00content"))
    result = run(
        Program(("bash", "/home/alex/sample.sh"), files), environment={"UPLOAD": "/home/alex/it's (1).bin"}
    )
    assert result.stdout == b"\x00content"


def test_limits_of_time_and_output_hold(run):
    assert run(shell("sleep 60"), limits=Limits(seconds=0.5)).ended == "time limit"
    assert run(shell("yes")).ended == "output limit"
    assert run(shell("cat"), stdin=b"x" * 200_000).stdout == b"x" * 200_000


def test_a_daemon_in_a_session_of_its_own_is_ended_with_the_sample(run):
    token = f"left-behind-{os.getpid()}-{time.monotonic_ns()}"
    result = run(shell("setsid nohup sleep 600 & disown; echo started"), environment={"TOKEN": token})
    assert (result.ended, result.stdout) == ("exited", b"started\n")
    assert not processes_with(token)


def test_the_proxy_leads_nowhere_else(run):
    port = int(run.portable._proxy.url.rpartition(":")[2])
    for line in (b"CONNECT localhost:22 HTTP/1.1", b"GET http://localhost/ HTTP/1.1", b"CONNECT x", b"\xff"):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
            client.sendall(line + b"\r\nHost: x\r\n\r\n")
            assert client.recv(100).startswith(b"HTTP/1.1 403 ")
