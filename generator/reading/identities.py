"""Two things with one id: two operations, or two examples, whose files would be one file."""

from collections.abc import Iterable, Iterator

from generator.model import Operation
from generator.reading.faults import Fault
from generator.reading.location import OperationAt


def check(pairs: Iterable[tuple[OperationAt, Operation]]) -> Iterator[Fault]:
    """A fault for each id that an earlier one equals, or differs from in the case of letters only.

    Case counts for nothing since there are file systems for which it does not.
    """
    operations: dict[str, OperationAt] = {}
    for at, operation in pairs:
        earlier = operations.setdefault(operation.id.casefold(), at)
        if earlier is not at:
            key = ("operationId",) if at.operation_id else ()
            message = (
                f"'{at.name}' has the id '{operation.id}', and so has '{earlier.name}' ({_called(earlier)}); "
                "give each an operationId of its own, different not only in case"
            )
            yield at.at.fault(message, *key)
        examples: dict[str, str] = {}
        for request in operation.requests:
            first = examples.setdefault(request.example.casefold(), request.example)
            if first is not request.example:
                message = (
                    f"the examples '{first}' and '{request.example}' of '{at.name}' have one id; "
                    "give each a name of its own, different not only in case"
                )
                yield at.at.fault(message)


def _called(at: OperationAt) -> str:
    return f"operationId '{at.operation_id}'" if at.operation_id else "no operationId"
