"""Members of an answer that a sentence names, and that every answer of the page calls otherwise (WP518)."""

import re
from collections.abc import Iterator

from generator.auditing.pages import Page
from generator.auditing.rules.slips import is_slip
from generator.auditing.understanding.call import Fault

_NAMED = re.compile(r"`{1,2}([A-Za-z_]\w*)`{1,2}[ \n](?:attribute|property|member|field|key)\b")
_OF_ANSWER = re.compile(r"(?i)\b(?:received|returned|response|answer|reply)\b")
_MEMBER = re.compile(r"\"([A-Za-z_]\w*)\"\s*:")
_WORD = re.compile(r"\w+")


def named_member_faults(page: Page) -> Iterator[Fault]:
    """``the `user` attribute received``, where the answers have ``user_id`` and nothing has ``user``."""
    members = {name for block in page.blocks for name in _MEMBER.findall(block.text)}
    if not members:
        return
    words = {word for block in page.blocks for word in _WORD.findall(block.text)}
    words |= {word for table in page.tables for name in table.named for word in _WORD.findall(name)}
    for paragraph in page.paragraphs:
        named = _NAMED.finditer(paragraph.text) if _OF_ANSWER.search(paragraph.text) else ()
        for match in named:
            name = match[1]
            near = [each for each in members if _is_longer(name, each) or is_slip(name, each, 0.87)]
            if name not in words and len(near) == 1:
                line = paragraph.line_of(match.start())
                message = f"the text names {name} of the answer, which has {near[0]}"
                yield Fault("WP518", message, line, None, "Correct the one that is wrong.", "note")


def _is_longer(name: str, other: str) -> bool:
    return other.startswith(f"{name}_") or other.endswith(f"_{name}")
