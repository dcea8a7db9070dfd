"""Headers that a tool left behind or that the client writes, and placeholders in base64 (WP213, WP212)."""

import base64
import binascii
import re
from collections.abc import Iterator

from generator.auditing.rules.authentication.token_requests import grant_of
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import HOLE, Call, Fault, Header
from generator.auditing.understanding.json_text import json_value

_TOOLS = re.compile(
    r"(?i)\b(?:PostmanRuntime|insomnia|HTTPie|vscode-restclient|Thunder Client|CFNetwork|Mozilla/5\.0"
    r"|RapidAPI-Playground)\b"
)
_TOOLS_OWN = {"postman-token": "Postman", "x-postman-token": "Postman"}
# What answers as it came, packed, where the sample asks for it to be packed.
_UNPACKS_NOT = {
    *("http.client", "urllib", "curl", "node:http", "net/http", "ext-curl", "HttpClient", "java.net.http"),
    "HttpURLConnection",
}
_UNPACKED = re.compile(
    r"gzip\.|zlib|--compressed|CURLOPT_ENCODING|gunzip|GZIP|AutomaticDecompression|gzip\.NewReader"
)
_NAMES = re.compile(
    r"(?i)(?:(?:your|my|the|api|client|some|app|demo|test)?[ _.-]?"
    r"(?:user(?:name)?|login|email|id|key|client|client[ _-]?id|app[ _-]?id))"
    r":(?:(?:your|my|the|api|client|some|demo|test)?[ _.-]?(?:pass(?:word)?|pwd|secret|key|token))"
)


def leftover_faults(sample: Sample) -> Iterator[Fault]:
    """The headers of a sample that its reader does not mean to send."""
    for call in sample.calls:
        yield from _empty_values(call)
        if call.client == "http":  # a message shows what is sent, by whomever
            continue
        for header in call.headers:
            if HOLE not in header.value:
                yield from _of_tool(call, header)
                yield from _of_client(sample, call, header)
                yield from _hidden(header)


_FEWEST = 3  # members: of fewer, it may well be meant that they are empty


def _empty_values(call: Call) -> Iterator[Fault]:
    """JSON whose every value is ``""``, as a tool makes it of a schema: nobody sees what belongs there."""
    text = (call.body.json or call.body.text or "") if call.body is not None else ""
    value = json_value(text) if text.lstrip()[:1] in ("{", "[") and text.count('""') >= _FEWEST else None
    leaves = list(_leaves(value)) if isinstance(value, dict | list) else []
    if call.body is not None and len(leaves) >= _FEWEST and all(each == "" for each in leaves):
        message = "every value of the body is empty: nobody sees what belongs there"
        yield Fault("WP212", message, call.body.line, None, "Give each an example.")
    stubs = json_value(text) if '"string"' in text else None
    leaves = list(_leaves(stubs)) if isinstance(stubs, dict | list) else []
    if call.body is not None and leaves and set(map(str, leaves)) <= _STUBS:
        message = "the body has the stubs of a generator, and no example"
        yield Fault("WP212", message, call.body.line, None, "Give each value an example.")


_STUBS = {"string", "0", "True", "False", "None"}


def _leaves(value: object) -> Iterator[object]:
    """The values in a value of JSON that hold no others."""
    open_ones = [value]
    while open_ones:
        each = open_ones.pop()
        if isinstance(each, dict | list) and each:
            open_ones += each.values() if isinstance(each, dict) else each
        else:
            yield str(each) if isinstance(each, dict | list) else each


def _of_tool(call: Call, header: Header) -> Iterator[Fault]:
    name = header.name.lower()
    tool = _TOOLS_OWN.get(name)
    if name == "user-agent" and (named := _TOOLS.search(header.value)):
        tool = named[0]
    if tool is not None:
        message = f"{header.name} is a header of {tool}, which the sample was copied from"
        yield Fault("WP213", message, header.line, None, "Remove it.")
    elif name == "cookie" and call.header("Authorization") is not None and not grant_of(call):
        message = "the request brings its credentials in Authorization: this cookie is left from a session"
        yield Fault("WP213", message, header.line, None, "Remove it.")


def _of_client(sample: Sample, call: Call, header: Header) -> Iterator[Fault]:
    name, value = header.name.lower(), header.value.lower()
    if name == "content-length" and value.isdigit():
        message = "this Content-Length holds for one body only, and the client counts for itself"
        yield Fault("WP213", message, header.line, None, "Remove it (RFC 9110 §8.6).")
    elif name == "content-type" and _is_empty(call) and not _is_unread(sample):
        message = f"Content-Type says what the body is, and this {call.method} has none"
        yield Fault("WP213", message, header.line, None, "Remove it (RFC 9110 §8.3); Accept asks for a type.")
    elif name == "connection" and value in ("keep-alive", "close"):
        message = "Connection is the client's own header"
        yield Fault("WP213", message, header.line, None, "Remove it (RFC 9110 §7.6.1).")
    elif name == "host" and f"://{value}" in call.url.lower():
        message = "the client writes Host by itself, from the URL"
        yield Fault("WP213", message, header.line, None, "Remove it (RFC 9110 §7.2).")
    elif (
        name == "accept-encoding"
        and re.search(r"gzip|deflate|\bbr\b", value)
        and call.client in _UNPACKS_NOT
        and _UNPACKED.search(sample.text) is None
    ):
        message = f"{call.client} does not unpack what this header asks for: the answer is no text"
        yield Fault("WP213", message, header.line, None, "Remove it, or unpack the answer.", "warning")


# Of these it is told whether they send a body.
_TOLD = {
    *("curl", "requests", "httpx", "http.client", "fetch", "axios", "XMLHttpRequest"),
    *("net/http", "RestSharp", "ext-curl", "streams", "Net::HTTP"),
}


def _is_empty(call: Call) -> bool:
    """Whether a call surely sends no body: a method that has none, or one that could and is given none."""
    if call.method in ("GET", "HEAD", "DELETE"):
        return call.body is None
    if call.method not in ("POST", "PUT", "PATCH") or call.client not in _TOLD:
        return False
    return call.body is None or (call.body.text == "" and not call.body.fields)


def _is_unread(sample: Sample) -> bool:
    """Whether a part of the sample could not be read, where its body may be."""
    return any(fault.rule == "WP101" and fault.severity is None for fault in sample.faults)


def _hidden(header: Header) -> Iterator[Fault]:
    """Credentials in base64 that are no credentials, as in ``dXNlcm5hbWU6cGFzc3dvcmQ=``."""
    match = re.match(r"Basic ([A-Za-z0-9+/]{8,}={0,2})$", header.value)
    if header.name.lower() != "authorization" or match is None:
        return
    try:
        plain = base64.b64decode(match[1] + "=" * (-len(match[1]) % 4), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return
    if _NAMES.fullmatch(plain):
        message = f"{match[1][:30]} is base64 of {plain[:40]}, which no reader sees to replace"
        yield Fault("WP212", message, header.line, None, "Encode it in the sample, from two variables.")
