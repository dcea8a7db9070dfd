"""Transport and encoding: schemes, URLs, bodies and the media types that say what they are (WP2xx)."""

import re
from collections.abc import Iterator
from dataclasses import replace

from generator.auditing.rules.http.forms import ENCODER, MEANT_PLUS, form_faults
from generator.auditing.rules.http.headers import glued, header_faults
from generator.auditing.rules.http.media_types import json_faults, media_type_faults, offers_choice
from generator.auditing.rules.http.urls import is_local, split
from generator.auditing.rules.samples import Sample
from generator.auditing.rules.slips import is_slip
from generator.auditing.understanding.bodies import form_pairs
from generator.auditing.understanding.call import HOLE, Body, Call, Fault

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

_SENDS_IN_GO = re.compile(r"\.Do\(|http\.[GPH]\w+\(\"")
_OAUTH_URL = re.compile(
    r"[\"'](http://(?!oauth\.net|openid\.net|schemas\.|www\.w3\.org|[^\"'\s]*/(?:grant|token)-type/)[^\"'\s/]+/[^\"'\s]*"
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
            yield from form_faults(call, call.body)
            yield from media_type_faults(call, call.body)
            if call.client != "http":
                yield from json_faults(call.body)
            elif not offers_choice(call.body.text or ""):  # a message that is only shown fails nowhere
                yield from (replace(fault, severity="warning") for fault in json_faults(call.body))
            yield from _method(call, call.body)
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
    if call.client in _REFUSES_BREAKS and re.search(r"[\r\n]", call.url) and url:
        message = f"there is a line break in the URL, and {call.client} refuses it"
        yield Fault("WP208", message, call.url_line, None, "Write it in one line.")
    if call.client not in ("curl", "http") and (mark := _NO_HOST.match(url)):
        message = f"nothing replaces the placeholder {mark[1]}, and {call.client} gets no host"
        yield Fault("WP212", message, call.url_line, None, "Build the URL from a variable.")
    if not url or _UNKNOWN_URL.match(url):
        return
    if (refused := next(_no_url(call, url), None)) is not None:
        yield refused
        return
    yield from _lacking(call, url, is_sent)
    yield from _odd_characters(call, url)


def _no_url(call: Call, url: str) -> Iterator[Fault]:
    """What is no address at all."""
    if _MALFORMED.match(url) or _is_scheme_mistyped(url):
        message = f"the URL {url[:60]} is malformed"
        yield Fault("WP208", message, call.url_line, None, "Write https://host/path.")
    if host := _odd_host(url):
        message = f"the host {host[:60]} is no name that a machine can have"
        yield Fault("WP208", message, call.url_line, None, "Write it as api.example.com.")
    is_word = call.client == "curl" or re.search(r"[_-]", url) is not None  # ``endpoint`` may be a path
    if call.client in _ADDRESSED and is_word and _STANDS_FOR.fullmatch(url):
        message = f"{url} stands for an address, which {call.client} {_ADDRESSED[call.client]}"
        yield Fault("WP212", message, call.url_line, None, "Write the address, or a variable.")


def _lacking(call: Call, url: str, is_sent: bool) -> Iterator[Fault]:
    """An address without its scheme or its host, or with a scheme that protects nothing."""
    if call.client == "curl" and re.match(r"/[\w.-]+(?:/|$)", url):
        message = f"curl has no host to send {url[:60]} to"
        yield Fault("WP208", message, call.url_line, None, "Write https://host before it.")
    if url.startswith("http://") and not is_local(url):
        shown = url[:70].replace(HOLE, "…")
        yield Fault("WP201", f"{shown} is sent in clear text", call.url_line, None, "Write https://.")
    fix = f"Write https://{url[:40]}."
    if (
        call.client == "curl"
        and not is_local(f"http://{url}")
        and re.match(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:[:/?]|$)", url)
    ):
        yield Fault("WP201", f"{url[:60]} has no scheme, and curl speaks http", call.url_line, None, fix)
    if is_sent and call.client in _NEEDS_SCHEME and re.match(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/|$)", url):
        message = f"the URL {url[:60]} has no scheme, and {call.client} refuses it"
        yield Fault("WP208", message, call.url_line, None, fix)


def _odd_characters(call: Call, url: str) -> Iterator[Fault]:
    """What an address does not hold (RFC 3986 §2), and what was to be replaced in it."""
    line = call.url_line
    if "//" in (path := split(url)[2]) and "://" not in path:
        message = f"there is an empty segment in the path {path[:60].replace(HOLE, '…')}"
        yield Fault("WP208", message, line, None, "Write one / between two segments.", "warning")
    is_told = "\n" in url  # a break, with what the next line is indented by
    if " " in url and not is_told and not re.search(r"<[^>]* [^>]*>|\{[^}]* [^}]*\}|\[[^\]]* [^\]]*\]", url):
        fails = call.client in ("curl", "urllib", "http.client")
        message = f"there is a space in the URL {url[:60]}"
        is_folded = re.search(r"[\r\n]", url) is not None  # the spaces indent a line of it
        fix = "Write the URL on one line, without spaces." if is_folded else "Write %20 for the space."
        yield Fault("WP208" if fails else "WP202", message, line, None, fix)
    bare = re.sub(r"<[A-Za-z][^<>=\n]*>", "", url)
    if call.client == "curl" and (odd := re.search(r"[<>\"^`|\\]", bare)):
        message = f"{odd[0]} stands in the URL as it is, and a URL has no such character"
        yield Fault("WP202", message, line, None, f"Write %{ord(odd[0]):02X} (RFC 3986 §2).")
    if call.client not in ("curl", "http") and (mark := re.search(r"(?<!#)[<{][A-Za-z_]\w*[}>]", url)):
        # Some clients percent-encode it, others send it as it is, and none of them replaces it.
        message = f"nothing replaces the placeholder {mark[0]} before the URL is sent"
        yield Fault("WP212", message, line, None, "Build the URL from a variable.")
    if call.client in ("net/http", "fetch", "axios") and re.search(r"(?<!%)%[sdv](?![0-9a-fA-F])", url):
        message = f"the %s in {url[:60]} is never filled in"
        yield Fault("WP115", message, line, None, "Format the URL first.")


_REFUSES_BREAKS = {"curl", "ext-curl", "net/http"}  # the others take them out, or encode them
_MALFORMED = re.compile(r"https?:/?[^/\ufffc$<{]|https?:///|https?;://|https?//|https?://https?[:/]")


def _is_scheme_mistyped(url: str) -> bool:
    """Whether a URL begins with ``htts://`` or the like: nearly http, and a scheme that no client knows."""
    scheme = re.match(r"([a-z]{3,7})://", url)
    if scheme is None or scheme[1] in ("http", "https"):
        return False
    return any(is_slip(scheme[1], each, 0.75) for each in ("http", "https"))


# ``'{domain}/items'`` as a program has it; what a program fills in is a hole here.
_NO_HOST = re.compile(r"(\{\{? ?[A-Za-z][\w-]* ?\}?\}|<[A-Za-z][\w -]*>)(?:/|$)")
_STANDS_FOR = re.compile(r"(?:\w+[_-])*(?:endpoint|url|uri|address)(?:[_-]\w+)*", re.IGNORECASE)
_ADDRESSED = {
    **dict.fromkeys(("curl", "ext-curl"), "takes for the name of a host"),
    **dict.fromkeys(("requests", "httpx", "urllib", "net/http"), "refuses for want of a scheme"),
    **dict.fromkeys(("fetch", "axios"), "takes for a path beside that of the page"),
}
_OPEN = re.compile(r"[<>{}\[\]$%*|\ufffc…\s]|\.\.\.")


def _odd_host(url: str) -> str:
    """The host of a URL that is written out and no name of a host, as ``api,acme,dev`` (RFC 3986 §3.2.2)."""
    host = split(url)[1].partition(":")[0]
    is_whole = bool(host) and _OPEN.search(host) is None
    is_odd = re.search(r"[^\w.-]|\.\.|^[.-]", host) is not None
    return host if is_whole and host.isascii() and is_odd else ""


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
            yield Fault("WP208", message, call.url_line, None, "Write https://host before it.")


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
    # A parameter may well be an address with a query of its own (RFC 3986 §3.4).
    if HOLE not in query and any(
        "?" in part and "://" not in part.split("?")[0] for part in query.split("&")
    ):
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
        yield Fault("WP202", message, call.url_line, None, ENCODER, "note")
    plus = next((name for name, value in form_pairs(query) if MEANT_PLUS.search(value)), None)
    if plus:
        message = f"the + in the value of {plus} is read as a space"
        yield Fault("WP202", message, call.url_line, None, "Write %2B.")
    if re.search(r"%25[0-9A-Fa-f]{2}", query):
        yield Fault("WP204", "a value of the query is encoded twice", call.url_line, None, "Encode it once.")


def _method(call: Call, body: Body) -> Iterator[Fault]:
    if body.kind == "object":
        if call.client == "Net::HTTP":
            message, fix = "the body of Net::HTTP is a String, and this is a Hash", "Write {…}.to_json."
        elif call.client == "request":
            message, fix = (
                "the body of request is a string or a Buffer, and this is an object",
                "Add json: true.",
            )
        else:
            message = f"{call.client} sends an object as the text [object Object]"
            fix = "Write JSON.stringify(…)."
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


_ENCODERS = ("quote", "Escape", "encodeURIComponent", "UrlEncode", "--data-urlencode")
_KEPT = r"\[\"\w+\"\]\s*=\s*(?:Uri\.EscapeDataString|\w+\.UrlEncode)\("  # in a dictionary, for a form


def _encoded_by_hand(sample: Sample) -> Iterator[Fault]:
    """A value is encoded, and then given to something that encodes."""
    if not any(word in sample.text for word in _ENCODERS):
        return
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
