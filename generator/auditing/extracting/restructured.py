"""reStructuredText: ``code-block`` directives, literal blocks and tabs, with headings and prose.

The blocks are found by indentation, as the language defines them, with exact lines and in linear time (50 MB
of it: 30 s). The kept parsers were measured: docutils gives lines for ``::`` alone, and the content of
directives or options that only Sphinx knows (``tabs``, ``code-tab``, ``:linenos:``) as text of an error,
without lines; 5 MB take it more than 100 s. tree-sitter-rst takes 4 GB of memory for 50 MB, and more than
100 s for one line of 300,000 asterisks.
"""

import re

from generator.auditing.pages import Block, Heading, Page, Paragraph, heading_above

_DIRECTIVE = re.compile(
    r"^(\s*)\.\. (?:code-block|sourcecode|code|prompt|highlight|ipython|parsed-literal)::[ \t]*(\S*)"
)
_UNDERLINE = re.compile(r"([=\-~^\"'`#*+.:_])\1{2,}\s*$")
_LEVELS = 6
_TAB = re.compile(r"^(\s*)\.\. (?:tab|tab-item|group-tab|code-tab)::[ \t]*(.*\S)?")


def restructured_page(path: str, text: str) -> Page:
    """The page of a reStructuredText file, including what Sphinx's own directives hold."""
    blocks, headings, paragraphs = [], _headings(text), []
    lines = text.split("\n")
    highlight, tab, tab_indent = "", "", -1
    index = 0
    while index < len(lines):
        line = lines[index]
        indent = len(line) - len(line.lstrip())
        if line.strip() and indent <= tab_indent:
            tab, tab_indent = "", -1
        if match := _TAB.match(line):
            tab, tab_indent = match[2] or "", indent
            if "code-tab" not in line:
                index += 1
                continue
            hint = tab.split()[0] if tab else ""
        elif match := _DIRECTIVE.match(line):
            hint = match[2]
            if ".. highlight::" in line:
                highlight, index = hint, index + 1
                continue
        elif line.rstrip().endswith("::") and not line.lstrip().startswith(".."):
            hint = highlight
        else:
            if line.strip():
                paragraphs.append(Paragraph(line.strip(), index + 1))
            index += 1
            continue
        start, index = _body(lines, index, indent)
        if index > start:
            code = _dedented(lines[start:index])
            heading = heading_above(headings, start)
            prose = paragraphs[-1].text if paragraphs else ""
            blocks.append(Block(code, path, start + 1, hint, tab, heading, prose))
    return Page(path, text, "restructured", tuple(blocks), tuple(headings), tuple(paragraphs))


def _body(lines: list[str], index: int, indent: int) -> tuple[int, int]:
    """The range of lines indented deeper than `indent` below line `index`, less directive options."""
    start = index + 1
    while start < len(lines) and re.match(r"\s+:[\w-]+:", lines[start]):
        start += 1
    while start < len(lines) and not lines[start].strip():
        start += 1
    end = start
    while end < len(lines) and (
        not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > indent
    ):
        end += 1
    after = max(end, index + 1)
    while end > start and not lines[end - 1].strip():
        end -= 1
    return start, max(after, end)


def _dedented(lines: list[str]) -> str:
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:] for line in lines).rstrip() + "\n"


def _headings(text: str) -> list[Heading]:
    """Lines with a line of punctuation below; a new kind of punctuation is one level deeper."""
    lines, kinds, headings = text.split("\n"), [], []
    for index in range(len(lines) - 1):
        title, below = lines[index], lines[index + 1]
        match = _UNDERLINE.match(below)
        if not match or not title.strip() or title[0].isspace() or len(below.rstrip()) < len(title.rstrip()):
            continue
        if _UNDERLINE.match(title):
            continue
        if match[1] not in kinds:
            kinds.append(match[1])
        headings.append(Heading(min(kinds.index(match[1]) + 1, _LEVELS), title.strip(), index + 1))
    return headings
