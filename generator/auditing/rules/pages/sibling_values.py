"""The values that samples of one request give to one parameter, in several languages (WP504)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from generator.auditing.rules.authentication.credentials import CREDENTIAL
from generator.auditing.rules.authentication.token_requests import query_pairs
from generator.auditing.rules.pages.placed import Placed, shape
from generator.auditing.understanding.bodies import json_fields
from generator.auditing.understanding.call import Call, Fault

# What somebody chose, and not what stands for another.
_CHOSEN = re.compile(r"-?\d+(?:\.\d+)?|\d{4}-\d\d-\d\d[\dT:.Z+-]*|[a-z]{3,20}|true|false", re.IGNORECASE)
_OPEN = re.compile(
    r"(?i)x{2,}|your|example|string|value|name|user|test|foo|bar|abc|demo|some|placeholder|todo"
)


def value_faults(group: Sequence[Placed]) -> Iterator[Fault]:
    """One sample with another value than those beside it, which agree; a note."""
    made = {(item.call.method, shape(item.path)) for item in group}
    if len(group) < 2 or len(made) != 1:
        return
    given = [(item, _values(item.call)) for item in group]
    for name in given[0][1]:
        found = [(item, values[name]) for item, values in given if name in values]
        values = Counter(value for _, value in found)
        if len(found) != len(group) or len(values) != 2:
            continue
        (usual, often), (odd, seldom) = values.most_common(2)
        # Of two samples, nobody knows which is meant: what is a number in both was to be the same.
        is_pair = often == seldom == 1 and _is_alike(usual, odd)
        if (often > seldom and seldom == 1) or is_pair:
            item = next(each for each, value in found if value == (usual if is_pair else odd))
            shown, other = (usual, odd) if is_pair else (odd, usual)
            message = f"{name} is {shown[:40]} here, and {other[:40]} in the samples beside it"
            line = item.sample.block.line_at(item.call.body.line if item.call.body else item.call.url_line)
            fix = "Send the same value in every language."
            yield Fault("WP504", message, line, None, fix, "note", about=frozenset({name}))


def _is_alike(one: str, other: str) -> bool:
    """Whether two values are long numbers, of which one was copied badly."""
    return len(one) == len(other) > 5 and one.isdigit() and other.isdigit()


def _values(call: Call) -> dict[str, str]:
    """The values that somebody chose, by name."""
    body = call.body
    pairs = [*query_pairs(call.url), *call.query, *(body.fields if body else ())]
    if body is not None and body.json:
        pairs += json_fields(body.json)
    found: dict[str, str] = {}
    for name, value in pairs:
        text = value.strip("\"'")
        is_chosen = _CHOSEN.fullmatch(text) is not None and not _OPEN.search(text)
        if is_chosen and not CREDENTIAL.search(name):
            found[name] = text.lower()
    return found
