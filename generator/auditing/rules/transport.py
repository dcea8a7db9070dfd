"""Transport and encoding: schemes, URLs, bodies and the media types that say what they are (WP2xx)."""

import re
from collections.abc import Iterator
from dataclasses import replace

from generator.auditing.rules.headers import glued, header_faults
from generator.auditing.rules.media_types import json_faults, media_type_faults
from generator.auditing.rules.samples import Sample
from generator.auditing.rules.urls import is_local, split
from generator.auditing.understanding.bodies import form_pairs
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
# Whose values people write, with spaces and all.
_FREE = {
    *("q", "query", "search", "text", "message", "msg", "body", "name", "email", "title", "address", "city"),
    *("redirect_uri", "url", "callback", "phone", "to", "from", "term", "keyword", "username", "password"),
}
_ENCODES = re.compile(
    r"encodeURI|quote|urlencode|EscapeDataString|QueryEscape|UrlEncode|http_build_query|URLEncoder|CGI\.escape"
    r"|encode_www_form|ERB::Util|@uri|Query\(\)|URLSearchParams"
)
_NEEDS_SCHEME = {"requests", "httpx", "urllib", "net/http"}
_UNKNOWN_URL = re.compile(r"[<{\[$:\ufffc%]|(?:YOUR|MY|API|BASE)_|[A-Z_]+(?:/|$)|your")
_MARKED = re.compile(r"[<{\[$…*]|\.\.\.|YOUR|your_|xxx|XXX")
_ENCODER = (
    "Let the client encode it: --data-urlencode, urlencode(), url.Values, FormUrlEncodedContent, "
    "URLSearchParams."
)
_NOT_FORM = re.compile(r"[^A-Za-z0-9*._+%~-]")

# A + that means itself, and that a server reads as a space: of a number, an address, an offset from UTC.
_MEANT_PLUS = re.compile(r"^\+(?=\d{5})|(?<=[\w.-])\+(?=[\w.-]+(?:@|%40))|(?<=:\d\d)\+(?=\d\d(?::?|%3A)\d\d)")

_SENDS_IN_GO = re.compile(r"\.Do\(|http\.[GPH]\w+\(\"")
_OAUTH_URL = re.compile(
    r"[\"'](http://(?!oauth\.net|openid\.net|schemas\.|www\.w3\.org)[^\"'\s/]+/[^\"'\s]*"
    r"(?:oauth|authori[sz]e|token)[^\"'\s]*)[\"']"
)


def transport_faults(sample: Sample) -> Iterator[Fault]:
    """The faults of the requests of a sample."""
    encodes = bool(sample.calls) and _ENCODES.search(sample.text) is not None
    # A request that a test of Go hands to a handler of its own needs no scheme.
    is_sent = bool(sample.calls) and (sample.language != "go" or _SENDS_IN_GO.search(sample.text) is not None)
    for call in sample.calls:
        yield from _url(call, is_sent)
        yield from _query(call, encodes)
        if call.body is not None:
            yield from _form(call, call.body)
            yield from _unnamed(call, call.body)
            yield from media_type_faults(call, call.body)
            for fault in json_faults(call.body):  # a message that is only shown fails nowhere
                yield replace(fault, severity="warning") if call.client == "http" else fault
            yield from _method(call, call.body)
            yield from _named_file(call, call.body)
        yield from header_faults(call)
    yield from _hostless(sample)
    yield from _encoded_by_hand(sample)
    yield from glued(sample)
    yield from _clear_text(sample)


def _clear_text(sample: Sample) -> Iterator[Fault]:
    """The address of an OAuth endpoint that a sample keeps for later, in clear text."""
    called = {call.url_line for call in sample.calls}
    for match in _OAUTH_URL.finditer(sample.text) if sample.is_code else ():
        line = sample.text.count("\n", 0, match.start())
        if not is_local(match[1]) and line not in called:
            message = f"{match[1][:70]} is sent in clear text"
            yield Fault("WP201", message, line, None, "Write https://.")


