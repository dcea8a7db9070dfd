"""Shell text in, its commands out, word by word with the kind of quotes, and what breaks on the way.

The lexical grammar is POSIX XCU §2 with what bash and zsh add (``$'…'``, ``<<<``, ``<(…)``). Of the
kept parsers, shlex knows no operators and tree-sitter's bash grammar does not say what a word becomes;
quoting is exactly what breaks in published commands, so it is read here: commands, operators,
redirections and here-documents; words with their quotes and expansions in `shell_words`.
"""

import re
from functools import lru_cache

from generator.auditing.pages.page import Lines
from generator.auditing.understanding.shell.quoting import closing, splits_url
from generator.auditing.understanding.shell.script import Script, SimpleCommand
from generator.auditing.understanding.shell.words import Words

PLACEHOLDER = re.compile(r"<[A-Za-z_$/][^<>\n\"'`;&|()\\]{0,60}(?<!\s)>(?!\()")
_OPERATOR = re.compile(r"&&|\|\||;;&?|;&|\|&|&>>?|[;&|()]")
_REDIRECT = re.compile(r"\d*(?:<<<|<<-?|<>|<&|>&|>>|>\||<|>)")
_DEEPEST = 12


@lru_cache(maxsize=64)  # several rules ask for the scripts of the page at hand
def read_script(text: str) -> Script:
    """The script in a text; never raises."""
    script = Script(text, Lines(text))
    _Reader(script, 0, len(text), 0).run()
    return script


