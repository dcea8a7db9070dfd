"""error: URL is malformed.

The client refuses the address or sends the request elsewhere: no host, no scheme, a space, a mistyped scheme.

## Bad

```python
import requests

requests.get("api.acme.dev/items", timeout=10).raise_for_status()
```

## Good

```python
import requests

requests.get("https://api.acme.dev/items", timeout=10).raise_for_status()
```

## Source

[RFC 3986 §3](https://www.rfc-editor.org/rfc/rfc3986#section-3)
"""

import re
from collections.abc import Iterator

from generator.auditing.requests.call import HOLE, Call, CodeFault
from generator.auditing.requests.slips import is_slip
from generator.auditing.requests.urls import split
from generator.auditing.samples.sample import PageSample

_UNKNOWN = re.compile(r"[<{\[$:\ufffc%]|(?:YOUR|MY|API|BASE)_|[A-Z_]+(?:/|$)|your")
_MALFORMED = re.compile(r"https?:/?[^/\ufffc$<{]|https?:///|https?;://|https?//|https?://https?[:/]")
_MARKS = re.compile(r"<[^>]* [^>]*>|\{[^}]* [^}]*\}|\[[^\]]* [^\]]*\]")
_OPEN = re.compile(r"[<>{}\[\]$%*|\ufffc…\s]|\.\.\.")
_ODD_HOST = re.compile(r"[^\w.-]|\.\.|^[.-]")
_REFUSES_BREAKS = {"curl", "ext-curl", "net/http"}  # the others take them out, or encode them
_REFUSES_SPACES = {"curl", "urllib", "http.client"}
_NEEDS_SCHEME = {"requests", "httpx", "urllib"}


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Addresses that the client of a sample refuses, or that name no host; one fault each."""
    for call in sample.calls:
        url = call.url.strip()
        known = url and not _UNKNOWN.match(url)
        found = next((found for found in (_wrong(call, url) if known else ()) if found), None)
        if found is not None:
            message, fix = found
            yield CodeFault("WP208", message, call.url_line, None, fix)


def _wrong(call: Call, url: str) -> Iterator[tuple[str, str]]:
    """What is wrong with an address, and what to write; the gravest first."""
    shown, host = url[:60].replace(HOLE, "…"), split(url)[1].partition(":")[0]
    if _MALFORMED.match(url) or _is_scheme_mistyped(url):
        yield f"the URL {shown} is malformed", "Write https://host/path."
    if host and host.isascii() and not _OPEN.search(host) and _ODD_HOST.search(host):
        yield f"the host {host[:60]} is no name that a machine can have", "Write it as api.example.com."
    if call.client == "curl" and re.match(r"/[\w.-]+(?:/|$)", url):
        yield f"curl has no host to send {shown} to", "Write https://host before it."
    if call.client in _NEEDS_SCHEME and re.match(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/|$)", url):
        yield f"the URL {shown} has no scheme, and {call.client} refuses it", f"Write https://{url[:40]}."
    if call.client in _REFUSES_BREAKS and re.search(r"[\r\n]", url):
        yield f"there is a line break in the URL, and {call.client} refuses it", "Write it in one line."
    elif call.client in _REFUSES_SPACES and " " in url and "\n" not in url and not _MARKS.search(url):
        yield f"there is a space in the URL {shown}", "Write %20 for the space."


def _is_scheme_mistyped(url: str) -> bool:
    """Whether a URL begins with ``htts://`` or the like: nearly http, and a scheme that no client knows."""
    scheme = re.match(r"([a-z]{3,7})://", url)
    if scheme is None or scheme[1] in ("http", "https"):
        return False
    return any(is_slip(scheme[1], each, 0.75) for each in ("http", "https"))
