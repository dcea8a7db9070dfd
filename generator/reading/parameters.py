"""The parameters of an operation: their values, and where these go in a request."""

from dataclasses import dataclass

from generator.model import Json, Pair, Value
from generator.reading.document import Document, Tree
from generator.reading.inputs import item_schemas, property_schemas, text_value
from generator.reading.json_text import json_text
from generator.reading.styles import Structure, cookie_pairs, header_text, path_text, query_text

_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_IGNORED_HEADERS = frozenset(("accept", "content-type", "authorization"))  # OpenAPI: described elsewhere


@dataclass(slots=True)
class Placed:
    """What the parameters put into a request."""

    path: dict[str, Value]
    query: list[Value]
    headers: list[Pair]
    cookies: list[Pair]


def place(document: Document, values: list[tuple[Tree, Json]]) -> Placed:
    """Each parameter's value, written in the parameter's style, in its place."""
    placed = Placed({}, [], [], [])
    for parameter, value in values:
        name: str = parameter["name"]
        where: str = parameter["in"]
        style: str = parameter.get("style", _STYLES.get(where, "form"))
        explode: bool = parameter.get("explode", style in ("form", "cookie"))
        structure = _structure(document, parameter, value)
        if where == "path":
            placed.path[name] = path_text(name, structure, style, explode=explode)
        elif where == "query":
            reserved: bool = parameter.get("allowReserved", False)
            text = query_text(name, structure, style, explode=explode, allow_reserved=reserved)
            placed.query.extend([text] if text else [])
        elif where == "querystring":  # OpenAPI 3.2: the whole query, as one form
            placed.query.append(query_text("", structure, "form", explode=True))
        elif where == "cookie":
            placed.cookies.extend(cookie_pairs(name, structure, explode=explode))
        elif name.lower() not in _IGNORED_HEADERS:
            placed.headers.append((name, header_text(structure, explode=explode)))
    return placed


def _structure(document: Document, parameter: Tree, value: Json) -> Structure:
    """The value as scalars, each with its Inputs; a parameter with `content` is one JSON text."""
    name: str = parameter["name"]
    if "content" in parameter and parameter["in"] != "querystring":
        return (value if isinstance(value, str) else json_text(value),)
    schemas = [_own_input(parameter), parameter.get("schema", {})]
    if isinstance(value, list):
        items = item_schemas(document, schemas, value)
        return [text_value(document, items, name, item) for item in value]
    if isinstance(value, dict):
        return {
            key: text_value(document, property_schemas(document, schemas, key, value), key, member)
            for key, member in value.items()
        }
    return text_value(document, schemas, name, value)


def _own_input(parameter: Tree) -> Tree:
    """``x-input`` on the parameter itself, as a schema would have it."""
    return {"x-input": parameter["x-input"]} if "x-input" in parameter else {}
