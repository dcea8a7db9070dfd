"""What is wrong in a description, each fault with the part at fault, until all are known."""

from collections.abc import Iterable

from msgspec import Struct

from generator.errors import FaultsError, GeneratorError
from generator.reading.source.files import Source
from generator.reading.source.line_numbers import lines_by_file as places_of
from generator.reading.source.pointers import Steps, pointer

_MOST = 50


class Fault(Struct, frozen=True):
    """One thing that is wrong at `steps` of the file `path`; `message` has the remedy in it.

    `example` is the name of the example that it spoils, and no other.
    """

    path: str
    steps: Steps
    message: str
    example: str = ""


def fault_lines(faults: Iterable[Fault], sources: Iterable[Source]) -> tuple[str, ...]:
    """A line for each of the `faults`."""
    found = list(faults)
    return tuple(map(str, error(found, sources).errors)) if found else ()


def error(faults: Iterable[Fault], sources: Iterable[Source]) -> FaultsError:
    """All `faults` as one error, in the order of the lines, each once, and no more than 50."""
    by_path = {source.path: source for source in sources}
    unique = list(dict.fromkeys(faults))
    placed: list[GeneratorError] = []
    for path, source in by_path.items():
        here = [fault for fault in unique if fault.path == path]
        if not here:
            continue
        found = places_of(source, {fault.steps for fault in here})
        errors = [GeneratorError(f.message, *found[f.steps], pointer(*f.steps) or None) for f in here]
        placed.extend(sorted(errors, key=lambda each: each.line or 0))
    if len(placed) > _MOST:
        left = len(placed) - _MOST
        placed[_MOST:] = [GeneratorError(f"and {left} more faults; mend these first", placed[_MOST].path)]
    return FaultsError(placed)
