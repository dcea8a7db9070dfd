"""The shape of Basic credentials: one colon between two halves, and base64 around both (RFC 7617 §2)."""

import base64
import binascii
import re
from collections.abc import Iterator

from generator.auditing.rules.authentication.secrets import looks_real
from generator.auditing.rules.http.urls import is_placeholder
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import HOLE, Call, Fault


def basic_faults(sample: Sample) -> Iterator[Fault]:
    """Basic credentials that no server can take apart."""
    for call in sample.calls:
        yield from _header(call)
        yield from _prompting(sample, call)


def _header(call: Call) -> Iterator[Fault]:
    """``Basic id:secret``: base64 has no colon."""
    header = call.header("Authorization")
    match = re.match(r"basic\s+(\S.*)", header.value, re.IGNORECASE) if header is not None else None
    if header is None or match is None:
        return
    if ":" not in match[1]:
        yield from _encoded(match[1], header.line)
        return
    # ``Basic <base64(id:secret)>`` tells what to put there.
    if re.search(r"(?i)base_?64|encod|\(|<[^<>]*:|\{[^{}]*:", match[1]):
        return
    message = "Basic credentials are base64, and these are not"
    yield Fault("WP211", message, header.line, None, _ENCODE.get(call.client, _OTHERWISE))


_OTHERWISE = "Encode client_id:client_secret with base64, and send that behind Basic."
_ENCODE = {
    "curl": 'Use --user "$CLIENT_ID:$CLIENT_SECRET"; curl encodes it.',
    "requests": "Use auth=(client_id, client_secret); requests encodes it.",
    "httpx": "Use auth=(client_id, client_secret); httpx encodes it.",
    "net/http": "Use req.SetBasicAuth(id, secret).",
    "fetch": "Write `Basic ${btoa(`${id}:${secret}`)}`.",
    "axios": "Use auth: { username, password }; axios encodes it.",
    "Net::HTTP": "Use request.basic_auth(id, secret).",
}


# What was written for base64: of its letters alone, among them a digit, and no name such as MY_CREDENTIALS.
_BASE64 = re.compile(r"(?=[^\d\s]*\d)[A-Za-z0-9+/]{16,}={0,2}")


def _encoded(value: str, line: int) -> Iterator[Fault]:
    """``Basic <base64>`` that is not the base64 of a name, a colon and a password."""
    if not _is_base64(value) or is_placeholder(value) or re.search(r"(?i)base_?64|encod", value):
        return
    plain = _decoded(value)
    if plain is None and looks_real(value, is_basic=True):
        return  # somebody's, which WP301 tells: a placeholder in its place mends both
    if plain is None:
        message = f"{value[:12]}… is no base64: a letter too many or too few"
    elif ":" not in plain:
        message = f"{value[:12]}… is the base64 of a text without a colon, and Basic is name:password"
    elif plain.endswith("\n"):
        message = _NEWLINE.format(value[-6:])
    elif len(value) % 4:
        message = f"{value[:12]}… lacks the = that base64 is filled up with (RFC 4648 §3.2)"
        filled = value + "=" * (-len(value) % 4)
        yield Fault("WP211", message, line, None, f"Write {filled[-8:]} at its end.", "warning")
        return
    else:
        return
    fix = _WITHOUT_NEWLINE if plain and plain.endswith("\n") else _OTHERWISE
    yield Fault("WP211", message, line, None, fix, "warning")


def _is_base64(value: str) -> bool:
    """Whether a value was written for base64; without a digit, one that a name and a password come out of."""
    if _BASE64.fullmatch(value):
        return True
    is_mixed = re.fullmatch(r"[A-Za-z+/]{16,}={0,2}", value) is not None and value.lower() != value
    return is_mixed and re.fullmatch(r"[!-9;-~]+:[!-~]+", _decoded(value) or "") is not None


_NEWLINE = "the credentials in base64 (…{}) end with a line break, which becomes part of the password"
_WITHOUT_NEWLINE = "Encode them without it: printf '%s' \"$ID:$SECRET\" | base64."


def _decoded(value: str) -> str | None:
    """The text within base64, also where its padding was left out; None for what is no base64."""
    try:
        plain = base64.b64decode(value.rstrip("=") + "=" * (-len(value.rstrip("=")) % 4), validate=True)
    except binascii.Error:
        return None
    return plain.decode("latin-1")  # RFC 7617 §2 leaves the character set open


def _prompting(sample: Sample, call: Call) -> Iterator[Fault]:
    """``--user name``: curl asks for the password, and a script has nobody to answer."""
    match = _USER_OPTION.search(sample.text) if call.client == "curl" and call.basic is not None else None
    if match is None or call.basic is None or call.basic[1]:
        return
    given = match[1].strip("\"'")
    is_name = re.fullmatch(r"\$\{?\w*?(?:id|user(?:name)?|login|email|key|token)\}?", given, re.IGNORECASE)
    is_written = "$" not in given and "(" not in given and not is_placeholder(given) and HOLE not in given
    if ":" not in given and (is_name or is_written):
        message = f"there is no colon in --user {given[:30]}, so curl stops and asks for a password"
        fix = 'Write "name:password"; with an empty password, "name:".'
        yield Fault("WP303", message, sample.text.count("\n", 0, match.start()), None, fix)


_USER_OPTION = re.compile(r"(?<!\S)(?:-u|--user)(?:[ =]|(?=[\"'$]))\s*(\"[^\"]*\"|'[^']*'|\S+)")
