"""A faulty description in, a sound `Document` of what is left out, and what is in it no more.

Whatever the checks of `generator.reading.checking` find is left out, until they find nothing; so all that
comes after can rely on a description that is as sound as one that was valid from the start.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from generator.errors import GeneratorError
from generator.model import Description
from generator.reading import checks, references, validity
from generator.reading.body_schemas import BodySchemas, body_schemas
from generator.reading.document import Document, pointer
from generator.reading.faults import Fault
from generator.reading.lenient.completing import complete, complete_parameters
from generator.reading.lenient.leaving import Left, LeftOut, is_within, leave_out, part_at
from generator.reading.lenient.swagger import is_swagger, openapi_of
from generator.reading.location import operations
from generator.reading.openapi import described, described_operations
from generator.reading.places import lines
from generator.reading.references import EXTENSIONS, Survey
from generator.reading.source import Source, load
from generator.reading.upgrade import upgrade

# Where an API is that no address is known of: on the machine that the description comes from, which a
# relative address is relative to (OpenAPI 3.1 §4.8.5). Rules know that this machine's name says nothing.
NOWHERE = "http://localhost"
_ROUNDS = 12  # each leaves something out; what is faulty after so many is no description


class Understood(Struct, frozen=True):
    """What was understood of a description, the schemas of its bodies, and `notes` that say what was not."""

    description: Description
    schemas: BodySchemas
    notes: tuple[str, ...]


def understood(path: str | Path, server: str = "", *, fetch: bool = False) -> Understood:
    """The description at `path` without what is wrong in it; `server` and `fetch` are as in `read`.

    Raises:
        GeneratorError: it cannot be read, or there is nothing in it to understand.
    """
    source = load(str(path))
    notes = []
    if is_swagger(source.tree):
        notes.append("is Swagger 2.0; it was read as OpenAPI 3.0")
        source = Source(source.path, source.data, openapi_of(source.tree), source.is_json)
    complete(source.tree)
    version = validity.known_version(source)
    left: Left = {}
    survey = _sound(source, server.rstrip("/"), left, fetch=fetch)
    if version == "3.0":
        upgrade(each.node for each in survey.marked)
    document = _fresh(survey.document)
    if document.base == NOWHERE:
        notes.append("names no absolute server; samples were matched to it by their paths, --server names it")
    if not list(operations(document)):
        raise GeneratorError("describes no operation that can be understood", source.path)
    found = described(document, described_operations(document))
    return Understood(found, body_schemas(document), (*notes, *_told(survey, list(left.values()))))


def _sound(source: Source, server: str, left: Left, *, fetch: bool) -> Survey:
    """The description with its files, after all that is wrong was left out, one thing after the other.

    References of a file alone stay as they were written, so it can be gone through again.
    """
    survey = references.collect(source, server, fetch=fetch)
    found = survey.faults
    for _ in range(_ROUNDS):
        if not leave_out(survey, found or _faults(survey, left), left):
            break
        if survey.is_alone:
            survey = references.collect(source, server, fetch=fetch)
        found = survey.faults if survey.is_alone else []
        survey.document = _fresh(survey.document)
    for each in survey.marked:
        for name in EXTENSIONS & each.node.keys():
            del each.node[name]  # they are for samples of ours
    return survey


def _faults(survey: Survey, left: Left) -> list[Fault]:
    """What is wrong now; what rests on the shape of the whole is looked at only when the shape is right.

    A faulty part that is named in `components`, and is nothing any more, may keep a faulty name.
    """
    document = survey.document
    there = [each for each in survey.references if part_at(document, each.path, each.steps) == each.text]
    usable = [each for each in there if _leads_somewhere(document, each.text)]
    found = [_by_names(document, each) for each in validity.check(document)]
    found += validity.check_references(document, usable)
    if found := [each for each in found if each.steps[:1] != ("components",) or not is_within(each, left)]:
        return found
    complete_parameters(document)
    if not document.base and not any(map(checks.server_address, operations(document))):
        document.base = NOWHERE
    return checks.check_operations(document)


def _by_names(document: Document, fault: Fault) -> Fault:
    """A fault with the keys as the file has them: the validator takes ``200`` in a map for a number."""
    steps: list[str | int] = []
    for step in fault.steps:
        around = part_at(document, fault.path, tuple(steps))
        steps.append(str(step) if isinstance(around, dict) else step)
    return Fault(fault.path, tuple(steps), fault.message, fault.example)


def _fresh(document: Document) -> Document:
    """The same files, and nothing remembered of what stood in them."""
    return Document(document.source, document.files, base=document.base)


def _leads_somewhere(document: Document, reference: str) -> bool:
    try:
        document.target(reference)
    except KeyError:
        return False
    return True


def _told(survey: Survey, left: list[LeftOut]) -> Iterator[str]:
    """A sentence that counts what was left out, and the first of it with the places and the reasons."""
    if not left:
        return
    counts = Counter(_WORDS.get(each.kind, each.kind) for each in left)
    words = ", ".join(f"{number} {word}{'s' * (number > 1)}" for word, number in counts.items())
    yield f"has faults; it was read without {words}"
    for each in left[:_SHOWN]:
        file = next(file for file in _files(survey.document) if file.path == each.path)
        line = lines(file, [each.steps])[each.steps]
        yield f"without {pointer(*each.steps)} on line {line} of {file.path}: {each.why}"
    if len(left) > _SHOWN:
        yield f"and {len(left) - _SHOWN} more"


def _files(document: Document) -> tuple[Source, ...]:
    return document.source, *document.files.values()


_SHOWN = 3
_WORDS = {
    "path-item": "path",
    "media-type": "media type",
    "request-body": "body",
    "callbacks": "callback",
    "security-scheme": "security scheme",
}
