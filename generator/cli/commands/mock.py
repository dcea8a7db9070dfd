"""``wireproof mock``: the described API on this machine, to try samples and clients against."""

import errno
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, TYPE_CHECKING

import click

from generator.cli.options import reading_options, reading_settings, spec_argument, tell_ignored
from generator.errors import GeneratorError

if TYPE_CHECKING:
    import ssl

    from generator.contract import Route
    from generator.model import Description
    from generator.proving.http_message import App, Received, Reply
    from generator.proving.mock.oauth.fixtures import Fixtures

_ADDRESS = "127.0.0.1"


@click.command()
@spec_argument
@reading_options
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port to listen on. [default: a free one]"
)
@click.option("--http", is_flag=True, help="Speak plain HTTP, not TLS.")
@click.option(
    "--fixtures",
    "fixtures_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="JSON file with users, clients, codes and tokens to use instead of those in SPEC's examples.",
)
@click.option(
    "--record",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Append every request, byte for byte, to FILE, which becomes a WARC file (ISO 28500).",
)
@click.option("-v", "--verbose", is_flag=True, help="Print a line for each request on standard error.")
def command(
    spec: str | None, port: int, http: bool, fixtures_file: Path | None, record: Path | None, verbose: bool
) -> None:  # fmt: skip
    """Start a mock server of the description SPEC on 127.0.0.1. Ctrl-C or SIGTERM stops it.

    The server checks each request against SPEC and responds with the documented example, or one made from
    the schema. 'Prefer: code=404, example=NAME' asks for another. A token endpoint issues real tokens. Pages
    of any origin may call it (CORS).

    The first line of output is the address. Without --http the second line names the CA certificate that
    clients must trust; it is good for localhost, 127.0.0.1 and the hosts of SPEC. Codes and refresh tokens of
    SPEC's examples work any number of times, those of a fixtures file once.

    \b
    Example:
      wireproof mock spec/token_endpoint.yaml --http --port 8000
    """
    from generator.proving.mock.server.cors import with_cors
    from generator.proving.mock.server.record import recording
    from generator.proving.mock.server.server import Listener, MockServer

    with ExitStack() as stack:
        stopped = stack.enter_context(_stop_signal())
        app, hosts = _what_to_serve(spec, fixtures_file)
        app = with_cors(app)
        if record is not None:
            app = recording(app, stack.enter_context(_opened(record)))
        if verbose or sys.stdout.isatty():
            app = _telling(app)
        listening = stack.enter_context(_bound(port))
        tls, ca_file = (None, None) if http else stack.enter_context(_certified(hosts))
        stack.enter_context(MockServer([Listener(listening, app, tls)], keep=0))
        click.echo(f"listening on {'http' if http else 'https'}://{_ADDRESS}:{listening.getsockname()[1]}")
        if ca_file is not None:
            click.echo(f"CA certificate: {ca_file}")
        sys.stdout.flush()
        stopped.wait()


@contextmanager
def _stop_signal() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set."""
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _what_to_serve(spec: str | None, fixtures_file: Path | None) -> "tuple[App, set[str]]":
    """What answers, and the hosts whose part it plays."""
    from generator.proving.mock.oauth.app import oauth_app
    from generator.proving.mock.oauth.examples import fixtures_from, token_path
    from generator.proving.mock.oauth.fixtures import load_fixtures

    fixtures = None if fixtures_file is None else load_fixtures(fixtures_file)
    if fixtures is not None and spec is None:
        return oauth_app(fixtures), set()
    description, routes = _described(spec)
    tell_ignored(description)
    path = token_path(description)
    if fixtures is None and path is not None:
        fixtures = fixtures_from(description)
    return _app(fixtures, path, routes), _hosts(description)


def _app(fixtures: "Fixtures | None", path: str | None, routes: "Sequence[Route]") -> "App":
    """OAuth where tokens are asked for, the description everywhere else, if it has anything else."""
    from dataclasses import replace

    from generator.proving.mock.described.app import description_app
    from generator.proving.mock.oauth.app import oauth_app

    if fixtures is None:
        return description_app(routes)
    path = path or fixtures.settings.token_path
    oauth = oauth_app(replace(fixtures, settings=replace(fixtures.settings, token_path=path)))
    others = [route for route in routes if path not in route.paths]
    if not others:
        return oauth
    described = description_app(others)

    def answer(request: "Received") -> "Reply | None":
        target = request.target.partition("?")[0]
        return (oauth if target.rstrip("/") == path.rstrip("/") else described)(request)

    return answer


def _described(spec: str | None) -> "tuple[Description, tuple[Route, ...]]":
    from generator.config import load_config
    from generator.reading.contracts import read_contracts

    config = load_config(Path.cwd())
    spec = spec or config.spec
    if spec is None:
        raise GeneratorError("nothing to serve; name a description, wireproof mock SPEC, or --fixtures FILE")
    return read_contracts(spec, **reading_settings(config, spec))


def _hosts(description: "Description") -> set[str]:
    from urllib.parse import urlsplit

    urls = (request.url[0] for request in description.requests)
    return {host for url in urls if isinstance(url, str) and (host := urlsplit(url).hostname)}


def _bound(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_ADDRESS, port))
        listening.listen()
    except OSError as error:
        listening.close()
        reasons = {errno.EADDRINUSE: "it is in use", errno.EACCES: "that takes more rights"}
        reason = reasons.get(error.errno or 0, error.strerror)
        raise GeneratorError(f"cannot listen on port {port}: {reason}; choose another --port") from error
    return listening


@contextmanager
def _certified(hosts: set[str]) -> "Iterator[tuple[ssl.SSLContext, Path]]":
    """TLS for `hosts`, and the file with the CA to trust; the file is gone afterwards."""
    from generator.proving.mock.server.authority import Authority

    authority = Authority()
    with tempfile.TemporaryDirectory(prefix="wireproof-mock-") as folder:
        ca_file = Path(folder) / "ca.pem"
        ca_file.write_bytes(authority.pem)
        yield authority.server_context("localhost", _ADDRESS, *sorted(hosts)), ca_file


def _opened(record: Path) -> IO[bytes]:
    """The file to append to; for its owner alone, since requests hold secrets."""
    try:
        return os.fdopen(os.open(record, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")
    except OSError as error:
        raise GeneratorError(f"cannot record: {error.strerror}", record) from error


def _telling(app: "App") -> "App":
    """`app`, which also shows each request: no query and no body, where secrets are."""

    def answer(request: "Received") -> "Reply | None":
        reply = app(request)
        status = "no answer" if reply is None else reply.status
        click.echo(f"{request.method} {request.target.partition('?')[0]} {status}", err=True)
        return reply

    return answer
