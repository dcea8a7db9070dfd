"""A request that brings credentials in two places, of which a server reads one (WP304)."""

import re
from collections.abc import Iterator

from generator.auditing.rules.authentication.token_requests import grant_of
from generator.auditing.understanding.call import HOLE, Call, Fault, Header


def doubled_faults(call: Call) -> Iterator[Fault]:
    """Credentials by an option of the client, and others in the Authorization header beside it."""
    header = call.header("Authorization")
    if call.basic is not None and header is not None and not grant_of(call):
        message = "the request brings credentials twice: the client's own, and an Authorization header"
        yield Fault("WP304", message, header.line, None, "Keep one of the two.")
    yield from _tokens(call, header) if header is not None else ()


def _tokens(call: Call, header: Header) -> Iterator[Fault]:
    """The token of Authorization again in another header, or another token beside it."""
    sent = header.value.rpartition(" ")[2]
    is_known = len(sent) >= _SHORTEST_TOKEN and HOLE not in sent
    is_bearer = re.match(r"(?i)bearer\b", header.value) is not None
    for other in call.headers:
        if other is not header and is_known and other.value == sent:
            message = f"the same token is sent in Authorization and in {other.name}"
            yield Fault("WP304", message, other.line, None, "Keep the one that the server reads.")
        elif is_bearer and _TOKEN_HEADER.fullmatch(other.name):
            message = f"a token is sent as Bearer, and one as {other.name} beside it"
            yield Fault("WP304", message, other.line, None, "Keep one, or say what the other is.", "note")


_TOKEN_HEADER = re.compile(r"(?i)(?:x[-_])?(?:access|auth|bearer)[-_]?token|token")
_SHORTEST_TOKEN = 6  # characters
