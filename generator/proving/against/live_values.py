"""Values that exist on the real server, in the place of those that the description's examples have.

The sample runs as it is published, and what it sends is judged as it is. The copy of its request that goes to
the server has other values: ``42`` becomes ``1007`` wherever it stands alone, as a path segment, as the value
of a query pair, of a header or of a form field, or in JSON. Each place is told.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote_plus

from generator.media_types import is_form, is_json
from generator.model import FormBody, Input, JsonBody, Request, Value
from generator.proving.http_message import Received


@dataclass(frozen=True, slots=True)
class ChangedRequest:
    """A copy of a request, and for each value that was replaced a note such as ``path: 42 → 1007``."""

    received: Received
    notes: tuple[str, ...]


def values_for(request: Request, live: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """What is replaced in a request: what is said of its operation, and of its example, which wins."""
    return {**live.get(request.operation, {}), **live.get(request.id, {})}


def missing(request: Request, values: Mapping[str, str]) -> tuple[str, ...]:
    """The values that stand nowhere in a request where they could be replaced."""
    present = set(_texts(request))
    return tuple(old for old in values if old not in present)


def with_live_values(received: Received, values: Mapping[str, str]) -> ChangedRequest:
    """The copy. Its body is written anew only if something in it is replaced."""
    if not values:
        return ChangedRequest(received, ())
    notes: list[str] = []
    target = _target(received.target, values, notes)
    headers = tuple(
        (name, _other(value, values, f"header {name}", notes) if name.lower() not in _KEPT else value)
        for name, value in received.headers
    )
    body = _body(received, values, notes)
    if not notes:
        return ChangedRequest(received, ())
    if body is not received.body:
        others = [pair for pair in headers if pair[0].lower() not in ("content-length", "transfer-encoding")]
        headers = (*others, ("Content-Length", str(len(body))))
    changed = replace(received, target=target, headers=headers, body=body)
    framed = body if body is not received.body else received.raw.partition(b"\r\n\r\n")[2]
    lines = [f"{received.method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    raw = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + framed
    return ChangedRequest(replace(changed, raw=raw), tuple(dict.fromkeys(notes)))


_KEPT = frozenset(("host", "content-type", "content-length", "transfer-encoding", "authorization", "cookie"))


def _other(text: str, values: Mapping[str, str], where: str, notes: list[str]) -> str:
    if text not in values:
        return text
    notes.append(f"{where}: {text} → {values[text]}")
    return values[text]


def _target(target: str, values: Mapping[str, str], notes: list[str]) -> str:
    path, mark, query = target.partition("?")
    segments = [_encoded(segment, values, "path", notes) for segment in path.split("/")]
    return "/".join(segments) + mark + _pairs(query, values, "query", notes)


def _encoded(text: str, values: Mapping[str, str], where: str, notes: list[str]) -> str:
    plain = unquote_plus(text) if where != "path" else unquote_plus(text.replace("+", "%2B"))
    return quote(_other(plain, values, where, notes), safe="") if plain in values else text


def _pairs(text: str, values: Mapping[str, str], where: str, notes: list[str]) -> str:
    pairs: list[str] = []
    for pair in text.split("&"):
        name, mark, value = pair.partition("=")
        place = f"{where} {unquote_plus(name)}"
        pairs.append(name + mark + _encoded(value, values, place, notes) if mark else pair)
    return "&".join(pairs)


def _body(received: Received, values: Mapping[str, str], notes: list[str]) -> bytes:
    media_type = received.header("content-type") or ""
    before = len(notes)
    if is_form(media_type):
        made = _pairs(received.body.decode("latin-1"), values, "form field", notes).encode("latin-1")
    elif is_json(media_type):
        document = _document(json.loads(received.body), values, "body", notes)
        made = json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")
    else:
        return received.body
    return made if len(notes) > before else received.body


def _document(value: Any, values: Mapping[str, str], where: str, notes: list[str]) -> Any:  # noqa: ANN401
    """A JSON value with others in it; a number stays one where what replaces it is one."""
    if isinstance(value, dict):
        return {key: _document(each, values, f"{where}/{key}", notes) for key, each in value.items()}
    if isinstance(value, list):
        return [_document(each, values, f"{where}/{number}", notes) for number, each in enumerate(value)]
    if isinstance(value, str):
        return _other(value, values, where, notes)
    text = json.dumps(value)
    if text not in values:
        return value
    made = _other(text, values, where, notes)
    return json.loads(made) if re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?|true|false|null", made) else made


def _texts(request: Request) -> Iterator[str]:
    """What stands alone somewhere in a request, as `with_live_values` sees it."""
    url = "".join(part if isinstance(part, str) else "\0" for part in request.url)
    path, _, query = url.partition("://")[2].partition("/")[2].partition("?")
    yield from (unquote_plus(segment.replace("+", "%2B")) for segment in path.split("/"))
    yield from (unquote_plus(pair.partition("=")[2]) for pair in query.split("&"))
    yield from (_text(value) for name, value in request.headers if name.lower() not in _KEPT)
    match request.body:
        case FormBody(fields=fields):
            yield from (_text(value) for _, value in fields)
        case JsonBody(value=document):
            yield from _scalars(document)


def _scalars(value: Any) -> Iterator[str]:  # noqa: ANN401 - a JSON value
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _scalars(each)
    elif isinstance(value, str):
        yield value
    elif not isinstance(value, tuple):
        yield json.dumps(value)


def _text(value: Value) -> str:
    return "".join("\0" if isinstance(part, Input) else part for part in value)
