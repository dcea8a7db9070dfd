"""error: Malformed header.

The server cannot read the header: no colon, no space behind the scheme, credentials that are no base64, a name
with a slip.

## Bad

```bash
curl --fail -H "Authorization Bearer abc" https://api.acme.dev/items
```

## Good

```bash
curl --fail -H "Authorization: Bearer $TOKEN" https://api.acme.dev/items
```

## Source

[RFC 9110 §5.1](https://www.rfc-editor.org/rfc/rfc9110#section-5.1)
"""

import re
from collections.abc import Iterator

from generator.auditing.requests.call import HOLE, Call, CodeFault, Header
from generator.auditing.requests.slips import is_slip
from generator.auditing.requests.urls import is_placeholder
from generator.auditing.samples.sample import PageSample

_NO_NAME = re.compile(r"[\s\"'(),/:;<=>?@\[\]{}\\]")
_SCHEMES = "Bearer|Basic|Token"
_NAMES = ("accept", "accept-encoding", "authorization", "content-encoding", "content-type", "user-agent")


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Headers that a server cannot read: one fault each."""
    for call in sample.calls:
        for header in call.headers:
            found = next(_wrong(call, header), None)
            if found is not None:
                message, fix = found
                yield CodeFault("WP211", message, header.line, None, fix)


def _wrong(call: Call, header: Header) -> Iterator[tuple[str, str]]:
    name, value = header.name.replace(HOLE, "…"), header.value
    is_curl = call.client == "curl"
    if not name or header.name.startswith(HOLE) or is_placeholder(header.name.replace(HOLE, "")):
        return
    if is_curl and not value and " " in name.strip():
        yield f"the header {name[:40]!r} has no colon: curl sends nothing for it", "Write Name: value."
    elif HOLE in header.name:
        return
    elif _NO_NAME.search(name) and not (is_curl and re.fullmatch(r"[\w-]+;", name)):
        yield f"{name[:40]!r} is no header name", "Write Name: value."
    if misspelt := _misspelt(name.lower(), value):
        yield f"{name} is no header of HTTP", f"Write {misspelt}."
    if name.lower() == "authorization":
        if glued := re.match(rf"({_SCHEMES}){HOLE}", value):
            yield f"there is no space behind {glued[1]}", f"Write {glued[1]}, a space, and the credentials."
        if glued := re.match(rf"(?i)({_SCHEMES})[:=]", value):
            yield f"there is no {value[len(glued[1])]} in an Authorization header", "Write a space there."
        if re.fullmatch(r"(?:\w+ )?(?:\"[^\"=]+\"|'[^'=]+')", value):
            yield "the quotes around the credentials are sent as a part of them", "Take them out."
        if re.match(r"(?i)basic\s", value) and ":" in value and not _says_how(value):
            fix = "Encode client_id:client_secret with base64, or let the client do it (curl --user)."
            yield "Basic credentials are base64, and these are not", fix


def _misspelt(name: str, value: str) -> str:
    """The header of HTTP that a name with a slip was meant to be; empty for none."""
    if name == "authentication" and re.match(rf"(?:{_SCHEMES})\b", value):
        return "Authorization"
    near = [] if name in _NAMES else [each for each in _NAMES if is_slip(name, each, 0.87)]
    is_one = near and name.count("-") <= near[0].count("-")
    return "-".join(part.capitalize() for part in near[0].split("-")) if is_one else ""


def _says_how(value: str) -> bool:
    """``Basic <base64(id:secret)>`` tells what to put there."""
    return re.search(r"(?i)base_?64|encod|\(|<[^<>]*:|\{[^{}]*:", value) is not None
