"""What a shell script is made of: commands, their words, and the pieces of a word with their quotes."""

from dataclasses import dataclass, field

from generator.auditing.pages.page import Lines
from generator.auditing.requests.call import HOLE, CodeFault


@dataclass(slots=True)
class WordPiece:
    """A part of a word; `quote` is empty, ``'``, ``"`` or ``$'``; `expands` if it is an expansion."""

    text: str
    quote: str
    offset: int
    expands: bool = False


@dataclass(slots=True)
class Word:
    """A word of a command, at an offset of the text."""

    offset: int
    pieces: list[WordPiece] = field(default_factory=list)
    end: int = 0

    @property
    def value(self) -> str:
        """What the command receives, with `HOLE` for each expansion."""
        return "".join(HOLE if piece.expands else piece.text for piece in self.pieces)

    @property
    def is_bare(self) -> bool:
        """Whether nothing in it is quoted."""
        return all(not piece.quote for piece in self.pieces)


@dataclass(slots=True)
class SimpleCommand:
    """One simple command, with the operators before and after it and the texts of its here-documents."""

    words: list[Word] = field(default_factory=list)
    before: str = ""
    after: str = ""
    documents: list[str] = field(default_factory=list)
    redirects: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Script:
    """The commands of a text (those of substitutions too), its comments left out, and its faults.

    `left_open` are the 0-based lines of quotes, parentheses and the like that nothing closes.
    """

    text: str
    lines: Lines
    commands: list[SimpleCommand] = field(default_factory=list)
    faults: list[CodeFault] = field(default_factory=list)
    left_open: list[int] = field(default_factory=list)

    def line(self, offset: int) -> int:
        """The 0-based line of an offset."""
        return self.lines.at(offset) - 1

    def fault(
        self, rule: str, message: str, offset: int, fix: str | None = None, severity: str | None = None
    ) -> None:
        """Notes a fault at an offset of the text."""
        column = offset - (self.text.rfind("\n", 0, offset) + 1)
        self.faults.append(CodeFault(rule, message, self.line(offset), column, fix, severity))

    def leave_open(self, what: str, offset: int, fix: str | None = None) -> None:
        """Notes what opens at an offset of the text, and is never closed: it takes in all that follows."""
        self.fault("WP101", f"{what} is never closed", offset, fix)
        self.left_open.append(self.line(offset))
