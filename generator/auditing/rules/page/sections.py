"""The samples of a page that show one thing in several languages: what the rules of this room compare."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.auditing.pages.page import Outline
from generator.auditing.requests.call import Call
from generator.auditing.requests.urls import split
from generator.auditing.samples.sample import PageSample, Surroundings

_TITLE = re.compile(
    r"(?i)[\W\d]*(?:curl|bash|shell|python\w*|go(?:lang)?|c#|\.net|java(?:script)?|node(?:\.?js)?|php|ruby|csharp"
    r"|http|requests|fetch|axios)[\W\d]*(?:example|sample|code)?s?[\W]*"
)


@dataclass(frozen=True, slots=True)
class PlacedCall:
    """A call, the sample that makes it, and the parts of its URL."""

    sample: PageSample
    call: Call
    scheme: str
    host: str
    path: str


def section_of(sample: PageSample) -> Sequence[PlacedCall]:
    """The calls beside those of a sample, where each is in a language of its own; empty where none are."""
    around = sample.around
    if around is None or sample.language == "http" or not sample.calls:
        return ()
    sections = around.kept.get("sections")
    if not isinstance(sections, list):
        sections = around.kept["sections"] = list(_sections(around))
    return next((each for each in sections if any(item.sample is sample for item in each)), ())


def _sections(around: Surroundings) -> Iterator[list[PlacedCall]]:
    """Samples that belong together: those of one tab set, or those between two headings."""
    groups: dict[int, list[PlacedCall]] = {}
    outline = Outline(around.page.headings)
    # A message that is shown says nothing of its scheme.
    for sample in (each for each in around.samples if each.language != "http"):
        number = _heading(outline, sample.block.line)
        for call in sample.calls:
            scheme, host, path, _ = split(call.url)
            key = sample.block.group * 100000 or -number
            groups.setdefault(key, []).append(PlacedCall(sample, call, scheme, host, path))
    for section in groups.values():
        languages = Counter((item.sample.language, item.call.client) for item in section)
        if len(languages) > 1 and max(languages.values()) == 1:
            yield section


def _heading(outline: Outline, line: int) -> int:
    """The number of the heading above a line, but for those that only name a language."""
    number = outline.number(line)
    heading = outline.headings[number - 1] if number else None
    if heading is not None and _TITLE.fullmatch(heading.text):
        while number and outline.headings[number - 1].level >= heading.level:
            number -= 1
    return number
