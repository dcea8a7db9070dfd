"""Claims of a token that the text tells to check, and that the samples do not (RFC 7519 §4.1, WP519)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_CHECK = re.compile(r"(?i)\b(?:verif|validat|check|ensure|confirm|must match)\w*")
_CLAIMS = {
    "issuer": re.compile(r"(?i)\bissuer\b|`iss`|\biss claim"),
    "audience": re.compile(r"(?i)\baudience\b|`aud`|\baud claim"),
}
# How the libraries are told to check a claim, or a program does it by itself.
_CHECKED = {
    "issuer": re.compile(r"(?i)iss(?:uer)?s?\b|iss['\"]|issuer"),
    "audience": re.compile(r"(?i)aud(?:ience)?s?\b|aud['\"]|audience"),
}
# Calls that verify the signature; what the libraries look at besides, they must be told.
_VERIFIES = {
    "javascript": re.compile(r"\bjwt\.verify\(|\bjwtVerify\("),
    "python": re.compile(r"\bjwt\.decode\("),
    "ruby": re.compile(r"\bJWT\.decode\b"),
    "php": re.compile(r"\bJWT::decode\("),
    "java": re.compile(r"\.parse(?:ClaimsJws|SignedClaims)\("),
    "go": re.compile(r"\bjwt\.Parse\w*\("),
}
_UNVERIFIED = re.compile(r"(?i)verify_signature['\"]?\s*[:=]>?\s*false")
_OFF = re.compile(r"(?i)\b(?:not|without|skip)\b|n't\b")


def checked_claim_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """A note for each sample that verifies a token, and looks at none of the claims that are named."""
    verifying = [
        (sample, match)
        for sample in samples
        if sample.is_code and "jwt" in sample.text.lower() and sample.family in _VERIFIES
        if (match := _VERIFIES[sample.family].search(sample.text)) and not _UNVERIFIED.search(sample.text)
    ]
    if not verifying:
        return
    texts = [(paragraph.text, paragraph.line) for paragraph in page.paragraphs]
    told = [(text, line) for text, line in texts if _CHECK.search(text) and not _OFF.search(text)]
    named = {
        claim: line
        for text, line in reversed(told)
        for claim, pattern in _CLAIMS.items()
        if pattern.search(text)
    }
    words = " and ".join(sorted(named))
    for sample, match in verifying if named else ():
        if not any(_CHECKED[claim].search(sample.text) for claim in named):
            said = f"the text tells to check {words} (line {min(named.values())})"
            message = f"{said}, and this sample does not"
            line = sample.line_of(match.start())
            yield Fault("WP519", message, line, None, "Check them where the token is verified.", "note")
