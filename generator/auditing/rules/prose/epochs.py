"""Seconds since 1970 beside a day that is another one, in a comment or in JSON (WP519)."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATED = re.compile(
    r"(?<![\w.])(1\d{9})(?:\d{3})?(?!\d)[^\n\d]{0,12}(?:#|//|--|/\*)[^\n\d]{0,30}?"
    rf"(?:(20\d\d)-(\d\d)-(\d\d)|\b({'|'.join(_MONTHS)})[a-z]* (\d{{1,2}}),? (20\d\d)\b)",
    re.IGNORECASE,
)
# One time in two ways, in JSON: ``"datetime": "2025-04-09T12:20:00Z", "timestamp": 1744066800123``.
_TWICE = re.compile(
    r"\"(?:date_?time|date|time|iso\w*)\"\s*:\s*\"(20\d\d-\d\d-\d\d)[T ][\d:.+Z-]*\"\s*,\s*"
    r"\"(?:time_?stamp|ts|epoch|unix\w*)\"\s*:\s*(1\d{9})(?:\d{3})?\b",
    re.IGNORECASE,
)
_DAY = 86_400


def epoch_faults(samples: Sequence[Sample]) -> Iterator[Fault]:
    """The times of a page's samples; a day more or less may be that of another place."""
    for sample in samples:
        for match in _DATED.finditer(sample.block.text):
            told = _told(match)
            if told is not None and not told - _DAY <= int(match[1]) < told + 2 * _DAY:
                is_day = datetime.fromtimestamp(int(match[1]), UTC).date()
                said = datetime.fromtimestamp(told, UTC).date()
                message = f"{match[1]} is {is_day}, and the comment says {said}"
                line = sample.block.line_of(match.start())
                yield Fault("WP519", message, line, None, "Correct the one that is wrong.")
        for match in _TWICE.finditer(sample.block.text):
            is_day = datetime.fromtimestamp(int(match[2]), UTC).date()
            if match[1] != is_day.isoformat():
                message = f"{match[2]} is {is_day}, and the time beside it is of {match[1]}"
                line = sample.block.line_of(match.start(2))
                yield Fault("WP519", message, line, None, "Show one time.", "note")


def _told(match: re.Match[str]) -> int | None:
    """When the day begins that a comment says, in UTC; None for no day."""
    if match[2]:
        year, month, day = int(match[2]), int(match[3]), int(match[4])
    else:
        year, month, day = int(match[7]), _MONTHS.index(match[5].lower()) + 1, int(match[6])
    try:
        return int(datetime(year, month, day, tzinfo=UTC).timestamp())
    except ValueError:
        return None
