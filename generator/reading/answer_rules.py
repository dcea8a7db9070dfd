"""A description in, the `AnswerRules` of each operation out: what it may answer, and where that is said."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from generator.contract import AnswerRule, AnswerRules, AnswerSchema, HeaderRule, Place, SchemaError
from generator.errors import GeneratorError
from generator.reading.contract_answers import AnswerDocument
from generator.reading.contracts import schema_check
from generator.reading.document.document import Document
from generator.reading.document.nodes import LocatedNode, LocatedOperation, operations
from generator.reading.source.line_numbers import lines
from generator.reading.source.pointers import Steps, Tree, pointer, pointer_steps

if TYPE_CHECKING:
    from typing import Unpack

    from generator.reading.how import How


def read_answer_rules(path: str, server: str = "", **how: "Unpack[How]") -> dict[str, AnswerRules]:
    """The rules by the id of the operation. The arguments are those of `read`.

    Raises:
        GeneratorError: the file cannot be read, or is a HAR, which describes no answers.
    """
    from generator.reading.har.detection import har_source
    from generator.reading.source.named_file import named_file
    from generator.reading.validation.load import load_checked

    file = named_file(path, fetch=how.get("fetch", False))
    if har_source(file, how.get("overlays", ())) is not None:
        message = "is a HAR, which has no schemas to check a response against; name an OpenAPI description"
        raise GeneratorError(message, path)
    document = load_checked(file, server, **how)
    answering = AnswerDocument.of(document)
    return {found.id: _rules(answering, found) for found in operations(document)}


def _rules(answering: AnswerDocument, found: LocatedOperation) -> AnswerRules:
    answers = tuple(
        _answer(answering, status if status == "default" else status.upper(), response)
        for status, response in found.at.items("responses")
    )
    responses = found.at.get("responses") or found.at
    return AnswerRules(found.name, found.at.node.get("x-safe") is True, _place(responses), answers)


def _answer(answering: AnswerDocument, status: str, response: LocatedNode) -> AnswerRule:
    content = response.items("content")
    return AnswerRule(
        status=status,
        description=" ".join(str(response.node.get("description", "")).split()),
        place=_place(response),
        bodies={media_type: _schema(answering, media) for media_type, media in content},
        headers=tuple(_headers(answering, response)),
    )


def _headers(answering: AnswerDocument, response: LocatedNode) -> Iterator[HeaderRule]:
    for name, header in response.items("headers"):
        if name.lower() != "content-type":  # OpenAPI 3.1 §4.8.17.1: it shall be ignored
            required = header.node.get("required") is True
            yield HeaderRule(name, required, _place(header), _schema(answering, header))


def _schema(answering: AnswerDocument, owner: LocatedNode) -> AnswerSchema | None:
    schema = owner.get("schema")
    if schema is None:
        return None
    return AnswerSchema(schema_check(answering, answering.turned(schema.node)), partial(_keyword, schema))


def _keyword(schema: LocatedNode, error: SchemaError) -> Place:
    """Where the keyword stands that `error` is about: the way to it is gone, through each reference."""
    document, path, steps, node = schema.document, schema.path, schema.steps, schema.node
    for step in error.schema_steps:
        key: str | int = str(step) if isinstance(node, dict) else step
        try:
            node = node[key]
        except (KeyError, IndexError, TypeError):  # one that is made by the validator
            break
        steps = (*steps, key)
        if key == "$ref" and isinstance(node, str):
            path, steps, node = _referred(document, node)
    return _place_of(document, path, steps)


def _referred(document: Document, reference: str) -> tuple[str, Steps, Tree]:
    name, _, fragment = reference.partition("#")
    path = document.files[name].path if name else document.path
    return path, tuple(pointer_steps(fragment)), document.target(reference)


def _place(at: LocatedNode) -> Place:
    return _place_of(at.document, at.path, at.steps)


def _place_of(document: Document, path: str, steps: Steps) -> Place:
    def line() -> int:
        source = next(each for each in document.sources if each.path == path)
        return lines(source, [steps])[steps]

    return Place(path, pointer(*steps), line)
