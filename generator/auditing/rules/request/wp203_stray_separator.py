"""error: Doubled or stray separator in a form or query.

Two separators stand where one belongs, or one stands alone. The server reads an empty field, or a name that
was meant as a value.

## Bad

```bash
curl --fail -d "name=Ada&&role=admin" https://api.acme.dev/users
```

## Good

```bash
curl --fail -d "name=Ada&role=admin" https://api.acme.dev/users
```

## Source

[WHATWG URL, application/x-www-form-urlencoded parsing](https://url.spec.whatwg.org/#urlencoded-parsing)
"""

import re
from collections.abc import Iterator

from generator.auditing.requests.call import HOLE, Call, CallBody, CodeFault
from generator.auditing.requests.urls import split
from generator.auditing.samples.sample import PageSample

_COLON = re.compile(r"[\"']?([A-Za-z_][\w.-]*)[\"']?\s*:(?!//)\s*\S")


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Separators of forms and queries that stand twice, at the wrong place, or not at all."""
    for call in sample.calls:
        yield from _query(call)
        if call.body is not None and call.body.text:
            yield from _form(call, call.body, call.body.text.strip())


def _query(call: Call) -> Iterator[CodeFault]:
    _, _, path, query = split(call.url)
    if not query and re.search(r"/[^/?#]*&[\w.-]+=", path):
        message = "the query begins with &, and no ? stands before it"
        yield CodeFault("WP203", message, call.url_line, None, "Write ? before the first parameter.")
    if query and re.search(r"&&|\?&|[?&]=", f"?{query}"):
        message = "the query has a doubled or stray separator"
        yield CodeFault("WP203", message, call.url_line, None, "Write one & between two parameters.")
    # A parameter may well be an address with a query of its own (RFC 3986 §3.4).
    parts = query.split("&") if HOLE not in query else []
    if any("?" in part and "://" not in part.split("?")[0] for part in parts):
        message = "the query has a second ?"
        yield CodeFault("WP203", message, call.url_line, None, "Write & between two parameters.", "warning")


def _form(call: Call, body: CallBody, text: str) -> Iterator[CodeFault]:
    if body.kind == "form" and ("&&" in text or text.startswith("&") or re.search(r"&\s*=", text)):
        message = "the form has a doubled or stray separator"
        yield CodeFault("WP203", message, body.line, None, "Write one & between two fields.")
    header = call.header("Content-Type")
    is_form = header is not None and "x-www-form-urlencoded" in header.value
    if body.kind == "raw" and is_form and "=" not in text and (pair := _COLON.match(text)):
        message = f"a form has = between a name and its value, and {pair[1][:30]} has a colon"
        yield CodeFault("WP203", message, body.line, None, f"Write {pair[1][:30]}=….")
