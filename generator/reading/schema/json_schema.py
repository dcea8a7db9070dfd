"""JSON Schema at work: the official schemas of OpenAPI, and a description's own on its examples.

jsonschema-rs does the checking: it takes 25 ms for a 13 MB description, where pure Python takes minutes.
"""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from operator import ge, le
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from generator.model import Number
from generator.reading.document.document import Document
from generator.reading.source.pointers import Tree

if TYPE_CHECKING:
    from jsonschema_rs import Registry, ValidationError, Validator

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BASE = "https://description.invalid/"


_DISCRIMINATOR = {  # OpenAPI 3.1 §4.8.25, which the dialect of JSON Schema knows nothing of
    "type": "object",
    "properties": {
        "propertyName": {"type": "string"},
        "mapping": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "required": ["propertyName"],
}


@cache
def official_schema(version: str) -> dict[str, Any]:
    """The schema of OpenAPI `version`, in which 3.1 and 3.2's Schema Objects are held to their dialect.

    It is read once, and to be left as it is. Which regular expressions there are, engines disagree: one that
    ours does not take spoils the samples of its own schema, and not the description.
    """
    text = Path(__file__).with_name("schemas").joinpath(f"openapi-{version}.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    if "$defs" in schema:  # published "without Schema Object validation"
        schema["$defs"]["schema"] = {
            "$dynamicAnchor": "meta",
            "$ref": DIALECT,
            "properties": {"discriminator": _DISCRIMINATOR},
        }
    elif version != "2.0":
        del schema["definitions"]["Schema"]["properties"]["pattern"]["format"]
    return schema


def official_validator(schema: dict[str, Any], kind: str = "") -> "Validator":
    """A validator of whole descriptions, or of one `kind` of object, such as ``request-body``."""
    if not kind:
        return jsonschema_rs.validator_for(schema)
    if "$defs" in schema:
        part = {"$schema": DIALECT, "$ref": f"#/$defs/{kind}", "$defs": schema["$defs"]}
    else:
        name = {"callbacks": "Callback"}.get(kind, "".join(map(str.capitalize, kind.split("-"))))
        part = {
            "$schema": schema["$schema"],
            "$ref": f"#/definitions/{name}",
            "definitions": schema["definitions"],
        }
    return jsonschema_rs.validator_for(part)


def errors(validator: "Validator", value: Tree) -> list["ValidationError"]:
    """All that `validator` finds wrong in `value`."""
    try:
        return [] if validator.is_valid(value) else list(validator.iter_errors(value))
    except ValueError:  # a `Number`, which only this package knows
        return list(validator.iter_errors(_measurable(value)))


def _measurable(value: Tree) -> Tree:
    """A copy in which each `Number` is a Decimal."""
    if isinstance(value, Number):
        return Decimal(value)
    if isinstance(value, dict):
        return {key: _measurable(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_measurable(member) for member in value]
    return value


def value_errors(document: Document, schema: Tree, value: Tree) -> list["ValidationError"]:
    """What is wrong with `value` by `schema`, a part of `document`, which keeps what was compiled for it.

    Raises:
        ValueError: the schema itself cannot be used, for instance for a pattern in it.
    """
    return document.cache(Schemas).errors(document, schema, value)


class Schemas:
    """The schemas of one description, ready to check values; each is compiled when first used."""

    def __init__(self) -> None:
        self._registry: Registry | None = None
        # Those used last come last. With each goes its schema, so that no other can get its id.
        self._validators: dict[int, tuple[Tree, Validator]] = {}
        self._left = _MOST_PARTS

    def errors(self, document: Document, schema: Tree, value: Tree) -> list["ValidationError"]:
        """What is wrong with `value` by `schema`, a part of `document`.

        Raises:
            ValueError: the schema itself cannot be used, for instance for a pattern in it.
        """
        if _is_certainly_valid(document, schema, value):
            return []
        return errors(self._validator(document, schema), value)

    def _validator(self, document: Document, schema: Tree) -> "Validator":
        kept = self._validators.pop(id(schema), None)
        if kept is None:
            if len(self._validators) >= _MOST_KEPT:
                del self._validators[next(iter(self._validators))]
            try:
                kept = (schema, self._compiled(document, schema))
            except jsonschema_rs.ValidationError as error:
                raise ValueError(str(error).partition("\n")[0]) from error
        self._validators[id(schema)] = kept
        return kept[1]

    def _compiled(self, document: Document, schema: Tree) -> "Validator":
        """A validator that knows the few parts that `schema` refers to, or else all of the description."""
        if (whole := with_parts(document, schema, self._left)) is not None:
            self._left -= len(whole.get("x-parts", ()))
            try:
                return jsonschema_rs.Draft202012Validator(whole, validate_formats=True, formats=_FORMATS)
            except (jsonschema_rs.ReferencingError, ValueError):  # an `$id`, an anchor; a `Number`
                pass
        return self._in_registry(document, schema)

    def _in_registry(self, document: Document, schema: Tree) -> "Validator":
        """A validator in the light of the components; of the whole file where a reference goes elsewhere."""
        if self._registry is None:
            self._registry = _registry(document, {"components": document.root.get("components", {})})
        absolute = _referring(schema, _absolute)
        try:
            return jsonschema_rs.Draft202012Validator(
                absolute, registry=self._registry, validate_formats=True, formats=_FORMATS
            )
        except jsonschema_rs.ReferencingError:
            self._registry = _registry(document, document.root)
            return jsonschema_rs.Draft202012Validator(
                absolute, registry=self._registry, validate_formats=True, formats=_FORMATS
            )


def _is_time(value: str) -> bool:
    """Whether it is a time of RFC 3339, or one of a place, without an offset, as most authors write them."""
    return _TIME.fullmatch(value) is not None


_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)(\.\d+)?)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)?")
_FORMATS: dict[str, Callable[[str], bool]] = {"time": _is_time}
_TYPES: dict[type, tuple[str, ...]] = {  # what a value may be called
    str: ("string",),
    bool: ("boolean",),
    int: ("integer", "number"),
    float: ("number",),
    type(None): ("null",),
    dict: ("object",),
    list: ("array",),
}
_BOUNDS: dict[str, tuple[type, Callable[[int, int], bool]]] = {  # of what, and what its length must be
    "minItems": (list, ge),
    "maxItems": (list, le),
    "minLength": (str, ge),
    "maxLength": (str, le),
}
_PLAIN = frozenset(
    """
    additionalProperties default deprecated description enum example examples externalDocs items properties
    readOnly required title type writeOnly
    """.split()  # noqa: SIM905 - as in `structure`
).union(_BOUNDS)


