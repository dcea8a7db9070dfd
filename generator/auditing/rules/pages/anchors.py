"""Links within a page that lead nowhere, and links whose brackets stand in each other's place (WP507)."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from generator.auditing.pages import Lines, Page
from generator.auditing.understanding.call import Fault

_TO_ANCHOR = re.compile(r"(?<!!)\[[^\[\]\n]+\]\(#([^\s()/]+)\)")
_GIVEN = re.compile(r"(?:\b(?:id|name)\s*=\s*[{\"']*|\{\s*#)([\w.:+-]+)", re.IGNORECASE)
_TURNED = re.compile(r"(?<![\w\])\\}>])\([^()\[\]\n]+\)\[(?:https?://|\.{0,2}/)[^\s\[\]]+\](?!\()")
_NO_TEXT = re.compile(
    r"^([ \t>]*)(`{3,}|~{3,}).*?(?:^[ \t>]*\2|\Z)|`[^`\n]*`|<!--.*?(?:-->|\Z)", re.MULTILINE | re.DOTALL
)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)|</?(?:a|br|span|img)\b[^>]*>|\{[#.][^}]*\}|<!--.*?(?:-->|\Z)")
_NO_BREAK = re.compile(r"[^\n]")
_OTHER = re.compile(r"[\W_]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def anchor_faults(page: Page) -> Iterator[Fault]:
    """One note for the first link to a heading that is not there, and one for each turned link.

    Where no link within the page leads anywhere, its headings come from other files, or are named by a rule
    of their own.
    """
    if page.kind != "markdown" or ("](#" not in page.source and ")[" not in page.source):
        return
    text = _NO_TEXT.sub(lambda match: _NO_BREAK.sub(" ", match[0]), page.source)
    lines = Lines(text)
    for match in _TURNED.finditer(text):
        message = "brackets and parentheses of the link stand in each other's place: it is shown as text"
        yield Fault("WP507", message, lines.at(match.start()), None, "Write [text](address).", "note")
    links = list(_TO_ANCHOR.finditer(text))
    there = _anchors(page) if links else set()
    dead = [match for match in links if there.isdisjoint(_spelled(unquote(match[1])))]
    if dead and len(dead) < len(links):
        message = f"the link leads to #{dead[0][1]}, and nothing on the page is called so"
        line = lines.at(dead[0].start())
        yield Fault("WP507", message, line, None, "Link a heading that is there.", "note")


def _anchors(page: Page) -> set[str]:
    """What the headings of a page may be called, by whatever rule, and what it names by itself."""
    titles = [_LINK.sub(r"\1", heading.text) for heading in page.headings]
    titles += [title.replace("&", "and") for title in titles if "&" in title]
    names = [*titles, *(block.tab for block in page.blocks if block.tab), *_GIVEN.findall(page.source)]
    return {spelled for name in names for spelled in _spelled(name)[:2]}


def _spelled(name: str) -> tuple[str, str, str]:
    """The letters and digits of a name: generators differ in what they make of all else.

    Some leave out what is not ASCII, and some count headings that are called alike.
    """
    plain = _OTHER.sub("", name).lower()
    return plain, _OTHER.sub("", _NOT_ASCII.sub("", name)).lower() or plain, plain.rstrip("0123456789")
