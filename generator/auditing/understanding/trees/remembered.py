"""Reads each expression of a program once: a text that is put together of names is soon asked for again.

``b = a + a; c = b + b; …`` names the first text twice as often with each line.
"""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

_LONGEST = 1 << 18  # characters: what is longer was made by repeating, and says nothing that can be judged

Reader = TypeVar("Reader")
Expression = TypeVar("Expression")
_Text = Callable[[Reader, Expression | None, int], str | None]


def remembered(read: "_Text[Reader, Expression]") -> "Callable[..., str | None]":
    """A reader's method that remembers what it read of each node, as long as the reader lives."""

    @wraps(read)
    def text(self: Reader, node: Expression | None, depth: int = 0) -> str | None:
        known: dict[int, tuple[Expression, str | None]] = vars(self).setdefault("_texts", {})
        if node is None:
            return None
        key: int = getattr(node, "id", 0) if hasattr(node, "start_byte") else id(node)
        if key not in known:
            found = read(self, node, depth)
            # The node is kept with it: an id is another's as soon as its node is gone.
            known[key] = node, None if found is not None and len(found) > _LONGEST else found
        return known[key][1]

    return text
