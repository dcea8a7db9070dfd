"""A script read as it was meant: lines that go on although a backslash is missing, quotes left open."""

import re
from collections.abc import Iterator

from generator.auditing.requests.call import HOLE, CodeFault
from generator.auditing.understanding.shell.curl import Curl, curls
from generator.auditing.understanding.shell.reader import read_script
from generator.auditing.understanding.shell.script import Script, SimpleCommand

_OPTION = re.compile(r"-[A-Za-z]$|--[a-z][\w-]+(?:=.*)?$|-[XHd].+")
_BODIES = {"data", "data-urlencode", "data-raw", "data-ascii", "data-binary", "json", "form", "form-string"}


def read_as_meant(text: str) -> tuple[Script, list[Curl], list[CodeFault], int | None]:
    """The script, its curl commands, what was noticed on the way, and the line of a quote left open."""
    script = written = read_script(text)
    stray, lines = _strays(script)
    if stray:  # read on as meant, so that the command is judged as a whole
        script = read_script(_continued(text, lines))
    commands = curls(script)
    # Whether the text parses is a question of what is written.
    further = [fault for fault in script.faults if fault.rule != "WP101"]
    swallowing = [fault for curl in commands for fault in _swallowed_options(script, curl)]
    left_open = [*written.left_open, *(fault.line for fault in swallowing)]
    noticed = [*dict.fromkeys([*written.faults, *further]), *stray, *swallowing]
    return script, commands, noticed, min(left_open, default=None)


def fault_in(
    script: Script, rule: str, message: str, offset: int, fix: str | None, severity: str | None = None
) -> CodeFault:
    """A fault at a place in a script, with its column."""
    column = offset - (script.text.rfind("\n", 0, offset) + 1)
    return CodeFault(rule, message, script.line(offset), column, fix, severity)


def _strays(script: Script) -> tuple[list[CodeFault], set[int]]:
    """What continues a command whose backslash is missing, and the lines on which all of it begins."""
    faults: list[CodeFault] = []
    lines: set[int] = set()
    goes_on = False
    for index, command in enumerate(script.commands):
        found = list(_stray(script, command, script.commands[index - 1] if index else None))
        first = command.words[0] if command.words else None
        goes_on = bool(found) or (
            goes_on
            and first is not None
            and command.before == "\n"
            and re.match(r"['\"]|https?://", script.text[first.offset :]) is not None
        )
        if goes_on and first is not None:
            lines.add(script.line(first.offset))
        faults += found
    return faults, lines


def _stray(script: Script, command: SimpleCommand, previous: SimpleCommand | None) -> Iterator[CodeFault]:
    """A line that continues a command whose backslash is missing."""
    if not command.words:
        return
    word = command.words[0]
    value = word.value
    at_line_start = command.before == "\n" or not script.text[: word.offset].strip()
    if not at_line_start:
        return
    if re.match(r"[^()\n]*\)", script.text[word.offset :]):
        return  # a pattern of case
    fix = "End the line before with a backslash."
    if previous is None:
        return
    after_curl = any(item.value in ("curl", "wget", "http", "https") for item in previous.words[:3])
    if _OPTION.match(value) or value in ("-", "--"):
        yield fault_in(
            script,
            "WP109",
            f"{value[:30].replace(HOLE, '…')} starts a line, but the command before has ended",
            word.offset,
            fix,
        )
    elif after_curl and not word.is_bare and re.match(r"https?://|[\w-]+: |\s*\{|[\w.-]+=", value):
        yield fault_in(
            script, "WP109", "this line stands alone: the command before has ended", word.offset, fix
        )
    elif after_curl and word.is_bare and re.match(r"https?://\S+$", value):
        yield fault_in(
            script,
            "WP109",
            "the URL stands alone on its line: the command before has ended",
            word.offset,
            fix,
        )


def _continued(text: str, lines: set[int]) -> str:
    """The text with a backslash where the line before one of `lines` has none; the lines stay the same."""
    rows = text.split("\n")
    for number in lines:
        above = next((index for index in range(number - 1, -1, -1) if rows[index].strip()), None)
        for index in range(above if above is not None else number, number):
            rows[index] = f"{rows[index].rstrip()} \\"
    return "\n".join(rows)


_NEXT_OPTION = re.compile(r"[ \t]\\\n[ \t]*(-[A-Za-z]|--[a-z][\w-]+)[ \t]")


def _swallowed_options(script: Script, curl: Curl) -> Iterator[CodeFault]:
    """``-H 'X-Id: 1 \\`` and ``-d '…'`` below it: a quote of the next option closes the one left open."""
    for word in [*(each.word for each in curl.options if each.name not in _BODIES), *curl.urls]:
        match = _NEXT_OPTION.search(script.text, word.offset, word.end)
        opened = next((piece for piece in word.pieces if piece.quote), None)
        inner = (piece for piece in word.pieces if piece.expands)
        if (
            match is None
            or opened is None
            or any(0 <= match.start() - each.offset < len(each.text) for each in inner)
        ):
            continue
        message = f"the quote {opened.quote} is never closed on its line, and takes in {match[1]} of the next"
        yield fault_in(script, "WP101", message, opened.offset, "Close the quote.")
        return
