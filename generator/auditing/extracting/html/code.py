"""One code block of an HTML page in the making: highlighters' spans, gutters, ``<br>``, line elements."""

import re
from collections.abc import Sequence
from functools import lru_cache

from turbohtml import Token

from generator.auditing.pages.page import Block, Position

_GUTTERS = {
    "gutter", "lineno", "linenos", "linenodiv", "line-number", "line-numbers", "line-numbers-rows",
    "rouge-gutter", "hljs-ln-numbers", "ln", "lnt", "linenumber", "line-no", "blob-num",
    "line-count", "line-coverage", "missing-if-branch",
    "react-syntax-highlighter-line-number", "copy", "copybtn", "copy-button", "gp-ignore",
    "viewcode-back",
}  # fmt: skip
_LINES = {
    "line",
    "token-line",
    "code-line",
    "view-line",
    "cl",
    "hljs-ln-line",
    "react-code-line",
    "CodeMirror-line",
}
_PREFIXES = (
    "language-",
    "lang-",
    "highlight-source-",
    "highlight-",
    "brush:",
    "sourcecode-",
    "code-",
    "tab-",
)
_NO_LANGUAGE = {"wrapper", "block", "toolbar", "text-wrap", "container", "box", "group", "example", "pane"}


def is_gutter(name: str, classes: str, tag: Token) -> bool:
    """Whether an element inside or beside code is no part of it: line numbers, copy buttons, ways back."""
    if name in ("button", "select"):
        return "tab" not in (tag.attr("role") or "") and "tab" not in classes
    if name in ("pre", "code", "body", "html", "main", "article"):
        return False
    return bool(classes) and _is_of_gutter(classes)


@lru_cache(maxsize=1024)  # a highlighter gives each of a page's thousands of spans one of few classes
def _is_of_gutter(classes: str) -> bool:
    names = classes.split()
    return not _GUTTERS.isdisjoint(names) and "highlight" not in names


def is_literal(classes: str) -> bool:
    """Whether an element is a literal of running text, as docutils writes it, whose lines may be broken."""
    return {"docutils", "literal"} <= set(classes.split())


@lru_cache(maxsize=1024)
def is_line(name: str, classes: str) -> bool:
    """Whether an element inside code is a line of its own."""
    return name in ("div", "li", "tr", "p") or not _LINES.isdisjoint(classes.split())


def hints_of(elements: Sequence[Token]) -> str:
    """The language that the innermost of some nested elements names, or an empty string."""
    from generator.auditing.pages.language import known

    named = ""
    for tag in reversed(elements):
        for attribute in ("data-lang", "data-language", "data-programming-language", "language", "lang"):
            value = tag.attr(attribute)
            if value and (known(value) or attribute != "lang"):
                return value
        classes = (tag.attr("class") or "").replace("brush: ", "brush:").split()
        if "notranslate" in classes and (lexer := _lexer(classes)):
            return lexer
        for name in classes:
            for prefix in _PREFIXES:
                if name.lower().startswith(prefix):
                    value = name[len(prefix) :].rstrip(";")
                    if known(value):
                        return value
                    if prefix in _PREFIXES[:2] and value not in _NO_LANGUAGE:
                        named = named or value
        # The domain of what Sphinx describes (``dl class="py method"``) is not the language of its code.
        bare = "" if tag.tag in ("dl", "dd", "dt") else next((name for name in classes if known(name)), "")
        if bare and any(
            word in " ".join(classes) for word in ("hljs", "highlight", "sourceCode", "prettyprint", bare)
        ):
            return bare
    return named


def _lexer(classes: Sequence[str]) -> str:
    """The language that Sphinx colours a block for, as ``html+django``; empty for none, or one unheard of."""
    from generator.auditing.pages.language import known

    names = [name.removeprefix("highlight-") for name in classes if name.startswith("highlight-")]
    return next((name for name in names if name == "default" or known(name.partition("+")[0])), "")


