"""What the names of a program were given: the value of a name is the last one above the place that asks."""

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node


class Values:
    """The values that names were given, by their places in the text."""

    def __init__(self) -> None:
        self._given: defaultdict[str, list[Node]] = defaultdict(list)

    def give(self, name: str, value: "Node") -> None:
        """Notes that a name was given a value."""
        self._given[name].append(value)

    def of(self, name: str, place: "Node") -> "Node | None":
        """What a name stands for at a place; None where nothing above gives it a value."""
        above = [value for value in self._given.get(name, ()) if value.end_byte <= place.start_byte]
        return above[-1] if above else None
