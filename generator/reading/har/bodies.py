"""The body of a recorded request as a `Body`, and the recorded response as it may be shown."""

import base64
import binascii
import re
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import parse_qsl

from generator.errors import CannotSampleError, GeneratorError
from generator.media_types import essence, is_form, is_json, is_multipart, is_text
from generator.model import (
    BinaryBody,
    Body,
    FormBody,
    FormPart,
    Input,
    Json,
    JsonBody,
    MultipartBody,
    Number,
    Pair,
    Response,
    TextBody,
)
from generator.reading.document.inputs import free_name
from generator.reading.har.secrets import Secrets, is_secret_name, looks_random
from generator.reading.source.json_parser import parse_json
from generator.reading.source.json_text import compact_json
from generator.reading.source.pointers import DEEPEST, Tree

_LARGEST_SHOWN = 65536
_SHORTEST_NAME = 16
_SHOWN_HEADERS = frozenset(
    ("allow", "deprecation", "link", "location", "retry-after", "sunset", "www-authenticate")
)


def recorded_body(request: Tree, secrets: Secrets) -> Body | None:
    """The body of a recorded request; None if nothing was sent.

    Raises:
        CannotSampleError: a name in it looks like a secret, or what was sent is not in the record.
    """
    data = request.get("postData") or {}
    media_type = (data.get("mimeType") or "").strip()
    text = _text(data)
    params = data.get("params") or []
    if is_multipart(media_type):
        return MultipartBody(tuple(_parts(media_type, text, params, secrets)), essence(media_type))
    if not data.get("text") and not params:
        return _unrecorded(request, media_type)
    if is_form(media_type) and (not text or _FORM.fullmatch(text)):
        pairs = _pairs(text) if text else [(each["name"], each.get("value") or "") for each in params]
        return FormBody(tuple(_field(name, value, secrets) for name, value in pairs), media_type)
    if text is None:
        return _file(media_type)
    if is_json(media_type):
        try:
            return JsonBody(_with_inputs("", parse_json(text, ""), secrets, 0), media_type)
        except GeneratorError:  # what was sent was no JSON, and is sent again as it was
            pass
    return TextBody(secrets.value("", text), media_type or "text/plain")


# What is in a form but not in one that was encoded: then it was sent as it stands here.
_FORM = re.compile(r"""[^\s"<>{}\\^`|\x80-\U0010ffff]*""")


def _unrecorded(request: Tree, media_type: str) -> Body | None:
    """The body of which the record has nothing but, at most, its media type and size."""
    size = request.get("bodySize")
    if media_type and not (is_json(media_type) or is_form(media_type) or is_text(media_type)):
        return _file(media_type)
    if isinstance(size, int) and size > 0:
        raise CannotSampleError("its body is not in the record")
    return None


def _file(media_type: str) -> BinaryBody:
    file = Input("BODY_FILE", kind="file", example="body.bin")
    return BinaryBody(file, media_type or "application/octet-stream")


def _field(name: str, value: str, secrets: Secrets) -> Pair:
    _refuse_secret_name(name)
    return name, secrets.value(name, value)


def _refuse_secret_name(name: str) -> None:
    if len(name) >= _SHORTEST_NAME and looks_random(name):
        raise CannotSampleError("a name in its body looks like a secret, and only a value can be an Input")


def recorded_response(response: Tree, secrets: Secrets) -> tuple[Response, ...]:
    """The response of an entry without its secrets; none where the browser got none (status 0)."""
    if response is None or response["status"] == 0:
        return ()
    status = response["status"]
    content = response.get("content") or {}
    media_type = (content.get("mimeType") or "").strip() or None
    body = _shown_body(media_type or "", content, secrets)
    headers = tuple(
        (each["name"], secrets.redacted(each["name"], each["value"]))
        for each in response.get("headers") or ()
        if each["name"].lower() in _SHOWN_HEADERS
    )
    known = {each.value: each.phrase for each in HTTPStatus}
    return (
        Response(
            status=str(status),
            description=known.get(status, ""),
            media_type=media_type if body is not None else None,
            body=body,
            headers=headers,
        ),
    )


def _text(data: Tree) -> str | None:
    """The text of a body or a content; None where it is bytes, or is not there."""
    text: str | None = data.get("text")
    if text is not None and data.get("encoding") == "base64":
        try:
            return base64.b64decode(text).decode()
        except (binascii.Error, ValueError):
            return None
    return text


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise CannotSampleError("its form is not UTF-8, which no sample can send") from error


