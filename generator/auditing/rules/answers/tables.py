"""The table of an answer's members against the answer that its section shows (WP518).

A table of parameters is that of a request, whose JSON is shown as well (WP514).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from generator.auditing.pages import Outline, Page, Table
from generator.auditing.rules.authentication.token_requests import query_pairs
from generator.auditing.rules.http.urls import is_placeholder
from generator.auditing.rules.parameters.listed import type_of
from generator.auditing.rules.parameters.unlisted import explained_words, unexplained
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.json_text import json_value

# In the languages whose words these are: Portuguese and Spanish, French, German as well.
_MEMBER = re.compile(
    r"\b(?:field|property|attribute|name|key|member|parameter|data|campo|atributo|champ|feld)s?\b",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"\bparam", re.IGNORECASE)
_TYPE = re.compile(r"\W*(?:data\s*)?(?:type|tipo|typ)\W*", re.IGNORECASE)
_NAME = re.compile(r"[`*]*[\"']?([A-Za-z_]\w*)[\"']?[`*]*")
_OF_ANSWER = re.compile(r"\b(?:respon\w+|returns?|answers?|output|result)\b", re.IGNORECASE)
_ID = re.compile(r"\d{1,18}|[0-9a-f]{8}-[0-9a-f-]{27}|[a-z]{2,8}_\w{6,}")
_STRING = re.compile(r'"(?:\\.|[^"\\\n])*"')
_MOST = 40  # answers on a page: with more, it is a reference that somebody generated


def answer_table_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """Members of another type than the table gives them, and those that it leaves out."""
    outline = Outline(page.headings)
    shown = [(sample, members) for sample in samples if (members := _members(sample))]
    for table in page.tables if len(shown) <= _MOST else ():
        if not table.header or _MEMBER.search(table.header[0]) is None:
            continue
        rows = _rows(table)
        for sample, members in _beside(outline, table, shown):
            common = rows.keys() & members.keys()
            is_titled = _is_of_answer(table) or _OF_ANSWER.search(
                outline.path(table.line).rpartition(" / ")[2]
            )
            if not common and is_titled:
                yield from _around(page, sample, members, rows, table)
            if len(common) < 2 or 2 * len(common) < len(rows):
                continue
            for fault in _types(sample, members, rows, table):
                yield replace(fault, rule="WP514") if _PARAMETER.search(table.header[0]) else fault
            if is_titled:
                yield from _unlisted(sample, members, rows, table)
                for name, inner in members.items():
                    within = _within(name, table)
                    first = inner[0] if isinstance(inner, list) and inner else inner
                    if len(within) > 1 and isinstance(first, dict) and len(within & first.keys()) > 1:
                        yield from _unlisted(sample, first, dict.fromkeys(within, ""), table)
            break


def _members(sample: Sample) -> dict[str, object]:
    """The members of an answer that is shown as a whole; of a list, those of its first element."""
    text = sample.text.strip()
    is_cut = re.search(r"\.\.\.|…", _STRING.sub('""', text)) is not None
    if sample.language not in ("json", "") or text[:1] not in ("{", "[") or is_cut:
        return {}
    value = json_value(text)
    value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, dict) else {}


def _rows(table: Table) -> dict[str, str]:
    """The names of a table, each with what its column of types says."""
    place = next((n for n, cell in enumerate(table.header) if _TYPE.fullmatch(cell)), None)
    rows: dict[str, str] = {}
    for _, cells in table.rows:
        name = _NAME.fullmatch(cells[0].strip()) if cells else None
        if name:
            rows[name[1]] = cells[place] if place is not None and len(cells) > place else ""
    return rows


def _within(name: str, table: Table) -> set[str]:
    """What a table lists as members of a member: ``data.id``, ``items[].id``."""
    inner = re.compile(rf"[`*]*{re.escape(name)}(?:\[\w*\])?\.(\w+)[`*]*")
    found = (inner.fullmatch(cells[0].strip()) for _, cells in table.rows if cells)
    return {match[1] for match in found if match}


def _beside(
    outline: Outline, table: Table, shown: Sequence[tuple[Sample, dict[str, object]]]
) -> Iterator[tuple[Sample, dict[str, object]]]:
    """The answers of the table's own section, and of the one that it is the last part of (Slate's order)."""
    number = outline.number(table.line)
    level = outline.headings[number - 1].level if number else 0
    while number and outline.headings[number - 1].level >= level > 1:
        number -= 1
    start = outline.headings[number - 1].line if number else 0
    end = outline.bounds(table.line)[1]
    inside = [item for item in shown if start <= item[0].block.line < end]
    yield from sorted(inside, key=lambda item: abs(item[0].block.line - table.line))


def _types(
    sample: Sample, members: Mapping[str, object], rows: Mapping[str, str], table: Table
) -> Iterator[Fault]:
    for name in members.keys() & rows.keys():
        wanted, value = type_of(rows[name]), members[name]
        actual = _type(value)
        is_open = isinstance(value, str) and value and (is_placeholder(value) or type_of(value) is not None)
        if wanted is None or actual is None or is_open or wanted == actual:
            continue
        if {wanted, actual} == {"integer", "number"} and wanted == "number":
            continue
        here, there = _article(actual), _article(wanted)
        message = f"{name} is {here} here, and the table calls it {there} (line {table.line})"
        yield _fault(sample, [name], message, None)


def _type(value: object) -> str | None:
    if isinstance(value, bool):
        return "boolean"
    kinds = ((int, "integer"), (float, "number"), (str, "string"), (list, "array"), (dict, "object"))
    return next((name for kind, name in kinds if isinstance(value, kind)), None)


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aio" else f"a {kind}"


def _unlisted(
    sample: Sample, members: Mapping[str, object], rows: Mapping[str, str], table: Table
) -> Iterator[Fault]:
    """A member or two that a table leaves out which otherwise lists all of them."""
    missing = [name for name in members if name not in rows]
    if missing and (3 * len(missing) <= len(members) or _is_of_answer(table)):
        names = ", ".join(missing)
        message = f"the answer has {names}, which the table does not list (line {table.line})"
        yield _fault(sample, missing, message, "note")


def _around(
    page: Page, sample: Sample, members: Mapping[str, object], rows: Mapping[str, str], table: Table
) -> Iterator[Fault]:
    """The envelope of what a table lists: ``status`` and ``message`` beside ``data`` with its rows."""
    first = {
        name: value[0] if isinstance(value, list) and value else value for name, value in members.items()
    }
    held = [
        name
        for name, value in first.items()
        if isinstance(value, dict) and 2 * len(rows.keys() & value.keys()) >= max(len(rows), 4)
    ]
    if len(held) == 1:
        missing = unexplained(members.keys() - held, explained_words(page))
        if missing:
            message = f"the list (line {table.line}) has the members of {held[0]}, and not those around it: "
            yield _fault(sample, missing, message + ", ".join(missing), "note")


def _is_of_answer(table: Table) -> bool:
    """Whether a table is made of components that say of each member that it is one of an answer."""
    return table.header[0] == "Response member"


def _fault(sample: Sample, names: Sequence[str], message: str, severity: str | None) -> Fault:
    """A fault about members of an answer, at the first of them."""
    rows = sample.text.split("\n")
    at = next((number for number, row in enumerate(rows) if f'"{names[0]}"' in row), 0)
    fix = "Correct the one that is wrong."
    return Fault("WP518", message, sample.block.line_at(at), None, fix, severity, about=frozenset(names))


def other_id_faults(samples: Sequence[Sample]) -> Iterator[Fault]:
    """``GET /items/3`` above the item with the id 2: an answer shows what was asked for."""
    for sample, following in pairwise(samples):
        call = sample.calls[0] if len(sample.calls) == 1 and sample.calls[0].method == "GET" else None
        asked = _LAST.search(call.url) if call is not None else None
        if call is None or asked is None or not _ID.fullmatch(asked[1]):
            continue
        shown = _members(following).get("id")
        is_id = isinstance(shown, int | str) and _ID.fullmatch(str(shown)) is not None
        if is_id and str(shown).isdigit() == asked[1].isdigit() and str(shown) != asked[1]:
            line = sample.block.line_at(call.url_line)
            message = f"the sample above asks for {asked[1]}, and the answer shows {shown} (line {line})"
            yield _fault(following, "id", message, "note")


def other_value_faults(samples: Sequence[Sample]) -> Iterator[Fault]:
    """``?number=1`` above the answer whose ``number`` is 2: the value that was asked for comes back."""
    asked: dict[str, tuple[str, int]] = {}
    group = 0
    for sample in samples:
        calls = [call for call in sample.calls if call.method == "GET"]
        if sample.is_code and calls:
            group = group if asked and sample.block.group and sample.block.group == group else 0
            pairs = [*query_pairs(calls[-1].url), *calls[-1].query]
            here = {name: (value, sample.block.line_at(calls[-1].url_line)) for name, value in pairs}
            asked = {name: found for name, found in here.items() if _is_identifier(name, found[0])}
            group = sample.block.group
        elif sample.language in ("json", "http") and not sample.calls:
            for name, value in _nested(_members(sample)) if asked else ():
                wanted = asked.get(name)
                if wanted and value.isdigit() == wanted[0].isdigit() and value != wanted[0]:
                    said = f"{name}={wanted[0]}"
                    message = (
                        f"the sample above asks for {said} (line {wanted[1]}), and the answer has {value}"
                    )
                    yield _fault(sample, name, message, "note")
            asked = {}
        elif sample.is_code:
            asked = {}


def _is_identifier(name: str, value: str) -> bool:
    """Whether a parameter names one thing, by its number or its code: no filter, no page."""
    is_named = re.search(r"(?i)id$|number$|code$|uuid$|^(?:ip|isbn|iban|email|domain|phone)$", name)
    return is_named is not None and re.fullmatch(r"[\w.@+-]*\d[\w.@+-]*", value) is not None


def _nested(members: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The texts and numbers of an answer, and of the one object in it."""
    for name, value in members.items():
        if isinstance(value, dict):
            yield from ((each, str(one)) for each, one in value.items() if isinstance(one, int | str))
        elif isinstance(value, int | str):
            yield name, str(value)


_LAST = re.compile(r"/([\w-]+)/?(?:[?#]|$)")
