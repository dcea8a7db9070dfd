"""Answers of which no word of a page says what their members are, where it lists its parameters (WP508)."""

import re
from collections.abc import Iterator, Mapping, Sequence

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.parameters.listed import listed_parameters
from generator.auditing.rules.parameters.unlisted import explained_words
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.json_text import json_value

_OF_ANSWER = re.compile(r"(?i)\b(?:respon\w+|returns?|answers?)\b")
_OF_ERROR = re.compile(r"(?i)\berrors?\b|\bfail|[45]\d\d")
_FEWEST = 4  # members: what two or three are called says enough


def undescribed_answer_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """A note at the first such answer; whoever links to a model from its section may say it there."""
    shown = [sample for sample in samples if not sample.calls and sample.text.lstrip()[:1] == "{"]
    if not shown or sum(1 for _ in listed_parameters(page)) < 2:
        return
    outline = Outline(page.headings)
    rows = page.source.split("\n")
    words: set[str] = set()
    for sample in shown:
        title = outline.path(sample.block.line).rpartition(" / ")[2]
        lead = f"{title} {sample.block.tab} {sample.block.prose}"
        if not _OF_ANSWER.search(lead) or _OF_ERROR.search(lead):
            continue
        value = json_value(sample.text.strip())
        names = list(_names(value)) if isinstance(value, dict) else []
        words = words or {word.lower() for word in explained_words(page)}
        start, end = outline.bounds(sample.block.line)
        is_linked = any("](" in row or "<a " in row for row in rows[max(start - 1, 0) : min(end, len(rows))])
        if len(names) >= _FEWEST and not is_linked and words.isdisjoint(name.lower() for name in names):
            first = ", ".join(names[:_FEWEST])
            message = f"no word of the page says what the members of this answer are: {first}"
            yield Fault("WP508", message, sample.block.line, None, "List them with their types.", "note")
        if names:
            return


def _names(value: Mapping[str, object]) -> Iterator[str]:
    """The members of an answer, and of the objects right in it."""
    for name, inner in value.items():
        yield name
        first = inner[0] if isinstance(inner, list) and inner else inner
        if isinstance(first, dict):
            yield from first
