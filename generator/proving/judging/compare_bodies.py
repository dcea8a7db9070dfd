"""Is this the body? Compares the bytes of a request's body with the expected one, by its media type.

Forms are compared as decoded pairs, JSON as values with numbers by their exact decimal value, the
parts of multipart bodies one by one, all else byte for byte. For multipart it is python-multipart that
parses: the parser behind Starlette, strict and maintained; the standard library's `email` changes line
endings in binary parts.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from generator.proving.judging.compare_json import document_differences
from generator.proving.judging.differences import Difference, quoted_text, unequal
from generator.proving.judging.expected_request import (
    Expected,
    ExpectedJson,
    ExpectedPart,
    ExpectedParts,
    Form,
    Octets,
)

_CHARSET = re.compile(r"; ?charset=utf-8$", re.IGNORECASE)
# WHATWG URL §5.2 leaves `*` alone, RFC 3986 `~`, encodeURIComponent all marks; clients follow one or another,
# and whoever decodes reads them alike.
_PLAIN = rb"(?:[A-Za-z0-9*\-._~+!'()]++|%[0-9A-Fa-f]{2})*+"
_NAME = rb"(?:[A-Za-z0-9*\-._~+!'()\[\]]++|%[0-9A-Fa-f]{2})*+"  # and brackets of names such as `metadata[id]`
_PAIR = re.compile(_NAME + rb"=" + _PLAIN)


def body_differences(expected: Expected, body: bytes, types: Sequence[str]) -> Iterator[Difference]:
    """How a body, and the ``Content-Type`` headers that came with it, differ from what is expected."""
    match expected.body:
        case None:
            if body:
                yield Difference("body", "none", quoted_text(body[:200]))
            if types and "content-type" not in (name.lower() for name, _ in expected.headers):
                yield Difference(
                    "header content-type", "none, for there is no body", ", ".join(map(quoted_text, types))
                )
            return
        case ExpectedParts() as wanted:
            yield from _multipart(wanted, expected.media_type or "", body, types)
            return
        case Form(pairs=pairs):
            yield from _form(pairs, body)
        case ExpectedJson(value=value):
            yield from document_differences(value, body)
        case Octets(data=data):
            if data != body:
                yield unequal("body", data, body)
    if len(types) != 1 or not _is_type(expected.media_type or "", types[0]):
        received = ", ".join(map(quoted_text, types)) or "none"
        yield Difference("header content-type", quoted_text(expected.media_type or "") + ", once", received)


@lru_cache(maxsize=64)  # the samples of other languages send the same forms, some of 64 KiB
def form_pairs(body: bytes) -> tuple[tuple[bytes, bytes], ...] | str:
    """The decoded pairs of a urlencoded form, or what is wrong with it in a few words."""
    if not body:
        return ()
    pairs = []
    for pair in body.split(b"&"):
        if not pair:
            return "an empty pair (a doubled, leading or trailing &)"
        if not _PAIR.fullmatch(pair):
            return f"{quoted_text(pair[:120])} is not urlencoded"
        name, _, value = pair.replace(b"+", b" ").partition(b"=")
        pairs.append((unquote_to_bytes(name), unquote_to_bytes(value)))
    return tuple(pairs)


def _form(expected: Sequence[tuple[bytes, bytes]], body: bytes) -> Iterator[Difference]:
    """The order of names is free (Go sorts them), the order of the values of one name is not."""
    received = form_pairs(body)
    if isinstance(received, str):
        yield Difference("form", "application/x-www-form-urlencoded", received)
        return
    for name in dict.fromkeys([*(name for name, _ in expected), *(name for name, _ in received)]):
        wanted = [value for key, value in expected if key == name]
        got = [value for key, value in received if key == name]
        place = f"form field {name.decode('utf-8', 'backslashreplace')}"
        if len(wanted) == len(got) == 1 and wanted != got:
            yield unequal(place, wanted[0], got[0])
        elif wanted != got:
            yield Difference(place, _several(wanted), _several(got))


def _is_type(wanted: str, received: str) -> bool:
    """Whether this is the media type; many clients say the encoding of text, and UTF-8 it always is."""
    if wanted == received:
        return True
    return "charset" not in wanted.lower() and _CHARSET.sub("", received) == wanted


def _several(values: Sequence[bytes]) -> str:
    return ", ".join(quoted_text(value[:120]) for value in values) or "no such field"


def _multipart(
    expected: ExpectedParts, media_type: str, body: bytes, types: Sequence[str]
) -> Iterator[Difference]:
    from python_multipart.multipart import parse_options_header

    main, options = parse_options_header(types[0] if types else "")
    if len(types) != 1 or main.decode("latin-1") != media_type or b"boundary" not in options:
        received = ", ".join(map(quoted_text, types)) or "none"
        yield Difference("header content-type", f"{media_type} with a boundary, once", received)
        return
    parts = multipart_parts(body, options[b"boundary"])
    if isinstance(parts, str):
        yield Difference("body", "multipart (RFC 7578)", parts)
    elif len(parts) != len(expected.parts):
        yield Difference("body", f"{len(expected.parts)} parts", f"{len(parts)} parts")
    else:
        for number, (wanted, (headers, data)) in enumerate(zip(expected.parts, parts, strict=True), start=1):
            yield from _part(f"part {number} ({wanted.name})", wanted, headers, data)


def multipart_parts(body: bytes, boundary: bytes) -> list[tuple[dict[str, bytes], bytes]] | str:
    """The headers (by lower-case name) and data of each part, or what is wrong in a few words."""
    from python_multipart.exceptions import FormParserError
    from python_multipart.multipart import MultipartParser

    parts: list[tuple[dict[str, bytes], bytes]] = []
    ended: list[bool] = []
    field, value, data = bytearray(), bytearray(), bytearray()
    headers: dict[str, bytes] = {}

    def begin() -> None:
        headers.clear()
        data.clear()

    def header_end() -> None:
        headers[field.decode("latin-1").lower()] = bytes(value)
        field.clear()
        value.clear()

    parser = MultipartParser(
        boundary,
        {
            "on_part_begin": begin,
            "on_header_field": lambda block, start, end: field.extend(block[start:end]),
            "on_header_value": lambda block, start, end: value.extend(block[start:end]),
            "on_header_end": header_end,
            "on_part_data": lambda block, start, end: data.extend(block[start:end]),
            "on_part_end": lambda: parts.append((dict(headers), bytes(data))),
            "on_end": lambda: ended.append(True),
        },
    )
    try:
        parser.write(body)
    except FormParserError as error:
        return str(error)
    return parts if ended else "the last boundary is missing"


def _part(place: str, expected: ExpectedPart, headers: dict[str, bytes], data: bytes) -> Iterator[Difference]:
    from python_multipart.multipart import parse_options_header

    kind, options = parse_options_header(headers.get("content-disposition"))
    name, filename = options.get(b"name"), options.get(b"filename")
    if kind != b"form-data" or name not in (expected.name.encode(), _escaped(expected.name)):
        yield unequal(f"{place}, name", expected.name, name or b"")
    if expected.filename is not None and filename != expected.filename.encode():
        yield unequal(f"{place}, filename", expected.filename, filename or b"")
    if expected.filename is None and (filename is None) == expected.file:
        yield Difference(
            f"{place}, filename",
            "one" if expected.file else "none",
            quoted_text(filename) if filename else "none",
        )
    media_type = headers.get("content-type")
    if expected.media_type is not None and media_type != expected.media_type.encode():
        yield unequal(f"{place}, content-type", expected.media_type, media_type or b"")
    if expected.media_type is None and not expected.file and not _is_plain_text(media_type):
        # Servers take a part of another type for a file, whatever else its headers say.
        yield Difference(
            f"{place}, content-type", "none, or text/plain (RFC 7578 §4.4)", quoted_text(media_type or b"")
        )
    if data != expected.data:
        yield unequal(place, expected.data, data)


def _is_plain_text(media_type: bytes | None) -> bool:
    return media_type is None or media_type.partition(b";")[0].strip().lower() == b"text/plain"


def _escaped(name: str) -> bytes:
    """The name of a part as browsers write it (HTML §4.10.22.8, and RFC 7578 §2)."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A").encode()
