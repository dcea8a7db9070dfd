"""Strings and numbers made from the bounds, formats and patterns of their schemas."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from generator.model import Json
from generator.reading.document import Tree
from generator.reading.security import CannotSampleError

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
    candidates = (*named, name, *(_matching(pattern, least) for pattern in patterns[:1]))
    for candidate in candidates:
        text = candidate if candidate in named or patterns else _of_length(candidate, least, most)
        fits = least <= len(text) and (most is None or len(text) <= most)
        if fits and all(_matches(pattern, text) for pattern in patterns):
            return text
    raise CannotSampleError(
        f"no value of '{name}' was found that fits its pattern and length; write an example"
    )


def _of_length(text: str, least: int, most: int | None) -> str:
    if least > 100_000:
        raise CannotSampleError(f"a string of {least} characters is wanted; write an example")
    longer = (text or "x") * (least // max(len(text), 1) + 1) if len(text) < least else text
    return (
        longer[: max(least, min(len(longer), 64) if most is None else min(len(longer), most))]
        if longer
        else ""
    )


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text) is not None
    except re.error:
        return False


def _matching(pattern: str, least: int) -> str:
    """A short string that `pattern` matches, of at least `least` characters where it can be repeated."""
    from re import _parser  # type: ignore[attr-defined] # the only parser of these patterns; no public one

    try:
        parsed = _parser.parse(pattern)
    except (re.error, OverflowError, RecursionError):
        return ""
    shortest = "".join(_characters(parsed, 0))
    if len(shortest) >= least:
        return shortest
    return "".join(_characters(parsed, least))


def _characters(parsed: Iterable[tuple[Any, Any]], repeat: int) -> Iterator[str]:
    """The characters of one match, node by node; a repetition is taken at least `repeat` times if it may."""
    for operation, argument in parsed:
        match str(operation):
            case "LITERAL":
                yield chr(argument)
            case "NOT_LITERAL":
                yield "a" if argument != ord("a") else "b"
            case "ANY":
                yield "a"
            case "IN":
                yield _member(argument)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, most, inner = argument
                count = max(least, min(int(most), repeat)) if least < int(most) else least
                yield "".join(_characters(inner, 0)) * min(count, 10_000)
            case "SUBPATTERN" | "ATOMIC_GROUP":
                yield from _characters(argument[-1] if isinstance(argument, tuple) else argument, repeat)
            case "BRANCH":
                yield from _characters(argument[1][0], repeat)
            case _:  # anchors and look-arounds hold or not, which is seen when the string is matched
                continue


def _member(choices: list[tuple[Any, Any]]) -> str:
    """A character of a set, letters and digits first."""
    likely = "a1A0zZ9-_ ./:@"
    if str(choices[0][0]) == "NEGATE":
        return next((mark for mark in likely if not any(_is_in(mark, each) for each in choices[1:])), "~")
    for mark in likely:
        if any(_is_in(mark, each) for each in choices):
            return mark
    kind, argument = choices[0]
    return (
        chr(argument if str(kind) == "LITERAL" else argument[0]) if str(kind) in ("LITERAL", "RANGE") else "a"
    )


def _is_in(mark: str, choice: tuple[Any, Any]) -> bool:
    kind, argument = choice
    match str(kind):
        case "LITERAL":
            return bool(ord(mark) == argument)
        case "RANGE":
            return bool(argument[0] <= ord(mark) <= argument[1])
        case "CATEGORY":
            return {
                "CATEGORY_DIGIT": mark.isdigit(),
                "CATEGORY_NOT_DIGIT": not mark.isdigit(),
                "CATEGORY_SPACE": mark.isspace(),
                "CATEGORY_NOT_SPACE": not mark.isspace(),
                "CATEGORY_WORD": mark.isalnum() or mark == "_",
                "CATEGORY_NOT_WORD": not (mark.isalnum() or mark == "_"),
            }.get(str(argument), False)
        case _:
            return False


def made_number(parts: list[Tree], *, is_integer: bool) -> Json:
    """The number nearest to 1 that the bounds and `multipleOf` allow."""
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
