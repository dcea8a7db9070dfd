"""Links to RFC 6749 about one grant that lead to the section of another (WP506)."""

import re
from collections.abc import Iterator

from generator.auditing.pages import Lines, Page
from generator.auditing.understanding.call import Fault

_LINK = re.compile(
    r"\[([^\]\n]{1,80})\]\(\s*https?://[^)\s]*rfc6749[^)\s]*#section-(4\.[1-4])(?:[.\d]*)\s*\)"
)
_SECTIONS = {
    "4.1": r"authori[sz]ation[ _-]code",
    "4.2": r"implicit",
    "4.3": r"password",
    "4.4": r"client[ _-]credentials?",
}


def cited_faults(page: Page) -> Iterator[Fault]:
    """The links of a page; their lines are the file's."""
    if "rfc6749" not in page.source:
        return
    lines = Lines(page.source)
    for match in _LINK.finditer(page.source):
        named = [section for section, words in _SECTIONS.items() if re.search(words, match[1], re.IGNORECASE)]
        if len(named) == 1 and named[0] != match[2]:
            line = lines.at(match.start())
            message = f"the link is about {match[1].strip()[:40]}, and leads to §{match[2]} of RFC 6749"
            yield Fault("WP506", message, line, None, f"Link to section-{named[0]}.", "note")
