"""Paths that samples call, and that are one which the page names but for a slip of a letter (WP503)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from generator.auditing.rules.pages.path_index import same_path
from generator.auditing.rules.pages.placed import Placed, shape
from generator.auditing.rules.slips import is_plural, is_slip
from generator.auditing.understanding.call import HOLE, Fault

_ONE_OF_TWO = "Correct the one that is wrong."


def mistyped_paths(named: set[str], calls: Sequence[Placed]) -> Iterator[Fault]:
    """A call of a path that the page does not name, and that is one which it names but for a slip."""
    but_one: defaultdict[_Masked, set[str]] = defaultdict(set)
    for each in named:
        for key in _masked(each.strip("/").split("/")):
            but_one[key].add(each)
    lengths = sorted({key[0] for key in but_one})
    alike = Counter(shape("/" + item.path.strip("/")) for item in calls)
    told: set[str] = set()
    for item in calls:
        path = shape("/" + item.path.strip("/"))
        if not item.path or HOLE in item.call.url[:1] or path in named:
            continue
        segments = path.strip("/").split("/")
        like = {
            each
            for length in lengths
            if length <= len(segments)
            for key in _masked(segments[len(segments) - length :])
            for each in (but_one[key] if key in but_one and len(but_one[key]) < _MANY else ())
        }
        if any(same_path(each, path) for each in like):
            continue
        near = [each for each in like if _is_mistyped(path, each)]
        if len(near) == 1 and path not in told:
            told.add(path)
            message = f"the path is {path} here, and the page names {near[0]}"
            fix = f"Write {near[0]}." if alike[path] == 1 else _ONE_OF_TWO
            yield Fault("WP503", message, item.line, None, fix, about=frozenset({path, near[0]}))


_Masked = tuple[int, int, tuple[str, ...]]
_MANY = 200  # paths that are alike but for one segment: that is where the page has its names


def _masked(segments: Sequence[str]) -> Iterator[_Masked]:
    """A path without one of its segments, for each of them; paths that share one differ in that segment."""
    for place in range(len(segments)):
        yield len(segments), place, (*segments[:place], *segments[place + 1 :])


def _is_mistyped(path: str, named: str) -> bool:
    """Whether two paths end alike but for one segment, which is the other's plural or a slip of it."""
    left, right = path.strip("/").split("/"), named.strip("/").split("/")
    tail = left[len(left) - len(right) :] if len(left) >= len(right) else []
    pairs = [
        (one, two) for one, two in zip(tail, right, strict=False) if one != two and "*" not in (one, two)
    ]
    return len(pairs) == 1 and any(is_plural(*pair) or is_slip(*pair, 0.85) for pair in pairs)
