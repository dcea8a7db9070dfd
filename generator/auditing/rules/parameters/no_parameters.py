"""``No parameters.`` on a page whose request sends some that no list has (WP514)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.pages.placed import Placed
from generator.auditing.rules.pages.subjects import Subjects
from generator.auditing.rules.parameters.listed import listed_parameters
from generator.auditing.rules.parameters.listed_places import sent_in_body, sent_in_query
from generator.auditing.understanding.call import HOLE, Fault

_WHAT = r"(?:request |query |body |url |path )?(?:string )?(?:parameters?|arguments?|body)"
_NONE = re.compile(
    rf"\W*(?:(?:there are|(?:this|the) \w+ (?:has|takes|needs|requires)) )?no {_WHAT}"
    r"(?: (?:is|are) (?:required|needed|expected))?\W*",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"\W*(?:none|n/a|nothing)\W*", re.IGNORECASE)
_TITLE = re.compile(rf"\W*{_WHAT}\W*", re.IGNORECASE)


def no_parameter_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """The faults of pages that deny what their samples send; lines are 1-based lines of the file."""
    outline = Outline(page.headings)
    denials = [
        (each.line, f"{title} {each.text}")
        for each in (page.paragraphs if calls else ())
        if _NONE.fullmatch(each.text) or _NOTHING.fullmatch(each.text)
        for title in [outline.path(each.line).rpartition(" / ")[2]]
        if _NONE.fullmatch(each.text) or _TITLE.fullmatch(title)
    ]
    if not denials:
        return
    subjects = Subjects(outline, calls)
    listed = {each.name for each in listed_parameters(page)}
    for line, said in denials:
        found = ((item, sorted(_sent(item, said.lower()) - listed)) for item in subjects.calls(line))
        first = next(((item, names) for item, names in found if names), None)
        if first is not None:
            message = "the page says that there are no parameters, and the sample sends "
            message += f"{', '.join(first[1][:4])} (line {first[0].line})"
            yield Fault("WP514", message, line, None, "List them.", "note")


def _sent(item: Placed, said: str) -> set[str]:
    """The names that a request sends in the part of it that words are about, or in all of it."""
    query, body = sent_in_query(item.call), sent_in_body(item.call)
    if "path" in said:
        return set()
    names = query if re.search(r"\b(?:query|url)\b", said) else body if "body" in said else query | body
    return {name for name in names if HOLE not in name}
