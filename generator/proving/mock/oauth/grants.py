"""Who may have which token: oauthlib's questions, answered as django-oauth-toolkit 3.4.1 answers them.

oauthlib's `Server` knows the grants of RFC 6749 and asks a `RequestValidator` about clients, users,
codes and tokens. This one keeps them in memory. Where the real server does something odd, so does this:
what a client must live with is the point of a mock.
"""
# ruff: noqa: ARG002 (oauthlib names the arguments)

import base64
import binascii
import time
from typing import Any, cast
from urllib.parse import unquote_plus

from oauthlib.common import Request
from oauthlib.oauth2 import RequestValidator
from oauthlib.oauth2.rfc6749 import errors

from generator.proving.mock.oauth.fixtures import AuthorizationCode, Client, Fixtures
from generator.proving.mock.oauth.resources import refreshed_resources, requested_resources
from generator.proving.mock.oauth.tokens import Refresh, RefreshTokens

_GRANT_TYPES = frozenset({"authorization_code", "password", "client_credentials", "refresh_token"})


class Validator(RequestValidator):
    """The state of one server, from `fixtures` on. Not for several threads."""

    def __init__(self, fixtures: Fixtures) -> None:
        self._settings = fixtures.settings
        self._started = time.time()
        self._users = {user.username: user for user in fixtures.users}
        self._clients = {client.client_id: client for client in fixtures.clients}
        self._codes = {code.code: code for code in fixtures.codes}
        self._refreshes = RefreshTokens(fixtures.settings, fixtures.refresh_tokens)

    # Clients

    def client_authentication_required(self, request: Request, *args: object, **kwargs: object) -> bool:
        """Whether the client must show its secret: always if it shows any, else unless it is public."""
        if _basic_credentials(request) or (request.client_id and request.client_secret):
            return True
        client = self._load_client(request.client_id, request)
        return client is None or not client.is_public

    def authenticate_client(self, request: Request, *args: object, **kwargs: object) -> bool:
        """Whether HTTP Basic, or else the body, holds a client's right secret (RFC 6749 §2.3.1)."""
        if self._authenticated_by_basic(request):
            return True
        client = self._load_client(request.client_id, request)
        return client is not None and (request.client_secret or "") == client.client_secret

    def authenticate_client_id(
        self, client_id: str, request: Request, *args: object, **kwargs: object
    ) -> bool:
        """Whether this is a public client."""
        client = self._load_client(client_id, request)
        return client is not None and client.is_public

    def _authenticated_by_basic(self, request: Request) -> bool:
        credentials = _basic_credentials(request)
        if not credentials:
            return False
        # A form field of this name gets in here on the real server, too.
        encoding = getattr(request, "encoding", None) or "utf-8"
        try:
            decoded = base64.b64decode(credentials).decode(encoding)
        except (binascii.Error, UnicodeDecodeError):
            return False
        client_id, colon, secret = decoded.partition(":")
        if not colon:
            return False
        client = self._load_client(unquote_plus(client_id), request)
        return client is not None and unquote_plus(secret) == client.client_secret

    def _load_client(self, client_id: str | None, request: Request) -> Client | None:
        """The client of that id, which is now in `request.client`.

        Where there is none, a client that was loaded for another id is forgotten all the same.
        """
        loaded: object = request.client
        if loaded and not (isinstance(loaded, Client) and loaded.client_id == client_id):
            request.client = None
        client = self._clients.get(client_id or "")
        if client is not None:
            request.client = client
        return client

    def validate_grant_type(
        self,
        client_id: str,
        grant_type: str,
        client: object,
        request: Request,
        *args: object,
        **kwargs: object,
    ) -> bool:
        """Whether the client is registered for this grant."""
        if grant_type not in _GRANT_TYPES:
            # oauthlib knows one more, "openid", which trips the real server into a 500.
            raise AssertionError(grant_type)
        return grant_type in _client(request).grant_types

    # Users and scopes

    def validate_user(
        self, username: str, password: str, client: object, request: Request, *args: object, **kwargs: object
    ) -> bool:
        """Whether the password is right and the user may log in."""
        user = self._users.get(username)
        if user is None or not user.is_active or user.password != password:
            return False
        request.user = user.username
        return True

    def validate_scopes(
        self,
        client_id: str,
        scopes: list[str],
        client: object,
        request: Request,
        *args: object,
        **kwargs: object,
    ) -> bool:
        """Whether the server has all these scopes."""
        return set(scopes) <= set(self._settings.scopes)

    def get_default_scopes(
        self, client_id: str, request: Request, *args: object, **kwargs: object
    ) -> list[str]:
        """The scopes of a request that asks for none."""
        return self._settings.default_scope.split()

    # Authorization codes

    def validate_code(
        self, client_id: str, code: str, client: object, request: Request, *args: object, **kwargs: object
    ) -> bool:
        """Whether the code was issued to this client and is still good."""
        grant = self._grant(code, request)
        if grant is None or time.time() >= self._started + grant.expires_in:
            return False
        request.scopes = grant.scope.split(" ")
        request.user = grant.username
        return True

    def confirm_redirect_uri(
        self,
        client_id: str,
        code: str,
        redirect_uri: str,
        client: object,
        request: Request,
        *args: object,
        **kwargs: object,
    ) -> bool:
        """Whether this is, letter by letter, the URI which the code was sent to (RFC 6749 §4.1.3)."""
        grant = self._grant(code, request)
        return grant is not None and grant.redirect_uri == redirect_uri

    def get_default_redirect_uri(
        self, client_id: str, request: Request, *args: object, **kwargs: object
    ) -> str:
        """The redirect URI of a client that has registered just one."""
        uris = _client(request).redirect_uris
        if len(uris) != 1:
            raise errors.MissingRedirectURIError
        return uris[0]

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        """Whether a code without a challenge is refused."""
        return self._clients[client_id].needs_pkce

    def get_code_challenge(self, code: str, request: Request) -> str | None:  # type: ignore[override]
        """The challenge (RFC 7636) of a code, or None."""
        grant = self._grant(code, request)
        return None if grant is None else grant.challenge

    def get_code_challenge_method(self, code: str, request: Request) -> str | None:  # type: ignore[override]
        """``S256`` or ``plain``, or None."""
        grant = self._grant(code, request)
        return None if grant is None else grant.challenge_method

    def invalidate_authorization_code(
        self, client_id: str, code: str, request: Request, *args: object, **kwargs: object
    ) -> None:
        """Spend the code."""
        grant = self._grant(code, request)
        if grant is not None and not grant.lasting:
            del self._codes[code]

    def _grant(self, code: str, request: Request) -> AuthorizationCode | None:
        grant = self._codes.get(code)
        return grant if grant is not None and grant.client_id == _client(request).client_id else None

    # Refresh tokens

    def validate_refresh_token(
        self, refresh_token: str, client: object, request: Request, *args: object, **kwargs: object
    ) -> bool:
        """Whether the token is this client's, and neither revoked nor, within the grace, just spent."""
        refresh = self._refreshes.good(refresh_token)
        if refresh is None:
            return False
        request.user = refresh.issued.username
        carrier: Any = request
        carrier.refresh_token_instance = refresh
        return refresh.issued.client_id == _client(request).client_id

    def get_original_scopes(
        self, refresh_token: str, request: Request, *args: object, **kwargs: object
    ) -> list[str]:
        """The scope of the access token which belongs to this refresh token."""
        carrier: Any = request
        refresh: Refresh = carrier.refresh_token_instance
        return (refresh.successor or refresh).issued.scope.strip().split(" ")

    def rotate_refresh_token(self, request: Request) -> bool:
        """Whether a refresh gives a new refresh token too."""
        return self._settings.rotates_refresh_tokens

    # Issuing

    def save_bearer_token(self, token: object, request: Request, *args: object, **kwargs: object) -> None:
        """Remember what is about to be issued; `token` is changed where the grace period has it so."""
        response = cast("dict[str, Any]", token)
        # For grants other than refresh_token this can be a form field of that name.
        spent = getattr(request, "refresh_token_instance", None)
        resources = requested_resources(request)
        if isinstance(spent, Refresh):
            resources = refreshed_resources(resources, spent.resources, request)
            self._refreshes.spend(spent, response, resources)
        elif "refresh_token" in response:
            if spent is not None:
                raise TypeError("the real server takes this string for a refresh token, and fails")
            client_id = _client(request).client_id
            self._refreshes.issue(response, client_id, request.user or "", resources)


def _client(request: Request) -> Client:
    """The client of a request whose client is known by now."""
    return cast("Client", request.client)


def _basic_credentials(request: Request) -> str | None:
    """What follows ``Basic `` in the Authorization header, still in base64."""
    scheme, _, credentials = (request.headers.get("HTTP_AUTHORIZATION") or "").partition(" ")
    return credentials if scheme == "Basic" else None
