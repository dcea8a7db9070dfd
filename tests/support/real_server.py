"""A small server with a certificate of its own CA, started on loopback: what `verify --against` runs against."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme


class Server:
    """Answers each request with `answer`, (status, headers, body), and remembers it in `received`.

    Without an answer it closes the connection. `on_request` is called when a request has come.
    """

    def __init__(self, url: str, ca: Path) -> None:
        self.url, self.ca = url, ca
        self.answer: tuple[int, dict[str, str], bytes] | None = (200, {}, b"")
        self.received: list[tuple[str, str, dict[str, str]]] = []
        self.on_request: Callable[[], object] = lambda: None


@contextmanager
def real_server(folder: Path) -> Iterator[Server]:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(folder / "ca.pem")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            with suppress(OSError):  # the client only looked at the certificate
                self.raw_requestline = self.rfile.readline(65537)
            if not getattr(self, "raw_requestline", b"") or not self.parse_request():
                self.close_connection = True
                return
            self.rfile.read(int(self.headers.get("content-length") or 0))
            server.received.append((self.command, self.path, dict(self.headers)))
            server.on_request()
            if server.answer is None:
                self.close_connection = True
                return
            status, headers, body = server.answer
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.socket = context.wrap_socket(http.socket, server_side=True)
    server = Server(f"https://localhost:{http.server_port}", folder / "ca.pem")
    threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
