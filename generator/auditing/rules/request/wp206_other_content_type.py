"""warning: Content-Type does not match the body.

The header says one media type, and the body is of another.

## Bad

```bash
curl --fail -H "Content-Type: application/json" -d "name=Ada" https://api.acme.dev/items
```

## Good

```bash
curl --fail -d "name=Ada" https://api.acme.dev/items
```

## Source

[RFC 9110 §8.3](https://www.rfc-editor.org/rfc/rfc9110#section-8.3)
"""

import re
from collections.abc import Iterator

from generator.auditing.requests.call import HOLE, Call, CallBody, CodeFault
from generator.auditing.requests.tokens import grant_of
from generator.auditing.requests.urls import is_placeholder
from generator.auditing.samples.sample import PageSample
from generator.media_types import essence, is_json

_FORM = "application/x-www-form-urlencoded"
_WRITE_BOUNDARY = ("requests", "httpx", "fetch", "net/http")


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Bodies that are not what their Content-Type says."""
    for call in sample.calls:
        header, body = call.header("Content-Type"), call.body
        is_open = any(not item.name or HOLE in item.name for item in call.headers)
        if body is None or is_open:
            continue
        media = essence(header.value) if header is not None else ""
        if header is not None and media and HOLE not in media:
            yield from _unlike(media, call, body, header.line, is_whole="boundary" in header.value)
        elif header is None and grant_of(call) and body.kind in ("json", "multipart"):
            kind = "JSON" if body.kind == "json" else "multipart/form-data"
            message = f"a token request is a form (RFC 6749 §4), and this one is {kind}"
            yield CodeFault("WP206", message, body.line, None, f"Send {_FORM}.", "warning")


def _unlike(media: str, call: Call, body: CallBody, line: int, *, is_whole: bool) -> Iterator[CodeFault]:
    """What is wrong, and what to do, if a body is not of the type `media`."""
    says = f"and Content-Type says {media}"
    if media == "multipart/form-data":
        if not is_whole and call.client in _WRITE_BOUNDARY:
            message = "multipart/form-data without a boundary: the server cannot read it"
            yield CodeFault("WP206", message, line, None, "Leave the header out; the client writes it.")
    elif is_json(media) and body.kind == "multipart":
        fix = "Send JSON, or leave the header out."
        yield CodeFault("WP206", f"the body is multipart, {says}", line, None, fix)
    elif is_json(media) and body.kind == "form" and (body.fields or "=" in (body.text or "")):
        fix = f"Send JSON (json=…, JSON.stringify), or say {_FORM}."
        yield CodeFault("WP206", f"the body is a form, {says}", line, None, fix)
    elif media == _FORM and body.kind == "json" and call.client != "axios" and (body.fields or body.text):
        yield CodeFault(
            "WP206", f"the body is JSON, {says}", line, None, "Send a form, or say application/json."
        )
    elif is_json(media) and body.kind == "raw" and re.fullmatch(r"\w+(?: \w+){2,}[.!?]?", body.text or ""):
        yield CodeFault("WP206", f"the body is no JSON, {says}", line, None, "Send JSON, or say text/plain.")
    elif "/" not in media and media.isascii() and not is_placeholder(media):
        yield CodeFault("WP206", f"{media} is no media type", line, None, "Write application/json.")
