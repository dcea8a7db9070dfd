"""The documented responses of an operation with a body for each: its example, or one made from its schema."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from generator.errors import CannotSampleError
from generator.media_types import is_json, is_text
from generator.model import Json, Response
from generator.reading.document.document import Document
from generator.reading.document.inputs import scalar_text
from generator.reading.openapi.responses import documented_responses
from generator.reading.schema.example_values import made_value
from generator.reading.source.json_text import compact_json
from generator.reading.source.pointers import Tree


class AnswerDocument(Document, eq=False):
    """A document seen from the other side: what is `readOnly` is `writeOnly` in it, and the reverse.

    Values are made for requests and leave out what only responses have. Of a document turned round they
    are those of responses. What is turned is a copy, made when it is first asked for.
    """

    @classmethod
    def of(cls, document: Document) -> "AnswerDocument":
        """`document`, turned round; it is left as it is."""
        return cls(document.source, document.files, optional="all")

    def turned(self, node: Tree) -> Tree:
        """A part of the main file, turned; the same one for the same part."""
        key = f"turned {id(node)}"  # the trees of a document live as long as it does
        if key not in self.targets:
            self.targets[key] = _turned(node)
        return self.targets[key]

    def _target(self, reference: str) -> Tree:
        return _turned(super()._target(reference))


_OTHER = {"readOnly": "writeOnly", "writeOnly": "readOnly"}
_DATA = frozenset(("const", "dataValue", "default", "enum", "example", "examples", "value"))
_NAMED = frozenset(("$defs", "patternProperties", "properties"))


def _turned(node: Tree, *, is_map: bool = False) -> Tree:
    """A copy of `node` with the two marks exchanged; in a map every key is a name, not a mark."""
    if isinstance(node, list):
        return [_turned(item) for item in node]
    if not isinstance(node, dict):
        return node
    if is_map:
        return {name: _turned(value) for name, value in node.items()}
    return {
        _OTHER.get(key, key): value if key in _DATA else _turned(value, is_map=key in _NAMED)
        for key, value in node.items()
    }


def answers(document: AnswerDocument, operation: Tree) -> tuple[Response, ...]:
    """The responses of `operation` in the order of the file, their headers with values as well."""
    operation = document.turned(operation)
    found: list[Response] = []
    for response in documented_responses(document, operation):
        node = document.resolve(_node(operation, response.status))
        made = _body(document, node, response) if response.media_type else None
        found.append(replace(response, body=made, headers=tuple(_headers(document, node, response))))
    return tuple(found)


def _node(operation: Tree, status: str) -> Tree:
    return next(node for key, node in operation["responses"].items() if key.upper() == status.upper())


def _body(document: AnswerDocument, node: Tree, response: Response) -> str | None:
    """The body of the example, or a made one; None where nothing can be made."""
    if response.body is not None:
        return response.body
    media_type = response.media_type or ""
    schema = document.resolve(node["content"][media_type]).get("schema")
    if schema is None or not (is_json(media_type) or is_text(media_type)):
        return None
    try:
        value = made_value(document, schema, "body")
    except CannotSampleError:
        return None
    if is_json(media_type):
        return compact_json(value)
    return scalar_text(value) if not isinstance(value, dict | list) else None


def _headers(document: AnswerDocument, node: Tree, response: Response) -> Iterator[tuple[str, str]]:
    """The documented headers: with their examples, and those that are required with made values."""
    given = dict(response.headers)
    for name, header in node.get("headers", {}).items():
        described: dict[str, Any] = document.resolve(header)
        if name in given:
            yield name, given[name]
        elif described.get("required"):
            try:
                value: Json = made_value(document, described.get("schema", {}), name)
            except CannotSampleError:
                continue
            yield name, scalar_text(value)
