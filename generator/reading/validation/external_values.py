"""Examples whose value stands in a file of its own (`externalValue`) get it from there."""

from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from generator.errors import GeneratorError
from generator.media_types import is_form, is_json, is_multipart, is_text
from generator.model import Json
from generator.reading.document.document import Document
from generator.reading.document.nodes import LocatedNode, operations
from generator.reading.source.files import File, file_at, is_url
from generator.reading.source.json_parser import parse_json

_LARGEST = 1 << 20  # bytes of an example


def fill(document: Document, *, fetch: bool) -> None:
    """Give each example of a body that has only an `externalValue` its `value`, as far as it can be had.

    A file below the folder of the description is read, a URL with `fetch`. Of what is no text, such as a
    picture, the name alone is needed: the sample reads a file.
    """
    if not any(b"externalValue" in source.data for source in document.sources):
        return
    for operation in operations(document):
        contents = [operation.at.items("requestBody", "content")]
        contents += [response.items("content") for _, response in operation.at.items("responses")]
        for content in contents:
            for media_type, media in content:
                for _, example in media.items("examples"):
                    _fill(media_type, example, fetch=fetch)


def _fill(media_type: str, example: LocatedNode, *, fetch: bool) -> None:
    where = example.node.get("externalValue") if isinstance(example.node, dict) else None
    if not isinstance(where, str) or _VALUES & example.node.keys():
        return
    if not (is_json(media_type) or is_text(media_type) or is_form(media_type)):
        if not is_multipart(media_type) and (name := _name(where)):
            example.node["value"] = name
    elif (file := _file(example.path, where, fetch=fetch)) and len(file.data) <= _LARGEST:
        value = _value(media_type, file)
        if value is not None:
            example.node["value"] = value


_VALUES = frozenset(("value", "dataValue", "serializedValue"))


def _name(where: str) -> str:
    """The last part of a path or URL."""
    return unquote(urlsplit(where).path.rpartition("/")[2])


def _file(referrer: str, where: str, *, fetch: bool) -> File | None:
    """The file that the one at `referrer` names, if it may be read and can be."""
    try:
        if is_url(where) or is_url(referrer):
            from generator.reading.source.fetching import Fetcher

            return Fetcher().file(urljoin(referrer, where)) if fetch else None
        folder = Path(referrer).parent
        path = folder / unquote(where)
        return file_at(str(path)) if path.resolve().is_relative_to(folder.resolve()) else None
    except (GeneratorError, ValueError):  # `lint` says that the value is elsewhere
        return None


def _value(media_type: str, file: File) -> Json:
    """What stands in the file: a value of JSON, or a text; None if it is neither."""
    try:
        text = file.data.decode()
        return parse_json(text, file.path) if is_json(media_type) else text
    except (UnicodeDecodeError, GeneratorError):
        return None
