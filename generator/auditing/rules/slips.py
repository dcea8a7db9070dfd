"""Slips of the keyboard: is one name another one, mistyped?"""

import difflib
from collections.abc import Iterator
from functools import lru_cache


@lru_cache(maxsize=65_536)  # samples of one documentation ask for the same names again and again
def is_slip(name: str, other: str, likeness: float) -> bool:
    """Whether one name is the other mistyped: its letters in another order, or hardly unlike."""
    if name == other or abs(len(name) - len(other)) > 4:
        return False
    if len(name) == len(other) and sorted(name) == sorted(other):
        return True
    match = difflib.SequenceMatcher(None, name, other)
    # Each is an upper bound of the next, and far cheaper.
    return all(measure() >= likeness for measure in (match.real_quick_ratio, match.quick_ratio, match.ratio))


def is_plural(name: str, other: str) -> bool:
    """Whether one name is the plural of the other, as in ``for item in items``: no slip, but two names."""
    short, long = sorted((name, other), key=len)
    return long in (f"{short}s", f"{short}es", f"{short[:-1]}ies")


def swaps(name: str) -> Iterator[str]:
    """The names that are this one with two neighbouring letters in each other's place."""
    for place in range(len(name) - 1):
        first, second = name[place], name[place + 1]
        if first != second:
            yield name[:place] + second + first + name[place + 2 :]
