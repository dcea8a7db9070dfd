"""The lines of a file that a block takes up, and how markers are written in their place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinesOfFile:
    """Lines `start` to `end` (0-based, the latter not included) of a file, and the comment of a marker.

    `prefix` stands before each line, `ending` after it. `head` and `tail` are what such lines hold besides
    the block, each as lines of its own.
    """

    start: int
    end: int
    prefix: bytes
    opener: str
    closer: str
    ending: bytes
    head: tuple[bytes, ...] = ()
    tail: tuple[bytes, ...] = ()

    def markers(self, sample_id: str) -> tuple[bytes, bytes]:
        """The two lines of an empty block."""
        words = (f"wireproof: {sample_id}", "/wireproof")
        first, last = (
            self.prefix + f"{self.opener} {word} {self.closer}".rstrip().encode() + self.ending
            for word in words
        )
        return first, last
