"""Which operation of a description a line of a page is about: what its section calls, or names."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.described import Endpoint, matching, with_path
from generator.auditing.rules.http.urls import split
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import HOLE

METHODS = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS"
# ``GET /a/{b}``, ``**POST** `https://…` ``, "send a POST request to `/a/<item name>`"
_NAMED = re.compile(
    rf"(?<![\w/])({METHODS})\b[`*_\s:\[]+(?:(?:(?:HTTPS?\s+)?(?:requests?|calls?)\s+)?(?:to|against|at|on)\s+(?:the\s+)?[`*]*)?"
    r"((?:https?://[^\s`*/]+)?/(?:\([^()\n/]*\)|\{[\w .-]*\}|<[\w .-]*>|(?!\]\()[^\s`*?,;|(])*)"
)
_PARENTHESES = re.compile(r"\(([^()/]*)\)")  # ``/users/(int:id)``, as Sphinx's domain for HTTP writes it


class Named:
    """A method and path that a page names at a line, with the operations that have this path."""

    __slots__ = ("endpoints", "line", "method", "path", "text")

    def __init__(self, line: int, method: str, path: str, endpoints: Sequence[Endpoint], text: int) -> None:
        self.line, self.method, self.path, self.endpoints = line, method, path, tuple(endpoints)
        self.text = text  # the line of its paragraph

    @property
    def meant(self) -> Endpoint | None:
        """The operation that is named, where the description has it."""
        return next((each for each in self.endpoints if each.operation.method.upper() == self.method), None)


def named_endpoints(page: Page, known: Sequence[Endpoint]) -> Iterator[Named]:
    """The endpoints that the headings, the text and the tables of a page name."""
    texts = chain(
        ((heading.text, heading.line) for heading in page.headings),
        ((paragraph.text, paragraph.line) for paragraph in page.paragraphs),
        ((" ".join(cells[:2]), line) for table in page.tables for line, cells in table.rows),
    )
    for text, first in texts:
        for match in _NAMED.finditer(text):
            _, host, path, _ = split(_PARENTHESES.sub(r"{\1}", match[2]).rstrip(".:)'\""))
            is_here = not host or any(host in endpoint.hosts for endpoint in known)
            if is_here and len(path) > 1:
                line = first + text.count("\n", 0, match.start())
                yield Named(line, match[1], path, with_path(path if host else HOLE + path, known), first)


class Sections:
    """Answers which operation a line is about, where its section is about one alone."""

    def __init__(
        self, page: Page, samples: Sequence[Sample], known: Sequence[Endpoint], named: Sequence[Named]
    ) -> None:
        self._outline = Outline(page.headings)
        meant: dict[tuple[str, str], Endpoint | None] = {}
        called = []
        others = [each.line for each in named if each.meant is None]
        for sample in samples:
            for call in sample.calls:
                key = call.method, call.url
                if key not in meant:
                    meant[key] = matching(call, known)
                line = sample.block.line_at(call.line)
                if (endpoint := meant[key]) is not None:
                    called.append((line, endpoint))
                elif call.url:
                    others.append(line)
        written = [(each.line, each.meant) for each in named if each.meant is not None]
        self._places = [sorted(places, key=lambda place: place[0]) for places in (called, written)]
        self._others = sorted(others)
        self._found: dict[int, Endpoint | None] = {}
        self._own: dict[int, set[int]] = {}
        self._by_id = {id(each.meant): each.meant for each in named if each.meant is not None}
        for each in named:
            if each.meant is not None:
                self._own.setdefault(each.text, set()).add(id(each.meant))

    def endpoint(self, line: int, text: int = 0) -> Endpoint | None:
        """The one operation that the text at the line `text` names, or else that of the innermost section."""
        own = self._own.get(text, set())
        if len(own) == 1:
            return self._by_id.get(next(iter(own)))
        number = self._outline.number(line)
        if number not in self._found:
            self._found[number] = self._of_section(number)
        return self._found[number]

    def _of_section(self, number: int) -> Endpoint | None:
        for start, end in self._outline.around(number):
            for places in self._places:
                inside = {id(endpoint): endpoint for _, endpoint in _between(places, start, end)}
                if inside:
                    return next(iter(inside.values())) if len(inside) == 1 else None
            if bisect_left(self._others, end) > bisect_left(self._others, start):
                return None  # it is about what the description does not have
        return None


def _between(places: list[tuple[int, Endpoint]], start: int, end: int) -> list[tuple[int, Endpoint]]:
    first = bisect_left(places, start, key=lambda place: place[0])
    return places[first : bisect_left(places, end, key=lambda place: place[0])]
