"""warning: Secret in the URL.

A secret in a URL ends up in logs, histories and Referer headers.

## Bad

```bash
curl --fail "https://api.acme.dev/items?access_token=$TOKEN"
```

## Good

```bash
curl --fail -H "Authorization: Bearer $TOKEN" https://api.acme.dev/items
```

## Source

[RFC 6750 §5.3](https://www.rfc-editor.org/rfc/rfc6750#section-5.3)
"""

import re
from collections.abc import Iterable, Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.requests.tokens import USER_INFO, undecoded_query_pairs
from generator.auditing.samples.sample import PageSample

# The names of parameters that hold a secret, without what stands between their words.
_SECRETS = {
    *("accesstoken", "clientsecret", "password", "apikey", "apitoken", "secret", "secretkey"),
    *("refreshtoken", "authtoken", "privatetoken", "token", "jwt", "sessionid"),
}


def check(sample: PageSample) -> Iterator[CodeFault]:
    """A user's name and password in an address, or a parameter that holds a secret."""
    for call in sample.calls:
        if USER_INFO.match(call.url):
            message = "the URL holds a user name and password"
            yield CodeFault("WP302", message, call.url_line, None, "Send them in the Authorization header.")
        if name := _secret([*undecoded_query_pairs(call.url), *call.query]):
            message = f"{name} is sent in the URL, where logs and histories keep it"
            fix = "Send it in the body or the Authorization header (RFC 6750 §5.3)."
            yield CodeFault("WP302", message, call.url_line, None, fix)


def _secret(query: Iterable[tuple[str, str]]) -> str:
    """The first parameter of a query that is called as a secret is; empty for none."""
    return next((name for name, _ in query if re.sub(r"[-_.]", "", name.lower()) in _SECRETS), "")
