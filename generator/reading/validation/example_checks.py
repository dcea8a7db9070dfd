"""Examples held against their schemas, and against what their place in a request can carry."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.media_types import is_form, is_json, is_multipart
from generator.reading.document.document import Document
from generator.reading.document.faults import Fault
from generator.reading.document.inputs import is_left_out, scalar_text
from generator.reading.document.named_examples import is_absent
from generator.reading.document.nodes import LocatedNode, LocatedOperation, operations
from generator.reading.schema.error_messages import explain
from generator.reading.schema.json_schema import value_errors
from generator.reading.source.pointers import Steps, Tree, pointer

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError


def unsendable_examples(media: LocatedNode) -> dict[str, str]:
    """The examples of a request body that no sample can send, each with the reason."""
    faults = [fault for name, value in example_values(media) for fault in _with_nul(name, value)]
    return _by_example([*faults, *_elsewhere(media)])


def unsendable_parameter_examples(parameter: LocatedNode) -> dict[str, str]:
    """The examples of a parameter that no sample can send, each with the reason."""
    owners = [parameter, *(media for _, media in parameter.items("content"))]
    faults = [fault for owner in owners for each in example_values(owner) for fault in _with_nul(*each)]
    return _by_example([*faults, *_with_breaks(parameter)])


def _by_example(faults: list[Fault]) -> dict[str, str]:
    reasons: dict[str, str] = {}
    for each in faults:
        reasons.setdefault(each.example, _reason(each))
    return reasons


def _reason(fault: Fault) -> str:
    return f"{fault.message.removesuffix(_BY_SCHEMA)}, at {pointer(*fault.steps)}"


def all_example_faults(document: Document) -> list[Fault]:
    """The faults of all examples, those that schemas give to requests among them."""
    checker = _Checker(document)
    faults: list[Fault] = []
    for each in operations(document):
        faults += (*checker.request(each), *checker.responses(each))
        for parameter in each.parameters():
            faults += checker.of_schema(*_exemplified(parameter), "")
        for media_type, media in each.at.items("requestBody", "content"):
            faults += checker.of_schema(media_type, media, "readOnly")
    return faults


_BY_SCHEMA = " (its schema says so)"


class _Found(dict[tuple[int, str], list[Fault]]):
    """The faults of each part that has been checked, by the part's id and what is passed over in it."""


