"""Calls of one page whose hosts or paths differ as a slip of the keyboard does (WP502, WP503).

Samples of one language may well call different things, so only what nobody writes on purpose counts: the
same path with and without a slash at the end or in other letter case, or in two versions below one heading,
and a host with a mistyped label.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.http.urls import is_placeholder
from generator.auditing.rules.pages.placed import Placed, is_sketch, shape
from generator.auditing.understanding.call import HOLE, Fault

_LIKE = 0.8
_TWO = 2  # letters of a country
_SHORTEST = 5  # shorter labels are regions and stages: eu, us, dev, test


def spelling_faults(page: Page, calls: Sequence[Placed], shown: Sequence[Placed] = ()) -> Iterator[Fault]:
    """The calls that spell a host or a path otherwise than others of the page do.

    `shown` are requests that are shown as messages, which name a host in a header.
    """
    yield from _paths(calls)
    yield from _versions(Outline(page.headings), [*calls, *shown])
    yield from _hosts([*calls, *shown])


def _paths(calls: Sequence[Placed]) -> Iterator[Fault]:
    groups: defaultdict[tuple[str, str, str], list[Placed]] = defaultdict(list)
    for each in calls:
        if len(each.path.strip("/")) > 1 and HOLE not in each.call.url[:1]:
            key = shape(each.path.rstrip("/")).lower()
            groups[each.host, each.call.method, key].append(each)
    for group in groups.values():
        yield from _odd_ones(group, [_spelled(each.path) for each in group], "WP503", "path")


_VERSION = re.compile(
    r"(?P<before>^/(?:(?:api|rest)/)?)(?P<version>v?\d+(?:\.\d+)*)(?=/[a-z])", re.IGNORECASE
)


def _versions(outline: Outline, calls: Sequence[Placed]) -> Iterator[Fault]:
    """One request of a section in two versions of its path: ``/api/0/items`` and ``/api/0.2/items``."""
    first: dict[tuple[tuple[int, int], str, str], tuple[str, int]] = {}
    for item in calls:
        match = _VERSION.match(item.path)
        if match is None or is_sketch(item.call):
            continue
        key = (outline.bounds(item.line), item.call.method, item.path[match.end() :])
        version, line = first.setdefault(key, (match["version"], item.line))
        if version != match["version"] and not (version.isdigit() and match["version"].isdigit()):
            message = f"the version of the path is {match['version']} here, and {version} in line {line}"
            yield Fault("WP503", message, item.line, None, "Call one version.", "note")
            return


def _spelled(path: str) -> str:
    return shape(path) if path.endswith("/") else shape(f"{path}/").removesuffix("/")


def _hosts(calls: Sequence[Placed]) -> Iterator[Fault]:
    named = [each for each in calls if each.host and HOLE not in each.host and not is_placeholder(each.host)]
    counts = Counter(each.host for each in named)
    for each in named:
        if counts[each.host] > 1:
            continue
        usual = [host for host, count in counts.items() if count > 2 and _is_slip(each.host, host)]
        if len(usual) == 1:
            message = f"the host is {each.host} here, and {usual[0]} in the other samples of the page"
            yield Fault("WP502", message, each.line, None, f"Write {usual[0]}.")


def _is_slip(host: str, usual: str) -> bool:
    """Whether two hosts differ in one long label without digits, and hardly."""
    left, right = host.split("."), usual.split(".")
    differing = [pair for pair in zip(left, right, strict=False) if pair[0] != pair[1]]
    if len(left) != len(right) or len(differing) != 1:
        return False
    one, other = differing[0]
    if len(one) > _TWO and sorted(one) == sorted(other):
        return True  # ``.dve`` for ``.dev``
    if one.count("-") != other.count("-") and one.replace("-", "") != other.replace("-", ""):
        return False  # ``pens-api`` beside ``pens``: a word more is no slip
    return (
        min(len(one), len(other)) >= _SHORTEST
        and not any(char.isdigit() for char in one + other)
        and SequenceMatcher(None, one, other).ratio() >= _LIKE
    )


def _odd_ones(items: Sequence[Placed], values: Sequence[str], rule: str, what: str) -> Iterator[Fault]:
    counts = Counter(values)
    if len(counts) < 2:
        return
    usual = counts.most_common(1)[0][0]
    for item, value in zip(items, values, strict=True):
        if value != usual:
            message = f"the {what} is {value} here, and {usual} in other samples of the page"
            about = frozenset({value, usual})
            yield Fault(rule, message, item.line, None, f"Write {usual}.", about=about)
