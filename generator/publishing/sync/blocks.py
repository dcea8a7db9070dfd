"""The bytes of a file in, its marked `MarkedBlock`s out; and the file with what its blocks should hold."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.errors import GeneratorError
from generator.publishing.sync.comments import Marker, Syntax, syntax_of
from generator.publishing.sync.markdown import markdown_markers

_BOM = b"\xef\xbb\xbf"
_TICKS = re.compile("`+")


@dataclass(frozen=True, slots=True)
class Content:
    """What a marker asks for: the `text` of a sample, and the name of its language after a fence."""

    text: str
    fence: str


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """Lines `start` to `end` (0-based, the latter not included) between the markers of one sample.

    `escaped`: they are text of markup, in which ``&`` and ``<`` are written as character references.
    """

    sample_id: str
    start: int
    end: int
    prefix: bytes
    escaped: bool

    @property
    def line(self) -> int:
        """The 1-based line of its first marker."""
        return self.start


@dataclass(frozen=True, slots=True)
class Guide:
    """A file with marked blocks, cut into `lines` that keep their ends."""

    path: Path
    syntax: Syntax
    lines: tuple[bytes, ...] = field(repr=False)
    blocks: tuple[MarkedBlock, ...]


def shown_as_text(found: Guide) -> Iterator[str]:
    """A warning for each marker in reStructuredText that docutils, or its block, shows as running text."""
    if found.path.suffix.lower() not in (".rst", ".rest"):
        return
    at_margin = [block.line for block in found.blocks if not block.prefix]
    of_markdown = [
        number for number, line in enumerate(found.lines, 1) if line.lstrip().startswith(b"<!-- wireproof:")
    ]
    for line in sorted({*at_margin, *of_markdown}):
        yield (
            f"{found.path}:{line}: docutils shows this marker or its block as text; indent both markers "
            "below '.. code-block::', as comments of the sample's language"
        )


def guide(path: Path, data: bytes) -> Guide:
    """Find the marked blocks in `data`, the content of the file at `path`.

    Raises:
        GeneratorError: a block has no end or no start, stands in another, or a marker is not alone.
    """
    syntax = syntax_of(path)
    lines = data.splitlines(keepends=True)  # of bytes: at \n, \r\n and \r only
    bare = data.splitlines()
    if bare:
        bare[0] = bare[0].removeprefix(_BOM)
    blocks = tuple(_paired(_markers(bare, syntax, path), path, fenced=syntax.fenced))
    if blocks:
        _require_utf8(data, path)
    return Guide(path, syntax, tuple(lines), blocks)


def filled(found: Guide, contents: Mapping[str, Content]) -> list[bytes]:
    """For each block of a guide, the bytes that should stand in it.

    Raises:
        GeneratorError: the sample holds a line that would be read as a marker.
    """
    return [_inside(found, block, contents[block.sample_id]) for block in found.blocks]


def standing(found: Guide, block: MarkedBlock) -> bytes:
    """The bytes that stand in a block."""
    return b"".join(found.lines[block.start : block.end])


def with_blocks(found: Guide, insides: Iterable[bytes]) -> bytes:
    """The whole file with these bytes in its blocks, and every other byte as it was."""
    pieces: list[bytes] = []
    end = 0
    for block, inside in zip(found.blocks, insides, strict=True):
        pieces += found.lines[end : block.start]
        pieces.append(inside)
        end = block.end
    return b"".join((*pieces, *found.lines[end:]))


def _markers(lines: list[bytes], syntax: Syntax, path: Path) -> Iterator[Marker]:
    if syntax.fenced:
        yield from markdown_markers(lines, syntax, path)
        return
    for number, line in enumerate(lines, start=1):
        if b"wireproof" in line and (marker := syntax.marker(line, path, number)):
            yield marker


def _paired(markers: Iterable[Marker], path: Path, *, fenced: bool) -> Iterator[MarkedBlock]:
    start: Marker | None = None
    for marker in markers:
        if marker.sample_id is None:
            if start is None or start.sample_id is None:
                message = "/wireproof ends a block that has no start; remove it, or write the start"
                raise GeneratorError(message, path, marker.line)
            escaped = start.markup and not fenced
            yield MarkedBlock(start.sample_id, start.line, marker.line - 1, start.prefix, escaped)
            start = None
        elif start is not None:
            raise _endless(start, path, f" before line {marker.line}, where another block starts")
        else:
            start = marker
    if start is not None:
        raise _endless(start, path, " outside code fences" if fenced else "")


def _endless(start: Marker, path: Path, where: str) -> GeneratorError:
    message = f"the block of '{start.sample_id}' has no end{where}; write the same comment with /wireproof"
    return GeneratorError(message, path, start.line)


def _require_utf8(data: bytes, path: Path) -> None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise GeneratorError("is not UTF-8 text, as samples are; save it as UTF-8", path, line) from error


def _inside(found: Guide, block: MarkedBlock, content: Content) -> bytes:
    marker = found.lines[block.start - 1]
    ending = marker[len(marker.rstrip(b"\r\n")) :]
    text = content.text.removesuffix("\n")
    if found.syntax.fenced:
        ticks = "`" * max(3, *(len(run) + 1 for run in _TICKS.findall(text)), 0)
        text = f"{ticks}{content.fence}\n{text}\n{ticks}"
    elif block.escaped:
        text = text.replace("&", "&amp;").replace("<", "&lt;")
    lines = [
        (block.prefix + line).rstrip(b" \t") if not line else block.prefix + line
        for line in text.encode().split(b"\n")
    ]
    if not found.syntax.fenced:
        _refuse_markers(found, block, lines)
    return b"".join(line + ending for line in lines)


def _refuse_markers(found: Guide, block: MarkedBlock, lines: list[bytes]) -> None:
    """Where nothing fences a sample in, a marker in its text would be one in the file."""
    if any(b"wireproof" in line and found.syntax.marker(line, found.path, block.line) for line in lines):
        message = (
            f"'{block.sample_id}' has a line that reads as a marker; it cannot stand in this kind of file"
        )
        raise GeneratorError(message, found.path, block.line)
