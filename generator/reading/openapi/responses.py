"""The documented responses of an operation, one `Response` for each example of each status."""

from collections.abc import Iterator

from generator.media_types import is_json
from generator.model import Json, Response
from generator.reading.document.document import Document, once_for_each_part
from generator.reading.document.inputs import scalar_text
from generator.reading.document.named_examples import named_examples
from generator.reading.source.json_text import compact_json
from generator.reading.source.pointers import Tree


def documented_responses(document: Document, operation: Tree) -> tuple[Response, ...]:
    """The responses of `operation` in the order of the file.

    A response without content or without an example has one `Response`, whose `body` is None.
    """
    return tuple(
        response
        for status, node in operation.get("responses", {}).items()
        if not status.startswith("x-")
        for response in _described(document, document.resolve(node), _status(status))
    )


def documented_statuses(document: Document, operation: Tree) -> tuple[Response, ...]:
    """The responses of `operation` with nothing but their statuses and media types."""
    return tuple(
        Response(_status(status), media_type=media_type)
        for status, node in operation.get("responses", {}).items()
        if not status.startswith("x-")
        for media_type in document.resolve(node).get("content") or (None,)
    )


@once_for_each_part
def _described(document: Document, response: Tree, status: str) -> list[Response]:
    headers = tuple(_headers(document, response))
    summary = " ".join(response.get("description", response.get("summary", "")).split())
    examples = list(_examples(document, response)) or [("", None, None, "")]
    return [
        Response(status, summary, name, media_type, body, headers, about)
        for name, media_type, body, about in examples
    ]


def accepted(document: Document, operation: Tree, *, described: bool) -> str | None:
    """The media type that a sample asks for with ``Accept``: the first of the first documented success.

    None where that is the only one and no such header is `described`: then there is nothing to ask for.
    """
    for status, node in operation.get("responses", {}).items():
        if status[:1] == "2":
            content = document.resolve(node).get("content", {})
            media_types = [str(name) for name in content if "*" not in name]
            if media_types:
                return media_types[0] if described or len(media_types) > 1 else None
    return None


def _status(status: str) -> str:
    return status if status == "default" else status.upper()


def _examples(document: Document, response: Tree) -> Iterator[tuple[str, str | None, str | None, str]]:
    for media_type, media in response.get("content", {}).items():
        media = document.resolve(media)
        examples = named_examples(document, media)
        if not examples:
            yield "", media_type, None, ""
        for name, example in examples.items():
            yield name, media_type, _body(media_type, example), example.get("summary", "")


def _body(media_type: str, example: Tree) -> str | None:
    if "value" not in example:
        return None
    value: Json = example["value"]
    return compact_json(value) if is_json(media_type) else scalar_text(value)


def _headers(document: Document, response: Tree) -> Iterator[tuple[str, str]]:
    for name, node in response.get("headers", {}).items():
        header = document.resolve(node)
        examples = named_examples(document, header)
        for example in list(examples.values())[:1]:
            if "value" in example:
                yield name, scalar_text(example["value"])
