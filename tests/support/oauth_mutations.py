"""Valid token requests, and what a careless or hostile client makes of them, for hypothesis."""

from typing import AnyStr
from urllib.parse import quote_plus, urlencode

from hypothesis import strategies as st
from oauth_requests import (
    CALLBACK,
    FIXTURES,
    FORM,
    PASSWORD_CLIENT,
    PKCE_CLIENT,
    PUBLIC,
    SERVICE_CLIENT,
    SPA,
    USERPASS,
    VERIFIER,
    WEB_CLIENT,
    Ask,
    basic,
    basic_raw,
    code,
    multipart,
    refresh,
)

Fields = list[tuple[str, str]]

_CODE = {"grant_type": "authorization_code", "redirect_uri": CALLBACK}
_VALID: list[dict[str, str]] = [
    {**USERPASS, **PASSWORD_CLIENT},
    {**USERPASS, **PUBLIC},
    {"grant_type": "client_credentials", **SERVICE_CLIENT},
    {**_CODE, "code": code(client_id="web-client", challenge=None), **WEB_CLIENT},
    {**_CODE, "code": code(client_id="web-pkce-client"), "code_verifier": VERIFIER, **PKCE_CLIENT},
    {**_CODE, "code": code(client_id="spa-client"), "code_verifier": VERIFIER, **SPA},
    {"grant_type": "refresh_token", "refresh_token": refresh(), **PASSWORD_CLIENT},
    {"grant_type": "refresh_token", "refresh_token": refresh(client_id="spa-client"), **SPA},
    {"grant_type": "refresh_token", "refresh_token": refresh(client_id="web-client"), **WEB_CLIENT},
]
_NAMES = [
    *("grant_type", "username", "password", "client_id", "client_secret", "code", "redirect_uri", "scope"),
    *(
        "code_verifier",
        "refresh_token",
        "resource",
        "state",
        "encoding",
        "code_challenge_method",
        "device_code",
    ),
    *("", "é", "a b", "client", "user", "scopes", "refresh_token_instance", "claims", "response_type"),
]
_KNOWN = [
    *("password", "authorization_code", "client_credentials", "refresh_token", "implicit", "openid"),
    *(
        "read",
        "write",
        "read write",
        "write groups",
        "nope",
        "read  write",
        " ",
        "",
        "x",
        "é",
        "\0",
        "%",
        "&=+",
    ),
    *("https://api.example.com/x", "https://a.example#f", "urn:x", CALLBACK, CALLBACK + "/", VERIFIER),
    *("${refresh_token}", "${access_token}"),
    *(value for user in FIXTURES.users for value in (user.username, user.password)),
    *(value for client in FIXTURES.clients for value in (client.client_id, client.client_secret)),
    *(issued.code for issued in FIXTURES.codes[:12]),
    *(issued.refresh_token for issued in FIXTURES.refresh_tokens[:20]),
]
_TYPES = [
    "application/x-www-form-urlencoded; charset=UTF-8",
    "application/x-www-form-urlencoded; charset=latin-1",
    "application/x-www-form-urlencoded;charset=nope",
    "APPLICATION/X-WWW-FORM-URLENCODED",
    "text/plain",
    "multipart/form-data",
    "",
]
_TARGETS = [
    "/o/token",
    "/o/token/?a=1",
    "/o/token/?",
    "/o/token?scope=read",
    "/o/token/?%ZZ",
    "/o/%74oken/",
    "/o/",
]

# Pieces of a multipart body, of a Content-Type, of a resource and of Basic credentials.
_PARTS = [
    *(b"--XbO", b"--XbO--", b"\r\n", b"\r\n", b"\r\n", b"\r\n\r\n", b"\r\n\r\n", b"\n", b"\r", b"--", b"x"),
    *(b"Content-Disposition: form-data", b'; name="grant_type"', b'; name="client_id"', b"; name*=utf-8''a"),
    *(
        b'; name="client_secret"',
        b'; filename="f"',
        b'; filename=""',
        b"client_credentials",
        b"service-client",
    ),
    *(
        b"svc-secret-1",
        b"Content-Transfer-Encoding: base64",
        b"eA==",
        b"Content-Type: text/plain",
        b"\xff",
        b'"',
    ),
    b"\r\n--XbO\r\nContent-Disposition: form-data; name=",
]
_TYPE_PARTS = [
    *(
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        ";",
        ";",
        " ",
        "charset",
        "=",
        "utf-8",
        "UTF-8",
    ),
    *(
        "latin-1",
        "utf8",
        '"',
        "'",
        "*",
        "boundary",
        "XbO",
        "Charset",
        ",",
        "\\",
        "charset=utf-8",
        "boundary=XbO",
    ),
]
_URI_PARTS = [
    *(
        "https",
        "http",
        ":",
        "://",
        "//",
        "/",
        "a.example",
        "a",
        "[::1]",
        "[",
        "]",
        "@",
        "#",
        "?",
        ":80",
        ":x",
        " ",
    ),
    *("%", "\\", "é", "\u2100", "urn", "..", "\t", "\n", ".", "-", "+"),
]
_BASIC_PARTS = [
    *(
        b"service-client",
        b"svc-secret-1",
        b":",
        b":",
        b"%3A",
        b"%",
        b"+",
        b"%2B",
        b"\xc3\xa9",
        b"\xe9",
        b"\0",
        b" ",
    ),
    *(
        b"special-client",
        b"s%3Ap%2Ba+c%26i%3Da%25l%2F%C3%A9%22%5C~",
        b"odd%3Aclient+id%2B%C3%A9",
        b"plain-secret-7",
    ),
]

