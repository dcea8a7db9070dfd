"""A description that has been checked as a whole, and makes the requests of its operations when asked.

Processes that share the operations of a long description each make the requests of their own.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.model import Description, Flow, Request
from generator.reading.arazzo.load import is_arazzo
from generator.reading.document import faults, nodes
from generator.reading.document.document import Document
from generator.reading.flows import flows_alone, flows_of
from generator.reading.har.detection import har_source
from generator.reading.openapi.operations import requests
from generator.reading.source.files import File
from generator.reading.validation.load import load_checked

if TYPE_CHECKING:
    from typing import Unpack

    from generator.reading.how import How


class OperationRequests(Struct, frozen=True):
    """The requests of an operation, called `title` (``GET /pets``), and `reasons` why there are no others.

    Of their responses, the requests have the statuses and media types alone.
    """

    title: str
    requests: tuple[Request, ...]
    reasons: tuple[str, ...]


class LazyDescription(Struct, frozen=True):
    """A description of `len` operations; `files` are what it was read from.

    `faults` counts its faults, `notes` are lines for whoever has it read.
    """

    files: tuple[str, ...]
    _content: Document | Description
    faults: int = 0
    notes: tuple[str, ...] = ()
    flows: tuple[Flow, ...] = ()

    @property
    def path(self) -> str:
        """The description's own file, as the user named it."""
        return self.files[0]

    def __len__(self) -> int:
        if isinstance(self._content, Description):
            return len(self._content.operations)
        return len(list(nodes.operations(self._content)))

    def operations(self, numbers: Sequence[int]) -> list[OperationRequests]:
        """The operations with these numbers."""
        if isinstance(self._content, Description):
            found = [self._content.operations[number] for number in numbers]
            return [
                OperationRequests(f"{each.method} {each.path}", each.requests, each.reasons) for each in found
            ]
        places = list(nodes.operations(self._content))
        return [OperationRequests(places[n].name, *requests(self._content, places[n])) for n in numbers]


def read_lazily(
    file: File, server: str = "", *, flows: Sequence[str] = (), **how: "Unpack[How]"
) -> LazyDescription:
    """Check the description in `file`; the rest is as in `read`.

    Raises:
        GeneratorError: it is no description; or, as a `FaultsError`, what is wrong in it.
    """
    if (recorded := har_source(file, how.get("overlays", ()))) is not None:
        from generator.reading.har.load import har_description

        return LazyDescription((recorded.path,), har_description(recorded))
    if is_arazzo(file):
        found = flows_alone(file, server, **how)
        return LazyDescription(found.files, found, 0, found.notes, found.flows)
    document = load_checked(file, server, **how)
    notes = faults.fault_lines(document.unmatched, document.sources)
    joined = flows_of(flows, server, **how)
    files = (*document.paths, *joined.files)
    return LazyDescription(files, document, len(document.faults), (*notes, *joined.notes), joined.flows)
