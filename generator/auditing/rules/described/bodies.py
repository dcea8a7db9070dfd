"""JSON bodies of samples against the schemas of a description: names, values and types, however deep."""

import json
import re
from collections.abc import Hashable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from generator.auditing.requests.call import BODY, HOLE, CallBody, CodeFault
from generator.auditing.requests.json_text import json_or_none
from generator.auditing.requests.urls import is_placeholder
from generator.text import closest_name

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError, Validator

_MOST = 12  # faults of one body; with more than these, the body is for something else
_LITERAL = re.compile(r'"(?:\\.|[^"\\])*"|\ufffc|\{\{[^{}]*\}\}|<[A-Za-z_][\w .:/|-]*>|\$\{?\w+\}?')


def is_known(body: CallBody) -> bool:
    """Whether the text tells what JSON a body is."""
    return _value(body) is not None


def body_faults(body: CallBody, schema: str, text: str) -> Iterator[CodeFault]:
    """What the JSON of a schema has against a body in a sample of that `text`."""
    found = _value(body)
    if found is None:
        return
    rows = text.split("\n")
    told: set[tuple[str, Hashable]] = set()
    for error in _errors(schema, found[0]):
        for name, fault in _faults(error, schema):
            cause = fault.rule, _cause(error, name, fault.message)
            if cause not in told and len(told) < _MOST:
                told.add(cause)
                yield replace(fault, line=line_of(rows, body.line, name))


def _cause(error: "ValidationError", name: str, message: str) -> Hashable:
    """What is one cause in all items of a list, whatever their values."""
    steps = tuple(step for step in error.instance_path if isinstance(step, str))
    is_of_name = error.kind.name in ("required", "additionalProperties", "unevaluatedProperties")
    return error.kind.name, steps, name, re.sub(r"\[\d+\]", "[]", message) if is_of_name else ""


def _value(body: CallBody) -> tuple[object] | None:
    """The JSON value of a body, in a tuple of its own since it may be null; None where it is not known."""
    source = body.json if body.json is not None else body.text
    if body.kind != "json" or not source:
        return None
    if body.json is None:
        source = _LITERAL.sub(lambda match: match[0] if match[0][0] == '"' else f'"{HOLE}"', source)
    value = json_or_none(source)
    if value is None and source.strip() != "null":
        return None
    return None if value == HOLE or value in ({}, []) else (value,)


@lru_cache(maxsize=64)
def _parsed(schema: str) -> Any:  # noqa: ANN401 - any JSON
    return json.loads(schema)


@lru_cache(maxsize=64)
def _validator(schema: str) -> "Validator | None":
    import jsonschema_rs

    try:
        return jsonschema_rs.Draft202012Validator(_parsed(schema), validate_formats=True)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError):
        return None  # nothing can be told by a schema that cannot be used


def _errors(schema: str, value: object) -> "Iterator[ValidationError]":
    """The errors in the branches that were most likely meant, without those that a placeholder makes."""
    from generator.reading.schema.error_messages import leaves

    validator = _validator(schema)
    for error in validator.iter_errors(value) if validator is not None else ():
        if _is_open(error.instance) and error.kind.name in ("oneOf", "anyOf"):
            continue  # which branch it is, may hang on what is not known
        for leaf in leaves(error):
            if not _is_excused(leaf):
                yield leaf


def _is_open(value: object) -> bool:
    return HOLE in json.dumps(value, ensure_ascii=False)


def _is_excused(error: "ValidationError") -> bool:
    """Whether the value is a placeholder, or an object of which not all names are known."""
    value: Any = error.instance
    if isinstance(value, str):
        options = getattr(error.kind, "options", ())
        if any(isinstance(each, str) and each.lower() == value.lower() for each in options):
            return False  # ``PDF`` for ``pdf``
        return is_placeholder(value) or value == ""
    return error.kind.name == "required" and HOLE in value


