"""A checked OpenAPI tree in, `Operation`s with their `Request`s out."""

from collections.abc import Iterator
from urllib.parse import quote

from generator.model import Body, Description, Operation, Pair, Request, Response
from generator.reading.bodies import request_body
from generator.reading.document import Document, Tree
from generator.reading.media_types import named_examples
from generator.reading.names import example_name, operation_name
from generator.reading.responses import accepted, documented_responses
from generator.reading.security import CannotSampleError, authentication

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


def description(document: Document) -> Description:
    """All that `document` says, an `Operation` for each method of each path, in the order of the file."""
    info = document.root["info"]
    return Description(
        path=document.path,
        title=info["title"],
        version=info["version"],
        description=info.get("description", ""),
        operations=tuple(_operations(document)),
    )


def _operations(document: Document) -> Iterator[Operation]:
    for path, node in document.root.get("paths", {}).items():
        item = document.resolve(node)
        for method, operation in item.items():
            if method in METHODS:
                yield _operation(document, path, item, method, operation)


def _operation(document: Document, path: str, item: Tree, method: str, operation: Tree) -> Operation:
    operation_id = operation.get("operationId", "")
    name = operation_name(operation_id, method, path)
    responses = documented_responses(document, operation)
    requests: tuple[Request, ...] = ()
    reason = ""
    try:
        requests = tuple(_requests(document, path, item, method, operation, name, responses))
    except CannotSampleError as error:
        reason = str(error)
    return Operation(
        id=name,
        operation_id=operation_id,
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        deprecated=operation.get("deprecated", False),
        requests=requests,
        responses=responses,
        reason=reason,
    )


def _requests(
    document: Document,
    path: str,
    item: Tree,
    method: str,
    operation: Tree,
    name: str,
    responses: tuple[Response, ...],
) -> Iterator[Request]:
    url = server_address(document, item, operation) + quote(path, safe="/:@!$&'()*+,;=-._~%?")
    accept = accepted(document, operation)
    for key, example, body in _examples(document, operation):
        proof = authentication(document, operation, example)
        headers: tuple[Pair, ...] = (("Accept", (accept,)),) if accept else ()
        yield Request(
            operation=name,
            example=key,
            method=method.upper(),
            url=(url,),
            summary=example.get("summary", operation.get("summary", "")),
            headers=headers + proof.headers,
            body=body,
            basic=proof.basic,
            responses=responses,
        )


def _examples(document: Document, operation: Tree) -> Iterator[tuple[str, Tree, Body | None]]:
    content = document.resolve(operation.get("requestBody", {})).get("content", {})
    for index, (media_type, media) in enumerate(content.items()):
        for key, example in named_examples(document, media).items():
            body = request_body(document, media_type, media, example["value"])
            yield example_name(key, media_type, is_first=index == 0), example, body
    if not content:
        yield "default", {}, None


def server_address(document: Document, item: Tree, operation: Tree) -> str:
    """The absolute address before the path, of the operation, its path or the document."""
    for owner in (operation, item, document.root):
        for server in owner.get("servers", ()):
            url = str(server["url"])
            for name, variable in server.get("variables", {}).items():
                url = url.replace(f"{{{name}}}", variable["default"])
            if url.startswith(("https://", "http://")):
                return url.rstrip("/")
    raise CannotSampleError("it has no absolute server address")
