"""Encodings and hashes that the text calls encryption, or that it mixes up (WP519).

Base64 hides nothing (RFC 4648 §12), and nothing brings back what was hashed: a reader who believes the text
sends in the open what was to be hidden, or looks for a key that does not exist.
"""

import re
from collections.abc import Iterator

from generator.auditing.pages import Page
from generator.auditing.understanding.call import Fault

_HASH = r"(?:HMAC[- _]?)?(?:SHA|MD)[- _]?\d+(?:[- _]?HMAC)?|HMAC"
_WRONG = (
    (
        re.compile(
            r"(?i)\bencrypt(?:ed|ion|ing|s)? (?:\w+ ){0,4}?(?:with|using|by|in|to|as) (?:the |a )?base-?64\b"
            r"|\bbase-?64[- ](?:encrypt(?:ed|ion|ing|s)?)\b"
        ),
        "base64 is an encoding, and encrypts nothing",
        "Say that it is encoded.",
    ),
    (
        re.compile(r"(?i)\bbase-?64[- ]hash(?:ed|es)?\b"),
        "base64 is an encoding, and no hash",
        "Say which hash it is, and how that is encoded.",
    ),
    (
        re.compile(
            rf"(?i)\bencrypt(?:ed|ing|s)? (?:\w+ ){{0,4}}?(?:with|using|by|in|via) (?:the |an? )?"
            rf"(?:{_HASH})\b(?![^.\n]*(?:RSA|AES|OAEP))|\b(?:{_HASH})[- ]encrypt(?:ed|ion)\b"
        ),
        "a hash encrypts nothing: nobody gets back what was hashed",
        "Say that it is hashed, or signed.",
    ),
)


def cipher_faults(page: Page) -> Iterator[Fault]:
    """One note for each of the mistakes, where it is made first."""
    if "ncrypt" not in page.source and "hash" not in page.source.lower():
        return
    texts = page.texts
    for pattern, message, fix in _WRONG:
        for each in texts:
            match = pattern.search(each.text)
            if match is not None:
                yield Fault("WP519", message, each.line_of(match.start()), None, fix, "note")
                break
