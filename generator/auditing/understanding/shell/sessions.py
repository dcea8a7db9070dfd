"""Sessions: what a reader types, told from prompts and from what was printed."""

import re

from generator.auditing.understanding.shell.reader import read_script

_PROMPT = re.compile(
    r"^(\s*)(> (?=(?:curl|wget) )|(?:[\w.-]+@[\w.:~/-]+)?[$%❯] |[\w.-]+@[\w.-]+:\S*[$#] "
    r"|\[[\w@.:~ /-]{1,40}\] ?[$#] )(?=\S)"
)
_COMMAND = re.compile(r"\s*(?:curl|wget|https?)\s")
_OPTION = re.compile(r"\s*(?:-[A-Za-z]|--[a-z][\w-]+) +\S")  # of a command whose backslash is missing


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


def without_interpreter(text: str) -> str:
    """A shell's text up to the first prompt of Python; the rest becomes blank, line for line."""
    match = _OF_PYTHON.search(text)
    return text if match is None else text[: match.start()] + "\n" * text.count("\n", match.start())


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
