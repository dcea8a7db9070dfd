"""Numbers in the text of a page, against what it shows: how many there are, how long one lasts (WP519)."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from generator.auditing.pages import Outline, Page, Table
from generator.auditing.understanding.call import Fault

_WORDS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_NUMBER = rf"(\d{{1,5}}|an?|{'|'.join(_WORDS[1:])}|fifteen|twenty|thirty|sixty|ninety)"
_TENS = {"a": 1, "an": 1, "fifteen": 15, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90}
_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_UNITS |= {"month": 30 * 86400, "year": 365 * 86400}
_UNIT = r"(second|minute|hour|day|week|month|year)s?\b"
_LASTS = re.compile(
    r"\b((?:access[ _]|bearer )?tokens?)\b(?:(?!\brefresh|\bcode\b)[^.;]){0,50}?"
    r"\b(?:valid for|expires? (?:after|in)|lifetime (?:of|is)|lasts?(?: for)?|lives? for|good for|valid)\s+"
    rf"(?:about |only |for )?{_NUMBER}[\s-]{_UNIT}(?! after\b)",
    re.IGNORECASE,
)
_LIVES = re.compile(
    r"\b(?:time to live|TTL|lifetime|validity)\s(?:of|for)\s[^.;]{0,40}?\b((?:access |bearer )?tokens?)"
    rf"\s(?:is|of)\s(?:about )?{_NUMBER}[\s-]{_UNIT}",
    re.IGNORECASE,
)
_EXPIRES = re.compile(r"[\"']?expires_in[\"']?\s*[:=]\s*[\"']?(\d+)")
_COUNTED = re.compile(
    rf"\b({'|'.join(_WORDS[2:])}|[2-9]|1[0-2])\s+(?:[a-z]+\s+)?(parameters|fields|properties|arguments|headers|attributes)\b",
    re.IGNORECASE,
)
_NOT_ALL = re.compile(
    r"\b(?:required|mandatory|optional|other|more|additional|further|extra|of the|at least|up to|most|first"
    r"|main|important|common|these two|either|one of|last|new|least)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"[`*]{1,3}[A-Za-z_][\w.\[\]-]*[`*]{1,3}\s*(?:[(:–—\[-]|$)")
_NEAR = 4  # lines between a sentence and the table that it counts


def told_faults(page: Page) -> Iterator[Fault]:
    """The faults of the numbers in a page's text."""
    yield from _lifetimes(page)
    yield from _endless(page)
    yield from _counts(page)


def lifetime(text: str) -> tuple[int, int] | None:
    """For how many seconds a text says that the access token lasts, and where in it; None for nothing."""
    match = _LASTS.search(text) or _LIVES.search(text)
    if match is None or re.search(
        r"\brefresh", text[max(match.start() - 12, 0) : match.end()], re.IGNORECASE
    ):
        return None
    return _number(match[2]) * _UNITS[match[3].lower()], match.end(3)


def _number(word: str) -> int:
    word = word.lower()
    if word.isdigit():
        return int(word)
    return _TENS[word] if word in _TENS else _WORDS.index(word)


def _lifetimes(page: Page) -> Iterator[Fault]:
    shown = {
        int(match[1]): block.line_of(match.start())
        for block in page.blocks
        if block.hint.lower() in ("json", "http", "") or block.text.lstrip().startswith("{")
        for match in _EXPIRES.finditer(block.text)
    }
    for paragraph in page.paragraphs if shown else ():
        found = lifetime(paragraph.text)
        if found is not None and min(abs(found[0] - each) for each in shown) > _tolerance(found[0]):
            seconds, line = next(iter(shown.items()))
            message = (
                f"the text says that the token lasts {found[0]} seconds ({_words(found[0])}), and the answer "
                f"shows expires_in {seconds}, {_words(seconds)} (line {line})"
            )
            at = paragraph.line_of(found[1])
            yield Fault("WP519", message, at, None, "Correct the one that is wrong.")


_ENDLESS = re.compile(
    r"(?i)\b(?P<refresh>refresh[ _]tokens?|(?P<access>(?:access[ _])?tokens?))\b[^.;:]{0,30}?"
    r"(?:\b(?:never|do(?:es)? not|don't|doesn't|won't|will not) expires?\b"
    r"(?! (?:if|until|unless|before|after|as|while|when|on)\b)"
    r"|\b(?:infinite|unlimited)\b[^.;:]{0,15}\b(?:lifetime|validity|lives?)\b)"
)
_ENDS = {
    "refresh": re.compile(r"[\"']refresh(?:_token)?_expires_in[\"']\s*:\s*[\"']?(\d{2,})"),
    "access": re.compile(r"[\"']expires_in[\"']\s*:\s*[\"']?(\d{2,})"),
}


def _endless(page: Page) -> Iterator[Fault]:
    """A token that never expires by the text, and does by the answer."""
    for paragraph in page.paragraphs:
        said = _ENDLESS.search(paragraph.text)
        if said is None:
            continue
        ends = _ENDS["access" if said["access"] else "refresh"]
        shown = next((match for block in page.blocks if (match := ends.search(block.text))), None)
        if shown is not None:
            line = paragraph.line_of(said.start())
            message = (
                f"the text says that the token never expires, and the answer that it does in {shown[1]} s"
            )
            yield Fault("WP519", message, line, None, "Correct the one that is wrong.")


def _tolerance(seconds: int) -> float:
    """By how much a number may differ: a second, or what months and years differ in their days."""
    return max(1, seconds * 0.04) if seconds >= _UNITS["month"] else 1


def _words(seconds: int) -> str:
    for unit, size in reversed(_UNITS.items()):
        if seconds >= size and seconds % size == 0:
            return f"{seconds // size} {unit}{'s' if seconds != size else ''}"
    return f"{seconds} seconds"


def _is_of_parameters(table: Table) -> bool:
    return bool(table.header) and _HEADER.search(table.header[0]) is not None


_HEADER = re.compile(
    r"\b(?:param(?:eter)?|field|argument|attribute|property|header|name|key)s?\b", re.IGNORECASE
)


def _counts(page: Page) -> Iterator[Fault]:
    """``three parameters:`` above a table or a list of four."""
    outline = Outline(page.headings)
    tables = sorted(page.tables, key=lambda table: table.line)
    starts = [table.line for table in tables]
    for number, paragraph in enumerate(page.paragraphs):
        match = _COUNTED.search(paragraph.text)
        if match is None or _NOT_ALL.search(paragraph.text):
            continue
        last = paragraph.line + paragraph.text.rstrip().count("\n")
        index = bisect_right(starts, last)
        count, at = 0, 0
        if index < len(tables) and starts[index] - last <= _NEAR and _is_of_parameters(tables[index]):
            rows = [cells for _, cells in tables[index].rows if cells and cells[0].strip()]
            count, at = len(rows), starts[index]
        elif paragraph.text.rstrip().endswith(":"):
            for item in page.paragraphs[number + 1 :]:
                if item.line - (at or last) > _NEAR:
                    break
                if not _ITEM.match(item.text):  # what a definition says of the item above
                    continue
                count, at = count + 1, item.line
        is_here = at and outline.bounds(at) == outline.bounds(paragraph.line)
        if is_here and count > 1 and count != _number(match[1]):
            message = f"the text says {match[0]}, and {count} are listed"
            line = paragraph.line_of(match.start())
            yield Fault("WP519", message, line, None, "Correct the number, or complete the list.")