def _with_inputs(name: str, value: Json, secrets: Secrets, depth: int) -> Json:
    """A JSON value in which each string that is secret is an Input."""
    if depth > DEEPEST:
        raise CannotSampleError(f"its JSON is nested more than {DEEPEST} deep")
    if isinstance(value, dict):
        members: dict[str, Json] = {}
        for key, member in value.items():
            _refuse_secret_name(key)
            members[key] = _with_inputs(key, member, secrets, depth + 1)
        return members
    if isinstance(value, list):
        return [_with_inputs(name, item, secrets, depth + 1) for item in value]
    if isinstance(value, str) and not isinstance(value, Number):
        parts = secrets.value(name, value)
        return parts if any(isinstance(part, Input) for part in parts) else value
    return _harmless(name, value)


def _harmless(name: str, value: Json) -> Json:
    """A number that is secret by its name, such as a PIN, as another one: no Input is a number."""
    if isinstance(value, bool) or value is None or not is_secret_name(name):
        return value
    digits = len(re.sub(r"\D", "", str(value)))
    return int("1234567890"[: max(1, min(digits, 10))])


def _parts(media_type: str, text: str | None, params: list[Tree], secrets: Secrets) -> Iterator[FormPart]:
    if params:
        for each in params:
            yield _part(
                each["name"], each.get("fileName"), each.get("contentType"), each.get("value") or "", secrets
            )
        return
    from email.message import Message

    header = Message()
    header["content-type"] = media_type
    boundary = header.get_boundary()
    if not boundary or text is None:
        raise CannotSampleError("its multipart body has no parts in the record")
    for piece in re.split(rf"(?:^|\r?\n)--{re.escape(boundary)}(?:--)?[ \t]*(?:\r?\n|$)", text)[1:]:
        head, _, content = re.sub(r"\A((?:[^\r\n]+\r?\n)*)\r?\n", "\\1\0", piece).partition("\0")
        if not head:
            continue
        fields = Message()
        for line in head.splitlines():
            key, _, value = line.partition(":")
            fields[key.strip()] = value.strip()
        name, filename = (fields.get_param(key, header="content-disposition") for key in ("name", "filename"))
        yield _part(_plain(name) or "", _plain(filename), fields.get("content-type"), content, secrets)


def _plain(parameter: str | tuple[str | None, str | None, str] | None) -> str | None:
    """A parameter of a header; RFC 2231's are tuples that end in the text."""
    return parameter[-1] if isinstance(parameter, tuple) else parameter


def _part(name: str, filename: str | None, media_type: str | None, text: str, secrets: Secrets) -> FormPart:
    if filename is not None:
        variable = free_name(name)
        variable = variable if variable.endswith("FILE") else f"{variable}_FILE"
        file = Input(variable, kind="file", example=filename or "file.bin")
        return FormPart(name, (file,), media_type or "application/octet-stream", filename or "file.bin")
    return FormPart(name, secrets.value(name, text), media_type)


def _shown_body(media_type: str, content: Tree, secrets: Secrets) -> str | None:
    """JSON and text without its secrets; None for a web page, for bytes, and for what is long."""
    text = _text(content)
    name = essence(media_type)
    if not text or len(text) > _LARGEST_SHOWN or name in ("text/html", "text/css", "text/javascript"):
        return None
    if is_json(media_type):
        try:
            return compact_json(_redacted("", parse_json(text, ""), secrets, 0))
        except (GeneratorError, CannotSampleError):
            return None
    return secrets.redacted("", text) if is_text(media_type) else None


def _redacted(name: str, value: Json, secrets: Secrets, depth: int) -> Json:
    if depth > DEEPEST:
        raise CannotSampleError("too deep to show")
    if isinstance(value, dict):
        return {
            f"<{free_name(name)}>" if len(key) >= _SHORTEST_NAME and looks_random(key) else key: _redacted(
                key, member, secrets, depth + 1
            )
            for key, member in value.items()
        }
    if isinstance(value, list):
        return [_redacted(name, item, secrets, depth + 1) for item in value]
    if isinstance(value, str) and not isinstance(value, Number):
        return secrets.redacted(name, value)
    return _harmless(name, value)
