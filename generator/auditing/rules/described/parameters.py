"""What a call sends, against the parameters of its operation: names, values, media type (WP403 to WP406)."""

import re
from collections.abc import Iterable, Iterator, Sequence

from generator.auditing.described.endpoints import Endpoint
from generator.auditing.requests.call import BODY, HOLE, Call, CallBody, CodeFault
from generator.auditing.requests.urls import is_placeholder, split
from generator.auditing.rules.described.bodies import body_faults, is_known, line_of
from generator.auditing.samples.sample import PageSample
from generator.media_types import essence
from generator.model import Operation, Parameter
from generator.text import closest_name

# An object that a client cannot send as it is was meant to be JSON.
_FIELDS = ("form", "json", "multipart", "object")
_Pairs = Sequence[tuple[str, str]]
# Of the types whose values are told by their letters: what they look like in a query or a form.
_LEXICAL = {
    "integer": re.compile(r"[+-]?\d+"),
    "number": re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"),
    "boolean": re.compile(r"true|false"),
}
_ARTICLES = {"integer": "an integer", "number": "a number", "boolean": "true or false"}


def operation_faults(sample: PageSample, call: Call, endpoint: Endpoint) -> Iterator[CodeFault]:
    """The faults of a call that is one of an operation; lines are 0-based in its sample."""
    operation = endpoint.operation
    pairs = (pair.partition("=") for pair in split(call.url)[3].split("&") if pair)
    query = [(name, value) for name, _, value in pairs] + list(call.query)
    body = call.body
    fields = list(body.fields) if body is not None and body.kind in _FIELDS else []
    if body is not None and (schema := _schema(call, body, endpoint)):
        yield from body_faults(body, schema, sample.text)
        fields = []
    rows = sample.text.split("\n")
    line = body.line if body is not None else call.line
    if query or not names_endpoint(call):
        yield from _of_place("query", query, operation, call.url_line, rows)
    yield from _of_place("body", fields, operation, line, rows)
    yield from _media_type(call, operation)


def names_endpoint(call: Call) -> bool:
    """Whether it is but the line ``GET /users``, which says where to send something, and not how."""
    return call.client == "http" and not call.headers and call.body is None


def _of_place(
    place: str, given: _Pairs, operation: Operation, line: int, rows: list[str]
) -> Iterator[CodeFault]:
    names = {item.name: item for item in operation.parameters if item.place == place}
    chosen = _chosen(given, names)
    for name, value in given:
        if HOLE not in name and not is_placeholder(name):
            yield from _parameter_faults(place, name, value, names, chosen, line_of(rows, line, name))
    missing = [
        name
        for name, item in names.items()
        if (item.required or chosen in item.required_for) and "." not in name and name not in dict(given)
    ]
    if missing and (place == "query" or given) and not any(HOLE in name for name, _ in given):
        words = ", ".join(missing)
        message = f"the required {place} parameter {words} is missing"
        yield CodeFault("WP404", message, line, None, f"Send {words}.", about=frozenset(missing))


def _chosen(given: _Pairs, names: dict[str, Parameter]) -> str:
    """Which alternative of a body the values choose (``grant_type=password``); an empty string for none."""
    alternatives = {each for item in names.values() for each in (*item.only_for, *item.required_for)}
    return next((value for name, value in given if name in names and value in alternatives), "")


def _schema(call: Call, body: CallBody, endpoint: Endpoint) -> str:
    """The schema that a JSON body is held against, whatever the call says it is; empty if there is none."""
    if not is_known(body) or not endpoint.schemas:
        return ""
    header = call.header("Content-Type")
    named = endpoint.schemas.get(essence(header.value)) if header is not None else None
    return named or next(iter(endpoint.schemas.values()))


def _parameter_faults(
    place: str, name: str, value: str, names: dict[str, Parameter], chosen: str, line: int
) -> Iterator[CodeFault]:
    about = frozenset({name})
    if name not in names:
        if names or place == "query":
            message = f"the description has no {place} parameter {name}"
            yield CodeFault("WP403", message, line, None, _nearest(name, names), about=about)
        return
    item = names[name]
    if chosen and item.only_for and chosen not in item.only_for:
        message = f"{name} belongs to {' and '.join(item.only_for)}, and this is {chosen}"
        yield CodeFault("WP403", message, line, None, f"Remove it, or show {item.only_for[0]}.", about=about)
        return
    plain = value.strip('"')
    is_other_case = plain.lower() in (each.lower() for each in allowed(item)) and plain not in allowed(item)
    if not value or HOLE in value or (is_placeholder(value) and not is_other_case):
        return
    if wanted := _unmet(item, plain):
        message = f"{name} is {value} here; {wanted}"
        yield CodeFault("WP405", message, line, None, "Use an allowed value.", about=about)


def _unmet(item: Parameter, value: str) -> str:
    """What the description wants of a value that it does not allow; empty where it does."""
    known = allowed(item)
    if len(known) > 1 and value not in known:
        return f"the description allows {', '.join(known)}"
    lexical = _LEXICAL.get(item.type.partition(" ")[0]) if " or " not in item.type else None
    if lexical is None:
        return ""
    if not lexical.fullmatch(value):
        return f"the description wants {_ARTICLES[item.type.partition(' ')[0]]}"
    for text in item.constraints:
        bound = re.fullmatch(r"(at least|at most|more than|less than) (-?\d+(?:\.\d+)?)", text)
        if bound and not _BOUNDS[bound[1]](float(value), float(bound[2])):
            return f"the description allows {text}"
    return ""


def allowed(item: Parameter) -> list[str]:
    """The values that the description lists for a parameter."""
    listed = next((text[7:] for text in item.constraints if text.startswith("one of ")), "")
    return [text.strip("\"'`") for text in listed.split(", ") if text]


_BOUNDS = {
    "at least": lambda value, limit: value >= limit,
    "at most": lambda value, limit: value <= limit,
    "more than": lambda value, limit: value > limit,
    "less than": lambda value, limit: value < limit,
}


def _nearest(name: str, names: Iterable[str]) -> str:
    meant = closest_name(name, names)
    return f"Did you mean {meant}?" if meant else "Remove it, or add it to the description."


def _media_type(call: Call, operation: Operation) -> Iterator[CodeFault]:
    allowed = {
        request.body.media_type.partition(";")[0]
        for request in operation.requests
        if request.body is not None
    }
    if not allowed or call.body is None:
        return
    header = call.header("Content-Type")
    sent = (
        essence(header.value)
        if header
        else {
            "form": "application/x-www-form-urlencoded",
            "multipart": "multipart/form-data",
            "json": "application/json",
        }.get(call.body.kind, "")
    )
    if call.client == "curl" and header is None and call.body.kind == "json" and call.sets_content_type:
        sent = "application/x-www-form-urlencoded"
    if sent and HOLE not in sent and sent not in allowed:
        yield CodeFault(
            "WP406",
            f"the body is sent as {sent}; the description takes {', '.join(sorted(allowed))}",
            header.line if header is not None else call.body.line,
            None,
            f"Send {min(allowed)}.",
            "error",
            about=frozenset({BODY}),
        )
