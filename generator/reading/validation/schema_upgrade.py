"""OpenAPI 3.0's own dialect of JSON Schema made 2020-12, so that only one has to be known afterwards.

The OpenAPI Initiative's guide "Upgrading from OpenAPI 3.0 to 3.1" lists the differences.
"""

from collections.abc import Iterable

from generator.reading.source.pointers import Tree


def upgrade(schemas: Iterable[dict[str, Tree]]) -> None:
    """Change `schemas` of a checked 3.0 description, in place, to what means the same in 3.1."""
    for schema in schemas:
        _nullable(schema)
        _exclusive(schema, "exclusiveMinimum", "minimum")
        _exclusive(schema, "exclusiveMaximum", "maximum")


def _nullable(schema: dict[str, Tree]) -> None:
    marks = [schema.pop(name, False) for name in ("nullable", "x-nullable")]
    if not any(marks) or "type" not in schema:
        return
    if isinstance(schema["type"], str):
        schema["type"] = [schema["type"], "null"]
    if "enum" in schema and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]


def _exclusive(schema: dict[str, Tree], bound: str, limit: str) -> None:
    if type(schema.get(bound)) is not bool:
        return
    if schema.pop(bound) and limit in schema:
        schema[bound] = schema.pop(limit)
