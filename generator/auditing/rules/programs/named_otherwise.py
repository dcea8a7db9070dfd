"""A block that says another language than it is (WP101), or has prompts in code to be copied (WP106).

A reader, and what colours the page, take a block for what it says.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress

from generator.auditing.recognising import PROGRAMS, known
from generator.auditing.rules.programs.sessions import prompts
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_SHELL = ("bash", "console")
_COMMAND = re.compile(
    r"\s*(?:[$#%>] *)?(?:npm|npx|yarn|pnpm|bun|deno|pip3?|pipenv|poetry|uv|conda|curl|composer|bundle"
    r"|rails|rake|dotnet|docker|git|pre-commit|brew|apt|sudo|gem|python3?|node|ruby|php) [\w.-]"
)
# Options of curl, each with its value, and no ``curl`` before them.
_LONE_OPTIONS = re.compile(
    r"(?:(?:-[Hdu]|--header|--data(?:-\w+)?|--user)[ =](?:'[^']*'|\"[^\"]*\"|[^\s'\"]+)"
    r"(?:[ \t]*\\\n\s*|\s+|\Z))+"
)
_LONE_ADDRESS = re.compile(r"https?://\S{1,500}")
# Lines such as ``Content-Type: application/json`` alone.
_LONE_HEADERS = re.compile(r"\s*(?:[A-Z][A-Za-z]*(?:-[A-Z][A-Za-z]*)*: [^\n]+\s*)+")
# ``API_URL:  where the API is``, two or more of them, and lines that go on.
_LONE_NAMES = re.compile(r"\s*(?:[A-Z][A-Z0-9_]{2,}:[ \t]+\S[^\n]*(?:\n[ \t]+[^\s][^\n]*)*(?:\n\s*|$)){2,}")

# What a command says of itself: its usage, and its options with what each does. And a tree of files.
_HELP = re.compile(
    r"^[ \t]*(?:usage|options|flags|commands|\w* ?arguments)\b[ \w]{0,20}:", re.IGNORECASE | re.MULTILINE
)
_OPTION = re.compile(r"^[ \t]+(?:-\w,? )?--?[\w-]++(?:[ =,]\S++)*+[ \t]{2,}[^\s\\]", re.MULTILINE)
_TREE = re.compile(r"^[ \t\xa0│|]*[├└]─", re.MULTILINE)

# ``name = 'value'``, of which a shell makes a command; comments, blank lines and what goes on with a value.
_SPACED = re.compile(r"[A-Za-z_]\w* = \S")
_GOES_ON = re.compile(r"\s|#|[\])}\[]|=>|$")


def named_otherwise_faults(sample: Sample) -> Iterator[Fault]:
    """The faults of what a block says that it is."""
    named = known(sample.block.hint)
    yield from _prompts(sample, named)
    yield from _language(sample, named)
    yield from _data(sample, named)


def no_command(text: str) -> Fault | None:
    """What a text in a block that says shell is instead; None where it may well be commands."""
    if _LONE_HEADERS.fullmatch(text):
        return _fault("these are headers", "shell", "http")
    if _LONE_NAMES.fullmatch(text):
        return _fault("this is a list of names with what they mean", "shell", "text")
    if "curl" not in text and _HELP.search(text) and len(_OPTION.findall(text)) > 1:
        return _fault("this is what a command says of itself", "shell", "text")
    if _TREE.search(text):
        return _fault("this is a tree of files", "shell", "text")
    assigning = [row for row in text.split("\n") if not _GOES_ON.match(row)]
    if len(assigning) > 1 and all(map(_SPACED.match, assigning)):
        return _fault("a shell has no blanks around the = of an assignment: this is none", "shell", "text")
    return None


def _prompts(sample: Sample, named: str) -> Iterator[Fault]:
    """A prompt in a block that promises code to be copied (not in one that says it is a session)."""
    text = sample.block.text
    if sample.language == "console" and named == "bash" and (lines := prompts(text)):
        message = "the shell prompt is part of what a reader copies"
        yield Fault("WP106", message, lines[0], 0, "Remove the prompt, or name the block console.")
    if sample.language == "pycon" and named == "python":
        rows = enumerate(text.split("\n"))
        line = next((number for number, row in rows if row.lstrip().startswith(">>>")), 0)
        message = "the prompt >>> is part of what a reader copies"
        yield Fault("WP106", message, line, 0, "Remove the prompts, or name the block pycon.")


def _language(sample: Sample, named: str) -> Iterator[Fault]:
    """Code, or an HTTP message, in a block that says another language."""
    language, hint = sample.language, sample.block.hint
    if language == "php" and named in _SHELL:
        yield _fault("this is PHP", hint, "php", "warning")
    elif language in PROGRAMS and named in _SHELL:
        yield _fault(f"this is {PROGRAMS[language]}, which no shell takes", hint, language, "error")
    elif language == "http" and named in (*_SHELL, "json") and not sample.text.startswith("{"):
        kind = "request" if any(call.method for call in sample.calls) else "response"
        yield _fault(f"this is an HTTP {kind}", hint, "http")
    elif language in PROGRAMS and named in PROGRAMS and named != language:
        yield _fault(f"this is {PROGRAMS[language]}", hint, language)
    elif named in ("", *_SHELL):
        return
    elif language == "console" or (language == "bash" and _COMMAND.match(sample.text)):
        yield _fault("this is a shell command", hint, "bash")


def _data(sample: Sample, named: str) -> Iterator[Fault]:
    """Options, an address or JSON, and nothing else, in a block that says it is code."""
    text, hint = sample.text.strip(), sample.block.hint
    if named == "bash" and _LONE_OPTIONS.fullmatch(text):
        message = f"these are options of no command, in a block that says {hint}"
        fix = "Write the command before them, or name the block text."
        yield Fault("WP101", message, 0, None, fix, "note")
    if named == "bash" and _LONE_ADDRESS.fullmatch(text):
        yield _fault("this is an address", hint, "text")
    # JavaScript has the same literals, and is often named for its colours.
    is_other = sample.is_code and sample.language not in ("javascript", "typescript")
    if is_other and hint and text[:1] in ("{", "[") and '"' in text:
        with suppress(ValueError, RecursionError):
            if json.loads(text):
                yield _fault("this is JSON", hint, "json")


def _fault(what: str, hint: str, language: str, severity: str = "note") -> Fault:
    message = f"{what}, in a block that says {hint}"
    return Fault("WP101", message, 0, None, f"Name the block's language {language}.", severity)
