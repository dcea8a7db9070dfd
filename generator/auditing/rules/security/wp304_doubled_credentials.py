"""warning: Credentials that are sent twice.

The request brings credentials in two places, of which a server reads one or refuses both; or a request for a
token already brings one.

## Bad

```bash
curl --fail -u "$CLIENT_ID:$SECRET" -d grant_type=client_credentials --data-urlencode "client_secret=$SECRET" https://auth.acme.dev/token
```

## Good

```bash
curl --fail -u "$CLIENT_ID:$SECRET" -d grant_type=client_credentials https://auth.acme.dev/token
```

## Source

[RFC 6749 §2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)
"""

import re
from collections.abc import Iterator

from generator.auditing.requests.call import Call, CodeFault
from generator.auditing.requests.tokens import GRANTS, given, grant_of, is_basic
from generator.auditing.samples.sample import PageSample


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Requests with credentials in two places, and token requests that already bring a token."""
    for call in sample.calls:
        header = call.header("Authorization")
        if grant_of(call) in GRANTS:
            yield from _token_request(call)
        elif call.basic is not None and header is not None:
            message = "the request brings credentials twice: the client's own, and an Authorization header"
            yield CodeFault("WP304", message, header.line, None, "Keep one of the two.")


def _token_request(call: Call) -> Iterator[CodeFault]:
    header, line = call.header("Authorization"), call.body.line if call.body else call.line
    if is_basic(call) and any(name == "client_secret" for name, _ in given(call)):
        message = "the client authenticates twice: with HTTP Basic and in the form (RFC 6749 §2.3)"
        yield CodeFault("WP304", message, line, None, "Keep one of the two.")
    if header is not None and re.match(r"(?i)(?:bearer|token)\s", header.value):
        message = "a token request takes no access token in Authorization"
        fix = "Remove the header, or send the client's Basic credentials."
        yield CodeFault("WP304", message, header.line, None, fix)
