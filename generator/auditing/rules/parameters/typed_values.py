"""A row of a table whose own default or example is not of the type that the row names (WP514)."""

import re
from collections.abc import Iterator

from generator.auditing.pages import Page, Table
from generator.auditing.rules.parameters.listed import type_of
from generator.auditing.understanding.call import Fault

_KIND = re.compile(r"\W*(?:data\s*)?type\W*", re.IGNORECASE)
_VALUE = re.compile(r"(default|example|sample)s?(?: values?)?", re.IGNORECASE)
_NAME = re.compile(r"[`*]*([A-Za-z_][\w.\[\]-]*)")
# What a value of another type looks like; a word may stand for any, as ``none`` or ``now`` do.
_NEVER = {
    "string": re.compile(r"true|false|true\s*(?:/|\||or|,)\s*false", re.IGNORECASE),
    "integer": re.compile(r"true|false|-?\d+\.\d*[1-9]", re.IGNORECASE),
    "number": re.compile(r"true|false", re.IGNORECASE),
    "boolean": re.compile(r"-?(?:[2-9]|\d{2,})(?:\.\d+)?"),
}


def typed_value_faults(page: Page) -> Iterator[Fault]:
    """The faults of tables; their lines are 1-based lines of the file."""
    for table in page.tables:
        header = [cell.strip(" *`") for cell in table.header]
        kind = next((n for n, cell in enumerate(header) if n and _KIND.fullmatch(cell)), None)
        places = [n for n, cell in enumerate(header) if n and _VALUE.fullmatch(cell)]
        if kind is not None and places:
            yield from _of_rows(table, header, kind, places)


def _of_rows(table: Table, header: list[str], kind: int, places: list[int]) -> Iterator[Fault]:
    for line, cells in table.rows:
        name = _NAME.match(cells[0].strip()) if len(cells) > kind else None
        never = _NEVER.get(type_of(cells[kind]) or "") if name is not None else None
        if name is None or never is None:
            continue
        values = [(header[n].lower(), cells[n].strip(" `*")) for n in places if len(cells) > n]
        odd = next(((what, value) for what, value in values if never.fullmatch(value)), None)
        if odd is not None:
            verb = "are" if odd[0].endswith("s") else "is"
            message = f"{name[1]} is listed as {cells[kind].strip(' `*')}, and its {odd[0]} {verb} {odd[1]}"
            yield Fault("WP514", message, line, None, "Correct the one that is wrong.", "note")
