"""Spans of time, such as ``expires_in`` and ``ttl``, of which nothing says in which unit (WP508)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.evidence import Evidence
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_LASTS = re.compile(
    r"(?i)(?:\w+[._])?(?:expires?_?in|ttl|time_?to_?live|lifetime|validity(?:_?period)?|duration)"
)
_NUMBER = re.compile(r"(?i)\W*(?:u?int(?:eger)?(?:32|64)?|long|number|float|double)\b[^|]{0,30}")
_UNIT = re.compile(
    r"(?i)seconds?\b|\bsecs?\b|\bs\b|minutes?\b|\bmins?\b|hours?\b|days?\b|weeks?\b|months?\b|years?\b|\bmillis\w*"
    r"|\bms\b|epoch|unix|timestamp|\bdates?\b|RFC|ISO|UTC|frames?\b|blocks?\b|cycles?\b|\bsee\b|\]\("
)


def unitless_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The rows of a page's tables with a span of time in nobody knows which unit; lines are the file's."""
    rows = [
        (line, name, cells)
        for table in page.tables
        for line, cells in table.rows
        if len(cells) > 2 and _LASTS.fullmatch(name := cells[0].strip("`* "))
    ]
    evidence = Evidence(page, samples) if rows else None
    for line, name, cells in rows:
        is_number = any(_NUMBER.fullmatch(cell.strip()) for cell in cells[1:])
        is_told = any(_UNIT.search(cell) for cell in cells[1:]) or _elsewhere(page, name)
        is_described = any(cell.strip().count(" ") > 1 for cell in cells[1:])  # or it is told where none is
        if is_number and is_described and not is_told and evidence and evidence.is_of_requests(line):
            message = f"the table does not say in which unit {name} is"
            yield Fault("WP508", message, line, None, "Say seconds, milliseconds or what it is.", "note")


def _elsewhere(page: Page, name: str) -> bool:
    """Whether a sentence, or a comment beside the value, gives a unit near the name."""
    near = rf"\b{re.escape(name)}\b.{{0,100}}?(?:{_UNIT.pattern[4:]})"
    told = re.compile(rf"(?i){near}")
    texts = [paragraph.text.replace("\n", " ") for paragraph in page.paragraphs]
    texts += [row for block in page.blocks for row in block.text.split("\n") if name in row]
    return any(told.search(text) for text in texts)
