"""Which lines of a file a block takes up, in each kind of page."""

import re
from collections.abc import Sequence
from pathlib import Path

from generator.auditing.adopting.choosing import NotAdopted
from generator.auditing.adopting.html_place import html_place
from generator.auditing.adopting.place import LinesOfFile
from generator.auditing.pages.page import Page
from generator.auditing.samples.sample import PageSample
from generator.publishing.sync.comments import syntax_of

_FENCE = re.compile(rb"([ \t>]*)(`{3,}|~{3,})[ \t]*(\{?\.?[\w#+.-]*\}?)[ \t]*\r?\n?")
_HASH = frozenset(("bash", "console", "python", "pycon", "ruby"))


def place_of(page: Page, path: Path, sample: PageSample, lines: Sequence[bytes]) -> LinesOfFile | NotAdopted:
    """Where a sample stands in the lines of its file, which is `page`."""
    match page.kind:
        case "markdown":
            return _fence(path, sample, lines)
        case "restructured":
            return _directive(sample, lines)
        case "snippet":
            return _whole_file(sample, lines)
        case "html":
            return html_place(page, path, sample, lines)
        case "openapi":
            return NotAdopted(
                "stands in a description, into which 'wireproof export openapi' writes all samples"
            )
        case _:
            return NotAdopted(
                "stands in a notebook, whose JSON has no place for a marker; put it into a page"
            )


def _fence(path: Path, sample: PageSample, lines: Sequence[bytes]) -> LinesOfFile | NotAdopted:
    """The fence around a block, if there is nothing to it but the language."""
    if not syntax_of(path).fenced:
        return NotAdopted("stands in a file of a kind in which sync keeps no fences")
    start, end = sample.block.line - 2, sample.block.last_line - 1
    first = _FENCE.fullmatch(lines[start]) if start >= 0 else None
    last = _FENCE.fullmatch(lines[end]) if end < len(lines) else None
    if first is None:
        opens = start >= 0 and re.match(rb"[ \t>]*(?:`{3,}|~{3,})", lines[start])
        return NotAdopted(
            "has a fence with more than a language" if opens else "is in no fence of its own lines"
        )
    if last is None or last[3] or not last[2].startswith(first[2]):
        return NotAdopted("is in a fence that is never closed")
    code = sample.block.text.partition("\n")[0].strip()
    if code.encode() not in lines[start + 1]:  # a lone CR breaks a line for sync and for nobody else
        return NotAdopted("stands in a file with odd line breaks")
    opener, closer = ("{/*", "*/}") if path.suffix.lower() == ".mdx" else ("<!--", "-->")
    return LinesOfFile(start, end + 1, first[1], opener, closer, _ending(lines[start]))


def _directive(sample: PageSample, lines: Sequence[bytes]) -> LinesOfFile | NotAdopted:
    """The indented lines below a directive, in whose code a marker is a comment."""
    text = sample.block.text.rstrip("\n").split("\n")
    start = sample.block.line - 1
    raw = lines[start : start + len(text)]
    margin = re.match(rb"[ \t]*", raw[0])
    prefix = margin[0] if raw and margin else b""
    if not prefix or [_plain(line, prefix) for line in raw] != [line.rstrip() for line in text]:
        return NotAdopted("is no block of lines with one indentation")
    opener = "#" if sample.language in _HASH else "//"
    return LinesOfFile(start, start + len(text), prefix, opener, "", _ending(raw[0]))


def _plain(line: bytes, prefix: bytes) -> str:
    return line.removeprefix(prefix).decode("utf-8", "replace").rstrip()


def _whole_file(sample: PageSample, lines: Sequence[bytes]) -> LinesOfFile | NotAdopted:
    """A file of source code; its first line stays if the system reads it."""
    if sample.language == "php":
        return NotAdopted("is a PHP file, in which nothing may stand before <?php")
    opener = "#" if sample.language in _HASH else "//"
    start = 1 if lines and lines[0].startswith(b"#!") else 0
    return LinesOfFile(start, len(lines), b"", opener, "", _ending(lines[0]) or b"\n")


def _ending(line: bytes) -> bytes:
    return line[len(line.rstrip(b"\r\n")) :]
