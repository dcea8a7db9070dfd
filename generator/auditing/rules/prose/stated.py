"""What the text states of a value or of the body's media type, against the samples (WP513 to WP515)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.authentication.stated_headers import stated_header_faults
from generator.auditing.rules.http.urls import is_placeholder, split
from generator.auditing.rules.pages.placed import Placed, line_of
from generator.auditing.rules.slips import is_slip
from generator.auditing.understanding.bodies import form_pairs
from generator.auditing.understanding.call import HOLE, Call, Fault
from generator.auditing.understanding.json_text import json_value

_SPAN = r"[`*]{1,2}[\"']?[\w.+-]+[\"']?[`*]{1,2}"
_CODE = re.compile(r"[`*]{1,2}[\"']?([\w.+-]+)[\"']?[`*]{1,2}")
_LIST = rf"(?:{_SPAN}(?:\s*[,|/]\s*(?:or\s+|and\s+)?|\s+(?:or|and)\s+))+{_SPAN}"
_OPEN = r"(?!\s*[,|]?\s*(?:\.\.\.|…|etc))"  # a list that goes on says nothing of what is not in it
_VALUES = re.compile(
    r"[`*]{1,2}([\w.\[\]-]+)[`*]{1,2}\s*(?:,\s*which\s+|\s+parameter\s+|\s+field\s+)?"
    r"(?:is|must be|may be|can be|takes|accepts|:|=)\s*(?:either\s+|one of\s*:?\s*|any of\s*:?\s*)?"
    rf"({_LIST}){_OPEN}"
)
# ``The states are `raw` and `cut`.``: values of what is called `state`
_NOUN = re.compile(
    r"\b(?:the|possible|valid|allowed|available|supported)\s+"
    r"(?!(?:names|fields|param|propert|keys|columns|attributes|values|headers|methods|endpoints|examples))"
    rf"([A-Za-z]\w+)\s+are\s*:?\s*(?:one of\s*:?\s*)?({_LIST}){_OPEN}",
    re.IGNORECASE,
)
_CELL = re.compile(
    rf"(?:^|one of|either|values?(?: are)?|allowed|options?|possible|:)\s*:?\s*({_LIST}){_OPEN}",
    re.IGNORECASE,
)
# ``One of a4, a5 or letter.``: words alone, to the end of the sentence or of the cell.
_WORD = r"[\"']?[a-z0-9][\w-]{0,40}[\"']?"
_PLAIN = re.compile(
    r"(?:^|[.;]\s{1,3})(?:(?:must be |can be |is )?(?:one|any) of|either"
    r"|(?:allowed |possible |valid )?values(?: are)?)"
    r"\s{0,3}:?\s{0,3}"
    rf"((?:{_WORD}(?:\s{{0,3}}[,|/]\s{{0,3}}(?:or\s{{1,3}}|and\s{{1,3}})?|\s{{1,3}}(?:or|and)\s{{1,3}})){{1,40}}{_WORD})\s{{0,3}}(?:[.;]|$)",
    re.IGNORECASE,
)
_SOME = re.compile(
    r"\b(?:such as|e\.?g|for (?:example|instance)|like|including|among|others?|more|default)\b", re.IGNORECASE
)
_NAME = re.compile(r"[\w.\[\]-]+")
# A name, marked or plain, before its type and whatever else its cell says of it.
_NAMED = re.compile(
    r"([`*]+)([^`*]+)\1.*"
    r"|([^`*]+?)(?:\s+(?:[`*_(\[<]|(?:string|integer|int|number|boolean|array|object|required|optional)\b).*)?$",
    re.DOTALL | re.IGNORECASE,
)
_PARAMETER = re.compile(r"\b(?:param(?:eter)?|field|argument|attribute|property|name|key)s?\b", re.IGNORECASE)
_BODY = r"\b(?:body|payload|request|parameters?|data|values|fields)\b"
_FORM = re.compile(
    rf"{_BODY}[^.]{{0,200}}\b(?:form[- ](?:url[- ]?)?encoded|urlencoded|x-www-form-urlencoded"
    r"|as (?:an? )?(?:html )?form\b)",
    re.IGNORECASE,
)
_ENCODED = re.compile(r"url-?encoded|\bform(?:[- ]data|[- ]encoded)?\b", re.IGNORECASE)
_JSON = re.compile(
    rf"{_BODY}[^.]{{0,200}}\b(?:(?:as|in|is|are|be) (?:an? |encoded as |valid )?JSON\b|JSON[- ]encoded"
    r"|application/json)|\bJSON (?:body|bodies|payloads?)\b",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"\b(?:respon\w+|returns?|answers?|repl(?:y|ies)|accepts both|or|either|webhooks?)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A name and the values that the text gives it, at a line of the page."""

    name: str
    values: frozenset[str]
    line: int


