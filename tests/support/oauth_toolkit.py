"""The real thing: django-oauth-toolkit on Django, served on loopback from memory, with given fixtures."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from generator.proving.mock.oauth.fixtures import Fixtures, Settings

if TYPE_CHECKING:
    from django.http import HttpRequest

_APPLICATION_GRANTS = {
    frozenset({"password", "refresh_token"}): "password",
    frozenset({"authorization_code", "refresh_token"}): "authorization-code",
    frozenset({"client_credentials", "refresh_token"}): "client-credentials",
    frozenset(): "implicit",
}
_TABLES = ("oauth2_provider_grant", "oauth2_provider_accesstoken", "oauth2_provider_refreshtoken")


class OAuthToolkit:
    """One server for the process (Django has one configuration). `restore` puts all fixtures back."""

    def __init__(self, fixtures: Fixtures) -> None:
        self.fixtures = fixtures
        _configure(fixtures)
        from django.core.handlers.wsgi import WSGIHandler
        from django.core.management import call_command
        from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer

        class Quiet(WSGIRequestHandler):
            def log_message(self, *args: object) -> None:
                pass

        call_command("migrate", run_syncdb=True, verbosity=0)
        self._register()
        self._issue()
        self._save()
        self._server = WSGIServer(("127.0.0.1", 0), Quiet)
        self._server.set_app(WSGIHandler())
        self.address = self._server.server_address[:2]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @contextmanager
    def settings(self, chosen: Settings) -> Iterator[None]:
        """Have other settings for a while."""
        from django.test import override_settings

        with override_settings(OAUTH2_PROVIDER=_provider(self.fixtures, chosen)):
            yield

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _register(self) -> None:
        from django.contrib.auth.models import User
        from oauth2_provider.models import Application

        self._users = {
            user.username: User.objects.create_user(
                user.username, password=user.password, is_active=user.is_active
            )
            for user in self.fixtures.users
        }
        self._applications = {
            client.client_id: Application.objects.create(
                client_id=client.client_id,
                client_secret=client.client_secret,
                client_type="public" if client.is_public else "confidential",
                authorization_grant_type=_APPLICATION_GRANTS[client.grant_types],
                redirect_uris=" ".join(client.redirect_uris),
                name=client.client_id,
            )
            for client in self.fixtures.clients
        }

    def restore(self) -> None:
        """Forget every issued token; the codes and refresh tokens of the fixtures are good again."""
        from django.db import connection, transaction

        with transaction.atomic(), connection.cursor() as cursor:
            for table in reversed(_TABLES):
                cursor.execute(f"DELETE FROM {table}")
            for table in _TABLES:
                cursor.execute(f"INSERT INTO {table} SELECT * FROM saved_{table}")

    def _save(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            for table in _TABLES:
                cursor.execute(f"CREATE TABLE saved_{table} AS SELECT * FROM {table}")

    def _issue(self) -> None:
        from django.db import transaction
        from django.utils import timezone
        from oauth2_provider.models import AccessToken, Grant, RefreshToken

        now = timezone.now()
        with transaction.atomic():
            Grant.objects.bulk_create(
                Grant(
                    code=code.code,
                    application=self._applications[code.client_id],
                    user=self._users[code.username],
                    redirect_uri=code.redirect_uri,
                    scope=code.scope,
                    expires=now + timedelta(seconds=code.expires_in),
                    code_challenge=code.challenge or "",
                    code_challenge_method=code.challenge_method or "",
                )
                for code in self.fixtures.codes
            )
            owners = [
                {
                    "application": self._applications[token.client_id],
                    "user": self._users[token.username],
                }
                for token in self.fixtures.refresh_tokens
            ]
            accesses = AccessToken.objects.bulk_create(
                AccessToken(token=f"access-{index}", scope=token.scope, expires=now + timedelta(600), **owner)
                for index, (token, owner) in enumerate(zip(self.fixtures.refresh_tokens, owners, strict=True))
            )
            RefreshToken.objects.bulk_create(
                RefreshToken(
                    token=token.refresh_token,
                    access_token=access,
                    revoked=now if token.revoked else None,
                    **owner,
                )
                for token, access, owner in zip(self.fixtures.refresh_tokens, accesses, owners, strict=True)
            )


def _configure(fixtures: Fixtures) -> None:
    import logging

    import django
    from django.conf import settings

    settings.configure(
        DEBUG=False,
        SECRET_KEY="only for this test",
        ALLOWED_HOSTS=["*"],
        USE_TZ=True,
        ROOT_URLCONF=__name__,
        LOGGING_CONFIG=None,
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"],
        MIGRATION_MODULES={"auth": None, "contenttypes": None, "oauth2_provider": None},
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": "file:oauth_toolkit?mode=memory&cache=shared",
            }
        },
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.common.CommonMiddleware",
        ],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        OAUTH2_PROVIDER=_provider(fixtures, fixtures.settings),
    )
    logging.getLogger("django").addHandler(logging.NullHandler())
    logging.getLogger("oauth2_provider").addHandler(logging.NullHandler())
    logging.getLogger("django").propagate = False
    logging.getLogger("oauth2_provider").propagate = False
    django.setup()


def _provider(fixtures: Fixtures, chosen: Settings) -> dict[str, object]:
    needs_pkce = {client.client_id: client.needs_pkce for client in fixtures.clients}
    return {
        "SCOPES": {scope: scope for scope in chosen.scopes},
        "DEFAULT_SCOPES": chosen.default_scope.split(),
        "ACCESS_TOKEN_EXPIRE_SECONDS": chosen.access_token_seconds,
        "ROTATE_REFRESH_TOKEN": chosen.rotates_refresh_tokens,
        "REFRESH_TOKEN_GRACE_PERIOD_SECONDS": chosen.grace_seconds,
        "PKCE_REQUIRED": needs_pkce.__getitem__,
    }


def __getattr__(name: str) -> object:
    """`urlpatterns`, made when Django asks for them: the views can only be imported after set-up."""
    if name != "urlpatterns":
        raise AttributeError(name)
    from django.http import JsonResponse
    from django.urls import path
    from oauth2_provider.decorators import protected_resource
    from oauth2_provider.views import IntrospectTokenView, RevokeTokenView, TokenView

    @protected_resource()
    def me(request: "HttpRequest") -> JsonResponse:
        owner = request.resource_owner  # type: ignore[attr-defined]
        return JsonResponse({"username": owner.username if owner else ""})

    return [
        path("o/token/", TokenView.as_view()),
        path("o/revoke_token/", RevokeTokenView.as_view()),
        path("o/introspect/", IntrospectTokenView.as_view()),
        path("api/me/", me),
    ]
