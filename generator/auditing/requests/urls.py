"""Questions about URLs and values: is it local, is it a placeholder, what are its parts."""

import re
from collections.abc import Iterable

from generator.auditing.requests.call import HOLE

_PLACEHOLDER = re.compile(
    r"<[^<>]+>|\{\{?[^{}]+\}?\}|\[[A-Za-z_ -]+\]|\$\{?\w+\}?|%\w+%|\*{3,}|x{4,}|X{3,}|\.{3}|…|^:[a-z]\w*$"
    r"|\b(?:your|my|some|the|insert|replace|enter|example|sample|dummy|changeme|placeholder|redacted|todo|foo|bar)\b"
    r"|(?:^|[_\W])(?:your|my|example|sample|dummy|test)[_-]|(?:^|_)(?:YOUR|MY|EXAMPLE)(?:_|$)",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    r"https?://(?:localhost|127\.|0\.0\.0\.0|\[::|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|[\w-]+(?::\d+)?(?:[/?]|$)"
    r"|[\w.-]+\.(?:local|localhost|internal|test|lan|svc|cluster\.local)(?:[:/?]|$)|host\.docker|(?:www\.)?example\.(?:com|org|net)(?:[:/?]|$))"
)


def is_placeholder(text: str) -> bool:
    """Whether a text stands for a value that the reader brings."""
    return (
        HOLE in text
        or _PLACEHOLDER.search(text) is not None
        or (text.isupper() and len(text) > 2 and not any(char.isdigit() for char in text))
    )


def is_open_host(host: str, others: Iterable[str]) -> bool:
    """Whether a host stands for the reader's own; one of example.com does where the others are real."""
    if any("example" in other for other in others):
        host = re.sub(r"\bexample\b", "acme", host)
    return is_placeholder(host)


def is_local(url: str) -> bool:
    """Whether a URL names this machine or its own network, where clear text is usual, or a placeholder."""
    host = split(url)[1]
    return (
        _LOCAL.match(url) is not None or not host or HOLE in host or re.search(r"[<{$\[]", host) is not None
    )


def is_this_machine(url: str) -> bool:
    """Whether a URL is local, and no name of a network's own, such as ``api.local``."""
    return is_local(url) and not re.match(r"https?://[\w-]+\.[\w.-]*[a-z](?:[:/?]|$)", url)


_URL = re.compile(r"(?:(\w+)://)?([^/?#]*)([^?#]*)(?:\?([^#]*))?")


def split(url: str) -> tuple[str, str, str, str]:
    """Scheme, host (with port), path and query of a URL; never raises."""
    match = _URL.match(url)
    if match is None or not match[1]:
        path, _, query = url.partition("?")
        return "", "", path, query.partition("#")[0]
    host = match[2].rpartition("@")[2].lower()
    return match[1].lower(), host, match[3], match[4] or ""
