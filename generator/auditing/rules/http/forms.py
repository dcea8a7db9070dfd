"""Forms as bodies: separators, values that are not encoded, or twice (WP202, WP203, WP204, WP209)."""

import re
from collections.abc import Iterator

from generator.auditing.understanding.call import HOLE, Body, Call, Fault

_SECRETS = {
    "password",
    "username",
    "client_secret",
    "code",
    "redirect_uri",
    "scope",
    "assertion",
    "refresh_token",
}
_TYPED = {"username", "password", "client_secret"}  # for which readers write what they were given
_MARKED = re.compile(r"[<{\[$…*]|\.\.\.|YOUR|your_|xxx|XXX")
_PLACEHOLDER = re.compile(r"<[^<>]*>|\{[^{}]*\}|\[[^\[\]]*\]|\.\.\.[\s\S]*|[A-Z_ ]{4,}|(?i:your|xxx)[\s\S]*")
_NOT_FORM = re.compile(r"[^A-Za-z0-9*._+%~-]")
ENCODER = (
    "Let the client encode it: --data-urlencode, urlencode(), url.Values, FormUrlEncodedContent, "
    "URLSearchParams."
)
# A + that means itself, and that a server reads as a space: of a number, an address, an offset from UTC.
MEANT_PLUS = re.compile(r"^\+(?=\d{5})|(?<=[\w.-])\+(?=[\w.-]+(?:@|%40))|(?<=:\d\d)\+(?=\d\d(?::?|%3A)\d\d)")


def form_faults(call: Call, body: Body) -> Iterator[Fault]:
    """The faults of a body that is a form, or is meant to be one."""
    yield from _fields(call, body)
    yield from _unnamed(call, body)
    yield from _named_file(call, body)


def _fields(call: Call, body: Body) -> Iterator[Fault]:
    if body.kind == "form" and body.text is not None:
        text = body.text.strip()
        if "&&" in text or text.startswith("&") or re.search(r"&=|&\s*=", text):
            yield Fault(
                "WP203",
                "the form has a doubled or stray separator",
                body.line,
                None,
                "Write one & between two fields.",
            )
        elif text.endswith("&"):
            yield Fault(
                "WP203", "the form ends with a separator", body.line, None, "Remove the last &.", "warning"
            )
        bare = next((part for part in text.split("&") if part and "=" not in part and HOLE not in part), None)
        if bare and "=" in text:
            message = f"the field {bare[:40]} has no ="
            yield Fault("WP203", message, body.line, None, "Write name=value.", "warning")
        if "\n" in text.strip() and call.client not in ("curl", "http"):
            yield Fault("WP202", "the form has line breaks inside", body.line, None, "Write it on one line.")
        if (broken := re.search(r"(?:^|&)(\w+)=[^&]*%0[AaDd](?=&|$)", text)) is not None:
            message = f"the value of {broken[1]} ends with a line break, in %0A"
            yield Fault("WP202", message, body.line, None, "Take the line break out.")
        if not body.encodes:
            yield from _unencoded(body, is_copied=call.client != "http")
    if body.encodes and body.kind == "form":
        for name, value in body.fields:
            if re.search(r"%[0-9A-Fa-f]{2}", value):
                yield Fault(
                    "WP204",
                    f"the value of {name} is encoded here, and the client encodes it once more",
                    body.line,
                    None,
                    "Write the plain value.",
                    "error" if re.search("%3A%2F%2F", value, re.IGNORECASE) else None,
                )
                return


_COLON = re.compile(r"[\"']?([A-Za-z_][\w.-]*)[\"']?\s*:(?!//)\s*\S")


def _unnamed(call: Call, body: Body) -> Iterator[Fault]:
    """``-d grant_type:password`` under the type of a form: one field without a value, of that whole name."""
    header = call.header("Content-Type")
    if body.kind != "raw" or not body.text or header is None or "x-www-form-urlencoded" not in header.value:
        return
    if "=" not in body.text and (pair := _COLON.match(body.text.strip())):
        message = f"a form has = between a name and its value, and {pair[1][:30]} has a colon"
        yield Fault("WP203", message, body.line, None, f"Write {pair[1][:30]}=….")


def _unencoded(body: Body, *, is_copied: bool) -> Iterator[Fault]:
    """The values that are not encoded; of a placeholder in a text that `is_copied`, what replaces it."""
    twice = next((name for name, value in body.fields if re.search(r"%25[0-9A-Fa-f]{2}", value)), None)
    if twice:
        yield Fault("WP204", f"the value of {twice} is encoded twice", body.line, None, "Encode it once.")
    open_ones = [name for name, value in body.fields if HOLE in value]
    if open_ones:  # a secret may hold any character
        name = next((each for each in open_ones if each in _SECRETS), open_ones[0])
        severity = None if name in _SECRETS else "note"
        message = f"the value of {name} goes into the form as it is, not encoded"
        yield Fault("WP202", message, body.line, None, ENCODER, severity)
    for name, value in body.fields:
        is_marked = _MARKED.search(value) is not None
        if HOLE in value or not value or (is_marked and " " not in _PLACEHOLDER.sub("", value).strip()):
            continue
        strange = re.search(" ", value) or _NOT_FORM.search(value) or MEANT_PLUS.search(value)
        if strange:
            yield Fault(
                "WP202",
                f"the value of {name} has {strange[0]!r} in it, which a form encodes",
                body.line,
                None,
                ENCODER,
            )
            return
    typed = [name for name, value in body.fields if name in _TYPED and _MARKED.search(value)]
    if typed and is_copied and not open_ones:
        message = f"what takes the place of {typed[0]} goes into the form as it is: a & or % in it breaks it"
        yield Fault("WP202", message, body.line, None, ENCODER, "note")


_FILE = re.compile(
    r"[\w./~-]+\.(?:pdf|png|jpe?g|gif|svg|csv|tsv|txt|zip|gz|tar|docx?|xlsx?|mp[34]|wav|webm|json|xml)"
)


def _named_file(call: Call, body: Body) -> Iterator[Fault]:
    """``curl --form file=scan.pdf`` sends the name; the file is sent with an @ (curl's manual, --form)."""
    for name, value in body.fields if call.client == "curl" and body.kind == "multipart" else ():
        if _FILE.fullmatch(value) and not re.search(r"name|path|type", name, re.IGNORECASE):
            message = f"curl sends the text {value[:40]}, not the file of that name"
            yield Fault("WP209", message, body.line, None, f"Write {name}=@{value[:40]}.", "warning")
