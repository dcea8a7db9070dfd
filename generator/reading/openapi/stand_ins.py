"""Names that stand for the values that they name: ``"model": "model"`` is for the reader to replace."""

from collections.abc import Iterator

from generator.model import Body, FormBody, Json, JsonBody, MultipartBody, Pair
from generator.reading.document.document import Document
from generator.reading.document.inputs import applicable, item_schemas, property_schemas
from generator.reading.source.pointers import Tree


def stands_in(document: Document, schemas: list[Tree], name: str, value: Json) -> bool:
    """Whether `value` is only its own name, and no schema says that it is just the right one."""
    if not isinstance(value, str) or not value or value.lower() != name.lower():
        return False
    return all(_SAYS.isdisjoint(each) for each in applicable(document, schemas, value))


_SAYS = frozenset(("const", "default", "enum"))


def of_body(document: Document, media: Tree, body: Body | None) -> Iterator[str]:
    """The names in a body that stand for their values."""
    schemas = [media.get("schema", {})]
    match body:
        case JsonBody(value=value):
            yield from _members(document, schemas, value)
        case FormBody(fields=fields):
            yield from _members(document, schemas, _texts(list(fields)))
        case MultipartBody(parts=parts):
            yield from _members(document, schemas, _texts([(part.name, part.value) for part in parts]))


def _texts(pairs: list[Pair]) -> Json:
    return {name: value[0] for name, value in pairs if len(value) == 1 and isinstance(value[0], str)}


def _members(document: Document, schemas: list[Tree], value: Json) -> Iterator[str]:
    """Those of an object or a list, at any depth; the schemas are asked only where a value is named so."""
    if isinstance(value, list):
        for item in value:
            if _may_stand_in(item):
                yield from _members(document, item_schemas(document, schemas, value), item)
    elif isinstance(value, dict):
        for name, member in value.items():
            if member == name or _may_stand_in(member):
                described = property_schemas(document, schemas, name, value)
                if stands_in(document, described, name, member):
                    yield name
                yield from _members(document, described, member)


def _may_stand_in(value: Json) -> bool:
    """Whether some member of an object or a list is called as its value is."""
    if isinstance(value, dict):
        return any(member == name or _may_stand_in(member) for name, member in value.items())
    return isinstance(value, list) and any(map(_may_stand_in, value))
