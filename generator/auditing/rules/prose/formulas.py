"""How the text says that a signature is made, against the code that makes it (WP519)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_ABOUT = re.compile(r"(?i)hmac|sha-?\d|md5|\bsign")
_SPAN = re.compile(r"`+([^`\n]*\+[^`\n]*)`+")
_TERM = r"(?:\w+\()?\w+(?:\(\))?\)?"
_JOINED = re.compile(rf"(?<![\w.'\"]){_TERM}(?:\s*\+\s*{_TERM}){{1,12}}(?![\w'\"(.])")
_NAME = re.compile(r"[A-Za-z_]\w*(?=\)?$|\(\)\)?$)")
_LONG = 20_000  # characters
_MOST = 50  # formulas: with more, the page is a reference of many


def formula_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """A formula that lacks a part which the samples sign; at a line of the file."""
    said = [
        (parts, paragraph.line_of(match.start()))
        for paragraph in page.paragraphs
        for match in _SPAN.finditer(paragraph.text)
        if _ABOUT.search(match[1])
        for parts in _joined(match[1])
    ]
    if not said or len(said) > _MOST:
        return
    made = [
        parts
        for sample in samples
        if len(sample.text) < _LONG and _ABOUT.search(sample.text)
        for row in sample.text.split("\n")
        if "+" in row and _ABOUT.search(row) and not row.lstrip().startswith(("#", "//", "*"))
        for parts in _joined(row)
    ]
    for parts, line in said:
        wider = next((each for each in made if set(parts) < set(each) and _is_in_order(parts, each)), None)
        if wider is not None and parts not in made:
            missing = ", ".join(each for each in wider if each not in parts)
            message = f"this joins {' + '.join(parts)}, and the samples sign {missing} as well"
            yield Fault("WP519", message, line, None, "Correct the one that is wrong.")


def _joined(text: str) -> list[tuple[str, ...]]:
    """The names that a text joins with +; ``str(expires)`` is ``expires``."""
    found = []
    for match in _JOINED.finditer(text):
        names = [_NAME.search(term.strip()) for term in match[0].split("+")]
        if all(names):
            found.append(tuple(name[0] for name in names if name is not None))
    return [parts for parts in found if len(set(parts)) == len(parts) > 1]


def _is_in_order(parts: Sequence[str], wider: Sequence[str]) -> bool:
    rest = iter(wider)
    return all(each in rest for each in parts)
