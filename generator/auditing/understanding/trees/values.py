"""What the names of a program were given: the value of a name is the last one above the place that asks."""

import sys
from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node


class NamedValues:
    """The values that names were given, by their places in the text."""

    def __init__(self) -> None:
        self._given: defaultdict[str, list[Node]] = defaultdict(list)

    def give(self, name: str, value: "Node") -> None:
        """Notes that a name was given a value."""
        self._given[name].append(value)

    def of(self, name: str, place: "Node") -> "Node | None":
        """What a name stands for at a place; None where nothing above gives it a value."""
        given = self._given.get(name, [])
        number = bisect_right(given, place.start_byte, key=lambda value: value.end_byte)
        return given[number - 1] if number else None

    def end(self, name: str, place: "Node") -> int:
        """Up to which byte a name keeps what it has at a place: where it is given the next value."""
        given = self._given.get(name, [])
        number = bisect_right(given, place.start_byte, key=lambda value: value.start_byte)
        return given[number].start_byte if number < len(given) else sys.maxsize
