"""Markdown text in, the same text line for line out, with tab sets made into marker comments.

Known are the tabs of pymdownx (``=== "Go"``), admonitions (``!!!``, ``???``), the ``<Tabs>`` and
``<TabItem>`` of Docusaurus and other MDX dialects, and ``::: code-group`` of VitePress. The tags of
MDX's other components are taken out. What stands in a container loses the container's indentation, so
a CommonMark parser sees fences, not indented code.
"""

import re

MARKER = re.compile(r"<!--\u2063(group|end-group|tab|end-tab)\u2063([^\n]*?)-->")
_FENCE = re.compile(r"^[ \t]*(?:(?:[-*+]|\d+[.)])\s+|>\s?)*(`{3,}|~{3,})(.*)$")
_MATERIAL = re.compile(r"^(\s*)===[+!]?\s+\"(.*)\"\s*$")
_ADMONITION = re.compile(r"^(\s*)(?:!!!|\?\?\?\+?)\s+\S")
_TABS = re.compile(
    r"^[ \t]*(</?)(Tabs|CodeGroup|CodeBlocks|CodeTabs|TabGroup|TabItem|Tab|TabPanel|CodeTab)\b([^>]*)>\s*$"
)
# A tag of a component alone on its line, around Markdown (https://mdxjs.com/docs/what-is-mdx/).
_COMPONENT = re.compile(r"^[ \t]*</?[A-Z][\w.]*(?:[ \t][^<>\n]*)?>[ \t]*$", re.MULTILINE)
_COLON = re.compile(r"^[ \t]*:{3,}\s*(?:([\w:-]+).*|[{\"].*)?$")
_NAME = re.compile(r"""\b(?:label|title|name|value|language|heading)\s*=\s*\{?["']([^"']*)["']""")
_LABEL = re.compile(r"""\b(?:label|title)\s*=\s*\{?["']([^"']*)["']""")
_SETS = {"Tabs", "CodeGroup", "CodeBlocks", "CodeTabs", "TabGroup"}


def with_markers(text: str, is_mdx: bool) -> tuple[str, bool]:
    """The text with markers, and whether it is MDX, where indented text is no code."""
    has_components = is_mdx and _COMPONENT.search(text) is not None
    if not has_components and not re.search(
        r"^[ \t]*(===[+!]? \"|!!! |\?\?\?|<Tab|<Code|:::)", text, re.MULTILINE
    ):
        return text, is_mdx
    is_mdx = is_mdx or re.search(r"^[ \t]*<(Tabs|TabItem|CodeGroup)\b", text, re.MULTILINE) is not None
    rewriter = _Rewriter(is_mdx)
    lines = text.split("\n")
    following, after = "", [""] * len(lines)
    for index in range(len(lines) - 1, -1, -1):
        after[index] = following
        following = lines[index] if lines[index].strip() else following
    return "\n".join(map(rewriter.line, lines, after)), is_mdx


class _Rewriter:
    """Goes over the lines and knows which fence and which containers are open."""

    def __init__(self, is_mdx: bool) -> None:
        self._is_mdx = is_mdx
        self._fence = ""
        self._fence_indent = 0
        self._open: list[tuple[int, str]] = []  # indentation of the content, kind
        self._colons: list[bool] = []  # of the containers with colons, whether they are sets of tabs

    def line(self, line: str, following: str) -> str:
        """What takes the place of one line; `following` is the next line that is not blank."""
        if self._fence:
            return self._inside_fence(line)
        if not line.strip():
            return self._leave(following)
        self._leave(line)
        line = self._without_margin(line)
        if match := _FENCE.match(line):
            if "`" in match[2] and match[1][0] == "`":
                return line
            self._fence = match[1]
            indent = len(line) - len(line.lstrip())
            self._fence_indent = indent if self._is_mdx and indent else 0
            return line[self._fence_indent :]
        replaced = self._container(line)
        return line if replaced is None else replaced

    def _inside_fence(self, line: str) -> str:
        line = self._without_margin(line)
        stripped = line.strip().lstrip("> ")
        if set(stripped) == {self._fence[0]} and len(stripped) >= len(self._fence):
            self._fence = ""
        margin = min(self._fence_indent, len(line) - len(line.lstrip()))
        return line[margin:]

    def _without_margin(self, line: str) -> str:
        margin = self._open[-1][0] if self._open else 0
        return line[min(margin, len(line) - len(line.lstrip())) :]

    def _leave(self, line: str) -> str:
        """Closes the containers that `line` is not indented for; gives the markers that say so."""
        indent = len(line) - len(line.lstrip())
        markers = ""
        while self._open and (indent < self._open[-1][0] or not line):
            if self._open.pop()[1] == "tab":
                follows = _MATERIAL.match(line)
                markers += _marker("end-tab") + ("" if follows else _marker("end-group"))
        return markers

    def _container(self, line: str) -> str | None:
        outer = self._open[-1][0] if self._open else 0
        if match := _MATERIAL.match(line):
            self._open.append((outer + len(match[1]) + 4, "tab"))
            return _marker("tab", match[2])
        if match := _ADMONITION.match(line):
            self._open.append((outer + len(match[1]) + 4, "note"))
            return ""
        if match := _TABS.match(line):
            return _tag_marker(match[1] == "</", match[2], match[3])
        if self._is_mdx and _COMPONENT.match(line):
            return ""  # to CommonMark, it opens HTML that goes on to the next blank line
        if match := _COLON.match(line):
            return self._colon(match[1] or "", closes=not line.strip().strip(":"))
        return None

    def _colon(self, kind: str, *, closes: bool) -> str:
        """The marker for a line that opens a container with colons, or closes the one opened last."""
        if not closes:
            self._colons.append(kind in ("code-group", "tabs", "tab-set"))
            return _marker("group") if self._colons[-1] else ""
        return _marker("end-group") if self._colons and self._colons.pop() else ""


def _tag_marker(closes: bool, name: str, attributes: str) -> str:
    if name in _SETS:
        return _marker("end-group" if closes else "group")
    if closes:
        return _marker("end-tab")
    title = _NAME.search(attributes)
    label = _LABEL.search(attributes)
    return _marker("tab", label[1] if label else title[1] if title else "")


def _marker(kind: str, title: str = "") -> str:
    return f"<!--\u2063{kind}\u2063{title.replace('--', '')}-->"
