"""Which faults of a description are those of its operations, for whoever wants none of them passed over."""

from collections.abc import Iterator

from generator.errors import FaultsError
from generator.reading.document import faults
from generator.reading.document.document import Document
from generator.reading.document.faults import Fault
from generator.reading.source.pointers import Steps, Tree, pointer_steps
from generator.reading.validation.example_checks import all_example_faults

# Where the main file keeps what nobody need have anything to do with.
_APART = frozenset(("components", "webhooks", "tags", "info", "definitions", "parameters", "responses"))


def refusal(document: Document) -> FaultsError | None:
    """The error for the faults of what operations say or refer to, their examples too; None without any."""
    used = set(_used(document))
    every = (*document.faults, *all_example_faults(document))
    if wrong := [each for each in every if _counts(document, each, used)]:
        return faults.error(wrong, document.sources)
    return None


def _counts(document: Document, fault: Fault, used: set[Steps]) -> bool:
    is_apart = fault.path == document.path and fault.steps[:1] != () and fault.steps[0] in _APART
    return not is_apart or any(fault.steps[:end] in used for end in range(len(fault.steps) + 1))


def _used(document: Document) -> Iterator[Steps]:
    """Where that is, in the main file, which references lead to from the operations, one after the other."""
    yield "components", "securitySchemes"
    waiting: list[Tree] = [document.root.get("paths")]
    followed: set[str] = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str) and reference not in followed:
                followed.add(reference)
                if reference.startswith("#"):
                    yield tuple(pointer_steps(reference[1:]))
                waiting.append(document.end(node))
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
