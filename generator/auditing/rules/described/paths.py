"""Endpoints that a page names without a host, and that the description does not have (WP401).

A path alone may be anybody's. It is the API's own where the page mostly names what the description has, and
where the description knows what the path begins with, ``/users/me/avatar`` beside ``/users/me``, or the page
names several of one beginning: a resource that nobody described. So it is in a table of described endpoints.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.described import Endpoint, is_nearly, with_path
from generator.auditing.rules.described.parameters import names_endpoint
from generator.auditing.rules.http.urls import split
from generator.auditing.rules.samples import Sample
from generator.auditing.rules.sections import Named
from generator.auditing.understanding.call import HOLE, Fault

_FEWEST = 3  # endpoints of the description on a page that is about them
_VERSION = re.compile(r"/v\d[\w.]*(?=/)")  # that of another release, whose operations are these
_PARAMETER = re.compile(r"/:|[{<]")
# What is not there any more, or what the reader's own server is asked for.
_ELSEWHERE = re.compile(
    r"\b(?:removed|deprecated|legacy|no longer|former\w*|previous\w*|old(?:er)?|instead|changelog"
    r"|migrat\w+|upgrad\w+|webhooks?"
    r"|your (?:own )?(?:server|endpoint|application|app|service|backend))\b",
    re.IGNORECASE,
)


def undescribed_faults(
    page: Page, samples: Sequence[Sample], named: Sequence[Named], known: Sequence[Endpoint]
) -> Iterator[Fault]:
    """The faults of paths that no operation has, at 1-based lines of the file."""
    unknown: dict[str, _Place] = {}
    described: dict[str, list[_Place]] = {}
    for path, place in _named(page, samples, named):
        if path in described:
            described[path].append(place)
        elif path in unknown:
            pass
        elif with_path(HOLE + path, known) or with_path(HOLE + _VERSION.sub("", path), known):
            described[path] = [place]
        else:
            unknown[path] = place
    if len(described) < max(_FEWEST, len(unknown)):
        return
    starts = {endpoint.operation.path.split("/")[1] for endpoint in known}
    prefixes = sorted({split(endpoint.base)[2].rstrip("/") for endpoint in known}, key=len, reverse=True)
    if any(prefixes) and all(_is_below(path, prefixes) for path in described):
        # The page writes paths with that of a server: one without it is asked of something else.
        unknown = {path: place for path, place in unknown.items() if _is_below(path, prefixes)}
    number = Counter(_first(path, prefixes) for path in unknown)
    outline = Outline(page.headings)
    told_of = {outline.bounds(place.line) for places in described.values() for place in places}
    beside = Counter(place.table for places in described.values() for place in places if place.table)
    for path, place in unknown.items():
        first = _first(path, prefixes)
        is_own = first in starts or number[first] > 1 or beside[place.table] >= _FEWEST
        if place.is_message and outline.bounds(place.line) in told_of and not _PARAMETER.search(path):
            continue  # a value with slashes in the place of a parameter, as ``/images/acme/web/push``
        if not is_own or "{" in first or _ELSEWHERE.search(f"{outline.path(place.line)} {place.text}"):
            continue
        if not any(is_nearly(path, endpoint.operation.path) for endpoint in known):  # which is told already
            message = f"the description has no path {path}"
            fix = "Correct the path, or add it to the description."
            yield Fault("WP401", message, place.line, None, fix, about=frozenset({path}))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a path is named: its line, the text around it, the line of its table, or that it is a message."""

    line: int
    text: str = ""
    table: int = 0
    is_message: bool = False


def _named(page: Page, samples: Sequence[Sample], named: Sequence[Named]) -> Iterator[tuple[str, _Place]]:
    """The path of each endpoint that is named without a host, and where it is."""
    texts = {paragraph.line: paragraph.text for paragraph in page.paragraphs}
    tables = {line: table.line for table in page.tables for line, _ in table.rows}
    for each in named:
        yield each.path, _Place(each.line, texts.get(each.text, ""), tables.get(each.line, 0))
    for sample in samples:
        for call in sample.calls:
            _, host, path, _ = split(call.url)
            if names_endpoint(call) and not host and path.startswith("/"):
                yield path, _Place(sample.block.line_at(call.line), sample.block.prose, is_message=True)


def _is_below(path: str, prefixes: Sequence[str]) -> bool:
    return any(each and path.startswith(f"{each}/") for each in prefixes)


def _first(path: str, prefixes: Sequence[str]) -> str:
    """The first segment of a path, after that of a server."""
    prefix = next((each for each in prefixes if path.startswith(f"{each}/")), "")
    return path[len(prefix) :].split("/")[1]
