"""Variables and placeholders in a shell's command that arrive otherwise than meant (WP114, WP115, WP212)."""

import re
from collections.abc import Iterator

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.curl import Curl, curls
from generator.auditing.understanding.script import Piece, Script
from generator.auditing.understanding.shell import read_script

_SHELL_VARIABLE = re.compile(r"\$(?:\{[A-Z][A-Z0-9_]+\}|[A-Z][A-Z0-9_]+\b)")
_ASSIGNED = re.compile(r"^[ \t]*(?:export\s+)?([A-Za-z_]\w*)=", re.MULTILINE)
# ``'Bearer $token'`` and ``'https://a.dev/$user_id'``; ``/$count`` is OData's, ``/$export`` FHIR's.
# ``${account.name}`` is filled in by whatever makes the page: a variable's name has no dot (POSIX, 3.216).
_NAME = r"\$(?:\{[A-Za-z_]\w*\}|[A-Za-z_]\w*)"
_MEANT = re.compile(
    rf"(?:(?<=Bearer )|(?<=Basic )){_NAME}"
    r"|(?<=[^/]/)\$\{?(?:\w*_)?(?:id|uuid|token|name)\}?(?=[/?'\"]|$)"
)
_IN_HOST = re.compile(rf"(?<=^https://){_NAME}|(?<=^http://){_NAME}")  # DNS has no $
_OF_WINDOWS = re.compile(r"%[A-Z_]{3,}%")
_ENCODED = r"\s*\|\s*(?:base64|openssl\s+(?:enc\s+-)?base64)\b(?!\s+(?:-d|-D|--decode))"
_ECHOED = re.compile(
    rf"\becho\s+(?!-\w)(?:\"[^\"\n]*:[^\"\n]*\"|'[^'\n]*:[^'\n]*'|[^\s|'\"]+:[^\s|'\"]+){_ENCODED}"
)
_WRAPPED = re.compile(
    r"\$\([^()\n]*\bbase64(?![^()\n]*(?:-w ?0|--wrap[= ]0|\btr\b|-d\b|-D\b|--decode|-A\b))[^()\n]*\)"
)
# What curl finds in a URL: brackets, an empty or doubled pair of braces, a single name in braces.
_PATTERN = re.compile(r"\[([^\]]*)\]?|\{\{|\{\}|\{([^{},]+)\}")
_RANGE = re.compile(r"\[(?:\d+-\d+(?::\d+)?|[a-z]-[a-z](?::\d+)?|[A-Z]-[A-Z]|[0-9a-f:.%]*:[0-9a-f:.%]*|)\]")


def shell_expansion_faults(text: str) -> Iterator[Fault]:
    """What the shell or curl makes of the words of a script's curl commands, and was not meant."""
    script = read_script(text)
    yield from _encoded(text)
    assigned = set(_ASSIGNED.findall(text))
    for curl in curls(script):
        yield from _quoted(curl, script, assigned)
        yield from _swallowed(curl, script, assigned)
        yield from _of_windows(curl, script)
        yield from _read_from_file(curl, script)
        if not curl.option("globoff"):
            for word in curl.urls[:1]:
                yield from _globbed(word.value, script.line(word.offset))


def _encoded(text: str) -> Iterator[Fault]:
    """Base64 of more than is meant: the newline that echo adds; its own, after each 76 characters."""
    if (match := _ECHOED.search(text)) is not None:
        message = "echo adds a newline to the credentials, and base64 encodes it with them"
        line = text.count("\n", 0, match.start())
        yield Fault("WP114", message, line, None, "Write printf '%s' in place of echo.", "warning")
    elif (match := _WRAPPED.search(text)) is not None and "curl" in text:
        message = (
            "base64 breaks what it prints into lines of 76 characters, and a header or JSON takes no newline"
        )
        line = text.count("\n", 0, match.start())
        yield Fault("WP114", message, line, None, "Add | tr -d '\\n'.", "note")


