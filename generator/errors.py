"""The one way in which wireproof stops: an input is bad, and this says which, where, and what to do."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class GeneratorError(Exception):
    """An input that cannot be used.

    `message` is one sentence with the remedy in it; `path` the file at fault, `line` its 1-based
    line where known, `pointer` the JSON pointer (RFC 6901) into a description where there is one.
    `str()` gives the single line that a user sees: ``file:line: pointer: message``.
    """

    def __init__(
        self,
        message: str,
        path: "Path | str | None" = None,
        line: int | None = None,
        pointer: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.pointer = pointer

    def __str__(self) -> str:
        place = "" if self.path is None else str(self.path)
        if place and self.line is not None:
            place = f"{place}:{self.line}"
        return ": ".join(piece for piece in (place, self.pointer, self.message) if piece)


class RefusedError(GeneratorError):
    """A language cannot say a request as it must be; the sample is left out, and the run goes on."""


class NothingToCallError(GeneratorError):
    """A description without an operation to call, which is none of its faults: there is nothing to do."""


class FaultsError(GeneratorError):
    """Several faults of one input, so that a user mends them in one go; `str()` has a line for each."""

    def __init__(self, errors: Iterable[GeneratorError]) -> None:
        self.errors = tuple(errors)
        first = self.errors[0]
        super().__init__(first.message, first.path, first.line, first.pointer)

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


class CannotSampleError(Exception):
    """An operation that no sample can be made for; the message is the reason, for a reader."""
