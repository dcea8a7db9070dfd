"""Marks of Markdown that are shown as they stand, as a space is missing or too many (WP507).

No heading is without a space behind its ``#``, and no emphasis has one behind its first ``**`` (CommonMark
§4.2 and §6.2).
"""

import re
from collections.abc import Iterator

from generator.auditing.pages import Page
from generator.auditing.understanding.call import Fault

# A word in small letters is a tag or a colour.
_GLUED = re.compile(r"\A(#{1,6})[A-Z][^\s#]*(?: |\Z)")
_PADDED = re.compile(r"\A\*\* [^*\n]+ \*\*(?=\s|\Z)")


def mark_faults(page: Page) -> Iterator[Fault]:
    """One note for the headings of a page, where two or more are such, and one for its emphases."""
    if page.kind != "markdown":
        return
    padded = [each for each in page.paragraphs if _PADDED.match(each.text)]
    if padded:
        message = "the ** are shown: no emphasis begins and ends with a space"
        yield Fault("WP507", message, padded[0].line, None, "Take the spaces out.", "note")
    glued = [each for each in page.paragraphs if _GLUED.match(each.text)]
    if len(glued) > 1:
        shown = " ".join(glued[0].text.split("\n")[0].split()[:4])
        others = ", ".join(str(each.line) for each in glued[1:5])
        message = f"{shown} is shown as text, with its #: no space stands behind that (so too line {others})"
        yield Fault("WP507", message, glued[0].line, None, "Write a space behind the #.", "note")
