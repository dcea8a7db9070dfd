"""Requests to a token endpoint, as bytes, and the answers of whoever is asked."""

import base64
import json
import re
import socket
from dataclasses import dataclass, field, replace
from urllib.parse import quote_plus, urlencode

import paths

from generator.proving.mock.oauth.fixtures import load_fixtures

FIXTURES = load_fixtures(paths.CASES / "oauth" / "fixtures.json")
COMPARED = ("content-type", "cache-control", "pragma", "www-authenticate", "allow", "location")
FORM = ("Content-Type", "application/x-www-form-urlencoded")
ALICE = {"username": "alice@example.com", "password": "s3cret & p@ss=word+100%/é"}
PASSWORD_CLIENT = {"client_id": "password-client", "client_secret": "pw-secret-1"}
WEB_CLIENT = {"client_id": "web-client", "client_secret": "web-secret-1"}
PKCE_CLIENT = {"client_id": "web-pkce-client", "client_secret": "web-secret-2"}
SERVICE_CLIENT = {"client_id": "service-client", "client_secret": "svc-secret-1"}
CALLBACK = "http://localhost/callback"
SPA = {"client_id": "spa-client"}
PUBLIC = {"client_id": "public-password-client"}
USERPASS = {"grant_type": "password", **ALICE}
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


@dataclass(frozen=True)
class Ask:
    """One request. `${name}` in `body` is what the same server last gave for that JSON key."""

    body: bytes | str = b""
    method: str = "POST"
    target: str = "/o/token/"
    headers: tuple[tuple[str, str], ...] = (FORM,)
    length: bool = True
    host: str = "localhost"

    def raw(self, known: dict[str, str]) -> bytes:
        body = self.body.encode() if isinstance(self.body, str) else self.body
        body = re.sub(rb"\$\{(\w+)\}", lambda found: known.get(found[1].decode(), "?").encode(), body)
        lines = [f"{self.method} {self.target} HTTP/1.1", f"Host: {self.host}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.length and (body or self.method == "POST"):
            lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + body


@dataclass(frozen=True)
class Answer:
    """What is compared of an answer; tokens are replaced by their length."""

    status: int
    headers: dict[str, str | None]
    body: object
    known: dict[str, str] = field(compare=False)


def ask(address: tuple[str, int], request: Ask, known: dict[str, str]) -> Answer:
    with socket.create_connection(address, timeout=10) as client:
        client.sendall(request.raw(known))
        received = b"".join(iter(lambda: client.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    document, tokens = _document(body)
    return Answer(
        int(status_line.split()[1]), {name: headers.get(name) for name in COMPARED}, document, tokens
    )


def _document(body: bytes) -> tuple[object, dict[str, str]]:
    try:
        document = json.loads(body)
    except ValueError:
        return body.decode("utf-8").strip(), {}
    tokens = {key: document[key] for key in ("access_token", "refresh_token") if key in document}
    return {**document, **{key: len(token) for key, token in tokens.items()}}, tokens


def form(*fields: dict[str, str], **more: str) -> Ask:
    """A url-encoded form of all these fields, in order; `${name}` stays as it is."""
    text = urlencode([pair for one in (*fields, more) for pair in one.items()])
    return Ask(re.sub(r"%24%7B(\w+)%7D", r"${\1}", text))


def basic(user: str, password: str) -> tuple[str, str]:
    """The header of RFC 6749 §2.3.1."""
    return basic_raw(f"{quote_plus(user)}:{quote_plus(password)}".encode())


def basic_raw(credentials: bytes) -> tuple[str, str]:
    return "Authorization", "Basic " + base64.b64encode(credentials).decode()


def multipart(
    fields: list[tuple[str, str]] | None = None,
    raw: bytes | None = None,
    boundary: str = "XbOuNd",
    media_type: str = "multipart/form-data; boundary=XbOuNd",
) -> Ask:
    """A multipart form; `raw` gives the body as it is."""
    if raw is None:
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields or []
        ]
        raw = ("".join(parts) + f"--{boundary}--\r\n").encode()
    return Ask(raw, headers=(("Content-Type", media_type),))


def code(index: int = 0, **wanted: object) -> str:
    """The code number `index` among those of the fixtures that are as wanted."""
    found = [one for one in FIXTURES.codes if all(getattr(one, k) == v for k, v in wanted.items())]
    return found[index].code


def refresh(index: int = 0, client_id: str = "password-client", **wanted: object) -> str:
    """A refresh token of the fixtures."""
    found = [
        one
        for one in FIXTURES.refresh_tokens
        if one.client_id == client_id and all(getattr(one, k) == v for k, v in wanted.items())
    ]
    return found[index].refresh_token


def web(**more: str) -> Ask:
    fields = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, **WEB_CLIENT, **more}
    fields.setdefault("code", code(client_id="web-client", challenge=None, username=ALICE["username"]))
    return form(fields)


def pkce(client: dict[str, str] = PKCE_CLIENT, method: str = "S256", **more: str) -> Ask:
    issued = code(client_id=client["client_id"], challenge_method=method)
    return form(
        {"grant_type": "authorization_code", "code": issued, "redirect_uri": CALLBACK, **client, **more}
    )


def password(**more: str) -> Ask:
    return form({"grant_type": "password", **ALICE, **PASSWORD_CLIENT, **more})


def service(**more: str) -> Ask:
    return form({"grant_type": "client_credentials", **SERVICE_CLIENT, **more})


def refreshing(**more: str) -> Ask:
    fields = {"grant_type": "refresh_token", "refresh_token": refresh(revoked=False), **PASSWORD_CLIENT}
    return form({**fields, **more})


def without(request: Ask, *names: str) -> Ask:
    body = str(request.body)
    return replace(request, body="&".join(p for p in body.split("&") if p.split("=")[0] not in names))


def adding(request: Ask, text: str) -> Ask:
    return replace(request, body=f"{request.body}{text}")


def heading(request: Ask, *headers: tuple[str, str]) -> Ask:
    return replace(request, headers=headers)