class CodeCollector:
    """Collects the text of a block and the original line of each of its lines."""

    def __init__(
        self, tag: str, depth: int, hint: str, tab: str, group: int, is_inline: bool = False
    ) -> None:
        self.tag = tag
        self.is_inline = is_inline
        self.depth = depth
        self._hint = hint
        self._tab = tab
        self._group = group
        self._pieces: list[str] = []
        self._starts: list[int] = []
        self._line_is_over = False
        self._is_blank = True
        self._inside: tuple[int, Position] | None = None  # depth of the element that holds it all, its start
        self._span: tuple[Position, Position] | None = None

    def opened(self, depth: int, start: Position) -> None:
        """The ``pre``, or a ``code`` in it, has opened: it holds the code if nothing came before it."""
        if depth == self.depth or (self._inside is not None and self._is_blank):
            self._inside, self._span = (depth, start), None

    def named(self, hint: str) -> None:
        """An element inside names the language, as HTML's own ``pre > code class="language-x"`` does."""
        if self._is_blank and hint:
            self._hint = hint

    def closed(self, depth: int, end: Position) -> None:
        """The element at `depth` and those in it have ended at `end`."""
        if self._inside is not None and self._span is None and depth == self._inside[0]:
            self._span = self._inside[1], end

    def text(self, text: str, line: int, last: int) -> None:
        """Adds characters that stand in the source from `line` to the line `last`."""
        if self._line_is_over and self._pieces and not text.startswith("\n"):
            if not text.strip():
                return
            self._pieces.append("\n")
        self._line_is_over = False
        is_blank = not text or text.isspace()
        if self._span is not None and not is_blank:
            self._inside = self._span = None  # more than one element holds it
        if not self._starts or (self._pieces and self._pieces[-1].endswith("\n")):
            self._starts.append(line)
        self._pieces.append(text)
        self._is_blank = self._is_blank and is_blank
        newlines = text.count("\n")
        if newlines:
            original = last - line >= newlines  # else some came as &#10;
            for number in range(1, newlines + 1):
                self._starts.append(line + number if original else line)
            if text.endswith("\n"):
                self._starts.pop()

    def newline(self, line: int) -> None:
        """A ``<br>``."""
        self._line_is_over = False
        self.text("\n", line, line + 1)

    def line_ended(self) -> None:
        """An element that is one line has ended: what follows is the next line."""
        # Chroma's lines hold their own line break.
        self._line_is_over = bool(self._pieces) and not self._pieces[-1].endswith("\n")

    def joined(self) -> str:
        """The text so far."""
        return "".join(self._pieces)

    def block(self, path: str, heading: str) -> Block | None:
        """The finished block, or None for a gutter of line numbers or an empty one."""
        text, starts = self.joined(), self._starts
        lines = text.split("\n")
        starts += [starts[-1] if starts else 1] * (len(lines) - len(starts))
        first = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
        lines, starts = lines[first:], starts[first:]
        while lines and not lines[-1].strip():
            lines.pop()
        if not lines or re.fullmatch(r"[\d\s]*", "".join(lines)):
            return None
        lines = _without_numbers([line.replace("\xa0", " ").replace("\u200b", "") for line in lines])
        code = "\n".join(lines) + "\n"
        return Block(
            code, path, starts[0], self._hint, self._tab, heading, self._group,
            lines=tuple(starts[: len(lines)]), span=self._span,
        )  # fmt: skip


def _without_numbers(lines: list[str]) -> list[str]:
    """The lines without numbers that were put before each of them."""
    numbered = [re.match(r"\s*(\d+)[ .:|\t]?(?=\D|$)", line) for line in lines]
    if len(lines) < 3 or any(
        match is None or int(match[1]) != index + 1 for index, match in enumerate(numbered)
    ):
        return lines
    return [line[match.end() :] for line, match in zip(lines, numbered, strict=True) if match]
