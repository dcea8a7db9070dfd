"""warning: Form or query value is not encoded.

A value goes into a form or a query as it is. Any `&`, `+`, `%` or space in it changes what the server reads:
a `+` that means itself, as in `+01:00` or `ada+news@acme.dev`, is read as a space.

## Bad

```bash
curl --fail -d "client_id=app&password=$PASSWORD" https://api.acme.dev/login
```

## Good

```bash
curl --fail -d client_id=app --data-urlencode "password=$PASSWORD" https://api.acme.dev/login
```

## Source

[WHATWG URL, application/x-www-form-urlencoded](https://url.spec.whatwg.org/#application/x-www-form-urlencoded)
"""

import re
from collections.abc import Iterator

from generator.auditing.requests.bodies import undecoded_form_pairs
from generator.auditing.requests.call import HOLE, Call, CallBody, CodeFault
from generator.auditing.requests.urls import split
from generator.auditing.samples.sample import PageSample

# Values of which a reader brings any character at all.
_SECRETS = {"password", "username", "client_secret", "code", "redirect_uri", "assertion", "refresh_token"}
_MARKED = re.compile(r"[<{\[$…*]|\.\.\.|YOUR|your_|xxx|XXX")
_NOT_FORM = re.compile(r"[ #]|%(?![0-9A-Fa-f]{2})|[^\x20-\x7e]")
_FIX = (
    "Let the client encode it: --data-urlencode, urlencode(), url.Values, FormUrlEncodedContent, "
    "URLSearchParams."
)
# A + that means itself, and that a server reads as a space: of a number, an address, an offset from UTC.
_PLUS = re.compile(r"^\+(?=\d{5})|(?<=[\w.-])\+(?=[\w.-]+(?:@|%40))|(?<=:\d\d)\+(?=\d\d(?::?|%3A)\d\d)")
_MARKS = re.compile(r"<[^>]* [^>]*>|\{[^}]* [^}]*\}|\[[^\]]* [^\]]*\]")


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Values of queries and forms that arrive as others than they are."""
    for call in sample.calls:
        yield from _query(call)
        body = call.body
        if body is not None and body.kind == "form" and body.text is not None and not body.encodes:
            yield from _form(call, body)


def _query(call: Call) -> Iterator[CodeFault]:
    url, query = call.url.strip(), split(call.url)[3]
    plus = next((name for name, value in undecoded_form_pairs(query) if _PLUS.search(value)), None)
    if plus:
        message = f"the + in the value of {plus} is read as a space"
        yield CodeFault("WP202", message, call.url_line, None, "Write %2B.", "error")
    if " " in query and "\n" not in url and not _MARKS.search(url) and call.client not in ("curl", "http"):
        message = f"there is a space in the URL {url[:60]}"
        yield CodeFault("WP202", message, call.url_line, None, "Write %20 for the space.")


def _form(call: Call, body: CallBody) -> Iterator[CodeFault]:
    """The first value of a form that is not encoded, of those that are known or a reader's secrets."""
    name = next((name for name, value in body.fields if HOLE in value and name in _SECRETS), None)
    if name:
        message = f"the value of {name} goes into the form as it is, not encoded"
        yield CodeFault("WP202", message, body.line, None, _FIX)
    for name, value in body.fields if call.client != "http" else ():
        if HOLE in value or _MARKED.search(value):
            continue
        if strange := _PLUS.search(value) or _NOT_FORM.search(value):
            message = f"the value of {name} has {strange[0]!r} in it, which a form encodes"
            yield CodeFault("WP202", message, body.line, None, _FIX)
            return
