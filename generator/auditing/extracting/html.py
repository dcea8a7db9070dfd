"""HTML pages as published: ``pre`` blocks with their language, tab title and original lines."""

import html as entities
import re

from generator.auditing.extracting.html_code import Code, hints_of, is_gutter, is_line
from generator.auditing.extracting.html_tabs import Tabs
from generator.auditing.extracting.html_tokens import Characters, Tag, tokens
from generator.auditing.pages import Block, Heading, Lines, Page, Paragraph, Table

_VOID = {"br", "img", "hr", "input", "meta", "link", "wbr", "col", "source", "area", "base", "embed", "path"}
_TEXTS = {"p", "li", "dt", "dd", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "caption"}
_DOCUMENT = re.compile(r"\s*(?:<!doctype html|<(?:html|head|body|div|article|section|main)\b)", re.IGNORECASE)
_DEEPEST = 2000


def looks_like_html(text: str) -> bool:
    """Whether text of unknown kind is an HTML document."""
    return _DOCUMENT.match(text) is not None


def html_page(path: str, text: str) -> Page:
    """The page of an HTML file or of a piece of one."""
    walk = _Walk(path, text)
    for token in tokens(text):
        if isinstance(token, Characters):
            walk.characters(token)
        elif token.closes:
            walk.close(token)
        else:
            walk.open(token)
    walk.end()
    return Page(
        path,
        text,
        "html",
        tuple(walk.blocks),
        tuple(walk.headings),
        tuple(walk.paragraphs),
        tuple(walk.tables),
    )


class _Walk:
    """Goes through the tokens with the stack of open elements; collects blocks and prose."""

    def __init__(self, path: str, text: str) -> None:
        self.blocks: list[Block] = []
        self.headings: list[Heading] = []
        self.paragraphs: list[Paragraph] = []
        self.tables: list[Table] = []
        self._path = path
        self._lines = Lines(text)
        self._stack: list[Tag] = []
        self._skipped = 0  # depth of the gutter or button that is open, 0 for none
        self._code: Code | None = None
        self._text: tuple[int, int, list[str]] | None = None  # depth, line, pieces
        self._rows: list[list[tuple[int, list[str]]]] = []
        self._tabs = Tabs()

    def open(self, tag: Tag) -> None:
        """A start tag."""
        if tag.name == "br":
            if self._code is not None and not self._skipped:
                self._code.newline(self._lines.at(tag.offset))
            return
        if tag.name in _VOID or len(self._stack) >= _DEEPEST:
            return
        self._stack.append(tag)
        depth = len(self._stack)
        if not self._skipped and is_gutter(tag):
            self._skipped = depth
        if self._skipped:
            return
        self._tabs.open(tag, depth)
        if self._code is None and tag.name in ("pre", "code"):
            hints = hints_of(self._stack[-6:])
            self._code = Code(tag.name, depth, hints, self._tabs.title(), self._tabs.group())
            if tag.name == "pre" and not any(outer.name == "table" for outer in self._stack):
                self._code.opened(depth, tag.end)
        elif self._code is not None and tag.name == "code":
            self._code.opened(depth, tag.end)
        elif self._code is None:
            self._open_prose(tag, depth)

    def _open_prose(self, tag: Tag, depth: int) -> None:
        if tag.name in _TEXTS:
            if self._text is not None:
                self._end_text()
            self._text = (depth, self._lines.at(tag.offset), [])
        if tag.name == "table":
            self._rows.append([])
        elif tag.name == "tr" and self._rows:
            self._rows[-1].append((self._lines.at(tag.offset), []))

    def close(self, tag: Tag) -> None:
        """An end tag; one that closes nothing is ignored."""
        name = tag.name
        depth = next(
            (
                index + 1
                for index in range(len(self._stack) - 1, max(len(self._stack) - 64, -1), -1)
                if self._stack[index].name == name
            ),
            0,
        )
        if not depth:
            return
        ended = self._stack[depth - 1]
        if self._code is not None and not self._skipped and is_line(ended) and depth > self._code.depth:
            self._code.line_ended()
        if self._skipped >= depth:
            self._skipped = 0
        if self._code is not None:
            self._code.closed(depth, tag.offset)
            if depth <= self._code.depth:
                self._end_code(self._code)
        if self._text is not None and depth <= self._text[0]:
            self._end_text()
        if name == "table" and self._rows:
            self._end_table(self._rows.pop())
        self._tabs.close(depth)
        del self._stack[depth - 1 :]

    def characters(self, token: Characters) -> None:
        """Text."""
        if self._skipped:
            return
        if self._code is not None:
            self._code.text(entities.unescape(token.text), token.text, self._lines.at(token.offset))
        elif self._text is not None:
            self._text[2].append(entities.unescape(token.text))
        self._tabs.text(token.text)

    def end(self) -> None:
        """The end of the page closes what is open."""
        if self._code is not None:
            self._end_code(self._code)
        if self._text is not None:
            self._end_text()
        for rows in self._rows:
            self._end_table(rows)

    def _end_code(self, code: Code) -> None:
        self._code = None
        if code.tag == "code" and "\n" not in code.joined().strip():
            if self._text is not None:
                self._text[2].append(f"`{code.joined()}`")
            return
        heading = self.headings[-1].text if self.headings else ""
        prose = self.paragraphs[-1].text if self.paragraphs else ""
        block = code.block(self._path, heading, prose)
        if block is not None:
            self.blocks.append(block)

    def _end_text(self) -> None:
        if self._text is None:
            return
        opened, line, pieces = self._text
        self._text = None
        text = re.sub(r"\s+", " ", "".join(pieces)).strip()
        name = self._stack[opened - 1].name if opened <= len(self._stack) else "p"
        if name in ("td", "th") and self._rows and self._rows[-1]:
            self._rows[-1][-1][1].append(text)
        elif not text:
            return
        elif re.fullmatch("h[1-6]", name):
            self.headings.append(Heading(int(name[1]), text.rstrip("¶#").strip(), line))
        else:
            self.paragraphs.append(Paragraph(text, line))

    def _end_table(self, rows: list[tuple[int, list[str]]]) -> None:
        filled = [(line, tuple(cells)) for line, cells in rows if cells]
        if filled:
            self.tables.append(Table(filled[0][1], tuple(filled[1:]), filled[0][0]))
