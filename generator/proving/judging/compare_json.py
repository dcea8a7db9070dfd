"""Is this the JSON? Compares a JSON text with a value, numbers by their exact decimal value.

``1e400`` and integers of any length arrive digit for digit or they do not arrive: no float stands in
between. ``1.0`` is ``1`` and ``-0`` is not ``0``, since a reader can tell the latter apart.
"""

import json
import re
from collections.abc import Iterator
from typing import NoReturn

from generator.model import Json, Number
from generator.proving.judging.differences import Difference, clipped, unequal

_NUMBER = re.compile(r"(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?")


def document_differences(expected: Json, body: bytes) -> Iterator[Difference]:
    """How a JSON text differs from a value, each place named by its JSON pointer (RFC 6901)."""
    try:
        received = parse_exact_json(body)
    except (ValueError, RecursionError) as error:
        yield Difference("body", "a JSON text in UTF-8 (RFC 8259)", str(error) or "nested too deeply")
        return
    yield from _unequal(expected, received, "")


def parse_exact_json(body: bytes) -> Json:
    """The value of a JSON text, each number as its digits.

    Raises:
        ValueError: it is not JSON in UTF-8, or an object names a member twice.
    """
    value: Json = json.loads(
        body.decode("utf-8"),
        parse_int=Number,
        parse_float=Number,
        parse_constant=refuse,
        object_pairs_hook=_members,
    )
    return value


def same_number(left: str, right: str) -> bool:
    """Whether two JSON numbers are one decimal number, the sign of zero included."""
    return _normal(left) == _normal(right)


def refuse(word: str) -> NoReturn:
    """What Python's parser is to do with ``NaN`` and its like, which it would take (RFC 8259 §6)."""
    raise ValueError(f"{word} is not JSON")


def _members(pairs: list[tuple[str, Json]]) -> Json:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the member {next(name for name in names if names.count(name) > 1)!r} comes twice")
    return members


def _normal(text: str) -> tuple[str, str, int]:
    """Sign, digits without zeros at either end, and the exponent that makes up for them."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a JSON number")
    sign, whole, fraction, exponent = (
        match.group(1),
        match.group(2),
        match.group(3) or "",
        match.group(4) or "0",
    )
    digits = (whole + fraction).lstrip("0")
    short = digits.rstrip("0")
    return sign, short, int(exponent) - len(fraction) + len(digits) - len(short) if short else 0


def _unequal(expected: Json, received: Json, pointer: str) -> Iterator[Difference]:
    if isinstance(expected, dict) and isinstance(received, dict):
        for name in dict.fromkeys([*expected, *received]):
            place = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            if name not in received:
                yield Difference(f"body {place}", _spelled(expected[name]), "no such member")
            elif name not in expected:
                yield Difference(f"body {place}", "no such member", _spelled(received[name]))
            else:
                yield from _unequal(expected[name], received[name], place)
    elif isinstance(expected, list) and isinstance(received, list):
        if len(expected) != len(received):
            yield Difference(f"body {pointer}", f"{len(expected)} items", f"{len(received)} items")
        for number, (left, right) in enumerate(zip(expected, received, strict=False)):
            yield from _unequal(left, right, f"{pointer}/{number}")
    elif type(expected) is str and type(received) is str:
        if expected != received:
            yield unequal(f"body {pointer}", expected, received)
    elif not _same_scalar(expected, received):
        yield Difference(f"body {pointer}", _spelled(expected), _spelled(received))


def _same_scalar(expected: Json, received: Json) -> bool:
    if isinstance(expected, bool) or expected is None:
        return expected is received
    if isinstance(expected, int | float | Number) and isinstance(received, Number):
        return same_number(_spelled(expected), received)
    return False


def _spelled(value: Json) -> str:
    if isinstance(value, Number):
        return str(value)
    return clipped(json.dumps(value, ensure_ascii=False))