def _url(call: Call, is_sent: bool) -> Iterator[Fault]:
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
    if call.client == "curl" and re.match(r"/[\w.-]+(?:/|$)", url):
        message = f"curl has no host to send {url[:60]} to"
        yield Fault("WP208", message, call.url_line, None, "Write https://host before it.", "warning")
    if url.startswith("http://") and not is_local(url):
        shown = url[:70].replace(HOLE, "…")
        yield Fault("WP201", f"{shown} is sent in clear text", call.url_line, None, "Write https://.")
    if (
        call.client == "curl"
        and not is_local(f"http://{url}")
        and re.match(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:[:/?]|$)", url)
    ):
        message = f"{url[:60]} has no scheme, and curl speaks http"
        yield Fault("WP201", message, call.url_line, None, f"Write https://{url[:40]}.")
    if " " in url and not re.search(r"<[^>]* [^>]*>|\{[^}]* [^}]*\}|\[[^\]]* [^\]]*\]", url):
        fails = call.client in ("curl", "urllib", "http.client")
        yield Fault(
            "WP208" if fails else "WP202",
            f"there is a space in the URL {url[:60]}",
            call.url_line,
            None,
            "Write %20 for the space.",
        )
    bare = re.sub(r"<[A-Za-z][^<>=\n]*>", "", url)
    if call.client == "curl" and (odd := re.search(r"[<>\"^`|\\]", bare)):
        message = f"{odd[0]} stands in the URL as it is, and a URL has no such character"
        fix = f"Write %{ord(odd[0]):02X} (RFC 3986 §2)."
        yield Fault("WP202", message, call.url_line, None, fix)
    if call.client not in ("curl", "http") and (mark := re.search(r"(?<!#)[<{][A-Za-z_]\w*[}>]", url)):
        yield Fault(
            "WP212",
            f"the placeholder {mark[0]} is sent percent-encoded where nothing replaces it",
            call.url_line,
            None,
            "Build the URL from a variable.",
        )
    if is_sent and call.client in _NEEDS_SCHEME and re.match(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/|$)", url):
        yield Fault(
            "WP208",
            f"the URL {url[:60]} has no scheme, and {call.client} refuses it",
            call.url_line,
            None,
            f"Write https://{url[:40]}.",
        )
    if call.client in ("net/http", "fetch", "axios") and re.search(r"(?<!%)%[sdv](?![0-9a-fA-F])", url):
        yield Fault(
            "WP115", f"the %s in {url[:60]} is never filled in", call.url_line, None, "Format the URL first."
        )


# Clients that know no page and no server which an address could be relative to, unless they are told one.
_NEEDS_HOST = {"requests", "urllib", "net/http", "ext-curl", "java.net.http", "OkHttp", "HttpClient"}
_HAS_BASE = re.compile(r"(?i)base|TestClient|httptest|prefix|host\b|adapters?\b|ServeHTTP")
# HttpClient may have got its BaseAddress, and a session its own class, where the sample does not show it.
_MADE_HERE = {"HttpClient": "new HttpClient(", "requests": "requests.", "net/http": "http."}


def _hostless(sample: Sample) -> Iterator[Fault]:
    """``http.Get("/items")``: outside of a browser, a path alone says of no server where to go."""
    if not sample.calls or _HAS_BASE.search(sample.text):
        return
    rows = sample.text.split("\n")
    for call in sample.calls:
        if call.client not in _NEEDS_HOST or not re.match(r"/[\w.-]+(?:/|\?|$)", call.url):
            continue
        row = rows[call.url_line] if call.url_line < len(rows) else ""
        is_whole = re.search(r"(?<![+.&] )(?<![+.&])[\"'`]/", row) is not None
        if is_whole and _MADE_HERE.get(call.client, "") in sample.text:
            message = f"{call.client} has no host to send {call.url[:60].replace(HOLE, '…')} to"
            yield Fault("WP208", message, call.url_line, None, "Write https://host before it.", "warning")


def _query(call: Call, encodes: bool) -> Iterator[Fault]:
    query = split(call.url)[3]
    if not query and re.search(r"/[^/?#]*&[\w.-]+=", split(call.url)[2]):
        message = "the query begins with &, and no ? stands before it"
        yield Fault("WP203", message, call.url_line, None, "Write ? before the first parameter.")
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
    joined = next(
        (name for name, value in form_pairs(query) if HOLE in value and name.lower() in _FREE), None
    )
    if joined and call.client != "http" and not encodes:
        message = f"the value of {joined} goes into the query as it is, not encoded"
        yield Fault("WP202", message, call.url_line, None, _ENCODER, "note")
    plus = next((name for name, value in form_pairs(query) if _MEANT_PLUS.search(value)), None)
    if plus:
        message = f"the + in the value of {plus} is read as a space"
        yield Fault("WP202", message, call.url_line, None, "Write %2B.")
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
        bare = next((part for part in text.split("&") if part and "=" not in part and HOLE not in part), None)
        if bare and "=" in text:
            message = f"the field {bare[:40]} has no ="
            yield Fault("WP203", message, body.line, None, "Write name=value.", "warning")
        if "\n" in text.strip() and call.client not in ("curl", "http"):
            yield Fault("WP202", "the form has line breaks inside", body.line, None, "Write it on one line.")
        if not body.encodes:
            yield from _unencoded(body)
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


