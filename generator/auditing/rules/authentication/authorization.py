"""What the requests of a page say of the OAuth client: its names, how it asks for a code (WP308, WP513)."""

import re
from base64 import b64decode
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote

from generator.auditing.pages import Page
from generator.auditing.rules.authentication.token_requests import grant_of
from generator.auditing.rules.http.urls import is_local, is_placeholder, split
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.bodies import form_pairs
from generator.auditing.understanding.call import HOLE, Call, Fault

_URL = re.compile(r"https?://[^\s\"'`]+")
_FOLDED = re.compile(r"[ \t]*\n[ \t]*(?=[?&]\w+=)|(?<=[?&])[ \t]*\n[ \t]*(?=\w+=)")
_CLIENT = ("client_id", "client_secret")
_AS_WRITTEN = -1  # an address that stands on the page, whatever sample it is in
_GUARDS = {"state", "code_challenge", "request", "request_uri", "nonce"}


@dataclass(frozen=True, slots=True)
class _Request:
    """The names and values of a request to an endpoint of OAuth, at a line of the file."""

    fields: tuple[tuple[str, str], ...]
    line: int
    sample: int

    @property
    def names(self) -> set[str]:
        return {name for name, _ in self.fields}


def authorization_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The faults of a page's authorization requests, and of the client that all its requests name."""
    written = list(_written(page))
    sent = list(_sent(samples))
    known = {request.line for request in written}
    for request in [*written, *(each for each in sent if each.line not in known)]:
        if "response_type" in request.names:
            yield from _asking(request)
        if not request.names.isdisjoint({"response_type", "grant_type"}):
            yield from _coming_back(request)
    of_samples = list(_of_one_sample(sent))
    yield from of_samples
    told = {fault.line for fault in of_samples}
    yield from _back(page, [*written, *sent])
    one_secret = [*_one_secret(sent), *_swapped(sent)]
    yield from one_secret
    told |= {fault.line for fault in one_secret}
    yield from (fault for fault in _of_one_page([*written, *sent]) if fault.line not in told)
    yield from _without_browser(samples)
    yield from _shown_forms(samples)
    yield from _handed_on(page, [*written, *sent])


_CODE = re.compile(r"\s*(?:\S*\?)?(?:\S*&)?code=([\w.~%-]{12,})(?:&\S*)?\s*")
_SCOPE = re.compile(r"[\"']scope[\"']\s*:\s*[\"']([^\"'\n]+)[\"']|#(?:\S*&)?scope=([^&\s]+)")


def _handed_on(page: Page, requests: Sequence[_Request]) -> Iterator[Fault]:
    """The code that comes back, and another one that is exchanged; scopes that nobody asked for."""
    tops = [heading.line for heading in page.headings if heading.level <= _FLOW]
    codes: dict[int, tuple[str, int]] = {}
    scopes: dict[int, set[str]] = {}
    for request in requests:
        part, fields = bisect_right(tops, request.line), dict(request.fields)
        if "response_type" in fields and "scope" in fields:
            asked = re.split(r"[+ ,]|%20|%2C", fields["scope"])
            scopes.setdefault(part, set()).update(each for each in asked if each)
    for block in page.blocks:
        part = bisect_right(tops, block.line)
        if len(block.text) < _LONGEST and (shown := _CODE.fullmatch(block.text)):
            codes[part] = shown[1], block.line
        match = _SCOPE.search(block.text) if part in scopes else None
        granted = re.split(r"[+ ]|%20", match[1] or match[2]) if match else []
        for scope in granted:
            near = [each for each in scopes[part] if each != scope and each.rstrip("s") == scope.rstrip("s")]
            if match and near and scope not in scopes[part]:
                line = block.line_of(match.start())
                message = f"the scope is {scope} here, and the request asks for {near[0]}"
                yield Fault("WP519", message, line, None, "Correct the one that is wrong.", "note")
    for request in requests:
        sent = dict(request.fields).get("code", "")
        shown_code = codes.get(bisect_right(tops, request.line))
        is_one = re.fullmatch(r"[\w.~%-]{12,}", sent) is not None and not is_placeholder(sent)
        if is_one and shown_code and shown_code[0] != sent and request.line > shown_code[1]:
            message = f"the code is {sent[:12]}… here, and {shown_code[0][:12]}… in line {shown_code[1]}"
            yield Fault("WP519", message, request.line, None, "Send the one that came back.", "note")


_FORM_LINE = re.compile(r"&?[A-Za-z_]\w*=[^\s&]*(?:&[A-Za-z_]\w*=[^\s&]*)*&?")


def _shown_forms(samples: Sequence[Sample]) -> Iterator[Fault]:
    """The fields of a token request, shown alone: ``grant_type=password`` and those beside it."""
    for sample in samples:
        if sample.is_code or sample.calls or len(sample.text) > 2000:
            continue
        match = re.search(r"(?:^|&|\s)grant_type=password\s*(?:&|$)", sample.text, re.MULTILINE)
        rows = [row.strip() for row in sample.text.split("\n") if row.strip()]
        if match is not None and all(_FORM_LINE.fullmatch(row) for row in rows):
            line = sample.line_of(match.start() + 1)
            message = "the password grant must not be used any more (RFC 9700 §2.4)"
            yield Fault("WP307", message, line, None, "Show the authorization code flow with PKCE.")
            return  # a page about it is told once


