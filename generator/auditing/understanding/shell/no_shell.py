"""Blocks that say shell and are for cmd.exe or PowerShell."""

import re

_FOREIGN = re.compile(r"\^[ \t]*$|^[ \t]*(?:PS [A-Z]:|[A-Z]:\\)|`[ \t]*$(?![^`]*`)", re.MULTILINE)


def is_foreign(text: str) -> bool:
    """Whether a block that says shell is for cmd.exe or PowerShell."""
    return (
        _FOREIGN.search(text) is not None
        and "\\\n" not in text
        and text.count("`") % 2 == (1 if "`" in text else 0)
    )
