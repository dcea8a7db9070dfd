"""The users, clients, codes and tokens of a description's own examples, for a mock without fixtures.

Whoever copies a sample and fills in the documented examples gets a token. That must work on the second
try as well, so here, unlike on a real server, an example's authorization code can be spent again and
again, and its refresh token stays good although each refresh answers with a new one. Tokens which the
mock itself issues are rotated as usual.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from generator.errors import GeneratorError
from generator.model import Description, FormBody, Request, Value
from generator.proving.mock.oauth.fixtures import (
    AuthorizationCode,
    Client,
    Fixtures,
    RefreshToken,
    Settings,
    User,
)

_A_YEAR = 365 * 24 * 3600
_SOMEBODY = "somebody"


@dataclass(frozen=True, slots=True)
class _Example:
    """A token request of the description, with every Input replaced by its example."""

    request: Request
    fields: Mapping[str, str]
    client_id: str
    client_secret: str

    @property
    def grant_type(self) -> str:
        return self.fields["grant_type"]


def fixtures_from(description: Description) -> Fixtures:
    """What a server must know so that the token requests of `description` succeed as documented.

    A token request is one whose form has a `grant_type`. An Input without an example takes that of an
    Input of the same name in another request. The documented 200 answers give the scope and lifetime
    of tokens. Raises GeneratorError where no request asks for a token.
    """
    examples = tuple(_examples(description))
    if not examples:
        message = "no example sends a form with grant_type, so there is no token endpoint to mock"
        raise GeneratorError(f"{message}; add one, or name --fixtures", description.path)
    settings = _settings(examples)
    username = next((e.fields["username"] for e in examples if e.fields.get("username")), _SOMEBODY)
    return Fixtures(
        settings=settings,
        users=tuple(_users(examples, username)),
        clients=tuple(_clients(examples)),
        codes=tuple(_codes(examples, username, settings)),
        refresh_tokens=tuple(_refresh_tokens(examples, username, settings)),
    )


def token_path(description: Description) -> str | None:
    """The path of the token endpoint, or None where no request asks for a token."""
    return next((_path(example) for example in _examples(description)), None)


def _examples(description: Description) -> Iterator[_Example]:
    requests = tuple(description.requests)
    known = {part.name: part.example for request in requests for part in request.inputs if part.example}
    for request in requests:
        if not isinstance(request.body, FormBody):
            continue
        fields = {name: _text(value, known) for name, value in request.body.fields}
        if "grant_type" not in fields:
            continue
        basic = request.basic
        yield _Example(
            request,
            fields,
            client_id=_text(basic.username, known) if basic else fields.get("client_id", ""),
            client_secret=_text(basic.password, known) if basic else fields.get("client_secret", ""),
        )


def _text(value: Value, known: Mapping[str, str]) -> str:
    return "".join(
        part if isinstance(part, str) else part.example or known.get(part.name, "") for part in value
    )


def _settings(examples: Iterable[_Example]) -> Settings:
    examples = tuple(examples)
    asked = [example.fields["scope"] for example in examples if example.fields.get("scope")]
    documented = [answer for example in examples for answer in _token_answers(example.request)]
    granted = [scope for answer in documented if isinstance(scope := answer.get("scope"), str)]
    seconds = [s for answer in documented if isinstance(s := answer.get("expires_in"), int) and s > 0]
    scopes = dict.fromkeys(scope for text in (*granted, *asked) for scope in text.split())
    return Settings(
        scopes=tuple(scopes) or ("read", "write"),
        default_scope=(granted or asked or ["read write"])[0],
        token_path=_path(examples[0]),
        access_token_seconds=seconds[0] if seconds else 36000,
    )


def _path(example: _Example) -> str:
    return urlsplit(_text(example.request.url, {})).path or "/"


def _token_answers(request: Request) -> Iterator[Mapping[str, object]]:
    for response in request.responses:
        if response.status == "200" and response.body:
            try:
                answer = json.loads(response.body)
            except ValueError:
                continue
            if isinstance(answer, dict):
                yield answer


def _users(examples: Iterable[_Example], username: str) -> Iterator[User]:
    passwords = {username: ""}
    for example in examples:
        if example.fields.get("username"):
            passwords[example.fields["username"]] = example.fields.get("password", "")
    return (User(name, password) for name, password in passwords.items())


def _clients(examples: Iterable[_Example]) -> Iterator[Client]:
    """Each client may use the grants of all its examples; it is public if none has a secret."""
    by_id: dict[str, list[_Example]] = {}
    for example in examples:
        if example.client_id:
            by_id.setdefault(example.client_id, []).append(example)
    for client_id, own in by_id.items():
        secret = next((example.client_secret for example in own if example.client_secret), "")
        uris = dict.fromkeys(e.fields["redirect_uri"] for e in own if e.fields.get("redirect_uri"))
        yield Client(
            client_id=client_id,
            client_secret=secret,
            is_public=not secret,
            grant_types=frozenset({"refresh_token", *(example.grant_type for example in own)}),
            redirect_uris=tuple(uris),
        )


def _codes(examples: Iterable[_Example], username: str, settings: Settings) -> Iterator[AuthorizationCode]:
    seen: set[str] = set()
    for example in examples:
        code = example.fields.get("code", "")
        if example.grant_type != "authorization_code" or not code or code in seen:
            continue
        seen.add(code)
        verifier = example.fields.get("code_verifier")
        yield AuthorizationCode(
            code=code,
            client_id=example.client_id,
            username=username,
            redirect_uri=example.fields.get("redirect_uri", ""),
            scope=settings.default_scope,
            expires_in=_A_YEAR,
            challenge=_challenge(verifier) if verifier else None,
            challenge_method="S256" if verifier else None,
            lasting=True,
        )


def _challenge(verifier: str) -> str:
    """RFC 7636 §4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _refresh_tokens(
    examples: Iterable[_Example], username: str, settings: Settings
) -> Iterator[RefreshToken]:
    seen: set[str] = set()
    for example in examples:
        token = example.fields.get("refresh_token", "")
        if example.grant_type == "refresh_token" and token and token not in seen:
            seen.add(token)
            yield RefreshToken(token, example.client_id, username, settings.default_scope, lasting=True)
