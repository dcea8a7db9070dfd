"""What is wrong with a request, and how it is told: problem details (RFC 9457) that name each fault."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from generator.contract import SchemaError
from generator.proving.http_message import Reply

_LONGEST_SHOWN = 200
_MOST = 50
_ARTICLES = {
    "array": "an array",
    "boolean": "true or false",
    "integer": "an integer",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}


@dataclass(frozen=True, slots=True)
class Misfit:
    """One fault: `where` it is (``query parameter 'limit'``), what was `expected`, and what was `received`.

    `pointer` is the JSON pointer (RFC 6901) of the part of the value at fault, empty for the whole.
    """

    where: str
    expected: str
    received: str
    pointer: str = ""

    def __str__(self) -> str:
        place = f"{self.where} at {self.pointer}" if self.pointer else self.where
        return f"{place}: expected {self.expected}, received {self.received}"


def problem(status: int, misfits: Iterable[Misfit], headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """The answer to a request that does not fit; the type is ``about:blank``, so the title is the phrase."""
    faults = list(misfits)[:_MOST]
    details: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": "; ".join(map(str, faults)),
        "errors": [
            {
                "where": fault.where,
                **({"pointer": f"#{fault.pointer}"} if fault.pointer else {}),
                "expected": fault.expected,
                "received": fault.received,
            }
            for fault in faults
        ],
    }
    body = json.dumps(details, indent=2, ensure_ascii=False).encode(errors="backslashreplace")
    return Reply(status, (("Content-Type", "application/problem+json"), *headers), body + b"\n")


def misfits_of(where: str, errors: Iterable[SchemaError]) -> Iterator[Misfit]:
    """The errors of a schema in these words, each once."""
    yield from dict.fromkeys(misfit for error in errors for misfit in _misfits(where, error))


def shortened_json(value: Any) -> str:  # noqa: ANN401 - a JSON value
    """A value as JSON text, cut where it gets long."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        text = f"{value!r:.200}"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _misfits(where: str, error: SchemaError) -> Iterator[Misfit]:
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in error.steps)
    match error.keyword:
        case "additionalProperties" | "unevaluatedProperties":
            for name in error.kind.unexpected:
                yield Misfit(
                    where,
                    f"no property {shortened_json(name)}",
                    shortened_json(error.value.get(name)),
                    pointer,
                )
        case "required":
            yield Misfit(where, f"a property {shortened_json(error.kind.property)}", "none", pointer)
        case "oneOf" | "anyOf" if all(error.branches) and error.branches:
            if meant := _meant(error):
                yield from (misfit for inner in meant for misfit in _misfits(where, inner))
            else:
                yield Misfit(where, _alternatives(error), shortened_json(error.value), pointer)
        case _:
            yield Misfit(where, _expected(error), shortened_json(error.value), pointer)


def _expected(error: SchemaError) -> str:
    kind = error.kind
    match error.keyword:
        case "type":
            return " or ".join(_ARTICLES.get(str(name), str(name)) for name in kind.types)
        case "enum":
            return "one of " + ", ".join(map(shortened_json, kind.options))
        case "const":
            return shortened_json(kind.expected_value)
        case "format":
            return f"a string of the format {kind.format}"
        case "pattern":
            return f"a string that matches {kind.pattern}"
        case "oneOf":
            return "a value that fits one alternative alone (oneOf)"
        case "not":
            return "a value that the schema does not rule out (not)"
        case keyword if keyword in _LIMITS:
            return _LIMITS[keyword].format(kind.value)
        case _:
            return error.message.partition("\n")[0]


_LIMITS = {
    "minimum": "a number of at least {}",
    "maximum": "a number of at most {}",
    "exclusiveMinimum": "a number greater than {}",
    "exclusiveMaximum": "a number less than {}",
    "multipleOf": "a multiple of {}",
    "minLength": "a string of at least {} characters",
    "maxLength": "a string of at most {} characters",
    "minItems": "an array of at least {} items",
    "maxItems": "an array of at most {} items",
    "minProperties": "an object of at least {} properties",
    "maxProperties": "an object of at most {} properties",
    "uniqueItems": "an array without equal items",
}


def _meant(error: SchemaError) -> tuple[SchemaError, ...]:
    """The errors of the one alternative that has the value's type and constants, if there is just one."""
    fitting = [branch for branch in error.branches if not any(_tells_apart(error, each) for each in branch)]
    return fitting[0] if len(fitting) == 1 else ()


def _tells_apart(error: SchemaError, inner: SchemaError) -> bool:
    depth = len(inner.steps) - len(error.steps)
    return (depth == 0 and inner.keyword == "type") or (depth <= 1 and inner.keyword in ("const", "enum"))


def _alternatives(error: SchemaError) -> str:
    """What each alternative asks for, of the first few."""
    wanted: dict[str, None] = {}
    for branch in error.branches:
        found = (misfit for inner in branch[:3] for misfit in _misfits("", inner))
        words = (
            f"{misfit.expected} at {misfit.pointer}" if misfit.pointer else misfit.expected
            for misfit in found
        )
        wanted[" and ".join(dict.fromkeys(words))] = None
    return ", or ".join(list(wanted)[:6])
