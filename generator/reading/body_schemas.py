"""A description in, the JSON Schemas of its requests' and responses' bodies out, each whole by itself.

Auditing holds the bodies of samples against them, in processes of its own: so they are plain values, with
all that they refer to inside.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.media_types import essence, is_json
from generator.model import Description
from generator.reading import read_with_document
from generator.reading.document.document import Document
from generator.reading.document.nodes import LocatedOperation, operations
from generator.reading.schema.json_schema import with_parts
from generator.reading.source.pointers import Tree

BodySchemas = Mapping[str, Mapping[str, str]]
"""By the id of the operation, and the media type: the JSON of a schema in the dialect of OpenAPI 3.1.

That of a response has the status before it: ``200 application/json``.
"""

_MOST_PARTS = 200  # of one body; one that needs more is not held against its schema


def read_with_body_schemas(path: str | Path) -> tuple[Description, BodySchemas]:
    """The description at `path`, and the schemas of the JSON bodies; a HAR has none.

    Raises:
        GeneratorError: as `read`.
    """
    description, document = read_with_document(path)
    return description, {} if document is None else body_schemas(document)


def body_schemas(document: Document) -> BodySchemas:
    """The schemas of the JSON bodies that each operation takes, and of those that it answers with."""
    return {found.id: dict(_schemas(document, found)) for found in operations(document)}


def _schemas(document: Document, found: LocatedOperation) -> Iterator[tuple[str, str]]:
    body = found.at.get("requestBody")
    if body:
        yield from _of_content(document, body.node.get("content"), "")
    responses = found.at.get("responses")
    for status, response in responses.node.items() if responses else ():
        resolved = document.resolve(response)
        if isinstance(resolved, dict):
            yield from _of_content(document, resolved.get("content"), f"{status} ")


def _of_content(document: Document, content: Tree, before: str) -> Iterator[tuple[str, str]]:
    for name, media in content.items() if isinstance(content, dict) else ():
        schema = _whole(document, document.resolve(media).get("schema")) if is_json(essence(name)) else None
        if schema is not None:
            yield f"{before}{essence(name)}", json.dumps(schema, default=str)


def _whole(document: Document, schema: Tree) -> dict[str, Tree] | None:
    if not isinstance(schema, dict):
        return None
    found = with_parts(document, schema, _MOST_PARTS)
    if found is None:
        return None
    parts: dict[str, Tree] = found.pop("x-parts", {})
    closed = {name: _closed(parts, part, is_value=False) for name, part in parts.items()}
    whole: dict[str, Tree] = _closed(parts, found)
    return {**whole, "x-parts": closed} if parts else whole


# Where a schema holds schemas of values inside, by names or one alone; and where those of the same value.
_MEMBERS = ("properties", "patternProperties")
_INNER = ("items", "additionalProperties")
_SAME = ("allOf", "anyOf", "oneOf")


def _closed(parts: dict[str, Tree], schema: Tree, *, is_value: bool = True) -> Tree:
    """A copy in which an object has no other properties than the schema names, unless it says that it may.

    A schema that says nothing of others lets them pass (JSON Schema); a sample that sends one is wrong all
    the same. `unevaluatedProperties` stands where a value is described, since it sees what all parts of
    ``allOf`` name. What only responses have, nobody needs to send.
    """
    if not isinstance(schema, dict):
        return schema
    closed = dict(schema)
    for keyword in _MEMBERS:
        if isinstance(members := schema.get(keyword), dict):
            closed[keyword] = {name: _closed(parts, each) for name, each in members.items()}
    for keyword in _INNER:
        if isinstance(schema.get(keyword), dict):
            closed[keyword] = _closed(parts, schema[keyword])
    for keyword in _SAME:
        if isinstance(branches := schema.get(keyword), list):
            closed[keyword] = [_closed(parts, each, is_value=False) for each in branches]
    if isinstance(required := schema.get("required"), list):
        members = schema.get("properties", {})
        closed["required"] = [name for name in required if not _is_read_only(members.get(name))]
    if is_value and "unevaluatedProperties" not in schema and _names_all(parts, schema):
        closed["unevaluatedProperties"] = False
    return closed


def _is_read_only(schema: Tree) -> bool:
    return isinstance(schema, dict) and schema.get("readOnly") is True


def _names_all(parts: dict[str, Tree], schema: Tree) -> bool:
    """Whether properties are named, and no branch is for an object of any."""
    waiting, seen, names = [schema], set[int](), False
    while waiting:
        each = waiting.pop()
        if not isinstance(each, dict) or id(each) in seen:
            continue
        seen.add(id(each))
        names = names or bool(each.get("properties"))
        further = [part for keyword in _SAME for part in each.get(keyword, ())]
        if isinstance(reference := each.get("$ref"), str):
            further.append(parts.get(reference.rpartition("/")[2]))
        types = each.get("type", "object")
        if not further and not each.get("properties") and ("object" in types or "required" in each):
            return False
        waiting += further
    return names
