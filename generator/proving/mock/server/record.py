"""Requests kept on disk, byte for byte, as a WARC file (ISO 28500), which web archive tools read."""

import uuid
from datetime import UTC, datetime
from typing import IO

from generator.proving.http_message import App, Received, Reply


def recording(app: App, file: IO[bytes]) -> App:
    """`app`, which also appends each request to `file` before it answers.

    A request is one record: lines of header fields, of which ``Content-Length`` counts the bytes of
    the request; an empty line; these bytes; two line breaks.
    """

    def answer(request: Received) -> Reply | None:
        file.write(_warc_record(request))
        file.flush()
        return app(request)

    return answer


def _warc_record(request: Received) -> bytes:
    now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    fields = {
        "WARC-Type": "request",
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid4()}>",
        "WARC-Date": now,
        "WARC-Target-URI": _target_uri(request),
        "Content-Type": "application/http;msgtype=request",
        "Content-Length": str(len(request.raw)),
    }
    head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return head.encode("latin-1") + b"\r\n" + request.raw + b"\r\n\r\n"


def _target_uri(request: Received) -> str:
    if request.target.startswith("/"):
        return f"http://{request.header('Host') or 'localhost'}{request.target}"
    return request.target
