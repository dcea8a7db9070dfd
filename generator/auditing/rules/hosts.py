"""Samples of one API that go to this machine here, and to a server there (WP502)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.placed import Placed
from generator.auditing.understanding.call import HOLE, Fault

# Where a page tells of two places, both are meant.
_TWO_PLACES = re.compile(
    r"(?i)\blocal(?:ly|host)?\b|\bdocker\b|\bself-?host|\bsandbox\b|\bon your (?:own )?machine\b"
    r"|\b(?:staging|development|test) (?:servers?|environments?)\b|\bbase (?:url|address)"
)
_HERE = re.compile(r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::|$)")


def host_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """The first sample that asks this machine for a path which others ask a server for."""
    whole = [item for item in calls if item.host and HOLE not in item.host and item.path.count("/") > 1]
    here = [item for item in whole if _HERE.match(item.host)]
    there = {_start(item): item for item in reversed(whole) if not _HERE.match(item.host)}
    alike = [item for item in here if _start(item) in there]
    if not alike or any(_TWO_PLACES.search(each.text) for each in page.paragraphs):
        return
    other = there[_start(alike[0])]
    message = f"the host is {alike[0].host} here, and {other.host} in another sample (line {other.line})"
    yield Fault("WP502", message, alike[0].line, None, "Show one of the two, or say which is which.", "note")


def _start(item: Placed) -> str:
    """The first two segments of a path: those that the addresses of one API share."""
    return "/".join(item.path.strip("/").split("/")[:2])
