"""Markdown in, the markers that a reader would not see as code out.

A marker inside a fenced or indented code block is an example of one. Containers are those of
CommonMark (block quotes, list items) and those of Python-Markdown and its extensions, whose content
is indented by four columns (``!!! note``, ``=== "Go"``, definitions, footnotes); a CommonMark parser
takes the latter for indented code, which is why none is used here.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from generator.publishing.sync.comments import Marker, Syntax

_FENCES = (b"```", b"~~~")
_FENCE = re.compile(rb"(`{3,})[^`]*$|(~{3,})")
_BULLET = re.compile(rb"(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$)([ \t]*)")
_INDENTING = re.compile(rb"(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+\S|:[ \t]{1,3}\S|\[\^[^\]]+\]:")
_HEADING = re.compile(rb"#{1,6}(?:[ \t]|$)")
# Most lines are empty or begin with one of these at the margin: text or a heading, which ends every list.
_PLAIN = frozenset((b"", b"#", *(bytes((byte,)) for byte in range(256) if chr(byte).isalpha() or byte > 127)))
_TAB = 4
_CODE = 4  # columns from a container's own that make a line indented code


class _Line(NamedTuple):
    """A line taken apart: `depth` marks of quotes, the `column` at which `text` begins.

    `base` is the column at which the innermost quote's content may begin.
    """

    depth: int
    column: int
    base: int
    text: bytes


class _Fence(NamedTuple):
    """An open fence: what closes it, and the container without which it ends; outermost, in none."""

    mark: bytes
    depth: int
    floor: int
    column: int
    is_outermost: bool


class _Blocks:
    """Which containers are open, and whether the last line was text that goes on, or indented code."""

    def __init__(self) -> None:
        self.items: list[tuple[int, int]] = []  # quote depth and content column of each list item
        self.is_paragraph = False
        self.fence: _Fence | None = None

    def open_outermost(self, raw: bytes) -> bool:
        """Whether a line at the margin opens a fence there: most do, and are in no container."""
        match = _FENCE.match(raw)
        if match is None:
            return False
        self.items.clear()
        self.fence = _Fence(match[1] or match[2], 0, 0, 0, is_outermost=True)
        self.is_paragraph = False
        return True

    def is_fenced(self, raw: bytes) -> bool:
        """Whether a line belongs to the open fence; closes it where the line does."""
        fence = self.fence
        if fence is None:
            return False
        if fence.is_outermost and raw == fence.mark:
            self.fence = None
            return True
        line = _taken_apart(raw, fence.depth)  # inside, a further > is text
        if line.depth < fence.depth or (line.text and line.column < fence.floor):
            self.fence = None
            return False
        mark = line.text.rstrip(b" \t")
        if (
            len(mark) >= len(fence.mark)
            and not mark.strip(fence.mark[:1])
            and line.column < max(fence.floor, fence.column) + _CODE
        ):
            self.fence = None
        return True

    def pass_over(self, plain: Sequence[bytes]) -> None:
        """Read lines that are empty, or text or a heading at the margin."""
        if self.fence is not None:
            if self.fence.is_outermost or not (self.fence.depth or any(plain)):
                return
            self.fence = None
        if any(plain):
            self.items.clear()
        self.is_paragraph = bool(plain[-1]) and not _HEADING.match(plain[-1])

    def enter(self, line: _Line) -> int:
        """Leave the containers that `line` is not in; the column at which the innermost one begins."""
        while self.items and (self.items[-1][0] > line.depth or self.items[-1][1] > line.column):
            self.items.pop()
        inner = self.items[-1][1] if self.items and self.items[-1][0] == line.depth else 0
        return max(line.base, inner)

    def take(self, line: _Line, floor: int) -> None:
        """Read a line that is no marker: containers it opens, a fence, or text."""
        depth, column, text = line.depth, line.column, line.text
        while match := _BULLET.match(text):
            spaces = _columns(match[1], column + match.end() - len(match[1]))
            width = (
                match.end()
                - len(match[1])
                + (spaces if 0 < spaces <= _CODE and match.end() < len(text) else 1)
            )
            column += width
            self.items.append((depth, column))
            floor = column
            inner = _taken_apart(text[match.end() :])
            if inner.depth:  # a quote that begins in the item
                depth, column, floor = depth + inner.depth, column + inner.column, column + inner.base
            text = inner.text
        if _INDENTING.match(text):
            floor = column + _CODE
            self.items.append((depth, floor))
        elif (match := _FENCE.match(text)) and column < floor + _CODE:
            self.fence = _Fence(match[1] or match[2], depth, floor, column, not depth and not floor)
        self.is_paragraph = bool(text) and self.fence is None and not _HEADING.match(text)


def markdown_markers(lines: Sequence[bytes], syntax: Syntax, path: Path) -> Iterator[Marker]:
    """The markers among `lines`, which are without their ends.

    Raises:
        GeneratorError: a marker has something beside it, or names no sample.
    """
    blocks = _Blocks()
    outside: list[tuple[int, int]] | None = None  # what was open before the marked block we are in
    seen = -1
    for index in [index for index, line in enumerate(lines) if line[:1] not in _PLAIN]:
        if index > seen + 1:
            blocks.pass_over(lines[seen + 1 : index])
        seen, raw = index, lines[index]
        fence = blocks.fence
        if fence is not None and ((fence.is_outermost and fence.mark not in raw) or blocks.is_fenced(raw)):
            continue
        if raw[:3] in _FENCES and blocks.open_outermost(raw):
            continue
        line = _taken_apart(raw)
        if not line.text:
            blocks.is_paragraph = False
            continue
        floor = blocks.enter(line)
        is_code = line.column >= floor + _CODE and not blocks.is_paragraph
        if is_code and outside is None:
            continue
        marker = syntax.marker(raw, path, index + 1) if b"wireproof" in raw else None
        if marker is None:
            blocks.take(line, line.column if outside is not None and is_code else floor)
            continue
        yield marker
        blocks.is_paragraph = False
        if marker.sample_id is not None:
            outside = list(blocks.items)
        elif outside is not None:  # what stands between is replaced, so it opens nothing
            blocks.items, outside = outside, None


def _taken_apart(line: bytes, deepest: int = 1000) -> _Line:
    prefix = line[: len(line) - len(line.lstrip(b" \t>"))]
    if not prefix:
        return _Line(0, 0, 0, line)
    if not prefix.strip(b" "):
        return _Line(0, len(prefix), 0, line[len(prefix) :])
    index = column = depth = base = 0
    while index < len(line):
        character = line[index : index + 1]
        if character == b"\t":
            column += _TAB - column % _TAB
        elif character == b" " or (character == b">" and depth < deepest):
            column += 1
        else:
            break
        index += 1
        if character == b">":
            depth += 1
            base = column + (line[index : index + 1] in (b" ", b"\t"))
    return _Line(depth, column, base, line[index:])


def _columns(spaces: bytes, start: int) -> int:
    column = start
    for character in spaces:
        column += _TAB - column % _TAB if character == ord("\t") else 1
    return column - start
