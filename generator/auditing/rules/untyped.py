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
        if evidence.is_of_requests(table.line, "argument" in " ".join(table.header).lower()):
            yield from _parameter_types(outline, table)
    yield from _listed_parameters(page, outline, evidence)
    yield from _untyped_fields(page)


def _parameter_types(outline: Outline, table: Table) -> Iterator[Fault]:
    header = [cell.strip().strip("*`").lower() for cell in table.header]
    section = outline.path(table.line)
    is_list = any(
        re.search(r"\b(?:param(?:eter)?|field|argument|attribute|property)s?\b", cell) for cell in header
    )
    is_named = header[:1] == ["name"] and (
        "required" in header
        or re.search(
            r"param|field|argument|body|request|propert|\b(?:GET|POST|PUT|PATCH|DELETE)\b.*/",
            section,
            re.IGNORECASE,
        )
    )
    is_of_errors = re.search(r"\b(?:errors?|status|codes?)\b", section.rpartition(" / ")[2], re.IGNORECASE)
    if not (is_list or is_named) or len(header) < 2 or is_of_errors:
        return
    column = next(
        (index for index, cell in enumerate(header) if re.search(r"\btype|format|schema", cell)), None
    )
    if column is None:
        listed = [cells for _, cells in table.rows if cells and not is_header(cells[0])]
        untyped = [cells[0] for cells in listed if not any(_TYPE.search(cell) for cell in cells[1:])]
        # A dash begins an option of a command; a name in capitals may be a value of an enumeration.
        other = r"[`*]*-.*" if is_list else r"[`*]*(?:[A-Z][A-Z0-9_]+|-.*)[`*]*"
        is_of_values = all(re.fullmatch(other, name.strip()) for name in untyped)
        is_of_names = any(_PARAMETER.fullmatch(name.strip()) for name in untyped)
        if is_of_names and not is_of_values and len(untyped) == len(listed):
            names = ", ".join(re.split(r"\s+[`*_(]", name)[0].strip("`* ") for name in untyped[:4])
            yield Fault(
                "WP508",
                f"the table gives no types: {names}",
                table.line,
                None,
                "Add a column with the type of each parameter.",
            )
        return
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


def _listed_parameters(page: Page, outline: Outline, evidence: Evidence) -> Iterator[Fault]:
    """A list of parameters: ``- `username`: the user's name``."""
    for paragraph in page.paragraphs:
        match = re.match(
            r"[`*]{1,3}([\w.\[\]-]+)[`*]{1,3}\s*(?:\((?:required|optional)\))?\s*[:–—-]\s+\S", paragraph.text
        )
        is_typed = match is not None and re.match(r"[`*_]", paragraph.text[match.end() - 1 :]) is not None
        if match is None or is_typed or match[1].isupper() or _WORD.search(paragraph.text):
            continue
        heading = outline.path(paragraph.line).rpartition(" / ")[2]
        if re.search(
            r"\b(?:param(?:eter)?|field|argument|attribute)s?\b|request body", heading, re.IGNORECASE
        ) and evidence.is_of_requests(paragraph.line, is_doubtful=True):
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
