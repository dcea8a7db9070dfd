"""Values of one member that a page writes in two ways: ``de_DE`` and ``de-DE``, 12 and "12" (WP519)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator.auditing.rules.pages.placed import Placed
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.json_text import json_value

_LOCALE = re.compile(r"[\"'](\w+)[\"']\s*[:=]\s*[\"']([a-z]{2})([-_])([A-Z]{2})[\"']")
_ID = re.compile(r"\"(\w*(?<![a-z])[iI]d|\w+_id|\w+Id)\"\s*:\s*(\"?)(\d{1,18})\2(?=\s*[,}\n])")
_TIME = re.compile(r"\"(\w+)\"\s*:\s*\"\d{4}-\d\d-\d\d([T ])\d\d:\d\d[^\"\n]*\"")
_AMOUNT = re.compile(
    r"\"((?:\w+_)?(?:amount|price|total|balance|fee|rate|cost))\"\s*:\s*(\"?)\d+(?:\.\d+)?\2(?=\s*[,}\n])"
)
_MOST = 40  # blocks with such values: with more, it is a reference of many resources

_Place = tuple[Sample, int, str]
_Found = defaultdict[tuple[str, int], defaultdict[str, list[_Place]]]


_NUMBER = re.compile(r"\"(\w+)\"\s*:\s*(\d{8,18})(?=\s*[,}\n])")


def digits_faults(samples: Sequence[Sample]) -> Iterator[Fault]:
    """A long number, as of a telephone, that is a number where it is sent and a text where it comes back.

    What has no arithmetic and may begin with a zero or a plus is a text (RFC 8259 §6 keeps neither).
    """
    sent = [
        (match[2], match[1], sample.line_of(match.start()))
        for sample in samples
        if sample.calls
        for match in _NUMBER.finditer(sample.text)
    ]
    if not sent or len(sent) > _MOST:
        return
    shown = {
        match[2]: match[1]
        for sample in samples
        if not sample.calls and sample.text.lstrip()[:1] in ("{", "[")
        for match in _QUOTED.finditer(sample.text)
    }
    found = next((each for each in sent if each[0] in shown), None)
    if found is not None:
        message = f'{found[1]} is the number {found[0]} here, and {shown[found[0]]} is the text "{found[0]}"'
        yield _note(found[1], message, found[2])


def sent_digits_faults(calls: Sequence[Placed]) -> Iterator[Fault]:
    """A member of a body that is the number 255 in one language, and the text "255" in another."""
    first: dict[tuple[str, str, str, str], tuple[type, int]] = {}
    told: set[str] = set()
    for item in calls if len(calls) <= _MOST else ():
        body = item.call.body
        text = (body.json or body.text or "") if body is not None and body.kind == "json" else ""
        for name, value in _leaves(json_value(text), ""):
            if name in told or isinstance(value, bool) or not str(value).isdigit():
                continue
            line = item.sample.block.line_at(body.line if body is not None else 0)
            kind, other = first.setdefault(
                (item.call.method, item.path, name, str(value)), (type(value), line)
            )
            if kind is not type(value):
                told.add(name)
                ways = (f"the number {value}", f'the text "{value}"')
                here, there = ways if isinstance(value, int) else ways[::-1]
                yield _note(name, f"{name} is {here} here, and {there} in the sample of line {other}", line)


def _leaves(value: object, name: str) -> Iterator[tuple[str, int | str]]:
    """The numbers and texts within JSON, each with the name of the member that holds it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    elif isinstance(value, int | str):
        yield name, value


_QUOTED = re.compile(r"\"(\w+)\"\s*:\s*\"(\d{8,18})\"")


def spelled_value_faults(samples: Sequence[Sample]) -> Iterator[Fault]:
    """A note at the first value that is written in the rarer way; lines are 1-based lines of the file."""
    for pattern in (_LOCALE, _ID, _TIME, _AMOUNT):
        found: _Found = defaultdict(lambda: defaultdict(list))
        blocks = set()
        for sample in samples:
            # Times and amounts of two resources may well be written in two ways, and code may compare both.
            within = id(sample) if pattern in (_TIME, _AMOUNT) else 0
            is_answer = sample.text.lstrip()[:1] in ("{", "[")
            for match in pattern.finditer(sample.text) if is_answer or not within else ():
                way = match[3] if pattern is _LOCALE else match[2]
                value = match[0].partition(":" if ":" in match[0] else "=")[2].strip()
                line = sample.line_of(match.start(2))
                found[match[1], within][way].append((sample, line, value))
                blocks.add(id(sample))
        for (name, _), ways in found.items() if len(blocks) <= _MOST else ():
            if len(ways) > 1:
                odd, usual = sorted(ways.values(), key=lambda places: (len(places), -places[0][1]))[:2]
                message = f"{name} is {odd[0][2]} here, and {usual[0][2]} in line {usual[0][1]}"
                yield _note(name, message, odd[0][1])


def _note(name: str, message: str, line: int) -> Fault:
    fix = "Write such values in one way."
    return Fault("WP519", message, line, None, fix, "note", about=frozenset({name}))
