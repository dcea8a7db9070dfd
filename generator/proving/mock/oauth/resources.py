"""Resource indicators (RFC 8707), taken and refused as django-oauth-toolkit 3.4.1 does."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from oauthlib.common import Request
from oauthlib.oauth2.rfc6749 import errors


def requested_resources(request: Request) -> tuple[str, ...]:
    """The values of ``resource`` in the request; a single blank one counts as none.

    Raises an ``invalid_target`` error for one that is no absolute URI with a host.
    """
    values = tuple(value for name, value in request.decoded_body or () if name == "resource")
    if len(values) == 1 and not values[0].strip():
        return ()
    for value in values:
        if not _is_resource(value):
            raise _invalid_target(
                f"The resource '{value}' is not a valid resource indicator: "
                "it must be an absolute URI with a scheme and host.",
                request,
            )
    return values


def refreshed_resources(
    requested: tuple[str, ...], granted: tuple[str, ...], request: Request
) -> tuple[str, ...]:
    """The resources of a refreshed token: those asked for, or else those it had.

    Raises an ``invalid_target`` error for one that the refresh token does not have, if it has any.
    """
    if not granted or not requested:
        return requested or granted
    for value in _without(requested, granted):
        raise _invalid_target(
            f"The requested resource '{value}' is not allowed. "
            "Token refresh cannot request resources beyond the original refresh token scope",
            request,
        )
    return requested


def _is_resource(uri: str) -> bool:
    """Whether it is an absolute URI with a host, without user info or fragment.

    Raises ValueError for a bad IPv6 address, which trips the real server too.
    """
    split = urlsplit(uri)
    if split.username is not None or split.password is not None or "#" in uri:
        return False
    if not split.scheme or not split.hostname:
        return False
    try:
        _ = split.port
    except ValueError:
        return False
    return True


def _without(values: Iterable[str], others: tuple[str, ...]) -> Iterable[str]:
    return (value for value in values if value not in others)


def _invalid_target(description: str, request: Request) -> errors.CustomOAuth2Error:
    return errors.CustomOAuth2Error(error="invalid_target", description=description, request=request)
