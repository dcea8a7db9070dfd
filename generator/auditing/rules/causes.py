"""One cause, one finding: what the description tells of a sample, no other sample has to tell again.

A wrong path differs from the description, from the heading above and from the samples beside. Of the three
findings the description's stays, since it alone says which side is wrong.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import CREDENTIALS, Fault

# What the page tells again, by what the description has told of the same sample.
_AGAIN = {
    "WP501": {"WP201"},
    "WP502": {"WP407"},
    "WP503": {"WP401"},
    "WP404": {"WP404"},
    "WP504": {"WP403", "WP404", "WP406"},
    "WP505": {"WP401", "WP402"},
    "WP513": {"WP404"},
    "WP514": {"WP403", "WP405"},
}
_BY_NAME = {"WP404", "WP504", "WP513", "WP514"}  # told again where the description tells all of their names


def one_of_each_cause(
    of_page: Sequence[Fault], of_description: Sequence[Fault], samples: Sequence[Sample]
) -> list[Fault]:
    """The faults of a page, at lines of the file, without those that say again what others say."""
    told = _Told(of_description, samples)
    # A name that the sample sends in another spelling is not missing as well.
    misspelt = {fault.meant for fault in of_page if fault.meant}
    kept = [
        fault
        for fault in _once_a_line(of_page)
        if not (fault.rule == "WP404" and fault.about & misspelt) and not told.knows(fault)
    ]
    return [*kept, *of_description]


def _once_a_line(faults: Iterable[Fault]) -> list[Fault]:
    """Of several faults of one line about one path or the same names, the first.

    The text, a table and the samples beside may all say it.
    """
    found: list[Fault] = []
    told: set[tuple[str, int, frozenset[str]]] = set()
    for fault in faults:
        cause = fault.rule, fault.line, frozenset() if fault.rule == "WP503" else fault.about
        is_of_one = fault.rule == "WP503" or (fault.rule == "WP514" and fault.about)
        if not is_of_one or cause not in told:
            told.add(cause)
            found.append(fault)
    return found


class _Told:
    """What the description has told, by the line where the sample starts that it is told of."""

    def __init__(self, faults: Iterable[Fault], samples: Sequence[Sample]) -> None:
        self._blocks = [sample.block for sample in samples]
        self._starts = [block.line for block in self._blocks]
        self._by_place: defaultdict[int, list[Fault]] = defaultdict(list)
        self._unknown: set[str] = set()  # paths
        for fault in faults:
            self._by_place[self._place(fault.line)].append(fault)
            if fault.rule == "WP401":
                self._unknown |= fault.about

    def knows(self, fault: Fault) -> bool:
        """Whether a fault of the page says again what the description says."""
        # What stands at a heading is told of the sample that it is held against.
        lines = [fault.line] if fault.against is None else [fault.line, fault.against]
        others = [
            other
            for line in lines
            for other in self._by_place.get(self._place(line), ())
            if other.rule in _AGAIN.get(fault.rule, ())
        ]
        if fault.rule in _BY_NAME:
            about = {CREDENTIALS} if fault.rule == "WP513" else fault.about
            return bool(about) and about <= {name for other in others for name in other.about}
        if fault.rule == "WP503" and fault.about & self._unknown:
            return True
        return any(other.line in lines for other in others)

    def _place(self, line: int) -> int:
        """The line where the sample at a line starts; the line itself outside of samples."""
        number = bisect_right(self._starts, line) - 1
        if number < 0:
            return line
        block = self._blocks[number]
        return block.line if line <= block.last_line else line
