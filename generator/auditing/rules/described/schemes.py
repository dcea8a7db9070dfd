"""The scheme of an Authorization header, against those that the description has for an operation (WP405).

Many a server takes more than its description says. A page whose text says how its credentials are sent is
taken at its word; one whose samples all send another scheme than the description differs from it once.
"""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages.page import Page
from generator.auditing.requests.call import Call, Fault
from generator.auditing.samples.sample import Sample
from generator.model import Operation

_SENT = re.compile(r"(Basic|Bearer|Token|Digest|ApiKey)\s", re.IGNORECASE)
_SAID = re.compile(r"\bAuthorization\b[\"'`]?\s*[:=]\s*[\"'`]?(\w+)\s", re.IGNORECASE)
# How a scheme is described, and as what its credentials are sent.
_SCHEMES = {"HTTP Basic": "basic", "Bearer token": "bearer", "OAuth 2.0 access token": "bearer"}
_FEWEST = 2  # samples that make a habit


class Schemes:
    """What a page says of schemes: those that its text states, and the one that all of its samples send."""

    def __init__(self, page: Page, samples: Sequence[Sample]) -> None:
        texts = [each.text for each in page.paragraphs]
        texts += [sample.text for sample in samples if not sample.is_code and not sample.calls]
        self.stated = {match.lower() for text in texts for match in _SAID.findall(text)}
        sent = [_sent(call) for sample in samples for call in sample.calls]
        schemes = [scheme for scheme in sent if scheme]
        self.usual = schemes[0] if len(schemes) >= _FEWEST and len(set(schemes)) == 1 else ""

    def faults(self, call: Call, operation: Operation) -> Iterator[Fault]:
        """A call of an operation that sends another scheme than all that the description has for it."""
        kinds = {scheme.kind for each in operation.authentication for scheme in each}
        wanted = {_SCHEMES.get(kind, "") for kind in kinds}
        header, sent = call.header("Authorization"), _sent(call)
        if header is None or not sent or not wanted or "" in wanted or sent in wanted | self.stated:
            return
        names = " or ".join(sorted(each.capitalize() for each in wanted))
        shown = header.value.split()[0]
        message = f"the scheme of Authorization is {shown} here; the description wants {names}"
        is_habit = sent == self.usual
        fix = f"Write {names}, or correct the description." if is_habit else f"Write {names}."
        severity = "note" if is_habit else None
        yield Fault("WP405", message, header.line, None, fix, severity, about=frozenset({header.name}))


def _sent(call: Call) -> str:
    """The scheme that a call sends, in small letters; empty where it sends none that is known."""
    header = call.header("Authorization")
    match = _SENT.match(header.value) if header is not None else None
    return match[1].lower() if match is not None else ""
