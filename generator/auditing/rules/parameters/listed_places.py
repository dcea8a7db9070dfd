"""Where the page says that names are sent, query or body, against its samples and itself (WP514, WP519)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.authentication.token_requests import query_pairs
from generator.auditing.rules.pages.placed import Placed
from generator.auditing.rules.pages.subjects import Subjects
from generator.auditing.rules.parameters.listed import Listed, listed_parameters
from generator.auditing.understanding.call import HOLE, Call, Fault
from generator.auditing.understanding.json_text import json_value

_TITLES = {
    "query": re.compile(r"\b(?:query|GET) (?:string )?(?:param\w*|arguments?|fields?)\b", re.IGNORECASE),
    "URL": re.compile(r"\bURL (?:param\w*|arguments?)\b", re.IGNORECASE),
    "body": re.compile(
        r"\b(?:(?:request|post|JSON) body|body param\w*|body fields?|payload)\b", re.IGNORECASE
    ),
}
_BOTH = re.compile(
    r"\b(?:respon\w+|returns?|answers?|results?|errors?|or|and|webhooks?|events?)\b|[/&]", re.IGNORECASE
)
_ABOVE = 4  # lines from a title that is but bold to the table or the list below it


def listed_place_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """The faults of calls that send elsewhere what the page lists; lines are 1-based lines of the file."""
    outline = Outline(page.headings)
    yield from _otherwise_titled(page, outline)
    titles = {
        each.line + each.text.count("\n") + 1: each.text
        for each in page.paragraphs
        if re.fullmatch(r"\*\*[^*]+\*\*:?|__[^_]+__:?", each.text.strip())
    }
    subjects = Subjects(outline, calls)
    groups: defaultdict[int, list[Listed]] = defaultdict(list)
    for each in listed_parameters(page) if calls else ():
        if "." not in each.name and "[]" not in each.name:
            groups[each.group].append(each)
    for line, group in groups.items():
        bold = next((titles[at] for at in range(line, line - _ABOVE, -1) if at in titles), "")
        place = _place(bold or outline.path(line).rpartition(" / ")[2])
        for item in subjects.calls(line) if place else ():
            yield from _misplaced({each.name for each in group}, place, line, item)


_COLUMN = re.compile(r"(?:located |sent )?in|location|where|place", re.IGNORECASE)
_PLACES = {"query", "body", "path", "header", "cookie", "form", "formdata"}


def _otherwise_titled(page: Page, outline: Outline) -> Iterator[Fault]:
    """A table below ``Query parameters`` whose own column says of each that it is sent in the body."""
    for table in page.tables:
        title = _place(outline.path(table.line).rpartition(" / ")[2])
        column = next((at for at, cell in enumerate(table.header) if _COLUMN.fullmatch(cell.strip())), None)
        if not title or column is None:
            continue
        said = {cells[column].strip(" `*").lower() for _, cells in table.rows if len(cells) > column}
        meant = {"body", "form", "formdata"} if title == "body" else {title}
        if said and said <= _PLACES - meant - ({"query", "path"} if title == "URL" else set()):
            names = ", ".join(cells[0].strip("`* ") for _, cells in table.rows[:4])
            message = f"the heading says {title}, and {names} {_are(len(table.rows))} listed for the "
            message += " and the ".join(sorted(said))
            line = table.rows[0][0]
            yield Fault("WP519", message, line, None, "Correct the one that is wrong.", "note")


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _place(title: str) -> str:
    """The part of a request that a title is about; empty where it says none, or several."""
    found = [place for place, pattern in _TITLES.items() if pattern.search(title)]
    return found[0] if len(found) == 1 and not _BOTH.search(title) else ""


def _misplaced(names: set[str], place: str, line: int, item: Placed) -> Iterator[Fault]:
    query = _small(sent_in_query(item.call))
    sent = {"query": query, "URL": query, "body": _small(sent_in_body(item.call))}
    other = "query" if place == "body" else "body"
    # ``EMAIL`` in a list is the ``email`` that is sent, which is told elsewhere.
    odd = sorted(name for name in names if name.lower() in sent[other])
    # A path's only parameter may be a member of the body as well.
    is_shown = len(odd) > (place == "URL")
    if is_shown and not _small(names) & sent[place] and HOLE not in sent[place]:
        shown = ", ".join(odd[:4])
        message = f"{shown} {'is' if len(odd) == 1 else 'are'} sent in the {other} here, "
        message += f"and the page lists {'it' if len(odd) == 1 else 'them'} for the {place} (line {line})"
        severity = "note" if place == "URL" else None  # a loose word, which templates of pages bring along
        fix = "Correct the one that is wrong."
        yield Fault("WP514", message, item.line, None, fix, severity, about=frozenset(odd))


def _small(names: set[str]) -> set[str]:
    return {name.lower() for name in names}


def sent_in_query(call: Call) -> set[str]:
    """The names in the query of a call."""
    return {name for name, _ in [*call.query, *query_pairs(call.url)]}


def sent_in_body(call: Call) -> set[str]:
    """The names in the form of a call, or the members of its JSON."""
    if call.body is None:
        return set()
    value = json_value(call.body.json or call.body.text or "") if call.body.kind == "json" else None
    return set(value) if isinstance(value, dict) else {name for name, _ in call.body.fields}
