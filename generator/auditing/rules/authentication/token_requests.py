"""Token requests of OAuth 2.0: who asks, with which grant, and what the grant needs (RFC 6749)."""

import re
from collections.abc import Iterator

from generator.auditing.rules.http.urls import split
from generator.auditing.rules.slips import is_slip
from generator.auditing.understanding.call import HOLE, Call, Fault, Header

USER_INFO = re.compile(r"(?:https?://)?([^/@\s:]+):([^/@\s]+)@")
# RFC 6749, and what the registry of OAuth parameters has besides.
_GRANTS = ("authorization_code", "client_credentials", "password", "refresh_token")
_FIELDS = {  # RFC 6749 §11.2, RFC 7636 §6.1
    *("grant_type", "client_id", "client_secret", "redirect_uri", "scope", "code", "code_verifier"),
    *("username", "password", "refresh_token"),
}
_NEEDED = {  # RFC 6749 §4.1.3, §4.3.2, §6
    "authorization_code": ("code",),
    "password": ("username", "password"),
    "refresh_token": ("refresh_token",),
}


def grant_of(call: Call) -> str:
    """The ``grant_type`` that a call sends, or an empty string."""
    fields = [*(call.body.fields if call.body else ()), *call.query]
    if "grant_type=" in call.url:
        fields += query_pairs(call.url)
    return next((value for name, value in fields if name == "grant_type"), "")


def query_pairs(url: str) -> list[tuple[str, str]]:
    """The names and values in a URL's query, nothing decoded."""
    pairs = (pair.partition("=") for pair in split(url)[3].split("&") if pair)
    return [(name, value) for name, _, value in pairs]


def _is_nearly(grant: str, known: str) -> bool:
    """Whether a grant is a known one with a slip, or its start (``refresh``), or ``code``."""
    if grant == "code":  # which is a response_type
        return known == "authorization_code"
    return is_slip(grant, known, 0.85) or (len(grant) > 3 and known.startswith(grant))


def token_faults(call: Call) -> Iterator[Fault]:
    """The faults of a request that sends a grant."""
    given = [*(call.body.fields if call.body else ()), *call.query, *query_pairs(call.url)]
    fields = {name for name, _ in given}
    grant = grant_of(call)
    line = call.body.line if call.body else call.line
    # Whether there may be fields and headers that nothing shows.
    is_open = HOLE in {name[:1] for name in fields} or any(not item.name for item in call.headers)
    yield from _client(call, fields, line, is_open=is_open or HOLE in grant)
    yield from _authorization(call, grant)
    if call.body is not None and call.body.kind in ("json", "multipart"):
        kind = "JSON" if call.body.kind == "json" else "multipart/form-data"
        message = f"a token request is a form (RFC 6749 §4), and this one is {kind}"
        yield Fault("WP206", message, line, None, "Send application/x-www-form-urlencoded.", "note")
    if call.method not in ("", "POST") and HOLE not in call.method and grant in _GRANTS:
        message = f"a token request is a POST (RFC 6749 §3.2), and this one is a {call.method[:20]}"
        fix = "Send a POST with a form, unless the server wants it so."
        yield Fault("WP309", message, call.line, None, fix)
    yield from _names(fields, grant, line)
    yield from _scope(call, line)
    lacking = [name for name in _NEEDED.get(grant, ()) if name not in fields] if not is_open else []
    if lacking:
        message = f"the grant {grant} needs {' and '.join(lacking)} (RFC 6749)"
        yield Fault("WP404", message, line, None, f"Send {' and '.join(lacking)}.")
    empty = [name for name in _NEEDED.get(grant, ()) if (name, "") in given]
    if empty:
        message = f"the grant {grant} needs {' and '.join(empty)} (RFC 6749), and nothing is given for it"
        yield Fault("WP404", message, line, None, f"Give {' and '.join(empty)} a value.")
    if grant == "password":
        message = "the password grant must not be used any more (RFC 9700 §2.4)"
        yield Fault("WP307", message, line, None, "Show the authorization code flow with PKCE.")


def unnamed_grant(call: Call) -> Iterator[Fault]:
    """A form that sends a grant by another name: ``token_type=refresh_token`` (RFC 6749 §6)."""
    body = call.body
    for name, value in body.fields if body is not None and body.kind == "form" else ():
        if value in _GRANTS and re.fullmatch(r"token_type|grant-type|grant", name):
            message = f"{value} is sent as {name}, and the request has no grant_type (RFC 6749 §4)"
            yield Fault("WP404", message, body.line if body else call.line, None, "Write grant_type.")


