"""The request of a step: its operation as the description has it, with the step's parameters and body."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from msgspec.structs import replace

from generator.errors import CannotSampleError, GeneratorError
from generator.media_types import is_json
from generator.model import Json, Request
from generator.reading.document.document import Document
from generator.reading.document.named_examples import named_examples
from generator.reading.document.nodes import LocatedOperation
from generator.reading.openapi.operations import whole_requests
from generator.reading.source.json_parser import parse_json
from generator.reading.source.pointers import Tree, pointer_steps

_EXAMPLE = "step"


def step_request(
    document: Document,
    found: LocatedOperation,
    parameters: Sequence[dict[str, Any]],
    body: dict[str, Any] | None,
    schemes: Sequence[str] | None = None,
) -> Request:
    """The request of an operation with the values of a step, `parameters` and `body` as Arazzo has them.

    `schemes` are the security schemes that apply to it; None leaves that to the description.

    Raises:
        CannotSampleError: the operation has no such request.
    """
    node = dict(found.at.node)
    node["parameters"] = _parameters(found, parameters)
    if schemes is not None:
        node["security"] = [{name: [] for name in schemes}]
    if body is not None:
        node["requestBody"] = _body(document, node, body)
    own = replace(found, at=replace(found.at, node=node), item=replace(found.item, node={}))
    requests, reasons = whole_requests(document, own)
    if not requests:
        raise CannotSampleError(reasons[0] if reasons else "it has no request")
    return requests[0]


def _parameters(found: LocatedOperation, given: Sequence[dict[str, Any]]) -> list[dict[str, Tree]]:
    """The parameters of the operation, with the values of the step as their only examples."""
    described = {(at.node["name"], at.node["in"]): at.node for at in found.parameters()}
    for one in given:
        name, place = one["name"], one.get("in", "query")
        known = described.get((name, place), {"schema": {"type": "string"}})
        bare = {key: value for key, value in known.items() if key not in ("example", "examples", "content")}
        examples = {_EXAMPLE: {"value": one["value"]}}
        described[name, place] = {**bare, "name": name, "in": place, "required": True, "examples": examples}
    return list(described.values())


def _body(document: Document, node: Tree, body: dict[str, Any]) -> Tree:
    """The Request Body Object with what the step sends as its first example."""
    described = document.resolve(node.get("requestBody", {})) or {}
    content = described.get("content", {})
    media_type = body.get("contentType") or next(iter(content), "application/json")
    payload = _payload(body.get("payload"), media_type)
    for one in body.get("replacements", ()):
        _replace(payload, one["target"], one["value"])
    media = document.resolve(content.get(media_type, {}))
    bare = {key: value for key, value in media.items() if key not in ("example", "examples")}
    # The description's own examples stay behind it, since they say who needs no credentials.
    examples = {_EXAMPLE: {"value": payload}, **named_examples(document, media)}
    with_example = {**bare, "examples": examples}
    return {**described, "content": {media_type: with_example}}


def _payload(payload: Json, media_type: str) -> Json:
    """What is sent, as a value also where it is written as a text."""
    if not isinstance(payload, str):
        return payload
    if is_json(media_type):
        try:
            parsed: Json = parse_json(payload, "")
        except GeneratorError as error:
            raise CannotSampleError(f"its payload is no JSON: {error.message}") from error
        return parsed
    if media_type.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(payload, keep_blank_values=True))
    return payload


def _replace(payload: Any, target: str, value: Json) -> None:  # noqa: ANN401
    """Put `value` at the JSON Pointer `target`."""
    *way, last = pointer_steps(target)
    try:
        for step in way:
            payload = payload[int(step)] if isinstance(payload, list) else payload[step]
        if isinstance(payload, list):
            payload[int(last)] = value
        else:
            payload[last] = value
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise CannotSampleError(f"its payload has nothing at {target}") from error
