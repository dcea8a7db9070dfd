"""One entry of a HAR in, its `Request` out: address, headers, cookies, credentials, body and response."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, quote_plus, unquote, unquote_plus, urlsplit

from generator.errors import CannotSampleError
from generator.model import Basic, FormBody, Input, Pair, Part, Request, Value
from generator.reading.document.names import variable_name
from generator.reading.har.bodies import recorded_body, recorded_response
from generator.reading.har.secrets import Secrets
from generator.reading.openapi.styles import combined, join_texts
from generator.reading.source.pointers import Tree

# What a client or a browser adds by itself, or what only meant something between these two machines.
_OF_THE_CLIENT = frozenset(
    """
    accept-encoding accept-language alt-used authorization baggage cache-control connection content-encoding
    content-length content-type cookie device-memory dnt downlink dpr ect expect host http2-settings
    if-modified-since if-none-match keep-alive origin postman-token pragma priority proxy-authorization
    proxy-connection purpose referer rtt save-data sentry-trace te traceparent tracestate trailer
    transfer-encoding upgrade upgrade-insecure-requests via viewport-width x-client-data x-forwarded-for
    x-forwarded-host x-forwarded-proto x-real-ip
    """.split()  # noqa: SIM905 - a list of words is easier to read than as many quotes
)
_KNOWN_AGENTS = re.compile(
    r"(mozilla|opera|curl|wget|python|go-http|java|okhttp|axios|node|undici|got|insomnia|postman|apache-http"
    r"|dart|ruby|faraday|httpie|libwww|dotnet|aiohttp|httpx|restsharp|guzzle|php|bruno|k6|thunder)",
    re.IGNORECASE,
)
_OF_A_BROWSER = ("*/*", "text/html,")  # how a browser's own Accept begins
_IN_PATH = "/:@!$&'()*+,;=~%"
_IN_QUERY = "/:@!$'()*,;~?%"


def recorded_request(entry: Tree, operation: str, example: str, secrets: Secrets) -> Request:
    """The request of an entry; in `secrets` stands what was found to be one so far, and more afterwards.

    Raises:
        CannotSampleError: no sample can send it, for the reason in the message.
    """
    secrets.begin()
    request = entry["request"]
    split = _address(request["url"])
    method = request["method"].upper()
    if method == "CONNECT":
        raise CannotSampleError("CONNECT opens a tunnel, which no sample does")
    body = recorded_body(request, secrets)
    for_clients = isinstance(body, FormBody) and any(name == "grant_type" for name, _ in body.fields)
    proof = _credentials(split, request, secrets, for_clients=for_clients)
    headers = [*_headers(request, secrets), *proof.headers, *_cookies(request, secrets)]
    if body is None:  # some servers want it anyhow
        headers += [("Content-Type", (each,)) for each in _values(request, "content-type")[:1] if each]
    return Request(
        operation=operation,
        example=example,
        method=method,
        url=_url(split, request.get("queryString") or (), secrets),
        headers=combined(headers),
        body=body,
        basic=proof.basic,
        responses=recorded_response(entry.get("response"), secrets),
    )


def path_template(request: Tree, secrets: Secrets) -> tuple[str, str, str]:
    """Method, origin and path of a request, with ``{name}`` for what is secret in the path."""
    method: str = request["method"].upper()
    split = urlsplit(request["url"])
    if split.scheme not in ("http", "https"):
        return method, split.scheme, f"/{split.scheme}"
    secrets.begin()
    path = "".join(
        part if isinstance(part, str) else f"{{{part.name}}}" for part in _path(split.path, secrets)
    )
    return method, _origin(split), path or "/"


def _address(url: str) -> SplitResult:
    split = urlsplit(url)
    if split.scheme not in ("http", "https"):
        raise CannotSampleError(f"it goes to {split.scheme}:, which is no HTTP request")
    return split


def _origin(split: SplitResult) -> str:
    host = split.hostname or ""
    host = host if host.isascii() else host.encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    default = {"https": 443, "http": 80}[split.scheme]
    port = f":{split.port}" if split.port not in (None, default) else ""
    return f"{split.scheme}://{host}{port}"


def _url(split: SplitResult, listed: Iterable[Tree], secrets: Secrets) -> Value:
    """The address without credentials and fragment; what is no secret stays as it was written.

    The pairs of the query that are `listed` beside the address, and that it lacks, come last.
    """
    pieces: list[Value] = [(_origin(split),), _path(split.path, secrets) or ("/",)]
    written = split.query.split("&") if split.query else []
    names = {unquote_plus(pair.partition("=")[0]) for pair in written}
    written += [
        f"{quote(each['name'], safe='')}={quote(each.get('value') or '', safe='')}"
        for each in listed
        if each["name"] not in names and unquote_plus(each["name"]) not in names
    ]
    if written:
        pairs = (_query_pair(pair, secrets) for pair in written)
        pieces += [("?",), join_texts(pairs, "&")]
    return join_texts(pieces, "")


def _path(path: str, secrets: Secrets) -> Value:
    segments: list[Value] = []
    before = "PATH"
    for segment in path.split("/"):
        if secrets.finds(unquote(segment)):
            # The name of a segment is what stands before it: /users/7f9c… → USERS_ID.
            segments.append(secrets.value(f"{before}_ID", unquote(segment), is_secret=True))
        else:
            segments.append((quote(segment, safe=_IN_PATH),))
            before = segment if variable_name(segment) != "VALUE" else before
    return join_texts(segments, "/")


def _query_pair(pair: str, secrets: Secrets) -> Value:
    name, equals, written = pair.partition("=")
    if not equals:
        value = secrets.value("QUERY", unquote_plus(name))
        return _written(value, name)
    value = secrets.value(unquote_plus(name), unquote_plus(written))
    return join_texts([(f"{quote(name, safe=_IN_QUERY + '+')}=",), _written(value, written)], "")


def _written(value: Value, as_it_was: str) -> Value:
    """URL text: as it was if no Input is in it, else encoded again."""
    if any(isinstance(part, Input) for part in value):
        return tuple(part if isinstance(part, Input) else quote(part, safe="~") for part in value)
    return (quote(as_it_was, safe=f"{_IN_QUERY}+="),) if as_it_was else ()


@dataclass(frozen=True, slots=True)
class _Proof:
    headers: tuple[Pair, ...] = ()
    basic: Basic | None = None


def _credentials(split: SplitResult, request: Tree, secrets: Secrets, *, for_clients: bool) -> _Proof:
    """The ``Authorization`` header, or else user name and password in the address."""
    values = [
        each["value"] for each in request.get("headers") or () if each["name"].lower() == "authorization"
    ]
    if not values and split.username is not None:
        return _Proof(basic=_basic(unquote(split.username), unquote(split.password or ""), secrets))
    if not values or not values[-1].strip():
        return _Proof()
    scheme, _, rest = values[-1].strip().partition(" ")
    if scheme.lower() == "basic":
        try:
            pair = base64.b64decode(rest.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            pair = ""
        if ":" in pair:
            username, _, password = pair.partition(":")
            return _Proof(basic=_basic(username, password, secrets, for_clients=for_clients))
    parts: tuple[Part, ...]
    if not rest:
        parts = secrets.value("authorization", scheme, is_secret=True)
    elif " " in rest or "=" in rest.rstrip("="):  # Digest, AWS4-HMAC-SHA256: made anew for each request
        parts = (f"{scheme} ", *secrets.value("authorization", rest, is_secret=True))
    else:
        name = "access_token" if scheme.lower() == "bearer" else f"{scheme}_credentials"
        parts = (f"{scheme} ", *secrets.value(name, rest, is_secret=True))
    return _Proof(headers=(("Authorization", parts),))


def _values(request: Tree, name: str) -> list[str]:
    return [each["value"] for each in request.get("headers") or () if each["name"].lower() == name]


def _basic(username: str, password: str, secrets: Secrets, *, for_clients: bool = False) -> Basic:
    """Of an OAuth client form-encoded first (RFC 6749 §2.3.1), where what was recorded agrees with that."""
    names = ("client_id", "client_secret") if for_clients else ("api_username", "api_password")
    encoded = for_clients and all(quote_plus(unquote_plus(each)) == each for each in (username, password))
    if encoded:
        username, password = unquote_plus(username), unquote_plus(password)
    return Basic(
        secrets.value(names[0], username, is_secret=False),
        secrets.value(names[1], password, is_secret=True),
        form_encoded=encoded,
    )


def _headers(request: Tree, secrets: Secrets) -> Iterator[Pair]:
    for header in request.get("headers") or ():
        name, value = header["name"], header["value"].strip()
        lower = name.lower()
        if name.startswith(":") or lower in _OF_THE_CLIENT or lower.startswith("sec-"):
            continue
        if lower == "user-agent" and _KNOWN_AGENTS.match(value):
            continue
        if lower == "accept":
            if not value.startswith(_OF_A_BROWSER):
                yield name, (value,)
            continue
        yield name, secrets.value(name, value)


def _cookies(request: Tree, secrets: Secrets) -> Iterator[Pair]:
    """Every cookie's value is an Input: which of them is the session's, nobody can tell from outside."""
    texts = _values(request, "cookie")
    pairs = [pair.strip().partition("=")[::2] for pair in "; ".join(texts).split(";") if pair.strip()]
    if not pairs:
        pairs = [(each["name"], each["value"]) for each in request.get("cookies") or ()]
    cookies = [
        (f"{name}=", *secrets.value(_cookie_name(name), value, is_secret=True)) for name, value in pairs
    ]
    if cookies:
        yield "Cookie", join_texts(cookies, "; ")


def _cookie_name(name: str) -> str:
    return name if "_" in variable_name(name) else f"{name}_cookie"
