"""A call together with the sample that makes it and the parts of its URL: what rules of a page compare."""

import re
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


_NEAR = 60  # lines that a body hardly exceeds


def line_of(rows: list[str], line: int, name: str) -> int:
    """The line on which a name stands that is nearest below the start of a body, or else above it."""
    if not name:
        return line
    word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    below = range(max(line, 0), min(line + _NEAR, len(rows)))
    above = range(min(line, len(rows)) - 1, max(line - _NEAR, -1), -1)
    return next((number for each in (below, above) for number in each if word.search(rows[number])), line)
