"""Whole addresses in the text that lack the start of the path which the samples call (WP503)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.http.urls import is_placeholder, split
from generator.auditing.rules.pages.placed import Placed, shape
from generator.auditing.understanding.call import HOLE, Fault

_URL = re.compile(r"https?://[^\s`*<>()\[\]\"',]+")
_LONGEST = 12  # segments of a path


def shortened_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """``https://a.dev/items`` in the text, where samples call ``https://a.dev/v1/items`` alone."""
    called = {
        (item.host, shape(item.path.rstrip("/")), item.line)
        for item in calls
        if item.path and HOLE not in item.host and not is_placeholder(item.host)
    }
    longer = {
        (host, "/" + "/".join(segments[start:])): (path, line)
        for host, path, line in sorted(called, key=lambda each: -each[2])
        for segments in [path.strip("/").split("/")[-_LONGEST:]]
        for start in range(1, len(segments))
    }
    known = {(host, path) for host, path, _ in called}
    told: set[str] = set()
    for paragraph in page.paragraphs if longer else ():
        for match in _URL.finditer(paragraph.text):
            _, host, path, _ = split(match[0].rstrip(".,:;"))
            path = shape(path.rstrip("/"))
            if (host, path) in known or (host, path) not in longer or path in told:
                continue
            told.add(path)
            whole, line = longer[host, path]
            at = paragraph.line_of(match.start())
            message = f"the path is {path} here, and {whole} in the sample (line {line})"
            about = frozenset({path, whole})
            yield Fault("WP503", message, at, None, "Correct the one that is wrong.", about=about)
