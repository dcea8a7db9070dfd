"""A call together with the sample that makes it and the parts of its URL: what rules of a page compare."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from generator.auditing.rules.http.urls import split
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Call


@dataclass(frozen=True, slots=True)
class Placed:
    """A call, the sample that makes it, and its parts; `line` is the original line of its URL."""

    sample: Sample
    call: Call
    line: int
    scheme: str
    host: str
    path: str


def placed(sample: Sample, call: Call) -> Placed:
    """The call of a sample, taken apart."""
    scheme, host, path, _ = split(call.url)
    return Placed(sample, call, sample.block.line_at(call.url_line), scheme, host, path)


def is_sketch(call: Call) -> bool:
    """Whether a call is but the first line of a message, ``POST /orders``, which names an endpoint."""
    return call.client == "http" and not call.headers and call.body is None and not call.query


def shape(path: str) -> str:
    """A path with a star for each segment that stands for a value."""
    return _VALUE.sub("*", path)


_VALUE = re.compile(
    r"(?<=/)(?:<[^/]*>|\{[^/]*\}|:[a-zA-Z]\w*|\[[^/]*\]|\$\w+|[^/]*\ufffc[^/]*|\d+|[0-9a-f-]{20,}"
    r"|[A-Z_]{3,}\w*)(?=/|$)"
)


_BASE = re.compile(r"(?:\{\{? ?\w+ ?\}?\}|<[\w -]+>)(?=/)")  # ``{{baseUrl}}/items``


def shapes(items: Sequence[Placed]) -> list[str]:
    """The shapes of the paths; empty below a base that is left open, unless that of all is.

    What the base adds to the path, nobody knows; and each language has its own braces for it.
    """
    whole = [shape(item.path) for item in items]
    below = [path if (base := _BASE.match(path)) is None else path[base.end() :] for path in whole]
    is_open = [rest != path for rest, path in zip(below, whole, strict=True)]
    if all(is_open):
        return below
    return ["" if each else path for each, path in zip(is_open, whole, strict=True)]


_NEAR = 60  # lines that a body hardly exceeds


def line_of(rows: list[str], line: int, name: str) -> int:
    """The line on which a name stands that is nearest below the start of a body, or else above it."""
    if not name:
        return line
    word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    below = range(max(line, 0), min(line + _NEAR, len(rows)))
    above = range(min(line, len(rows)) - 1, max(line - _NEAR, -1), -1)
    return next((number for each in (below, above) for number in each if word.search(rows[number])), line)
