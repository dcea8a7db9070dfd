"""warning: Client authentication is missing.

A token request says nowhere which client asks; the server answers `invalid_client`.

## Bad

```bash
curl --fail -d grant_type=client_credentials https://auth.acme.dev/token
```

## Good

```bash
curl --fail -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials https://auth.acme.dev/token
```

## Source

[RFC 6749 §2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)
"""

import re
from collections.abc import Iterator

from generator.auditing.requests.call import HOLE, Call, CodeFault
from generator.auditing.requests.tokens import given, grant_of, is_basic
from generator.auditing.requests.urls import is_placeholder
from generator.auditing.samples.sample import PageSample

_NAMES_CLIENT = re.compile(r"(?i)api-?key|client|app(?:lication)?-?(?:id|key)|subscription-key")
_OF_CLIENT = {"client_id", "client_assertion", "client_secret", "assertion", "code_verifier", "device_code"}
_USER = re.compile(r"(?<!\S)(?:-u|--user)(?:[ =]|(?=[\"'$]))\s*(\"[^\"]*\"|'[^']*'|\S+)")
_NAME = re.compile(r"\$\{?\w*?(?:id|user(?:name)?|login|email|key|token)\}?", re.IGNORECASE)


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Token requests of which nothing says who asks, and a user without a password."""
    for call in sample.calls:
        if grant_of(call):
            yield from _unknown(call)
        if call.client == "curl" and call.basic is not None and not call.basic[1]:
            yield from _prompting(sample.text)


def _unknown(call: Call) -> Iterator[CodeFault]:
    fields = {name for name, _ in given(call)}
    is_open = any(name[:1] == HOLE for name in fields) or any(not item.name for item in call.headers)
    has_key = any(_NAMES_CLIENT.search(each.name) for each in call.headers)
    is_known = is_basic(call) or call.header("Authorization") or has_key or fields & _OF_CLIENT
    if not is_known and not is_open and HOLE not in grant_of(call):
        message = "nothing says which client asks: there is no client_id and no Basic credential"
        fix = "Send client_id (and client_secret), or HTTP Basic (RFC 6749 §2.3.1)."
        yield CodeFault("WP303", message, call.body.line if call.body else call.line, None, fix)


def _prompting(text: str) -> Iterator[CodeFault]:
    """``--user name``: curl asks for the password, and a script has nobody to answer."""
    match = _USER.search(text)
    user = match[1].strip("\"'") if match else ""
    is_written = "$" not in user and "(" not in user and not is_placeholder(user)
    if match and user and ":" not in user and (is_written or _NAME.fullmatch(user)):
        message = f"there is no colon in --user {user[:30]}, so curl stops and asks for a password"
        fix = 'Write "name:password"; with an empty password, "name:".'
        yield CodeFault("WP303", message, text.count("\n", 0, match.start()), None, fix)
