"""Method and path as a heading, a line, a table or a sentence names them, against the samples (WP505)."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from generator.auditing.pages import NEVER, Outline, Page
from generator.auditing.rules.http.urls import is_placeholder, split
from generator.auditing.rules.pages.mistyped import mistyped_paths
from generator.auditing.rules.pages.path_index import PathIndex, same_path
from generator.auditing.rules.pages.placed import Placed, shape
from generator.auditing.rules.pages.shortened import shortened_faults
from generator.auditing.rules.pages.siblings import variant
from generator.auditing.understanding.call import HOLE, Fault

_METHODS = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS"
_ONE_OF_TWO = "Correct the one that is wrong."
_NO_HEADING = 7  # the level of a line that names an endpoint without being a heading
_ENDPOINT = re.compile(  # ``GET/POST`` names no path
    rf"\b({_METHODS})\b(?!/)[`*_\s:]*(?:<(?=https?://))?((?:https?://[^\s`*]+)?/?[\w./{{}}:<>$-]*)"
)

_SENDING = re.compile(
    rf"\b(?i:make|send|issue|perform|submit|execute|use)(?i:s|ing)?\s+(?i:an?|the|this|your)?\s*(?i:HTTPS?\s+)?"
    rf"[`*]{{0,2}}({_METHODS})[`*]{{0,2}}\s+(?i:HTTPS?\s+)?(?i:request|call|method)s?\b"
    rf"(?:\s+(?i:to|against|at|on)\s+(?i:the\s+)?[`*]{{0,2}}((?:https?://|/)\S+))?"
)
# "A PUT to `/items/{id}` changes it."
_BRIEF = re.compile(
    rf"\b(?i:an?|the|use|using|with)\s+[`*]{{0,2}}({_METHODS})[`*]{{0,2}}\s+(?:to|on|against)\s+[`*]{{0,2}}((?:https?://|/)[^\s`*]+)"
)
_ONLY = re.compile(
    rf"\bonly\s+(?:accepts|supports|takes|allows|answers)\s+[`*]{{0,2}}({_METHODS})\b"
    rf"|\b(?:accepts|supports|takes|allows|expects|answers)\s+only\s+[`*]{{0,2}}({_METHODS})\b"
)
_INLINE = re.compile(rf"[`*]{{1,2}}({_METHODS})\s+((?:https?://[^\s`*]+|/)[^\s`*?]*)[^`*\n]*[`*]{{1,2}}")
_ADDRESS = re.compile(r"`(https?://[^\s`]+|/[^\s`]+)`")
_CONTRAST = re.compile(
    r"\b(?:not|never|instead|rather|either|unlike|before|previous|earlier|first|we|our|us|webhooks?|callback|redirect\w*|browser)\b|n't\b",
    re.IGNORECASE,
)


def endpoint_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """The method and path that a heading or an HTTP line names, against the samples below it."""
    named = sorted(named_endpoints(page))
    outline = Outline(page.headings)
    ordered = sorted(calls, key=lambda item: item.line)
    lines = [item.line for item in ordered]
    yield from _sentences(page, outline, ordered)
    yield from shortened_faults(page, ordered)
    alone = {line for line, *_ in named}
    yield from (fault for fault in _inline(page, outline, ordered) if fault.line not in alone)
    paths = [path for _, _, _, path in named] + [
        match[2].rstrip(".,:;`*)")
        for paragraph in page.paragraphs
        for pattern in (_INLINE, _SENDING, _BRIEF)
        for match in pattern.finditer(paragraph.text)
        if match[2]
    ]
    yield from mistyped_paths(
        {shape("/" + split(path)[2].strip("/")) for path in paths if "/" in path}, ordered
    )
    items = _items(page, outline, named)
    for index, (line, level, method, path) in enumerate(named):
        if level == _NO_HEADING and (line in items or _is_listed(named, index)):
            continue
        if level == _NO_HEADING:
            above = outline.number(line)
            level = outline.headings[above - 1].level if above else 1
        following = named[index + 1][0] if index + 1 < len(named) else NEVER
        end = min(following, outline.end(line, level))
        inside = ordered[bisect_right(lines, line) : bisect_left(lines, end)]
        if not inside:  # Slate has the samples first, and the request under a heading of its own
            previous = named[index - 1][0] if index else 0
            start = max(previous, _section_above(outline, line))
            before = ordered[bisect_right(lines, start) : bisect_left(lines, line)]
            inside = [item for item in before if item.call.method == method] or _of_path(path, before)
            start, _ = outline.bounds(line)
            own = ordered[bisect_right(lines, start) : bisect_left(lines, line)]
            inside = inside or _with_more(path, own)
            yield from _another_host(line, path, inside)
        yield from _against(line, method, path, inside)


Named = tuple[int, int, str, str]  # the line, the level of the heading or `_NO_HEADING`, method and path
_LABELLED = re.compile(
    rf"\W*(?:(?:HTTP |Request )?(?:Method|Endpoint|URL)\W+)?({_METHODS})\b[`*_\s:]*"
    r"(?:<(https?://[^\s`*<>]*)>|((?:https?://)?[^\s`*]*))\W*$",
    re.IGNORECASE,
)
_REQUEST_LINE = re.compile(rf"\s*({_METHODS}) (\S+)(?: HTTP/[\d.]+)?\s*(?:\n|$)")


def named_endpoints(page: Page) -> Iterator[Named]:
    """The endpoints that headings, lines of their own, tables of one, messages and tags name."""
    for heading in page.headings:
        match = _ENDPOINT.search(heading.text)
        if match and (match[2] or re.match(rf"\W*(?:{_METHODS})\b", heading.text)):
            yield heading.line, heading.level, match[1], match[2]
    for paragraph in page.paragraphs:
        match = _LABELLED.match(paragraph.text)
        if match and match[1].isupper():
            yield paragraph.line, _NO_HEADING, match[1], match[2] or _unquoted(match[3])
    for table in page.tables:
        if not any(any(cells) for _, cells in table.rows) and (one := _of_header(table.header)):
            yield table.line, _NO_HEADING, *one
        for line, cells in [(table.line, table.header), *table.rows]:
            if (
                len(cells) >= 2
                and re.fullmatch(r"(?:HTTP )?Method", cells[0].strip(), re.IGNORECASE)
                and re.fullmatch(_METHODS, cells[1].strip("`* "))
            ):
                yield line, _NO_HEADING, cells[1].strip("`* "), ""
    for block in page.blocks:
        if match := _REQUEST_LINE.match(block.text):
            yield block.line, _NO_HEADING, match[1], _unquoted(match[2])
    yield from _tags(page)


def _of_header(cells: Sequence[str]) -> tuple[str, str] | None:
    """The endpoint of a table that is but its header: ``| POST | /orders |``."""
    texts = [cell.strip(" `*") for cell in cells]
    is_endpoint = len(texts) == 2 and re.fullmatch(_METHODS, texts[0]) and re.match(r"/|https?://", texts[1])
    return (texts[0], texts[1]) if is_endpoint else None


_TAG = re.compile(r"^\{% (?:swagger|openapi(?:-operation)?)\b([^\n]*)%\}", re.MULTILINE)
_ATTRIBUTE = re.compile(r"\b(path|method)=\"([^\"]*)\"")


def _tags(page: Page) -> Iterator[tuple[int, int, str, str]]:
    """The endpoints that GitBook's tags name: ``{% swagger src="…" path="/items" method="post" %}``."""
    for match in _TAG.finditer(page.source) if page.kind == "markdown" and "{%" in page.source else ():
        given = dict(_ATTRIBUTE.findall(match[1]))
        if given.keys() == {"path", "method"}:
            line = page.source.count("\n", 0, match.start()) + 1
            yield line, _NO_HEADING, given["method"].upper(), given["path"]


