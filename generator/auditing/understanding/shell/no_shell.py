"""Blocks that say shell and hold something else: another shell's commands, headers, lists, help texts."""

import re

_FOREIGN = re.compile(r"\^[ \t]*$|^[ \t]*(?:PS [A-Z]:|[A-Z]:\\)|`[ \t]*$(?![^`]*`)", re.MULTILINE)


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
