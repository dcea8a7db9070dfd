"""The examples that stand under a media type, a parameter or a header."""

from generator.model import Json
from generator.reading.document import Document, Tree, once_for_each_part


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
