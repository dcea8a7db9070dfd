"""reStructuredText with docutils: literal blocks, directives for code, tabs, tables, headings and prose.

docutils finds what each line is; nothing is rendered, resolved, read or executed. Inline markup has no code
block and stays as written. The states of its parser are extended in `restructured_states`, where directives
that only Sphinx or an extension knows are read too.
"""

from collections.abc import Sequence

from docutils import nodes

from generator.auditing.extracting.restructured.states import (
    CodeDirective,
    Highlight,
    ListTable,
    Tab,
    TabSet,
    Title,
    documents,
    without_tabs,
)
from generator.auditing.pages.page import Block, Heading, Page, Paragraph

_LEVELS = 6
_UNSEEN = (nodes.comment, nodes.system_message, nodes.substitution_definition)


def restructured_page(path: str, text: str) -> Page:
    """The page of a reStructuredText file, including what Sphinx's own directives hold."""
    lines = text.split("\n")
    walk = _Walk(path, lines)
    for document in documents(lines):
        walk.take(document)
    blocks = sorted(walk.blocks, key=lambda block: block.line)
    return Page(
        path,
        text,
        "restructured",
        tuple(blocks),
        tuple(walk.headings),
        tuple(walk.paragraphs),
    )


class _Walk:
    """Collects what the nodes of a page hold, in its order, and knows the tab that is open."""

    def __init__(self, path: str, lines: Sequence[str]) -> None:
        self.path = path
        self.blocks: list[Block] = []
        self.headings: list[Heading] = []
        self.paragraphs: list[Paragraph] = []
        self._lines = lines
        self._styles: list[str | tuple[str, str]] = []
        self._highlight = ""
        self._tab = ""
        self._group = 0
        self._groups = 0

    def take(self, node: nodes.Node) -> None:
        """Goes through a node and what is in it."""
        match node:
            case CodeDirective():
                self._code(node, node["hint"] or self._highlight, node["tab"] or self._tab)
            case nodes.literal_block():
                self._code(node, self._highlight, self._tab)
            case nodes.doctest_block():
                self._code(node, "pycon", self._tab)
            case Highlight():
                self._highlight = node["hint"]
            case Title():
                self._heading(node)
            case nodes.paragraph() | nodes.term() | nodes.line():
                self._prose(node, node.astext())
            case nodes.field():
                self._field(node)
            case nodes.table() | ListTable():
                self._table(node)
            case nodes.Element() if not isinstance(node, _UNSEEN):
                self._inside(node)

    def _inside(self, node: nodes.Element) -> None:
        """Goes through the children of a node; tabs that follow each other are of one set."""
        group, tab = self._group, self._tab
        is_set = isinstance(node, TabSet)
        if is_set:
            self._open_group()
        for child in node.children:
            if isinstance(child, Tab):
                if self._group == group:
                    self._open_group()
                self._tab = child["title"]
            elif not is_set:
                self._group = group
            self.take(child)
            self._tab = tab
        self._group = group

    def _open_group(self) -> None:
        self._groups += 1
        self._group = self._groups

    def _code(self, node: nodes.Element, hint: str, tab: str) -> None:
        code: Sequence[str] = node.astext().split("\n")
        start = (node.line or 1) - 1
        written = self._lines[start : start + len(code)]
        if [_bare(line) for line in written] == [_bare(line) for line in code]:
            code = written  # with its tabs, and the spaces at the ends of lines
        heading = self.headings[-1].text if self.headings else ""
        self.blocks.append(Block(_dedented(code), self.path, start + 1, hint, tab, heading, self._group))

    def _heading(self, node: Title) -> None:
        if node["style"] not in self._styles:
            self._styles.append(node["style"])
        level = min(self._styles.index(node["style"]) + 1, _LEVELS)
        self.headings.append(Heading(level, node.astext(), _line(node)))

    def _prose(self, node: nodes.Element, text: str) -> None:
        self.paragraphs.append(Paragraph(text, _line(node)))

    def _field(self, node: nodes.field) -> None:
        """A field with its name before the first paragraph of its body, as in ``:Method: POST``."""
        name, body = node.children
        rest = body.children
        text = f":{name.astext()}:"
        if rest and isinstance(rest[0], nodes.paragraph):
            text, rest = f"{text} {rest[0].astext()}", rest[1:]
        self._prose(node, text)
        for child in rest:
            self.take(child)

    def _table(self, node: nodes.Element) -> None:
        above = len(self.paragraphs)
        self._inside(node)
        del self.paragraphs[above:]  # the texts of cells are no running text


def _line(node: nodes.Node) -> int:
    return node.line or 1


def _bare(line: str) -> str:
    return without_tabs(line).strip()


def _dedented(lines: Sequence[str]) -> str:
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:] for line in lines).rstrip() + "\n"
