"""The examples that stand under a media type, a parameter or a header."""

from generator.errors import GeneratorError
from generator.model import Json
from generator.reading.document.document import Document, once_for_each_part
from generator.reading.source.json_parser import parse_json
from generator.reading.source.pointers import Tree


@once_for_each_part
def named_examples(document: Document, node: Tree) -> dict[str, Tree]:
    """The Example Objects of a media type, parameter or header by name; a single `example` is ``default``.

    A media type or parameter without one of its own has those of its schema: `example`, or the first of
    `examples` (JSON Schema).
    """
    if "examples" in node and isinstance(node["examples"], dict):
        return {name: document.resolve(example) for name, example in node["examples"].items()}
    schema = document.resolve(node.get("schema", {}))
    if "example" in node and not is_absent(node["example"], schema):
        return {"default": {"value": node["example"]}}
    if isinstance(schema, dict):
        if "example" in schema and not is_absent(schema["example"], schema):
            return {"default": {"value": schema["example"]}}
        if isinstance(schema.get("examples"), list) and schema["examples"]:
            return {"default": {"value": schema["examples"][0]}}
    return {}


def is_absent(example: Json, schema: Tree) -> bool:
    """Whether an example is null where null is no value: written for one that there is not."""
    types = schema.get("type", "null") if isinstance(schema, dict) else "null"
    return example is None and "null" not in (types if isinstance(types, list) else [types])


@once_for_each_part
def examples_with_value(document: Document, node: Tree) -> dict[str, Json]:
    """The values of `named_examples`, of those that have one in the description itself."""
    found: dict[str, Json] = {}
    for name, example in named_examples(document, node).items():
        for key in ("value", "dataValue"):
            if key in example and name not in found:
                found[name] = example[key]
        if name not in found and isinstance(written := example.get("serializedValue"), str):
            found[name] = _parsed(written)
    return found


def _parsed(written: str) -> Json:
    """The value that is written in JSON, or else the text itself."""
    try:
        value: Json = parse_json(written, "")
    except GeneratorError:
        return written
    return value