def _client(call: Call, fields: set[str], line: int, *, is_open: bool) -> Iterator[Fault]:
    """Which client asks is said twice, or not at all (RFC 6749 §2.3)."""
    header = call.header("Authorization")
    is_basic = call.basic is not None or _scheme(header) == "basic" or USER_INFO.match(call.url) is not None
    if is_basic and "client_secret" in fields:
        message = "the client authenticates twice: with HTTP Basic and in the form (RFC 6749 §2.3)"
        yield Fault("WP304", message, line, None, "Keep one of the two.")
    has_key = any(_NAMES_CLIENT.search(each.name) for each in call.headers)
    if not is_basic and not header and not has_key and not fields & _OF_CLIENT and not is_open:
        message = "nothing says which client asks: there is no client_id and no Basic credential"
        fix = "Send client_id (and client_secret), or HTTP Basic (RFC 6749 §2.3.1)."
        yield Fault("WP303", message, line, None, fix)


def _scope(call: Call, line: int) -> Iterator[Fault]:
    """``scope=read,write``: to RFC 6749 §3.3 one scope with a comma in it, though some servers split it."""
    fields = call.body.fields if call.body else ()
    scope = next((value for name, value in fields if name == "scope"), "")
    if re.fullmatch(r"[\w.:/-]+(?:(?:,|%2C) ?[\w.:/-]+)+", scope):
        message = f"the scopes of {scope[:40]} are parted by commas, and not by spaces (RFC 6749 §3.3)"
        yield Fault(
            "WP506", message, line, None, "Part them by spaces, unless the server wants commas.", "note"
        )


_NAMES_CLIENT = re.compile(r"(?i)api-?key|client|app(?:lication)?-?(?:id|key)|subscription-key")
_OF_CLIENT = {"client_id", "client_assertion", "client_secret", "assertion", "code_verifier", "device_code"}


def _authorization(call: Call, grant: str) -> Iterator[Fault]:
    """An access token in Authorization, which is what the request asks for, or credentials of no scheme."""
    header = call.header("Authorization")
    if header is None:
        return
    if _scheme(header) in ("bearer", "token") and "token-exchange" not in grant and "jwt-bearer" not in grant:
        message = "a token request takes no access token in Authorization"
        fix = "Remove the header, or send the client's Basic credentials."
        yield Fault("WP305", message, header.line, None, fix)
    if not _SCHEMED.match(header.value) and HOLE not in header.value[:1]:
        fix = "Write Basic, a space, and the credentials."
        yield Fault("WP211", "Authorization has no scheme", header.line, None, fix, "warning")


_SCHEMED = re.compile(r"[A-Za-z][\w-]* +\S|(?:Basic|Bearer)\b")


def _scheme(header: Header | None) -> str:
    return header.value.split(" ")[0].lower() if header else ""


def _names(fields: set[str], grant: str, line: int) -> Iterator[Fault]:
    """Grants and fields of other names than the RFC's, and fields of another grant."""
    for field, owner in (("code", "authorization_code"), ("refresh_token", "refresh_token")):
        if field in fields and grant in _GRANTS and grant != owner:
            message = f"{field} belongs to {owner}, and the sample sends grant_type={grant}"
            yield Fault("WP506", message, line, None, "Show the grant that the section describes.")
    if grant == "client_credentials" and {"username", "password"} <= fields:
        message = f"username and password belong to password, and the sample sends grant_type={grant}"
        fix = "Leave them out: the client authenticates with its own id and secret (RFC 6749 §4.4.2)."
        yield Fault("WP506", message, line, None, fix)
    near = [] if grant in _GRANTS else [each for each in _GRANTS if _is_nearly(grant, each)]
    if near:
        message = f"{grant} is no grant of OAuth"
        yield Fault("WP506", message, line, None, f"Write {near[0]}.")
    for name in sorted(fields - _FIELDS):
        near = [each for each in sorted(_FIELDS - fields) if is_slip(name, each, 0.87)]
        if len(near) == 1 and HOLE not in name:
            message = f"{name} is no parameter of OAuth"
            yield Fault("WP506", message, line, None, f"Write {near[0]}.")