def stated_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """The faults of samples that send what the text does not say."""
    yield from _name_faults(page, calls)
    yield from _value_faults(page, calls)
    yield from _media_faults(page, calls)
    yield from stated_header_faults(page, calls)


def stated_values(page: Page) -> Iterator[Stated]:
    """The names whose values the text or a table lists."""
    for paragraph in page.paragraphs:
        for match in _VALUES.finditer(paragraph.text):
            sentence = re.split(r"[.;]\s", paragraph.text[: match.start()])[-1] + match[0]
            if _SOME.search(sentence) is None:
                line = paragraph.line_of(match.start())
                yield Stated(match[1], _codes(match[2]), line)
        for match in _NOUN.finditer(paragraph.text):
            sentence = re.split(r"[.;]\s", paragraph.text[: match.start()])[-1] + match[0]
            if _SOME.search(sentence) is None:
                line = paragraph.line_of(match.start())
                yield Stated(_singular(match[1].lower()), _codes(match[2]), line)
    for table in page.tables:
        if not table.header or _PARAMETER.search(table.header[0]) is None:
            continue
        for line, cells in table.rows:
            name = cells[0].strip().strip("`*") if cells else ""
            for cell in cells[1:]:
                listed = _CELL.search(cell.strip()) or _PLAIN.search(cell.strip())
                if listed and _SOME.search(cell[: listed.end()]) is None and _NAME.fullmatch(name):
                    yield Stated(name, _codes(listed[1]) or _words(listed[1]), line)


def _singular(noun: str) -> str:
    """``statuses``, ``categories``, ``states``."""
    for ending, other in (("ies", "y"), ("sses", "ss"), ("uses", "us"), ("xes", "x"), ("s", "")):
        if noun.endswith(ending):
            return noun.removesuffix(ending) + other
    return noun


def _codes(text: str) -> frozenset[str]:
    return frozenset(_CODE.findall(text))


def _words(text: str) -> frozenset[str]:
    """The values of a list in which none is marked as code."""
    parts = re.split(r"\s*[,|/]\s*(?:or\s+|and\s+)?|\s+(?:or|and)\s+", text)
    return frozenset(part.strip("\"'") for part in parts)


def _name_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """A sample sends a name that is nearly one of its section's table, which it does not send."""
    outline = Outline(page.headings)
    sections: defaultdict[tuple[int, int], list[Placed]] = defaultdict(list)
    for item in calls:
        sections[outline.bounds(item.sample.block.line)].append(item)
    for table in page.tables:
        names = {_NAMED.sub(r"\2\3", cells[0].strip()) for _, cells in table.rows if cells}
        if len(names) < 2 or not table.header or _PARAMETER.search(table.header[0]) is None:
            continue
        for item in sections[outline.bounds(table.line)]:
            sent = {name for name, _ in _sent(item.call) if HOLE not in name}
            if all(name[:1].isupper() for name in names) and not sent & names:
                continue  # these are titles, as in ``Customer ID``
            for name in sorted(sent - names):
                near = [each for each in sorted(names - sent) if _is_nearly(name, each)]
                if len(near) == 1:
                    at = item.call.body.line if item.call.body else item.call.url_line
                    at = line_of(item.sample.text.split("\n"), at, name)
                    message = f"this sample sends {name}, and the table lists {near[0]} (line {table.line})"
                    line, about = item.sample.block.line_at(at), frozenset({name})
                    yield Fault("WP514", message, line, None, f"Write {near[0]}.", about=about)


def _sent(call: Call) -> list[tuple[str, str]]:
    """The names and values of a call's body and query."""
    return [*(call.body.fields if call.body else ()), *call.query, *form_pairs(split(call.url)[3])]


def _is_nearly(name: str, other: str) -> bool:
    one, two = (re.sub(r"[\W_]", "", each).lower() for each in (name, other))
    return (
        one == two
        or is_slip(one, two, 0.8)
        or (len(one) > 3 and (two.startswith(one) or one.startswith(two)))
    )


