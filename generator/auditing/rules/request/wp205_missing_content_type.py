"""warning: Content-Type is missing.

The body is JSON, and the client labels it as a form or not at all. Many servers refuse it with 400 or 415.

## Bad

```bash
curl --fail https://api.acme.dev/items -d '{"name": "Ada"}'
```

## Good

```bash
curl --fail https://api.acme.dev/items --json '{"name": "Ada"}'
```

## Source

[RFC 9110 §8.3](https://www.rfc-editor.org/rfc/rfc9110#section-8.3)
"""

from collections.abc import Iterator

from generator.auditing.requests.call import HOLE, Call, CallBody, CodeFault
from generator.auditing.samples.sample import PageSample

# Clients that send no type at all, where none is set, and those that send any body as a form.
_NO_TYPE = {
    *("Apache HttpClient", "http", "net/http", "http.client", "requests", "httpx", "httplib2", "HttpClient"),
    *("fetch", "XMLHttpRequest", "java.net.http", "node:http"),
}
_AS_FORM = {
    *("curl", "urllib", "ext-curl", "Net::HTTP", "HttpURLConnection", "HTTParty", "Faraday", "RestClient"),
    "jQuery",
}
_FORM = "application/x-www-form-urlencoded"


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Bodies whose type nothing says, so that a server takes them for something else."""
    for call in sample.calls:
        is_open = any(not header.name or HOLE in header.name for header in call.headers)
        if call.body is not None and call.header("Content-Type") is None and not is_open:
            yield from _missing(call, call.body)


def _missing(call: Call, body: CallBody) -> Iterator[CodeFault]:
    is_form_sent = call.client in _AS_FORM and (call.client != "curl" or call.sets_content_type)
    is_untyped = call.client in _NO_TYPE and not call.sets_content_type
    if call.client == "http" and not call.headers:
        return  # ``POST /items`` and a body: it says what is sent where, and leaves the headers out
    if is_form_sent and body.kind == "json" and (call.client != "curl" or body.text is not None):
        message = f"{call.client} sends this JSON as a form: no Content-Type says what it is"
        fix = "Send Content-Type: application/json."
        if call.client == "curl":
            fix = 'Add --header "Content-Type: application/json", or use --json.'
        yield CodeFault("WP205", message, body.line, None, fix)
    elif is_untyped and body.kind in ("form", "json"):
        kind, wanted = ("a form", _FORM) if body.kind == "form" else ("JSON", "application/json")
        message = f"no Content-Type says that the body is {kind}"
        severity = "error" if body.kind == "form" and call.client != "http" else None
        yield CodeFault("WP205", message, body.line, None, f"Send Content-Type: {wanted}.", severity)
