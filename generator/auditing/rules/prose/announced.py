"""A list or a sample that the text announces with a colon, and that the page does not have (WP507)."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from generator.auditing.pages import Page
from generator.auditing.understanding.call import Fault

_ANNOUNCES = re.compile(
    r"(?i)\b(?:following|as follows|below|for example"
    r"|(?:parameter|field|header|value|response|code|error|step|example)s?(?: \w+)? (?:is|are))\b"
    r"[^.:]{0,60}:[ \t*_]*$"
)
_BROKEN_OFF = re.compile(r"\w \w+,$")
_SECTION = re.compile(r"(?i)\bsections?\b")


def announced_faults(page: Page) -> Iterator[Fault]:
    """The paragraphs that end with a colon, below which the next section, or nothing, begins.

    A heading as deep as the own one, or deeper, may begin what was announced; whatever else stands there, a
    picture as well, may be it.
    """
    if page.kind != "markdown":
        return
    rows = page.source.split("\n")
    starts = [heading.line for heading in page.headings]
    for paragraph in page.paragraphs:
        text = paragraph.text.rstrip()
        is_open = _BROKEN_OFF.search(text) is not None
        if not is_open and (not _ANNOUNCES.search(text) or _SECTION.search(text)):
            continue
        last = paragraph.line + text.count("\n")
        below = next((line for line in range(last + 1, len(rows) + 1) if rows[line - 1].strip()), None)
        number = bisect_right(starts, last)
        own = page.headings[number - 1].level if number else 0
        following = page.headings[number] if number < len(starts) else None
        is_next = following is not None and following.line == below and (is_open or following.level < own)
        if not (below is None or is_next):
            continue
        if is_open and rows[last - 1].rstrip().endswith(","):
            message = "the sentence breaks off here"
            yield Fault("WP507", message, last, None, "Write it to its end.", "note")
        elif rows[last - 1].rstrip().endswith((":", ":**", ":*", ":_")):
            message = "the text announces what stands nowhere: the section ends here"
            yield Fault("WP507", message, last, None, "Write it, or end the sentence.", "note")
