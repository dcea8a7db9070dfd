"""The headers that the text or a table names for credentials, against the samples (WP513)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.authentication.credentials import CREDENTIAL
from generator.auditing.rules.http.headers import NO_AUTHENTICATION, SCHEMED
from generator.auditing.rules.pages.placed import Placed
from generator.auditing.understanding.call import CREDENTIALS, HOLE, Fault


def stated_header_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """The faults of samples that send their credentials otherwise than the page says."""
    yield from _header_faults(page, calls)
    yield from _listed_headers(page, calls)
    yield from _without_scheme(page, calls)
    for paragraph in page.paragraphs:
        for match in _AUTHENTICATION.finditer(paragraph.text):
            line = paragraph.line_of(match.start())
            yield Fault("WP211", NO_AUTHENTICATION, line, None, "Write Authorization.", "warning")


def _listed_headers(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """A sample sends no Authorization, or one of another scheme, where a table of its section lists it."""
    outline = Outline(page.headings)
    listed: dict[tuple[int, int], tuple[str, int]] = {}
    for table in page.tables:
        for line, cells in table.rows:
            is_listed = len(cells) > 1 and cells[0].strip(" *`").lower() == "authorization"
            if is_listed and (match := _SCHEME.search(cells[1])) is not None:
                listed[_part(outline, table.line)] = match[1], line
    yield from _listed_type(page, outline, calls)
    for item in calls if listed else ():
        found = listed.get(_part(outline, item.sample.block.line))
        if found is None or item.sample.language == "http" or item.call.client == "HttpClient":
            continue
        scheme, line = found
        header = item.call.header("Authorization")
        is_open = any(not each.name or HOLE in each.name for each in item.call.headers)
        sent = re.match(r"[A-Za-z]+(?= )", header.value) if header is not None else None
        if header is None and not is_open and not CREDENTIAL.search(item.sample.text):
            message = f"the table lists the header Authorization (line {line}), and this sample sends none"
            fix = f"Send Authorization: {scheme} …."
            yield Fault("WP513", message, item.line, None, fix, about=frozenset({CREDENTIALS}))
        elif header is not None and sent is not None and sent[0].lower() != scheme.lower():
            message = f"Authorization has the scheme {sent[0]} here, and {scheme} in the table (line {line})"
            at = item.sample.block.line_at(header.line)
            yield Fault("WP513", message, at, None, "Correct the one that is wrong.")


def _listed_type(page: Page, outline: Outline, calls: Sequence[Placed]) -> Iterator[Fault]:
    """A table of headers with a Content-Type, in a section whose requests have no body."""
    sections: dict[tuple[int, int], list[Placed]] = {}
    for item in calls:
        sections.setdefault(_part(outline, item.sample.block.line), []).append(item)
    texts = [each.text for each in page.paragraphs] + [each.text for each in page.headings]
    texts += [each.text for each in page.blocks]
    has_others = any(re.search(r"\b(?:POST|PUT|PATCH)\b", text) for text in texts) if page.tables else True
    for table in page.tables if sections and not has_others else ():
        rows = [(line, cells[0].strip(" *`").lower()) for line, cells in table.rows if cells]
        at = next((line for line, name in rows if name == "content-type"), None)
        found = sections.get(_part(outline, table.line), []) if at is not None else []
        is_bodiless = all(item.call.method == "GET" and item.call.body is None for item in found)
        # A table that speaks of answers as well, or of every request, is none of a GET alone.
        is_other = re.search(r"(?i)respon|return", " ".join(table.header)) is not None
        if at is not None and found and is_bodiless and not is_other:
            message = "the table lists Content-Type, which says what the body is, and the GET below has none"
            yield Fault("WP213", message, at, None, "Remove the row, or write Accept.", "note")


_AUTHENTICATION = re.compile(rf"`Authentication:\s*{SCHEMED.pattern}|\bheader `+Authentication[:`]")
# A header with nothing in it but what stands for the key.
_ALONE = re.compile(r"`Authorization:\s*([<{$\[]{1,2}[\w -]{1,40}[>}\]]{1,2}|[A-Z][A-Z_]{2,40})`")


def _without_scheme(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """The text shows Authorization with the key alone, and every sample has a scheme before it."""
    headers = [header for item in calls if (header := item.call.header("Authorization")) is not None]
    sent = {match[0] if (match := re.match(r"[A-Z]\w*(?= )", each.value)) else "" for each in headers}
    for paragraph in page.paragraphs if len(sent) == 1 and "" not in sent else ():
        for match in _ALONE.finditer(paragraph.text):
            scheme = next(iter(sent))
            message = f"Authorization has no scheme here, and {scheme} in the samples"
            line = paragraph.line_of(match.start())
            yield Fault("WP513", message, line, None, f"Write Authorization: {scheme} {match[1]}.")


_SCHEME = re.compile(r"\b(Bearer|Basic|Token|ApiKey)\s+[<{$\[\w]")


def _part(outline: Outline, line: int) -> tuple[int, int]:
    """The section of the first or second level around a line, which has headers, request and response."""
    number = outline.number(line)
    while number and outline.headings[number - 1].level > _DEEPEST:
        number -= 1
    if not number:
        return outline.bounds(line)
    heading = outline.headings[number - 1]
    return heading.line, outline.end(heading.line, heading.level)


_DEEPEST = 2  # level of the headings that stand for one operation


_SECRET_HEADER = re.compile(r"(?i)(?!.*idempot)(?:x-)?[\w-]*(?:key|token|secret|auth)[\w-]*")
_HEADER = re.compile(
    r"[`*]{1,2}([A-Za-z]+(?:-[A-Za-z]+)+)(?::[^`*]*)?[`*]{1,2}\s+header"
    r"|\bheader\s+(?:named\s+)?[`*]{1,2}([A-Za-z]+(?:-[A-Za-z]+)+)"
)


def _header_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """A sample sends its key in another header than the one that the text names for it."""
    named = {
        (match[1] or match[2]): paragraph.line
        for paragraph in page.paragraphs
        for match in _HEADER.finditer(paragraph.text)
        if _SECRET_HEADER.fullmatch(match[1] or match[2])
    }
    if len({name.lower() for name in named}) != 1:
        return
    name, line = next(iter(named.items()))
    for item in calls:
        sent = [header for header in item.call.headers if _SECRET_HEADER.fullmatch(header.name)]
        if len(sent) == 1 and item.call.header(name) is None and not item.call.basic:
            message = f"the key is sent in {sent[0].name}, and the text names {name} (line {line})"
            at = item.sample.block.line_at(sent[0].line)
            yield Fault("WP513", message, at, None, f"Write {name}.")
