"""What the OAuth 2.0 specifications say about a request, for whoever is about to send it.

The notes follow from the request itself: the grant it asks for, and how the client proves who it is
(RFC 6749, RFC 6750, RFC 7636 and RFC 9700, the best current practice).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from generator.model import FormBody, Input, Operation, Request, Value


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence or two in CommonMark; `source` is ``RFC 9700 §2.4``. `severe`: it must not be done."""

    text: str
    rfc: int
    section: str
    severe: bool = False

    @property
    def source(self) -> str:
        """``RFC 9700 §2.4``."""
        return f"RFC {self.rfc} §{self.section}"

    @property
    def url(self) -> str:
        """The section at the RFC Editor."""
        return f"https://www.rfc-editor.org/rfc/rfc{self.rfc}#section-{self.section}"


def security_notes(operation: Operation) -> tuple[Note, ...]:
    """The notes on an operation, each once, in the order of its requests; the severe ones first."""
    found = dict.fromkeys(note for request in operation.requests for note in _notes(request))
    return tuple(sorted(found, key=lambda note: not note.severe))


def is_discouraged(request: Request) -> bool:
    """Whether a note says that this request must not be sent."""
    return any(note.severe for note in _notes(request))


def _notes(request: Request) -> Iterator[Note]:
    if _scheme(request.url) == "http":
        yield _PLAIN_HTTP
    if any(isinstance(part, Input) and part.secret for part in request.url):
        yield _SECRET_IN_URL
    form = dict(request.body.fields) if isinstance(request.body, FormBody) else {}
    grant = _text(form.get("grant_type", ()))
    if grant in _GRANTS:
        yield from _GRANTS[grant](form)
        if "client_secret" in form:
            yield _SECRET_IN_BODY
        if any('"access_token"' in (each.body or "") for each in request.responses if each.is_success):
            yield _NOT_STORED


def _password(_: dict[str, Value]) -> Iterator[Note]:
    yield Note(
        "Do not use the `password` grant: it shows the user's password to the client, and rules out sign-in "
        "in more than one step. Use `authorization_code` with PKCE.",
        9700,
        "2.4",
        severe=True,
    )


def _authorization_code(form: dict[str, Value]) -> Iterator[Note]:
    if "code_verifier" not in form:
        yield Note(
            "Protect the request for a code with PKCE (`code_challenge`, `code_verifier`): public clients "
            "must, and others should.",
            9700,
            "2.1.1",
            severe=True,
        )
    else:
        yield Note(
            "Make a new random `code_verifier` for every authorization request, and use the method `S256`.",
            7636,
            "4.1",
        )
    yield Note(
        "A `code` works once. If it is used again, the server may revoke the tokens that it issued for it.",
        6749,
        "4.1.2",
    )


def _client_credentials(_: dict[str, Value]) -> Iterator[Note]:
    yield Note(
        "`client_credentials` is for confidential clients: programs that can keep a secret.",
        6749,
        "4.4",
    )


def _refresh_token(_: dict[str, Value]) -> Iterator[Note]:
    yield Note(
        "If the response holds a new refresh token, store it and discard the old one. For public clients the "
        "server must rotate refresh tokens or bind them to the client.",
        9700,
        "4.14.2",
    )


_GRANTS: dict[str, Callable[[dict[str, Value]], Iterator[Note]]] = {
    "password": _password,
    "authorization_code": _authorization_code,
    "client_credentials": _client_credentials,
    "refresh_token": _refresh_token,
}

_SECRET_IN_BODY = Note(
    "Send `client_secret` in the form only if your client cannot use HTTP Basic authentication. Never put it "
    "into a URL.",
    6749,
    "2.3.1",
)
_NOT_STORED = Note(
    "Caches must not store a response that holds tokens: it carries `Cache-Control: no-store`.", 6749, "5.1"
)
_PLAIN_HTTP = Note(
    "This address is not protected by TLS: anybody on the way can read and change the request.",
    9700,
    "2.6",
    severe=True,
)
_SECRET_IN_URL = Note(
    "This request carries a secret in its URL, which ends up in logs and in the browser's history. Never "
    "send an access token this way.",
    9700,
    "4.3.2",
    severe=True,
)


def _scheme(url: Value) -> str:
    return _text(url).partition(":")[0]


def _text(value: Value) -> str:
    return "".join("" if isinstance(part, Input) else part for part in value)
