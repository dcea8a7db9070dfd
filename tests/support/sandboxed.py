"""A worker process with a sandbox and a small TLS server in it, for the tests that run real programs."""

import contextlib
import ctypes
import functools
import multiprocessing
import os
import re
import socket
import ssl
import threading
import time
import uuid
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import trustme

from generator.proving.running import worker
from generator.proving.sandbox.process import Limits
from generator.proving.sandbox.sandbox import Sandbox

HOST = "api.example.com"
CANARY = "canary-in-the-environment-of-the-caller"
ORDINARY_UID = 54321
ACCOUNTS = ["root", "user"] if os.getuid() == 0 else ["user"]

_PR_SET_DUMPABLE = 4
_inside = {}


@contextlib.contextmanager
def sandboxed(account):
    """Gives `run(program, ...)`, which runs it in a worker of its own, as root or as an ordinary user."""
    os.environ["WIREPROOF_TEST_CANARY"] = CANARY
    authority = trustme.CA()
    certificate = authority.issue_cert(HOST)
    pem = b"".join(blob.bytes() for blob in (certificate.private_key_pem, *certificate.cert_chain_pems))
    context = multiprocessing.get_context(worker.START_METHOD)
    setup = functools.partial(_enter, account, authority.cert_pem.bytes(), pem)
    with ProcessPoolExecutor(1, mp_context=context, initializer=setup) as pool:

        def start(program, environment=None, hosts=None, stdin=b"", limits=None):
            hosts = {HOST: "127.0.0.1"} if hosts is None else hosts
            return pool.submit(_run, program, environment or {}, hosts, stdin, limits or Limits())

        def run(*arguments, **options):
            return start(*arguments, **options).result()

        run.start = start
        run.worker = lambda: next(iter(pool._processes))
        yield run


def _enter(account, ca, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    file = Path("/tmp", f"wireproof-test-{uuid.uuid4()}.pem")
    file.touch(mode=0o600)
    file.write_bytes(certificate)
    context.load_cert_chain(file)
    file.unlink()
    if account == "user" and os.getuid() == 0:
        os.setgroups([])
        os.setgid(ORDINARY_UID)
        os.setuid(ORDINARY_UID)
        # Who has changed his uid has a /proc/self that belongs to root, until he says otherwise.
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 1)
    (listener,) = worker.enter([("127.0.0.1", 443)])
    _inside["sandbox"] = Sandbox(ca)
    threading.Thread(target=serve, args=(listener, context), daemon=True).start()


def serve(listener, context):
    while True:
        connection, _ = listener.accept()
        with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as stream:
            request = _request(stream)
            head = f"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {len(request)}\r\n\r\n"
            stream.sendall(head.encode() + request)


def _request(stream):
    request = b""
    while b"\r\n\r\n" not in request:
        request += stream.recv(1 << 16)
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", request)
    size = request.index(b"\r\n\r\n") + 4 + int(length[1] if length else 0)
    while len(request) < size:
        request += stream.recv(1 << 16)
    return request


def _run(program, environment, hosts, stdin, limits):
    return _inside["sandbox"].run(program, environment, hosts, stdin, limits)


def processes_with(token):
    """The ids of the machine's processes that have `token` in their environment."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and token.encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
    return found


def gone(token):
    """Whether no process of the run is left; what was killed takes a moment to be buried."""
    deadline = time.monotonic() + 10
    while (left := processes_with(token)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not left


def open_port():
    """A port of 127.0.0.1 on which this machine listens, with the socket that holds it."""
    listener = socket.create_server(("127.0.0.1", 0))
    return listener, listener.getsockname()[1]
