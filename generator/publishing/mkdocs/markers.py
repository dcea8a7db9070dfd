"""Finds the markers of the MkDocs plugin in a page, and puts Markdown in their place.

A marker is a line ``::: wireproof token/client_credentials``, or a fenced block of the language
``wireproof`` with such words inside. After the id may stand names of languages. Both are left alone
inside another fenced block, so that a page can show them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_LINE = re.compile(r"(?P<indent>[ \t]*):::[ \t]*wireproof(?:[ \t]+(?P<words>.*))?")
_FENCE = re.compile(r"(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^`]*)")


@dataclass(frozen=True, slots=True)
class PageMarker:
    """What stands in a page: the `words` of a marker, on its 1-based `line`."""

    line: int
    indent: str
    words: tuple[str, ...]


def replaced(markdown: str, rendered: Callable[[PageMarker], str]) -> str:
    """`markdown` with what `rendered` makes of each marker, indented as the marker is."""
    pieces: list[str] = []
    for found in _parts(markdown.split("\n")):
        if isinstance(found, PageMarker):
            lines = rendered(found).rstrip("\n").split("\n")
            pieces += ["", *(found.indent + line if line else line for line in lines), ""]
        else:
            pieces.append(found)
    return "\n".join(pieces)


def _parts(lines: list[str]) -> Iterator[str | PageMarker]:
    """The lines of a page, with markers in place of those that are some."""
    numbered = iter(enumerate(lines, start=1))
    for number, line in numbered:
        if match := _LINE.fullmatch(line.rstrip(" \t")):
            yield PageMarker(number, match["indent"], tuple((match["words"] or "").split()))
        elif match := _FENCE.fullmatch(line):
            inside = list(_until_closed(numbered, match["fence"]))
            if match["info"].strip() == "wireproof" and inside:
                yield from _fenced(inside[:-1], match["indent"], number)
            else:
                yield line
                yield from (each for _, each in inside)
        else:
            yield line


def _fenced(inside: list[tuple[int, str]], indent: str, start: int) -> Iterator[PageMarker]:
    """A marker for each line of a fenced block; an empty block is a marker without words."""
    filled = [(number, line) for number, line in inside if line.strip()]
    for number, line in filled or [(start, "")]:
        yield PageMarker(number, indent, tuple(line.split()))


def _until_closed(numbered: Iterator[tuple[int, str]], fence: str) -> Iterator[tuple[int, str]]:
    """The lines up to the closing fence, with it; up to the end where there is none."""
    closing = re.compile(rf"[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*")
    for number, line in numbered:
        yield number, line
        if closing.fullmatch(line):
            return
