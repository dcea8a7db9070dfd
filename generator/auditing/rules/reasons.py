"""Status codes beside the words of another one, as in ``401 Forbidden`` (WP509)."""

import re
from collections.abc import Iterator
from http import HTTPStatus

from generator.auditing.pages import Page
from generator.auditing.understanding.call import Fault

_PHRASES = {status.phrase.lower(): status.value for status in HTTPStatus if status.value >= 200}
_STATUS = re.compile(r"[`*]*([2-5]\d\d)[`*]*")
_LEAD = re.compile(r"[`*]*([A-Za-z][A-Za-z ’'-]*?)[`*]*(?=\s*(?:$|[.,:;()|–—]|--?\s))")
_LINE = re.compile(r"^HTTP/[\d.]+ ([2-5]\d\d) ([A-Za-z][A-Za-z '-]*?)[ \t]*$", re.MULTILINE)


def reason_faults(page: Page) -> Iterator[Fault]:
    """The codes of tables and of shown responses that stand beside the phrase of another code."""
    for table in page.tables:
        for line, cells in table.rows:
            code = _STATUS.fullmatch(cells[0].strip()) if cells else None
            phrase = _LEAD.match(cells[1].strip()) if code is not None and len(cells) > 1 else None
            if code is not None and phrase is not None:
                yield from _compared(code[1], phrase[1], line)
    for block in page.blocks:
        for match in _LINE.finditer(block.text) if "HTTP/" in block.text else ():
            at = block.line_at(block.text.count("\n", 0, match.start()))
            yield from _compared(match[1], match[2], at)


def _compared(code: str, phrase: str, line: int) -> Iterator[Fault]:
    other = _PHRASES.get(phrase.strip().lower(), int(code))
    if other != int(code):
        message = f"{phrase.strip()} stands beside {code}, and is {other} (RFC 9110 §15)"
        yield Fault("WP509", message, line, None, "Correct the one that is wrong.", "note")
