"""Credentials that look real, in samples and in the text (WP301)."""

import re
from collections.abc import Iterator
from dataclasses import replace

from generator.auditing.pages import Page
from generator.auditing.recognising import PLAIN, known
from generator.auditing.rules.authentication.secrets import CUT, is_public, looks_real
from generator.auditing.rules.authentication.token_requests import USER_INFO
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Call, Fault

# What each is, a text that all of its kind have (found faster than a pattern), and its shape.
_SHAPES = (
    ("a JWT", "eyJ", re.compile(r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{10,}")),
    ("an AWS access key", "IA", re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")),
    ("a GitHub token", "_", re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{60,})\b")),
    ("a Slack token", "xox", re.compile(r"\bxox[abprs]-\d{6,}-[\w-]{10,}")),
    ("a Stripe live key", "k_live_", re.compile(r"\b[rs]k_live_[A-Za-z0-9]{16,}")),
    ("a Google API key", "AIza", re.compile(r"\bAIza[\w-]{35}\b")),
    ("a Google access token", "ya29.", re.compile(r"\bya29\.[\w-]{30,}")),
    ("a SendGrid key", "SG.", re.compile(r"\bSG\.[\w-]{16,}\.[\w-]{30,}")),
    ("a GitLab token", "glpat-", re.compile(r"\bglpat-[\w-]{20}\b")),
    ("an npm token", "npm_", re.compile(r"\bnpm_[A-Za-z0-9]{36}\b")),
    ("an OpenAI key", "sk-", re.compile(r"\bsk-(?:proj-)?[A-Za-z0-9]{32,}\b")),
    (
        "a private key",
        "PRIVATE KEY",
        re.compile(r"-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----\s*[A-Za-z0-9+/]{40,}"),
    ),
    ("a Twilio account and key", "SK", re.compile(r"\bSK[0-9a-f]{32}\b")),
    (
        "a Slack webhook",
        "hooks.slack.com",
        re.compile(r"hooks\.slack\.com/services/T[A-Z0-9]{8,}/B[A-Z0-9]{8,}/[A-Za-z0-9]{20,}"),
    ),
)
_NAMED = re.compile(
    r"\b(client_?secret|(?:api|app|consumer|shared)_?secret|secret|sec_?key|consumer_?key|api_?key|access_?token|refresh_?token|password|secret_?key|auth_?token|x-api-key|private_?token)\b"
    r"[\"']?\s*(?:(?:[:=]|:=|=>)\s*[\"']?|,\s*[\"'])((?<=[\"'])[^\s\"'<>{}]{12,}(?=[\"'])|[A-Za-z0-9_\-+/=.!@#]{12,})",
    re.IGNORECASE,
)
_AUTHORIZATION = re.compile(
    r"\b((?i:bearer|basic|token|api-?key|oauth|jwt))\s+(?:[a-z_]+=\"?)?([A-Za-z0-9_\-+/=.~]{16,})"
)
_HMAC_KEY = re.compile(r"(?<!\S)(-hmac)\s+[\"']?([A-Za-z0-9_\-+/=]{12,})")  # of openssl dgst
_IN_PROSE = re.compile(
    r"\bAuthorization: (?i:bearer|token|api-?key|oauth|jwt)\s+(?:[a-z_]+=\"?)?([A-Za-z0-9_\-+/=.~]{16,})"
)
# Idempotency-Key names one request, and is nobody's secret (draft-ietf-httpapi-idempotency-key-header).
_SECRET_HEADER = re.compile(r"(?i)^(?!(?:x-)?idempotency).*(?:key|token|secret)")
_SECRETS_IN_PROSE = (
    ("a client secret", "client_secret=", re.compile(r"(?<=client_secret=)[\w-]{20,}")),
    ("a secret", "secret is `", re.compile(r"(?<=\bsecret is `)[\w-]{20,}(?=`)")),
)


def leak_faults(sample: Sample) -> Iterator[Fault]:
    """A sample's credentials that look real, one for each line."""
    told: set[int] = set()
    for what, value, line, column in _shown(sample):
        if line not in told:
            told.add(line)
            yield _leak(what, value, line, column)


def _shown(sample: Sample) -> Iterator[tuple[str, str, int, int]]:
    """What a sample shows, by its shape, by its name and by how it is sent: with its line and column."""
    text = sample.block.text
    for what, mark, pattern in _SHAPES:
        for match in pattern.finditer(text) if mark in text else ():
            if not is_public(match[0]) and not CUT.match(text, match.end()):
                yield what, match[0], *_place(text, match.start())
    says_code = known(sample.block.hint) == "bash"  # though it is none, which is told as a fault
    if not sample.is_code and not says_code and sample.language not in ("http", "", PLAIN):
        return
    for match in [each for pattern in (_AUTHORIZATION, _NAMED, _HMAC_KEY) for each in pattern.finditer(text)]:
        is_basic = match[1].lower() == "basic"
        if not CUT.match(text, match.end()) and looks_real(match[2], is_basic=is_basic):
            what = f"{match[1]} credentials" if match.re is _AUTHORIZATION else f"a value of {match[1]}"
            yield what, match[2], *_place(text, match.start(2))
    for call in sample.calls:
        yield from _sent(call, text)


def _sent(call: Call, text: str) -> Iterator[tuple[str, str, int, int]]:
    """What a call sends in a header of its own, by HTTP Basic or in the address."""
    rows = text.split("\n")
    for header in call.headers:
        is_secret = _SECRET_HEADER.search(header.name) is not None and header.value in text
        is_secret = is_secret and "postman-token" not in header.name.lower()  # which is told as such
        if is_secret and looks_real(header.value, is_basic=False):
            row = rows[header.line] if header.line < len(rows) else ""
            yield f"a value of {header.name}", header.value, header.line, max(row.find(header.value), 0)
    written = USER_INFO.match(call.url)
    for part in call.basic or (written.groups() if written else ()):
        start = text.find(part) if part and looks_real(part, is_basic=False) else -1
        if start >= 0:
            yield "a credential", part, *_place(text, start)


def _place(text: str, offset: int) -> tuple[int, int]:
    """The line and the column of a place in a text, both 0-based."""
    return text.count("\n", 0, offset), offset - text.rfind("\n", 0, offset) - 1


def prose_leaks(page: Page) -> Iterator[Fault]:
    """Credentials in running text, where a command is that nobody marked as code; at lines of the file."""
    for paragraph in page.paragraphs:
        for what, mark, pattern in (*_SHAPES, *_SECRETS_IN_PROSE):
            match = pattern.search(paragraph.text) if mark in paragraph.text else None
            if (
                match
                and not is_public(match[0])
                and not CUT.match(paragraph.text, match.end())
                and (what not in ("a client secret", "a secret") or looks_real(match[0], is_basic=False))
            ):
                line = paragraph.line_of(match.start())
                fault = _leak(what, match[0], line, 0)
                yield replace(fault, column=None)
                break
        shown = _IN_PROSE.search(paragraph.text)
        if shown and not CUT.match(paragraph.text, shown.end()) and looks_real(shown[1], is_basic=False):
            line = paragraph.line_of(shown.start())
            yield replace(_leak("a credential", shown[1], line, 0), column=None)


def _leak(what: str, value: str, line: int, column: int) -> Fault:
    shown = f"{value[:8]}…" if len(value) > 12 else value
    words = ("look", "stand") if what.endswith(" credentials") else ("looks", "stands")
    return Fault(
        "WP301",
        f"{what} that {words[0]} real ({shown}) {words[1]} on the page",
        line,
        column,
        "Revoke it, and show a placeholder or an environment variable.",
    )
