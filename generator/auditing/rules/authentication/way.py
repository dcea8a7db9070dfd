"""How a request says who sends it, against what the page names and what its others send (WP512, WP513)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.authentication.credentials import CREDENTIAL, sends_credentials
from generator.auditing.rules.authentication.token_requests import grant_of
from generator.auditing.rules.pages.placed import Placed
from generator.auditing.rules.pages.siblings import way_of
from generator.auditing.understanding.call import HOLE, Fault
from generator.auditing.understanding.says import says

# The registry of OAuth token endpoint authentication methods: RFC 7591 §2.
_WAYS = {"client_secret_post": "form fields", "client_secret_basic": "HTTP Basic"}
_OTHERS = 3  # requests that send credentials, before one that sends none is odd
_OPEN = re.compile(
    r"(?i)login|log-in|sign|regist|token|auth|session|public|health|ping|version|status|password|webhook|verify"
)


def way_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """The faults of how requests are authenticated."""
    yield from _named(page, calls)
    yield from _without(calls)


def _named(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """The page names one way of client authentication, and its token requests go another."""
    named = {name for name in _WAYS if any(name in paragraph.text for paragraph in page.paragraphs)}
    asking = [item for item in calls if grant_of(item.call)]
    ways = {way_of(item.call) for item in asking} - {"none"}
    if len(named) != 1 or len(ways) != 1:
        return
    (name,), (way,) = named, ways
    if way != _WAYS[name]:
        item = next(item for item in asking if way_of(item.call) == way)
        message = f"the page names {name}, and this sample authenticates by {way}"
        fix = f"Send the client by {_WAYS[name]}, or name the other way."
        yield Fault("WP512", message, item.line, None, fix, "note")


def _without(calls: Sequence[Placed]) -> Iterator[Fault]:
    """The one address of a host that is asked without credentials, where all others are asked with them."""
    hosts: defaultdict[str, list[Placed]] = defaultdict(list)
    for item in calls:
        if item.host and HOLE not in item.host:
            hosts[item.host].append(item)
    for items in hosts.values():
        bare = [item for item in items if not _sends(item)]
        sending = {item.path for item in items if _sends(item)}
        path = bare[0].path if len({item.path for item in bare}) == 1 else ""
        is_open = not path.strip("/") or path in sending or _OPEN.search(path) is not None
        if is_open or len(sending) < _OTHERS:
            continue
        message = f"this request sends no credentials, and those to {len(sending)} other addresses do"
        fix = "Send them here too, or say that none are needed."
        yield Fault("WP513", message, bare[0].line, None, fix, "note")


def _sends(item: Placed) -> bool:
    is_open = any(not header.name or HOLE in header.name for header in item.call.headers)
    return sends_credentials(item.call) or is_open or says(item.sample.text, CREDENTIAL)
