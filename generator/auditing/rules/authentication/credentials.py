"""Credentials and security: leaked secrets, client authentication, grants, certificate checks (WP3xx)."""

import base64
import binascii
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from generator.auditing.pages import Page
from generator.auditing.recognising import PLAIN
from generator.auditing.rules.authentication.dated_tokens import expiry
from generator.auditing.rules.authentication.doubled import doubled_faults
from generator.auditing.rules.authentication.token_requests import (
    USER_INFO,
    grant_of,
    query_pairs,
    token_faults,
    unnamed_grant,
)
from generator.auditing.rules.http.urls import is_placeholder
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import HOLE, Call, Fault

_SHAPES = (
    ("a JWT", r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{10,}"),
    ("an AWS access key", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    ("a GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{60,})\b"),
    ("a Slack token", r"\bxox[abprs]-\d{6,}-[\w-]{10,}"),
    ("a Stripe live key", r"\b[rs]k_live_[A-Za-z0-9]{16,}"),
    ("a Google API key", r"\bAIza[\w-]{35}\b"),
    ("a Google access token", r"\bya29\.[\w-]{30,}"),
    ("a SendGrid key", r"\bSG\.[\w-]{16,}\.[\w-]{30,}"),
    ("a GitLab token", r"\bglpat-[\w-]{20}\b"),
    ("an npm token", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("an OpenAI key", r"\bsk-(?:proj-)?[A-Za-z0-9]{32,}\b"),
    ("a private key", r"-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----\s*[A-Za-z0-9+/]{40,}"),
    ("a Twilio account and key", r"\bSK[0-9a-f]{32}\b"),
    ("a Slack webhook", r"hooks\.slack\.com/services/T[A-Z0-9]{8,}/B[A-Z0-9]{8,}/[A-Za-z0-9]{20,}"),
)
_NAMED = re.compile(
    r"\b(client_?secret|(?:api|app|consumer|shared)_?secret|secret|sec_?key|consumer_?key|api_?key|access_?token|refresh_?token|password|secret_?key|auth_?token|x-api-key|private_?token)\b"
    r"[\"']?\s*(?:[:=]|:=|,|=>)\s*[\"']?((?<=[\"'])[^\s\"'<>{}]{12,}(?=[\"'])|[A-Za-z0-9_\-+/=.!@#]{12,})",
    re.IGNORECASE,
)
_AUTHORIZATION = re.compile(
    r"\b((?i:bearer|basic|token|api-?key|oauth|jwt))\s+(?:[a-z_]+=\"?)?([A-Za-z0-9_\-+/=.~]{16,})"
)
_HMAC_KEY = re.compile(r"(?<!\S)(-hmac)\s+[\"']?([A-Za-z0-9_\-+/=]{12,})")  # of openssl dgst
_IN_PROSE = re.compile(
    r"\bAuthorization: (?i:bearer|token|api-?key|oauth|jwt)\s+(?:[a-z_]+=\"?)?([A-Za-z0-9_\-+/=.~]{16,})"
)
_TLS = re.compile(
    r"verify\s*=\s*False|InsecureSkipVerify\s*:\s*true|rejectUnauthorized\s*:\s*false"
    r"|NODE_TLS_REJECT_UNAUTHORIZED"
    r"|ServerCertificate(?:Custom)?ValidationCallback\s*\+?=|DangerousAcceptAnyServerCertificateValidator"
    r"|CURLOPT_SSL_VERIFY(?:PEER|HOST)\s*(?:,|=>)\s*(?:false|0|FALSE)|VERIFY_NONE"
    r"|_create_unverified_context|CERT_NONE"
    r"|check_hostname\s*=\s*False|ALLOW_ALL_HOSTNAME_VERIFIER|NoopHostnameVerifier|disable_warnings"
    r"|[\"']?verify(?:_peer(?:_name)?|Peer)?[\"']?\s*(?:=>|:)\s*false\b|\bstrictSSL\s*:\s*false"
    r"|ssl\s*=\s*False\b|TrustAll\w*\b|checkServerTrusted\([^)]*\)\s*(?:throws \w+\s*)?\{\s*\}"
    r"|\([^()]*String \w+, SSLSession \w+\)\s*(?:->\s*true|\{\s*return true)"
    r"|setHostnameVerifier\(\s*\(?\s*\w+\s*,\s*\w+\s*\)?\s*->\s*true|\bverify_mode:?\s*(?:=>|=)?\s*0\b"
    r"|--no-check-certificate|--(?:proxy|doh)-insecure"
)
# What a sample says that sends credentials, in whatever way.
CREDENTIAL = re.compile(
    r"(?i)auth|api[-_]?key|token|cookie|credential|password|secret|certificate|--cert\b|(?:^|\s)(?:-u|--user|-n|-E)\b"
)

_IN_URL = {  # without what stands between their words
    "accesstoken",
    "clientsecret",
    "password",
    "apikey",
    "apitoken",
    "secret",
    "secretkey",
    "refreshtoken",
    "authtoken",
    "privatetoken",
    "token",
    "jwt",
    "sessionid",
}
# A value that stands for a secret, whatever its parameter is called: ``key=YOUR_API_KEY``.
_SECRETS = r"(?:api[-_ ]?(?:key|token)|secret(?:[-_ ]?key)?|access[-_ ]?token|password)"
_STANDS_FOR = re.compile(
    rf"[\W_]*(?:your|my|the|insert)?[\W_]*(?:\w+[-_])??{_SECRETS}(?:[-_ ]?here)?[\W_]*", re.IGNORECASE
)
_OWN_KEY = re.compile(r"\$\{?\w*KEY\}?|<?(?:YOUR|MY)[-_ ]\w*KEY>?", re.IGNORECASE)
# As such a value is written: ``key=$API_KEY``, ``{"appid": config.api_key}``, ``key=${apiKey}``.
_GIVEN_SECRET = re.compile(
    rf"(?<![\w-])([\w.-]+)(?=[\"']?\s*(?:=>|[:=,])\s*[\"']?[$#@]?[<{{]{{0,2}}(?:[\w.]*[._\[\"'])??{_SECRETS}\b)",
    re.IGNORECASE,
)
_CUT = re.compile(r"\.{3}|…")  # whoever cuts a credential short gives nothing away
_NO_SECRET = re.compile(
    r"client|secret|user|pass|example|aladdin|sesame|test|demo|admin|key|token|app|foo|sample"
    r"|id\b|name|abc|123|s6BhdRkqt3|cid",
    re.IGNORECASE,
)
# Values that everybody knows: of jwt.io, of the RFCs 6749, 6750 and 7636, of the vendors' documentation.
_KNOWN_SAMPLES = (
    "eyJzdWIiOiIxMjM0NTY3ODkwIi",
    "EXAMPLE", "MnRHF", "A3ddj3w", "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    "7Fjfp0ZBr1KtDRbnfVdmIw", "tGzv3JOkF0XG5Qx2TlKWIA", "2YotnFZFEjr1zCsicMWpAA", "SplxlOBeZQQYbYS6WxSbIA",
    "mF_9.B5f-4.1JqM", "s6BhdRkqt3", "gX1fBat3bV", "dBjftJeZ4CVP",
    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "4eC39HqLyjWDarjtT1zdp7dc", "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b",
)  # fmt: skip


def credential_faults(sample: Sample) -> Iterator[Fault]:
    """The faults of a sample's credentials."""
    yield from _leaks(sample)
    yield from _tls(sample)
    for call in sample.calls:
        yield from _secret_in_url(call, sample.text)
        yield from doubled_faults(call)
        if grant_of(call):
            yield from token_faults(call)
        elif faults := list(unnamed_grant(call)):
            yield from faults
        elif re.search(r"response_type=(?:id_token(?:%20|\+))?token\b", call.url):
            yield Fault(
                "WP307",
                "the implicit grant must not be used any more (RFC 9700 §2.1.2)",
                call.url_line,
                None,
                "Use the authorization code flow with PKCE.",
            )


def _leaks(sample: Sample) -> Iterator[Fault]:
    text = sample.block.text
    reported: set[int] = set()
    for what, pattern in _SHAPES:
        for match in re.finditer(pattern, text):
            if not is_public(match[0]) and not _CUT.match(text, match.end()):
                line = text.count("\n", 0, match.start())
                if line not in reported:
                    reported.add(line)
                    yield _leak(what, match[0], line, match.start() - text.rfind("\n", 0, match.start()) - 1)
    if not sample.is_code and sample.language not in ("http", "", PLAIN):
        return
    for match in [each for pattern in (_AUTHORIZATION, _NAMED, _HMAC_KEY) for each in pattern.finditer(text)]:
        line = text.count("\n", 0, match.start())
        is_whole = not _CUT.match(text, match.end())
        if line not in reported and is_whole and looks_real(match[2], match[1].lower() == "basic"):
            reported.add(line)
            name = f"{match[1]} credentials" if match.re is _AUTHORIZATION else f"a value of {match[1]}"
            yield _leak(name, match[2], line, match.start(2) - text.rfind("\n", 0, match.start(2)) - 1)
    for call in sample.calls:
        for header in call.headers:
            is_secret = _SECRET_HEADER.search(header.name) is not None and header.value in text
            is_secret = is_secret and "postman-token" not in header.name.lower()  # which is told as such
            if is_secret and header.line not in reported and looks_real(header.value, is_basic=False):
                reported.add(header.line)
                row = text.split("\n")[header.line] if header.line < text.count("\n") + 1 else ""
                at = max(row.find(header.value), 0)
                yield _leak(f"a value of {header.name}", header.value, header.line, at)
        written = USER_INFO.match(call.url)
        for part in call.basic or (written.groups() if written else ()):
            start = text.find(part) if part and looks_real(part, is_basic=False) else -1
            line = text.count("\n", 0, max(start, 0))
            if start >= 0 and line not in reported:
                reported.add(line)
                yield _leak("a credential", part, line, start - text.rfind("\n", 0, start) - 1)


# Idempotency-Key names one request, and is nobody's secret (draft-ietf-httpapi-idempotency-key-header).
_SECRET_HEADER = re.compile(r"(?i)^(?!(?:x-)?idempotency).*(?:key|token|secret)")


_ALONE = re.compile(r"\s*(?:(?:GET|POST) )?(https?://\S+)(?: HTTP/[\d.]+)?\s*")


def shown_secrets(page: Page) -> Iterator[Fault]:
    """A secret in an address that a block shows alone, as that which a browser is sent to."""
    for block in page.blocks:
        address = _ALONE.fullmatch(block.text) if len(block.text) < _LONGEST else None
        name = secret_name(query_pairs(address[1])) if address else ""
        if name and not block.hint:
            message = f"{name} is sent in the URL, where logs and histories keep it"
            fix = "Send it in the body or the Authorization header (RFC 6750 §5.3)."
            yield Fault("WP302", message, block.line, None, fix)


_LONGEST = 2000  # characters of an address


def prose_leaks(page: Page) -> Iterator[Fault]:
    """Credentials in running text, where a command is that nobody marked as code; at lines of the file."""
    for paragraph in page.paragraphs:
        for what, pattern in (*_SHAPES, *_SECRETS_IN_PROSE):
            match = re.search(pattern, paragraph.text)
            if (
                match
                and not is_public(match[0])
                and not _CUT.match(paragraph.text, match.end())
                and (what not in ("a client secret", "a secret") or looks_real(match[0], is_basic=False))
            ):
                line = paragraph.line_of(match.start())
                fault = _leak(what, match[0], line, 0)
                yield replace(fault, column=None)
                break
        shown = _IN_PROSE.search(paragraph.text)
        if shown and not _CUT.match(paragraph.text, shown.end()) and looks_real(shown[1], is_basic=False):
            line = paragraph.line_of(shown.start())
            yield replace(_leak("a credential", shown[1], line, 0), column=None)


_SECRETS_IN_PROSE = (
    ("a client secret", r"(?<=client_secret=)[\w-]{20,}"),
    ("a secret", r"(?<=\bsecret is `)[\w-]{20,}(?=`)"),
)


def _leak(what: str, value: str, line: int, column: int) -> Fault:
    shown = f"{value[:8]}…" if len(value) > 12 else value
    ends = f" It holds until {day}, and is refused after that." if (day := expiry(value)) else ""
    words = ("look", "stand") if what.endswith(" credentials") else ("looks", "stands")
    return Fault(
        "WP301",
        f"{what} that {words[0]} real ({shown}) {words[1]} on the page",
        line,
        column,
        f"Revoke it, and show a placeholder or an environment variable.{ends}",
    )


def sends_credentials(call: Call) -> bool:
    """Whether a call brings anything that may say who sends it."""
    given = [*(call.body.fields if call.body else ()), *call.query, *query_pairs(call.url)]
    names = [*(header.name for header in call.headers), *(name for name, _ in given)]
    names = [name for name in names if "postman-token" not in name.lower()]  # which says nothing of anybody
    return call.basic is not None or any(_SAYS_WHO.search(name) for name in names)


_SAYS_WHO = re.compile(r"(?i)auth|key|token|secret|cookie|sign")


def is_public(value: str) -> bool:
    """Whether everybody knows a value, or sees that it is none."""
    return (
        any(known in value for known in _KNOWN_SAMPLES)
        or re.search(r"(.)\1{5}|x{4}|X{4}|1234567|(?i:a1b2c3d4|1a2b3c4d|abcde|vwxyz)", value) is not None
        or "example" in value.lower()
    )


def looks_real(value: str, is_basic: bool) -> bool:
    """Whether a value is by its randomness somebody's credential, and no example."""
    if _CUT.search(value):
        return False
    value = value.rstrip(".,;")
    if is_basic:
        return _real_basic(value)
    if (
        is_placeholder(value)
        or is_public(value)
        or re.fullmatch(r"[A-Z]+(?:_[A-Z0-9]+)+", value)  # the name of a constant
        or re.search(r"abc(?:def|123)|123456|secret|password|token|client|key", value, re.IGNORECASE)
    ):
        return False
    if value.startswith(("eyJ",)):
        return False  # cut off: a whole one was found by its shape
    has_both = re.search(r"\d", value) is not None and re.search(r"[A-Za-z]", value) is not None
    # Letters alone, in no order of words: ``yvzKPmuMELIbywbApjTtUpoRcULZXlnk``.
    is_jumbled = len(value) >= 28 and len(re.findall(r"[a-z][A-Z]", value)) >= 6 and entropy(value) > 4
    return (
        (has_both or is_jumbled)
        and len(value) >= 16
        and entropy(value) > 3.3
        and value.count(".") < 4
        and "/" not in value[1:-1]
    )


def _real_basic(value: str) -> bool:
    try:
        plain = base64.b64decode(value + "=" * (-len(value) % 4), validate=True).decode("utf-8")
    except binascii.Error:  # damaged on its way to the page, and somebody's all the same
        return len(value) >= 40 and looks_real(value, is_basic=False)
    except ValueError:
        return False
    plain = plain.removesuffix("\n")  # of ``echo``
    name, colon, password = plain.partition(":")
    if not colon or not plain.isprintable() or is_placeholder(plain):
        return False
    return _NO_SECRET.search(plain) is None and len(name) > 2 and len(password) > 5


def entropy(text: str) -> float:
    """Bits for each character (Shannon)."""
    counts = [text.count(char) / len(text) for char in set(text)]
    return -sum(share * math.log2(share) for share in counts)


def _tls(sample: Sample) -> Iterator[Fault]:
    told: set[int] = set()
    for match in _TLS.finditer(sample.text) if sample.is_code else ():
        start = sample.text.rfind("\n", 0, match.start()) + 1
        line = sample.text.count("\n", 0, match.start())
        if line not in told and not re.match(r"\s*(?:#|//)", sample.text[start : match.start()]):
            told.add(line)
            message = f"{match[0][:40]} turns the check of the server's certificate off"
            fix = "Remove it; trust a private authority by its CA file."
            yield Fault("WP306", message, line, match.start() - start, fix)
    for call in sample.calls:
        if call.verifies_tls is False and (call.client == "curl" or not told):
            what = "--insecure turns" if call.client == "curl" else "an option turns"
            message = f"{what} the check of the server's certificate off"
            fix = "Remove it; trust a private authority by its CA file (--cacert)."
            yield Fault("WP306", message, call.line, None, fix)


def _secret_in_url(call: Call, text: str) -> Iterator[Fault]:
    if USER_INFO.match(call.url):
        yield Fault(
            "WP302",
            "the URL holds a user name and password",
            call.url_line,
            None,
            "Send them in the Authorization header.",
        )
    query = [*query_pairs(call.url), *call.query]
    name = secret_name(query) or _named_by_value(query, text)
    if name:
        yield Fault(
            "WP302",
            f"{name} is sent in the URL, where logs and histories keep it",
            call.url_line,
            None,
            "Send it in the body or the Authorization header (RFC 6750 §5.3).",
        )


def secret_name(query: Iterable[tuple[str, str]]) -> str:
    """The first parameter of a query that holds a secret, by its name or else its value; empty for none."""
    pairs = [pair for pair in query if not pair[0].lower().endswith("type")]  # ``grant_type=password``
    named = [name for name, _ in pairs if re.sub(r"[-_.]", "", name.lower()) in _IN_URL]
    return next(iter((*named, *(name for name, value in pairs if _is_secret(name, value)))), "")


def _is_secret(name: str, value: str) -> bool:
    """Whether a value shows that its parameter holds a secret, whatever it is called."""
    is_key = name.lower() == "key" and (
        looks_real(value, is_basic=False) or _OWN_KEY.fullmatch(value) is not None
    )
    return is_key or _STANDS_FOR.fullmatch(value) is not None


def _named_by_value(query: Iterable[tuple[str, str]], text: str) -> str:
    """The first parameter whose value is a variable that is called a secret; an empty string for none."""
    return next((name for name, value in query if value == HOLE and name.lower() in _given_secrets(text)), "")


@lru_cache(maxsize=8)  # each request of a sample asks for its own parameters
def _given_secrets(text: str) -> frozenset[str]:
    """The names, in small letters, that a text gives what is called a secret."""
    return frozenset(match[1].lower() for match in _GIVEN_SECRET.finditer(text))
