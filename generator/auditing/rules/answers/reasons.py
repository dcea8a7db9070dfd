"""Status codes beside the words of another one, as in ``401 Forbidden`` (WP509)."""

import re
from collections.abc import Iterator, Sequence
from http import HTTPStatus

from generator.auditing.pages import Block, Page, Table
from generator.auditing.understanding.call import Fault

_PHRASES = {status.phrase.lower(): status.value for status in HTTPStatus if status.value >= 200}
_STATUS = re.compile(r"[`*]*([2-5]\d\d)[`*]*")
_LEAD = re.compile(r"[`*]*([A-Za-z][A-Za-z ’'-]*?)[`*]*(?=\s*(?:$|[.,:;()|–—]|--?\s))")
_NAMED = re.compile(r"`([2-5]\d\d) ([A-Z][A-Za-z '-]*)`")
_LINE = re.compile(r"^HTTP/[\d.]+ ([2-5]\d\d) ([A-Za-z][A-Za-z '-]*?)[ \t]*$", re.MULTILINE)

# An answer with the status 405 whose words are of a token, a key or a password that is not valid.
_METHOD_REFUSED = re.compile(r"\"(?:status|code|status_?code)\"\s*:\s*\"?405\b", re.IGNORECASE)
_BAD = r"(?:invalid|expired|missing|wrong|incorrect)"
_CREDENTIALS = r"(?:token|api key|password|credentials)"
_BAD_CREDENTIALS = re.compile(
    rf"\b(?:{_CREDENTIALS} (?:is |has |are )?{_BAD}|{_BAD} {_CREDENTIALS})\b", re.IGNORECASE
)
_OF_METHOD = re.compile(r"\b(?:methods?|allowed)\b", re.IGNORECASE)
_LONGEST = 1000  # characters: the answer is one error, and no list of them


def reason_faults(page: Page) -> Iterator[Fault]:
    """The codes of tables and of shown responses that stand beside the phrase of another code."""
    for table in page.tables:
        for line, cells in table.rows:
            yield from _left_blank(table, line, cells)
            code = _STATUS.fullmatch(cells[0].strip()) if cells else None
            phrase = _LEAD.match(cells[1].strip()) if code is not None and len(cells) > 1 else None
            if code is not None and phrase is not None:
                yield from _compared(code[1], phrase[1], line)
    texts = [(heading.text, heading.line) for heading in page.headings]
    texts += [(each.text, each.line) for each in page.paragraphs if "`" in each.text]
    for text, line in texts:
        for match in _NAMED.finditer(text):
            yield from _compared(match[1], match[2], line + text.count("\n", 0, match.start()))
    for block in page.blocks:
        yield from _refused_as_method(block)
        for match in _LINE.finditer(block.text) if "HTTP/" in block.text else ():
            at = block.line_of(match.start())
            yield from _compared(match[1], match[2], at)


def _left_blank(table: Table, line: int, cells: Sequence[str]) -> Iterator[Fault]:
    """A row of a table of errors that has no status, where all the others have one."""
    is_of_statuses = table.header and re.search(r"\bstatus\b|\bHTTP\b", table.header[0], re.IGNORECASE)
    if (
        not is_of_statuses
        or not cells
        or cells[0].strip(" -–—`")
        or not any(each.strip() for each in cells[1:])
    ):
        return
    others = [row[0] for _, row in table.rows if row and row[0].strip(" -–—`")]
    if len(others) == len(table.rows) - 1 and all(_STATUS.fullmatch(each.strip()) for each in others):
        name = next(each.strip() for each in cells[1:] if each.strip())
        yield Fault(
            "WP509", f"{name[:40]} has no status", line, None, "Say with which status it comes.", "note"
        )


def _refused_as_method(block: Block) -> Iterator[Fault]:
    """A token that is refused with 405, which is about the method of the request."""
    text = block.text if block.text.lstrip().startswith("{") and len(block.text) <= _LONGEST else ""
    status = _METHOD_REFUSED.search(text)
    if status is not None and _BAD_CREDENTIALS.search(text) and not _OF_METHOD.search(text):
        at = block.line_of(status.start())
        message = "405 refuses the method, and this answer refuses the credentials, which is 401"
        fix = "Correct the one that is wrong (RFC 9110 §15.5.2 and §15.5.6)."
        yield Fault("WP509", message, at, None, fix, "note")


def _compared(code: str, phrase: str, line: int) -> Iterator[Fault]:
    other = _PHRASES.get(phrase.strip().lower(), int(code))
    if other != int(code):
        message = f"{phrase.strip()} stands beside {code}, and is {other} (RFC 9110 §15)"
        yield Fault("WP509", message, line, None, "Correct the one that is wrong.", "note")
