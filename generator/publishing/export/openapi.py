"""A copy of a description with ``x-codeSamples`` at its operations, and no other character changed.

Entries that someone else wrote stay, after ours. An entry of the same `lang` and `label` is replaced: so
exporting into an exported copy changes nothing, or only what has changed.
"""

import re
from collections.abc import Iterable
from typing import Any

from generator.errors import GeneratorError
from generator.publishing.export.nodes import Node, line_start
from generator.publishing.export.samples import KEY, PlacedSamples
from generator.publishing.export.yaml_text import yaml_compatible_json, yaml_samples

_Edit = tuple[int, int, str]


def with_code_samples(text: str, operations: Iterable[PlacedSamples], path: str) -> str:
    """`text` with the code samples of each of its `operations`.

    Raises:
        GeneratorError: an operation has ``x-codeSamples`` that are no list of objects, or is written in
            a way in which nothing can be added to it.
    """
    edits = sorted(edit for each in operations for edit in _edits(text, each, path))
    pieces: list[str] = []
    end = 0
    for start, stop, new in edits:
        pieces += (text[end:start], new)
        end = stop
    return "".join((*pieces, text[end:]))


def _edits(text: str, operation: PlacedSamples, path: str) -> Iterable[_Edit]:
    operation.check(text, path)
    wanted = operation.merged
    if wanted == operation.existing:
        return ()
    if operation.node.is_flow:
        return (_flow_edit(text, operation.node, operation.node.get(KEY), wanted),)
    return (_block_edit(text, operation.node, wanted, path),)


def _flow_edit(text: str, node: Node, old: Node | None, samples: list[Any]) -> _Edit:
    """In brackets: on lines of its own, indented as its neighbours are, or all on one line, as they are."""
    members = node.members or {}
    first = min((key for key, _ in members.values()), default=node.end - 1)
    lead = text[line_start(text, first) : first]
    if members and not lead.strip():
        outer = _indentation(text, node.start)
        unit = lead.removeprefix(outer) or "  "
        value = yaml_compatible_json(samples, unit).replace("\n", f"{_newline(text)}{lead}")
        before, colon = f",{_newline(text)}{lead}", ": "
    else:
        spaced = not members or ": " in text[first : next(iter(members.values()))[1].start + 1]
        value = yaml_compatible_json(samples, spaced=spaced)
        before, colon = (", ", ": ") if spaced else (",", ":")
    if old is not None:
        return old.start, old.end, value
    place = max((member.end for _, member in members.values()), default=node.start + 1)
    return place, place, f'{before if members else ""}"{KEY}"{colon}{value}'


def _block_edit(text: str, node: Node, samples: list[Any], path: str) -> _Edit:
    """In indented lines: in the place of the old ones, or after the operation's last line."""
    members = node.members or {}
    keys = sorted(key for key, _ in members.values())
    indent = text[line_start(text, keys[0]) : keys[0]]
    if indent.strip(" "):
        raise _error(text, node, "its first key stands on a line with something else; give it its own", path)
    old = members.get(KEY)
    following = [key for key in keys if old and key > old[0]]
    keeps_blank = _keeps_blank_lines(text, old[1] if old else node)
    end = _end_of_lines(text, following[0] if following else node.end, len(indent), keeps_blank=keeps_blank)
    start = line_start(text, old[0]) if old else end
    newline = _newline(text)
    lines = [f"{indent}{KEY}:", *yaml_samples(samples, f"{indent}  ")]
    missing = newline if start == end == len(text) and text[-1:] not in "\r\n" else ""
    return start, end, missing + "".join(line + newline for line in lines)


def _end_of_lines(text: str, following: int, column: int, *, keeps_blank: bool) -> int:
    """Where the lines of a value end, given what follows: without blank lines, and comments on the next."""
    end = line_start(text, following)
    if text[end:following].strip():
        return following  # the end of a text whose last line has no end
    while end > 0 and not keeps_blank:
        start = line_start(text, end - (2 if text[end - 2 : end] == "\r\n" else 1))
        line = text[start:end].rstrip("\r\n")
        bare = line.lstrip(" ")
        if bare.strip() and not (bare.startswith("#") and len(line) - len(bare) <= column):
            break
        end = start
    return end


def _keeps_blank_lines(text: str, node: Node) -> bool:
    """Whether the blank lines at the end of a value are part of it: a block scalar with ``+``."""
    while node.last is not None:
        node = node.last
    header = text[node.start : node.start + 3]
    return header[:1] in ("|", ">") and "+" in header


def _indentation(text: str, place: int) -> str:
    line = text[line_start(text, place) : place]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _newline(text: str) -> str:
    """The end of the first line, as of all others."""
    first = _LINE_END.search(text)
    return first[0] if first else "\n"


_LINE_END = re.compile(r"\r\n|\n|\r")


def _error(text: str, node: Node, message: str, path: str) -> GeneratorError:
    return GeneratorError(message, path, text.count("\n", 0, node.start) + 1)
