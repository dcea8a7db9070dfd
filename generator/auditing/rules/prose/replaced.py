"""Placeholders that the text tells its readers to replace, and that no sample of the page has (WP519)."""

import re
from collections.abc import Iterator

from generator.auditing.pages import Page
from generator.auditing.rules.http.urls import is_placeholder
from generator.auditing.understanding.call import Fault

# A sentence from its verb on, and in it what is to be replaced: not what stands behind ``with``.
_REPLACE = re.compile(
    r"\b(?i:replac(?:e|ing)|substitut(?:e|ing)|chang(?:e|ing)(?=[^.;]{1,80}\b(?:your|actual|real)\b))\b"
    r"((?:[^.;`]|`[^`\n]+`){1,300})"
)
_BY = re.compile(r"\b(?:with|by|to|for)\s+(?:[\w'’]+\s+){0,3}$", re.IGNORECASE)
_BY_ANY = re.compile(r"\b(?:with|by|to|for)\b", re.IGNORECASE)
_FOR = re.compile(r"\s+for\b", re.IGNORECASE)
_SPAN = re.compile(r"`([<{\[$%:\"']*\w[^`\n]{0,58})`")
_CODE = re.compile(r"`([^`\n]+)`")
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
        for found in _SPAN.finditer(match[1]):
            span, before = found[1], match[1][: found.start()]
            name = span.strip(_EDGES)
            # The sentence may have the command itself: "with `kill <PID>`, replacing `<PID>` by …".
            beside = any(name in each and each != span for each in _CODE.findall(paragraph.text))
            is_shown = beside or name in code or name in others
            is_replaced = _BY.search(before) is None and _BY_ANY.search(match[1], found.end()) is not None
            if match[0][:3].lower() == "sub" and _FOR.match(match[1], found.end()):
                is_replaced = False  # to substitute one thing for another puts the first in the other's place
            if len(name) > 1 and is_replaced and not is_shown and is_placeholder(span):
                line = paragraph.line_of(match.start(1) + found.start())
                message = f"the text says to replace {span}, which no sample has"
                yield Fault(
                    "WP519", message, line, None, "Write it where it belongs, or take the sentence out."
                )
