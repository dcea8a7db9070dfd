"""Shell: does the sample do what it shows? Quotes, continuations, stray lines, and curl's own options."""

import re
from collections.abc import Iterator
from dataclasses import replace

from generator.auditing.judging.syntax import entity_fault
from generator.auditing.rules.programs.sessions import output_faults
from generator.auditing.understanding.call import HOLE, Fault
from generator.auditing.understanding.curl import CONTINUED, Curl, curls
from generator.auditing.understanding.script import Command, Script, Word
from generator.auditing.understanding.shell import read_script

_OPTION = re.compile(r"-[A-Za-z]$|--[a-z][\w-]+(?:=.*)?$|-[XHd].+")
_FOREIGN = re.compile(r"\^[ \t]*$|^[ \t]*(?:PS [A-Z]:|[A-Z]:\\)|`[ \t]*$(?![^`]*`)", re.MULTILINE)


def shell_faults(text: str) -> tuple[Script, list[Curl], list[Fault]]:
    """The script of a sample, its curl commands, and what keeps them from working."""
    script = read_script(text)
    if is_foreign(text):
        return script, curls(script), []
    stray, lines = _strays(script)
    written = script
    if stray:  # read on as meant, so that the command is judged as a whole
        script = read_script(_continued(text, lines))
    commands = curls(script)
    # Whether the text parses is a question of what is written.
    further = [fault for fault in script.faults if fault.rule != "WP101"]
    faults = [*dict.fromkeys([*written.faults, *further]), *stray]
    faults += _assignments(text)
    faults += _unended(text, commands)
    faults += _expanded_names(script)
    faults += _hyphened_names(script)
    faults += dict.fromkeys([*output_faults(written), *output_faults(script)])
    faults += _typographic(script)
    faults += _entities(text)
    swallowing = [fault for curl in commands for fault in _swallowed_options(script, curl)]
    faults += swallowing
    for curl in commands:
        faults += _curl_faults(script, curl)
    left_open = [*written.left_open, *(fault.line for fault in swallowing)]
    return script, commands, _one_cause(faults, left_open)


_SPACED = re.compile(
    r"^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)(?:[ \t]+=[ \t]*|=[ \t]+)(?=\$\(|\"|'|`)", re.MULTILINE
)


def _assignments(text: str) -> Iterator[Fault]:
    """``NAME = value``: to the shell, a command of that name (POSIX, Shell Command Language §2.9.1)."""
    if (match := _SPACED.search(text)) and "curl" in text:
        message = f"the shell takes {match[1]} for a command: an assignment has no spaces around ="
        yield Fault("WP114", message, text.count("\n", 0, match.start(1)), None, f"Write {match[1]}=….")


def _unended(text: str, commands: list[Curl]) -> Iterator[Fault]:
    """A backslash at the end of the last line, which the shell waits for the continuation of.

    Where the last of the `commands` has no URL yet, it was to follow, and nothing can be sent without it.
    """
    rows = text.rstrip().split("\n")
    if not commands or not re.search(r"(?<!\\)\\$", rows[-1]) or rows[-1].lstrip().startswith("#"):
        return
    at = len(rows) - 1, len(rows[-1]) - 1
    if commands[-1].urls or commands[-1].option("url"):
        message = "the last line ends with a backslash: the shell takes what is typed next for its end"
        yield Fault("WP109", message, *at, "Remove the backslash.", "warning")
    else:
        yield Fault(
            "WP109", "the last line ends with a backslash, and no URL follows", *at, "Write the URL after it."
        )


_EXPANDED = re.compile(r"\$\{?([A-Za-z_]\w*)\}?=")


def _expanded_names(script: Script) -> Iterator[Fault]:
    """``export $NAME=value``: the name is expanded first, and nothing is left of it (POSIX XCU §2.6)."""
    for command in script.commands:
        is_setting = bool(command.words) and command.words[0].value in ("export", "readonly", "local")
        for word in command.words[1:] if is_setting else ():
            match = _EXPANDED.match(script.text, word.offset)
            if match and not re.search(rf"(?<![$\w]){match[1]}=|\b(?:for|read) {match[1]}\b", script.text):
                message = f"the shell takes the value of {match[1]}, which has none yet, for the name to set"
                yield _at(script, "WP114", message, word.offset, f"Write {match[1]}=….")


_MOST = 20  # such names of a script that are looked at
_SET = re.compile(r"\b([A-Z]\w*)=")
_HYPHENED = re.compile(r"\$([A-Z][A-Z0-9_]*)-[A-Z][A-Z0-9]+(?![\w-]*[a-z])")


