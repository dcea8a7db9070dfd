"""Calls by their paths: which of a thousand end like a path that the page names, without asking each."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator.auditing.rules.pages.placed import Placed, shape
from generator.auditing.understanding.call import HOLE

_ANY = "*"


class PathIndex:
    """The calls of a page, in the order of their lines; found by any segment, counted from the end."""

    def __init__(self, ordered: Sequence[Placed]) -> None:
        self._calls = ordered
        self._shapes = [shape("/" + item.path.strip("/")) for item in ordered]
        self._at: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        self._of_length: defaultdict[int, list[int]] = defaultdict(list)
        for number, path in enumerate(self._shapes):
            segments = path.strip("/").split("/")
            self._of_length[len(segments)].append(number)
            for place, segment in enumerate(reversed(segments)):
                self._at[place, _ANY if _is_open(segment) else segment].append(number)

    def like(self, path: str, first: int, end: int) -> list[Placed]:
        """Those of the calls from number `first` to before `end` whose path ends like this one."""
        segments = path.strip("/").split("/")
        near = [
            list(self._near(place, segment))
            for place, segment in enumerate(reversed(segments))
            if not _is_open(segment)
        ]
        lists = min(near, key=_size, default=[range(len(self._calls))])
        inside = (number for numbers in lists for number in _between(numbers, first, end))
        found = sorted(number for number in inside if same_path(path, self._shapes[number]))
        return [self._calls[number] for number in found if self._calls[number].path]

    def _near(self, place: int, segment: str) -> Iterator[Sequence[int]]:
        """The calls that may have the segment there: they have it, stand for any, or are not so long."""
        yield from (self._at[key] for key in ((place, segment), (place, _ANY)) if key in self._at)
        yield from (numbers for length, numbers in self._of_length.items() if length <= place)


def _size(lists: Sequence[Sequence[int]]) -> int:
    return sum(map(len, lists))


def _between(numbers: Sequence[int], first: int, end: int) -> Sequence[int]:
    return numbers[bisect_left(numbers, first) : bisect_left(numbers, end)]


def _is_open(segment: str) -> bool:
    """Whether a segment of a path stands for any other."""
    return segment == _ANY or HOLE in segment or segment[:1] in ("", ":", "{", "<", "$")


def same_path(named: str, called: str) -> bool:
    """Whether a called path ends like a named one; wildcards stand for any segment."""
    left, right = named.strip("/").split("/"), called.strip("/").split("/")
    if len(left) > len(right):
        left, right = right, left
    tail = right[len(right) - len(left) :]
    return all(
        one == other or "*" in (one, other) or HOLE in one + other or one[:1] in "{:<" or other[:1] in "{:<$"
        for one, other in zip(left, tail, strict=True)
    )
