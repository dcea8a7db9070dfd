"""What must arrive: a `Request` and the values of its Inputs in, the `Expected` wire request out.

Inputs are bytes here, as the wire is; a text Input's are UTF-8. Nothing in this module looks at what a
sample does: `judge` compares the two.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote_from_bytes, unquote_to_bytes

from generator.model import (
    BinaryBody,
    Body,
    FormBody,
    Input,
    Json,
    JsonBody,
    MultipartBody,
    Request,
    TextBody,
    Value,
    split_value,
)

InputValues = Mapping[str, bytes]
"""The value of each Input by name; of a file Input, the bytes of the file."""


@dataclass(frozen=True, slots=True)
class UrlPiece:
    """A path segment, or the name or value of a query pair.

    `data` is what it means, `text` how it may be written in a URL; with `exact`, no Input is in it and
    it must be written so.
    """

    data: bytes
    text: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Credentials:
    """HTTP Basic credentials (RFC 7617), each form-urlencoded first with `form_encoded` (RFC 6749)."""

    username: bytes
    password: bytes
    form_encoded: bool


@dataclass(frozen=True, slots=True)
class Form:
    """The decoded pairs of a urlencoded form."""

    pairs: tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class ExpectedJson:
    """A JSON value without Inputs: every string is a `str`, numbers are as in the model."""

    value: Json


@dataclass(frozen=True, slots=True)
class Octets:
    """A body that must arrive byte for byte."""

    data: bytes


@dataclass(frozen=True, slots=True)
class ExpectedPart:
    """One part of a multipart body; None where the client is free to choose. `file`: a file's bytes."""

    name: str
    data: bytes
    media_type: str | None
    filename: str | None
    file: bool


@dataclass(frozen=True, slots=True)
class ExpectedParts:
    """The parts of a multipart body, in their order."""

    parts: tuple[ExpectedPart, ...]


ExpectedBody = Form | ExpectedJson | Octets | ExpectedParts


@dataclass(frozen=True, slots=True)
class Expected:
    """The one request that must arrive.

    `origin` is ``https://host`` or ``https://host:port`` without a default port; `headers` leave out
    ``Content-Type`` and the ``Authorization`` of `credentials`; `query` is None without ``?``.
    """

    method: str
    origin: str
    path: tuple[UrlPiece, ...]
    query: tuple[tuple[UrlPiece, ...], ...] | None
    headers: tuple[tuple[str, bytes], ...]
    credentials: Credentials | None
    media_type: str | None
    body: ExpectedBody | None

    @property
    def target(self) -> str:
        """The request target, written in one of the ways in which it may arrive."""
        path = "/".join(piece.text for piece in self.path)
        if self.query is None:
            return path
        return path + "?" + "&".join("=".join(piece.text for piece in pair) for pair in self.query)


def expected(request: Request, values: InputValues) -> Expected:
    """The wire request that a sample of `request` must send when its Inputs have these `values`.

    Raises:
        KeyError: an Input has no value.
    """
    origin, path, query = _url(request.url)
    basic = request.basic
    return Expected(
        method=request.method,
        origin=origin,
        path=tuple(_piece(segment, values) for segment in split_value(path, "/")),
        query=None if query is None else tuple(_pair(pair, values) for pair in split_value(query, "&")),
        headers=tuple((name, octets(value, values)) for name, value in request.headers),
        credentials=None
        if basic is None
        else Credentials(octets(basic.username, values), octets(basic.password, values), basic.form_encoded),
        media_type=None if request.body is None else request.body.media_type,
        body=None if request.body is None else _body(request.body, values),
    )


def octets(value: Value, values: InputValues) -> bytes:
    """The bytes of a value whose Inputs are filled in."""
    return b"".join(values[part.name] if isinstance(part, Input) else part.encode() for part in value)


def _url(url: Value) -> tuple[str, Value, Value | None]:
    """Origin, path and query of an absolute URL; the fragment is not sent (RFC 9110 §4.2.5)."""
    first = url[0] if url else ""
    if not isinstance(first, str) or "://" not in first:
        raise ValueError("the URL of a request starts with its scheme and host")
    scheme, _, rest = first.partition("://")
    end = min((rest.find(mark) for mark in "/?#" if mark in rest), default=len(rest))
    without_fragment = split_value((rest[end:], *url[1:]), "#", 1)[0]
    path, *query = split_value(without_fragment, "?", 1)
    default = {"https": ":443", "http": ":80"}[scheme.lower()]
    origin = f"{scheme}://{rest[:end]}".lower().removesuffix(default)
    return origin, path if any(path) else ("/",), query[0] if query else None


def _piece(value: Value, values: InputValues, *, plus: bool = False) -> UrlPiece:
    data, text = b"", ""
    for part in value:
        if isinstance(part, Input):
            data += values[part.name]
            text += quote_from_bytes(values[part.name], safe="")
        else:
            data += unquote_to_bytes(part.replace("+", " ") if plus else part)
            text += part
    return UrlPiece(data, text, exact=not any(isinstance(part, Input) for part in value))


def _pair(value: Value, values: InputValues) -> tuple[UrlPiece, ...]:
    return tuple(_piece(half, values, plus=True) for half in split_value(value, "=", 1))


def _body(body: Body, values: InputValues) -> ExpectedBody:
    match body:
        case FormBody(fields=fields):
            return Form(tuple((name.encode(), octets(value, values)) for name, value in fields))
        case JsonBody(value=value):
            return ExpectedJson(_filled(value, values))
        case TextBody(text=text):
            return Octets(octets(text, values))
        case BinaryBody(file=file):
            return Octets(values[file.name])
        case MultipartBody(parts=parts):
            return ExpectedParts(
                tuple(
                    ExpectedPart(
                        part.name,
                        octets(part.value, values),
                        part.media_type,
                        part.filename,
                        file=any(isinstance(p, Input) and p.kind == "file" for p in part.value),
                    )
                    for part in parts
                )
            )


def _filled(value: Json, values: InputValues) -> Json:
    if isinstance(value, tuple):
        return octets(value, values).decode()
    if isinstance(value, dict):
        return {key: _filled(child, values) for key, child in value.items()}
    if isinstance(value, list):
        return [_filled(child, values) for child in value]
    return value
