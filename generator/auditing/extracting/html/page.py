"""HTML pages as published: ``pre`` blocks with their language, tab title and original lines.

turbohtml cuts a page into tags and text as the HTML standard has it. A tree of its elements would not do:
text has no place in the source there.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from turbohtml import Token, TokenType, tokenize

from generator.auditing.extracting.html.code import CodeCollector, hints_of, is_gutter, is_line, is_literal
from generator.auditing.extracting.html.tabs import TabTracker
from generator.auditing.pages.page import Block, Heading, Page, Paragraph, Position

_VOID = {"br", "img", "hr", "input", "meta", "link", "wbr", "col", "source", "area", "base", "embed", "path"}
_TEXTS = {"p", "li", "dt", "dd", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "caption"}
_DOCUMENT = re.compile(r"\s*(?:<!doctype html|<(?:html|head|body|div|article|section|main)\b)", re.IGNORECASE)
# What these hold is raw text to the parser, and no text of the page.
_UNREAD = {"script", "style", "textarea", "title", "noscript", "iframe", "noembed", "noframes", "xmp"}
_DEEPEST = 2000


def looks_like_html(text: str) -> bool:
    """Whether text of unknown kind is an HTML document."""
    return _DOCUMENT.match(text) is not None


def html_page(path: str, text: str) -> Page:
    """The page of an HTML file or of a piece of one."""
    walk = _Walk(path)
    text_token, start_tag, end_tag = TokenType.TEXT, TokenType.START_TAG, TokenType.END_TAG
    for token, end in _tokens(text):
        kind = token.type
        if kind is text_token:
            walk.text(token, end)
        elif kind is start_tag:
            walk.open(token, end)
        elif kind is end_tag:
            walk.close(token)
    walk.end()
    return Page(
        path,
        text,
        "html",
        tuple(walk.blocks),
        tuple(walk.headings),
        tuple(walk.paragraphs),
    )


def _tokens(text: str) -> Iterator[tuple[Token, Position]]:
    """The tokens of a page, each with its end: where the next one starts, or the page ends."""
    last = None
    for token in tokenize(text):
        if last is not None:
            yield last, (token.line, token.col)
        last = token
    if last is not None:
        yield last, (text.count("\n") + 1, len(text) - text.rfind("\n") - 1)


class _Element(NamedTuple):
    """An open element; asking a `Token` for its name and classes makes new texts each time."""

    name: str
    classes: str
    tag: Token


class _Walk:
    """Goes through the tokens with the stack of open elements; collects blocks and prose."""

    def __init__(self, path: str) -> None:
        self.blocks: list[Block] = []
        self.headings: list[Heading] = []
        self.paragraphs: list[Paragraph] = []
        self._path = path
        self._stack: list[_Element] = []
        self._skipped = 0  # depth of the script, gutter or button that is open, 0 for none
        self._table = 0  # depth of the outermost table that is open, 0 for none
        self._code: CodeCollector | None = None
        self._text: tuple[int, int, list[str]] | None = None  # depth, line, pieces
        self._tabs = TabTracker()

    def open(self, tag: Token, end: Position) -> None:
        """A start tag that ends at `end`."""
        name = tag.tag or ""
        if name == "br":
            if self._code is not None and not self._skipped:
                self._code.newline(tag.line)
            return
        if name in _VOID or len(self._stack) >= _DEEPEST:
            return
        element = _Element(name, tag.attr("class") or "", tag)
        self._stack.append(element)
        depth = len(self._stack)
        if not self._skipped and (name in _UNREAD or is_gutter(*element)):
            self._skipped = depth
        if self._skipped:
            return
        if self._code is None:
            self._open_outside(element, depth, end)
        elif name == "code":
            self._code.opened(depth, end)
            self._code.named(hints_of([tag]))

    def _open_outside(self, element: _Element, depth: int, end: Position) -> None:
        """An element outside of code; what a highlighter puts into code is none of these."""
        name, classes, tag = element
        if name == "table":
            self._table = self._table or depth
        self._tabs.open(tag, depth)
        if name in ("pre", "code"):
            hints = hints_of([each.tag for each in self._stack[-6:]])
            tab, group = self._tabs.title(), self._tabs.group()
            self._code = CodeCollector(name, depth, hints, tab, group, is_literal(classes))
            if name == "pre" and not self._table:
                self._code.opened(depth, end)
        elif name in _TEXTS:
            if self._text is not None:
                self._end_text()
            self._text = (depth, tag.line, [])

    def close(self, tag: Token) -> None:
        """An end tag; one that closes nothing is ignored."""
        name = tag.tag or ""
        depth = self._depth_of(name)
        if not depth:
            return
        if self._code is not None and not self._skipped and depth > self._code.depth:
            if is_line(name, self._stack[depth - 1].classes):
                self._code.line_ended()
            self._code.closed(depth, (tag.line, tag.col))
            del self._stack[depth - 1 :]
            return
        if self._skipped >= depth:
            self._skipped = 0
        if self._table >= depth:
            self._table = 0
        if self._code is not None:
            self._code.closed(depth, (tag.line, tag.col))
            if depth <= self._code.depth:
                self._end_code(self._code)
        if self._text is not None and depth <= self._text[0]:
            self._end_text()
        self._tabs.close(depth)
        del self._stack[depth - 1 :]

    def _depth_of(self, name: str) -> int:
        """The depth of the innermost open element of a name, 0 for none; far out is not looked."""
        stack = self._stack
        if stack and stack[-1].name == name:
            return len(stack)
        outermost = max(len(stack) - 63, 0)
        return next((at for at in range(len(stack), outermost, -1) if stack[at - 1].name == name), 0)

    def text(self, token: Token, end: Position) -> None:
        """Text that ends at `end`."""
        if self._skipped or token.data is None:
            return
        if self._code is not None:
            self._code.text(token.data, token.line, end[0])
        elif self._text is not None:
            self._text[2].append(token.data)
        self._tabs.text(token.data)

    def end(self) -> None:
        """The end of the page closes what is open."""
        if self._code is not None:
            self._end_code(self._code)
        if self._text is not None:
            self._end_text()

    def _end_code(self, code: CodeCollector) -> None:
        self._code = None
        if code.tag == "code" and (code.is_inline or "\n" not in code.joined().strip()):
            if self._text is not None:
                self._text[2].append(f"`{code.joined()}`")
            return
        heading = self.headings[-1].text if self.headings else ""
        block = code.block(self._path, heading)
        if block is not None:
            self.blocks.append(block)

    def _end_text(self) -> None:
        if self._text is None:
            return
        opened, line, pieces = self._text
        self._text = None
        text = re.sub(r"\s+", " ", "".join(pieces)).strip()
        name = self._stack[opened - 1].name if opened <= len(self._stack) else "p"
        if name in ("td", "th") or not text:
            return
        if re.fullmatch("h[1-6]", name):
            self.headings.append(Heading(int(name[1]), text.rstrip("¶#").strip(), line))
        else:
            self.paragraphs.append(Paragraph(text, line))