def _unencoded(body: Body) -> Iterator[Fault]:
    twice = next((name for name, value in body.fields if re.search(r"%25[0-9A-Fa-f]{2}", value)), None)
    if twice:
        yield Fault("WP204", f"the value of {twice} is encoded twice", body.line, None, "Encode it once.")
    for name, value in body.fields:
        if HOLE in value:
            severity = None if name in _SECRETS else "note"
            yield Fault(
                "WP202",
                f"the value of {name} goes into the form as it is, not encoded",
                body.line,
                None,
                _ENCODER,
                severity,
            )
            return
        if not value or _MARKED.search(value):
            continue
        strange = _NOT_FORM.search(value) or _MEANT_PLUS.search(value)
        if strange:
            yield Fault(
                "WP202",
                f"the value of {name} has {strange[0]!r} in it, which a form encodes",
                body.line,
                None,
                _ENCODER,
            )
            return


_FILE = re.compile(
    r"[\w./~-]+\.(?:pdf|png|jpe?g|gif|svg|csv|tsv|txt|zip|gz|tar|docx?|xlsx?|mp[34]|wav|webm|json|xml)"
)


def _named_file(call: Call, body: Body) -> Iterator[Fault]:
    """``curl --form file=scan.pdf`` sends the name; the file is sent with an @ (curl's manual, --form)."""
    for name, value in body.fields if call.client == "curl" and body.kind == "multipart" else ():
        if _FILE.fullmatch(value) and not re.search(r"name|path|type", name, re.IGNORECASE):
            message = f"curl sends the text {value[:40]}, not the file of that name"
            yield Fault("WP209", message, body.line, None, f"Write {name}=@{value[:40]}.", "warning")


def _method(call: Call, body: Body) -> Iterator[Fault]:
    if body.kind == "object":
        if call.client == "Net::HTTP":
            message, fix = "the body of Net::HTTP is a String, and this is a Hash", "Write {…}.to_json."
        else:
            message, fix = "fetch sends an object as the text [object Object]", "Write JSON.stringify(…)."
        yield Fault("WP209", message, body.line, None, fix)
    if call.method in ("GET", "HEAD") and body.text != "":
        severity = "error" if call.client == "fetch" else None
        yield Fault(
            "WP210",
            f"a {call.method} request takes no body",
            body.line,
            None,
            "Send the values in the query, or use POST.",
            severity,
        )


_TWICE = (
    r"urlencode\((?s:[^()]*)quote(?:_plus)?\(",
    r"url\.Values\{[^()]*url\.(?:Query|Path)Escape\(",
    r"\.(?:Set|Add)\([^,()]+, *url\.(?:Query|Path)Escape\(",
    r"\.(?:append|set)\([^,()]+, *encodeURIComponent\(",
    r"new URLSearchParams\(\{(?s:[^{}]*)encodeURIComponent\(",
    r"--data-urlencode [\"'][\w.]+=[^\"'\s]*%[0-9A-F]{2}",
    r"FormUrlEncodedContent\((?s:[^;]*)(?:EscapeDataString|UrlEncode)\(",
)


_KEPT = r"\[\"\w+\"\]\s*=\s*(?:Uri\.EscapeDataString|\w+\.UrlEncode)\("  # in a dictionary, for a form


def _encoded_by_hand(sample: Sample) -> Iterator[Fault]:
    """A value is encoded, and then given to something that encodes."""
    in_a_form = (_KEPT,) if "new FormUrlEncodedContent(" in sample.text else ()
    for pattern in (*_TWICE, *in_a_form):
        match = re.search(pattern, sample.text)
        if match and not any(fault.rule == "WP204" for fault in sample.faults):
            yield Fault(
                "WP204",
                "the value is encoded by hand, and encoded once more by what takes it",
                sample.text.count("\n", 0, match.end() - 1),
                None,
                "Pass the plain value.",
            )
            return
