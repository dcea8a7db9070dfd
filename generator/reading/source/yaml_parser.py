"""YAML text in, tree out, as YAML 1.2's core schema has it: ``no`` and ``1:30`` are strings.

PyYAML reads YAML 1.1, in which ``NO`` is a boolean, ``1:30`` a number and ``2024-01-01`` a date. So
only its parser is used (libyaml, in C), and what the scalars mean is decided here. Building a tree
from the parser's events takes no recursion, and the size of an anchor is known before it is used.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from generator.errors import GeneratorError
from generator.reading.source.numbers import exact_float, exact_integer
from generator.reading.source.pointers import DEEPEST, Tree, pointer

_MOST_ALIASED = 1_000_000  # nodes that aliases may stand for, all together
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"([-+]?)0*([0-9]+)")
_FLOAT = re.compile(r"([-+]?)([0-9]*)(?:\.([0-9]*))?([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
# Line breaks to YAML 1.1, and so to libyaml, which would fold them into spaces; text to YAML 1.2.
_BREAKS = {"\x85": "\\x85", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_TAG = "tag:yaml.org,2002:"


def parse_yaml(text: str, path: str) -> Tree:
    """The tree of the only YAML document in `text`. Parts that aliases repeat are one object.

    Raises:
        GeneratorError: not YAML, two documents, a duplicate key, a tag, or too many aliases.
    """
    for mark, escape in _BREAKS.items():
        if mark in text:
            line = text.count("\n", 0, text.index(mark)) + 1
            raise GeneratorError(
                f'holds the line break {escape} as it is; write "{escape}" in quotes', path, line
            )
    builder = _Builder(path)
    for event in yaml_events(text, path):
        builder.take(event)
    return builder.root


def yaml_events(text: str, path: str) -> Iterator[yaml.Event]:
    """The events of `text`, with YAML's own errors as `GeneratorError`s."""
    try:
        parser = yaml.CSafeLoader(text)
        try:
            while (event := parser.get_event()) is not None:
                yield event
        finally:
            parser.dispose()
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, path) from error
    except yaml.YAMLError as error:  # a ReaderError has no mark
        reason = " ".join(str(error).split())
        raise GeneratorError(f"is not YAML: {reason}; remove that character", path) from error


def scalar(event: yaml.ScalarEvent) -> Tree:
    """What a scalar means in the core schema (YAML 1.2.2 §10.3.2); `ValueError` if JSON has no such value."""
    text: str = event.value
    if not event.implicit[0] and (event.tag is None or event.tag in ("!", f"{_TAG}str")):
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in "+-.0123456789":
        return text
    return _number(text)


def _number(text: str) -> Tree:
    if match := _INTEGER.fullmatch(text):
        sign, digits = match.groups()
        return exact_integer(f"{'-' if sign == '-' else ''}{digits}")
    if text[:2] in ("0o", "0x") and len(text) > 2:
        try:
            return int(text, 0)
        except ValueError:
            return text
    if (match := _FLOAT.fullmatch(text)) and (match[2] or match[3]):
        sign, whole, fraction, exponent = match.groups(default="")
        digits = f"{whole.lstrip('0') or '0'}.{fraction or '0'}{exponent}"
        return exact_float(f"{'-' if sign == '-' else ''}{digits}")
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is no number in JSON; write a finite number, or '{text}' in quotes")
    return text