def _faults(error: "ValidationError", schema: str) -> Iterator[tuple[str, CodeFault]]:
    """What is wrong and what to do, each with the name whose line in the text it is of."""
    kind: Any = error.kind
    steps = [step for step in error.instance_path if step != HOLE]
    where, last = _path(steps) or BODY, next((step for step in reversed(steps) if isinstance(step, str)), "")
    match kind.name:
        case "additionalProperties" | "unevaluatedProperties":
            known = _properties(_parsed(schema), error)
            for name in kind.unexpected:
                if HOLE not in name and not is_placeholder(name) and name not in known:
                    path = _path([*steps, name])
                    message = f"the description has no body field {path}"
                    yield name, _fault("WP403", path, message, _nearest(name, known))
        case "required":
            path = _path([*steps, kind.property])
            message = f"the required body field {path} is missing"
            yield last, _fault("WP404", path, message, f"Send {kind.property}.")
        case "falseSchema" | "oneOf" | "anyOf" | "not" | "if" | "dependentRequired":
            message = f"{where} is none of the alternatives that the description has"
            yield last, _fault("WP405", where, message, "Compare it with the description.")
        case _:
            message = f"{where} is {_shown(error.instance)} here; {_wanted(kind)}"
            yield last, _fault("WP405", where, message, _remedy(kind, error.instance))


def _fault(rule: str, path: str, message: str, fix: str) -> CodeFault:
    return CodeFault(rule, message, 0, None, fix, about=frozenset({path}))


def _path(steps: list[Any]) -> str:
    """``parcels[0].weight_grams``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")


def _properties(schema: Any, error: "ValidationError") -> list[str]:  # noqa: ANN401
    owner = schema
    for step in list(error.schema_path)[:-1]:
        owner = owner[int(step)] if isinstance(owner, list) else owner.get(str(step), {})
    return _names(schema, owner)


def _names(schema: Any, owner: Any) -> list[str]:  # noqa: ANN401
    """The names that an object may have by a part of its schema, in whatever branch of it."""
    parts = schema.get("x-parts", {})
    waiting, seen, names = [owner], set[int](), dict[str, None]()
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict) and id(each) not in seen:
            seen.add(id(each))
            names |= dict.fromkeys(each.get("properties", ()))
            waiting += [branch for keyword in ("allOf", "anyOf", "oneOf") for branch in each.get(keyword, ())]
            waiting.append(parts.get(str(each.get("$ref", "")).rpartition("/")[2]))
    return list(names)


def _nearest(name: str, names: list[str]) -> str:
    meant = closest_name(name, names)
    return f"Did you mean {meant}?" if meant else "Correct its name, or remove it."


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"


_ARTICLES = {"integer": "an integer", "array": "an array", "object": "an object", "null": "null"}


def _wanted(kind: Any) -> str:  # noqa: ANN401 - jsonschema-rs has a class for each keyword
    match kind.name:
        case "enum":
            return f"the description allows {', '.join(map(_plain, kind.options))}"
        case "const":
            return f"the description allows {_plain(kind.expected_value)} alone"
        case "type":
            names = kind.types if isinstance(kind.types, list) else [kind.types]
            return f"the description wants {' or '.join(_ARTICLES.get(str(n), f'a {n}') for n in names)}"
        case "format":
            return f"the description wants a {kind.format}"
        case "pattern":
            return f"the description wants a text that matches {kind.pattern}"
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            return f"the description's {kind.name} is {kind.limit}"
        case "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties":
            return f"the description's {kind.name} is {kind.limit}"
        case _:
            return f"the description does not allow it ({kind.name})"


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _remedy(kind: Any, value: object) -> str:  # noqa: ANN401
    """What to write instead, where the schema leaves but one thing."""
    if kind.name == "enum" and isinstance(value, str):
        meant = closest_name(value, [each for each in kind.options if isinstance(each, str)])
        return f"Write {meant}." if meant else "Use an allowed value."
    if kind.name == "type" and isinstance(value, str):
        wanted = str(kind.types[0] if isinstance(kind.types, list) else kind.types)
        if wanted in ("integer", "number") and re.fullmatch(r"-?\d+(?:\.\d+)?", value):
            return f"Write {value}, without quotes."
        if wanted == "array":
            return f"Write [{_shown(value)}]."
    return "Use an allowed value."


_NEAR = 60  # lines that a body hardly exceeds


def line_of(rows: list[str], line: int, name: str) -> int:
    """The line on which a name stands that is nearest below the start of a body, or else above it."""
    if not name:
        return line
    word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    below = range(max(line, 0), min(line + _NEAR, len(rows)))
    above = range(min(line, len(rows)) - 1, max(line - _NEAR, -1), -1)
    return next((number for each in (below, above) for number in each if word.search(rows[number])), line)