def _written(page: Page) -> Iterator[_Request]:
    """Addresses with a ``response_type``, in whatever block or running text they stand."""
    for block in page.blocks:
        if "response_type=" not in block.text:
            continue
        text = _FOLDED.sub("", block.text)  # a query with each parameter on a line of its own
        for match in _URL.finditer(text):
            if "response_type=" in match[0]:
                line = block.line_of(block.text.find(match[0].partition("?")[0]))
                yield _Request(form_pairs(split(match[0])[3].replace("&amp;", "&")), line, _AS_WRITTEN)
    texts = [(paragraph.text, paragraph.line) for paragraph in page.paragraphs]
    texts += [(cell, line) for table in page.tables for line, cells in table.rows for cell in cells]
    for text, first in texts:
        for match in _URL.finditer(text) if "response_type=" in text else ():
            if "response_type=" in match[0]:
                line = first + text.count("\n", 0, match.start())
                yield _Request(form_pairs(split(match[0])[3].replace("&amp;", "&")), line, _AS_WRITTEN)


def _sent(samples: Sequence[Sample]) -> Iterator[_Request]:
    for number, sample in enumerate(samples):
        for call in sample.calls:
            fields = [*(call.body.fields if call.body else ()), *call.query, *form_pairs(split(call.url)[3])]
            fields += [(header.name, header.value) for header in call.headers]
            fields += _basic(call)
            # An authorization request is its address, which the text of the page has at the same line.
            line = call.url_line if any(name == "response_type" for name, _ in fields) else call.line
            yield _Request(tuple(fields), sample.block.line_at(line), number)


def _basic(call: Call) -> list[tuple[str, str]]:
    """The client of a token request that HTTP Basic names, by the names that a form has for it."""
    header = call.header("Authorization")
    pair = call.basic
    if header is not None and header.value.startswith("Basic ") and HOLE not in header.value:
        with suppress(ValueError):
            client, colon, secret = b64decode(header.value[6:], validate=True).decode().partition(":")
            pair = (client, secret) if colon else None
    return list(zip(_CLIENT, pair, strict=True)) if pair is not None and grant_of(call) else []


def _asking(request: _Request) -> Iterator[Fault]:
    fields = dict(request.fields)
    if request.sample == _AS_WRITTEN and re.match(r"(?:id_token(?:%20|\+))?token\b", fields["response_type"]):
        message = "the implicit grant must not be used any more (RFC 9700 §2.1.2)"
        yield Fault("WP307", message, request.line, None, "Use the authorization code flow with PKCE.")
    if "code" in fields.get("response_type", "") and request.names.isdisjoint(_GUARDS):
        message = "the authorization request has no code_challenge and no state"
        yield Fault(
            "WP308", message, request.line, None, "Add PKCE: code_challenge and its method (RFC 7636)."
        )
    if "://" in fields.get("redirect_uri", "") and request.sample == _AS_WRITTEN:
        message = "redirect_uri stands in the query as it is, not encoded (RFC 6749 §4.1.1)"
        yield Fault("WP202", message, request.line, None, "Encode it: https%3A%2F%2F….", "note")


def _without_browser(samples: Sequence[Sample]) -> Iterator[Fault]:
    """A request for a code that a program sends, where a user has to log in and agree (RFC 6749 §4.1.1).

    One that says who the user is, by credentials or a cookie, may well be answered by an API.
    """
    for sample in samples:
        for call in sample.calls:
            names = {name for name, _ in [*call.query, *form_pairs(split(call.url)[3])]}
            names |= {name for name, _ in (call.body.fields if call.body else ())}
            is_asking = {"response_type", "client_id"} <= names and call.client not in _OF_BROWSERS
            is_known = call.basic is not None or any(_WHO.search(header.name) for header in call.headers)
            if is_asking and "grant_type" not in names and not is_known and _LOGS_IN.isdisjoint(names):
                message = "a program asks for the code here, which only a user in a browser can agree to"
                fix = "Show the address, and say that the user's browser is sent to it (RFC 6749 §4.1.1)."
                yield Fault("WP308", message, sample.block.line_at(call.url_line), None, fix)
                return  # a page about it is told once


_OF_BROWSERS = ("http", "XMLHttpRequest", "jQuery", "fetch", "axios")  # where the user's cookies may be
_WHO = re.compile(r"(?i)^$|auth|cookie|token|key|session|\ufffc")
_LOGS_IN = {"username", "password", "login", "api_key", "access_token", "token", "id_token_hint"}


def _coming_back(request: _Request) -> Iterator[Fault]:
    """A ``redirect_uri`` in clear text, which nobody but the reader's own machine may have."""
    target = dict(request.fields).get("redirect_uri", "")
    if target.startswith(("http://", "http%3A%2F%2F", "http%3a%2f%2f")):
        plain = target.replace("%3A", ":").replace("%2F", "/").replace("%3a", ":").replace("%2f", "/")
        if not is_local(plain):
            message = f"the code comes back in clear text, to {plain[:60]}"
            yield Fault("WP201", message, request.line, None, "Write https:// (RFC 9700 §2.6).", "note")


