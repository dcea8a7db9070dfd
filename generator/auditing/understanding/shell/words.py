"""A word of shell text: its pieces, bare, quoted or expanded, and quotes that are never closed."""

import re
from abc import ABC, abstractmethod

from generator.auditing.understanding.shell.quoting import ESCAPE, closing, expansion_follows, unescaped
from generator.auditing.understanding.shell.script import Script, Word, WordPiece

_NAME = re.compile(r"[A-Za-z_]\w*|[0-9@*#?$!-]")


class Words(ABC):
    """Reads pieces from `position` on into the word that is open; a substitution is left to `_inner`."""

    def __init__(self, script: Script, position: int, end: int) -> None:
        self._script = script
        self._text = script.text
        self._position = position
        self._end = end
        self._word: Word | None = None

    @abstractmethod
    def _inner(self, start: int, end: int) -> None:
        """Read the commands of a substitution."""

    def _add(self, text: str, quote: str, offset: int, expands: bool = False) -> None:
        if self._word is None:
            self._word = Word(offset)
        pieces = self._word.pieces
        if pieces and not expands and not pieces[-1].expands and pieces[-1].quote == quote == "":
            pieces[-1].text += text
        else:
            pieces.append(WordPiece(text, quote, offset, expands))

    def _plain(self, char: str) -> None:
        self._add(char, "", self._position)
        self._position += 1

    def _quoted(self, char: str) -> None:
        if char == "'":
            self._single(self._position, "'")
        elif char == '"':
            self._double()
        elif char == "`":
            self._backticks("")
        else:
            self._dollar("")

    def _single(self, start: int, quote: str) -> None:
        text, at = self._text, start + len(quote)
        if quote == "'":
            close = text.find("'", at, self._end)
        else:
            match = re.compile(r"(?:[^'\\]|\\.)*'", re.DOTALL).match(text, at, self._end)
            close = match.end() - 1 if match else -1
        if close < 0:
            self._unterminated(start, "'")
            return
        content = text[at:close]
        self._add(content if quote == "'" else ESCAPE.sub(unescaped, content), quote, start)
        self._position = close + 1

    def _unterminated(self, offset: int, quote: str) -> None:
        fix = "Close the quote; inside single quotes write '\\'' for an apostrophe."
        self._script.leave_open(f"the quote {quote}", offset, fix)
        self._add(self._text[offset + 1 : self._end], quote, offset)
        self._position = self._end

    def _double(self) -> None:
        text, start = self._text, self._position
        at = run = start + 1
        self._add("", '"', start)
        while at < self._end:
            char = text[at]
            if char == '"':
                self._add(text[run:at], '"', run)
                self._position = at + 1
                return
            if char == "\\" and at + 1 < self._end:
                self._add(text[run:at], '"', run)
                escaped = text[at + 1]
                self._add(
                    {"\n": ""}.get(escaped, escaped) if escaped in '$`"\\\n' else "\\" + escaped, '"', at
                )
                at = run = at + 2
            elif char == "`" or (char == "$" and expansion_follows(text, at)):
                self._add(text[run:at], '"', run)
                self._position = at
                (self._backticks if char == "`" else self._dollar)('"')
                at = run = self._position
            else:
                at += 1
        self._unterminated(start, '"')

    def _backticks(self, quote: str) -> None:
        start = self._position
        close = self._text.find("`", start + 1, self._end)
        if close < 0:
            self._script.leave_open("the backtick", start)
            self._position = self._end
            return
        self._inner(start + 1, close)
        self._add(self._text[start : close + 1], quote, start, expands=True)
        self._position = close + 1

    def _dollar(self, quote: str) -> None:
        text, start = self._text, self._position
        following = text[start + 1 : start + 2]
        if following == "'" and not quote:
            self._single(start, "$'")
            return
        if following == "(":
            close = closing(text, start + 1, self._end, "(", ")")
            if close > 0 and not text.startswith("((", start + 1):
                self._inner(start + 2, close)
        elif following == "{":
            close = closing(text, start + 1, self._end, "{", "}")
        else:
            name = _NAME.match(text, start + 1)
            close = name.end() - 1 if name else start
            if following == '"' and not quote:
                self._position = start + 1
                return
            if name is None:
                self._add("$", quote, start)
                self._position = start + 1
                return
        if close < 0:
            self._script.leave_open(f"the ${following}", start)
            close = self._end - 1
        self._add(text[start : close + 1], quote, start, expands=True)
        self._position = close + 1