class _Builder:
    """Puts events together: `stack` holds the open containers, `keys` the key each is waiting to fill."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Tree = None
        self.stack: list[tuple[Tree, int, str | None]] = []  # container, nodes before it, anchor
        self.keys: list[str | None] = []
        self.merges: dict[int, list[Tree]] = {}
        self.anchors: dict[str, tuple[Tree, int]] = {}
        self.nodes = 0
        self.aliased = 0
        self.documents = 0

    def take(self, event: Any) -> None:  # noqa: ANN401 - PyYAML's events share no useful base
        """Handle the next event."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._open(event, {} if kind is yaml.MappingStartEvent else [])
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._close(event)
        elif kind is yaml.AliasEvent:
            self._alias(event)
        elif kind is yaml.DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                raise self._error(event, "starts a second YAML document; keep one description in a file")

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if self._wants_key():
            self._key(event)
            return
        if event.tag is not None and not event.tag.startswith(_TAG) and event.tag != "!":
            raise self._error(event, f"has the tag {event.tag}; a description has no tags, remove it")
        try:
            value = scalar(event)
        except ValueError as error:
            raise self._error(event, str(error)) from error
        self.nodes += 1
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self._put(value, event)

    def _wants_key(self) -> bool:
        return bool(self.stack) and self.keys[-1] is None and type(self.stack[-1][0]) is dict

    def _key(self, event: yaml.ScalarEvent) -> None:
        # A key is what its characters are: the status 200 is written without quotes by most.
        key: str = event.value
        if key in self.stack[-1][0]:
            raise self._error(event, f"the key '{key}' stands here twice; remove one", key)
        self.keys[-1] = key if key != "<<" or not event.implicit[0] else _MERGE

    def _open(self, event: Any, container: Tree) -> None:  # noqa: ANN401
        if self._wants_key():
            raise self._error(event, "a key must be a plain string; put quotes around one with { or [")
        if len(self.stack) >= DEEPEST:
            raise self._error(event, f"is nested more than {DEEPEST} deep; flatten it")
        self.stack.append((container, self.nodes, event.anchor))
        self.keys.append(None)
        self.nodes += 1

    def _close(self, event: Any) -> None:  # noqa: ANN401
        container, before, anchor = self.stack.pop()
        self.keys.pop()
        for merged in self.merges.pop(id(container), ()):
            for key, value in merged.items():
                container.setdefault(key, value)
        if anchor:
            self.anchors[anchor] = (container, self.nodes - before)
        self._put(container, event)

    def _alias(self, event: yaml.AliasEvent) -> None:
        if self._wants_key():
            raise self._error(event, f"the alias *{event.anchor} stands for a key; write the key out")
        if event.anchor not in self.anchors:
            raise self._error(
                event, f"the alias *{event.anchor} has no anchor before it; write &{event.anchor}"
            )
        value, size = self.anchors[event.anchor]
        self.nodes += size
        self.aliased += size
        if self.aliased > _MOST_ALIASED:
            raise self._error(event, "aliases repeat more than a million values; write a smaller description")
        self._put(value, event)

    def _put(self, value: Tree, event: Any) -> None:  # noqa: ANN401
        if not self.stack:
            self.root = value
            return
        container = self.stack[-1][0]
        if type(container) is list:
            container.append(value)
            return
        key, self.keys[-1] = self.keys[-1], None
        if key is _MERGE:
            merged = value if isinstance(value, list) else [value]
            if not all(isinstance(part, dict) for part in merged):
                raise self._error(event, "a merge key << takes an alias of a mapping")
            self.merges.setdefault(id(container), []).extend(merged)
        else:
            container[key] = value

    def _error(self, event: Any, message: str, *steps: str) -> GeneratorError:  # noqa: ANN401
        path = [
            len(container) if type(container) is list else key
            for (container, _, _), key in zip(self.stack, self.keys, strict=True)
        ]
        here = pointer(*(step for step in path if step is not None), *steps)
        return GeneratorError(message, self.path, event.start_mark.line + 1, here or None)


_MERGE = "\0merge"  # YAML allows no NUL, so no key of a file is like it


def _syntax_error(error: yaml.MarkedYAMLError, path: str) -> GeneratorError:
    mark = error.problem_mark or error.context_mark
    problem = error.problem or error.context or "syntax error"
    line = mark.line + 1 if mark else None
    start = error.context_mark
    within = (
        f" (in what begins on line {start.line + 1})" if start and mark and start.line < mark.line else ""
    )
    return GeneratorError(f"is not YAML: {_explained(problem)}{within}", path, line)


def _explained(problem: str) -> str:
    for words, remedy in _REMEDIES:
        if words in problem:
            return f"{problem}; {remedy}"
    return f"{problem}; check the indentation and the quotes on this line and the one before"


_REMEDIES = (
    (
        "cannot start any token",
        "indent with spaces, and put quotes around text that starts with this character",
    ),
    ("mapping values are not allowed", "put quotes around text that holds ': ', or check the indentation"),
    ("could not find expected ':'", "write a ':' and a space after the key"),
    ("unexpected end of stream", "close the quote or the bracket"),
    ("did not find expected key", "check the indentation, and close any quote before"),
    ("maximum nesting depth", "flatten it"),
    ("undefined alias", "write the anchor before it"),
)
