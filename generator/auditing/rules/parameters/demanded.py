"""Headers that a sentence or a table of the page demands of a request, and a sample lacks (WP404)."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.auditing.pages import NEVER, Outline, Page
from generator.auditing.rules.authentication.token_requests import grant_of
from generator.auditing.rules.pages.placed import Placed
from generator.auditing.rules.programs.open_calls import may_send_more
from generator.auditing.understanding.call import Fault

_NAME = r"[`*]{1,2}([A-Za-z]+(?:-[A-Za-z0-9]+)+)(?::[^`*]*)?[`*]{1,2}"
_HEADER = re.compile(rf"{_NAME}\s+(?:HTTP\s+|request\s+)?header|\bheader\s+(?:named\s+|called\s+)?{_NAME}")
_DEMANDED = re.compile(
    r"\b(?:must|requires?|required|mandatory|needs? to|have to|has to|shall)\b", re.IGNORECASE
)
# What is asked of some requests alone, or of no request.
_CONDITION = re.compile(
    r"\b(?:if|when|where|unless|only|optional\w*|except|either|or|instead|not|respon\w+|returns?|returned"
    r"|webhooks?|callbacks?|browsers?)\b",
    re.IGNORECASE,
)
_ALL = re.compile(r"\b(?:all|every|each|any)\s+(?:(?:API|HTTP)\s+)?(?:requests?|calls?)\b", re.IGNORECASE)
_METHOD = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE)\b")
_CELL = re.compile(r"[`*]*([A-Za-z]+(?:-[A-Za-z0-9]+)+)[`*]*")
_YES = re.compile(r"(?:yes|true|required|mandatory|✓|✔|✅|x)\W*", re.IGNORECASE)
# What clients send by themselves, and what other rules ask for.
_OTHERS = {
    "authorization",
    "content-type",
    "content-length",
    "user-agent",
    "accept",
    "host",
    "accept-encoding",
}


@dataclass(frozen=True, slots=True)
class _Demand:
    name: str
    line: int
    start: int
    end: int
    methods: frozenset[str] = frozenset()


def demanded_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """The faults of samples without a header that the page demands; lines are 1-based lines of the file."""
    demands = {(each.name.lower(), each.start, each.end, each.methods): each for each in _demands(page)}
    hosts = Counter(item.host for item in calls if item.host)
    usual = hosts.most_common(1)[0][0] if hosts else ""
    asked = (
        [item for item in calls if item.host in ("", usual) and not _may_send_more(item)] if demands else []
    )
    texts = {id(item.sample): item.sample.text.lower() for item in asked}
    asked.sort(key=lambda item: item.line)
    for each in demands.values():
        first = bisect_left(asked, each.start, key=lambda item: item.line)
        end = bisect_left(asked, each.end, key=lambda item: item.line)
        for item in asked[first:end] if each.name.lower() not in _OTHERS else ():
            is_meant = not each.methods or item.call.method in each.methods
            if is_meant and each.name.lower() not in texts[id(item.sample)]:
                message = (
                    f"the page says that {each.name} is required (line {each.line}); this sample lacks it"
                )
                fix, about = f"Send the header {each.name}.", frozenset({each.name})
                yield Fault("WP404", message, item.line, None, fix, about=about)


_ALONE = re.compile(r"(?:[A-Za-z][\w-]*:[ \t]*\S[^\n]*(?:\n|$))+")


def media_type_of_all(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """``All requests require:`` above headers with a Content-Type, where those without a body send none."""
    bare = next((item for item in calls if _is_bare(item)), None)
    for block in page.blocks if bare is not None else ():
        demand = block.prose.rpartition("\n")[2]
        is_of_all = _ALL.search(demand) and _DEMANDED.search(demand) and not _CONDITION.search(demand)
        is_of_all = is_of_all and re.search(r"(?i)\bbody|\bpayload", demand) is None
        is_alone = _ALONE.fullmatch(block.text.strip()) is not None
        named = re.search(r"(?im)^content-type:", block.text) if is_alone else None
        if named is None or not is_of_all:
            continue
        message = "the page says that all requests send Content-Type, and the GET in line "
        message += f"{bare.line if bare else 0} sends none"
        line = block.line_of(named.start())
        fix = "Say that it belongs to requests with a body."
        yield Fault("WP404", message, line, None, fix, "note")


def _is_bare(item: Placed) -> bool:
    """Whether a GET is shown to its end, and says of no body what it is."""
    call = item.call
    is_said = call.header("Content-Type") is not None or call.sets_content_type
    return call.method == "GET" and call.body is None and not is_said and not _may_send_more(item)


def _may_send_more(item: Placed) -> bool:
    """Whether not all headers of a call are known, or it asks for a token, of which no such thing is said."""
    return may_send_more(item) or bool(grant_of(item.call))


def _demands(page: Page) -> Iterator[_Demand]:
    outline = Outline(page.headings)
    first = outline.headings[0].line if outline.headings else 0
    for paragraph in page.paragraphs if "header" in page.source else ():
        for sentence in re.split(r"(?<=[.;!?])\s+", paragraph.text):
            match = _HEADER.search(sentence) if _DEMANDED.search(sentence) else None
            if match is None or _CONDITION.search(sentence):
                continue
            bounds = _around(outline, paragraph.line)
            if _ALL.search(sentence) or bounds[0] <= first:
                bounds = (0, NEVER)
            methods = frozenset(_METHOD.findall(sentence))
            yield _Demand(match[1] or match[2], paragraph.line, *bounds, methods)
    for table in page.tables:
        header = [cell.strip(" *`").lower() for cell in table.header]
        required = next(
            (n for n, cell in enumerate(header) if cell.startswith(("required", "mandatory"))), None
        )
        title = f"{outline.path(table.line).rpartition(' / ')[2]} {header[0] if header else ''}".lower()
        if required is None or "header" not in title or "respon" in title:
            continue
        for line, cells in table.rows:
            name = (
                re.fullmatch(r"[`*]*([A-Za-z]+(?:-[A-Za-z0-9]+)+)[`*]*", cells[0].strip()) if cells else None
            )
            if name and len(cells) > required and _YES.fullmatch(cells[required].strip(" *`")):
                yield _Demand(name[1], line, *_around(outline, table.line))


def _around(outline: Outline, line: int) -> tuple[int, int]:
    """The section around a line, with its subsections."""
    number = outline.number(line)
    if not number:
        return 0, NEVER
    heading = outline.headings[number - 1]
    return heading.line, outline.end(heading.line, heading.level)
