"""Which values look like somebody's credential, and which are known to everybody or an example."""

import base64
import binascii
import json
import math
import re

from generator.auditing.requests.urls import is_placeholder

# What each is, a text that all of its kind have (found faster than a pattern), and its shape.
SECRET_SHAPES = (
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
CUT = re.compile(r"\.{3}|…")  # whoever cuts a credential short gives nothing away
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


def is_public(value: str) -> bool:
    """Whether everybody knows a value, or sees that it is none."""
    return (
        any(known in value for known in _KNOWN_SAMPLES)
        or re.search(r"(.)\1{5}|x{4}|X{4}|1234567|(?i:a1b2c3d4|1a2b3c4d|abcde|vwxyz)", value) is not None
        or "example" in value.lower()
        or (value.startswith("eyJ") and _is_made_up(value))
    )


# A claim that stands for the reader's own, as ``your-api-key`` and ``<user id>`` do.
_STANDS_FOR = re.compile(
    r"(?:your|example)[-_ ].+|<.+>|\{\{.+\}\}|(?:.+[@./])?example\.(?:com|net|org)/?", re.IGNORECASE
)


def _is_made_up(token: str) -> bool:
    """Whether a JSON Web Token is an example: its payload names a placeholder, so nobody was given it."""
    parts = token.split(".")
    try:
        payload = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (IndexError, ValueError, RecursionError):
        return False
    values = payload.values() if isinstance(payload, dict) else ()
    return any(isinstance(value, str) and _STANDS_FOR.fullmatch(value) is not None for value in values)


def looks_real(value: str, is_basic: bool) -> bool:
    """Whether a value is by its randomness somebody's credential, and no example."""
    if CUT.search(value):
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