def _of_path(path: str, calls: Sequence[Placed]) -> list[Placed]:
    """The calls of one address, where there are no others: by another method, they are meant all the same."""
    wanted = shape("/" + split(path)[2].strip("/")) if "/" in path else ""
    is_one = bool(calls) and len(wanted) > 2 and all(item.path for item in calls)
    alike = is_one and all(same_path(wanted, shape("/" + item.path.strip("/"))) for item in calls)
    return list(calls) if alike else []


def _with_more(path: str, calls: Sequence[Placed]) -> list[Placed]:
    """The calls above in the section, where all go to this path but for a part that was left out of it."""
    wanted = split(path)[2].strip("/").split("/")
    called = {item.path.strip("/") for item in calls}
    segments = called.pop().split("/") if len(called) == 1 else []
    missing = len(segments) - len(wanted)
    is_within = missing > 0 and wanted[-1] == segments[-1] and wanted[0] == segments[0] and len(wanted) > 1
    parts = iter(segments)
    return list(calls) if is_within and all(each in parts for each in wanted) else []


def _unquoted(path: str) -> str:
    """A path or URL without the quotes around it."""
    match = re.fullmatch(r"([\"'])(.*)\1", path)
    return match[2] if match else path


def _is_listed(named: Sequence[tuple[int, int, str, str]], index: int) -> bool:
    """Whether a line that names an endpoint is one of a list of them, which no sample belongs to."""
    line = named[index][0]
    beside = [named[near] for near in (index - 1, index + 1) if 0 <= near < len(named)]
    return any(level == _NO_HEADING and 0 < abs(at - line) <= 2 for at, level, _, _ in beside)


