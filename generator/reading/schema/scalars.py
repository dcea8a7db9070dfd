"""Strings and numbers made from the bounds and formats of their schemas; `patterns` sees to patterns."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from generator.errors import CannotSampleError
from generator.model import Json
from generator.reading.schema.field_values import number as number_of
from generator.reading.schema.field_values import texts
from generator.reading.schema.patterns import matches, strings_matching
from generator.reading.source.pointers import Tree

_FORMATS = {
    "binary": "file.bin",
    "byte": "ZXhhbXBsZQ==",
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "duration": "P1D",
    "email": "alice@example.com",
    "hostname": "example.com",
    "idn-email": "alice@example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "iri": "https://example.com/",
    "iri-reference": "/page",
    "json-pointer": "/name",
    "regex": "[a-z]+",
    "relative-json-pointer": "0/name",
    "time": "12:00:00Z",
    "uri": "https://example.com/",
    "uri-reference": "/page",
    "uri-template": "/pages/{page}",
    "url": "https://example.com/",
    "uuid": "123e4567-e89b-42d3-a456-426614174000",
}


def made_string(parts: list[Tree], name: str) -> str:
    """A string for the property `name`: of its format, its pattern, or its name, within its lengths."""
    least: int = max((part.get("minLength", 0) for part in parts), default=0)
    most: int | None = min((part["maxLength"] for part in parts if "maxLength" in part), default=None)
    patterns = [part["pattern"] for part in parts if "pattern" in part]
    named = [_FORMATS[part["format"]] for part in parts if part.get("format") in _FORMATS]
    for text in _candidates(named, name, patterns, least, most):
        if least <= len(text) and (most is None or len(text) <= most):
            return text
    raise CannotSampleError(
        f"no value of '{name}' was found that fits its pattern and length; write an example"
    )


def _candidates(
    named: list[str], name: str, patterns: list[str], least: int, most: int | None
) -> Iterator[str]:
    """What is of its format, has its name, or is made for its patterns; of these what all of them match."""
    meant = () if named else texts(name)
    if not patterns:
        yield from named
        yield from meant
        yield _of_length(name, least, most)
        return

    made = (text for pattern in patterns for text in strings_matching(pattern, least, most))
    for text in chain(named, meant, [name], made, _FORMATS.values()):
        if all(matches(pattern, text) for pattern in patterns):
            yield text


def _of_length(text: str, least: int, most: int | None) -> str:
    if least > 100_000:
        raise CannotSampleError(f"a string of {least} characters is wanted; write an example")
    longer = (text or "x") * (least // max(len(text), 1) + 1) if len(text) < least else text
    return (
        longer[: max(least, min(len(longer), 64) if most is None else min(len(longer), most))]
        if longer
        else ""
    )


def made_number(parts: list[Tree], name: str, *, is_integer: bool) -> Json:
    """What a field `name` may hold; else the number nearest to 1 that the bounds and `multipleOf` allow."""
    if (meant := number_of(name, parts, is_integer=is_integer)) is not None:
        return meant
    step: Any = max((part["multipleOf"] for part in parts if "multipleOf" in part), default=1)
    lows = [part["minimum"] for part in parts if "minimum" in part]
    highs = [part["maximum"] for part in parts if "maximum" in part]
    lows += [part["exclusiveMinimum"] + step for part in parts if "exclusiveMinimum" in part]
    highs += [part["exclusiveMaximum"] - step for part in parts if "exclusiveMaximum" in part]
    low, high = max(lows, default=None), min(highs, default=None)
    number: Any = step if step != 1 else 1
    if low is not None and number < low:
        number = -(-low // step) * step
    if high is not None and number > high:
        number = high // step * step
        if low is not None and number < low:
            number = (low + high) / 2 if not is_integer and step == 1 else number
    return int(number) if is_integer or number == int(number) else number
