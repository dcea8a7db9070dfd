"""Two things with one id: two operations, or two examples, whose files would be one file."""

from collections.abc import Iterable, Iterator

from generator.reading.document import Document
from generator.reading.faults import Fault, error
from generator.reading.location import OperationAt

Identified = tuple[OperationAt, str, Iterable[str]]
"""An operation with its id, and those of its examples."""


def check(document: Document, identified: Iterable[Identified]) -> None:
    """Whether each id is unlike all others, and not only in the case of letters.

    Case counts for nothing since there are file systems for which it does not.

    Raises:
        FaultsError: there are two operations, or two examples of one, with the same id.
    """
    if faults := list(_equal(identified)):
        raise error(faults, (document.source, *document.files.values()))


def _equal(identified: Iterable[Identified]) -> Iterator[Fault]:
    operations: dict[str, OperationAt] = {}
    for at, name, names in identified:
        earlier = operations.setdefault(name.casefold(), at)
        if earlier is not at:
            key = ("operationId",) if at.operation_id else ()
            message = (
                f"'{at.name}' has the id '{name}', and so has '{earlier.name}' ({_called(earlier)}); "
                "give each an operationId of its own, different not only in case"
            )
            yield at.at.fault(message, *key)
        examples: dict[str, str] = {}
        for example in names:
            first = examples.get(example.casefold())
            examples.setdefault(example.casefold(), example)
            if first is not None:
                message = (
                    f"the examples '{first}' and '{example}' of '{at.name}' have one id; "
                    "give each a name of its own, different not only in case"
                )
                yield at.at.fault(message)


def _called(at: OperationAt) -> str:
    return f"operationId '{at.operation_id}'" if at.operation_id else "no operationId"
