"""Which calls are axios's, and what each takes: https://axios-http.com/docs/api_intro."""

import re
from functools import lru_cache

_BODILESS = {"get": "GET", "delete": "DELETE", "head": "HEAD", "options": "OPTIONS"}
_WITH_BODY = {"post": "POST", "put": "PUT", "patch": "PATCH"}
_OF_FORMS = {f"{verb}Form": method for verb, method in _WITH_BODY.items()}

AXIOS_METHODS = {**_BODILESS, **_WITH_BODY, **_OF_FORMS}
"""The HTTP method of each function that is named after one."""


_IMPORTED = re.compile(
    r"(?:\bimport\s+(?:\*\s+as\s+)?(\w+)\s+from\s+|\b(\w+)\s*=\s*require\(\s*)['\"]axios['\"]"
)


def named(name: str, text: str) -> str:
    """A function as axios's own manual names it, where a sample imports axios by another name."""
    owner, dot, member = name.partition(".")
    return f"axios{dot}{member}" if owner == _own_name(text) else name


@lru_cache(maxsize=8)  # each call of a sample asks
def _own_name(text: str) -> str | None:
    """The name by which a sample imports axios; None where it does not."""
    match = _IMPORTED.search(text) if "axios" in text else None
    return (match[1] or match[2]) if match is not None else None


def takes_body(verb: str) -> bool:
    """Whether the second argument is the body, and the configuration the third."""
    return verb in _WITH_BODY or verb in _OF_FORMS


def takes_form(verb: str) -> bool:
    """Whether what is given is sent as ``multipart/form-data``."""
    return verb in _OF_FORMS


def takes_configuration(name: str) -> bool:
    """Whether a function of that name takes all of a request in its configuration: ``axios(…)``."""
    return name in ("axios", "axios.request", "axios.default.request")


def is_call(name: str) -> bool:
    """Whether a function of that name sends a request with axios, and brings a promise of its response."""
    owner, _, verb = name.partition(".")
    return takes_configuration(name) or (owner == "axios" and verb in AXIOS_METHODS)