def _items(page: Page, outline: Outline, named: Sequence[tuple[int, int, str, str]]) -> set[int]:
    """The lines that are items of lists, where their section has several, though one alone in its list."""
    if page.kind == "html":
        return set()
    rows = page.source.split("\n")
    marked = [line for line, level, _, _ in named if level == _NO_HEADING and _ITEM.match(rows[line - 1])]
    number = Counter(outline.bounds(line) for line in marked)
    return {line for line in marked if number[outline.bounds(line)] > 1}


_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")


def _section_above(outline: Outline, line: int) -> int:
    """The line of the heading above ``HTTP Request``; the line itself where there is no such one."""
    number = outline.number(line)
    own = outline.headings[number - 1] if number else None
    if own is None or number < 2 or not _REQUEST.fullmatch(own.text.strip()):
        return line
    above = outline.headings[number - 2]
    return above.line if above.level < own.level else line


_REQUEST = re.compile(r"(?i)\W*(?:HTTPS?\s+)?(?:Request|Endpoint|URL|Call)\W*")


def _another_host(line: int, path: str, inside: Sequence[Placed]) -> Iterator[Fault]:
    """The page names another host of the same domain than all samples above it call."""
    _, host, _, _ = split(path)
    hosts = {item.host for item in inside}
    used = next(iter(hosts)) if len(hosts) == 1 else ""
    is_real = not (is_placeholder(host) or is_placeholder(used))
    is_related = host.split(".")[-2:] == used.split(".")[-2:] or _RESERVED.search(used) is not None
    if used and host and host != used and is_real and is_related:
        message = f"the host is {host} here, and {used} in the sample (line {inside[0].line})"
        yield Fault("WP502", message, line, None, _ONE_OF_TWO)


# Names that no public server has (RFC 6761, RFC 6762 and RFC 8375); ``example`` says that it is one.
_RESERVED = re.compile(r"\.(?:test|local|localdomain|internal|home\.arpa)(?::\d+)?$")


def _inline(page: Page, outline: Outline, ordered: Sequence[Placed]) -> Iterator[Fault]:
    """A sentence with an endpoint in it, ``POST /alerts``, that its section calls by another method alone."""
    lines = [item.line for item in ordered]
    index = PathIndex(ordered)
    for paragraph in page.paragraphs:
        for match in _INLINE.finditer(paragraph.text):
            wanted = shape("/" + split(match[2].rstrip(".,"))[2].strip("/"))
            at = paragraph.line_of(match.start())
            _, end = outline.bounds(paragraph.line)
            called = index.like(wanted, bisect_right(lines, paragraph.line), bisect_left(lines, end))
            yield from _by_another_method(match[1], wanted, called, at)
        only, address = _ONLY.search(paragraph.text), _ADDRESS.search(paragraph.text)
        if only and address:
            wanted = shape("/" + split(address[1])[2].strip("/"))
            called = index.like(wanted, 0, len(ordered))
            yield from _by_another_method(only[1] or only[2], wanted, called, paragraph.line)


def _by_another_method(method: str, path: str, called: Sequence[Placed], line: int) -> Iterator[Fault]:
    methods = {item.call.method for item in called}
    if len(path) < 3 or not called or method in methods or HOLE in "".join(methods) or "" in methods:
        return
    message = f"the text says {method}, and the sample sends {called[0].call.method} (line {called[0].line})"
    yield Fault("WP505", message, line, None, _ONE_OF_TWO, against=called[0].line)


