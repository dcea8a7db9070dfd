"""Secrets in URLs, which logs and histories keep (WP302)."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from generator.auditing.pages import Page
from generator.auditing.rules.authentication.secrets import looks_real
from generator.auditing.rules.authentication.token_requests import USER_INFO, query_pairs
from generator.auditing.understanding.call import HOLE, Call, Fault

# The names of parameters that hold a secret, without what stands between their words.
_IN_URL = {
    "accesstoken",
    "clientsecret",
    "password",
    "apikey",
    "apitoken",
    "secret",
    "secretkey",
    "refreshtoken",
    "authtoken",
    "privatetoken",
    "token",
    "jwt",
    "sessionid",
}
# A value that stands for a secret, whatever its parameter is called: ``key=YOUR_API_KEY``.
_SECRETS = r"(?:api[-_ ]?(?:key|token)|secret(?:[-_ ]?key)?|access[-_ ]?token|password)"
_STANDS_FOR = re.compile(
    rf"[\W_]*(?:your|my|the|insert)?[\W_]*(?:\w+[-_])??{_SECRETS}(?:[-_ ]?here)?[\W_]*", re.IGNORECASE
)
_OWN_KEY = re.compile(r"\$\{?\w*KEY\}?|<?(?:YOUR|MY)[-_ ]\w*KEY>?", re.IGNORECASE)
# As such a value is written: ``key=$API_KEY``, ``{"appid": config.api_key}``, ``key=${apiKey}``.
_GIVEN_SECRET = re.compile(
    rf"(?<![\w-])([\w.-]+)(?=[\"']?\s*(?:=>|[:=,])\s*[\"']?[$#@]?[<{{]{{0,2}}(?:[\w.]*[._\[\"'])??{_SECRETS}\b)",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\s*(?:(?:GET|POST) )?(https?://\S+)(?: HTTP/[\d.]+)?\s*")
_LONGEST = 2000  # characters of an address


def secret_in_url_faults(call: Call, text: str) -> Iterator[Fault]:
    """A user's name and password in an address of a sample, or a parameter that holds a secret."""
    if USER_INFO.match(call.url):
        message = "the URL holds a user name and password"
        yield Fault("WP302", message, call.url_line, None, "Send them in the Authorization header.")
    query = [*query_pairs(call.url), *call.query]
    name = secret_name(query) or _named_by_value(query, text)
    if name:
        yield _fault(name, call.url_line)


def shown_secrets(page: Page) -> Iterator[Fault]:
    """A secret in an address that a block shows alone, as that which a browser is sent to."""
    for block in page.blocks:
        address = _ALONE.fullmatch(block.text) if len(block.text) < _LONGEST else None
        name = secret_name(query_pairs(address[1])) if address else ""
        if name and not block.hint:
            yield _fault(name, block.line)


def _fault(name: str, line: int) -> Fault:
    message = f"{name} is sent in the URL, where logs and histories keep it"
    fix = "Send it in the body or the Authorization header (RFC 6750 §5.3)."
    return Fault("WP302", message, line, None, fix)


def secret_name(query: Iterable[tuple[str, str]]) -> str:
    """The first parameter of a query that holds a secret, by its name or else its value; empty for none."""
    pairs = [pair for pair in query if not pair[0].lower().endswith("type")]  # ``grant_type=password``
    named = [name for name, _ in pairs if re.sub(r"[-_.]", "", name.lower()) in _IN_URL]
    return next(iter((*named, *(name for name, value in pairs if _is_secret(name, value)))), "")


def _is_secret(name: str, value: str) -> bool:
    """Whether a value shows that its parameter holds a secret, whatever it is called."""
    is_key = name.lower() == "key" and (
        looks_real(value, is_basic=False) or _OWN_KEY.fullmatch(value) is not None
    )
    return is_key or _STANDS_FOR.fullmatch(value) is not None


def _named_by_value(query: Iterable[tuple[str, str]], text: str) -> str:
    """The first parameter whose value is a variable that is called a secret; an empty string for none."""
    return next((name for name, value in query if value == HOLE and name.lower() in _given_secrets(text)), "")


@lru_cache(maxsize=8)  # each request of a sample asks for its own parameters
def _given_secrets(text: str) -> frozenset[str]:
    """The names, in small letters, that a text gives what is called a secret."""
    return frozenset(match[1].lower() for match in _GIVEN_SECRET.finditer(text))