def _value_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """A sample sends a value that is not among those which the text lists for its name."""
    stated: defaultdict[str, list[Stated]] = defaultdict(list)
    for each in stated_values(page):
        if len(each.values) > 1 and each.name not in each.values:
            stated[each.name].append(each)
    if not stated:
        return
    outline = Outline(page.headings)
    for item in calls:
        query = [*item.call.query, *form_pairs(split(item.call.url)[3])]
        rows, first = item.sample.text.split("\n"), item.call.body.line if item.call.body else 0
        fields = [
            (name, value, item.sample.block.line_at(line_of(rows, first, name)))
            for name, value in (item.call.body.fields if item.call.body and stated else ())
            if name in stated
        ]
        for name, value, at in [*fields, *((name, value, item.line) for name, value in query)]:
            yield from _against(outline, stated.get(name, ()), name, value, at)
    for block in page.blocks:
        if block.hint.lower() in ("json", "") and re.match(r"\s*[{\[]", block.text):
            for name, value in _members(block.text):
                at = next((n for n, row in enumerate(block.text.split("\n")) if f'"{name}"' in row), 0)
                named = stated.get(name, ())
                yield from _against(outline, named, name, value, block.line_at(at), is_shown=True)


_WRAPPED = 4  # members of an object that is there for its list: ``{"data": […], "next": …}``


def _members(text: str) -> list[tuple[str, str]]:
    """The texts in the object that is shown, or in the items of the list that it is, or wraps."""
    value = json_value(text)
    if isinstance(value, dict) and len(value) < _WRAPPED:
        value = next((each for each in value.values() if isinstance(each, list)), value)
    objects = value if isinstance(value, list) else [value]
    members = (pair for each in objects if isinstance(each, dict) for pair in each.items())
    return list(dict.fromkeys((name, each) for name, each in members if isinstance(each, str)))


def _against(
    outline: Outline, named: Sequence[Stated], name: str, value: str, line: int, is_shown: bool = False
) -> Iterator[Fault]:
    here = [each for each in named if outline.bounds(each.line) == outline.bounds(line)]
    chosen = here or ([] if is_shown else list(named))
    if len({each.values for each in chosen}) != 1 or not value or HOLE in value or is_placeholder(value):
        return
    values = chosen[0].values
    known = {each.lower() for each in values}
    value = value.replace("%20", " ").replace("%2C", ",")
    odd = [each for each in re.split(r"[,+\s]+", value) if each.lower() not in known]
    if value.lower() in known:
        return
    if odd and not any(
        any(char.isdigit() for char in each) != any(char.isdigit() for char in value) for each in values
    ):
        listed = ", ".join(sorted(values))
        message = f"{name} is {odd[0][:40]} here, and the page lists {listed} (line {chosen[0].line})"
        fix = "Correct the one that is wrong."
        yield Fault("WP514", message, line, None, fix, about=frozenset({name}))


def _media_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """A sample sends another kind of body than the text of its section, or of the page's start, says."""
    outline = Outline(page.headings)
    first = outline.headings[0].line if outline.headings else 0
    stated: defaultdict[tuple[int, int], list[tuple[str, int]]] = defaultdict(list)
    at_start: list[tuple[str, int]] = []
    for paragraph in page.paragraphs:
        section = outline.bounds(paragraph.line)
        for kind in _kinds(paragraph.text):
            stated[section].append((kind, paragraph.line))
            if section[0] <= first:
                at_start.append((kind, paragraph.line))
    for item in calls:
        body = item.call.body
        if body is None or body.kind not in ("form", "json") or item.call.client == "axios":
            continue
        said = stated.get(outline.bounds(item.sample.block.line)) or at_start
        if len({kind for kind, _ in said}) == 1 and said[0][0] != body.kind:
            words = {"form": "a form", "json": "JSON"}
            line = item.sample.block.line_at(body.line)
            here, there = words[body.kind], f"{words[said[0][0]]} (line {said[0][1]})"
            message = f"the text says that the body is {there}, and the sample sends {here}"
            yield Fault("WP515", message, line, None, "Correct the one that is wrong.")


def _kinds(text: str) -> list[str]:
    """The kinds of body that a paragraph says are sent; both, where it speaks of both and of no response."""
    told = [each for each in re.split(r"(?<=[.;])\s", text) if not _ANSWER.search(each)]
    if any("json" in each.lower() for each in told) and any(_ENCODED.search(each) for each in told):
        return ["form", "json"]
    found = [
        [kind for kind, pattern in (("form", _FORM), ("json", _JSON)) if pattern.search(sentence)]
        for sentence in told
    ]
    return [kinds[0] for kinds in found if len(kinds) == 1]
