"""Transport and encoding: schemes, URLs, bodies and the media types that say what they are (WP2xx)."""

import json
import re
from collections.abc import Iterator

from generator.auditing.rules.samples import Sample
from generator.auditing.rules.urls import is_local, is_placeholder, split
from generator.auditing.understanding.call import HOLE, Body, Call, Fault

_FORM = "application/x-www-form-urlencoded"
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
_NO_TYPE = {"net/http", "http.client", "requests", "httpx", "HttpClient", "fetch"}
_NEEDS_SCHEME = {"requests", "httpx", "urllib", "net/http"}
_UNKNOWN_URL = re.compile(r"[<{\[$:\ufffc%]|(?:YOUR|MY|API|BASE)_|[A-Z_]+(?:/|$)|your")
_MARKED = re.compile(r"[<{\[$…*]|\.\.\.|YOUR|your_|xxx|XXX")
_NOT_FORM = re.compile(r"[^A-Za-z0-9*._+%~-]")


def transport_faults(sample: Sample) -> Iterator[Fault]:
    """The faults of the requests of a sample."""
    for call in sample.calls:
        yield from _url(call)
        yield from _query(call)
        if call.body is not None:
            yield from _form(call, call.body)
            yield from _media_type(call, call.body)
            yield from _json(call.body)
            yield from _method(call, call.body)
        yield from _headers(call)
    yield from _encoded_by_hand(sample)


def _url(call: Call) -> Iterator[Fault]:
    url = call.url.strip()
    if not url or _UNKNOWN_URL.match(url):
        return
    if re.match(
        r"(?:https?:/?[^/\ufffc$<{]|https?:///|(?:ttps?|htp|htps|htttps?|hhttps?|http;|https;)://|https?//)",
        url,
    ) or re.match(r"https?://(?:https?[:/])", url):
        yield Fault(
            "WP208", f"the URL {url[:60]} is malformed", call.url_line, None, "Write https://host/path."
        )
        return
    if url.startswith("http://") and not is_local(url):
        yield Fault("WP201", f"{url[:70]} is sent in clear text", call.url_line, None, "Write https://.")
    if " " in url and not re.search(r"<[^>]* [^>]*>|\{[^}]* [^}]*\}|\[[^\]]* [^\]]*\]", url):
        fails = call.client in ("curl", "urllib", "http.client")
        yield Fault("WP208" if fails else "WP202", f"there is a space in the URL {url[:60]}", call.url_line, None,
                    "Write %20 for the space.")  # fmt: skip
    if call.client in _NEEDS_SCHEME and re.match(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/|$)", url):
        yield Fault("WP208", f"the URL {url[:60]} has no scheme, and {call.client} refuses it", call.url_line, None,
                    f"Write https://{url[:40]}.")  # fmt: skip
    if call.client in ("net/http", "fetch", "axios") and re.search(r"(?<!%)%[sdv](?![0-9a-fA-F])", url):
        yield Fault(
            "WP115", f"the %s in {url[:60]} is never filled in", call.url_line, None, "Format the URL first."
        )


def _query(call: Call) -> Iterator[Fault]:
    query = split(call.url)[3]
    if re.search(r"&&|\?&|^&|[?&]=", "?" + query if query else ""):
        yield Fault(
            "WP203",
            "the query has a doubled or stray separator",
            call.url_line,
            None,
            "Write one & between two parameters.",
        )
    if query.count("?") and HOLE not in query:
        yield Fault(
            "WP203",
            "the query has a second ?",
            call.url_line,
            None,
            "Write & between two parameters.",
            "warning",
        )
    if re.search(r"%25[0-9A-Fa-f]{2}", query):
        yield Fault("WP204", "a value of the query is encoded twice", call.url_line, None, "Encode it once.")


