"""A request's bytes in, the real server's answer out. No other host is ever connected to.

The bytes go out over a socket as the sample wrote them, but for the ``Host``, which names the server that
they go to. HTTP clients such as urllib3 and httpx write requests anew (the order of headers, their letter
case, an encoded path), so the answer alone is read by one: h11, which does no I/O and which the mock speaks.
"""

import re
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import h11

from generator.errors import GeneratorError
from generator.proving.http_message import Received, Reply

_SECONDS = 30.0
_LARGEST = 64 << 20
_BLOCK = 1 << 16
_CLOSED = "the server closed the connection without a response"
_PORTS = {"http": 80, "https": 443}
_FRAMING = frozenset(
    (b"content-length", b"transfer-encoding", b"connection", b"keep-alive", b"trailer", b"upgrade")
)
_HOST = re.compile(rb"(?im)^(host[ \t]*:)[^\r\n]*")


class ForwardError(Exception):
    """No answer could be had; the message says why, for a person."""


@dataclass(frozen=True, slots=True)
class Forwarder:
    """Takes requests to one server. `tls` is None for plain HTTP."""

    scheme: str
    host: str
    port: int
    tls: ssl.SSLContext | None

    @classmethod
    def to(cls, url: str, authorities: Path | None = None) -> Self:
        """A forwarder to the origin that `url` names; its certificate is checked.

        `authorities` is a file of PEM certificates that are trusted in place of the system's.

        Raises:
            GeneratorError: the URL is no origin, or the file holds no certificates.
        """
        split = urlsplit(url)
        if split.scheme not in _PORTS or not split.hostname:
            raise GeneratorError(f"'{url}' is no server; write one such as https://staging.example.com")
        if split.username is not None or split.path not in ("", "/") or split.query or split.fragment:
            what = f"{split.scheme}://{split.netloc.rpartition('@')[2]}"
            raise GeneratorError(f"a server is named without a path or credentials; write {what}")
        try:
            port = split.port or _PORTS[split.scheme]
        except ValueError as error:
            raise GeneratorError(f"'{url}' has no port that there is; write a number up to 65535") from error
        return cls(split.scheme, split.hostname, port, _context(split.scheme, authorities))

    @property
    def name(self) -> str:
        """The host, with the port where it is not the usual one: what reports call the server."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The server's address, as one can give it again."""
        return f"{self.scheme}://{self.name}"

    def check(self) -> None:
        """Connect once and send nothing.

        Raises:
            GeneratorError: the server cannot be reached, or its certificate is not trusted.
        """
        try:
            self._connected().close()
        except ForwardError as error:
            raise GeneratorError(str(error)) from error

    def send(self, received: Received) -> Reply:
        """The server's answer to the request, in which bodies are without chunks and headers without framing.

        It is sent once, whatever happens.

        Raises:
            ForwardError: there is no answer, or one that is no HTTP.
        """
        parser = h11.Connection(h11.CLIENT)
        with self._connected() as stream:
            try:
                stream.sendall(_addressed(received.raw, self.name.encode()))
                for event in (_head(received, self.name), h11.EndOfMessage()):
                    parser.send(event)
                return _reply(parser, _blocks(stream, time.monotonic() + _SECONDS))
            except TimeoutError:
                raise ForwardError(f"{self.name} gave no answer within {_SECONDS:.0f} seconds") from None
            except OSError as error:
                raise ForwardError(f"the connection to {self.name} broke: {_said(error)}") from error
            except h11.RemoteProtocolError as error:
                raise ForwardError(f"{self.name} answered what is no HTTP/1.1: {error}") from error

    def _connected(self) -> socket.socket:
        try:
            plain = socket.create_connection((self.host, self.port), timeout=_SECONDS)
        except OSError as error:
            raise ForwardError(f"{self.name} cannot be reached: {_said(error)}") from error
        if self.tls is None:
            return plain
        try:
            return self.tls.wrap_socket(plain, server_hostname=self.host)
        except ssl.SSLCertVerificationError as error:
            plain.close()
            raise ForwardError(
                f"the certificate of {self.name} is not trusted: {error.verify_message}; name the authority "
                "that issued it with --against-ca"
            ) from error
        except OSError as error:
            plain.close()
            raise ForwardError(f"no TLS with {self.name}: {_said(error)}") from error


def _context(scheme: str, authorities: Path | None) -> ssl.SSLContext | None:
    if scheme == "http":
        return None
    try:
        context = ssl.create_default_context(cafile=authorities)
    except OSError as error:
        message = "holds no certificates that can be read; name a file of them in PEM"
        raise GeneratorError(message, authorities) from error
    context.set_alpn_protocols(["http/1.1"])
    return context


def _said(error: OSError) -> str:
    return error.strerror or str(error)


def _addressed(raw: bytes, host: bytes) -> bytes:
    """The request with another ``Host``; nothing else in it changes."""
    head, end, body = raw.partition(b"\r\n\r\n")
    return _HOST.sub(lambda match: match[1] + b" " + host, head, count=1) + end + body


def _head(received: Received, host: str) -> h11.Request:
    """What the parser of the answer must know of the request: above all, whether it was a HEAD."""
    return h11.Request(method=received.method, target=received.target, headers=[("Host", host)])


def _blocks(stream: socket.socket, deadline: float) -> Iterator[bytes]:
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        stream.settimeout(left)
        yield stream.recv(_BLOCK)


def _reply(parser: h11.Connection, blocks: Iterator[bytes]) -> Reply:
    start: h11.Response | None = None
    body = bytearray()
    while True:
        event = parser.next_event()
        if event is h11.NEED_DATA:
            block = next(blocks)
            if not block and start is None:
                raise ForwardError(_CLOSED)
            parser.receive_data(block)
        elif isinstance(event, h11.Response):
            start = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > _LARGEST:
                raise ForwardError(f"the answer has more than {_LARGEST >> 20} MiB")
        elif isinstance(event, h11.EndOfMessage) and start is not None:
            headers = tuple(
                (name.decode("ascii"), value.decode("latin-1"))
                for name, value in start.headers.raw_items()
                if name.lower() not in _FRAMING
            )
            return Reply(start.status_code, headers, bytes(body), start.reason.decode("latin-1"))
