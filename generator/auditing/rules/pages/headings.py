"""Headings of Markdown that are none, as no space stands behind their ``#`` (CommonMark §4.2; WP507)."""

import re
from collections.abc import Iterator

from generator.auditing.pages import Page
from generator.auditing.understanding.call import Fault

# A word in small letters is a tag or a colour.
_GLUED = re.compile(r"\A(#{1,6})[A-Z][^\s#]*(?: |\Z)")


def heading_faults(page: Page) -> Iterator[Fault]:
    """One note for a page that has two or more such lines, each alone or first in its paragraph."""
    if page.kind != "markdown" or "#" not in page.source:
        return
    glued = [each for each in page.paragraphs if _GLUED.match(each.text)]
    if len(glued) > 1:
        shown = " ".join(glued[0].text.split("\n")[0].split()[:4])
        others = ", ".join(str(each.line) for each in glued[1:5])
        message = f"{shown} is shown as text, with its #: no space stands behind that (so too line {others})"
        yield Fault("WP507", message, glued[0].line, None, "Write a space behind the #.", "note")
