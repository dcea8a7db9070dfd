"""The directive ``csv-table`` of reStructuredText: its lines in, docutils' own nodes of a table out.

No file and no URL that it names is read.
"""

import csv
import re
from collections.abc import Iterator, Sequence

from docutils import nodes
from docutils.statemachine import StringList

_OPTION = re.compile(r"\s*:([\w-]+):(.*)")
_NAMED = {"tab": "\t", "space": " "}


def csv_table(options: StringList, content: StringList) -> nodes.Element:
    """The table of a directive with these options and this content; a comment where it cannot be read."""
    given = _options(options)
    delimiter, quote = (given.get(name, ("", 0))[0] for name in ("delim", "quote"))
    table, head, body = nodes.table(), nodes.thead(), nodes.tbody()
    try:
        if "header" in given:
            text, index = given["header"]  # this one is always written with commas
            head += _rows(text.split("\n"), [options.offset(index) + 1] * (text.count("\n") + 1))
        lines = [content.offset(index) + 1 for index in range(len(content))]
        body += _rows(list(content.data), lines, _NAMED.get(delimiter, delimiter) or ",", quote or '"')
    except (csv.Error, TypeError, ValueError):
        return nodes.comment()
    table += nodes.tgroup("", head, body)
    return table


def _options(lines: StringList) -> dict[str, tuple[str, int]]:
    """The values of the options, which may go on below, each with the number of its first line."""
    found: dict[str, tuple[str, int]] = {}
    name = ""
    for index, row in enumerate(lines.data):
        match = _OPTION.match(row)
        if match:
            name = match[1].lower()
            found[name] = match[2].strip(), index
        elif name:
            text, start = found[name]
            found[name] = f"{text}\n{row.strip()}", start
    return found


def _rows(
    texts: Sequence[str], lines: Sequence[int], delimiter: str = ",", quote: str = '"'
) -> Iterator[nodes.row]:
    reader = csv.reader(
        (f"{text}\n" for text in texts), delimiter=delimiter, quotechar=quote, skipinitialspace=True
    )
    start = 0
    for cells in reader:
        if cells:
            row = nodes.row()
            for cell in cells:
                paragraph = nodes.paragraph(cell, cell.strip())
                paragraph.line = lines[min(start, len(lines) - 1)]
                row += nodes.entry("", paragraph)
            yield row
        start = reader.line_num
