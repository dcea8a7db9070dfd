"""One cause, one finding: what the description tells of a sample, no other sample has to tell again.

A wrong path differs from the description and from the samples beside. The description's finding stays,
since it alone says which side is wrong.
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
    "WP503": {"WP401", "WP402"},
    "WP504": {"WP403", "WP404", "WP406"},
    "WP513": {"WP404"},
}
_BY_NAME = {"WP504", "WP513"}  # told again where the description tells all of their names


def one_of_each_cause(
    of_page: Sequence[Fault], of_description: Sequence[Fault], samples: Sequence[Sample]
) -> list[Fault]:
    """The faults of a page, at lines of the file, without those that say again what the description says."""
    told = _Told(of_description, samples)
    return [*(fault for fault in of_page if not told.knows(fault)), *of_description]


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
        of_sample = self._by_place.get(self._place(fault.line), ())
        others = [other for other in of_sample if other.rule in _AGAIN.get(fault.rule, ())]
        if fault.rule in _BY_NAME:
            about = {CREDENTIALS} if fault.rule == "WP513" else fault.about
            return bool(about) and about <= {name for other in others for name in other.about}
        if fault.rule == "WP503" and fault.about & self._unknown:
            return True
        return any(other.line == fault.line for other in others)

    def _place(self, line: int) -> int:
        """The line where the sample at a line starts; the line itself outside of samples."""
        number = bisect_right(self._starts, line) - 1
        if number < 0:
            return line
        block = self._blocks[number]
        return block.line if line <= block.last_line else line
