"""Answers that their status cannot have: a body with 204, and 201 for a GET (RFC 9110 §15; WP518)."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.json_text import json_value

_MESSAGE = re.compile(r"\s*HTTP/[\d.]+ (\d{3})\b[^\n]*(?:\n[ \t]*[\w-]+:[^\n]*)*(?:\n[ \t]*\n[ \t]*(\S))?")
_STATUS = re.compile(r"(?<![\w.:/-])[1-5]\d\d(?![\w/-]|[:.]\w)")
_ANSWERS = re.compile(
    r"\b(?:returns?|responses?|respon(?:ds?|ding)|status|answers?|no content|created)\b", re.IGNORECASE
)
_FIX = "Correct the one that is wrong."


def bodiless_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The faults of answers; their lines are 1-based lines of the file."""
    outline = Outline(page.headings)
    methods: dict[tuple[int, int], set[str]] = {}
    for sample in samples:
        methods.setdefault(outline.bounds(sample.block.line), set()).update(
            call.method for call in sample.calls
        )
    leads = _leads(page)
    for sample in samples:
        status, has_body = _shown(sample, leads.get(sample.block.line, ""))
        if status == "204" and has_body:
            message = "the answer is 204, which has no content, and a body is shown (RFC 9110 §15.3.5)"
            yield Fault("WP518", message, sample.block.line, None, _FIX)
        if status == "201" and methods.get(outline.bounds(sample.block.line)) == {"GET"}:
            message = "201 says that something was created, and this answers a GET (RFC 9110 §15.3.2)"
            yield Fault("WP518", message, sample.block.line, None, _FIX, "note")


def _leads(page: Page) -> dict[int, str]:
    """What stands right above a block, by the block's line: a heading or the last line of a paragraph."""
    items = [(each.line, each.text.rstrip()) for each in page.paragraphs]
    items += [(each.line, each.text) for each in page.headings]
    items += [(each.line, "") for each in page.blocks]
    items.sort()
    return {line: above.rpartition("\n")[2] for (_, above), (line, text) in pairwise(items) if not text}


def _shown(sample: Sample, lead: str) -> tuple[str, bool]:
    """The status of the answer that a block shows, and whether it has a body; empty where none is told."""
    if any(call.method for call in sample.calls):
        return "", False
    message = _MESSAGE.match(sample.text)
    if message is not None:
        return message[1], message[2] is not None
    is_shown_as_code = sample.language == "javascript" and isinstance(json_value(sample.text.strip()), dict)
    if sample.language != "json" and not is_shown_as_code:
        return "", False
    for text in (sample.block.tab, lead):
        found = set(_STATUS.findall(text))
        if found and _ANSWERS.search(text):
            return (found.pop(), True) if len(found) == 1 else ("", False)
    return "", False
