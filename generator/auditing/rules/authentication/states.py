"""Codes that a redirect brings, and that a sample takes without a look at ``state`` (WP308).

RFC 6749 §10.12: whoever does not compare it lets another put a code of his own into a user's session. PKCE
or a ``nonce`` does the same (RFC 9700 §2.1).
"""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

# The code, out of the query of the request that a browser made.
_TAKEN = re.compile(
    r"(?:\bquery|\bquery_params|\bparams|\bargs|\bsearchParams|\$_GET|\bQuery|\.Query\(\)|\brequest\.GET)"
    r"(?:\.get|\.Get|\.fetch)?\s*(?:[(\[]+\s*:?[\"']?|\??\.)code\b[\"']?"
)
_EXCHANGED = re.compile(
    r"(?i)grant_type|authorization_code|get_?access_?token|get_?tokens?\b|exchange|fetch_?token"
)
_COMPARED = re.compile(r"(?i)state|nonce|verifier|pkce|csrf")


def state_faults(samples: Sequence[Sample]) -> Iterator[Fault]:
    """The first sample of a page that exchanges such a code, where none compares anything."""
    asking = (sample for sample in samples if "code" in sample.text)
    taken = [(sample, match) for sample in asking if (match := _TAKEN.search(sample.text)) is not None]
    if any(_COMPARED.search(sample.text) for sample, _ in taken):
        return
    for sample, match in taken:
        if sample.is_code and _EXCHANGED.search(sample.text):
            message = "the code is taken from the redirect, and nothing compares its state"
            fix = "Compare state with the one that was sent (RFC 6749 §10.12), or use PKCE."
            yield Fault("WP308", message, sample.line_of(match.start()), None, fix, "note")
            return
