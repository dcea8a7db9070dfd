"""Until when a JSON Web Token holds, as its payload says (RFC 7519 §4.1.4)."""

import base64
import binascii
import json
from datetime import UTC, datetime

_LATEST = 32503680000  # seconds: the year 3000


def expiry(token: str) -> str:
    """The day after which a token is refused, as ``2019-03-14``; empty where it names none."""
    parts = token.split(".")
    if len(parts) != 3:
        return ""
    try:
        payload = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return ""
    ends = payload.get("exp") if isinstance(payload, dict) else None
    if isinstance(ends, bool) or not isinstance(ends, int | float) or not 0 < ends < _LATEST:
        return ""
    return datetime.fromtimestamp(ends, UTC).date().isoformat()
