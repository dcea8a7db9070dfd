"""JSON text in, tree out, with every number exact and every duplicate key refused.

msgspec parses: it is as fast as orjson (0.05 s for 13 MB), keeps integers of any length, and hands over
the digits of other numbers. It says nothing of a key that stands twice, of which it keeps the last value;
that shows in the number of colons. Whatever it does not like, or could have read wrong, goes to the
standard library's parser, which takes 0.2 s, sees all of that, and says where it is.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from generator.errors import GeneratorError
from generator.reading.source.encodings import decoded_text
from generator.reading.source.numbers import exact_float, exact_integer
from generator.reading.source.pointers import Tree, pointer

_MINUS_ZERO = re.compile(rb"-0\s*[,}\]]")  # an integer to msgspec, which has no such thing
_COLON = re.compile(rb"\\u003[aA]")  # one that is no colon of the syntax, and would pass for one
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def parse_json(text: bytes | str, path: str) -> Tree:
    """The tree of the JSON in `text`, in UTF-8 if it is bytes.

    Raises:
        GeneratorError: not JSON, a duplicate key, a number that is not finite, or 1000 levels deep.
    """
    data = text.encode() if isinstance(text, str) else text
    tree = _fast(data)
    if tree is _UNSURE or not _is_plain(data, tree):
        return _slow(decoded_text(data, path), path)
    return tree


_UNSURE = object()


def _fast(data: bytes) -> Tree:
    """The tree, right if that `_is_plain`; or `_UNSURE` where there may be more to say."""
    import msgspec

    try:
        return msgspec.json.Decoder(float_hook=exact_float).decode(data)
    except (ValueError, RecursionError):  # UnicodeError and msgspec's own are ValueErrors
        return _UNSURE


def _is_plain(data: bytes, tree: Tree) -> bool:
    """Whether `tree`, which a fast parser made of `data`, is right: no key stands twice, no -0."""
    import msgspec

    if _MINUS_ZERO.search(data) or _COLON.search(data):
        return False
    try:
        again = msgspec.json.encode(tree, enc_hook=str)
    except (ValueError, RecursionError):
        return False
    # A key that stood twice took its colon along; all other colons, also those in strings, are there.
    return data.count(b":") == again.count(b":")


def _slow(text: str, path: str) -> Tree:
    try:
        tree = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_float=exact_float,
            parse_int=exact_integer,
            parse_constant=_refuse,
        )
    except json.JSONDecodeError as error:
        problem = error.msg[:1].lower() + error.msg[1:]
        raise GeneratorError(
            f"is not JSON: {problem}, column {error.colno}; mend it", path, error.lineno
        ) from error
    except RecursionError as error:
        raise GeneratorError("is nested too deep to read; flatten it", path) from error
    except _FaultyError as error:
        raise _located(error, text, path) from error
    if _SURROGATE.search(text):
        _refuse_surrogates(tree, text, path)
    return tree


def _refuse_surrogates(tree: Tree, text: str, path: str) -> None:
    try:
        json.dumps(tree, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        match = _SURROGATE.search(text)
        line = text.count("\n", 0, match.start()) + 1 if match else None
        raise GeneratorError(
            "holds half of a surrogate pair (\\ud800 to \\udfff), which is no character; "
            "write both halves or the character itself",
            path,
            line,
        ) from error


class _FaultyError(Exception):
    """JSON that Python reads and that must not be read: `args` are a message and what to look for."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    keys = [key for key, _ in pairs]
    twice = next(key for index, key in enumerate(keys) if key in keys[:index])
    raise _FaultyError(f"the key '{twice}' stands here twice; remove one", "")


def _refuse(constant: str) -> None:
    raise _FaultyError(f"{constant} is no number in JSON; write a finite number or a string", constant)


def _located(error: _FaultyError, text: str, path: str) -> GeneratorError:
    """`error` with the line on which the second key, or the constant, stands."""
    message, constant = error.args
    seen: set[tuple[str, ...]] = set()
    last: tuple[str, ...] = ()
    for steps, line in json_places(text, constant):
        if steps in seen:
            return GeneratorError(message, path, line, pointer(*steps) or None)
        seen.add(steps)
        last = steps
    return GeneratorError(message, path, None, pointer(*last) or None)


Path = tuple[str, ...]
"""The steps to a part of a JSON text, indexes as text too."""

_TOKEN = re.compile(r'\s+|([{}\[\],:])|("(?:[^"\\]|\\.)*")|[^\s{}\[\],:"]+')


def json_places(text: str, constant: str = "") -> Iterator[tuple[Path, int]]:
    """Every part of a JSON text, which is known to be well-formed, in order and with its line.

    A key that stands twice comes twice, and so does a part whose value is the word `constant`.
    """
    steps: list[str | int] = []  # for each open container the key, or the index of the item, at hand
    awaits_key = False
    line = 1
    for match in _TOKEN.finditer(text):
        mark, string = match.groups()
        if mark in ("}", "]"):
            steps.pop()
            awaits_key = False
        elif mark == ",":
            awaits_key = _next(steps)
        elif string is not None and awaits_key:
            steps[-1] = json.loads(string, strict=False)
            awaits_key = False
            yield tuple(map(str, steps)), line
        elif mark != ":" and not match.group().isspace():
            if not steps or isinstance(steps[-1], int):
                yield tuple(map(str, steps)), line
            if match.group() == constant:
                yield tuple(map(str, steps)), line
            if mark is not None:
                steps.append("" if mark == "{" else 0)
                awaits_key = mark == "{"
        line += match.group().count("\n")


def _next(steps: list[str | int]) -> bool:
    """Go on to the next item; whether it is a key that comes next."""
    last = steps[-1]
    if isinstance(last, int):
        steps[-1] = last + 1
        return False
    return True
