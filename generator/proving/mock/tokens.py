"""Refresh tokens as they live: issued, rotated, spent.

Access tokens are not kept: no endpoint of the mock takes one.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from generator.proving.mock.fixtures import RefreshToken, Settings


@dataclass(slots=True, eq=False)
class Refresh:
    """One refresh token. `successor` is the answer that was given for it, which revoked it."""

    issued: RefreshToken
    resources: tuple[str, ...] = ()
    revoked_at: float | None = None
    successor: "Refresh | None" = None
    access_token: str = ""


class RefreshTokens:
    """All refresh tokens of a server, and what rotation does to them."""

    def __init__(self, settings: Settings, issued: Iterable[RefreshToken]) -> None:
        self._settings = settings
        now = time.time()
        self._refreshes = {
            token.refresh_token: Refresh(token, revoked_at=now if token.revoked else None) for token in issued
        }

    def good(self, refresh_token: str) -> Refresh | None:
        """The token, unless it is unknown or revoked.

        One that was just spent is good within the grace period, as long as its successor is not.
        """
        refresh = self._refreshes.get(refresh_token)
        if refresh is None or refresh.revoked_at is None:
            return refresh
        is_over = refresh.revoked_at <= time.time() - self._settings.grace_seconds
        if is_over or refresh.successor is None or refresh.successor.revoked_at is not None:
            return None
        return refresh

    def issue(self, token: dict[str, Any], client_id: str, username: str, resources: tuple[str, ...]) -> None:
        """Remember the refresh token of a new `token` response."""
        self._add(token, client_id, username, resources)

    def spend(self, refresh: Refresh, token: dict[str, Any], resources: tuple[str, ...]) -> None:
        """Answer a refresh with `token`, which is changed where the client is to get the same as before."""
        if not self._settings.rotates_refresh_tokens:
            refresh.issued = replace(refresh.issued, scope=token["scope"])
            refresh.resources = resources
        elif refresh.revoked_at is not None and refresh.successor is not None:
            again = refresh.successor
            token["access_token"] = again.access_token
            token["refresh_token"] = again.issued.refresh_token
            token["scope"] = again.issued.scope
        else:
            successor = self._add(token, refresh.issued.client_id, refresh.issued.username, resources)
            if not refresh.issued.lasting:
                refresh.revoked_at = time.time()
                refresh.successor = successor

    def _add(
        self, token: dict[str, Any], client_id: str, username: str, resources: tuple[str, ...]
    ) -> Refresh:
        issued = RefreshToken(token["refresh_token"], client_id, username, token["scope"])
        refresh = Refresh(issued, resources, access_token=token["access_token"])
        self._refreshes[issued.refresh_token] = refresh
        return refresh
