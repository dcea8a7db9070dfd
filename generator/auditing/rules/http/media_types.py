"""Bodies and the media types that say what they are (WP205, WP206, WP207)."""

import json
import re
from collections.abc import Iterator

from generator.auditing.rules.http.urls import is_placeholder
from generator.auditing.understanding.call import HOLE, NATIVE_FILE, Body, Call, Fault
from generator.findings import Severity
from generator.media_types import essence, is_json

_FORM = "application/x-www-form-urlencoded"
_NO_TYPE = {
    "Apache HttpClient",
    "http",
    "net/http",
    "http.client",
    "requests",
    "httpx",
    "httplib2",
    "HttpClient",
    "fetch",
    "XMLHttpRequest",
    "java.net.http",
    "node:http",
}
# What sends any body as a form where nothing else is said.
_AS_FORM = {
    "urllib",
    "ext-curl",
    "Net::HTTP",
    "HttpURLConnection",
    "HTTParty",
    "Faraday",
    "RestClient",
    "jQuery",
}


def media_type_faults(call: Call, body: Body) -> Iterator[Fault]:
    """What Content-Type says about a body, or should say."""
    header = call.header("Content-Type")
    if any(not item.name or HOLE in item.name for item in call.headers):
        return
    if header is None:
        yield from _missing_type(call, body)
        return
    media = essence(header.value)
    if HOLE in media or not media:
        return
    if media == "multipart/form-data" and "boundary" not in header.value and call.client in _WRITE_BOUNDARY:
        if call.client != "axios" and all(value != NATIVE_FILE for _, value in body.fields):
            message = "multipart/form-data without a boundary: the server cannot read it"
            fix = "Leave the header out; the client writes it."
            yield Fault("WP206", message, header.line, None, fix, "error")
        return
    if (found := _unlike(media, call, body)) is not None:
        message, fix, severity = found
        yield Fault("WP206", message, header.line, None, fix, severity)


_WRITE_BOUNDARY = ("requests", "httpx", "fetch", "axios", "net/http")


def _unlike(media: str, call: Call, body: Body) -> tuple[str, str, Severity] | None:
    """What is wrong, what to do, and how bad it is, if a body is not of the type `media`."""
    says = f"and Content-Type says {media}"
    if is_json(media) and body.kind == "multipart":
        return f"the body is multipart, {says}", "Send JSON, or leave the header out.", "error"
    if is_json(media) and body.kind == "form" and len(body.fields) + (body.text or "").count("=") > 0:
        fix = "Send JSON (json=…, JSON.stringify), or say application/x-www-form-urlencoded."
        return f"the body is a form, {says}", fix, "error"
    if media == _FORM and body.kind == "json" and call.client != "axios" and (body.fields or body.text):
        return f"the body is JSON, {says}", "Send a form, or say application/json.", "error"
    if media == "text/plain" and body.kind == "json" and body.fields:
        return f"the body is JSON, {says}", "Say application/json.", "warning"
    if media in ("text/json", "text/x-json", "application/x-json") and body.kind == "json":
        return f"{media} is registered for nothing: JSON is application/json", "Say application/json.", "note"
    if is_json(media) and body.kind == "raw" and _is_plain(body.text):
        return f"the body is no JSON, {says}", "Send JSON, or say text/plain.", "error"
    if "/" not in media and media.isascii() and not is_placeholder(media):
        return f"{media} is no media type", "Write application/json.", "error"
    return None


def _is_plain(text: str | None) -> bool:
    """Whether a text is words alone, and none that stand for JSON."""
    return text is not None and re.fullmatch(r"\w+(?: \w+){2,}[.!?]?", text.strip()) is not None


def _missing_type(call: Call, body: Body) -> Iterator[Fault]:
    if (
        call.client == "curl"
        and body.kind == "json"
        and body.text is not None
        and not call.header("Content-Type")
    ):
        if not call.sets_content_type:  # curl --json sends application/json
            return
        yield Fault(
            "WP205",
            "curl sends this JSON as a form: no Content-Type says what it is",
            body.line,
            None,
            'Add --header "Content-Type: application/json", or use --json.',
        )
    elif call.client == "http" and not call.headers:
        return  # ``POST /items`` and a body: it says what is sent where, and leaves the headers out
    elif call.client in _NO_TYPE and not call.sets_content_type and body.kind in ("form", "json"):
        wanted = _FORM if body.kind == "form" else "application/json"
        is_token_request = any(name == "grant_type" for name, _ in body.fields)
        is_form = body.kind == "form" and (is_token_request or len(body.fields) > 1)
        severity = "error" if is_form and call.client != "http" else None
        yield Fault(
            "WP205",
            f"no Content-Type says that the body is {'a form' if body.kind == 'form' else 'JSON'}",
            body.line,
            None,
            f"Send Content-Type: {wanted}.",
            severity,
        )
    elif call.client in _AS_FORM and body.kind == "json":
        yield Fault(
            "WP205",
            f"{call.client} sends this JSON as a form: no Content-Type says what it is",
            body.line,
            None,
            "Send Content-Type: application/json.",
        )


