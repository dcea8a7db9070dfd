"""The page as a whole: what its samples say about each other, and about the headings above them (WP50x)."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.auditing.pages import NEVER, Outline, Page
from generator.auditing.rules.credentials import grant_of
from generator.auditing.rules.samples import Sample
from generator.auditing.rules.urls import is_local, is_placeholder, split
from generator.auditing.understanding.call import HOLE, Call, Fault

_METHODS = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS"
_NO_HEADING = 7  # the level of a line that names an endpoint without being a heading
_ENDPOINT = re.compile(rf"\b({_METHODS})\b[`*_\s:]*((?:https?://[^\s`*]+)?/?[\w./{{}}:<>$-]*)")


@dataclass(frozen=True, slots=True)
class Placed:
    """A call, the sample that makes it, and its parts; `line` is the original line of its URL."""

    sample: Sample
    call: Call
    line: int
    scheme: str
    host: str
    path: str


def page_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The faults of a page; their lines are 1-based lines of the file."""
    placed = [_placed(sample, call) for sample in samples for call in sample.calls]
    yield from _schemes(placed)
    for section in _sections(page, placed):
        yield from _compared(section)
    yield from _endpoints(page, placed)
    for sample in samples:
        if not sample.block.closed:
            line = sample.block.line - 1
            yield Fault(
                "WP511",
                "the code block is never closed: the rest of the page is shown as code",
                line,
                None,
                "Close the fence.",
            )


def _placed(sample: Sample, call: Call) -> Placed:
    scheme, host, path, _ = split(call.url)
    return Placed(sample, call, sample.block.line_at(call.url_line), scheme, host, path)


def _schemes(placed: Sequence[Placed]) -> Iterator[Fault]:
    secure = {item.host for item in placed if item.scheme == "https"}
    reported: set[int] = set()
    for item in placed:
        if (
            item.scheme == "http"
            and item.host in secure
            and item.line not in reported
            and not is_local(item.call.url)
        ):
            reported.add(item.line)
            yield Fault(
                "WP501",
                f"this sample uses http://{item.host}, others on the page https",
                item.line,
                None,
                "Write https://.",
            )


def _sections(page: Page, placed: Sequence[Placed]) -> Iterator[list[Placed]]:
    """Samples that show one thing in several languages: one tab set, or those between two headings."""
    groups: dict[object, list[Placed]] = {}
    outline = Outline(page.headings)
    headings = outline.headings
    for item in placed:
        number = outline.number(item.sample.block.line)
        title = headings[number - 1].text if number else ""
        level = headings[number - 1].level if number else 0
        if re.fullmatch(
            r"(?i)[\W\d]*(?:curl|bash|shell|python\w*|go(?:lang)?|c#|\.net|java(?:script)?|node(?:\.?js)?|php|ruby|csharp|http|requests|fetch|axios)[\W\d]*(?:example|sample|code)?s?[\W]*",
            title,
        ):
            while number and headings[number - 1].level >= level:
                number -= 1
        groups.setdefault(item.sample.block.group * 100000 or -number, []).append(item)
    for group in groups.values():
        languages = Counter(item.sample.language for item in group)
        if len(languages) > 1 and max(languages.values()) == 1:
            yield group


def _compared(group: Sequence[Placed]) -> Iterator[Fault]:
    known = [item for item in group if item.call.url and not item.call.url.startswith(HOLE)]
    if len({item.call.method for item in known}) > 1:
        yield from _minority(known, [item.call.method for item in known], "WP505", "method")
        return
    yield from _minority(
        known, ["" if is_placeholder(item.host) else item.host for item in known], "WP502", "host"
    )
    yield from _minority(known, [_shape(item.path) for item in known], "WP503", "path")
    yield from _parameters(group)
    yield from _authentication(group)


def _shape(path: str) -> str:
    return re.sub(
        r"(?<=/)(?:<[^/]*>|\{[^/]*\}|:[a-zA-Z]\w*|\[[^/]*\]|\$\w+|[^/]*\ufffc[^/]*|\d+|[0-9a-f-]{20,}|[A-Z_]{3,}\w*)(?=/|$)",
        "*",
        path,
    )


def _minority(items: Sequence[Placed], values: Sequence[str], rule: str, what: str) -> Iterator[Fault]:
    counts = Counter(value for value in values if value)
    if len(counts) < 2 or (
        any("*" in value for value in counts) and what == "path" and len({v.count("/") for v in counts}) == 1
    ):
        return
    usual = counts.most_common(1)[0][0]
    for item, value in zip(items, values, strict=True):
        if value and value != usual:
            yield Fault(
                rule,
                f"the {what} is {value} here, and {usual} in the samples beside it",
                item.line,
                None,
                f"Write {usual}.",
            )


def _names(call: Call) -> frozenset[str]:
    fields = call.body.fields if call.body else ()
    return frozenset(name for name, _ in [*fields, *call.query] if HOLE not in name)