def _of_one_sample(sent: Sequence[_Request]) -> Iterator[Fault]:
    """One sample says of two requests that they come from one client, and names two.

    One for a client's own token stands by itself: a session may well show it for several clients.
    """
    first: dict[int, tuple[str, int]] = {}
    for request in sent:
        if ("grant_type", "client_credentials") in request.fields:
            continue
        for name, value in request.fields:
            if name.lower() == "client_id" and _is_written(value):
                here, at = first.setdefault(request.sample, (value, request.line))
                if here != value:
                    message = (
                        f"client_id is {value[:12]} here, and {here[:12]} in line {at} of the same sample"
                    )
                    yield Fault("WP513", message, request.line, None, "Send the same in every request.")


def _of_one_page(requests: Sequence[_Request]) -> Iterator[Fault]:
    """The one request whose client_id or secret is another than that of all other requests of the page."""
    given: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for request in requests:
        for name, value in dict(request.fields).items():
            if name in _CLIENT and _is_written(value):
                given[name].append((value, request.line))
    for name, values in given.items():
        counts = Counter(value for value, _ in values)
        usual, number = counts.most_common(1)[0]
        odd = [(value, line) for value, line in values if value != usual]
        if number > 1 and len(odd) == 1:
            message = f"{name} is {odd[0][0][:12]} here, and {usual[:12]} everywhere else on the page"
            yield Fault("WP513", message, odd[0][1], None, "Show one client.", "note")


_BACK = re.compile(r"\s*(?:(?:Location|GET):? )?(https?://[^\s?]+)\?(?:\S*&)?code=(?!challenge)[^\s&]+\S*\s*")
_LONGEST = 2000  # characters of an address


_FLOW = 2  # level of the headings below which one flow is told


def _back(page: Page, requests: Sequence[_Request]) -> Iterator[Fault]:
    """A code that comes back to another address than its requests ask for (RFC 6749 §4.1.3)."""
    asked: dict[str, int] = {}
    parts = set[int]()
    tops = [heading.line for heading in page.headings if heading.level <= _FLOW]
    for request in requests:
        target = unquote(dict(request.fields).get("redirect_uri", ""))
        if target.startswith("http") and not is_placeholder(target):
            if target.rstrip("/") not in asked:
                parts.add(bisect_right(tops, request.line))
            asked.setdefault(target.rstrip("/"), request.line)
    # Each flow, in a section of its own, may well have an address of its own.
    if len(asked) > 1 and len(parts) < len(asked):
        first, other, *_ = asked
        message = f"redirect_uri is {other[:60]} here, and {first[:60]} in line {asked[first]}"
        fix = "Send the same one (RFC 6749 §4.1.3)."
        yield Fault("WP504", message, asked[other], None, fix, "note", about=frozenset({"redirect_uri"}))
    for block in page.blocks if len(asked) == 1 else ():
        shown = _BACK.fullmatch(block.text) if len(block.text) < _LONGEST else None
        if shown and shown[1].rstrip("/") not in asked and not is_placeholder(shown[1]):
            wanted = next(iter(asked))[:60]
            message = f"the code comes back to {shown[1][:60]} here, and redirect_uri is {wanted}"
            fix = "Show one address (RFC 6749 §4.1.3)."
            yield Fault("WP504", message, block.line, None, fix, about=frozenset({"redirect_uri"}))


def _one_secret(requests: Sequence[_Request]) -> Iterator[Fault]:
    """One secret, of two clients: one of the two names is wrong."""
    owners: dict[str, tuple[str, int]] = {}
    for request in requests:
        client, secret = (dict(request.fields).get(name, "") for name in _CLIENT)
        if _is_written(client) and _is_written(secret) and len(secret) >= _LONG:
            owner, line = owners.setdefault(secret, (client, request.line))
            if owner != client:
                same = f"{owner[:12]} with the same secret in line {line}"
                message = f"the client is {client[:12]} here, and {same}"
                yield Fault("WP513", message, request.line, None, "Show one client.")


def _swapped(requests: Sequence[_Request]) -> Iterator[Fault]:
    """The secret of one request, which is the name of the client in another: the two were swapped."""
    names = {
        value: request.line for request in requests for name, value in request.fields if name == _CLIENT[0]
    }
    for request in requests:
        client, secret = (dict(request.fields).get(name, "") for name in _CLIENT)
        if _is_written(secret) and len(secret) >= _LONG and secret in names and client not in ("", secret):
            message = f"client_secret is {secret[:12]} here, which is the client_id of line {names[secret]}"
            yield Fault("WP513", message, request.line, None, "Swap client_id and client_secret.")


_LONG = 12  # characters: no word that stands for any secret


def _is_written(value: str) -> bool:
    return bool(value) and HOLE not in value and not is_placeholder(value)
