"""Hashes of samples against the one that the text names, and HMAC's key and data in their order."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_HASH = re.compile(
    r"(?<![A-Za-z0-9])(?:HMAC[-_ ]?)?(?:(SHA)[-_ ]?(1|224|256|384|512)|(MD)[-_ ]?(5))(?![0-9])", re.IGNORECASE
)
_SIGNS = re.compile(r"hmac|sign|digest|hash", re.IGNORECASE)
_KEY = r"[$@]?\w*(?:secret|key)\w*"
_DATA = r"[$@]?\w*(?:body|payload|data|message|raw)\w*(?:\.\w+(?:\(\))?)*"
# Key and data in each other's place, by their names: https://docs.python.org/3/library/hmac.html and so on.
_SWAPPED = {
    "python": re.compile(rf"\bhmac\.new\(\s*(?:\w+\.)*{_DATA}\s*,\s*(?:\w+\.)*{_KEY}\b", re.IGNORECASE),
    "ruby": re.compile(
        rf"\bHMAC\.(?:hex)?digest\([^,()]+(?:\([^()]*\))?,\s*(?:\w+\.)*{_DATA}\s*,\s*(?:\w+\.)*{_KEY}\s*\)",
        re.IGNORECASE,
    ),
    "php": re.compile(rf"\bhash_hmac\([^,]+,\s*{_KEY}\s*,\s*{_DATA}\s*[,)]", re.IGNORECASE),
}


def hash_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The faults of hashes; their lines are 1-based lines of the file."""
    outline = Outline(page.headings)
    lines = [paragraph.line for paragraph in page.paragraphs]
    for sample in samples:
        if not sample.is_code or not _SIGNS.search(sample.text):
            continue
        yield from _swapped(sample)
        used = {_name(match): match for match in _HASH.finditer(sample.text)}
        if len(used) != 1:
            continue
        start, end = outline.bounds(sample.block.line)
        inside = page.paragraphs[bisect_left(lines, start) : bisect_left(lines, end)]
        said = {
            _name(match): paragraph.line for paragraph in inside for match in _HASH.finditer(paragraph.text)
        }
        ((name, match),) = used.items()
        if len(said) == 1 and name not in said:
            ((other, line),) = said.items()
            at = sample.line_of(match.start())
            message = f"this sample makes {name}, and the text says {other} (line {line})"
            yield Fault("WP519", message, at, None, "Correct the one that is wrong.")


def _name(match: re.Match[str]) -> str:
    return f"{match[1] or match[3]}-{match[2] or match[4]}".upper()


def _swapped(sample: Sample) -> Iterator[Fault]:
    language = {"pycon": "python"}.get(sample.language, sample.language)
    match = _SWAPPED[language].search(sample.text) if language in _SWAPPED else None
    if match is not None:
        at = sample.line_of(match.start())
        order = (
            "the data first, and then the key" if language == "php" else "the key first, and then the data"
        )
        message = f"key and data stand in each other's place: HMAC takes {order} here"
        yield Fault("WP111", message, at, None, "Exchange them.", "warning")
