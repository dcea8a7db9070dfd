"""warning: Credential that looks real.

A key, a token or a password on the page looks like somebody's own. Values that are known examples,
placeholders or cut short are left out.

## Bad

```bash
curl --fail -H "X-Api-Key: 9f8a7c6e5d4b3a2910fe7dc6ba58a4f3" https://api.acme.dev/items
```

## Good

```bash
curl --fail -H "X-Api-Key: $API_KEY" https://api.acme.dev/items
```

## Source

[OWASP, Secrets Management Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html)
"""

import re
from collections.abc import Iterator

from generator.auditing.pages.language import PLAIN
from generator.auditing.requests.call import Call, CodeFault
from generator.auditing.requests.tokens import USER_INFO
from generator.auditing.rules.security.secrets import CUT, SECRET_SHAPES, is_public, looks_real
from generator.auditing.samples.sample import PROSE, PageSample

_NAMED = re.compile(
    r"\b(client_?secret|(?:api|app|consumer|shared)_?secret|secret|sec_?key|consumer_?key|api_?key"
    r"|access_?token|refresh_?token|password|secret_?key|auth_?token|x-api-key|private_?token)\b"
    r"[\"']?\s*(?:(?:[:=]|:=|=>)\s*[\"']?|,\s*[\"'])"
    r"((?<=[\"'])[^\s\"'<>{}]{12,}(?=[\"'])|[A-Za-z0-9_\-+/=.!@#]{12,})",
    re.IGNORECASE,
)
_AUTHORIZATION = re.compile(
    r"\b((?i:bearer|basic|token|api-?key|oauth|jwt))\s+(?:[a-z_]+=\"?)?([A-Za-z0-9_\-+/=.~]{16,})"
)
# Idempotency-Key names one request, and is nobody's secret (draft-ietf-httpapi-idempotency-key-header).
_SECRET_HEADER = re.compile(r"(?i)^(?!(?:x-)?idempotency|postman).*(?:key|token|secret)")


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Credentials that look real, one for each line; in running text, those that their shape gives away."""
    told: set[int] = set()
    for what, value, line, column in _shown(sample):
        if line not in told:
            told.add(line)
            shown = f"{value[:8]}…" if len(value) > 12 else value
            message = f"{what} looks real ({shown})"
            fix = "Revoke it, and show a placeholder or an environment variable."
            yield CodeFault("WP301", message, line, column if sample.language != PROSE else None, fix)


def _shown(sample: PageSample) -> Iterator[tuple[str, str, int, int]]:
    """What a sample shows, by its shape, by its name and by how it is sent: with its line and column."""
    text = sample.block.text
    for what, mark, pattern in SECRET_SHAPES:
        for match in pattern.finditer(text) if mark in text else ():
            if not is_public(match[0]) and not CUT.match(text, match.end()):
                yield what, match[0], *_place(text, match.start())
    if not sample.is_code and sample.language not in ("http", PLAIN):
        return
    for match in [*_AUTHORIZATION.finditer(text), *_NAMED.finditer(text)]:
        is_basic = match[1].lower() == "basic"
        if not CUT.match(text, match.end()) and looks_real(match[2], is_basic=is_basic):
            yield f"a value of {match[1]}", match[2], *_place(text, match.start(2))
    for call in sample.calls:
        yield from _sent(call, text)


def _sent(call: Call, text: str) -> Iterator[tuple[str, str, int, int]]:
    """What a call sends in a header of its own, by HTTP Basic or in the address."""
    written = USER_INFO.match(call.url)
    values = [header.value for header in call.headers if _SECRET_HEADER.search(header.name)]
    for value in [*values, *(call.basic or ()), *(written.groups() if written else ())]:
        start = text.find(value) if value and looks_real(value, is_basic=False) else -1
        if start >= 0:
            yield "a credential", value, *_place(text, start)


def _place(text: str, offset: int) -> tuple[int, int]:
    """The line and the column of a place in a text, both 0-based."""
    return text.count("\n", 0, offset), offset - text.rfind("\n", 0, offset) - 1