_values = st.sampled_from(_KNOWN) | st.text(max_size=8).filter(lambda text: text.isprintable())
_names = st.sampled_from(_NAMES)


@st.composite
def requests_in_order(draw: st.DrawFn) -> list[Ask]:
    """One to three requests, each of them valid but for some changes; a later one may use what came."""
    requests = [_request(draw) for _ in range(draw(st.integers(1, 3)))]
    repeated = draw(st.booleans())
    return [*requests, requests[0]] if repeated else requests


def odd_requests() -> st.SearchStrategy[Ask]:
    """One request for a service's token, in which one part is put together at random."""
    service = urlencode({"grant_type": "client_credentials", **SERVICE_CLIENT})
    whole = bytes(
        multipart([("grant_type", "client_credentials"), *SERVICE_CLIENT.items()], boundary="XbO").body
    )
    kind = ("Content-Type", "multipart/form-data; boundary=XbO")
    return st.one_of(
        _joined(_PARTS, b"").map(lambda body: Ask(body, headers=(kind,))),
        st.tuples(st.integers(0, len(whole)), st.integers(0, 40), _joined(_PARTS, b"")).map(
            lambda cut: Ask(whole[: cut[0]] + cut[2] + whole[cut[0] + cut[1] :], headers=(kind,))
        ),
        _joined(_TYPE_PARTS, "").map(lambda text: Ask(service, headers=(("Content-Type", text),))),
        _joined(_TYPE_PARTS, "").map(lambda text: Ask(whole, headers=(("Content-Type", text),))),
        _joined(_URI_PARTS, "").map(lambda text: Ask(f"{service}&resource={quote_plus(text)}")),
        _joined(_BASIC_PARTS, b"").map(
            lambda text: Ask("grant_type=client_credentials", headers=(FORM, basic_raw(text)))
        ),
    )


def _joined(parts: list[AnyStr], glue: AnyStr) -> st.SearchStrategy[AnyStr]:
    return st.lists(st.sampled_from(parts), max_size=14).map(glue.join)


def _request(draw: st.DrawFn) -> Ask:
    fields = list(draw(st.sampled_from(_VALID)).items())
    for _ in range(draw(st.sampled_from([0, 1, 1, 1, 2, 2, 3]))):
        fields = _changed(draw, fields)
    headers = [FORM]
    if draw(st.integers(0, 2)) == 0:
        fields, credentials = _with_basic(draw, fields)
        headers.append(credentials)
    kind = draw(st.integers(0, 9))
    if kind == 0 and len(headers) == 1:
        return multipart(fields)
    if kind == 1:
        headers[0] = ("Content-Type", draw(st.sampled_from(_TYPES)))
    target = draw(st.sampled_from(_TARGETS)) if kind == 2 else "/o/token/"
    method = draw(st.sampled_from(["GET", "PUT", "OPTIONS", "post"])) if kind == 3 else "POST"
    return Ask(_written(draw, fields), method, target, tuple(headers))


def _changed(draw: st.DrawFn, fields: Fields) -> Fields:
    """One field less, more, twice, in another place, or with another name or value."""
    at = draw(st.integers(0, max(len(fields) - 1, 0)))
    before, after = fields[:at], fields[at + 1 :]
    name, value = fields[at] if fields else ("grant_type", "password")
    change = draw(
        st.sampled_from(["drop", "value", "value", "value", "name", "add", "add", "twice", "first", "empty"])
    )
    if change == "drop":
        return before + after
    if change == "value":
        return [*before, (name, draw(_values)), *after]
    if change == "name":
        return [*before, (draw(_names), value), *after]
    if change == "add":
        return [*fields, (draw(_names), draw(_values))]
    if change == "twice":
        return [*fields, (name, draw(_values))]
    if change == "first":
        return [(name, draw(_values)), *fields]
    return [*before, (name, ""), *after]


def _with_basic(draw: st.DrawFn, fields: Fields) -> tuple[Fields, tuple[str, str]]:
    """The client's credentials in the header, or there too, or others than those in the form."""
    by_name = dict(fields)
    client = by_name.get("client_id", "password-client"), by_name.get("client_secret", "")
    if draw(st.integers(0, 3)) == 0:
        other = draw(st.sampled_from(FIXTURES.clients))
        client = other.client_id, other.client_secret
    if draw(st.integers(0, 3)) == 0:
        client = client[0], draw(_values)
    kept = draw(st.sampled_from([(), (), ("client_id",), ("client_id", "client_secret")]))
    dropped = {"client_id", "client_secret"}.difference(kept)
    return [field for field in fields if field[0] not in dropped], basic(*client)


def _written(draw: st.DrawFn, fields: Fields) -> str:
    """The form url-encoded, mostly well."""
    way = draw(st.integers(0, 11))
    if way == 0:
        return "&".join(f"{name}={value}" for name, value in fields)
    if way == 1:
        return "&&".join(
            f"{quote_plus(name)}={quote_plus(value).replace('+', '%20')}" for name, value in fields
        )
    text = urlencode(fields).replace("%24%7B", "${").replace("%7D", "}")
    if way == 2:
        at = draw(st.integers(0, len(text)))
        return (
            text[:at] + draw(st.sampled_from(["%", "%zz", "&", "=", ";", "+", "\n", "\0", "é"])) + text[at:]
        )
    return text
