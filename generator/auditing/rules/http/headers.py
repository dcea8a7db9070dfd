"""Headers: names that HTTP does not know, values that are glued, doubled or of no scheme (WP211)."""

import re
from collections.abc import Iterator

from generator.auditing.rules.http.urls import is_placeholder
from generator.auditing.rules.samples import Sample
from generator.auditing.rules.slips import is_slip
from generator.auditing.understanding.call import HOLE, Call, Fault, Header

_SPACE = "Write Bearer, a space, and the token."
_NO_SCHEME = re.compile(
    r"(?!(?:Basic|Bearer|Token|Digest)$)[\w.-]*[A-Za-z][\w.-]*|<[\w -]+>|\{[\w -]+\}|\[[\w -]+\]"
)
_GLUED = re.compile(r"[\"'`](Bearer|Basic)[\"'`]\s*(?:\+|\.(?!\w+\())\s*[\w$(]")
# Of credentials a server knows no quotes (RFC 6750 §2.1), unless they stand around a parameter of a scheme.
_IS_KEY = re.compile(r"(?i)authorization|[\w-]*(?:key|token|secret)[\w-]*")
_QUOTED = re.compile(r"(?:\w+ )?(?:\"[^\"=]+\"|'[^'=]+')")
SCHEMED = re.compile(r"(?:Bearer|Basic|Digest|Token)\b")
NO_AUTHENTICATION = "Authentication is no header of HTTP, which has Authorization (RFC 9110 §11.6.2)"
# Those that samples send: RFC 9110, and the fields of the registry that APIs use.
_NAMES = (
    "accept", "accept-encoding", "accept-language", "authorization", "cache-control", "content-encoding",
    "content-length", "content-type", "cookie", "idempotency-key", "if-match", "if-modified-since",
    "if-none-match", "origin", "referer", "user-agent", "www-authenticate",
)  # fmt: skip


def header_faults(call: Call) -> Iterator[Fault]:
    """The faults of the headers of a call."""
    yield from _sent_twice(call)
    yield from _misspelt(call)
    yield from _unsent(call)
    for header in call.headers:
        if (
            header.name
            and not (call.client == "curl" and re.fullmatch(r"[\w-]+;", header.name))  # which has no value
            and HOLE not in header.name
            and re.search(r"[\s\"'(),/:;<=>?@\[\]{}\\]", header.name)
            and not is_placeholder(header.name)
        ):
            yield Fault(
                "WP211", f"{header.name[:40]!r} is no header name", header.line, None, "Write Name: value."
            )
        value = header.value
        mark = re.fullmatch(r"(?:(?:Bearer|Basic|Token) )?(\{\}|%s|\$\{\w+\}|#\{\w+\})", value)
        if mark and call.client not in ("curl", "http"):
            message = f"the {mark[1]} of {header.name} is never filled in, and sent as it is"
            yield Fault(
                "WP115", message, header.line, None, "Put the value in: with a format, or with +.", "warning"
            )
        yield from _other_value(header)
        if _IS_KEY.fullmatch(header.name) and _QUOTED.fullmatch(value):
            message = f"the quotes around the value of {header.name} are sent as a part of it"
            yield Fault("WP211", message, header.line, None, "Take them out.", "warning")
        if header.name.lower() != "authorization":
            continue
        if re.fullmatch(r"Bearer|Basic", value) and call.client not in ("HttpClient", "http"):
            yield Fault("WP211", f"there is nothing behind {value}", header.line, None, _SPACE, "warning")
        elif re.match(rf"(?:Bearer|Basic|Token){HOLE}", value):
            yield Fault(
                "WP211", f"there is no space behind {value.partition(HOLE)[0]}", header.line, None, _SPACE
            )
        elif re.match(r"(?:Bearer|Basic|Token)[:=]", value, re.IGNORECASE):
            yield Fault(
                "WP211",
                f"there is no {value[6:7]} in an Authorization header",
                header.line,
                None,
                "Write Bearer and a space.",
                "warning",
            )
        elif _NO_SCHEME.fullmatch(value) and call.client != "http":
            message = "Authorization has no scheme (RFC 9110 §11.4)"
            fix = "Write Bearer and a space before it, where the API takes it so."
            yield Fault("WP211", message, header.line, None, fix, "note")


def _other_value(header: Header) -> Iterator[Fault]:
    """A media type where a coding belongs, or a word alone where a media type does (RFC 9110 §12.5)."""
    name, value = header.name.lower(), header.value.strip()
    if HOLE in value or is_placeholder(value):
        return
    if name == "accept-encoding" and re.match(r"(?:application|text|image|multipart)/", value):
        message = f"Accept-Encoding asks for a compression, and {value[:40]} is a media type"
        yield Fault("WP211", message, header.line, None, "Write Accept.", "warning")
    if name == "accept" and re.fullmatch(r"[a-z-]+", value):
        message = f"Accept asks for media types, and {value[:40]} is none"
        yield Fault("WP211", message, header.line, None, f"Write application/{value[:40]}.", "warning")


_CURLS_OWN = ("accept", "expect", "host", "user-agent", "content-type", "transfer-encoding", "authorization")


def _unsent(call: Call) -> Iterator[Fault]:
    """``-H 'X-Version:'``: curl leaves a header without a value out, which is meant for its own alone."""
    for header in call.headers if call.client in ("curl", "ext-curl") else ():
        is_named = re.fullmatch(r"[A-Za-z][\w-]*", header.name) is not None
        if is_named and not header.value.strip() and header.name.lower() not in _CURLS_OWN:
            message = f"curl sends no header without a value, and {header.name[:40]} has none"
            fix = "Give it a value, or write a semicolon for the colon."
            yield Fault("WP211", message, header.line, None, fix, "warning")


def _misspelt(call: Call) -> Iterator[Fault]:
    """The name of a header that is one of HTTP's, but for a slip; a server passes it over."""
    for header in call.headers:
        name = header.name.lower()
        if name == "authentication" and SCHEMED.match(header.value):
            yield Fault("WP211", NO_AUTHENTICATION, header.line, None, "Write Authorization.", "warning")
            continue
        near = [] if name in _NAMES else [each for each in _NAMES if is_slip(name, each, 0.87)]
        if near and name.count("-") <= near[0].count("-"):
            right = "-".join(part.capitalize() for part in near[0].split("-"))
            message = f"{header.name} is no header of HTTP"
            yield Fault("WP211", message, header.line, None, f"Write {right}.", "warning")


def glued(sample: Sample) -> Iterator[Fault]:
    """``"Bearer" + token``, in a sample whose headers are not read; the others were told of theirs."""
    match = _GLUED.search(sample.text) if sample.is_code else None
    line = sample.text.count("\n", 0, match.start()) if match else 0
    if match and not any(header.line == line for call in sample.calls for header in call.headers):
        yield Fault("WP211", f"there is no space behind {match[1]}", line, None, _SPACE)


def _sent_twice(call: Call) -> Iterator[Fault]:
    """A header that takes one value, and is added a second time."""
    seen: set[str] = set()
    for header in call.headers if call.client in ("curl", "Net::HTTP") else ():
        name = header.name.lower()
        if name in seen and name in ("content-type", "authorization"):
            yield Fault(
                "WP211", f"{header.name} is sent twice", header.line, None, "Keep one of the two.", "warning"
            )
        seen.add(name)
