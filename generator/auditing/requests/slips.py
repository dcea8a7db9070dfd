"""Slips of the keyboard: is one name another one, mistyped?"""

from collections.abc import Iterator

from rapidfuzz.distance import Indel

from generator.text import ROUNDED

_LONGER = 4  # letters; names whose lengths differ by more are two names


def is_slip(name: str, other: str, likeness: float) -> bool:
    """Whether one name is the other mistyped: two neighbouring letters swapped, or hardly unlike.

    Likeness is twice the letters that both have in one order, of the letters of both (1 is the same).
    """
    if name == other or abs(len(name) - len(other)) > _LONGER:
        return False
    if len(name) == len(other) and sorted(name) == sorted(other) and other in swaps(name):
        return True
    return Indel.normalized_similarity(name, other) >= likeness - ROUNDED


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