class _Reader(Words):
    """Reads one level of a script, from `position` to `end`; substitutions are read by another one."""

    def __init__(self, script: Script, position: int, end: int, depth: int) -> None:
        super().__init__(script, position, end)
        self._depth = depth
        self._command = SimpleCommand()
        self._pending: list[tuple[str, bool, SimpleCommand]] = []  # here-documents: delimiter, dashed
        self._redirect = ""
        self._parens: list[int] = []
        self._cases = 0

    def run(self) -> None:
        text = self._text
        while self._position < self._end:
            char = text[self._position]
            if char == "\n":
                self._end_command("\n")
                self._position += 1
                self._documents()
            elif char in " \t":
                self._end_word()
                self._position += 1
            elif char == "#" and self._word is None:
                end = text.find("\n", self._position)
                self._position = self._end if end < 0 else min(end, self._end)
            elif char == "\\":
                self._backslash()
            elif char in "'\"`$":
                self._quoted(char)
            elif char in "<>" or (
                char.isdigit() and self._word is None and _REDIRECT.match(text, self._position)
            ):
                self._angle()
            elif char in ";&|()":
                self._operator()
            else:
                self._plain(char)
        self._end_command("")
        for offset in self._parens[:1]:
            self._script.leave_open("the parenthesis", offset, "Close it, or quote the text.")

    def _end_word(self) -> None:
        word, self._word = self._word, None
        if word is None:
            return
        word.end = self._position
        if self._redirect:
            if self._redirect in ("<<", "<<-"):
                is_quoted = not word.is_bare
                self._pending.append(
                    (word.value + ("" if not is_quoted else "\0"), self._redirect == "<<-", self._command)
                )
            self._command.redirects.append(self._redirect)
            self._redirect = ""
            return
        first = not self._command.words
        self._command.words.append(word)
        if first and word.is_bare:
            self._keyword(word.value)

    def _keyword(self, name: str) -> None:
        if name in ("if", "then", "else", "elif", "do", "while", "until", "!", "{", "time"):
            self._command.words.pop()
        elif name == "case":
            self._cases += 1
        elif name == "esac":
            self._cases = max(self._cases - 1, 0)

    def _end_command(self, operator: str) -> None:
        self._end_word()
        if self._redirect and operator in ("\n", ""):
            offset = self._position
            self._script.fault("WP101", "the redirection names no file", min(offset, len(self._text)) - 1)
            self._redirect = ""
        command = self._command
        command.after = operator
        if command.words or command.documents:
            self._script.commands.append(command)
        self._command = SimpleCommand(before=operator)

    def _backslash(self) -> None:
        text, at = self._text, self._position
        following = text[at + 1 : at + 2]
        if following == "\n":
            self._end_word() if text[at - 1 : at] in (" ", "\t") else None
        elif following in (" ", "\t") and re.match(r"[ \t]+(?:\n|$|#)", text[at + 1 : at + 200]):
            self._script.fault(
                "WP109", "a space after the backslash ends the command here", at,
                "Remove what follows the backslash, so that it is the last character of the line.",
            )  # fmt: skip
            # Read on as meant, so that one fault gives one finding.
            newline = text.find("\n", at)
            self._end_word()
            self._position = len(text) if newline < 0 else newline + 1
            return
        elif following:
            self._add(following, "\\", at)
        self._position = at + 2

    def _inner(self, start: int, end: int) -> None:
        if self._depth < _DEEPEST:
            _Reader(self._script, start, end, self._depth + 1).run()

    def _angle(self) -> None:
        text, at = self._text, self._position
        placeholder = PLACEHOLDER.match(text, at)
        if placeholder:
            # Who puts a value there never gets to see it.
            self._script.fault(
                "WP114", f"the shell takes {placeholder[0]} for a redirection", at,
                "Put the argument in quotes, or use a variable such as \"$TOKEN\".",
                "warning",
            )  # fmt: skip
            self._add(placeholder[0], "", at)
            self._position = placeholder.end()
            return
        if text.startswith(("<(", ">("), at):
            close = closing(text, at + 1, self._end, "(", ")")
            self._inner(at + 2, close if close > 0 else self._end)
            self._add(text[at : close + 1], "", at, expands=True)
            self._position = close + 1 if close > 0 else self._end
            return
        self._end_word()
        match = _REDIRECT.match(text, at)
        operator = match[0].lstrip("0123456789") if match else text[at]
        self._position = match.end() if match else at + 1
        if operator in ("<&", ">&") and re.match(r"[\d-]", text[self._position : self._position + 1]):
            self._position += 1
            return
        self._redirect = operator

    def _operator(self) -> None:
        text, at = self._text, self._position
        match = _OPERATOR.match(text, at)
        operator = match[0] if match else text[at]
        if operator == "&" and self._word is not None and splits_url(self._word, text, at):
            self._script.fault(
                "WP114", "the unquoted & ends the command here and runs it in the background", at,
                "Put the URL in quotes.",
            )  # fmt: skip
            self._plain("&")
            return
        if operator not in ("(", ")"):
            self._end_word()
        self._position = at + len(operator)
        if operator == "(":
            self._open_paren(at)
        elif operator == ")":
            self._close_paren(at)
        elif operator.startswith("&>"):
            self._end_word()
            self._redirect = ">"
        else:
            self._end_command(operator)

    def _open_paren(self, at: int) -> None:
        word = self._word
        is_array = word is not None and word.value.endswith("=")
        words = len(self._command.words) + (word is not None)
        is_function = words == 1 and re.match(r"\(\s*\)", self._text[at : at + 5])
        first = self._command.words[0].value if self._command.words else ""
        is_syntax = first in ("for", "function", "[[", "coproc", "test")
        if words and not (is_array or is_function or self._cases or is_syntax):
            self._script.fault(
                "WP101", "an unquoted ( is a syntax error in a shell", at, "Put the text in quotes."
            )
        self._end_word() if not is_array else None
        if is_array:
            close = closing(self._text, at, self._end, "(", ")")
            if close > 0:
                self._add(self._text[at : close + 1], "", at)
                self._position = close + 1
                return
        self._parens.append(at)
        self._end_command("(") if not words else None

    def _close_paren(self, at: int) -> None:
        if self._parens:
            self._parens.pop()
        elif self._cases:
            self._command = SimpleCommand()
            self._word = None
            return
        else:
            self._script.fault(
                "WP101", "an unquoted ) is a syntax error in a shell", at, "Put the text in quotes."
            )
        self._end_command(")")

    def _documents(self) -> None:
        for delimiter, dashed, command in self._pending:
            marker = delimiter.rstrip("\0")
            start = self._position
            while self._position < self._end:
                newline = self._text.find("\n", self._position, self._end)
                newline = self._end if newline < 0 else newline
                line = self._text[self._position : newline]
                if (line.lstrip("\t") if dashed else line) == marker:
                    command.documents.append(self._text[start : self._position])
                    self._position = newline
                    break
                self._position = newline + 1
            else:
                self._script.fault("WP101", f"the here-document has no closing {marker}", max(start - 1, 0),
                                   f"End it with {marker} alone on its line.")  # fmt: skip
        self._pending.clear()
