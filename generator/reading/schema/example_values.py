"""Values made from schemas, for what has no example: always the same ones, made to be valid.

No library was good enough: hypothesis-jsonschema makes random values of an ugly kind, and the fakers on
PyPI know neither `allOf` nor `readOnly`, or give other values in each run.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct, field

from generator.errors import CannotSampleError
from generator.model import Json
from generator.reading.document.document import Document
from generator.reading.document.inputs import is_left_out
from generator.reading.document.named_examples import is_absent
from generator.reading.schema.error_messages import explain
from generator.reading.schema.json_schema import value_errors
from generator.reading.schema.patterns import strings_matching
from generator.reading.schema.scalars import made_number, made_string
from generator.reading.source.pointers import Tree

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_DEEPEST_OPTIONAL = 4  # below, and in what has grown large, only what is required is made
_LARGE = 300
_READABLE = 20  # values, about as many lines, of which a reader has had enough
_HAS_EXAMPLE = frozenset(("example", "examples", "const", "x-input"))
_DEEPEST = 40
_MOST = 3000  # tries in all, since alternatives within alternatives multiply


def made_value(document: Document, schema: Tree, name: str) -> Json:
    """A value that `schema` (2020-12) describes, for the parameter or body called `name`.

    Constants, examples and defaults of the schema come first; the author's examples are right, whatever else
    the schema says. Of an object's properties the required ones come first, what is `readOnly` is left out,
    and a schema that comes back to itself ends where it may. A value that fits several alternatives of which
    it may fit one alone is taken where no other is found: the alternatives are alike. So is the whole of
    objects of which each allows no properties but its own, though all of them apply.

    Raises:
        CannotSampleError: the schema allows no value, or none that can be found.
    """
    reasons: list[CannotSampleError] = []
    second_choice: list[Json] = []
    # What the author wrote down may be wrong, and alternatives may fit best when little else is there.
    for distrusts, is_spare in ((False, False), (True, False), (True, True)):
        maker = _Maker(document, distrusts, is_spare)
        try:
            value = maker.made([schema], name)
        except CannotSampleError as error:
            reasons.append(error)
            continue
        errors = [each for each in _errors(document, schema, value) if not maker.is_authored(value, each)]
        if not errors:
            return value
        if all(type(each.kind).__name__.endswith(_CONTRADICTIONS) for each in errors):
            second_choice.append(value)
        wrong = _shown(errors)
        message = f"no value of '{name}' was found that fits its schema ({wrong}); write an example"
        reasons.append(CannotSampleError(message))
    if not second_choice:
        raise reasons[0]
    return second_choice[0]


_CONTRADICTIONS = ("MultipleValid", "AdditionalProperties", "FalseSchema", "UnevaluatedProperties")


def _shown(errors: list["ValidationError"]) -> str:
    """The first of them, as in ``owner/name is 3 but must be a string``."""
    steps, message = next(iter(explain(errors, {})), ((), "is not allowed"))
    return " ".join(("/".join(map(str, steps)) or "it", message.partition(";")[0]))


def _errors(document: Document, schema: Tree, value: Json) -> "list[ValidationError]":
    """What a schema has against a value; nothing can be held against one that cannot be used."""
    try:
        errors = value_errors(document, schema, value)
    except ValueError:
        return []
    return [error for error in errors if not _is_left_out(document, schema, error)]


class _Maker(Struct):
    """Counts what it makes; `inside` are the schemas whose value the one at hand will be part of.

    If it `distrusts`, it holds what the author wrote down, and what it makes of an alternative, against
    their schemas; if it `is_spare`, it makes what is required alone.
    """

    document: Document
    distrusts: bool = False
    is_spare: bool = False
    size: int = 0
    examples: list[Json] = field(default_factory=list)

    def made(
        self, schemas: list[Tree], name: str, inside: frozenset[int] = frozenset(), depth: int = 0
    ) -> Json:
        """A value that fits all `schemas`."""
        self.size += 1
        parts = list(self._parts(schemas))
        for example in _examples(parts):
            self.examples.append(example)
            return example
        for value in _given(parts):
            if not self.distrusts or self._fits(parts, value):
                return value
        if depth > _DEEPEST or self.size > _MOST or any(id(part) in inside for part in parts):
            raise CannotSampleError(
                f"the schema of '{name}' comes back to itself without an end; write an example"
            )
        for index, part in enumerate(parts):
            for keyword in ("oneOf", "anyOf"):
                if part.get(keyword):
                    rest = {key: member for key, member in part.items() if key != keyword}
                    others = [_alone(other) for other in (*parts[:index], rest, *parts[index + 1 :])]
                    return self._branch(part, keyword, others, name, inside, depth)
        below = inside | set(map(id, parts))
        match _type(parts):
            case "object":
                return self._object(parts, below, depth)
            case "array":
                return self._array(parts, name, below, depth)
            case "integer" | "number" as kind:
                return made_number(parts, name, is_integer=kind == "integer")
            case "boolean":
                return True
            case "null":
                return None
            case _:
                return made_string(parts, name)

    def is_authored(self, value: Json, error: "ValidationError") -> bool:
        """Whether an error is in an example that the author wrote into the schema, a part of `value`."""
        part: Tree = value
        for step in (None, *error.instance_path):
            part = part if step is None else part[step]
            if any(part is example for example in self.examples):
                return True
        return False

    def _parts(self, schemas: list[Tree]) -> Iterator[dict[str, Tree]]:
        """The objects that all apply: `schemas`, and those behind ``$ref`` and in ``allOf``."""
        waiting = list(reversed(schemas))
        seen: set[int] = set()
        while waiting:
            schema = waiting.pop()
            if schema is False:
                raise CannotSampleError("a schema of it is false, which allows no value")
            if not isinstance(schema, dict) or id(schema) in seen:
                continue
            seen.add(id(schema))
            yield schema
            waiting.extend(reversed(schema.get("allOf", ())))
            if "$ref" in schema:
                waiting.append(self.document.target(schema["$ref"]))

    def _branch(
        self, part: Tree, keyword: str, others: list[Tree], name: str, inside: frozenset[int], depth: int
    ) -> Json:
        """A value of the first branch that one can be made of; null only where nothing else is allowed."""
        reason = CannotSampleError(f"the schema of '{name}' has no alternative")
        for branch in sorted(part[keyword], key=_is_null):
            try:
                value = self.made([_mark(part, branch), *others, branch], name, inside, depth + 1)
            except CannotSampleError as error:
                reason = error
            else:
                if not self.distrusts or self._fits([part], value):
                    return value
                reason = CannotSampleError(f"no value of '{name}' fits just one of its alternatives")
        raise reason

    def _fits(self, schemas: list[Tree], value: Json) -> bool:
        try:
            return not any(value_errors(self.document, each, value) for each in schemas)
        except ValueError:  # nothing can be held against such a schema
            return False

    def _object(self, parts: list[Tree], inside: frozenset[int], depth: int) -> Json:
        properties: dict[str, list[Tree]] = {}
        for part in parts:
            for key, schema in part.get("properties", {}).items():
                properties.setdefault(key, []).append(schema)
        required = dict.fromkeys(key for part in parts for key in part.get("required", ()))
        extra = [part["additionalProperties"] for part in parts if part.get("additionalProperties")]
        made: dict[str, Json] = {}
        for key in (*required, *(key for key in properties if key not in required)):
            schemas = properties.get(key, extra)
            if any(part.get("readOnly") is True for part in self._parts(schemas)):
                continue
            if key not in required and not self._is_wanted(schemas, depth, is_bare=not required):
                continue
            try:
                made[key] = self.made(schemas, key, inside, depth + 1)
            except CannotSampleError:
                if key in required:
                    raise
        fewest = max((part.get("minProperties", 0) for part in parts), default=0)
        patterns = (each for part in parts for each in part.get("patternProperties", {}).items())
        for pattern, schema in patterns if len(made) < fewest else ():
            for key in islice(strings_matching(pattern, 1, None), 1):
                made.setdefault(key, self.made([schema], key, inside, depth + 1))
        if not properties and not made and extra:
            made["key"] = self.made(extra, "value", inside, depth + 1)
        return made

    def _is_wanted(self, schemas: list[Tree], depth: int, *, is_bare: bool) -> bool:
        """Whether an optional property is made, of an object that `is_bare` if it has no other."""
        if self.is_spare or depth > _DEEPEST_OPTIONAL or self.size > _LARGE:
            return False
        if self.document.optional != "examples":
            return self.document.optional == "all"
        has_example = any(_HAS_EXAMPLE & part.keys() for part in self._parts(schemas))
        return self.size <= _READABLE and (has_example or (is_bare and depth <= 1))

    def _array(self, parts: list[Tree], name: str, inside: frozenset[int], depth: int) -> Json:
        items = [part["items"] for part in parts if "items" in part]
        least = max((part.get("minItems", 0) for part in parts), default=0)
        most = min((part["maxItems"] for part in parts if "maxItems" in part), default=1)
        first = [schema for part in parts for schema in part.get("prefixItems", ())]
        name = name[:-1] if re.search(r"[a-z]{2}[^s]s$", name) else name  # one of the ``tags`` is a ``tag``
        made = [self.made([schema], name, inside, depth + 1) for schema in first]
        if least > _LARGE:
            raise CannotSampleError(f"'{name}' needs {least} items; write an example")
        try:
            while len(made) < max(least, min(1, most)):
                made.append(self.made(items, name, inside, depth + 1))
        except CannotSampleError:
            if least > len(made):
                raise
        if any(part.get("uniqueItems") for part in parts):
            return _all_different(made)
        return made


def _examples(parts: list[Tree]) -> Iterator[Json]:
    """The examples that the schema's author wrote down; none where the value is a constant."""
    if any("const" in part for part in parts):
        return
    for part in parts:
        if "example" in part and not is_absent(part["example"], part):
            yield part["example"]
        if isinstance(part.get("examples"), list):
            yield from part["examples"]


