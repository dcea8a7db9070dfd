"""An HTTP message as a page shows it: its request read, which no client has to send."""

import json
import re

from generator.auditing.requests.bodies import text_body
from generator.auditing.requests.call import Call, CallBody, Header
from generator.auditing.requests.json_text import json_or_none

_START = re.compile(
    r"^[ \t]*(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) +(\S*[/{<$*?]\S*|\S+(?= HTTP/))"
    r"(?: HTTPS?/[\d.]+)?[ \t]*(?:\n|$)",
    re.MULTILINE,
)

_QUERY = re.compile(r"[ \t]*\?[^\n]*(?:\n[ \t]*&[^\n]*)*(?:\n|$)")

# A field of a form is not quoted; what is, on a line of its own, belongs to the header above (RFC 9112 §5.2).
_BODY = re.compile(r"^[ \t]*(?:[{\[]|[\w.-]+=(?![=\"]))", re.MULTILINE)


def unparted(text: str) -> int | None:
    """The 0-based line of a message on which its body begins among the headers; None where all is well."""
    text, taken = _with_target(text)
    start = _first_line(text)
    head = _parts(text[start.end() :])[0] if start and http_calls(text) else ""
    body = _BODY.search(head)
    if start is None or body is None or (not head[: body.start()].strip() and " HTTP/" not in start[0]):
        return None  # a sketch has no headers that the body could stand among
    return text.count("\n", 0, start.end() + body.start()) + taken


_METHOD = re.compile(r"\s*(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) +\S")
_VERSION = re.compile(r"\s+HTTPS?/[\d.]+\s*$")
_LONGEST_TARGET = 16  # lines


def _with_target(text: str) -> tuple[str, int]:
    """A message with its request target on one line, and how many line breaks that took.

    One that is too long for a page is broken for display alone, as in RFC 6749 §4.1.1: it goes on to the
    version, or where a line ends in a backslash.
    """
    rows = text.split("\n")
    first = next((number for number, row in enumerate(rows) if row.strip()), 0)
    if not _METHOD.match(rows[first]) or _VERSION.search(rows[first]):
        return text, 0
    last = first
    while rows[last].rstrip().endswith("\\") and last + 1 < len(rows):
        last += 1
    for number in range(first + 1, min(first + _LONGEST_TARGET, len(rows))):
        if not rows[number].strip() or re.match(r"\s*[\w-]+: ", rows[number]):
            break
        if _VERSION.search(rows[number]):
            last = max(last, number)
            break
    target = "".join(row.strip().rstrip("\\").rstrip() for row in rows[first : last + 1])
    return "\n".join([*rows[:first], target, *rows[last + 1 :]]), last - first


def _first_line(text: str) -> re.Match[str] | None:
    """The line of a request with which a text begins, below empty lines at most."""
    start = _START.search(text)
    return start if start is not None and not text[: start.start()].strip() else None


def _parts(rest: str) -> tuple[str, str]:
    """The headers and the body of what stands below the first line; there may be no header at all."""
    if rest.startswith("\n"):
        return "", rest[1:]
    head, _, content = rest.partition("\n\n")
    return head, content


# The name of a header; one that is written as no header can be is read too, and told as a fault.
_NAME = re.compile(r"[\w-]+|(?i:authorization (?:bearer|basic|token)|content (?:type|length)|user agent)")


def http_calls(text: str) -> list[Call]:
    """The request of a message; none where it is a response, a list of endpoints, or no message."""
    if text.lstrip().startswith("{"):
        return _described(text)
    text, taken = _with_target(text)
    start = _first_line(text)
    if start is None or _START.search(text, start.end()):
        return []
    head, content = _parts(text[start.end() :])
    if unparted := _BODY.search(head):  # the empty line is missing, which is told as a fault
        content = f"{head[unparted.start() :]}\n\n{content}"
        head = head[: unparted.start()].removesuffix("\n")
    query = _QUERY.match(head)
    address = start[2] + ("".join(row.strip() for row in query[0].split("\n")) if query else "")
    if query:  # a query that is shown on lines of its own
        head = "\n" * query[0].count("\n") + head[query.end() :]
    if any(row.strip() and ":" not in row for row in head.split("\n")):
        return []
    top = text.count("\n", 0, start.end()) - 1
    first = top + 1 + taken
    headers = tuple(
        Header(name.strip(), value.strip(), first + number)
        for number, row in enumerate(head.split("\n"))
        for name, colon, value in [row.partition(":")]
        if colon and _NAME.fullmatch(name.strip())
    )
    host = next((header.value for header in headers if header.name.lower() == "host"), "")
    host = re.sub(r"^\w+://([^/]*).*", r"\1", host)  # which is told as a fault
    url = address if "://" in address or not host else f"https://{host}{address}"
    at = first + head.count("\n") + (1 if unparted else 2)
    # Line breaks in a form are there for display alone, as in RFC 6749 §4.1.3.
    body = re.sub(r"\s*\n\s*(?=&)|(?<=&)\s*\n\s*", "", content.strip())
    return [Call("http", start[1], url, top, top, headers, _read(body, at))]


def _described(text: str) -> list[Call]:
    """The request that an object of JSON tells of by its method, url, headers and body (Stoplight's form)."""
    given = json_or_none(text)
    url = given.get("url") if isinstance(given, dict) else None
    if not isinstance(given, dict) or not isinstance(url, str) or "method" not in given:
        return []
    rows = text.split("\n")

    def at(name: str) -> int:
        return next((number for number, row in enumerate(rows) if f'"{name}"' in row), 0)

    headers = tuple(Header(name, value, at(name)) for name, value in _texts(given.get("headers")))
    content, line = given.get("body"), at("body")
    body = None
    if isinstance(content, str):
        body = _read(content, line)
    elif isinstance(content, dict | list):
        whole = json.dumps(content, ensure_ascii=False)
        body = CallBody("json", None, tuple(_texts(content)), True, line, whole)
    method, query = str(given["method"]).upper(), tuple(_texts(given.get("query")))
    return [Call("http", method, url, at("url"), at("url"), headers, body, query)]


def _texts(value: object) -> list[tuple[str, str]]:
    """The members of an object, their values as text; none of what is no object."""
    pairs = value.items() if isinstance(value, dict) else ()
    return [(str(name), each if isinstance(each, str) else json.dumps(each)) for name, each in pairs]


def _read(text: str, line: int) -> CallBody | None:
    return text_body(text, line) if text and not text.startswith("HTTP/") else None
