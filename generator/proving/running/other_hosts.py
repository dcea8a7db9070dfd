"""What a program tried beside its request: all `Attempt`s of a run in, those that nobody described out."""

from collections.abc import Collection
from urllib.parse import urlsplit

from generator.model import Request, Value
from generator.proving.http_message import Reply
from generator.proving.sandbox.network_watch import Attempt

_DEFAULT_PORTS = {"https": 443, "http": 80}


def origin(url: Value) -> tuple[str, str, int]:
    """Scheme, host and port of a request's URL."""
    first = url[0]
    return _origin(first if isinstance(first, str) else "")


def attempts_elsewhere(
    attempts: Collection[Attempt], request: Request, address: str, reply: Reply | None
) -> tuple[Attempt, ...]:
    """The attempts to reach anything but the request's origin, whose host is at `address` in this run.

    Where `reply` redirects, as described, a client may follow.
    """
    places = {origin(request.url)[1:]}
    for name, value in reply.headers if reply else ():
        if name.lower() == "location" and urlsplit(value).scheme in _DEFAULT_PORTS:
            places.add(_origin(value)[1:])
    names = {host for host, _ in places}
    places |= {(address, port) for _, port in places}
    return tuple(each for each in attempts if not _is_described(each, names, places))


def _is_described(attempt: Attempt, names: Collection[str], places: Collection[tuple[str, int]]) -> bool:
    match attempt.how:
        case "DNS":
            return attempt.host in names
        case "TCP":
            return (attempt.host, attempt.port) in places
    return False


def _origin(url: str) -> tuple[str, str, int]:
    split = urlsplit(url)
    return split.scheme, split.hostname or "", split.port or _DEFAULT_PORTS[split.scheme]
