"""The time that signed requests carry: seconds in one sample, milliseconds in another or in the text (WP519).

A server that compares the time of a request with its own clock refuses what is a thousand times too early or
too late; of two samples of one signature that count in other units, one cannot work.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_SECONDS, _MILLISECONDS = "seconds", "milliseconds"
# How a language asks for the time, and in which unit it gets it; the first that matches counts.
_SHELL = ((r"\bdate \+%s(?:%3N|000|%N \| cut -c -13)", _MILLISECONDS), (r"\bdate \+%s(?!%)", _SECONDS))
_GO = r"\btime\.Now\(\)(?:\.UTC\(\))?"
_CLOCKS = {
    "bash": _SHELL,
    "console": _SHELL,
    "javascript": ((r"\bDate\.now\(\)|\bnew Date\(\)\.(?:getTime|valueOf)\(\)", _MILLISECONDS),),
    "python": (
        (r"\btime\.time_ns\(\) ?//? ?(?:1_000_000|1000000|1e6)\b", _MILLISECONDS),
        (r"\btime\.time\(\)", _SECONDS),
    ),
    "go": (
        (rf"{_GO}\.UnixMilli\(\)", _MILLISECONDS),
        (rf"{_GO}\.UnixNano\(\) ?/ ?(?:1e6|1000000\b|int64\(time\.Millisecond\))", _MILLISECONDS),
        (rf"{_GO}\.Unix\(\)", _SECONDS),
    ),
    "csharp": ((r"\.ToUnixTimeMilliseconds\(\)", _MILLISECONDS), (r"\.ToUnixTimeSeconds\(\)", _SECONDS)),
    "java": (
        (r"\bInstant\.now\(\)\.getEpochSecond\(\)", _SECONDS),
        (r"\bSystem\.currentTimeMillis\(\)|\bnew Date\(\)\.getTime\(\)", _MILLISECONDS),
        (r"\bInstant\.now\(\)\.toEpochMilli\(\)", _MILLISECONDS),
    ),
    "php": ((r"(?<![\w>:])(?:time\(\)|microtime\(true\))", _SECONDS),),
    "ruby": ((r"\bTime\.now(?:\.utc)?\.to_[if]\b", _SECONDS),),
}
_ASKS = re.compile("[Tt]ime|[Dd]ate|[Nn]ow")  # what all of these ask with
_GIVEN = re.compile(
    r"(?i)(?<![\w.])[\"']?(?P<name>(?:[\w-]{1,40}[_-])?time_?stamp|(?:x-)?[a-z]{0,40}timestamp|ts)[\"']?\]?"
    r"[ \t]*(?::=|=>|[:=])(?!=)[ \t]*(?P<value>[^\n;]{1,120})"
)
_THOUSAND = r"(?:1_?000(?:\.0|L)?|1e3)(?![\w.])"
_AFTER = re.compile(rf"[\s)]*(//?|\*)\s*{_THOUSAND}")
_BEFORE = re.compile(rf"{_THOUSAND}\s*\*\s*(?:\w+\()?$")
_OTHER = re.compile(r"[\s)]*(?://?|\*)\s*[\w(]")
_SIGNS = re.compile(r"(?i)hmac|\bsign(?:ature|ed)?\b|[\"'` ][\w-]*signature\b|[\w-]-timestamp\b|\bmd5\b")
# What the text says of the time that a request carries: its unit, and not how far off it may be.
_TOLD = re.compile(
    r"(?i)\btimestamp\b[^.;|]{0,60}?(?:\bin |\(|\bnumber of )(milliseconds|millis|ms|seconds)\b"
    r"|\b(millisecond|second)s? (?:unix |epoch )?timestamp\b"
)
_OF_REQUESTS = re.compile(r"(?i)-timestamp\b|\bheaders?\b|\brequests?\b|\bsign")


def clock_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The samples whose time is in another unit than that of the text, or of most samples."""
    found = [(sample, *each) for sample in samples if (each := _clock(sample)) is not None]
    if not found:
        return
    told = _told(page)
    units = Counter(unit for _, _, unit in found)
    if not told and len(units) < 2:
        yield from _open(page, found[0][2])
        return
    (usual, often), *_ = units.most_common(1)
    wanted, where = (told, "the text says") if told else (usual, "another sample has")
    is_even = not told and often * 2 == len(found)
    for sample, line, unit in found:
        if unit != wanted:
            message = f"the time is in {unit} here, and {where} {wanted}"
            fix = f"Send the time in {wanted}, if that is what the server takes."
            yield Fault("WP519", message, sample.block.line_at(line), None, fix, "note" if is_even else None)


_NAMED = re.compile(r"(?i)\b(?:[\w-]{1,40}[_-])?time_?stamp\b|\bapi-expires\b")
_UNIT = re.compile(r"(?i)milli|\bms\b|second|epoch|unix|\bISO|\bRFC|\d{10}")


def _open(page: Page, unit: str) -> Iterator[Fault]:
    """The first row of a table that names the timestamp, on a page that says nowhere how it counts."""
    rows = (row for table in page.tables for row in table.rows)
    named = next((line for line, cells in rows if cells and _NAMED.search(cells[0])), None)
    if named is not None and not any(_UNIT.search(each.text) for each in page.texts):
        message = f"the table does not say how the timestamp counts, and the samples send {unit}"
        yield Fault("WP508", message, named, None, "Say whether seconds or milliseconds.", "note")


def _clock(sample: Sample) -> tuple[int, str] | None:
    """The 0-based line on which a sample that signs takes the time, and in which unit."""
    clocks = _CLOCKS.get(sample.family)
    if clocks is None or not _ASKS.search(sample.text) or not _SIGNS.search(sample.text):
        return None
    for given in _GIVEN.finditer(sample.text):
        unit = _unit(given["value"], clocks)
        later = rf"\b{re.escape(given['name'])}\b[\s)]*(?://?|\*)\s*{_THOUSAND}"
        if unit and not re.search(later, sample.text):
            return sample.text.count("\n", 0, given.start()), unit
    return None


def _unit(value: str, clocks: Sequence[tuple[str, str]]) -> str:
    """The unit of an expression that asks for the time; nothing for one that does not, or scales it oddly."""
    for pattern, unit in clocks:
        match = re.search(pattern, value)
        if match is None:
            continue
        after, before = _AFTER.match(value, match.end()), _BEFORE.search(value[: match.start()])
        if after is None and before is None:
            return "" if _OTHER.match(value, match.end()) else unit
        is_less = after is not None and after[1] != "*"
        if is_less:
            return _SECONDS if unit == _MILLISECONDS else ""
        return _MILLISECONDS if unit == _SECONDS else ""
    return ""


def _told(page: Page) -> str:
    """The one unit in which the text of a page says that a timestamp is; nothing where it names two."""
    units = {
        _MILLISECONDS if (match[1] or match[2]).lower().startswith("m") else _SECONDS
        for each in page.texts
        for match in _TOLD.finditer(each.text)
        if _OF_REQUESTS.search(each.text)
    }
    return units.pop() if len(units) == 1 else ""