def _hyphened_names(script: Script) -> Iterator[Fault]:
    """``$API-KEY``: the value of API, and then ``-KEY``, since no name has a hyphen (POSIX, 3.216)."""
    found = [(match.start(), match) for match in _HYPHENED.finditer(script.text)]
    given = set(_SET.findall(script.text)) if found else set()
    words = (word for command in script.commands for word in command.words) if found else ()
    single = [each for word in words for each in word.pieces if each.quote == "'"]
    for start, match in found[:_MOST]:
        is_plain = any(piece.offset <= start < piece.offset + len(piece.text) for piece in single)
        if not is_plain and match[1] not in given:
            message = f"the shell reads ${match[1]} here, and leaves the rest of {match[0]} as it is"
            fix = f"Write ${match[0][1:].replace('-', '_')}."
            yield _at(script, "WP115", message, match.start(), fix, "warning")
            return


def is_foreign(text: str) -> bool:
    """Whether a block that says shell is for cmd.exe or PowerShell."""
    return (
        _FOREIGN.search(text) is not None
        and "\\\n" not in text
        and text.count("`") % 2 == (1 if "`" in text else 0)
    )


# Lines such as ``Content-Type: application/json`` alone; a list of names with what each means.
_HEADERS = re.compile(r"\s*(?:[A-Z][A-Za-z]*(?:-[A-Z][A-Za-z]*)*: [^\n]+\s*)+")
_LISTED = re.compile(r"\s*(?:[A-Z][A-Z0-9_]{2,}:[ \t]+\S[^\n]*(?:\n[ \t]+[^\s][^\n]*)*(?:\n\s*|$)){2,}")
# What a command says of itself: its usage, and its options with what each does. And a tree of files.
_HELP = re.compile(
    r"^[ \t]*(?:usage|options|flags|commands|\w* ?arguments)\b[ \w]{0,20}:", re.IGNORECASE | re.MULTILINE
)
_OPTION_HELP = re.compile(r"^[ \t]+(?:-\w,? )?--?[\w-]++(?:[ =,]\S++)*+[ \t]{2,}[^\s\\]", re.MULTILINE)
_TREE = re.compile(r"^[ \t\xa0│|]*[├└]─", re.MULTILINE)
# ``name = 'value'``, of which a shell makes a command; and what goes on with a value.
_SPACED_NAME = re.compile(r"[A-Za-z_]\w* = \S")
_GOES_ON = re.compile(r"\s|#|[\])}\[]|=>|$")
# Options of curl, each with its value, and no ``curl`` before them; an address; the settings of a program.
_LONE = re.compile(
    r"(?:(?:-[Hdu]|--header|--data(?:-\w+)?|--user)[ =](?:'[^']*'|\"[^\"]*\"|[^\s'\"]+)"
    r"(?:[ \t]*\\\n\s*|\s+|\Z))+|https?://\S{1,500}"
)


def is_no_shell(text: str) -> bool:
    """Whether a text in a block that says shell is something else: headers, a list, a help text, a tree."""
    if _HEADERS.fullmatch(text) or _LISTED.fullmatch(text) or _TREE.search(text):
        return True
    if "curl" not in text and _HELP.search(text) and len(_OPTION_HELP.findall(text)) > 1:
        return True
    assigning = [row for row in text.split("\n") if not _GOES_ON.match(row)]
    is_other = len(assigning) > 1 and all(map(_SPACED_NAME.match, assigning))
    return is_other or _LONE.fullmatch(text.strip()) is not None


def _one_cause(faults: list[Fault], left_open: list[int]) -> list[Fault]:
    """A quote that is never closed swallows the rest: what seems wrong after it is no news."""
    if not left_open:
        return faults
    first = min(left_open)
    return [fault for fault in faults if fault.line <= first or fault.rule == "WP107"][:4]


def _strays(script: Script) -> tuple[list[Fault], set[int]]:
    """What continues a command whose backslash is missing, and the lines on which all of it begins."""
    faults: list[Fault] = []
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


