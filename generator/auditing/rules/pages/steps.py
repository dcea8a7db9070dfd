"""Headings that number the steps of a page, where a number is missing or stands twice (WP519)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from generator.auditing.pages import Page
from generator.auditing.understanding.call import Fault

_NUMBERED = re.compile(r"(?i)\W*(step |part )?(\d{1,2})(?:[.):]|\\\.|\s*[-\u2013\u2014])\s*(?![\d.])\D")


def step_faults(page: Page) -> Iterator[Fault]:
    """The first heading that follows its neighbour by more than one, or has its number.

    Three in a row, from the first on, show that a level is numbered.
    """
    levels: defaultdict[tuple[int, bool], list[tuple[int, int]]] = defaultdict(list)
    for heading in page.headings:
        match = _NUMBERED.match(heading.text)
        if match is not None:
            levels[heading.level, bool(match[1])].append((int(match[2]), heading.line))
        for level in [each for each in levels if each[0] > heading.level]:
            yield from _odd(levels.pop(level))
    for steps in levels.values():
        yield from _odd(steps)


def _odd(steps: list[tuple[int, int]]) -> Iterator[Fault]:
    """What is wrong with the numbers of one row of headings."""
    wrong = [(above, below) for above, below in pairwise(steps) if below[0] != above[0] + 1]
    if len(steps) < 3 or steps[0][0] > 1 or len(wrong) != 1 or wrong[0][1][0] - wrong[0][0][0] not in (0, 2):
        return
    ((before, _), (after, line)) = wrong[0]
    message = f"the heading numbers this as {after}, and the one above it as {before}"
    yield Fault("WP519", message, line, None, "Number them in a row.", "note")
