"""How much work a call is, told without a clock: the lines that it runs, each as often as it does."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(work: Callable[[], object]) -> int:
    """The lines of Python that `work` runs, itself and all below it; the same on every machine.

    A loop on one line, as a comprehension is, counts once for each of its turns. What C does for one line, as
    a search in a text, counts as one.
    """
    count = 0

    def counted(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return counted

    earlier = sys.gettrace()
    sys.settrace(counted)
    try:
        work()
    finally:
        sys.settrace(earlier)
    return count