def _given(parts: list[Tree]) -> Iterator[Json]:
    """The other values that the schema's author wrote down, the best first."""
    for part in parts:
        if "const" in part:
            yield part["const"]
    for part in parts:
        if part.get("default") is not None:
            yield part["default"]
    for part in parts:
        if part.get("enum"):
            yield from sorted(part["enum"], key=lambda option: option is None)


def _is_left_out(document: Document, schema: Tree, error: "ValidationError") -> bool:
    """Whether an error is the lack of a property that only responses have."""
    if error.kind.name != "required":
        return False
    return is_left_out(
        document, [schema], error.instance_path, getattr(error.kind, "property", ""), "readOnly"
    )


def _type(parts: list[Tree]) -> str:
    """The type to make: the first declared that is not null, else the one whose keywords are used."""
    declared = [part["type"] for part in parts if "type" in part]
    allowed: list[str] = []
    for types in declared:
        names = types if isinstance(types, list) else [types]
        allowed = [name for name in allowed if name in names or name == "integer"] if allowed else list(names)
    for name in allowed:
        if name != "null":
            return name
    if allowed:
        return "null"
    for kind, keywords in _KEYWORDS:
        if any(not keywords.isdisjoint(part) for part in parts):
            return kind
    return "string"


_KEYWORDS = (
    ("object", frozenset(("properties", "additionalProperties", "required", "patternProperties"))),
    ("array", frozenset(("items", "prefixItems", "minItems", "maxItems"))),
    ("number", frozenset(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"))),
)


def _is_null(branch: Tree) -> bool:
    return isinstance(branch, dict) and branch.get("type") == "null"


def _mark(part: Tree, branch: Tree) -> Tree:
    """The schema of the discriminator's property when `branch` is the one it must name."""
    discriminator = part.get("discriminator")
    if not isinstance(discriminator, dict) or not isinstance(branch, dict) or "$ref" not in branch:
        return {}
    reference: str = branch["$ref"]
    names = [name for name, target in discriminator.get("mapping", {}).items() if target == reference]
    name = names[0] if names else reference.rpartition("/")[2]
    key = discriminator["propertyName"]
    return {"properties": {key: {"default": name}}, "required": [key]}


def _all_different(made: list[Json]) -> list[Json]:
    """Items of which no two are equal: numbers counted up, strings numbered."""
    different: list[Json] = []
    for index, item in enumerate(made):
        if item not in different:
            different.append(item)
        elif isinstance(item, str):
            different.append(f"{item}{index + 1}")
        elif isinstance(item, int | float) and not isinstance(item, bool):
            different.append(item + index)
    return different


def _alone(part: Tree) -> Tree:
    """A schema without those that it refers to, which stand beside it already."""
    if "$ref" not in part and "allOf" not in part:
        return part
    return {key: member for key, member in part.items() if key not in ("$ref", "allOf")}
