"""Which requests a line of a page is about, where no description says it: those of the sections around it."""

from bisect import bisect_left
from collections.abc import Sequence

from generator.auditing.pages import NEVER, Outline
from generator.auditing.rules.placed import Placed, shape

_DEEPEST = 6  # levels of headings


class Subjects:
    """The calls of a page by sections; a section without any is a part of the one above it."""

    def __init__(self, outline: Outline, calls: Sequence[Placed]) -> None:
        self._outline = outline
        self._calls = sorted(calls, key=lambda item: item.line)
        self._lines = [item.line for item in self._calls]
        self._found: dict[int, list[Placed]] = {}

    def calls(self, line: int) -> list[Placed]:
        """The calls of the innermost section with calls, if they are all for one operation; else none."""
        number = self._outline.number(line)
        if number not in self._found:
            self._found[number] = self._of_section(number)
        return self._found[number]

    def _of_section(self, number: int) -> list[Placed]:
        headings = self._outline.headings
        for _ in range(_DEEPEST + 1):
            start, end = 0, NEVER
            if number:
                heading = headings[number - 1]
                start, end = heading.line, self._outline.end(heading.line, heading.level)
            inside = self._calls[bisect_left(self._lines, start) : bisect_left(self._lines, end)]
            if inside or not number:
                return inside if len({_operation(item) for item in inside}) == 1 else []
            level = headings[number - 1].level
            number -= 1
            while number and headings[number - 1].level >= level:
                number -= 1
        return []


def _operation(item: Placed) -> tuple[str, str]:
    return item.call.method, shape(item.path).strip("/").rpartition("\ufffc/")[2]
