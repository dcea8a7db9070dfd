"""The values between the parts of the audit: a `Page` with its `Block`s of code and its prose."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

NEVER = 1 << 30  # a line below every page
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
class Table:
    """A table: the texts of its header cells, and of each row with its 1-based line."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    line: int

    @property
    def named(self) -> Iterator[str]:
        """The first cell of each row, which says what the row is about."""
        return (cells[0] for _, cells in self.rows if cells)

    @property
    def texts(self) -> Iterator[Paragraph]:
        """Each row as running text."""
        return (Paragraph(" ".join(cells), line) for line, cells in self.rows)


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
    prose: str = ""
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
    tables: tuple[Table, ...] = ()

    @property
    def texts(self) -> list[Paragraph]:
        """The running text, and after it the rows of the tables."""
        return [*self.paragraphs, *(text for table in self.tables for text in table.texts)]


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


def heading_above(headings: Sequence[Heading], line: int) -> str:
    """The text of the nearest heading above `line`, or an empty string."""
    index = bisect_right(headings, line, key=lambda heading: heading.line)
    return headings[index - 1].text if index else ""


class Outline:
    """Answers in which section of a page a line stands, also on a page of ten thousand sections."""

    def __init__(self, headings: Sequence[Heading]) -> None:
        self.headings = sorted(headings, key=lambda heading: heading.line)
        self._lines = [heading.line for heading in self.headings]
        self._paths: list[str] = []
        open_ones: list[Heading] = []
        for heading in self.headings:
            open_ones = [item for item in open_ones if item.level < heading.level]
            open_ones.append(heading)
            self._paths.append(" / ".join(item.text for item in open_ones))

    def number(self, line: int) -> int:
        """How many headings stand at or above a line."""
        return bisect_right(self._lines, line)

    def path(self, line: int) -> str:
        """The headings above a line, outermost first."""
        number = self.number(line)
        return self._paths[number - 1] if number else ""

    def bounds(self, line: int) -> tuple[int, int]:
        """The line of the heading above, and of the next heading of any level."""
        number = self.number(line)
        start = self._lines[number - 1] if number else 0
        return start, self._lines[number] if number < len(self._lines) else NEVER

    def around(self, number: int) -> Iterator[tuple[int, int]]:
        """The first and the next line of the sections around the heading of that number, innermost first.

        Each section is first what stands above its subsections, and then all of it.
        """
        while number:
            heading = self.headings[number - 1]
            yield heading.line, self._lines[number] if number < len(self._lines) else NEVER
            yield heading.line, self.end(heading.line, heading.level)
            number -= 1
            while number and self.headings[number - 1].level >= heading.level:
                number -= 1
        yield 0, NEVER

    def end(self, line: int, level: int) -> int:
        """The line of the next heading below `line` that has `level` or stands above it."""
        for heading in self.headings[self.number(line) :]:
            if heading.level <= level:
                return heading.line
        return NEVER
