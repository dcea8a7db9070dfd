"""Request bodies: an example's value and its media type become a `Body`."""

from generator.model import BinaryBody, Body, FormBody, Input, Json, JsonBody, Pair, TextBody
from generator.reading.document import Document, Tree
from generator.reading.inputs import as_text, input_for, json_value, property_schemas, text_value
from generator.reading.json_text import json_text
from generator.reading.media_types import is_form, is_json, is_text


def request_body(document: Document, media_type: str, media: Tree, value: Json) -> Body:
    """The body with which `value` is sent as `media_type`; `media` is the Media Type Object."""
    schemas = [media.get("schema", {})]
    if is_form(media_type):
        return FormBody(_fields(document, schemas, media.get("encoding", {}), value), media_type)
    if is_json(media_type):
        return JsonBody(json_value(document, schemas, "body", value), media_type)
    if is_text(media_type):
        return TextBody(text_value(document, schemas, "body", value), media_type)
    declared = input_for(document, schemas, "file", "")
    name = declared.name if declared else "FILE"
    return BinaryBody(Input(name, kind="file", example=_file_example(value)), media_type)


def _fields(document: Document, schemas: list[Tree], encoding: Tree, value: Json) -> tuple[Pair, ...]:
    if not isinstance(value, dict):
        return ()
    pairs: list[Pair] = []
    for name, member in value.items():
        described = property_schemas(document, schemas, name, value)
        if isinstance(member, list):
            explode = encoding.get(name, {}).get("explode", True)
            texts = [as_text(item) for item in member]
            pairs.extend((name, (text,)) for text in (texts if explode else [",".join(texts)]))
        elif isinstance(member, dict):
            pairs.append((name, (json_text(member),)))
        else:
            pairs.append((name, text_value(document, described, name, member)))
    return tuple(pairs)


def _file_example(value: Json) -> str:
    return value if isinstance(value, str) else "file.bin"
