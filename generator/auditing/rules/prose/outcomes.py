"""What a page says of failures and of limits, against the answers that it shows and itself (WP518, WP519)."""

import re
from collections import defaultdict
from collections.abc import Iterator

from generator.auditing.pages import Outline, Page
from generator.auditing.understanding.call import Fault

_CODES_TELL = re.compile(
    r"(?i)\b(?:HTTP|response|status)\b[^.\n]{0,30}\bcodes?\b[^.\n]{0,40}"
    r"\b(?:indicat\w+|show|tell|signal|convey|reflect)\b[^.\n]{0,40}\b(?:success|fail\w*|errors?)"
)
_FAILED = re.compile(r"\"(?:success|ok)\"\s*:\s*false\b")
_SUCCEEDED = re.compile(r"\b20[0-6]\b")
_LONG = 4000  # characters of an answer that is looked at


def outcome_faults(page: Page) -> Iterator[Fault]:
    """A failure with the status of a success, and a limit that lasts a day here and a month there."""
    yield from _failed_with_success(page)
    yield from _periods(page)


def _failed_with_success(page: Page) -> Iterator[Fault]:
    """``"success": false`` below 200, where the page says that the status tells it (RFC 9110 §15)."""
    said = next((each for each in page.paragraphs if _CODES_TELL.search(each.text)), None)
    if said is None:
        return
    outline = Outline(page.headings)
    for block in page.blocks:
        failed = _FAILED.search(block.text[:_LONG]) if block.text.lstrip()[:1] in ("{", "H") else None
        status = re.match(r"\s*HTTP/[\d.]+ (\d{3})", block.text)
        number = outline.number(block.line)
        title = status[1] if status else outline.headings[number - 1].text if number else ""
        if failed is not None and _SUCCEEDED.search(title) and not re.search(r"\b[45]\d\d\b", title):
            message = f"this fails with 200, and the page says that the status tells of it (line {said.line})"
            line = block.line_of(failed.start())
            yield Fault("WP518", message, line, None, "Say the status of the failure.", "note")


_LIMIT = r"(quotas?|rate limits?|limits?|allowances?)"
_OF_PERIOD = re.compile(rf"(?i)\b(hourly|daily|weekly|monthly|yearly) {_LIMIT}\b")
_PER_PERIOD = re.compile(
    rf"(?i)\b{_LIMIT}\b[*_`]{{0,3}}\s*[:|–-][^.\n]{{0,60}}"
    r"\b(?:per|a|each|every) (second|minute|hour|day|week|month|year)\b"
)
_PERIODS = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}


def _periods(page: Page) -> Iterator[Fault]:
    """``daily quota`` on a page whose quotas are all per month."""
    texts = [(each.text, each.line) for each in page.paragraphs]
    texts += [(" | ".join(cells), line) for table in page.tables for line, cells in table.rows]
    counted: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for text, line in texts:
        for match in _PER_PERIOD.finditer(text):
            counted[match[1].lower().rstrip("s")].setdefault(match[2].lower(), line)
    for text, line in texts if counted else ():
        for match in _OF_PERIOD.finditer(text):
            periods = counted.get(match[2].lower().rstrip("s"), {})
            if periods and _PERIODS[match[1].lower()] not in periods:
                other, at = next(iter(periods.items()))
                message = f"this is a {match[0].lower()}, and the page counts it by the {other} (line {at})"
                here = line + text.count("\n", 0, match.start())
                yield Fault("WP519", message, here, None, "Correct the one that is wrong.", "note")
                return