def _form(call: Call, body: Body) -> Iterator[Fault]:
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
        if "\n" in text.strip() and call.client != "curl":
            yield Fault("WP202", "the form has line breaks inside", body.line, None, "Write it on one line.")
        if not body.encodes:
            yield from _unencoded(body)
    if body.encodes and body.kind == "form":
        for name, value in body.fields:
            if re.search(r"%[0-9A-Fa-f]{2}", value):
                yield Fault("WP204", f"the value of {name} is encoded here, and the client encodes it once more", body.line, None,
                            "Write the plain value.", "error" if re.search("%3A%2F%2F", value, re.I) else None)  # fmt: skip
                return


def _unencoded(body: Body) -> Iterator[Fault]:
    for name, value in body.fields:
        if re.search(r"%25[0-9A-Fa-f]{2}", value):
            yield Fault("WP204", f"the value of {name} is encoded twice", body.line, None, "Encode it once.")
            return
        if HOLE in value:
            severity = None if name in _SECRETS else "note"
            yield Fault("WP202", f"the value of {name} goes into the form as it is, not encoded", body.line, None,
                        _encoder(body), severity)  # fmt: skip
            return
        if not value or _MARKED.search(value):
            continue
        strange = _NOT_FORM.search(value)
        if strange:
            yield Fault(
                "WP202",
                f"the value of {name} has {strange[0]!r} in it, which a form encodes",
                body.line,
                None,
                _encoder(body),
            )
            return


def _encoder(body: Body) -> str:
    del body
    return "Let the client encode it: --data-urlencode, urlencode(), url.Values, FormUrlEncodedContent, URLSearchParams."


def _media_type(call: Call, body: Body) -> Iterator[Fault]:
    header = call.header("Content-Type")
    if any(not item.name or HOLE in item.name for item in call.headers):
        return
    if header is None:
        yield from _missing_type(call, body)
        return
    media = header.value.partition(";")[0].strip().lower()
    if HOLE in media or not media:
        return
    if (
        media == "multipart/form-data"
        and "boundary" not in header.value
        and call.client in ("requests", "httpx", "fetch", "axios", "net/http")
    ):
        if call.client != "axios":
            yield Fault("WP206", "multipart/form-data without a boundary: the server cannot read it", header.line, None,
                        "Leave the header out; the client writes it.", "error")  # fmt: skip
        return
    is_json = media.endswith(("/json", "+json"))
    if (
        is_json
        and body.kind == "form"
        and (body.fields or body.text)
        and len(body.fields) + (body.text or "").count("=") > 0
    ):
        yield Fault("WP206", f"the body is a form, and Content-Type says {media}", header.line, None,
                    "Send JSON (json=…, JSON.stringify), or say application/x-www-form-urlencoded.", "error")  # fmt: skip
    elif (
        media == _FORM
        and body.kind == "json"
        and call.client not in ("axios",)
        and (body.fields or body.text)
    ):
        yield Fault("WP206", f"the body is JSON, and Content-Type says {media}", header.line, None,
                    "Send a form, or say application/json.", "error")  # fmt: skip
    elif "/" not in media and media.isascii() and not is_placeholder(media):
        yield Fault(
            "WP206", f"{media} is no media type", header.line, None, "Write application/json.", "error"
        )


def _missing_type(call: Call, body: Body) -> Iterator[Fault]:
    if (
        call.client == "curl"
        and body.kind == "json"
        and body.text is not None
        and not call.header("Content-Type")
    ):
        if not call.sets_content_type:  # curl --json sends application/json
            return
        yield Fault("WP205", "curl sends this JSON as a form: no Content-Type says what it is", body.line, None,
                    'Add --header "Content-Type: application/json", or use --json.')  # fmt: skip
    elif call.client in _NO_TYPE and not call.sets_content_type and body.kind in ("form", "json"):
        wanted = _FORM if body.kind == "form" else "application/json"
        is_token_request = any(name == "grant_type" for name, _ in body.fields)
        severity = "error" if body.kind == "form" and (is_token_request or len(body.fields) > 1) else None
        yield Fault("WP205", f"no Content-Type says that the body is {'a form' if body.kind == 'form' else 'JSON'}", body.line, None,
                    f"Send Content-Type: {wanted}.", severity)  # fmt: skip
    elif call.client == "urllib" and body.kind == "json":
        yield Fault("WP205", "urllib sends this JSON as a form: no Content-Type says what it is", body.line, None,
                    "Send Content-Type: application/json.")  # fmt: skip


