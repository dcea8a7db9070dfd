"""Token requests of OAuth 2.0 (RFC 6749): the grant that a request sends, and the client that asks."""

import re

from generator.auditing.requests.call import Call
from generator.auditing.requests.urls import split

USER_INFO = re.compile(r"(?:https?://)?([^/@\s:]+):([^/@\s]+)@")
GRANTS = ("authorization_code", "client_credentials", "password", "refresh_token")
_SAYS_WHO = re.compile(r"(?i)auth|key|token|secret|cookie|sign")


def grant_of(call: Call) -> str:
    """The ``grant_type`` that a call sends, or an empty string."""
    return next((value for name, value in given(call) if name == "grant_type"), "")


def given(call: Call) -> list[tuple[str, str]]:
    """The names and values that a call sends in its body and its query."""
    return [*(call.body.fields if call.body else ()), *call.query, *undecoded_query_pairs(call.url)]


def undecoded_query_pairs(url: str) -> list[tuple[str, str]]:
    """The names and values in a URL's query, nothing decoded."""
    pairs = (pair.partition("=") for pair in split(url)[3].split("&") if pair)
    return [(name, value) for name, _, value in pairs]


def is_basic(call: Call) -> bool:
    """Whether a call brings HTTP Basic credentials, by whatever means."""
    header = call.header("Authorization")
    scheme = header.value.split(" ")[0].lower() if header else ""
    return call.basic is not None or scheme == "basic" or USER_INFO.match(call.url) is not None


def sends_credentials(call: Call) -> bool:
    """Whether a call brings anything that may say who sends it."""
    names = [*(header.name for header in call.headers), *(name for name, _ in given(call))]
    return call.basic is not None or any(_SAYS_WHO.search(name) for name in names)