class _Checker:
    """Remembers in the document what it found in each part, since several operations share some."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._found = document.cache(_Found)

    def request(self, operation: LocatedOperation) -> list[Fault]:
        """What is wrong with the examples of parameters and of the request body."""
        found = [fault for parameter in operation.parameters() for fault in self.parameter(parameter)]
        if body := operation.at.get("requestBody"):
            found += self._content(body, "readOnly")
        return found

    def responses(self, operation: LocatedOperation) -> list[Fault]:
        """What is wrong with the examples of the responses and their headers."""
        found: list[Fault] = []
        for _, response in operation.at.items("responses"):
            found += self._content(response, "writeOnly")
            for _, header in response.items("headers"):
                found += self.parameter(header)
        return found

    def parameter(self, at: LocatedNode) -> list[Fault]:
        """What is wrong with the examples of a parameter or header."""
        key = (id(at.node), "")
        if key not in self._found:
            found = list(_confused(at))
            for name, value in example_values(at):
                found += self._against_schema(at, name, value, "")
                found += _with_nul(name, value)
            found += _with_breaks(at)
            for media_type, media in at.items("content"):
                found += self._media(media_type, media, "")
            self._found[key] = found
        return self._found[key]

    def of_schema(self, media_type: str, owner: LocatedNode, left_out: str) -> list[Fault]:
        """What is wrong with the example of its schema, which a part has that has none of its own."""
        return [
            fault
            for name, value in _schema_example(owner)
            if _is_judged(media_type, value)
            for fault in self._against_schema(owner, name, value, left_out)
        ]

    def _content(self, at: LocatedNode, left_out: str) -> Iterator[Fault]:
        for media_type, media in at.items("content"):
            yield from self.media(media_type, media, left_out)

    def media(self, media_type: str, media: LocatedNode, left_out: str) -> list[Fault]:
        """What is wrong with the examples of one media type of a body."""
        key = (id(media.node), left_out)  # a request and a response can share one
        if key not in self._found:
            self._found[key] = list(self._media(media_type, media, left_out))
        return self._found[key]

    def _media(self, media_type: str, media: LocatedNode, left_out: str) -> Iterator[Fault]:
        """The faults of a media type; those with an `example` spoil no other."""
        yield from _confused(media)
        for name, value in example_values(media):
            if _is_judged(media_type, value):
                yield from self._against_schema(media, name, value, left_out)
            if left_out != "writeOnly":
                yield from _with_nul(name, value)

    def _against_schema(
        self, owner: LocatedNode, name: str, value: LocatedNode, left_out: str
    ) -> Iterator[Fault]:
        schema = owner.node.get("schema", True)
        try:
            errors = value_errors(self._document, schema, value.node)
        except ValueError as error:
            yield owner.fault(f"the schema cannot be used: {error}; mend it", "schema")
            return
        wrong = [error for error in errors if not self._is_left_out(schema, error, left_out)]
        for steps, message in explain(wrong, {}):
            where = "".join(f" {step}" for step in steps[-1:] if isinstance(step, str))
            yield value.fault(f"example '{name}':{where} {message}{_BY_SCHEMA}", *steps, example=name)

    def _is_left_out(self, schema: Tree, error: "ValidationError", left_out: str) -> bool:
        """Whether an error is the lack of a property that only responses, or only requests, have."""
        if not left_out or error.kind.name != "required":
            return False
        missing: str = error.kind.property  # type: ignore[attr-defined]
        return is_left_out(self._document, [schema], error.instance_path, missing, left_out)


def _exemplified(parameter: LocatedNode) -> tuple[str, LocatedNode]:
    """What holds the schema of a parameter, and its media type; a plain one has the types of JSON."""
    return next(parameter.items("content"), ("application/json", parameter))


def _is_judged(media_type: str, value: LocatedNode) -> bool:
    """Whether an example is the value that its schema describes, and no text that stands for it."""
    return (
        is_json(media_type)
        or is_form(media_type)
        or is_multipart(media_type)
        or not isinstance(value.node, str)
    )


def _confused(at: LocatedNode) -> Iterator[Fault]:
    """Examples that are written in two ways at once, or that are no examples."""
    examples = at.get("examples")
    if examples is None or not isinstance(examples.node, dict):
        return
    if "example" in at.node:
        yield at.fault("has both 'example' and 'examples'; keep 'examples'", "example")
    for name in examples.node:
        example = examples[name]
        if not _VALUES & example.node.keys():
            yield example.fault(f"example '{name}' has no 'value'; add it", example=name)


_VALUES = {"value", "dataValue", "externalValue", "serializedValue"}


def _elsewhere(media: LocatedNode) -> Iterator[Fault]:
    """The examples whose value stands in another file, which is not read."""
    examples = media.get("examples")
    if examples is not None and isinstance(examples.node, dict):
        for name in examples.node:
            example = examples[name]
            if _VALUES & example.node.keys() == {"externalValue"}:
                where = "has its value elsewhere (externalValue), where it cannot be read"
                message = f"example '{name}' {where}; write it as 'value'"
                yield example.fault(message, "externalValue", example=name)


def _with_breaks(parameter: LocatedNode) -> Iterator[Fault]:
    """The examples of a header that would end it."""
    if parameter.node.get("in", "header") == "header":
        for name, value in example_values(parameter):
            if set("\r\n\0") & set(scalar_text(value.node)):
                message = f"example '{name}': a header has no line break or NUL; take it out"
                yield value.fault(message, example=name)


def _with_nul(name: str, value: LocatedNode) -> Iterator[Fault]:
    """No environment variable, header or literal of a shell can hold a NUL."""
    waiting: list[tuple[Steps, Tree]] = [((), value.node)]
    while waiting:
        steps, node = waiting.pop()
        if isinstance(node, dict):
            waiting.extend(((*steps, key), member) for key, member in node.items())
        elif isinstance(node, list):
            waiting.extend(((*steps, index), member) for index, member in enumerate(node))
        elif isinstance(node, str) and "\0" in node:
            message = f"example '{name}' holds a NUL, which no sample can send; take it out"
            yield value.fault(message, *steps, example=name)


def _schema_example(at: LocatedNode) -> Iterator[tuple[str, LocatedNode]]:
    """The example that the schema of a part gives it, as in `named_examples`."""
    if "example" in at.node or "examples" in at.node or "schema" not in at.node:
        return
    schema = at["schema"]
    if not isinstance(schema.node, dict):
        return
    if "example" in schema.node:
        yield (
            "default",
            LocatedNode(at.document, schema.path, (*schema.steps, "example"), schema.node["example"]),
        )
    elif isinstance(found := schema.node.get("examples"), list) and found:
        yield "default", LocatedNode(at.document, schema.path, (*schema.steps, "examples", 0), found[0])


def example_values(at: LocatedNode) -> Iterator[tuple[str, LocatedNode]]:
    """The example values of a media type, parameter or header with their names."""
    examples = at.get("examples")
    if examples is not None and isinstance(examples.node, dict):
        for name in examples.node:
            example = examples[name]
            for key in ("value", "dataValue"):
                if key in example.node:
                    yield (
                        name,
                        LocatedNode(example.document, example.path, (*example.steps, key), example.node[key]),
                    )
    elif "example" in at.node and not is_absent(
        at.node["example"], at.document.resolve(at.node.get("schema"))
    ):
        yield "default", LocatedNode(at.document, at.path, (*at.steps, "example"), at.node["example"])
