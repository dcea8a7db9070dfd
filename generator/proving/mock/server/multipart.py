"""The text fields of a ``multipart/form-data`` body (RFC 7578), by the rules of Django 5.2.

No library has these rules: other parsers refuse what Django lets pass (a delimiter in the middle of a
line, a part without a name) and take what it refuses (long part headers). Files are of no interest
here; they count towards Django's limits and are left out.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from html import unescape

from generator.proving.mock.server.content_type import BadFormError, header_parameters

FIELDS_LIMIT = 1000
FILES_LIMIT = 100
MEMORY_LIMIT = 2_621_440

_HEAD_LIMIT = 1024
_BOUNDARY = re.compile(r"[ -~]{0,200}[!-~]")

_Headers = dict[str, tuple[str, dict[str, str]]]


def multipart_fields(body: bytes, boundary: str, charset: str) -> list[tuple[str, str]]:
    """Names and values of the fields of `body`, in order, decoded with `charset`.

    Raises BadFormError, and LookupError for a charset that is none of text.
    """
    if not _BOUNDARY.fullmatch(boundary):
        raise BadFormError("no boundary, or one of forbidden characters")
    fields: list[tuple[str, str]] = []
    room = MEMORY_LIMIT
    seen = files = 0
    for part in _parts(body, b"--" + boundary.encode("ascii")):
        headers, content = _split(part)
        _, disposition = headers.get("content-disposition", ("", {}))
        is_file = bool(disposition.get("filename"))
        seen += not is_file
        if seen > FIELDS_LIMIT + 2:
            raise BadFormError("too many fields")
        if "name" not in disposition:
            continue
        is_base64 = headers.get("content-transfer-encoding", ("", {}))[0].strip() == "base64"
        if is_file:
            files += 1
            _check_file(disposition["filename"], content, files, is_base64=is_base64)
            continue
        name = disposition["name"].encode().strip().decode(charset, "replace")
        room -= len(content) + len(name) + 2
        if room < 0:
            raise BadFormError("the fields are too big")
        value = _unbase64(content) if is_base64 else content
        fields.append((name, value.decode(charset, "replace")))
    return fields


def _parts(body: bytes, delimiter: bytes) -> Iterator[bytes]:
    """What stands between the delimiters, which count wherever they stand; preamble and epilogue too."""
    pieces = body.split(delimiter)
    for index, piece in enumerate(pieces):
        is_last = index == len(pieces) - 1
        if is_last and not piece:
            return
        # The line break before a delimiter belongs to it (RFC 2046 §5.1.1).
        yield piece if is_last else piece.removesuffix(b"\n").removesuffix(b"\r")


def _split(part: bytes) -> tuple[_Headers, bytes]:
    end = part[:_HEAD_LIMIT].find(b"\r\n\r\n")
    if end < 0:
        if len(part) >= _HEAD_LIMIT:
            raise BadFormError("the headers of a part are too long")
        return {}, part
    headers: _Headers = {}
    for line in part[:end].split(b"\r\n"):
        try:
            main, parameters = header_parameters(line.decode())
            name, value = main.split(":", 1)
        except ValueError:
            continue
        headers[name] = value, parameters
    return headers, part[end + 4 :]


def _check_file(filename: str, content: bytes, files: int, *, is_base64: bool) -> None:
    if files > FILES_LIMIT:
        raise BadFormError("too many files")
    base = unescape(filename).rsplit("/")[-1].rsplit("\\")[-1]
    if "".join(filter(str.isprintable, base)) in ("", ".", "..") or not is_base64:
        return
    packed = b"".join(content.split())
    try:
        base64.b64decode(packed[: len(packed) // 4 * 4])
    except binascii.Error as error:
        raise BadFormError("a file is not base64") from error
    if len(packed) % 4:
        raise BadFormError("a file's base64 is cut off")


def _unbase64(content: bytes) -> bytes:
    try:
        return base64.b64decode(content)
    except binascii.Error:
        return content
