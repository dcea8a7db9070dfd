"""Which operation a request is for: method and path in, the route and its path parameters out.

Templates are kept as a tree of segments, so that finding one among a thousand looks at a handful.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from generator.contract import Route

_VARIABLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Found:
    """A route with the text of each path parameter, still percent-encoded, as it stands in the path."""

    route: Route
    values: dict[str, str]


@dataclass(slots=True)
class _Node:
    """A place in the tree; `ends` are the routes whose template ends here, by method."""

    literal: dict[str, "_Node"] = field(default_factory=dict)
    patterns: dict[str, tuple[re.Pattern[str], "_Node"]] = field(default_factory=dict)
    ends: dict[str, tuple[Route, tuple[str, ...]]] = field(default_factory=dict)


class Routes:
    """The routes of a description, ready to be looked up."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Node()
        for route in routes:
            for path in route.paths:
                self._add(route, path)

    def find(self, method: str, path: str) -> Found | tuple[str, ...]:
        """The route for `path`, or the methods that there are for it: none if there is no such path.

        A segment that is written out comes before one with a parameter (OpenAPI 3.1 §4.8.8.2).
        """
        methods: dict[str, None] = {}
        for node, texts in _matches(self._root, path.split("/"), ()):
            if method in node.ends:
                route, names = node.ends[method]
                return Found(route, dict(zip(names, texts, strict=True)))
            methods.update(dict.fromkeys(node.ends))
        return tuple(methods)

    def _add(self, route: Route, path: str) -> None:
        node = self._root
        names: list[str] = []
        for segment in path.split("/"):
            names += _VARIABLE.findall(segment)
            if "{" not in segment:
                node = node.literal.setdefault(unquote(segment), _Node())
            else:
                pattern = _pattern(segment)
                node = node.patterns.setdefault(pattern, (re.compile(pattern, re.DOTALL), _Node()))[1]
        node.ends.setdefault(route.method, (route, tuple(names)))


def _pattern(segment: str) -> str:
    """A regular expression for one segment, with a group for each ``{name}``, which a literal ends."""
    pieces = _VARIABLE.split(segment)
    return "".join("(.+?)" if index % 2 else re.escape(piece) for index, piece in enumerate(pieces))


def _matches(
    node: _Node, segments: list[str], texts: tuple[str, ...]
) -> Iterator[tuple[_Node, tuple[str, ...]]]:
    """Every way down the tree that the segments fit, the most literal first."""
    if not segments:
        if node.ends:
            yield node, texts
        return
    segment, rest = segments[0], segments[1:]
    below = node.literal.get(unquote(segment))
    if below is not None:
        yield from _matches(below, rest, texts)
    for _, (pattern, below) in sorted(node.patterns.items(), key=_least_literal):
        if match := pattern.fullmatch(segment):
            yield from _matches(below, rest, (*texts, *match.groups()))


def _least_literal(item: tuple[str, tuple[re.Pattern[str], _Node]]) -> int:
    return -len(item[0])
