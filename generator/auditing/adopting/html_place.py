"""Where a block stands in an HTML file: inside of an element of code, whose tags stay as they are.

A marker stands alone on its line, so the lines of the tags are cut: what the element holds (with the markup
of a highlighter) becomes the block, and what stands before and after it keeps every byte.
"""

from collections.abc import Sequence
from pathlib import Path

from generator.auditing.adopting.choosing import NotAdopted
from generator.auditing.adopting.place import LinesOfFile
from generator.auditing.pages.page import Page
from generator.auditing.samples.sample import PageSample
from generator.publishing.sync.comments import syntax_of


def html_place(
    page: Page, path: Path, sample: PageSample, lines: Sequence[bytes]
) -> LinesOfFile | NotAdopted:
    """The inside of the element that holds a sample of `page`, in the lines of its file."""
    if sample.block.span is None:
        return NotAdopted("is not alone in one element of code, or stands in a table")
    if syntax_of(path).fenced:
        return NotAdopted("stands in a file of a kind in which sync keeps fences alone")
    source = page.source.split("\n")
    (first, before), (last, until) = (
        (line - 1, source[line - 1][:column].encode("utf-8", "replace")) for line, column in sample.block.span
    )
    if not (lines[first].startswith(before) and lines[last].startswith(until)):
        return NotAdopted("stands in a file with odd line breaks, or that is not UTF-8")
    ending = next((each for each in (b"\r\n", b"\n") if lines[0].endswith(each)), b"\n")
    head, tail = before + ending, lines[last][len(until) :]
    return LinesOfFile(first, last + 1, b"", "<!--", "-->", ending, (head,), (tail,))
