"""The values of an answer that a page shows, against each other and against the request (WP518)."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from generator.auditing.pages import Block, Outline, Page
from generator.auditing.rules.authentication.token_requests import query_pairs
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.json_text import json_value

_LONG = 20_000  # characters, more than an answer has that somebody wrote
_MOST = 2_000  # values of one answer
_DATE = re.compile(r"\"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)[\d:.Z+-]*)?\"")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_PAGING = ("page", "offset", "limit", "per_page", "page_size")
_ONE_OF_TWO = "Correct the one that is wrong."


def answer_value_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The faults of answers; their lines are 1-based lines of the file."""
    outline = Outline(page.headings)
    asked: dict[str, str] = {}
    section: tuple[int, int] | None = None
    for sample in samples:
        here = outline.bounds(sample.block.line)
        if here != section:
            asked, section = {}, here
        for call in sample.calls:
            asked = {name: value for name, value in [*query_pairs(call.url), *call.query] if name in _PAGING}
        if sample.language not in ("json", "http") or sample.calls or len(sample.text) > _LONG:
            continue
        yield from _dates(sample.block)
        yield from _clocks(sample.block)
        start = sample.text.find("{")
        value = json_value(sample.text[start:]) if start >= 0 and not sample.text[:start].count("[") else None
        if isinstance(value, dict):
            yield from _mixed(sample.block, value)
            yield from _other_page(sample.block, value, asked)
            asked = {}


def _dates(block: Block) -> Iterator[Fault]:
    """A day or an hour that no calendar has (RFC 3339 §5.7)."""
    for match in _DATE.finditer(block.text):
        year, month, day, hour, minute = (int(each or 0) for each in match.groups())
        try:
            date(max(year, 1), month, day)
            is_real = hour < 25 and minute < 60
        except ValueError:
            is_real = year == month == day == 0
        if not is_real:
            at = block.line_of(match.start())
            yield Fault("WP518", f"there is no {match[0][1:-1]}", at, None, "Write a time that exists.")
            return


_CLOCKLESS = re.compile(r"\"\d{4}-\d\d-\d\d[T ](?!\d\d:\d\d)\d+:\d[\d:.]*\w*\"")


def _clocks(block: Block) -> Iterator[Fault]:
    """``2016-01-30T012:45``: an hour has two digits (RFC 3339 §5.6)."""
    if match := _CLOCKLESS.search(block.text):
        at = block.line_of(match.start())
        message = f"{match[0][1:-1]} is no time: hours and minutes have two digits"
        yield Fault("WP518", message, at, None, "Write it as RFC 3339 has it.")


def _mixed(block: Block, value: dict[str, object]) -> Iterator[Fault]:
    """A member that is a number in one item of a list, and the text of one in another."""
    stack: list[object] = [value]
    for _ in range(_MOST):
        if not stack:
            return
        each = stack.pop()
        if isinstance(each, dict):
            stack.extend(each.values())
        elif isinstance(each, list):
            items = [item for item in each if isinstance(item, dict)]
            for name in items[0] if items else ():
                found = [item[name] for item in items if name in item]
                texts = [one for one in found if isinstance(one, str) and _NUMBER.fullmatch(one)]
                numbers = [one for one in found if isinstance(one, int | float) and not isinstance(one, bool)]
                if texts and numbers:
                    odd = texts[0] if len(texts) <= len(numbers) else None
                    shown = f'"{odd}"' if odd is not None else str(numbers[0])
                    row = re.search(rf'"{re.escape(name)}"\s*:\s*{re.escape(shown)}', block.text)
                    line, about = block.line_of(row.start() if row else 0), frozenset({name})
                    message = (
                        f"{name} is {'text' if odd is not None else 'a number'} here, and not in other items"
                    )
                    yield Fault("WP518", message, line, None, _ONE_OF_TWO, about=about)
            stack.extend(items)


def _other_page(block: Block, value: dict[str, object], asked: dict[str, str]) -> Iterator[Fault]:
    """The answer to ``?page=2`` that says it is page 1."""
    inner = next((value[name] for name in ("meta", "pagination", "paging") if name in value), {})
    for members in (value, inner if isinstance(inner, dict) else {}):
        for name, wanted in asked.items():
            shown = members.get(name)
            if wanted.isdigit() and isinstance(shown, int) and shown != int(wanted):
                row = re.search(rf'"{name}"\s*:', block.text)
                at = block.line_of(row.start() if row else 0)
                message = f"the request asks for {name}={wanted}, and the answer has {shown}"
                yield Fault("WP518", message, at, None, _ONE_OF_TWO, "note")
