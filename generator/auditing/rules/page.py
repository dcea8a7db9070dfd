"""The page as a whole: what its samples say about each other, and about the words above them (WP50x)."""

from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.endpoints import endpoint_faults
from generator.auditing.rules.placed import Placed, placed
from generator.auditing.rules.samples import Sample
from generator.auditing.rules.siblings import sibling_faults
from generator.auditing.rules.spelling import spelling_faults
from generator.auditing.rules.urls import is_local
from generator.auditing.understanding.call import Fault


def page_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The faults of a page; their lines are 1-based lines of the file."""
    calls = [placed(sample, call) for sample in samples for call in sample.calls]
    yield from _schemes(calls)
    beside = list(sibling_faults(page, calls))
    known = {(fault.rule, fault.line) for fault in beside}
    yield from beside
    yield from (fault for fault in spelling_faults(calls) if (fault.rule, fault.line) not in known)
    yield from endpoint_faults(page, calls)
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
            and not is_local(item.call.url)
        ):
            reported.add(item.line)
            yield Fault(
                "WP501",
                f"this sample uses http://{item.host}, others on the page https",
                item.line,
                None,
                "Write https://.",
            )
