"""Parameters and fields of an answer that a page lists without their types (WP508)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Outline, Page, Table
from generator.auditing.rules.evidence import Evidence, is_header
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault

# Words for types: those that say nothing else, and those that a sentence may have in another sense.
_PLAIN = (
    "string|str|integer|int32|int64|boolean|bool|float|double|uuid|guid|enum|datetime|date-time|timestamp"
    "|varchar"
)
_TYPES = (
    f"{_PLAIN}|text|int|long|number|decimal|array|list|object|map|date|time|uri|url|json|hash|dict|file"
    "|binary|byte|null|any|char"
)
_TYPE = re.compile(
    rf"\b(?:{_PLAIN})s?\b"
    rf"|^\W*(?:an? |optional |required )?(?:{_TYPES})s?(?:\W*$|\s*[,.;:(\[|<]|\s+or\b)"
    rf"|[(\[`*](?:{_TYPES})s?[)\]`*,]",
    re.IGNORECASE,
)
_WORD = re.compile(rf"\b(?:{_TYPES}|int|date(?:-?time)?)s?\b", re.IGNORECASE)
_PARAMETER = re.compile(
    r"[`*]*[\w.\[\]{}$:@/-]+[`*]*(?:\s*\W?\s*[(\[`*]*(?:required|optional)[)\]`*]*)?", re.IGNORECASE
)


def untyped_faults(page: Page, outline: Outline, samples: Sequence[Sample]) -> Iterator[Fault]:
    """What the tables and the lists of a page leave out; lines are 1-based lines of the file."""
    evidence = Evidence(page, samples)
    for table in page.tables:
        is_bare = not any(cell.replace("&nbsp;", "").strip(" \xa0-*") for cell in table.header)
        if evidence.is_of_requests(table.line, is_bare or "argument" in " ".join(table.header).lower()):
            yield from _bare_table(table) if is_bare else _parameter_types(outline, table)
            yield from _undescribed(table)
        if re.search(r"(?i)\b(?:respon\w+|returns?)\b", outline.path(table.line).rpartition(" / ")[2]):
            yield from _untyped_answer(table, evidence)
    yield from _listed_parameters(page, outline, evidence)
    yield from _introduced(page, outline, evidence)
    yield from _untyped_fields(page)


def _parameter_types(outline: Outline, table: Table) -> Iterator[Fault]:
    header = [cell.strip().strip("*`").lower() for cell in table.header]
    section = outline.path(table.line)
    is_list = any(
        re.search(r"\b(?:param(?:eter)?|field|argument|attribute|property|response member)s?\b", cell)
        for cell in header
    )
    is_named = (
        header[:1] in (["name"], ["key"])
        and header != ["key", "value"]
        and (
            "required" in header
            or re.search(
                r"param|field|argument|body|request|propert|\b(?:GET|POST|PUT|PATCH|DELETE)\b.*/",
                section,
                re.IGNORECASE,
            )
        )
    )
    is_of_answer = re.match(r"respon|returns?$", header[0] if header else "") and "type" in header
    is_of_errors = re.search(r"\b(?:errors?|status|codes?)\b", section.rpartition(" / ")[2], re.IGNORECASE)
    if not (is_list or is_named or is_of_answer) or len(header) < 2 or is_of_errors:
        return
    column = next(
        (index for index, cell in enumerate(header) if re.search(r"\btype|format|schema", cell)), None
    )
    if column is None:
        yield from _without_column(table, header, is_list=is_list)
    else:
        yield from _without_type(table, header, column)


def _without_column(table: Table, header: Sequence[str], *, is_list: bool) -> Iterator[Fault]:
    """A list of parameters of which no row, in no column, tells a type."""
    listed = [cells for _, cells in table.rows if cells and not is_header(cells[0])]
    # What stands in the place of a value tells no type: the default may be ``null``.
    values = {n for n, cell in enumerate(header) if _OF_VALUES.fullmatch(cell)}
    untyped = [
        cells[0]
        for cells in listed
        if not any(_TYPE.search(cell) for n, cell in enumerate(cells) if n and n not in values)
    ]
    # A dash begins an option of a command; a name in capitals may be a value of an enumeration.
    other = r"[`*]*-.*" if is_list else r"[`*]*(?:[A-Z][A-Z0-9_]+|-.*)[`*]*"
    is_of_values = all(re.fullmatch(other, name.strip()) for name in untyped)
    is_of_names = any(_PARAMETER.fullmatch(name.strip()) for name in untyped)
    if is_of_names and not is_of_values and len(untyped) == len(listed):
        named = [cells[_place_of_names(header)] for cells in listed[:4] if len(cells) == len(header)]
        names = ", ".join(re.split(r"\s+[`*_(]", name)[0].strip("`* ") for name in named or untyped[:4])
        yield Fault(
            "WP508",
            f"the table gives no types: {names}",
            table.line,
            None,
            "Add a column with the type of each parameter.",
        )


def _without_type(table: Table, header: Sequence[str], column: int) -> Iterator[Fault]:
    """The rows that leave the column of types empty, or leave it out."""
    for line, cells in table.rows:
        # Where a cell was left out, the description stands in the place of the type.
        is_short = 0 < column < min(len(header) - 1, len(cells)) and not any(cells[len(header) - 1 :])
        is_short = is_short and " " in cells[column].strip() and not _TYPE.search(cells[column])
        if is_short or (
            len(cells) > column
            and cells[0].strip()
            and any(cell.strip() for cell in cells[1:])  # a line right below a table is a row of it
            and cells[column].strip(" -–—`") in ("", "?", "n/a", "N/A", "TBD")
        ):
            yield Fault(
                "WP508",
                f"{cells[0].strip('`* ')} has no type",
                line,
                None,
                "Say string, integer, boolean, array or object.",
            )


def _place_of_names(header: Sequence[str]) -> int:
    """The column with the names: the second where the first but numbers the rows."""
    return int(len(header) > 1 and re.fullmatch(r"#|pos\w*\.?|no\.?|nr\.?|n", header[0]) is not None)


_OF_VALUES = re.compile(r"(?:defaults?|examples?|samples?)(?: values?)?")
_LISTED_NAME = re.compile(r"[`*]{0,3}[a-z][\w.\[\]-]*[`*]{0,3}")
_DEMAND = re.compile(r"(?i)\W*(?:required|optional|mandatory)\b")
_DEMAND_ALONE = re.compile(r"(?i)\W*(?:(?:required|optional|mandatory|yes|no|true|false)\W*)?")
_EXPLAINED = re.compile(r"(?i)\W*(?:descriptions?|meaning|explanation|details)\W*")


def _bare_table(table: Table) -> Iterator[Fault]:
    """A table without words above its columns, of names that it calls required or optional."""
    named = [cells for _, cells in table.rows if len(cells) > 1 and _LISTED_NAME.fullmatch(cells[0].strip())]
    is_list = len(named) > 1 and len(named) == len(table.rows)
    if is_list and any(_DEMAND.match(cells[1]) for cells in named):
        yield from _untyped([cells for cells in named if not is_header(cells[0])], table)


def _untyped_answer(table: Table, evidence: Evidence) -> Iterator[Fault]:
    """The members of an answer with what they mean: ``Name | Value``, and no word of a type."""
    header = [cell.strip(" *`").lower() for cell in table.header]
    if header not in (["name", "value"], ["name", "description"], ["key", "description"], ["key", "value"]):
        return
    listed = [cells for _, cells in table.rows if len(cells) > 1 and not is_header(cells[0])]
    is_named = all(_LISTED_NAME.fullmatch(cells[0].strip()) for cells in listed)
    if len(listed) > 1 and is_named and evidence.is_of_requests(table.line):
        yield from _untyped(listed, table)


def _untyped(listed: Sequence[Sequence[str]], table: Table) -> Iterator[Fault]:
    """A note for a table none of whose rows says a type."""
    if listed and not any(_TYPE.search(cell) for cells in listed for cell in cells[1:]):
        names = ", ".join(cells[0].strip("`* ") for cells in listed[:4])
        fix = "Add a column with the type of each."
        yield Fault("WP508", f"the table gives no types: {names}", table.line, None, fix, "note")


def _undescribed(table: Table) -> Iterator[Fault]:
    """The parameters that a table names and does not explain, though it has a place for that."""
    header = [cell.strip() for cell in table.header]
    place = next((index for index, cell in enumerate(header) if _EXPLAINED.fullmatch(cell)), None)
    is_bare = not any(cell.replace("&nbsp;", "").strip(" \xa0-*") for cell in header)
    if place is None and not (is_bare and len(header) == 2):
        return
    rows = [
        (line, cells[0].strip("`* "), cells[1 if place is None else place])
        for line, cells in table.rows
        # A description in the place of another cell is there, and one cell was left out.
        if len(cells) == len(header)
        and _LISTED_NAME.fullmatch(cells[0].strip())
        and not any(cell.count(" ") > 1 for index, cell in enumerate(cells) if index not in (0, place or 1))
    ]
    empty = [(line, name) for line, name, told in rows if _DEMAND_ALONE.fullmatch(told)]
    if place is not None and len(header) > 2 and not "".join(_told(table, place)).strip():
        empty = _named_rows(table)  # a column for what they mean, which nobody filled in
    elif len(empty) == len(rows):
        return
    if empty:
        names = ", ".join(name for _, name in empty[:4])
        more = f" and {len(empty) - 4} more" if len(empty) > 4 else ""
        message = f"the table does not say what {names}{more} {'are' if len(empty) > 1 else 'is'}"
        yield Fault(
            "WP508", message, empty[0][0], None, "Say what the value is, and its unit or form.", "note"
        )


def _told(table: Table, place: int) -> Iterator[str]:
    """What a table says from a column on."""
    return (cell for _, cells in table.rows for cell in cells[place:])


def _named_rows(table: Table) -> list[tuple[int, str]]:
    """The rows of a table whose every row begins with a name; none where members are listed elsewhere."""
    rows = [(line, cells[0].strip("`* ")) for line, cells in table.rows if cells]
    is_of_parts = any(_PARTS.search(cell) for _, cells in table.rows for cell in cells[1:])
    return rows if not is_of_parts and all(_LISTED_NAME.fullmatch(name) for _, name in rows) else []


_PARTS = re.compile(r"(?i)^\W*(?:object|array)\b")


_ITEM = re.compile(
    r"[`*]{1,3}(?P<name>[a-z][\w.\[\]-]*)\s*(?:\((?:required|optional)\))?[`*]{1,3}"
    r"\s*(?:\((?:required|optional)\))?\s*[:–—-]\s+(?P<rest>\S.*)",
    re.DOTALL,
)
_LEAD = re.compile(r"(?i)\b(?:parameters?|fields?)\b[^.]*:\s*$")
_APART = 6  # lines between two items of one list


def _introduced(page: Page, outline: Outline, evidence: Evidence) -> Iterator[Fault]:
    """A list below ``with the following parameters:`` none of whose items says a type."""
    lead, last, items = 0, 0, list[str]()
    listed = {
        cells[0].strip("`* ").rpartition(".")[2] for table in page.tables for _, cells in table.rows if cells
    }
    typed = False
    for paragraph in [*page.paragraphs, None]:
        match = _ITEM.match(paragraph.text) if paragraph is not None else None
        if paragraph is not None and match and lead and paragraph.line - last <= _APART:
            items.append(match["name"])
            is_value = match["rest"][0] in "`\"'*0123456789"  # what is sent, which shows its type
            typed = typed or is_value or match["name"] in listed or _WORD.search(paragraph.text) is not None
            last = paragraph.line
            continue
        is_untyped = len(items) > 1 and not typed and not _is_told_of(outline, lead)
        if is_untyped and evidence.is_of_requests(lead, is_doubtful=True):
            message = f"the list gives no types: {', '.join(items[:4])}"
            fix = "Say string, integer, boolean, array or object."
            yield Fault("WP508", message, lead, None, fix, "note")
        lead = 0
        if paragraph is not None and _LEAD.search(paragraph.text):
            lead, items, typed = paragraph.line, [], False
            last = lead + paragraph.text.count("\n")
        else:
            items = []


def _is_told_of(outline: Outline, line: int) -> bool:
    """Whether the heading says that a list is one of parameters; then each item without a type is told."""
    return _OF_PARAMETERS.search(outline.path(line).rpartition(" / ")[2]) is not None


_OF_PARAMETERS = re.compile(r"\b(?:param(?:eter)?|field|argument|attribute)s?\b|request body", re.IGNORECASE)


def _listed_parameters(page: Page, outline: Outline, evidence: Evidence) -> Iterator[Fault]:
    """A list of parameters: ``- `username`: the user's name``."""
    for paragraph in page.paragraphs:
        match = re.match(
            r"[`*]{1,3}([\w.\[\]-]+)[`*]{1,3}\s*(?:\((?:required|optional)\))?\s*[:–—-]\s+\S", paragraph.text
        )
        is_typed = match is not None and re.match(r"[`*_]", paragraph.text[match.end() - 1 :]) is not None
        if match is None or is_typed or match[1].isupper() or _WORD.search(paragraph.text):
            continue
        is_told_of = _is_told_of(outline, paragraph.line)
        if is_told_of and evidence.is_of_requests(paragraph.line, is_doubtful=True):
            yield Fault(
                "WP508",
                f"{match[1]} has no type",
                paragraph.line,
                None,
                "Say string, integer, boolean, array or object.",
            )


_FIELD = re.compile(
    r"^[ \t]*:(jsonparam|reqjson|reqjsonobj|query|queryparameter|form|formparameter)[ \t]+"
    r"(?:(\S.*?)[ \t]+)?(\S+?):",
    re.MULTILINE,
)


def _untyped_fields(page: Page) -> Iterator[Fault]:
    """``:query limit:`` of sphinxcontrib-httpdomain, where others of its kind have a type."""
    if page.kind != "restructured" or not _FIELD.search(page.source):
        return
    found = [(match, page.source.count("\n", 0, match.start()) + 1) for match in _FIELD.finditer(page.source)]
    typed = {match[1] for match, _ in found if match[2]}
    for match, line in found:
        if not match[2] and match[1] in typed:
            message = f"{match[3]} has no type"
            yield Fault("WP508", message, line, None, "Say string, int, bool, list or object.")
