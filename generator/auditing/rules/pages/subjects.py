"""Which requests a line of a page is about, where no description says it: those of the sections around it."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from generator.auditing.pages import Outline
from generator.auditing.rules.pages.placed import Placed, is_sketch, shape
from generator.auditing.rules.slips import is_plural, is_slip


class Subjects:
    """The calls of a page by sections; a section without any is a part of the one above it."""

    def __init__(self, outline: Outline, calls: Sequence[Placed]) -> None:
        self._outline = outline
        self._calls = sorted(calls, key=lambda item: item.line)
        self._lines = [item.line for item in self._calls]
        self._found: dict[int, list[Placed]] = {}

    def calls(self, line: int) -> list[Placed]:
        """The calls of the innermost section with calls that are for one operation; none for several.

        Where one call of three is for another, it is a mistake rather than another subject.
        """
        number = self._outline.number(line)
        if number not in self._found:
            self._found[number] = self._of_section(number)
        return self._found[number]

    def _of_section(self, number: int) -> list[Placed]:
        for start, end in self._outline.around(number):
            inside = self._calls[bisect_left(self._lines, start) : bisect_left(self._lines, end)]
            inside = _without_sketch(inside)
            if inside:
                operations = Counter(_operation(item) for item in inside)
                usual, count = operations.most_common(1)[0]
                meant = [item for item in inside if _is_meant(_operation(item), usual)]
                is_one = len(meant) == len(inside) or (count > 1 and count * 2 > len(inside))
                return meant if is_one else []
        return []


def _without_sketch(inside: list[Placed]) -> list[Placed]:
    """The calls of a section without the line that names their endpoint, perhaps in another way than they."""
    whole = [item for item in inside if not is_sketch(item.call)]
    named = {_operation(item) for item in inside if is_sketch(item.call)}
    is_theirs = len(named) == 1 and {item.call.method for item in whole} == {method for method, _ in named}
    return whole if is_theirs else inside


def _is_meant(operation: tuple[str, str], usual: tuple[str, str]) -> bool:
    """Whether an operation is the usual one, its path perhaps but for a slip, or for a plural."""
    if operation == usual:
        return True
    one, two = operation[1].split("/"), usual[1].split("/")
    if operation[0] != usual[0] or len(one) != len(two):
        return False
    odd = [pair for pair in zip(one, two, strict=True) if pair[0] != pair[1]]
    return len(odd) == 1 and (is_plural(*odd[0]) or is_slip(*odd[0], 0.85))


def _operation(item: Placed) -> tuple[str, str]:
    return item.call.method, shape(item.path).strip("/").rpartition("\ufffc/")[2]
