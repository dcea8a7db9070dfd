"""What an OAuth server knows when it starts: users, clients, issued codes and refresh tokens.

`load_fixtures` reads it from a JSON file, whose form is `fixtures.schema.json` beside this module:
`settings`, `users`, `applications`, `codes` and `refresh_tokens`, in the words of django-oauth-toolkit.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from generator.errors import FaultsError, GeneratorError

_REFRESH = "refresh_token"
# django-oauth-toolkit's name of a client's one grant, and the grant types it may then ask for. Those
# of an implicit client include none: it gets its tokens at the authorization endpoint.
_GRANT_TYPES: Mapping[str, frozenset[str]] = {
    "password": frozenset({"password", _REFRESH}),
    "authorization-code": frozenset({"authorization_code", _REFRESH}),
    "openid-hybrid": frozenset({"authorization_code", _REFRESH}),
    "client-credentials": frozenset({"client_credentials", _REFRESH}),
    "urn:ietf:params:oauth:grant-type:device_code": frozenset({_REFRESH}),
    "implicit": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The server's own: times are in seconds, `default_scope` is what a client gets that asks for none."""

    scopes: tuple[str, ...]
    default_scope: str
    token_path: str = "/o/token/"  # noqa: S105 (a path)
    access_token_seconds: int = 36000
    rotates_refresh_tokens: bool = True
    grace_seconds: int = 0


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who can log in, unless not `is_active`."""

    username: str
    password: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Client:
    """A registered application; `grant_types` are those it may use at the token endpoint."""

    client_id: str
    client_secret: str
    is_public: bool
    grant_types: frozenset[str]
    redirect_uris: tuple[str, ...] = ()
    needs_pkce: bool = False


@dataclass(frozen=True, slots=True)
class AuthorizationCode:
    """An authorization code issued to a client for a user.

    `expires_in` counts seconds from the server's start; negative is expired. A `lasting` code can be
    spent again and again, which no real server allows.
    """

    code: str
    client_id: str
    username: str
    redirect_uri: str
    scope: str
    expires_in: int = 600
    challenge: str | None = None
    challenge_method: str | None = None
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token, and by its side the access token that was issued with it.

    A `lasting` one stays good after use, also where tokens rotate.
    """

    refresh_token: str
    client_id: str
    username: str
    scope: str
    revoked: bool = False
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Fixtures:
    """All that the server starts with."""

    settings: Settings
    users: tuple[User, ...] = ()
    clients: tuple[Client, ...] = ()
    codes: tuple[AuthorizationCode, ...] = ()
    refresh_tokens: tuple[RefreshToken, ...] = ()


def load_fixtures(path: Path | str) -> Fixtures:
    """The fixtures in the JSON file at `path`.

    Raises GeneratorError (FaultsError where there are several faults): no such file, not JSON, not of
    the described form, two things of one name, or a code or token of an unknown user or client.
    """
    document = _parse(path)
    faults = tuple(_faults(document, path))
    if faults:
        raise FaultsError(faults) if len(faults) > 1 else faults[0]
    fixtures = _fixtures(document)
    _check_names(fixtures, path)
    return fixtures


def _parse(path: Path | str) -> Any:  # noqa: ANN401 (JSON of any form, checked next)
    try:
        text = Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise GeneratorError(f"cannot read the fixtures: {error.strerror}", path) from error
    except UnicodeDecodeError as error:
        raise GeneratorError("the fixtures are not UTF-8 text; save the file as UTF-8", path) from error
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise GeneratorError(f"the fixtures are not JSON: {error.msg}", path, error.lineno) from error
    except RecursionError as error:
        raise GeneratorError("the fixtures are nested too deeply to be fixtures", path) from error


def _faults(document: object, path: Path | str) -> Iterable[GeneratorError]:
    import jsonschema_rs

    schema = json.loads(resources.files(__package__).joinpath("fixtures.schema.json").read_text("utf-8"))
    for error in jsonschema_rs.validator_for(schema).iter_errors(document):
        yield GeneratorError(error.message, path, pointer=_pointer(error.instance_path) or None)


def _pointer(steps: Iterable[str | int]) -> str:
    """RFC 6901."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _fixtures(document: Mapping[str, Any]) -> Fixtures:
    return Fixtures(
        settings=_settings(document["settings"]),
        users=tuple(
            User(user["username"], user["password"], user.get("is_active", True))
            for user in document["users"]
        ),
        clients=tuple(_client(application) for application in document["applications"]),
        codes=tuple(_code(code) for code in document.get("codes", ())),
        refresh_tokens=tuple(
            RefreshToken(
                token["refresh_token"],
                token["client_id"],
                token["username"],
                token["scope"],
                token.get("revoked", False),
            )
            for token in document.get("refresh_tokens", ())
        ),
    )


def _settings(settings: Mapping[str, Any]) -> Settings:
    return Settings(
        scopes=tuple(settings["scopes"]),
        default_scope=settings["default_scope"],
        token_path=settings.get("token_path", "/o/token/"),
        access_token_seconds=settings.get("access_token_expire_seconds", 36000),
        rotates_refresh_tokens=settings.get("rotate_refresh_tokens", True),
        grace_seconds=settings.get("refresh_token_grace_period_seconds", 0),
    )


def _client(application: Mapping[str, Any]) -> Client:
    return Client(
        client_id=application["client_id"],
        client_secret=application.get("client_secret", ""),
        is_public=application["client_type"] == "public",
        grant_types=_GRANT_TYPES[application["grant_type"]],
        redirect_uris=tuple(application.get("redirect_uris", ())),
        needs_pkce=application.get("pkce_required", False),
    )


def _code(code: Mapping[str, Any]) -> AuthorizationCode:
    return AuthorizationCode(
        code=code["code"],
        client_id=code["client_id"],
        username=code["username"],
        redirect_uri=code["redirect_uri"],
        scope=code["scope"],
        expires_in=code.get("expires_in", 600),
        challenge=code.get("code_challenge") or None,
        challenge_method=code.get("code_challenge_method") or None,
    )


def _check_names(fixtures: Fixtures, path: Path | str) -> None:
    users = {user.username for user in fixtures.users}
    clients = {client.client_id for client in fixtures.clients}
    _check_once("/users", [user.username for user in fixtures.users], path)
    _check_once("/applications", [client.client_id for client in fixtures.clients], path)
    _check_once("/codes", [code.code for code in fixtures.codes], path)
    _check_once("/refresh_tokens", [token.refresh_token for token in fixtures.refresh_tokens], path)
    places: Mapping[str, Sequence[AuthorizationCode | RefreshToken]] = {
        "/codes": fixtures.codes,
        "/refresh_tokens": fixtures.refresh_tokens,
    }
    for place, issued in places.items():
        for index, one in enumerate(issued):
            if one.client_id not in clients:
                message = f"client {one.client_id!r} is not among the applications; add it there"
                raise GeneratorError(message, path, pointer=f"{place}/{index}/client_id")
            if one.username not in users:
                message = f"user {one.username!r} is not among the users; add it there"
                raise GeneratorError(message, path, pointer=f"{place}/{index}/username")


def _check_once(place: str, names: Iterable[str], path: Path | str) -> None:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            message = f"{name!r} stands there twice; remove one"
            raise GeneratorError(message, path, pointer=f"{place}/{index}")
        seen.add(name)
