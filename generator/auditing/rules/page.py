"""The page as a whole: what its samples say about each other, and about the words above them (WP50x)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.endpoints import endpoint_faults
from generator.auditing.rules.placed import Placed, placed
from generator.auditing.rules.samples import Sample
from generator.auditing.rules.siblings import sibling_faults
from generator.auditing.rules.spelling import spelling_faults
from generator.auditing.rules.urls import is_this_machine
from generator.auditing.understanding.call import Fault

_IMPORT = re.compile(r"^\s*from [\w.]+ import (.+)$", re.MULTILINE)
_NAME = re.compile(r"\b[A-Z]\w*")
_NEAR = 8  # samples: what is further down is another story


def page_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The faults of a page; their lines are 1-based lines of the file."""
    calls = [placed(sample, call) for sample in samples for call in sample.calls]
    yield from _schemes(calls)
    beside = list(sibling_faults(page, calls))
    known = {(fault.rule, fault.line) for fault in beside}
    yield from beside
    yield from (fault for fault in spelling_faults(calls) if (fault.rule, fault.line) not in known)
    yield from endpoint_faults(page, calls)
    yield from _imported_below(samples)
    for sample in samples:
        if not sample.block.closed:
            line = sample.block.line - 1
            yield Fault(
                "WP511",
                "the code block is never closed: the rest of the page is shown as code",
                line,
                None,
                "Close the fence.",
            )


def _schemes(calls: Sequence[Placed]) -> Iterator[Fault]:
    secure = {item.host for item in calls if item.scheme == "https"}
    reported: set[int] = set()
    for item in calls:
        if (
            item.scheme == "http"
            and item.host in secure
            and item.line not in reported
            and not is_this_machine(item.call.url)
        ):
            reported.add(item.line)
            yield Fault(
                "WP501",
                f"this sample uses http://{item.host}, others on the page https",
                item.line,
                None,
                "Write https://.",
            )


def _imported_below(samples: Sequence[Sample]) -> Iterator[Fault]:
    """A Python class that a sample makes use of, and that only a sample further down imports."""
    python = [sample for sample in samples if sample.language in ("python", "pycon")]
    imported = [
        {name for names in _IMPORT.findall(sample.text) for name in _NAME.findall(names)} for sample in python
    ]
    for number, sample in enumerate(python):
        below = set().union(*imported[number + 1 : number + 1 + _NEAR])
        for name in sorted(below - imported[number] - sample.earlier):
            match = re.search(rf"(?<![\w.]){name}\(", sample.text)
            if match is not None and not re.search(rf"\bimport\b.*\b{name}\b|\bclass {name}\b", sample.text):
                line = sample.block.line_at(sample.text.count("\n", 0, match.start()))
                message = f"{name} is imported only in a sample further down"
                yield Fault("WP103", message, line, None, "Import it where it is first used.", "note")