def _quoted(curl: Curl, script: Script, assigned: set[str]) -> Iterator[Fault]:
    """The first variable of each word that stands in single quotes, and is plainly meant as one."""
    for word in curl.command.words:
        for piece in word.pieces:
            found = _meant(piece.text, assigned) if piece.quote == "'" else None
            if found is None:
                continue
            match, severity = found
            if "$" not in piece.text[: match.start()].replace("$$", ""):
                line = script.line(piece.offset) + piece.text.count("\n", 0, match.start())
                message = f"{match[0]} stands in single quotes, where the shell expands nothing"
                yield Fault("WP115", message, line, None, "Use double quotes around it.", severity)
                break


def _meant(text: str, assigned: set[str]) -> tuple[re.Match[str], str | None] | None:
    """The first variable of a literal, with the severity of the fault; None for none."""
    own = (item for item in re.finditer(r"\$\{?(\w+)", text) if item[1] in assigned)
    sure = _SHELL_VARIABLE.search(text) or next(own, None) or _IN_HOST.search(text)
    if sure is not None:
        return sure, None
    likely = _MEANT.search(text)
    return (likely, "warning") if likely is not None else None


def _swallowed(curl: Curl, script: Script, assigned: set[str]) -> Iterator[Fault]:
    """A $ of a value that the shell takes for its own: ``"$100"``, ``"pa$$word"``, a key behind a $."""
    for word in curl.command.words:
        for piece, following in zip(word.pieces, [*word.pieces[1:], Piece("", "", 0)], strict=True):
            if not piece.expands:
                continue
            is_amount = re.fullmatch(r"\$\d", piece.text) and re.match(r"[.,]?\d", following.text)
            is_number = piece.text == "$$" and re.match(r"\w", following.text)
            is_key = re.fullmatch(r"\$(?=\w*\d)[a-z0-9]{16,}", piece.text) and piece.text[1:] not in assigned
            if is_amount or is_number or is_key:
                shown = piece.text[:12] + following.text[:8] * (not is_key)
                message = f"the shell takes the {piece.text[:12]} of {shown} for a variable of its own"
                yield Fault("WP114", message, script.line(piece.offset), None, "Use single quotes.")
                return


def _of_windows(curl: Curl, script: Script) -> Iterator[Fault]:
    word = next((word for word in curl.command.words if _OF_WINDOWS.search(word.value)), None)
    if word is not None:
        message = "%NAME% is a variable of cmd.exe; a POSIX shell sends it as it is"
        yield Fault("WP115", message, script.line(word.offset), None, 'Write "$NAME".', "warning")


def _read_from_file(curl: Curl, script: Script) -> Iterator[Fault]:
    """``-F "token=<your token>"``: curl takes ``<`` for the name of a file that holds the value."""
    for option in curl.options:
        placeholder = re.match(r"[^=]+=(<[^<>]+>)$", option.argument) if option.name == "form" else None
        if placeholder:
            message = f"curl reads the value from a file where {placeholder[1][:40]} is left as it is"
            fix = "Write the placeholder without <, or use --form-string."
            yield Fault("WP212", message, script.line(option.word.offset), None, fix, "warning")
            return


def _globbed(url: str, line: int) -> Iterator[Fault]:
    """Curl reads braces and brackets in a URL as patterns (curl's manual, URL); the first that is none."""
    for match in _PATTERN.finditer(url):
        text = match[0]
        if match[1] is not None and _RANGE.fullmatch(text):
            continue
        if match[1] is not None and ("=" in url[: match.start()] or url.startswith(_PAIRS, match.end())):
            message = f"curl reads {text} as a pattern and refuses the URL (curl: (3) bad range)"
            yield Fault("WP114", message, line, None, "Add --globoff, or write %5B and %5D.")
        elif match[1] is not None:
            message = f"curl reads the placeholder {text} as a pattern and refuses the URL"
            yield Fault("WP212", message, line, None, _VARIABLE, "warning")
        elif match[2] is not None:
            message = f"curl drops the braces of {text} and sends what is inside"
            yield Fault("WP212", message, line, None, f"{_VARIABLE[:-1]}, or add --globoff.")
        else:
            message = "curl reads the braces as a pattern and refuses the URL"
            yield Fault("WP212", message, line, None, f"{_VARIABLE[:-1]}, or add --globoff.", "warning")
        return


_PAIRS = ("=", "&")  # what stands after a name in brackets, as of ``filter[name]=a``
_VARIABLE = "Use a shell variable in double quotes."
