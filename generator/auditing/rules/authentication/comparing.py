"""Signatures that a sample compares as texts, which ends at the first character that differs (WP310).

How long that takes tells a stranger how much of a guess was right; each language has a comparison that always
takes the same time (CWE-208).
"""

import re
from collections.abc import Iterator

from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_HMAC = re.compile(r"(?i)hmac")
_SAFE = {
    "javascript": "crypto.timingSafeEqual(a, b)",
    "python": "hmac.compare_digest(a, b)",
    "php": "hash_equals($a, $b)",
    "ruby": "OpenSSL.secure_compare(a, b)",
    "go": "hmac.Equal(a, b)",
    "csharp": "CryptographicOperations.FixedTimeEquals(a, b)",
    "java": "MessageDigest.isEqual(a, b)",
}
_IS_SAFE = re.compile(
    r"(?i)timing_?safe|compare_digest|hash_equals|secure_?compare|constant_?time|fixed_?time|hmac\.Equal|isEqual\("
)
_NAME = r"[\w$@.]*(?:signature|checksum|digest|hmac|hash|mac)\w*(?:\[[^\]\n]*\]|\.\w+\(\)?)?"
_VALUE = r"\$?\w[\w$.]*(?:\[[^\]\n]*\]|\([^()\n]*\))*"
# ``digest == header``, ``!header.equals(digest)``: one of the two is called a signature.
_COMPARED = re.compile(
    rf"(?i)(?<![\w.$@])(?:{_NAME}\s*[!=]==?\s*(?P<right>{_VALUE})|(?P<left>{_VALUE})\s*[!=]==?\s*{_NAME}(?!\w|\.)"
    r"|\bhash_hmac\([^;\n]*\)\s*[!=]==?\s*(?P<made>\$\w+)"
    rf"|{_NAME}\.(?:equals(?:IgnoreCase)?|indexOf)\(\s*(?P<given>{_VALUE}))"
)
# What is no other signature: a constant, a length, nothing at all.
_OTHER = re.compile(
    r"(?i)(?:\d|(?:null|nil|none|undefined|true|false|len|typeof)\b|.*\.(?:length|algorithm)\b)"
)


def comparison_faults(sample: Sample) -> Iterator[Fault]:
    """The first such comparison of a sample that makes an HMAC."""
    safe = _SAFE.get(sample.family)
    if safe is None or not _HMAC.search(sample.text) or _IS_SAFE.search(sample.text):
        return
    for match in _COMPARED.finditer(sample.text):
        other = next(filter(None, match.groupdict().values()), "")
        if not _OTHER.match(other):
            message = "this comparison takes longer the more of a forged signature is right"
            line = sample.text.count("\n", 0, match.start())
            yield Fault("WP310", message, line, None, f"Write {safe}.")
            return
