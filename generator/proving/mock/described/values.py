"""Texts of a request turned back into the values that they stand for.

A text does not say whether ``5`` is a number. Where a schema allows several types there are several
values that it may mean; all of them are given, the likeliest first, and a schema decides.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from generator.contract import TextTypes, Types

_NUMBER = re.compile(r"-?(0|[1-9]\d{0,300})(\.\d{1,300})?([eE][-+]?\d{1,3})?")

Texts = str | list[str] | dict[str, str]
"""A scalar, a list or an object, its scalars still text."""


def meanings(candidates: Iterable[Texts], shape: TextTypes) -> Iterator[Any]:
    """The JSON values that the first to the last of `candidates` may stand for."""
    for read in (typed, plain):
        for candidate in candidates:
            yield _value(candidate, shape, read)


def typed(text: str, types: Types) -> Any:  # noqa: ANN401 - a JSON value
    """`text` as a value of one of `types`, a string only if it is no other; any type if there are none."""
    if text in ("true", "false") and _allows(types, "boolean"):
        return text == "true"
    if text == "null" and _allows(types, "null"):
        return None
    if text == "" and "null" in types and "string" not in types:
        return None
    if _NUMBER.fullmatch(text) and (_allows(types, "number") or "integer" in types):
        return json.loads(text)
    if text[:1] in ("{", "[") and (_allows(types, "object") or "array" in types):
        return json_or_text(text)
    return text


def plain(text: str, types: Types) -> str:
    """`text` itself, for a string that looks like something else."""
    del types
    return text


def json_or_text(text: str) -> Any:  # noqa: ANN401 - a JSON value
    """The JSON value that `text` is, or `text`."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _allows(types: Types, name: str) -> bool:
    return not types or name in types


def _value(texts: Texts, shape: TextTypes, read: Callable[[str, Types], Any]) -> Any:  # noqa: ANN401
    if isinstance(texts, list):
        return [read(item, shape.items) for item in texts]
    if isinstance(texts, dict):
        extra = shape.extra or frozenset()
        return {name: read(text, shape.properties.get(name, extra)) for name, text in texts.items()}
    return read(texts, shape.types)