def _is_certainly_valid(document: Document, schema: Tree, value: Tree) -> bool:
    """Whether that is plain to see, as of most examples; to compile a schema takes longer."""
    if not isinstance(schema, dict):
        return schema is True
    if "$ref" in schema and len(schema) == 1:
        return _is_certainly_valid(document, document.resolve(schema), value)
    if not schema:
        return True
    if not _PLAIN.issuperset(schema):
        return False
    name, kind = schema.get("type"), type(value)
    if not any(each == name or (type(name) is list and each in name) for each in _TYPES.get(kind, ())):
        return False
    if "enum" in schema and (kind is not str or value not in schema["enum"]):
        return False
    for keyword in _BOUNDS.keys() & schema.keys():
        of, holds = _BOUNDS[keyword]
        if kind is of and not holds(len(value), schema[keyword]):
            return False
    if kind is dict:
        known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        return all(each in value for each in schema.get("required", ())) and all(
            _is_certainly_valid(document, known.get(key, others), member) for key, member in value.items()
        )
    if kind is list and "items" in schema:
        return all(_is_certainly_valid(document, schema["items"], item) for item in value)
    return True


# How many parts all validators may bring along. To put everything into a registry takes 0.05 s for 13 MB,
# longer than all other checks of most descriptions, whose requests refer to little.
_MOST_PARTS = 500
_MOST_KEPT = 50  # validators: the largest take a megabyte, and few are asked for twice


def with_parts(document: Document, schema: Tree, most: int) -> dict[str, Tree] | None:
    """A copy of `schema` that brings along what it refers to; None if that is more than `most` parts."""
    numbers: dict[str, int] = {}

    def renamed(reference: str) -> str:
        return f"#/x-parts/{numbers.setdefault(reference, len(numbers))}"

    whole = _referring(schema, renamed)
    parts: dict[str, Tree] = {}
    while len(parts) < len(numbers) <= most:
        reference = list(numbers)[len(parts)]
        try:
            parts[str(len(parts))] = _referring(document.target(reference), renamed)
        except KeyError:  # data that looks like a reference
            return None
    if len(numbers) > most or not isinstance(whole, dict):
        return None
    return {**whole, "x-parts": parts} if parts else whole


def _registry(document: Document, main: Tree) -> "Registry":
    trees = {f"{_BASE}root": main, **{f"{_BASE}{name}": file.tree for name, file in document.files.items()}}
    try:
        return jsonschema_rs.Registry(list(trees.items()), draft=jsonschema_rs.Draft202012)
    except ValueError:  # a `Number`
        measurable = [(name, _measurable(tree)) for name, tree in trees.items()]
        return jsonschema_rs.Registry(measurable, draft=jsonschema_rs.Draft202012)


def _absolute(reference: str) -> str:
    return f"{_BASE}{'root' if reference[:1] == '#' else ''}{reference}"


def _referring(schema: Tree, renamed: Callable[[str], str]) -> Tree:
    """A copy of `schema` with its references `renamed`."""
    if isinstance(schema, dict):
        return {
            key: renamed(member) if key == "$ref" and isinstance(member, str) else _referring(member, renamed)
            for key, member in schema.items()
        }
    if isinstance(schema, list):
        return [_referring(member, renamed) for member in schema]
    return schema
