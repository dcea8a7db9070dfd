"""In what a value travels: the query, the body or a header, in samples of one operation (WP504, WP513)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.http.urls import split
from generator.auditing.rules.pages.placed import Placed, shape
from generator.auditing.understanding.bodies import form_pairs
from generator.auditing.understanding.call import HOLE, Fault

_KEY = re.compile(r"(?i)(?:x-)?(?:api|access|auth|subscription|app)[-_]?(?:key|token|id)|key|token")
_CHOICE = (  # what a paragraph says that offers both
    re.compile(r"\b(?:or|either|alternatively|instead|also|both)\b", re.IGNORECASE),
    re.compile(r"\bheaders?\b", re.IGNORECASE),
    re.compile(r"\bquery|\bparameter|\bURL", re.IGNORECASE),
)


def carrier_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """A parameter or key that a sample sends in another place than most samples of the same operation."""
    operations: defaultdict[tuple[str, str, str], list[Placed]] = defaultdict(list)
    for item in calls:
        if item.call.method and item.path and HOLE not in item.call.method + item.host:
            operations[item.call.method, item.host, shape(item.path).rstrip("/")].append(item)
    is_choice = any(all(words.search(each.text) for words in _CHOICE) for each in page.paragraphs)
    # One section for each way offers both as well.
    is_choice = is_choice or all(
        any(words.search(heading.text) for heading in page.headings) for words in _CHOICE[1:]
    )
    for alike in operations.values():
        if len(alike) > 1:
            yield from _parameters(alike)
            yield from () if is_choice else _keys(alike)


def _parameters(alike: Sequence[Placed]) -> Iterator[Fault]:
    places: defaultdict[str, dict[str, list[Placed]]] = defaultdict(lambda: {"query": [], "body": []})
    for item in alike:
        query, body = _query(item), {name for name, _ in (item.call.body.fields if item.call.body else ())}
        for name in query ^ body:  # one that is in both is meant so
            places[name]["query" if name in query else "body"].append(item)
    yield from _odd(sorted(places.items()), "WP504")


def _keys(alike: Sequence[Placed]) -> Iterator[Fault]:
    found: dict[str, list[Placed]] = {"query": [], "header": []}
    for item in alike:
        in_header = any(_KEY.fullmatch(header.name) for header in item.call.headers)
        in_query = any(_KEY.fullmatch(name) for name in _query(item))
        if in_header != in_query and item.call.header("Authorization") is None and not item.call.basic:
            found["header" if in_header else "query"].append(item)
    yield from _odd([("the key", found)], "WP513")


def _query(item: Placed) -> set[str]:
    given = [*item.call.query, *form_pairs(split(item.call.url)[3])]
    return {name for name, _ in given if name and HOLE not in name}


def _odd(found: Sequence[tuple[str, dict[str, list[Placed]]]], rule: str) -> Iterator[Fault]:
    """The samples with the rarer place, each with all that it sends there.

    Of two samples that differ, it is the lower one on the page.
    """
    odd: defaultdict[tuple[int, str, str, int], list[str]] = defaultdict(list)
    for name, places in found:
        if all(places.values()):
            rarer, usual = sorted(places, key=lambda place: (len(places[place]), -places[place][0].line))
            for item in places[rarer]:
                odd[item.line, rarer, usual, places[usual][0].line].append(name)
    for (line, rarer, usual, other), names in odd.items():
        listed = ", ".join(names[:_SHOWN]) + " …" * (len(names) > _SHOWN)
        are, them = ("is", "it") if len(names) == 1 else ("are", "them")
        message = f"{listed} {are} sent in the {rarer} here, and in the {usual} in line {other}"
        fix = f"Send {them} in the {usual}, or correct the other."
        yield Fault(rule, message, line, None, fix, about=frozenset(names))


_SHOWN = 6  # names of one finding
