"""The parameters and body properties of an operation as a page lists them."""

from collections.abc import Iterator
from itertools import compress, islice

from generator.model import Parameter
from generator.reading.document.document import Document, once_for_each_part
from generator.reading.document.nodes import LocatedOperation
from generator.reading.source.pointers import Tree
from generator.text import quoted_value


def listed_parameters(document: Document, found: LocatedOperation) -> Iterator[Parameter]:
    """The parameters in the order of the file, then the properties of the first media type's schema."""
    for at in found.parameters():
        yield _parameter(document, at.node)
    body = found.at.get("requestBody")
    content = body.node.get("content", {}) if body else {}
    for media in list(content.values())[:1]:
        yield from _properties(document, document.resolve(media).get("schema", {}))


@once_for_each_part
def _parameter(document: Document, node: Tree) -> Parameter:
    schema = document.resolve(node.get("schema", {}))
    return Parameter(
        node["name"],
        node["in"],
        _type(schema),
        node.get("required", False),
        node.get("description", ""),
        _constraints(schema),
    )


_MOST_ALTERNATIVES = 100  # what a page can show; branches within branches multiply


def _properties(document: Document, schema: Tree) -> Iterator[Parameter]:
    """Each property once; it is required if every alternative that may be chosen requires it."""
    alternatives = list(islice(_alternatives(document, [schema], frozenset()), _MOST_ALTERNATIVES))
    names = _names(document, alternatives)
    found: dict[str, list[Tree]] = {}
    for parts in alternatives:
        for part in parts:
            for name, node in part.get("properties", {}).items():
                found.setdefault(name, []).append(document.resolve(node))
    for name, nodes in found.items():
        described = [node for node in nodes if isinstance(node, dict)]
        first: Tree = described[0] if described else {}
        if first.get("readOnly") is True:
            continue
        requiring = tuple(any(name in part.get("required", ()) for part in parts) for parts in alternatives)
        having = tuple(any(name in part.get("properties", ()) for part in parts) for parts in alternatives)
        constants = list(dict.fromkeys(quoted_value(node["const"]) for node in described if "const" in node))
        constraints = (f"one of {', '.join(constants)}",) if len(constants) > 1 else _constraints(first)
        yield Parameter(
            name,
            "body",
            _type(first),
            all(requiring),
            first.get("description", ""),
            constraints,
            only_for=_those(names, having),
            required_for=_those(names, requiring),
        )


def _those(names: tuple[str, ...], which: tuple[bool, ...]) -> tuple[str, ...]:
    """The names of those alternatives; none where it is all of them."""
    return () if all(which) else tuple(compress(names, which))


def _names(document: Document, alternatives: list[list[Tree]]) -> tuple[str, ...]:
    """What to call each alternative: the value of the property that tells them apart, or its title."""
    constants = [
        {
            name: node["const"]
            for part in parts
            for name, each in part.get("properties", {}).items()
            if isinstance(node := document.resolve(each), dict) and "const" in node
        }
        for parts in alternatives
    ]
    for name in constants[0]:
        values = [each.get(name) for each in constants]
        if all(isinstance(value, str) for value in values) and len(set(values)) == len(values):
            return tuple(map(str, values))
    titles = tuple(str(parts[-1].get("title", "")) if parts else "" for parts in alternatives)
    return titles if all(titles) else tuple(f"alternative {n}" for n in range(1, len(titles) + 1))


def _alternatives(document: Document, schemas: list[Tree], seen: frozenset[int]) -> Iterator[list[Tree]]:
    """The sets of schema objects that may apply together, one for each branch of `oneOf` and `anyOf`."""
    parts: list[Tree] = []
    waiting = list(schemas)
    branches: list[Tree] = []
    while waiting:
        node = document.resolve(waiting.pop(0))
        if not isinstance(node, dict) or id(node) in seen:
            continue
        seen |= {id(node)}
        parts.append(node)
        waiting.extend(node.get("allOf", ()))
        branches = branches or node.get("oneOf") or node.get("anyOf") or []
    if not branches:
        yield parts
    for branch in branches:
        for inner in _alternatives(document, [branch], seen):
            yield parts + inner


def _type(schema: Tree) -> str:
    if not isinstance(schema, dict):
        return "any"
    names = schema.get("type", "any")
    text = " or ".join(names) if isinstance(names, list) else str(names)
    if (
        text == "array"
        and isinstance(schema.get("items"), dict)
        and isinstance(schema["items"].get("type"), str)
    ):
        text = f"array of {schema['items']['type']}"
    return f"{text} ({schema['format']})" if isinstance(schema.get("format"), str) else text


_LIMITS = (
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("pattern", "matches {}"),
    ("minimum", "at least {}"),
    ("maximum", "at most {}"),
    ("exclusiveMinimum", "more than {}"),
    ("exclusiveMaximum", "less than {}"),
    ("multipleOf", "a multiple of {}"),
    ("minItems", "at least {} items"),
    ("maxItems", "at most {} items"),
)


def _constraints(schema: Tree) -> tuple[str, ...]:
    """What a value must keep to, in words, and its default."""
    if not isinstance(schema, dict):
        return ()
    found = [words.format(schema[keyword]) for keyword, words in _LIMITS if keyword in schema]
    if "const" in schema:
        found.append(f"always {quoted_value(schema['const'])}")
    if "enum" in schema:
        found.append(f"one of {', '.join(map(quoted_value, schema['enum']))}")
    if "default" in schema:
        found.append(f"default {quoted_value(schema['default'])}")
    return tuple(found)
