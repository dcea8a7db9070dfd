"""Markdown with markdown-it-py: fences, indented code, HTML blocks, tabs and code groups, with their lines.

Tab sets and other containers that CommonMark does not know are first turned into marker comments, line
for line (see `containers`), so that one parse by the kept parser sees what is inside them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.auditing.extracting.containers import MARKER, with_markers
from generator.auditing.pages.page import Block, Heading, Page, Paragraph

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

_TITLE = re.compile(r"""(?:title|filename|label)\s*=\s*["']([^"']+)["']|\[([^\]]+)\]""")
_ATTRIBUTES = re.compile(r"""\{[^{}]*\}|[\w-]+=(?:"[^"]*"|'[^']*'|\{[^{}]*\}|\S+)""")


def markdown_page(path: str, text: str) -> Page:
    """The page of a Markdown file (CommonMark, with the tabs of Material, Docusaurus/MDX and VitePress)."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    # Inline markup has no code block; leaving it unparsed keeps a page of 50 MB affordable.
    parser.core.ruler.enableOnly(["normalize", "block"])
    marked, is_mdx = with_markers(text, path.endswith(".mdx"))
    if is_mdx:
        parser.disable("code")
        parser.block.ruler.at("html_block", _element, {"alt": ["paragraph", "reference", "blockquote"]})
    walk = _Walk(path)
    walk.take(parser.parse(marked))
    return Page(
        path,
        text,
        "markdown",
        tuple(walk.blocks),
        tuple(walk.headings),
        tuple(walk.paragraphs),
    )


def _element(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """The rule for HTML in MDX, where a fence on the line below an element needs no blank line before it.

    The elements whose text is no Markdown (CommonMark §4.6, kinds 1 and 2) are left as they are.
    """
    from markdown_it.rules_block import html_block

    begin = state.bMarks[start] + state.tShift[start]
    line = start + 1
    if not state.src.startswith(("<pre", "<script", "<style", "<textarea", "<!--"), begin):
        while line < end and not state.isEmpty(line):
            if state.src.startswith(("```", "~~~"), state.bMarks[line] + state.tShift[line]):
                end = line
            line += 1
    return html_block(state, start, end, silent)


class _Walk:
    """Collects what the tokens of a page hold, and remembers the tab set that is open."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.blocks: list[Block] = []
        self.headings: list[Heading] = []
        self.paragraphs: list[Paragraph] = []
        self._tabs: list[str] = []
        self._group = 0
        self._groups = 0

    def take(self, tokens: Sequence["Token"]) -> None:
        """Goes through the tokens of the parser, top down."""
        for index, token in enumerate(tokens):
            if token.type == "fence":
                self._fence(token)
            elif token.type == "code_block":
                self._code(token.content, token, token.map[0] + 1 if token.map else 1, "")
            elif token.type == "html_block":
                self._html(token)
            elif token.type == "inline" and token.map:
                self._text(token, tokens[index - 1])

    def _text(self, token: "Token", opener: "Token") -> None:
        line, text = (token.map or [0])[0] + 1, _plain_underscores(token.content)
        if opener.type == "heading_open":
            level = int(opener.tag[1:]) if opener.tag[1:].isdigit() else 1
            self.headings.append(Heading(level, re.sub(r"\s*\{#[^}]*\}\s*$", "", text), line))
        elif opener.type == "paragraph_open":
            self.paragraphs.append(Paragraph(text, line))

    def _fence(self, token: "Token") -> None:
        first, after = token.map or (0, 0)
        info = token.info.strip()
        closed = after - first > token.content.count("\n") + 1
        match = re.match(r"\{?\.?([\w#+.-]+)", info)
        label = _fence_title(info, match.end() if match else 0)
        hint = match[1] if match else ""
        # MyST's directive of that name shows a command as an option, and below it what it printed.
        hint = "output" if info.startswith("{terminal}") else hint
        self._code(token.content, token, first + 2, hint, label, closed)

    def _code(
        self, text: str, token: "Token", line: int, hint: str, label: str = "", closed: bool = True
    ) -> None:
        tab = label or (self._tabs[-1] if self._tabs else "")
        block = Block(
            text,
            self.path,
            line,
            hint,
            tab,
            self.headings[-1].text if self.headings else "",
            self._group,
            closed=closed,
        )
        if token.level == 0 or text.strip():
            self.blocks.append(block)

    def _html(self, token: "Token") -> None:
        markers = MARKER.findall(token.content)
        for kind, title in markers:
            self._mark(kind, title)
        if markers or "<" not in token.content:
            return
        from generator.auditing.extracting.html.page import html_page

        inside = html_page(self.path, token.content)
        offset = token.map[0] if token.map else 0
        for block in inside.blocks:
            lines = tuple(line + offset for line in block.lines)
            heading = block.heading or (self.headings[-1].text if self.headings else "")
            self.blocks.append(replace(block, line=block.line + offset, lines=lines, heading=heading))
        self.headings.extend(replace(heading, line=heading.line + offset) for heading in inside.headings)

    def _mark(self, kind: str, title: str) -> None:
        if kind == "group":
            self._groups += 1
            self._group = self._groups
        elif kind == "end-group":
            self._group = 0
            self._tabs.clear()
        elif kind == "tab":
            if not self._group:
                self._mark("group", "")
            self._tabs.append(title)
        elif kind == "end-tab" and self._tabs:
            self._tabs.pop()


_UNDERSCORE = re.compile(r"\\_")  # names have it, and it is escaped where it is not code
_SPAN = re.compile(r"(`+)(?:(?!\1).)*\1")


def _plain_underscores(text: str) -> str:
    """Running text without the backslashes that keep an underscore from being a mark (CommonMark §2.4)."""
    if "\\_" not in text:
        return text
    found, end = [], 0
    for span in _SPAN.finditer(text):
        found += [_UNDERSCORE.sub("_", text[end : span.start()]), span[0]]
        end = span.end()
    return "".join([*found, _UNDERSCORE.sub("_", text[end:])])


def _fence_title(info: str, end: int) -> str:
    """The title of a fence: an attribute, one in brackets, or Mintlify's words behind the language at `end`.

    A single word in small letters, such as ``copy`` or ``showLineNumbers``, switches something on.
    """
    named = _TITLE.search(info)
    if named:
        return named[1] or named[2] or ""
    words = _ATTRIBUTES.sub(" ", info[end:]).strip() if info[end : end + 1] == " " else ""
    return words if words[:1].isupper() or words[:1].isdigit() else ""
