"""The parameters of an operation: their values, and where these go in a request."""

from contextlib import suppress

from msgspec import Struct

from generator.errors import CannotSampleError
from generator.media_types import is_form
from generator.model import Argument, Input, Json, Pair, Value
from generator.reading.document.document import Document, once_for_each_part
from generator.reading.document.inputs import item_schemas, property_schemas, text_value
from generator.reading.document.named_examples import examples_with_value
from generator.reading.document.nodes import LocatedNode
from generator.reading.openapi.stand_ins import stands_in
from generator.reading.openapi.styles import (
    Structure,
    cookie_pairs,
    deep_members,
    header_text,
    path_text,
    query_text,
    url_value,
)
from generator.reading.schema.example_values import made_value
from generator.reading.source.json_text import compact_json
from generator.reading.source.pointers import Tree
from generator.reading.validation.example_checks import unsendable_parameter_examples

_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_IGNORED_HEADERS = frozenset(("accept", "content-type", "authorization"))  # OpenAPI: described elsewhere


class PlacedParameters(Struct):
    """What the parameters put into a request."""

    path: dict[str, Value]
    query: list[Value]
    headers: list[Pair]
    cookies: list[Pair]
    stand_ins: list[str]
    arguments: list[Argument]


class ParameterExamples(Struct, frozen=True):
    """A Parameter Object, and why its `unfit` examples cannot be sent."""

    node: Tree
    unfit: dict[str, str]


@once_for_each_part
def exemplified(_: Document, parameter: LocatedNode) -> ParameterExamples:
    """The parameter with what is wrong with its examples."""
    return ParameterExamples(parameter.node, unsendable_parameter_examples(parameter))


def place(document: Document, parameters: list[ParameterExamples], key: str) -> PlacedParameters:
    """The values of the example `key` in their places: of what is required, and of what has an example.

    Raises:
        CannotSampleError: a required parameter has no example that fits, and none can be made.
    """
    placed = PlacedParameters({}, [], [], [], [], [])
    for parameter in parameters:
        try:
            one = _placed(document, parameter.node, key, frozenset(parameter.unfit))
        except CannotSampleError as error:
            raise CannotSampleError(next(iter(parameter.unfit.values()), str(error))) from error
        placed.path.update(one.path)
        placed.query += one.query
        placed.headers += one.headers
        placed.cookies += one.cookies
        placed.stand_ins += one.stand_ins
        placed.arguments += one.arguments
    return placed


@once_for_each_part
def _placed(document: Document, parameter: Tree, key: str, unfit: frozenset[str]) -> PlacedParameters:
    """The value of one parameter, written in the parameter's style; `unfit` are examples not to be taken."""
    placed = PlacedParameters({}, [], [], [], [], [])
    if (value := _value(document, parameter, key, unfit)) is _NOTHING:
        return placed
    name: str = parameter["name"]
    where: str = parameter["in"]
    style: str = parameter.get("style", _STYLES.get(where, "form"))
    explode: bool = parameter.get("explode", style in ("form", "cookie"))
    structure = _structure(document, parameter, value)
    if structure == (value,) and stands_in(document, [parameter.get("schema", {})], name, value):
        placed.stand_ins.append(name)
    placed.arguments.append(Argument(name, where, _native(value, structure)))
    if where == "path":
        placed.path[name] = path_text(name, structure, style, explode=explode)
    elif where == "query":
        reserved: bool = parameter.get("allowReserved", False)
        text = query_text(name, structure, style, explode=explode, allow_reserved=reserved)
        placed.query.extend([text] if text else [])
    elif where == "querystring":  # OpenAPI 3.2: the whole query, as one form, or as a text of its media type
        is_whole = isinstance(structure, tuple)
        form = ("", structure, "form")
        placed.query.append(url_value(structure) if is_whole else query_text(*form, explode=True))
    elif where == "cookie":
        placed.cookies.extend(cookie_pairs(name, structure, style, explode=explode))
    elif name.lower() not in _IGNORED_HEADERS:
        placed.headers.append((name, header_text(structure, explode=explode)))
    return placed


_NOTHING: Json = []  # told from other lists by its identity


def _value(document: Document, parameter: Tree, key: str, unfit: frozenset[str]) -> Json:
    """The value of the example `key`, or of the first, or one that is made; `_NOTHING` if none is needed."""
    owner = described(document, parameter)
    examples = examples_with_value(document, owner)
    if fit := [name for name in examples if name not in unfit]:
        return examples[key if key in fit else fit[0]]
    schema = owner.get("schema", {})
    name: str = parameter["name"]
    if parameter.get("required") or parameter["in"] == "path":
        return made_value(document, schema, name)
    if unfit and _is_given(document.resolve(schema)):
        with suppress(CannotSampleError):
            return made_value(document, schema, name)
    return _NOTHING


def described(document: Document, parameter: Tree) -> Tree:
    """What holds the schema and the examples of a parameter: itself, or its media type."""
    return (
        document.resolve(next(iter(parameter["content"].values()))) if "content" in parameter else parameter
    )


def _is_given(schema: Tree) -> bool:
    """Whether the author of a schema wrote a value into it."""
    return isinstance(schema, dict) and not _GIVEN.isdisjoint(schema)


_GIVEN = frozenset(("const", "default", "enum"))


def _structure(document: Document, parameter: Tree, value: Json) -> Structure:
    """The value as scalars, each with its Inputs; a parameter with `content` is one JSON text."""
    name: str = parameter["name"]
    media_type = next(iter(parameter.get("content", ())), "")
    if media_type and not (parameter["in"] == "querystring" and is_form(media_type)):
        return (value if isinstance(value, str) else compact_json(value),)
    schemas = [_own_input(parameter), parameter.get("schema", {})]
    if isinstance(value, list):
        items = item_schemas(document, schemas, value)
        return [text_value(document, items, name, item) for item in value]
    if isinstance(value, dict):
        found: dict[str, Value] = {}
        for key, member in value.items():
            if parameter.get("style") == "deepObject" and isinstance(member, dict | list):
                found |= {path: (text,) for path, text in deep_members({key: member}, name)}
            else:
                described = property_schemas(document, schemas, key, value)
                found[key] = text_value(document, described, key, member)
        return found
    return text_value(document, schemas, name, value)


def _native(value: Json, structure: Structure) -> Json:
    """`value` with its Inputs: the scalars that have one are as in `structure`, all others as they are."""
    if isinstance(value, list) and isinstance(structure, list):
        return [_native(item, text) for item, text in zip(value, structure, strict=True)]
    if isinstance(value, dict) and isinstance(structure, dict):
        return {key: _native(item, structure.get(key, ())) for key, item in value.items()}
    if isinstance(structure, tuple) and any(isinstance(part, Input) for part in structure):
        return structure
    return value


def _own_input(parameter: Tree) -> Tree:
    """What the parameter itself says of its value as an Input, as a schema would have it."""
    return {key: parameter[key] for key in ("x-input", "x-sensitive-data") if key in parameter}
