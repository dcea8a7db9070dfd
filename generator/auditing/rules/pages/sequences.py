"""The requests of one sample: one that forgets the credentials of those before it (WP513)."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from generator.auditing.rules.authentication.credentials import sends_credentials
from generator.auditing.rules.authentication.token_requests import grant_of
from generator.auditing.rules.pages.placed import Placed
from generator.auditing.understanding.call import HOLE, Fault

# What is asked without credentials on purpose: a token, a sign-in, whether the server is there.
_OPEN_PATH = re.compile(
    r"(?i)(?<![a-z])(?:o?auth2?|token|log-?in|sign-?in|sign-?up|register|session|revoke|introspect|health\w*|ping"
    r"|status|version|public|\.well-known|callback|webhooks?|upload)(?![a-z])"
)
_ON_PURPOSE = re.compile(
    r"(?i)\b(?:public|anonymous\w*|unauth\w+|401|403|no auth\w*|without|(?:pre)?signed|expired?|invalid)\b"
)
# By other means than what a request brings: cookies, a file, a certificate, what a client adds to each.
_OTHERWISE = re.compile(
    r"(?<=\s)(?:-[bnKE]|--(?:cookie|netrc|config|cert|key))\s|DefaultRequestHeaders|\.auth\s*=|interceptors"
    r"|defaults\."
)


def sequence_faults(calls: Sequence[Placed]) -> Iterator[Fault]:
    """Requests without credentials to a host that got some from the same sample, further up."""
    for sample, group in groupby(calls, key=lambda item: id(item.sample)):
        del sample
        placed = list(group)
        if len(placed) > 1 and placed[0].sample.language != "http":
            yield from _forgotten(placed)


def _forgotten(placed: Sequence[Placed]) -> Iterator[Fault]:
    sending = [item for item in placed if not grant_of(item.call) and sends_credentials(item.call)]
    text = placed[0].sample.text
    if not sending or _ON_PURPOSE.search(text) or _OTHERWISE.search(text):
        return
    first = min(item.line for item in sending)
    hosts = {item.host for item in sending}
    for item in placed:
        is_open = any(not header.name or HOLE in header.name for header in item.call.headers)
        if item.line <= first or is_open or item in sending or grant_of(item.call):
            continue
        is_same = item.host in hosts and item.path and HOLE not in item.host
        if is_same and not _OPEN_PATH.search(item.path):
            message = f"this request has no credentials, unlike the one before it (line {first})"
            yield Fault("WP513", message, item.line, None, "Send the same credentials with each request.")
