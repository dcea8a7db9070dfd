"""What the name of a media type says, and the examples that stand under one."""

from generator.model import Json
from generator.reading.document import Document, Tree, once_for_each_part


def is_json(media_type: str) -> bool:
    """Whether `media_type` is ``application/json``, or built on it (RFC 6839: ``+json``)."""
    essence = _essence(media_type)
    return essence in ("application/json", "text/json") or essence.endswith("+json")


def is_form(media_type: str) -> bool:
    """Whether `media_type` is the one of HTML forms."""
    return _essence(media_type) == "application/x-www-form-urlencoded"


def is_multipart(media_type: str) -> bool:
    """Whether `media_type` has parts (RFC 2046 §5.1)."""
    return _essence(media_type).startswith("multipart/")


def is_xml(media_type: str) -> bool:
    """Whether `media_type` is XML, or built on it (RFC 7303 §4.2: ``+xml``)."""
    return _essence(media_type).endswith(("/xml", "+xml"))


def is_text(media_type: str) -> bool:
    """Whether a body of `media_type` is text that stands in a description as it is sent."""
    essence = _essence(media_type)
    return (
        essence.startswith("text/")
        or is_xml(media_type)
        or essence.endswith(("/yaml", "+yaml", "/x-yaml", "/x-ndjson", "/jsonl", "/graphql"))
        or essence in ("application/javascript", "application/sql", "application/jwt", "application/jose")
    )


@once_for_each_part
def named_examples(document: Document, node: Tree) -> dict[str, Tree]:
    """The Example Objects of a media type, parameter or header by name; a single `example` is ``default``.

    A media type or parameter without one of its own has those of its schema: `example`, or the first of
    `examples` (JSON Schema).
    """
    if "examples" in node and isinstance(node["examples"], dict):
        return {name: document.resolve(example) for name, example in node["examples"].items()}
    if "example" in node:
        return {"default": {"value": node["example"]}}
    schema = document.resolve(node.get("schema", {}))
    if isinstance(schema, dict):
        if "example" in schema:
            return {"default": {"value": schema["example"]}}
        if isinstance(schema.get("examples"), list) and schema["examples"]:
            return {"default": {"value": schema["examples"][0]}}
    return {}


@once_for_each_part
def examples_with_value(document: Document, node: Tree) -> dict[str, Json]:
    """The values of `named_examples`, of those that have one in the description itself."""
    return {
        name: example["value"] if "value" in example else example["dataValue"]
        for name, example in named_examples(document, node).items()
        if "value" in example or "dataValue" in example
    }


def _essence(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()
