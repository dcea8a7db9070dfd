"""Sessions: what a reader types, told from prompts and from what was printed; answers inside the code."""

import re
from collections.abc import Iterator

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.script import Script
from generator.auditing.understanding.shell import read_script

_PROMPT = re.compile(
    r"^(\s*)(> (?=(?:curl|wget) )|(?:[\w.-]+@[\w.:~/-]+)?[$%❯] |[\w.-]+@[\w.-]+:\S*[$#] "
    r"|\[[\w@.:~ /-]{1,40}\] ?[$#] )(?=\S)"
)
_COMMAND = re.compile(r"\s*(?:curl|wget|https?)\s")
_OPTION = re.compile(r"\s*(?:-[A-Za-z]|--[a-z][\w-]+) +\S")  # of a command whose backslash is missing
# What a server answers, alone on its line; a brace or a bracket only where JSON follows.
_ANSWER = re.compile(
    r"\s*(?:\{\s*[\"']|\[\s*[\[{\"]|\{\s*\n\s*(?:[\"}]|\w+:\s|\[?(?:…|\.\.\.))|\[\s*\n\s*[\"{\]]"
    r"|HTTP/[\d.]+ \d{3}\b|<\?xml|<!DOCTYPE|<html"
    r"|(?:Request|Response|Output):\s*(?:\n|$)|[2-5]\d\d (?:OK|[A-Z][a-z]+)(?: [A-Z][a-z]+)*\s*(?:\n|$))"
)
_SKIPPED = re.compile(r"(?:[ \t]*(?:\.\.\.|…|#[^\n]*)?\n)*")


def prompts(text: str) -> list[int]:
    """The 0-based lines of a text that begin with a shell prompt."""
    return [number for number, row in enumerate(text.split("\n")) if _PROMPT.match(row)]


def without_prompts(text: str) -> str:
    """A transcript with its commands alone, line for line; output becomes blank."""
    rows, kept, continues, document = text.split("\n"), [], False, ""
    if not prompts(text) and _COMMAND.match(text):
        rows[0] = f"$ {rows[0]}"  # the one command of a session whose prompt was left out
    for row in rows:
        match = _PROMPT.match(row)
        if document:
            kept.append(row)
            document = "" if row.strip() == document else document
            continue
        if match:
            row = " " * match.end() + row[match.end() :]
        elif not continues and not (kept and kept[-1].strip() and _OPTION.match(row)):
            kept.append("")
            continue
        else:
            row = re.sub(r"^> ", "  ", row)
        kept.append(row)
        joined = "\n".join(kept)
        heredoc = re.search(r"<<-?\s*['\"]?(\w+)", row)
        document = heredoc[1] if heredoc else ""
        continues = row.rstrip().endswith(("\\", "|", "&&")) or _is_open(joined)
    return "\n".join(kept)


def without_interpreter(text: str) -> tuple[str, int | None]:
    """A shell's text up to where Python talks, which it has started; the rest becomes blank, line for line.

    And the 0-based line of the first prompt of Python, if there is one.
    """
    match = _OF_PYTHON.search(text)
    if match is None:
        return text, None
    return text[: match.start()] + "\n" * text.count("\n", match.start()), text.count("\n", 0, match.start())


_OF_PYTHON = re.compile(r"^[ \t]*>>> ", re.MULTILINE)


def _is_open(text: str) -> bool:
    return bool(read_script(text[-4000:]).left_open)


def without_repl(text: str) -> str:
    """The inputs of a Python session, line for line; what it printed becomes blank."""
    rows: list[str] = []
    opened = 0  # brackets of the input that are still open
    for row in text.split("\n"):
        stripped = row.lstrip()
        is_input = stripped.startswith((">>>", "..."))
        if not is_input and not opened:
            rows.append("")
            continue
        code = stripped[4:] if is_input else row
        if is_input and stripped.startswith(">>>") and opened:
            code = stripped[4:].lstrip()
        opened = max(0, opened + sum(map(code.count, "([{")) - sum(map(code.count, ")]}")))
        rows.append(code)
    return "\n".join(rows)


def output_faults(script: Script) -> Iterator[Fault]:
    """An answer in a block that promises commands: whoever copies the block runs it."""
    text = script.text
    ends = [
        max(word.end for word in command.words)
        for command in script.commands
        if command.words and command.words[0].value in ("curl", "wget", "http", "https")
    ]
    for end in (0, *ends):
        line_end = text.find("\n", end) + 1 if end else 0
        # What the command reads is no answer to it.
        line_end = min(script.documents.get(line_end, line_end - 1) + 1, len(text))
        start = _SKIPPED.match(text, line_end)
        match = _ANSWER.match(text, start.end()) if start is not None and (line_end or not end) else None
        if match is not None:
            what = "an answer stands in the block, where a reader copies it as a command"
            line = script.line(match.end() - len(match[0].lstrip()))
            severity = "error" if _closes_too_much(text[match.start() :]) else None
            yield Fault(
                "WP113", what, line, 0, "Put it into a block of its own, named as what it is.", severity
            )
            return


def _closes_too_much(text: str) -> bool:
    """Whether braces, each alone on its line, make a shell refuse the whole (a group that nothing opens)."""
    depth = 0
    for row in text.split("\n"):
        depth += {"{": 1, "}": -1}.get(row.strip(), 0)
        if depth < 0:
            return True
    return False