def json_problem(text: str) -> str | None:
    """Why a text is no JSON, after placeholders and elisions are set aside; None if nothing is wrong."""
    if re.search(r"\.\.\.|…|//\s|/\*", text):
        return None
    filled = re.sub(r"\{\{.*?\}\}|<%.*?%>|<[A-Za-z_][\w .:/|-]*>|\$\{\w+\}", "0", text.replace(HOLE, "0"))
    try:
        json.loads(filled, strict=False)
    except ValueError as error:
        return str(error).partition(": line")[0].lower()
    except RecursionError:
        return None
    return None


def _json(body: Body) -> Iterator[Fault]:
    if body.kind != "json" or body.text is None:
        return
    if re.match(r"\s*(?:\{\{|\[\[|<|\{[A-Za-z_ ]+\}\s*$|\[[A-Za-z_ ]+\]\s*$)", body.text):
        return
    problem = json_problem(body.text)
    if problem:
        yield Fault(
            "WP207",
            f"the JSON body does not parse: {problem}",
            body.line,
            None,
            "Correct the JSON (RFC 8259).",
        )


def _method(call: Call, body: Body) -> Iterator[Fault]:
    if body.kind == "object":
        yield Fault(
            "WP209",
            "fetch sends an object as the text [object Object]",
            body.line,
            None,
            "Write JSON.stringify(…).",
        )
    if call.method in ("GET", "HEAD"):
        severity = "error" if call.client == "fetch" else None
        yield Fault("WP210", f"a {call.method} request takes no body", call.line, None,
                    "Send the values in the query, or use POST.", severity)  # fmt: skip


def _headers(call: Call) -> Iterator[Fault]:
    for header in call.headers:
        if (
            header.name
            and HOLE not in header.name
            and re.search(r"[\s\"'(),/:;<=>?@\[\]{}\\]", header.name)
            and not is_placeholder(header.name)
        ):
            yield Fault(
                "WP211", f"{header.name[:40]!r} is no header name", header.line, None, "Write Name: value."
            )
        if header.name.lower() != "authorization":
            continue
        value = header.value
        if re.match(r"(?:Bearer|Basic|Token)[:=]", value, re.IGNORECASE):
            yield Fault(
                "WP211",
                f"there is no {value[6:7]} in an Authorization header",
                header.line,
                None,
                "Write Bearer and a space.",
                "warning",
            )
        elif re.match(r"Basic [A-Za-z][\w.-]*:[\w.-]+$", value):
            yield Fault("WP211", "Basic credentials are base64, and these are not", header.line, None,
                        "Use curl --user, or encode client_id:client_secret with base64.")  # fmt: skip


_TWICE = (
    r"urlencode\((?s:[^()]*)quote(?:_plus)?\(", r"\.(?:Set|Add)\([^,()]+, *url\.(?:Query|Path)Escape\(",
    r"\.(?:append|set)\([^,()]+, *encodeURIComponent\(", r"new URLSearchParams\(\{(?s:[^{}]*)encodeURIComponent\(",
    r"--data-urlencode [\"'][\w.]+=[^\"'\s]*%[0-9A-F]{2}", r"FormUrlEncodedContent\((?s:[^;]*)(?:EscapeDataString|UrlEncode)\(",
)  # fmt: skip


def _encoded_by_hand(sample: Sample) -> Iterator[Fault]:
    """A value is encoded, and then given to something that encodes."""
    for pattern in _TWICE:
        match = re.search(pattern, sample.text)
        if match and not any(fault.rule == "WP204" for fault in sample.faults):
            yield Fault("WP204", "the value is encoded by hand, and encoded once more by what takes it",
                        sample.text.count("\n", 0, match.end() - 1), None, "Pass the plain value.")  # fmt: skip
            return
