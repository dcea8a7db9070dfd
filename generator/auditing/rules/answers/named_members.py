"""Members that the text names, and that everything the page shows calls otherwise (WP518)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from generator.auditing.pages import Page
from generator.auditing.rules.slips import is_slip, slips_within
from generator.auditing.understanding.call import Fault

_CODE = re.compile(r"(?<!`)`{1,2}([A-Za-z_]\w*)`{1,2}(?!`)")
_MEMBER_NAMED = re.compile(r"[ \n](?:attribute|property|member|field|key)\b")
_OF_ANSWER = re.compile(r"(?i)\b(?:received|returned|response|answer|reply)\b")
_MEMBER = re.compile(r"\"([A-Za-z_]\w*)\"\s*:")
_WORD = re.compile(r"\w+")
_LONG = 8  # letters: short names are near to too many words


def named_member_faults(page: Page) -> Iterator[Fault]:
    """``the `user` attribute received`` of an answer with ``user_id``; `MessageID` for ``MessageId``.

    What a block or a table has as it stands in the text is no slip.
    """
    members = {name for block in page.blocks for name in _MEMBER.findall(block.text)}
    if not members:
        return
    words = {word for block in page.blocks for word in _WORD.findall(block.text)}
    words |= {word for table in page.tables for name in table.named for word in _WORD.findall(name)}
    folded: defaultdict[str, set[str]] = defaultdict(set)
    for each in members:
        folded[each.lower()].add(each)
    told: set[str] = set()
    for paragraph in page.paragraphs:
        is_of_answer = _OF_ANSWER.search(paragraph.text) is not None
        for match in _CODE.finditer(paragraph.text):
            name = match[1]
            if name in words or name in told:
                continue
            is_member = is_of_answer and _MEMBER_NAMED.match(paragraph.text, match.end())
            meant = _meant(name, members) if is_member else _written(name, folded, members)
            if len(meant) == 1:
                told.add(name)
                line = paragraph.line_of(match.start())
                message = f"the text names {name}, and what the page shows has {meant.pop()}"
                yield Fault("WP518", message, line, None, "Correct the one that is wrong.", "note")


def _meant(name: str, members: AbstractSet[str]) -> set[str]:
    """The members that a name which is said to be one may stand for."""
    return {each for each in members if _is_longer(name, each) or is_slip(name, each, 0.87)}


def _is_longer(name: str, other: str) -> bool:
    return other.startswith(f"{name}_") or other.endswith(f"_{name}")


def _written(name: str, folded: dict[str, set[str]], members: AbstractSet[str]) -> set[str]:
    """The members that differ from a name in a letter's case within, or in a letter as slips do."""
    alike = folded.get(name.lower(), set())
    if alike:
        # ``Message`` is a type, and ``MESSAGE_ID`` a constant.
        return {each for each in alike if each[1:] != name[1:] and not name.isupper()}
    if len(name) < _LONG:
        return set()
    return {each for each in members if abs(len(each) - len(name)) < 2 and name in slips_within(each)}
