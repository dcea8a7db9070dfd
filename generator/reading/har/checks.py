"""What must hold in a HAR before requests are made of it: the parts that a request comes from."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from generator.reading.document.faults import Fault
from generator.reading.source.files import Source
from generator.reading.source.pointers import Steps, Tree
from generator.text import quoted_value

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 §5.6.2


def har_faults(source: Source) -> list[Fault]:
    """All faults of a HAR, each with what to do about it."""
    root = source.tree
    if not isinstance(root, dict) or not ("log" in root or "request" in root):
        return [Fault(source.path, (), "is no HAR; it needs a 'log' with 'entries', or is one entry")]
    if "log" not in root:
        return [Fault(source.path, steps, message) for steps, message in _entry(root, ())]
    log = root["log"]
    if not isinstance(log, dict):
        return [Fault(source.path, ("log",), "is no object; export the traffic again as HAR 1.2")]
    entries = log.get("entries")
    if not isinstance(entries, list) or not entries:
        where: Steps = ("log", "entries") if "entries" in log else ("log",)
        return [Fault(source.path, where, "has no entries; record at least one request, and export it")]
    found = (fault for i, each in enumerate(entries) for fault in _entry(each, ("log", "entries", i)))
    return [Fault(source.path, steps, message) for steps, message in found]


_Found = Iterator[tuple[Steps, str]]


def _entry(entry: Tree, steps: Steps) -> _Found:
    if not isinstance(entry, dict):
        yield steps, f"is {quoted_value(entry)} but must be an entry: an object with 'request' and 'response'"
        return
    yield from _is(str, entry, "comment", steps, "a text, which names the example", required=False)
    request = entry.get("request")
    if not isinstance(request, dict):
        yield (*steps, "request") if "request" in entry else steps, "has no request object; add 'request'"
        return
    yield from _request(request, (*steps, "request"))
    response = entry.get("response")
    if response is not None:
        yield from _response(response, (*steps, "response"))


def _request(request: Tree, steps: Steps) -> _Found:
    yield from _is(str, request, "method", steps, "a method, such as GET")
    method = request.get("method")
    if isinstance(method, str) and not _TOKEN.fullmatch(method):
        yield (*steps, "method"), f"{quoted_value(method)} is no method; write one, such as GET"
    yield from _is(str, request, "url", steps, "an address, such as https://api.example.com/users")
    if isinstance(request.get("url"), str):
        yield from _url(request["url"], (*steps, "url"))
    for key in ("headers", "cookies", "queryString"):
        yield from _pairs(request, key, steps)
    headers = request.get("headers")
    for index, header in enumerate(headers if isinstance(headers, list) else ()):
        if isinstance(header, dict) and isinstance(header.get("name"), str):
            name = header["name"].removeprefix(":")
            if not _TOKEN.fullmatch(name):
                yield (
                    (*steps, "headers", index, "name"),
                    f"{quoted_value(name)} is no name of a header; mend it",
                )
            if set(str(header.get("value"))) & set("\r\n\0"):
                message = "a header has no line break or NUL; take it out"
                yield (*steps, "headers", index, "value"), message
    data = request.get("postData")
    if data is not None:
        yield from _post_data(data, (*steps, "postData"))


def _url(url: str, steps: Steps) -> _Found:
    try:
        split = urlsplit(url)
        is_whole = bool(split.scheme) and (split.scheme not in ("http", "https") or bool(split.hostname))
        _ = split.port
    except ValueError:
        is_whole = False
    if not is_whole:
        yield (
            steps,
            f"{quoted_value(url)} is no absolute address; write one such as https://api.example.com/users",
        )


def _post_data(data: Tree, steps: Steps) -> _Found:
    if not isinstance(data, dict):
        yield steps, f"is {quoted_value(data)} but must be an object with 'mimeType' and 'text' or 'params'"
        return
    yield from _is(str, data, "mimeType", steps, "a media type, such as application/json", required=False)
    yield from _is(str, data, "text", steps, "the text of the body", required=False)
    yield from _pairs(data, "params", steps)


def _response(response: Tree, steps: Steps) -> _Found:
    if not isinstance(response, dict):
        yield steps, f"is {quoted_value(response)} but must be an object with 'status'"
        return
    status = response.get("status")
    if type(status) is not int or not (status == 0 or 100 <= status <= 599):
        where = (*steps, "status") if "status" in response else steps
        yield where, f"the status is {quoted_value(status)}; write a number such as 200"
    yield from _pairs(response, "headers", steps)
    content = response.get("content")
    if content is not None and not isinstance(content, dict):
        yield (
            (*steps, "content"),
            f"is {quoted_value(content)} but must be an object with 'mimeType' and 'text'",
        )
    elif content:
        for key in ("mimeType", "text"):
            yield from _is(str, content, key, (*steps, "content"), "a text", required=False)


def _pairs(owner: Tree, key: str, steps: Steps) -> _Found:
    """A list of objects that each have a `name` and a `value`."""
    pairs = owner.get(key)
    if pairs is None:
        return
    if not isinstance(pairs, list):
        yield (*steps, key), f"is {quoted_value(pairs)} but must be a list of objects with 'name' and 'value'"
        return
    for index, pair in enumerate(pairs):
        here = (*steps, key, index)
        if not isinstance(pair, dict):
            yield here, f"is {quoted_value(pair)} but must be an object with 'name' and 'value'"
            continue
        yield from _is(str, pair, "name", here, "a text")
        yield from _is(str, pair, "value", here, "a text", required=key in ("headers", "cookies"))
        for more in ("fileName", "contentType"):
            yield from _is(str, pair, more, here, "a text", required=False)


def _is(kind: type, owner: Tree, key: str, steps: Steps, wanted: str, *, required: bool = True) -> _Found:
    value = owner.get(key)
    if value is None and not required:
        return
    if key not in owner:
        yield steps, f"has no '{key}'; add {wanted}"
    elif not isinstance(value, kind):
        yield (*steps, key), f"is {quoted_value(value)} but must be {wanted}; write that"
