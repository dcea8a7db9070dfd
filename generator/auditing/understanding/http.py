"""An HTTP message as a page shows it: its request read, which no client has to send."""

import re

from generator.auditing.understanding.bodies import text_body
from generator.auditing.understanding.call import Body, Call, Header

_START = re.compile(
    r"^\s*(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) +(\S+)(?: HTTP/[\d.]+)?[ \t]*(?:\n|$)", re.MULTILINE
)


def http_calls(text: str) -> list[Call]:
    """The request of a message; none where it is a response, a list of endpoints, or no message."""
    start = _START.match(text)
    if start is None or _START.search(text, start.end()):
        return []
    head, _, content = text[start.end() :].partition("\n\n")
    if any(row.strip() and ":" not in row for row in head.split("\n")):
        return []
    first = text.count("\n", 0, start.end())
    headers = tuple(
        Header(name.strip(), value.strip(), first + number)
        for number, row in enumerate(head.split("\n"))
        for name, colon, value in [row.partition(":")]
        if colon and re.fullmatch(r"[\w-]+", name.strip())
    )
    host = next((header.value for header in headers if header.name.lower() == "host"), "")
    url = start[2] if "://" in start[2] or not host else f"https://{host}{start[2]}"
    at = first + head.count("\n") + 2
    # Line breaks in a form are there for display alone, as in RFC 6749 §4.1.3.
    body = re.sub(r"\s*\n\s*(?=&)|(?<=&)\s*\n\s*", "", content.strip())
    return [Call("http", start[1], url, first - 1, first - 1, headers, _read(body, at))]


def _read(text: str, line: int) -> Body | None:
    return text_body(text, line) if text and not text.startswith("HTTP/") else None
