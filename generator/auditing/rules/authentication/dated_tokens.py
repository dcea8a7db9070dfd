"""Until when a JSON Web Token holds, as its payload says (RFC 7519 §4.1.4)."""

import base64
import binascii
import json
import re
from datetime import UTC, datetime

_LATEST = 32503680000  # seconds: the year 3000


# A claim that stands for the reader's own, as ``your-api-key`` and ``<user id>`` do.
_STANDS_FOR = re.compile(
    r"(?:your|example)[-_ ].+|<.+>|\{\{.+\}\}|(?:.+[@./])?example\.(?:com|net|org)/?", re.IGNORECASE
)


def claims(token: str) -> dict[str, object]:
    """What the payload of a token says; empty where it cannot be read."""
    parts = token.split(".")
    return decoded(parts[1]) if len(parts) == 3 else {}


def decoded(part: str) -> dict[str, object]:
    """What a token's header or payload says; empty where it cannot be read."""
    try:
        said = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def is_made_up(token: str) -> bool:
    """Whether a token is an example: it names a placeholder, so that nobody can have been given it."""
    values = claims(token).values()
    return any(isinstance(value, str) and _STANDS_FOR.fullmatch(value) is not None for value in values)


def expiry(token: str) -> str:
    """The day after which a token is refused, as ``2019-03-14``; empty where it names none."""
    ends = claims(token).get("exp")
    if isinstance(ends, bool) or not isinstance(ends, int | float) or not 0 < ends < _LATEST:
        return ""
    return datetime.fromtimestamp(ends, UTC).date().isoformat()
