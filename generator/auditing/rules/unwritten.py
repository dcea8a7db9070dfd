"""What its author has not written yet: a sample with nothing in it, a section that says TODO (WP507)."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

_PROMISE = re.compile(
    r"\b(?:coming soon|todo|tbd|to be (?:done|added|written)|not yet|examples?)\b", re.IGNORECASE
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
    yield from _empty_samples(samples)
    yield from _unwritten_sections(page, outline)
    yield from _empty_tables(page)
    yield from _empty_tabs(page)
    yield from _filler(page)


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


_FILLER = re.compile(r"[ >*_]*Lorem ipsum ")


def _filler(page: Page) -> Iterator[Fault]:
    """The first paragraph that fills a place until somebody writes the text."""
    first = next((each for each in page.paragraphs if _FILLER.match(each.text)), None)
    if first is not None and page.blocks:
        message = "this text fills a place until another is written"
        yield Fault("WP507", message, first.line, None, "Write the text.", "note")


def _empty_samples(samples: Sequence[Sample]) -> Iterator[Fault]:
    """A block of code with nothing in it but the promise of a sample, be it the name of a language."""
    for sample in samples:
        code = re.sub(r"/\*.*?\*/", "", sample.text, flags=re.DOTALL)
        code = re.sub(r"^\s*(?:#|//|--|\*|/\*).*$", "", code, flags=re.MULTILINE)
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