def _parameters(group: Sequence[Placed]) -> Iterator[Fault]:
    with_names = [(item, _names(item.call)) for item in group]
    with_names = [(item, names) for item, names in with_names if names]
    if len(with_names) < 2:
        return
    credentials = {"client_id", "client_secret"}
    usual = Counter(frozenset(names - credentials) for _, names in with_names).most_common(1)[0][0]
    for item, names in with_names:
        missing, extra = sorted(usual - names), sorted(names - usual - credentials)
        if missing or extra:
            words = [f"lacks {', '.join(missing)}"] * bool(missing) + [f"has {', '.join(extra)}"] * bool(
                extra
            )
            line = item.sample.block.line_at(item.call.body.line if item.call.body else item.call.line)
            yield Fault(
                "WP504",
                f"this sample {' and '.join(words)}, unlike the samples beside it",
                line,
                None,
                "Send the same parameters in every language.",
            )


def _authentication(group: Sequence[Placed]) -> Iterator[Fault]:
    ways: dict[str, Placed] = {}
    for item in group:
        if grant_of(item.call):
            header = item.call.header("Authorization")
            is_basic = item.call.basic is not None or (
                header is not None and header.value.lower().startswith("basic")
            )
            ways.setdefault(
                "HTTP Basic"
                if is_basic
                else "form fields"
                if "client_secret" in _names(item.call)
                else "none",
                item,
            )
    if len(ways) > 1:
        way, item = list(ways.items())[-1]
        yield Fault(
            "WP512",
            f"the client authenticates by {way} here, by {next(iter(ways))} in another sample",
            item.line,
            None,
            "Show one way of client authentication.",
        )


def _endpoints(page: Page, placed: Sequence[Placed]) -> Iterator[Fault]:
    """The method and path that a heading or an HTTP line names, against the samples below it."""
    named: list[tuple[int, int, str, str]] = [
        (heading.line, heading.level, match[1], match[2])
        for heading in page.headings
        if (match := _ENDPOINT.search(heading.text))
        and (match[2] or re.match(rf"\W*(?:{_METHODS})\b", heading.text))
    ]
    for paragraph in page.paragraphs:
        match = re.match(
            rf"\W*(?:(?:HTTP |Request )?(?:Method|Endpoint|URL)\W+)?({_METHODS})\b[`*_\s:]*((?:https?://)?[^\s`*]*)\W*$",
            paragraph.text,
            re.IGNORECASE,
        )
        if match and match[1].isupper():
            named.append((paragraph.line, _NO_HEADING, match[1], match[2]))
    for table in page.tables:
        for line, cells in [(table.line, table.header), *table.rows]:
            if (
                len(cells) >= 2
                and re.fullmatch(r"(?:HTTP )?Method", cells[0].strip(), re.IGNORECASE)
                and re.fullmatch(_METHODS, cells[1].strip("`* "))
            ):
                named.append((line, _NO_HEADING, cells[1].strip("`* "), ""))
    for block in page.blocks:
        match = re.match(rf"\s*({_METHODS}) (\S+)(?: HTTP/[\d.]+)?\s*(?:\n|$)", block.text)
        if match:
            named.append((block.line, _NO_HEADING, match[1], match[2]))
    named.sort()
    outline = Outline(page.headings)
    ordered = sorted(placed, key=lambda item: item.line)
    lines = [item.line for item in ordered]
    for index, (line, level, method, path) in enumerate(named):
        if level == _NO_HEADING:
            above = outline.number(line)
            level = outline.headings[above - 1].level if above else 1
        following = named[index + 1][0] if index + 1 < len(named) else NEVER
        end = min(following, outline.end(line, level))
        yield from _against(line, method, path, ordered[bisect_right(lines, line) : bisect_left(lines, end)])


def _against(line: int, method: str, path: str, inside: Sequence[Placed]) -> Iterator[Fault]:
    methods = {item.call.method for item in inside if item.call.method and HOLE not in item.call.method}
    if methods and method not in methods:
        item = inside[0]
        yield Fault(
            "WP505",
            f"the page says {method}, and the sample sends {item.call.method} (line {item.line})",
            line,
            None,
            "Correct the one that is wrong.",
        )
        return
    wanted = _shape("/" + split(path)[2].strip("/")) if "/" in path else ""
    if len(wanted) < 3 or not inside:
        return
    found = {
        _shape("/" + item.path.strip("/")) for item in inside if item.path and HOLE not in item.call.url[:1]
    }
    if found and not any(_same_path(wanted, other) for other in found):
        item = inside[0]
        yield Fault(
            "WP505",
            f"the page says {wanted}, and the sample calls {item.path} (line {item.line})",
            line,
            None,
            "Correct the one that is wrong.",
        )


def _same_path(named: str, called: str) -> bool:
    """Whether a called path ends like a named one; wildcards stand for any segment."""
    left, right = named.strip("/").split("/"), called.strip("/").split("/")
    if len(left) > len(right):
        left, right = right, left
    tail = right[len(right) - len(left) :]
    return all(
        one == other or "*" in (one, other) or HOLE in one + other or one[:1] in "{:<" or other[:1] in "{:<$"
        for one, other in zip(left, tail, strict=True)
    )