# Two members, or two elements, with nothing between them but the end of a line: that is no elision.
_PARTED = re.compile(r"(?:\"|\btrue|\bfalse|\bnull|\d|[}\]])([ \t]*\n)\s*(?:\"(?:[^\"\\\n]|\\.)*\"\s*:|\{)")
_TRAILING = re.compile(r"(?<=[\"\d}\]el]),(?=\s*[}\]])")
# A string, which is kept, or a comment; either may lack its end.
_COMMENT = re.compile(r"(\"(?:[^\"\\\n]|\\.)*\"?)|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?|(?<=[\s,])#[^\n]*")


def json_problem(text: str) -> str | None:
    """Why a text is no JSON, after placeholders, comments and elisions are set aside; None if all is well."""
    found = json_error(text)
    return found[0] if found else None


def json_error(text: str) -> tuple[str, int] | None:
    """As `json_problem`, with the 0-based line on which the text ceases to be JSON."""
    text = _COMMENT.sub(lambda match: match[1] or "\n" * match[0].count("\n"), text)
    if re.search(r"\.\.\.|…", text):
        if (parted := _PARTED.search(text)) is not None:
            return "a comma is missing", text.count("\n", 0, parted.start(1))
        trailing = _TRAILING.search(text)
        return ("a comma stands before the end", text.count("\n", 0, trailing.start())) if trailing else None
    filled = re.sub(r"\{\{.*?\}\}|<%.*?%>|<[A-Za-z_][\w .,:/|-]*>|\$\{\w+\}", "0", text.replace(HOLE, "0"))
    try:
        json.loads(filled, strict=False)
    except json.JSONDecodeError as error:
        before = filled[: error.pos].rstrip()
        if before.endswith(",") and re.match(r"\s*[}\]]", filled[error.pos :]):
            return "a comma stands before the end", before.count("\n")
        return error.msg.lower(), error.lineno - 1
    except RecursionError:
        return None
    return None


def _comment(text: str) -> str | None:
    """The first comment of a JSON text that would be sent with it; of what is left out, nothing is said."""
    found = (match[0] for match in _COMMENT.finditer(text) if match[1] is None)
    return next(found, None) if not re.search(r"\.\.\.|…", text) else None


_CHOICE = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|(\|)")


def offers_choice(text: str) -> bool:
    """Whether a text lists values to choose from, ``"vnc"|"rdp"``: it describes JSON, and is none."""
    return any(match[1] for match in _CHOICE.finditer(text))


def json_faults(body: Body) -> Iterator[Fault]:
    """A JSON body, or part of a multipart one, that does not parse (RFC 8259)."""
    for name, value in body.fields if body.kind == "multipart" else ():
        part = re.fullmatch(r"([\s\S]*);\s*type=application/json\s*", value)
        problem = json_problem(part[1]) if part and part[1].lstrip()[:1] in ("{", "[") else None
        if problem:
            message = f"the JSON in the part {name[:30]} does not parse: {problem}"
            yield Fault("WP207", message, body.line, None, "Correct the JSON (RFC 8259).")
            return
    if body.kind != "json" or body.text is None:
        return
    if re.match(r"\s*(?:\{\{|\{%|\[\[|<|\{[A-Za-z_ ]+\}\s*$|\[[A-Za-z_ ]+\]\s*$)", body.text):
        return
    if re.fullmatch(r"\s*[{\[]\s*(?:\.\.\.|…)\s*[}\]]\s*", body.text):
        message = "the body is left out, and what is sent is no JSON"
        yield Fault("WP212", message, body.line, None, "Show a body that a reader can send.")
        return
    problem = json_problem(body.text)
    if problem is None and (comment := _comment(body.text)):
        problem = f"it has no comments, such as {comment[:30]}"
    if problem:
        # What stands in the place of members is for the reader to write.
        is_open = re.search(r"[{,\[]\s*<[A-Za-z_][^<>\n]*>\s*[},\]]", body.text) is not None
        yield Fault(
            "WP207",
            f"the JSON body does not parse: {problem}",
            body.line,
            None,
            "Correct the JSON (RFC 8259).",
            "warning" if is_open else None,
        )
