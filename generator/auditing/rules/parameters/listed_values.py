"""What tables, lists and sentences say of parameters, against the requests of their section (WP404, WP514).

A parameter that is required, the type of its values and their bounds are the page's own word; no description
is needed for it.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.authentication.token_requests import grant_of, query_pairs
from generator.auditing.rules.http.urls import is_placeholder
from generator.auditing.rules.pages.placed import Placed, line_of
from generator.auditing.rules.pages.subjects import Subjects
from generator.auditing.rules.parameters.bounds import Bounds, bounds
from generator.auditing.rules.parameters.listed import Listed, bounded_parameters, listed_parameters
from generator.auditing.rules.programs.open_calls import may_send_more
from generator.auditing.understanding.call import HOLE, Call, Fault
from generator.auditing.understanding.json_text import json_value

_ONE_OF_TWO = "Correct the one that is wrong."
_ANSWER = re.compile(
    r"\b(?:respon\w+|return\w*|answers?|results?|errors?|output|webhooks?|events?)\b", re.IGNORECASE
)
_OF_CLIENT = {  # what a token request may send in a header as well, or what each grant has of its own
    *("client_id", "client_secret", "grant_type", "code", "username", "password", "refresh_token"),
    *("redirect_uri", "code_verifier"),
}
_ELSEWHERE = re.compile(r"\b(?:path|header|cookie|url segment)\b", re.IGNORECASE)
_IN_PATH = re.compile(r"/[{:<(]+(?:\w+:)?(\w+)")  # what the path in a heading calls its parameters
_LEXICAL = {
    "integer": re.compile(r"[+-]?\d+"),
    "number": re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"),
    "boolean": re.compile(r"true|false|0|1", re.IGNORECASE),
}
_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "array": (list,),
    "object": (dict,),
}  # fmt: skip
_ARTICLES = {"integer": "an integer", "array": "an array", "object": "an object"}


def listed_value_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """The faults of calls; their lines are 1-based lines of the file."""
    if not calls:
        return
    outline = Outline(page.headings)
    subjects = Subjects(outline, calls)
    groups: defaultdict[int, list[Listed]] = defaultdict(list)
    for each in listed_parameters(page):
        groups[each.group].append(each)
    told: set[tuple[int, frozenset[str]]] = set()
    for group in [*groups.values(), *([each] for each in bounded_parameters(page))]:
        line = group[0].line
        if _ANSWER.search(outline.path(line).rpartition(" / ")[2]):
            continue
        in_path = set(_IN_PATH.findall(outline.path(line)))
        for item in subjects.calls(line):
            for fault in against([each for each in group if each.name not in in_path], item):
                if (fault.line, fault.about) not in told:
                    told.add((fault.line, fault.about))
                    yield fault


def against(group: Sequence[Listed], item: Placed, *, with_types: bool = True) -> Iterator[Fault]:
    """The faults of a call by what a list says; `with_types` those of values of another type, too."""
    sent, rows = _sent(item.call), item.sample.text.split("\n")
    yield from _missing(group, item, sent)
    for each in group:
        for value in sent.get(each.name, ()):
            if _is_open(value) or not (with_types or _has_kind(each.type or "", value)):
                continue
            said = _unlike(each, value)
            if said:
                first = item.call.body.line if item.call.body is not None else item.call.url_line
                line = item.sample.block.line_at(line_of(rows, first, each.name))
                message = f"{each.name} is {_shown(value)} here, and the page {said} (line {each.line})"
                yield Fault("WP514", message, line, None, _ONE_OF_TWO, about=frozenset({each.name}))


def _missing(group: Sequence[Listed], item: Placed, sent: dict[str, list[object]]) -> Iterator[Fault]:
    """What a table calls required, where a call sends most of the others and shows all that it sends."""
    call = item.call
    body_is_open = call.body is not None and not call.body.fields
    if HOLE in sent or body_is_open or HOLE in call.url.partition("?")[2]:
        return
    names = {each.name for each in group}
    if len(names & sent.keys()) * 2 < len(sent) or not (names & sent.keys() or _sends_nothing(item)):
        return
    where = {header.name.lower() for header in call.headers} | set(re.findall(r"\w+", item.path))
    line = item.sample.block.line_at(call.body.line if call.body is not None else call.url_line)
    for each in group:
        is_elsewhere = each.name.lower() in where or _ELSEWHERE.search(each.text) is not None
        is_elsewhere |= each.name in _OF_CLIENT and bool(grant_of(call) or call.basic)
        is_plain = re.search(r"[.\[]", each.name) is None and not each.name[:1].isupper()
        if each.required and each.name not in sent and is_plain and not is_elsewhere:
            message = f"the page says that {each.name} is required (line {each.line}); this sample lacks it"
            yield Fault("WP404", message, line, None, f"Send {each.name}.", about=frozenset({each.name}))


def _sends_nothing(item: Placed) -> bool:
    """Whether a request that is there to bring something is shown to its end, and brings nothing."""
    call = item.call
    # A message that names the type of its body has one, which the page may show apart.
    is_message = call.client == "http" and bool(call.headers) and call.header("Content-Type") is None
    is_whole = call.client == "curl" or is_message
    is_bare = call.method in ("POST", "PUT", "PATCH") and call.body is None
    return is_whole and is_bare and not may_send_more(item)


def _sent(call: Call) -> dict[str, list[object]]:
    """What a call sends by its names: texts in a query or a form, values of any type in JSON."""
    found: defaultdict[str, list[object]] = defaultdict(list)
    for name, value in [*call.query, *query_pairs(call.url)]:
        found[name].append(_Text(value))
    body = call.body
    for name, value in (
        body.fields if body is not None and body.kind in ("form", "multipart", "object") else ()
    ):
        found[name].append(_Text(value))
    if body is not None and body.kind == "json":
        for name, member in _members(body.json or body.text or "", body.fields):
            found[name].append(member)
    return found


class _Text(str):
    """A value whose type its letters tell alone."""

    __slots__ = ()


def _members(text: str, fields: Sequence[tuple[str, str]]) -> Iterator[tuple[str, object]]:
    value = json_value(text)
    if value is None:
        value = {name: HOLE for name, _ in fields}
    yield from value.items() if isinstance(value, dict) else ()


def _is_open(value: object) -> bool:
    return value is None or (isinstance(value, str) and (not value or HOLE in value or is_placeholder(value)))


def _unlike(each: Listed, value: object) -> str:
    """What the page says of a value that is otherwise; empty where it is not."""
    kind = each.type or ""
    if not _has_kind(kind, value):
        article = _ARTICLES.get(kind, f"a {kind}")
        return f"says that it is {article}"
    limits = bounds(each.text)
    size = _size(limits, kind, value) if limits is not None else None
    return "" if limits is None or size is None or limits.allows(size) else f"allows {limits.words()}"


def _has_kind(kind: str, value: object) -> bool:
    """Whether a value is of a type, which may be none: anything is."""
    if not kind:
        return True
    if isinstance(value, _Text):
        return kind not in _LEXICAL or _LEXICAL[kind].fullmatch(value) is not None
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _KINDS[kind])


def _size(limits: Bounds, kind: str, value: object) -> float | None:
    """What is held against bounds: a number, or how many characters or items there are."""
    if limits.of == "items" and isinstance(value, list):
        return len(value)  # of a number they are a bound, as in "up to 100 items"
    if limits.of == "characters":
        return len(value) if isinstance(value, str) and kind in ("string", "") else None
    is_number = kind in ("integer", "number", "")
    if isinstance(value, _Text):
        return float(value) if is_number and re.fullmatch(r"-?\d+(?:\.\d+)?", value) else None
    return (
        float(value) if is_number and isinstance(value, int | float) and not isinstance(value, bool) else None
    )


def _shown(value: object) -> str:
    text = str(value) if isinstance(value, _Text) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:37]}…"
