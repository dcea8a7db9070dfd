"""What a page says around an answer that it shows: where that begins, and with which status it comes."""

import re
from bisect import bisect_left
from operator import attrgetter

from generator.auditing.pages import Block, Outline, Page

_PART = re.compile(
    r"(?i)\W*(?:(?:error|http|json|sample|example|response) ){0,3}"
    r"(?:body|bodies|format|structure|object|schema|payload|example|response)s?\W*"
)
_BESIDE = 20  # headings that a part of an answer is looked for among
_FAR = 40  # lines above an answer
_STATUS = re.compile(r"(?<![\w.-])[45]\d\d(?![\w.-]*\w)")


def begin_of_answer(outline: Outline, line: int) -> int:
    """The line at which what is said of an answer begins.

    A heading such as ``Response body`` names a part of it; the status stands in the section around that.
    """
    number, start = outline.number(line), outline.bounds(line)[0]
    own = outline.headings[number - 1] if number else None
    if own is None or not _PART.fullmatch(own.text):
        return start
    above = outline.headings[max(number - 1 - _BESIDE, 0) : number - 1]
    return next((each.line for each in reversed(above) if each.level < own.level), start)


def error_status(page: Page, outline: Outline, block: Block) -> str:
    """The one status of an error that stands in the answer, or above it in its section; else nothing."""
    if message := re.match(r"\s*HTTP/[\d.]+ (\d{3})\b", block.text):
        return message[1]
    start = max(begin_of_answer(outline, block.line), block.line - _FAR)
    texts = [block.tab]
    texts += [each.text for each in outline.headings[outline.number(start) - 1 : outline.number(block.line)]]
    first, end = (bisect_left(page.paragraphs, at, key=attrgetter("line")) for at in (start, block.line))
    texts += [each.text for each in page.paragraphs[first:end]]
    found = {status for text in texts for status in _STATUS.findall(text)}
    return found.pop() if len(found) == 1 else ""
