"""Request bodies: an example's value and its media type become a `Body`."""

from collections.abc import Iterator

from generator.errors import CannotSampleError
from generator.media_types import is_form, is_json, is_json_lines, is_multipart, is_text, is_xml, tidied
from generator.model import (
    BinaryBody,
    Body,
    FormBody,
    FormPart,
    Input,
    Json,
    JsonBody,
    MultipartBody,
    Pair,
    TextBody,
    Value,
)
from generator.reading.document.document import Document
from generator.reading.document.inputs import (
    applicable,
    free_name,
    input_for,
    property_schemas,
    scalar_text,
    text_value,
    with_inputs,
)
from generator.reading.openapi.styles import deep_members
from generator.reading.source.json_text import compact_json
from generator.reading.source.pointers import Tree

_WILDCARDS = {
    "*/*": "application/octet-stream",
    "application/*": "application/octet-stream",
    "audio/*": "audio/mpeg",
    "image/*": "image/png",
    "text/*": "text/plain",
    "video/*": "video/mp4",
}


def request_body(document: Document, media_type: str, media: Tree, value: Json) -> Body:
    """The body with which `value` is sent as `media_type`; `media` is the Media Type Object.

    Raises:
        CannotSampleError: the value cannot be written in that media type.
    """
    schemas = [media.get("schema", {})]
    encoding = media.get("encoding", {})
    media_type = tidied(media_type)
    media_type = _WILDCARDS.get(media_type, media_type)
    if is_form(media_type) and isinstance(value, str):  # as its author has written it already
        return TextBody((value,), media_type)
    if is_form(media_type):
        return FormBody(tuple(_fields(document, schemas, encoding, value)), media_type)
    if is_json(media_type):
        return JsonBody(with_inputs(document, schemas, "body", value), media_type)
    if is_multipart(media_type):
        return MultipartBody(tuple(_parts(document, schemas, encoding, value)), media_type)
    if is_xml(media_type) and not isinstance(value, str):
        from generator.reading.schema.xml_text import xml_text

        return TextBody((xml_text(document, media.get("schema", {}), value),), media_type)
    if is_binary(document, schemas, value):
        is_content = is_text(media_type) and isinstance(value, str) and not _is_file_name(value)
    elif is_json_lines(media_type) and not isinstance(value, str):
        lines = value if isinstance(value, list) else [value]
        return TextBody(("".join(f"{compact_json(line)}\n" for line in lines),), media_type)
    elif is_text(media_type) and not isinstance(value, str):
        return TextBody((scalar_text(value),), media_type)
    else:
        is_content = isinstance(value, str) and (is_text(media_type) or not _is_file_name(value))
    if is_content:
        return TextBody(text_value(document, schemas, "body", value), media_type)
    return BinaryBody(_file(document, schemas, "file", value), media_type)


def is_binary(document: Document, schemas: list[Tree], value: Json) -> bool:
    """Whether a value is bytes: ``format: binary`` in 3.0, `contentMediaType` without an encoding since."""
    for schema in applicable(document, schemas, value):
        if schema.get("format") == "binary":
            return True
        if (
            "contentMediaType" in schema
            and "contentEncoding" not in schema
            and not is_text(schema["contentMediaType"])
        ):
            return True
    return False


def _fields(document: Document, schemas: list[Tree], encoding: Tree, value: Json) -> Iterator[Pair]:
    """The fields of a form. A list is a field for each item unless `explode` is off; an object is JSON."""
    for name, member in _members(value, "form").items():
        described = property_schemas(document, schemas, name, _members(value, "form"))
        style = encoding.get(name, {})
        if isinstance(member, list) and not style.get("explode", True):
            between = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style.get("style", "form"), ",")
            yield name, (between.join(map(scalar_text, member)),)
        elif isinstance(member, list):
            for item in member:
                yield name, (scalar_text(item),)
        elif isinstance(member, dict) and style.get("style") == "deepObject":
            for key, inner in deep_members(member, name):
                yield f"{name}[{key}]", (inner,)
        else:
            yield name, text_value(document, described, name, member)


def _parts(document: Document, schemas: list[Tree], encoding: Tree, value: Json) -> Iterator[FormPart]:
    for name, member in _members(value, "multipart").items():
        described = property_schemas(document, schemas, name, _members(value, "multipart"))
        for header, each in encoding.get(name, {}).get("headers", {}).items():
            if header.lower() != "content-type" and document.resolve(each).get("required") is True:
                raise CannotSampleError(
                    f"its part '{name}' needs the header {header}, which no sample can send"
                )
        for item in member if isinstance(member, list) else [member]:
            yield _part(document, described, name, encoding.get(name, {}).get("contentType"), item)


def _part(
    document: Document, schemas: list[Tree], name: str, content_type: str | None, item: Json
) -> FormPart:
    declared = content_type.partition(",")[0].strip() if content_type else None
    declared = _WILDCARDS.get(declared, declared) if declared else None
    inner = [
        schema["items"]
        for schema in applicable(document, schemas, item)
        if isinstance(schema.get("items"), dict)
    ]
    if is_binary(document, [*schemas, *inner], item):
        file = _file(document, schemas, name, item)
        return FormPart(name, (file,), declared or "application/octet-stream", file.example)
    media_type = declared or ("application/json" if isinstance(item, dict | list) else None)
    value: Value = (
        (scalar_text(item),) if isinstance(item, dict | list) else text_value(document, schemas, name, item)
    )
    return FormPart(name, value, media_type)


def _members(value: Json, kind: str) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise CannotSampleError(f"the example of its {kind} body is no mapping of fields; write one")
    return value


def _file(document: Document, schemas: list[Tree], name: str, value: Json) -> Input:
    declared = input_for(document, schemas, name, "")
    example = value if isinstance(value, str) and _is_file_name(value) else f"{name}.bin"
    variable = free_name(name)
    return Input(
        declared.name if declared else variable if variable.endswith("FILE") else f"{variable}_FILE",
        kind="file",
        example=example,
    )


def _is_file_name(value: Json) -> bool:
    return isinstance(value, str) and 0 < len(value) < 100 and not set(value) & set('/\\\r\n\0"<>{} ')
