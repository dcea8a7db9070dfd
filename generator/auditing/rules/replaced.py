"""Placeholders that the text tells its readers to replace, and that no sample of the page has (WP514)."""

import re
from collections.abc import Iterator

from generator.auditing.pages import Page
from generator.auditing.rules.urls import is_placeholder
from generator.auditing.understanding.call import Fault

_REPLACE = re.compile(
    r"\b(?i:replac(?:e|ing)|substitut(?:e|ing)|chang(?:e|ing)|swap(?:ping)?)\b((?:[^.;:`]|`[^`\n]+`){1,160}?)"
    r"\b(?i:with|by|to|for)\s+(?i:your|the actual|the real|an? (?:actual|real|valid)|one of your)\b"
)
_SPAN = re.compile(r"`([^`\n]{2,60})`")
_EDGES = "<>{}[]$%:\"' "


def replaced_faults(page: Page) -> Iterator[Fault]:
    """A sentence such as "Replace `YOUR_KEY` with your key" on a page whose samples have no YOUR_KEY."""
    told = [
        (paragraph, match) for paragraph in page.paragraphs for match in _REPLACE.finditer(paragraph.text)
    ]
    if not told or not page.blocks:
        return
    code = "\n".join(block.text for block in page.blocks)
    others = "\n".join(each.text for each in page.paragraphs if not _REPLACE.search(each.text))
    for paragraph, match in told:
        for span in _SPAN.findall(match[1]):
            name = span.strip(_EDGES)
            is_shown = name in code or name in others
            if len(name) > 1 and not is_shown and is_placeholder(span):
                line = paragraph.line + paragraph.text.count("\n", 0, match.start(1))
                message = f"the text says to replace {span}, which no sample has"
                yield Fault(
                    "WP514", message, line, None, "Write it where it belongs, or take the sentence out."
                )
