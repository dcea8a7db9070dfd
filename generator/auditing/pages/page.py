"""The values between the parts of the audit: a `Page` with its `Block`s of code and its running text."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

Position = tuple[int, int]  # a 1-based line and a 0-based column in it, in characters


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` is 1 to 6, `line` 1-based."""

    level: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text of a page, with the 1-based `line` of its first line."""

    text: str
    line: int

    def line_of(self, offset: int) -> int:
        """The original line of a place in the text."""
        return self.line + self.text.count("\n", 0, offset)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of code on a page.

    `line` is the 1-based line of the first text line in the original file; `lines` gives the original
    line of every text line where they do not simply follow each other (HTML with ``<br>``). `hint` is
    the language as the page names it (fence, class), `tab` the title of its tab, `group` the tab set
    that it belongs to (0: none), `heading` the heading above it, `language` what was recognised. `span`
    is where what an element of HTML holds starts and ends in the source, where that is the code alone.
    """

    text: str
    path: str
    line: int
    hint: str = ""
    tab: str = ""
    heading: str = ""
    group: int = 0
    language: str = ""
    closed: bool = True
    lines: tuple[int, ...] = ()
    span: tuple[Position, Position] | None = None

    def line_at(self, index: int) -> int:
        """The original line of the text line with the 0-based `index`."""
        if self.lines:
            return self.lines[min(max(index, 0), len(self.lines) - 1)]
        return self.line + max(index, 0)

    def line_of(self, offset: int) -> int:
        """The original line of a place in the text."""
        return self.line_at(self.text.count("\n", 0, offset))

    @property
    def last_line(self) -> int:
        """The original line of the last text line."""
        return self.line_at(self.text.count("\n"))


@dataclass(frozen=True, slots=True)
class Page:
    """A file taken apart. `source` is its whole text; `kind` names the format."""

    path: str
    source: str = field(repr=False)
    kind: str
    blocks: tuple[Block, ...] = ()
    headings: tuple[Heading, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()


class Lines:
    """Finds the 1-based line of a character offset in a text."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        position = text.find("\n")
        while position >= 0:
            self._starts.append(position + 1)
            position = text.find("\n", position + 1)

    def at(self, offset: int) -> int:
        """The 1-based line that holds the character at `offset`."""
        return bisect_right(self._starts, offset)


class Outline:
    """Answers in which section of a page a line stands, also on a page of ten thousand sections."""

    def __init__(self, headings: Sequence[Heading]) -> None:
        self.headings = sorted(headings, key=lambda heading: heading.line)
        self._lines = [heading.line for heading in self.headings]

    def number(self, line: int) -> int:
        """How many headings stand at or above a line."""
        return bisect_right(self._lines, line)