def _stray(script: Script, command: Command, previous: Command | None) -> Iterator[Fault]:
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
        yield _at(
            script,
            "WP109",
            f"{value[:30].replace(HOLE, '…')} starts a line, but the command before has ended",
            word.offset,
            fix,
        )
    elif after_curl and not word.is_bare and re.match(r"https?://|[\w-]+: |\s*\{|[\w.-]+=", value):
        yield _at(script, "WP109", "this line stands alone: the command before has ended", word.offset, fix)
    elif after_curl and word.is_bare and re.match(r"https?://\S+$", value):
        yield _at(
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


def _at(
    script: Script, rule: str, message: str, offset: int, fix: str | None, severity: str | None = None
) -> Fault:
    column = offset - (script.text.rfind("\n", 0, offset) + 1)
    return Fault(rule, message, script.line(offset), column, fix, severity)


def _typographic(script: Script) -> Iterator[Fault]:
    seen: set[int] = set()
    for command in script.commands:
        for word in command.words:
            for piece in word.pieces:
                if piece.quote or piece.expands:
                    continue
                match = re.search(r"[“”‘’„\u00a0]|^[–—]", piece.text)
                if match and script.line(piece.offset) not in seen:
                    seen.add(script.line(piece.offset))
                    yield _at(
                        script,
                        "WP107",
                        f"a typographic character ({match[0]!r}) is part of the word {word.value[:40]}",
                        word.offset,
                        "Type the plain ASCII quote or hyphen.",
                    )


def _entities(text: str) -> Iterator[Fault]:
    for number, row in enumerate(text.split("\n")):
        match = re.search(r"&(?:amp|quot|lt|gt|#39|#x27);", row)
        if match and not re.search(r"<\w+[^>]*>.*</\w+>|xml", row):
            yield replace(entity_fault(row, match), line=number)
            return


def _curl_faults(script: Script, curl: Curl) -> Iterator[Fault]:
    yield from _matched_by_the_shell(script, curl)
    for word in curl.urls:
        value = word.value
        if value.startswith(("-", "#")):
            continue
        looks = re.match(
            r"(?:https?:|\$|\ufffc|<|\{|www\.|localhost|[\w.-]+\.\w+|\[|\d+\.\d+|:|/|ftp|file|unix|@|\()",
            value,
        )
        if len(curl.urls) > 1 and (not looks or _continues_data(script, curl, word)):
            yield _at(
                script,
                "WP114",
                f"curl takes {value[:40]!r} for another URL",
                word.offset,
                "Put the whole argument before it in quotes.",
            )
            return
    body = curl.option(*_BODIES)
    form = curl.option("form", "form-string")
    if form is not None and body is not None and curl.option("get") is None:
        message = "curl sends a form in parts or a body, and takes no --form beside --data: it stops"
        yield _at(script, "WP116", message, max(form.word.offset, body.word.offset), "Write --form for each.")
    for option in curl.options:
        if option.name in ("data", "data-binary") and _FILE.fullmatch(option.argument):
            message = f"curl sends the text {option.argument}, and not what is in that file"
            fix = f"Write @{option.argument}."
            yield _at(script, "WP209", message, option.word.offset, fix, "warning")
        if option.name in _BODIES and CONTINUED.match(option.argument):
            message = "within single quotes a backslash continues no line, and is sent with the body"
            yield _at(script, "WP109", message, option.word.offset, "Remove the backslash.")
        if option.name == "header" and _has_no_colon(option.argument):
            message = f"the header {option.argument.strip()[:40]!r} has no colon: curl sends nothing for it"
            yield _at(script, "WP211", message, option.word.offset, "Write Name: value, all in quotes.")


_NEXT_OPTION = re.compile(r"[ \t]\\\n[ \t]*(-[A-Za-z]|--[a-z][\w-]+)[ \t]")


def _swallowed_options(script: Script, curl: Curl) -> Iterator[Fault]:
    """``-H 'X-Id: 1 \\`` and ``-d '…'`` below it: a quote of the next option closes the one left open."""
    for word in [*(each.word for each in curl.options if each.name not in _DATA | {*_BODIES}), *curl.urls]:
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
        yield _at(script, "WP101", message, opened.offset, "Close the quote.")
        return


def _continues_data(script: Script, curl: Curl, word: Word) -> bool:
    """``-d scope=items.read items.write``, ``-d 'a' :'b'``: the second half of one argument."""
    if re.match(r":[A-Za-z_]", word.value):  # no port, which is a number
        return any(
            option.name in _DATA and not script.text[option.word.end : word.offset].strip(" \t")
            for option in curl.options
        )
    if not re.fullmatch(r"[\w-]+\.[a-z_]+", word.value):
        return False
    return any(
        option.name in _DATA
        and option.word.is_bare
        and not script.text[option.word.end : word.offset].strip(" \t")
        for option in curl.options
    )


_FILE = re.compile(r"(?:\.{0,2}/)?[\w./-]+\.(?:json|xml|csv|pdf|png|jpe?g|zip|txt|bin|ya?ml|gz|mp[34])")
_BODIES = ("data", "data-urlencode", "data-raw", "data-ascii", "data-binary", "json")
_DATA = {"data", "data-urlencode", "data-raw", "form", "form-string"}


def _matched_by_the_shell(script: Script, curl: Curl) -> Iterator[Fault]:
    """``curl https://a.dev/items?id=1``: a pattern of file names (POSIX, 2.14.1), which zsh refuses."""
    for word in curl.urls:
        written = script.text[word.offset : word.end]
        if word.is_bare and re.search(r"(?<!\\)\?\w+=", written) and "&" not in written:
            message = "outside of quotes, the ? is a pattern of file names: zsh finds no match, and stops"
            yield _at(script, "WP114", message, word.offset, "Put the address in quotes.", "note")


def _has_no_colon(header: str) -> bool:
    """Whether a header can have no colon, whatever its variables hold: ``Authorization Bearer $TOKEN``."""
    known = header.strip()
    if not known or ":" in known or ";" in known or known.startswith(("@", "<", "$", "{", "[")):
        return False
    is_known = HOLE not in known
    return is_known or re.match(r"(?:[A-Za-z-]+ +\w+|(?:Bearer|Basic|Token)) *\ufffc$", known) is not None
