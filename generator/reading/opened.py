"""A description in, checked as a whole; the requests of its operations are made where they are wanted.

Several processes can share the operations of a long description among them, so that all is imported
before they begin.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from generator.model import Description, Request
from generator.reading import identities
from generator.reading.checking import checked
from generator.reading.document import Document, Steps
from generator.reading.har_detection import har_source
from generator.reading.location import operations
from generator.reading.openapi import requests
from generator.reading.source import File


class Identity(Struct, frozen=True):
    """What tells an operation and its examples from others; `number` is its place in the description."""

    number: int
    operation: str
    examples: tuple[str, ...]


class Made(Struct, frozen=True):
    """The requests of an operation, called `title` (``GET /pets``), and `reasons` why there are no others.

    Of their responses, the requests have the statuses and media types alone.
    """

    identity: Identity
    title: str
    requests: tuple[Request, ...]
    reasons: tuple[str, ...]


class Opened(Struct, frozen=True):
    """A description of `len` operations; `files` are all that it was read from."""

    files: tuple[str, ...]
    _content: Document | Description

    @property
    def changes(self) -> list[Steps] | None:
        """As those of a `Document`; None of a HAR."""
        return self._content.changes if isinstance(self._content, Document) else None

    def __len__(self) -> int:
        if isinstance(self._content, Description):
            return len(self._content.operations)
        return len(list(operations(self._content)))

    def made(self, numbers: Sequence[int]) -> list[Made]:
        """The operations with these numbers."""
        if isinstance(self._content, Description):
            found = [self._content.operations[number] for number in numbers]
            return [
                _made(number, each.id, f"{each.method} {each.path}", each.requests, each.reasons)
                for number, each in zip(numbers, found, strict=True)
            ]
        places = list(operations(self._content))
        made = []
        for number in numbers:
            name, its_requests, reasons = requests(self._content, places[number])
            made.append(_made(number, name, places[number].name, its_requests, reasons))
        return made

    def check(self, found: Iterable[Identity]) -> None:
        """Whether all operations together can be told apart.

        Raises:
            FaultsError: two operations, or two examples of one, have the same id.
        """
        if isinstance(self._content, Description):
            return  # it was checked when it was made
        places = list(operations(self._content))
        identities.check(
            self._content,
            [(places[each.number], each.operation, each.examples) for each in found],
        )


def opened(file: File, server: str = "", *, fetch: bool = False, trusting: bool = False) -> Opened:
    """Check the description in `file`; `server` and `fetch` as in `read`, `trusting` as in `checked`.

    Raises:
        GeneratorError: it is no description; or, as a `FaultsError`, what is wrong in it.
    """
    if (recorded := har_source(file)) is not None:
        from generator.reading.har import har_description

        return Opened((recorded.path,), har_description(recorded))
    return of(checked(file, server, fetch=fetch, trusting=trusting))


def of(document: Document) -> Opened:
    """What is checked already."""
    return Opened(document.paths, document)


def _made(
    number: int, name: str, title: str, requests: tuple[Request, ...], reasons: tuple[str, ...]
) -> Made:
    return Made(Identity(number, name, tuple(each.example for each in requests)), title, requests, reasons)