def _sentences(page: Page, outline: Outline, ordered: Sequence[Placed]) -> Iterator[Fault]:
    """A sentence that says how the request is sent, where every sample of its section says otherwise."""
    lines = [item.line for item in ordered]
    for paragraph in page.paragraphs:
        found = _SENDING.findall(paragraph.text) or _BRIEF.findall(paragraph.text)
        mentioned = set(re.findall(rf"\b(?:{_METHODS})\b", paragraph.text))
        if len(found) != 1 or len(mentioned) != 1 or _CONTRAST.search(paragraph.text):
            continue
        start, end = outline.bounds(paragraph.line)
        inside = ordered[bisect_right(lines, paragraph.line) : bisect_left(lines, end)]
        above = ordered[bisect_right(lines, start) : bisect_left(lines, paragraph.line)]
        method, path = found[0]
        if any(item.call.method == method for item in above):  # which the sentence may be about
            continue
        wanted = shape("/" + split(path.rstrip(".,`*"))[2].strip("/")) if "/" in path else ""
        if wanted:
            inside = [item for item in inside if same_path(wanted, shape("/" + item.path.strip("/")))]
        methods = {item.call.method for item in inside}
        if len(methods) != 1 or method in methods or HOLE in "".join(methods) or "" in methods:
            continue
        used = methods.pop()
        message = f"the text says {method}, and {_samples(len(inside))} {used} (line {inside[0].line})"
        yield Fault("WP505", message, paragraph.line, None, _ONE_OF_TWO, against=inside[0].line)


def _samples(number: int) -> str:
    return "the sample below sends" if number == 1 else f"the {number} samples below send"


def _odd_ones(line: int, method: str, path: str, inside: Sequence[Placed]) -> Iterator[Fault]:
    """One language sends another method, or calls another path, than the page says and the others do."""
    wanted = shape("/" + split(path)[2].strip("/")) if "/" in path else ""
    languages = [variant(item) for item in inside]
    if len(wanted) < 3 or len(set(languages)) != len(languages):
        return
    known = [item for item in inside if item.path and item.call.method and HOLE not in item.call.method]
    same = [item for item in known if same_path(wanted, shape("/" + item.path.strip("/")))]
    for item in same:
        if item.call.method != method:
            message = f"the page says {method} (line {line}), and this sample sends {item.call.method}"
            yield Fault("WP505", message, item.line, None, f"Send {method}.", against=line)
    for item in known if any(each.call.method == method for each in same) else ():
        is_whole = HOLE not in item.call.url[:1] and HOLE not in item.path
        if item not in same and item.call.method == method and is_whole:
            message = f"the path is {item.path} here, and the page says {wanted} (line {line})"
            about = frozenset({item.path, wanted})
            yield Fault("WP503", message, item.line, None, _ONE_OF_TWO, about=about)


def _against(line: int, method: str, path: str, inside: Sequence[Placed]) -> Iterator[Fault]:
    methods = {item.call.method for item in inside if item.call.method and HOLE not in item.call.method}
    if methods and method not in methods:
        item = inside[0]
        message = f"the page says {method}, and the sample sends {item.call.method} (line {item.line})"
        yield Fault("WP505", message, line, None, _ONE_OF_TWO, against=item.line)
        return
    yield from _odd_ones(line, method, path, inside)
    wanted = shape("/" + split(path)[2].strip("/")) if "/" in path else ""
    if len(wanted) < 3 or not inside:
        return
    found = {
        shape("/" + item.path.strip("/")) for item in inside if item.path and HOLE not in item.call.url[:1]
    }
    host = split(path)[1]
    alike = found
    if host and all(item.host == host for item in inside):  # then the page gives the path as a whole
        alike = {other for other in found if other.count("/") == wanted.count("/")}
    yield from _slash(line, path, inside)
    if found and not any(same_path(wanted, other) for other in alike):
        item = inside[0]
        message = f"the page says {wanted}, and the sample calls {item.path} (line {item.line})"
        yield Fault("WP505", message, line, None, _ONE_OF_TWO, against=item.line)


def _slash(line: int, path: str, inside: Sequence[Placed]) -> Iterator[Fault]:
    """A path that ends with a slash on one side alone: another resource, or a redirect."""
    named = split(path)[2]
    called = {item.path for item in inside if item.path and HOLE not in item.path}
    if len(called) == 1 and named != (other := called.pop()) and named.rstrip("/") == other.rstrip("/") != "":
        message = f"the page says {named}, and the sample calls {other} (line {inside[0].line})"
        fix = "Write both with the slash, or both without."
        yield Fault("WP505", message, line, None, fix, "note", against=inside[0].line)
