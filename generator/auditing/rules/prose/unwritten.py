"""What its author has not written yet: a sample with nothing in it, a section that says TODO (WP507)."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.prose.announced import announced_faults
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_PROMISE = re.compile(
    r"\b(?:soon|todo|tbd|to be (?:done|added|written)|not yet|no support|examples?)\b", re.IGNORECASE
)
_UNWRITTEN = re.compile(
    r"[\s*_:>(-]*(?:(?:TODO|TBD|TBA)(?![\w/])(?! (?:list|item)).{0,80}"
    r"|(?i:coming soon|to be (?:done|written|added|documented))[\W_]*)$"
)


# What stands above a column; a table that has no header shows its first row there.
_HEADER = re.compile(
    r"(?i)(?:(?:query|body|url|path|request|response|error|status|header|http) )?"
    r"(?:parameter|attribute|field|property|name|key|header|code|status|value|type|description|info|meaning)s?"
)


def unwritten_faults(page: Page, outline: Outline, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The samples and sections of a page that are but promised; lines are 1-based lines of the file."""
    if page.kind != "notebook":  # whose last cell waits for what is typed next
        yield from _empty_samples(samples)
    yield from _unwritten_sections(page, outline)
    yield from _empty_sections(page)
    yield from _empty_tables(page)
    yield from _empty_tabs(page)
    yield from _filler(page)
    yield from _gaps(page, samples)
    announced = list(_announced(page))
    yield from announced
    lines = {fault.line for fault in announced}
    yield from (fault for fault in announced_faults(page) if fault.line not in lines)


_DUE = re.compile(
    r"(?i)\W*(?:(?:query|body|url|path|request|response|header|error) )?"
    r"(?:param(?:eter)?s?|arguments?|fields?|body|headers?|response|errors?|status codes?|examples?)\W*"
)


def _empty_sections(page: Page) -> Iterator[Fault]:
    """A heading such as ``Response Parameters`` with the next heading right below it, told once a page."""
    if page.kind != "markdown":
        return
    rows = page.source.split("\n")
    headings = sorted(page.headings, key=lambda heading: heading.line)
    empty = [
        heading
        for heading, following in pairwise(headings)
        if _DUE.fullmatch(heading.text)
        and following.level <= heading.level
        and not "".join(rows[heading.line : following.line - 1]).strip(" *_-\t=")
    ]
    if empty:
        named = ", ".join(f"{heading.text.strip()} (line {heading.line})" for heading in empty[1:4])
        message = f"nothing stands below {empty[0].text.strip()}" + (f", nor below {named}" if named else "")
        yield Fault("WP507", message, empty[0].line, None, "Write it, or take the heading out.", "note")


def _empty_tables(page: Page) -> Iterator[Fault]:
    """A table that has its header alone."""
    for table in page.tables:
        is_header = any(_HEADER.fullmatch(cell.strip(" *`:")) for cell in table.header)
        if is_header and len(table.header) > 1 and not any(any(cells) for _, cells in table.rows):
            message = "this table has a header and no rows"
            yield Fault("WP507", message, table.line, None, "Write the rows, or take it out.", "note")


_TAB = re.compile(
    r"\{% tab title=\"([^\"\n]*)\" %\}\s*\{% endtab %\}"
    r"|<TabItem\b[^>\n]*?\b(?:label|value)=\"([^\"\n]*)\"[^>\n]*>\s*</TabItem>"
)


def _empty_tabs(page: Page) -> Iterator[Fault]:
    """A tab of GitBook or Docusaurus with a title alone."""
    for match in _TAB.finditer(page.source) if page.kind == "markdown" else ():
        message = f"the tab {match[1] or match[2]} is empty"
        line = page.source.count("\n", 0, match.start()) + 1
        yield Fault("WP507", message, line, None, "Write the sample, or take the tab out.", "note")


_FILLER = re.compile(r"\A[ >*_]*Lorem ipsum ")
# Sentences of an answer in a chat, about a text before this one that no reader of the page has seen.
_OF_CHAT = re.compile(
    r"(?i)\b(?:apologies|I apologi[sz]e) for (?:the|any|my) (?:oversight|confusion|mistake|earlier|previous)"
    r"|\bas an AI (?:language )?model\b|\bhere(?:'|\u2019)s (?:an|the) (?:updated|corrected) version of"
    r"|\A\W*(?:certainly|sure|of course)[!,] here(?:'|\u2019)?s\b"
)
# The example that generators of documentation bring, for an API that is nobody's (Slate).
_OF_TEMPLATE = re.compile(
    r"(?i)\bhappy kitten is an authenticated|\bkittn\b|\bspecific kitten\b|\bmeowmeowmeow\b"
)
_LEFT = (
    (_FILLER, "this text fills a place until another is written", "Write the text."),
    (_OF_CHAT, "this is an answer in a chat, and no documentation", "Write what the reader has to know."),
    (_OF_TEMPLATE, "this is the example of a template, and no part of the API", "Take it out."),
)


