"""Links of a page in clear text, to a host that its samples call with https (WP501)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Lines, Page
from generator.auditing.rules.http.urls import is_local
from generator.auditing.rules.pages.placed import Placed
from generator.auditing.understanding.call import Fault

# Markdown's and MDX's ``](…)``, reStructuredText's and Markdown's ``<…>``, HTML's attribute.
_LINK = re.compile(r"(?:\]\(|<|\bhref=[\"']?)(http://([^/\s\"'<>():?#]+)[^\s\"'<>)]*)", re.IGNORECASE)


def linked_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """One note for each host, at the first link to it; lines are 1-based lines of the file."""
    secure = {item.host for item in calls if item.scheme == "https"}
    if not secure or "http://" not in page.source:
        return
    lines = Lines(page.source)
    told: set[str] = set()
    for match in _LINK.finditer(page.source):
        host = match[2].lower()
        if host in secure - told and not is_local(match[1]):
            told.add(host)
            message = f"the link leads to http://{host}, and the samples call it with https"
            yield Fault("WP501", message, lines.at(match.start(1)), None, "Write https://.", "note")
