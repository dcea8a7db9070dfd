"""Refresh tokens as they live: issued, rotated, spent.

Access tokens are not kept: no endpoint of the mock takes one. Of the refresh tokens that the mock issues,
the newest are remembered, so that it can run for days.
"""

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from generator.proving.mock.oauth.fixtures import RefreshToken, Settings

_REMEMBERED = 100_000


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
        self._issued: deque[str] = deque()
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

    def issue(
        self, token: dict[str, Any], client_id: str, username: str, resources: tuple[str, ...]
    ) -> Refresh:
        """Remember the refresh token of a new `token` response."""
        issued = RefreshToken(token["refresh_token"], client_id, username, token["scope"])
        refresh = Refresh(issued, resources, access_token=token["access_token"])
        self._refreshes[issued.refresh_token] = refresh
        self._issued.append(issued.refresh_token)
        if len(self._issued) > _REMEMBERED:
            del self._refreshes[self._issued.popleft()]
        return refresh

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
            successor = self.issue(token, refresh.issued.client_id, refresh.issued.username, resources)
            if not refresh.issued.lasting:
                refresh.revoked_at = time.time()
                refresh.successor = successor