def _filler(page: Page) -> Iterator[Fault]:
    """The first paragraph or heading of each kind that nobody wrote for this page."""
    texts = [(each.line, each.text) for each in page.paragraphs]
    texts = sorted(texts + [(each.line, each.text) for each in page.headings])
    for pattern, message, fix in _LEFT if page.blocks else ():
        found = next((place for place in texts if pattern.search(place[1])), None)
        if found is not None:
            yield Fault("WP507", message, found[0], None, fix, "note")


def _empty_samples(samples: Sequence[Sample]) -> Iterator[Fault]:
    """A block of code with nothing in it but the promise of a sample, be it the name of a language."""
    for sample in samples:
        code = re.sub(r"/\*.*?\*/", "", sample.text, flags=re.DOTALL)
        code = re.sub(r"^[ \t]*(?:#|//|--|\*|/\*).*$", "", code, flags=re.MULTILINE)
        is_blank = not sample.block.text.strip()  # as written: the text of a session is its commands alone
        is_promised = bool(sample.block.hint) if is_blank else _PROMISE.search(sample.text)
        if sample.is_code and not code.strip() and is_promised:
            line = sample.block.line
            yield Fault(
                "WP507", "this sample is empty", line, None, "Write the sample, or take it out.", "note"
            )


def _unwritten_sections(page: Page, outline: Outline) -> Iterator[Fault]:
    """A section that has a note of its author's where the samples of the others are."""
    code = sorted(block.line for block in page.blocks)
    for paragraph in page.paragraphs if code else ():
        start, end = outline.bounds(paragraph.line)
        if _UNWRITTEN.match(paragraph.text) and bisect_left(code, start) == bisect_left(code, end):
            message = "this section is not written yet"
            yield Fault("WP507", message, paragraph.line, None, "Write it, or take it out.", "note")


_GAP = re.compile(
    r"\s*(?:\?{2,}|(?:TODO|TBD|TBA)[:.!]*|[*\\_\s]*(?:EXAMPLE|SAMPLE)S?[*\\_\s]*|\{\s*\n\s*\n\s*\})\s*"
)
_OPEN_END = re.compile(r"(?<=\w )\?{3,}[\s.]*$")
_BARE = re.compile(r"[*_ ]*(?:EXAMPLE|SAMPLE)S?[*_ ]*|\?{3,}")


def _gaps(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """``???`` where an answer or the end of a sentence is due."""
    for sample in samples:
        if _GAP.fullmatch(sample.block.text):
            message = "this block holds the place of what is not written yet"
            yield Fault("WP507", message, sample.block.line, None, "Write it, or take it out.", "note")
    for paragraph in page.paragraphs:
        if _OPEN_END.search(paragraph.text) or _BARE.fullmatch(paragraph.text.strip()):
            line = paragraph.line + paragraph.text.rstrip().count("\n")
            message = "the words that belong here are not written yet"
            yield Fault("WP507", message, line, None, "Write them, or take the sentence out.", "note")


_SOON = re.compile(
    r"(?i)\b(?:C#|\.NET|Java(?:Script)?|Python|PHP|Ruby|Go|Node(?:\.js)?|curl|(?:example|sample|snippet)s?"
    r"|documentation|docs)\s*(?:[(:–—-]\s*)?(?:(?:is|are|will be|which is)\s+)?"
    r"(?:coming soon|to be added|available soon)\b"
)
_BELOW = re.compile(
    r"(?i)\b(?:see|look at|in|refer to|consider)\s+(?:the\s+|an?\s+)?(?:code\s+|following\s+)?"
    r"(?:examples?|samples?|snippets?)\s+below\b"
    r"|\b(?:example|sample|snippet) (?:below|that follows)\s*:?\s*$"
)
_SHOWN = re.compile(
    r"!\[|<(?:img|iframe|video|script|svg)\b|\.\. (?:image|figure|literalinclude|include)::|\{%|\{\{"
)


def _announced(page: Page) -> Iterator[Fault]:
    """A sample that is to come, and ``see the example below`` with nothing below it."""
    shown = sorted([block.line for block in page.blocks] + [table.line for table in page.tables])
    rows = enumerate(page.source.split("\n"), 1)
    last = max([0, *shown[-1:], *(line for line, row in rows if _SHOWN.search(row))])
    for paragraph in page.paragraphs:
        soon = _SOON.search(paragraph.text)
        if soon and page.blocks:
            line = paragraph.line_of(soon.start())
            message = (
                f"the page announces what it does not have: {' '.join(re.sub(r'[(:]', ' ', soon[0]).split())}"
            )
            yield Fault("WP507", message, line, None, "Write it, or do not name it yet.", "note")
        is_pointed = paragraph.line > last and "`" not in paragraph.text
        if is_pointed and _BELOW.search(paragraph.text):
            message = "the page points to an example below, and there is none"
            yield Fault("WP507", message, paragraph.line, None, "Add the example.", "note")
