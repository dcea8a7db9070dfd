"""A tree of Swagger 2.0 in, a tree of OpenAPI 3.0 out that says of requests and responses what it says.

Auditing holds samples against it; no sample is made of it. So nothing is added that Swagger leaves open:
where it does not say how a body is sent, JSON and a form are both right, and where it names no scheme,
``http`` stands, which asks no sample for ``https``. Swagger 2.0's own words are those of its specification,
"Swagger Object" to "Security Scheme Object".
"""

from collections.abc import Iterator
from typing import Any

from generator.media_types import essence
from generator.reading.document import Tree
from generator.reading.location import METHODS

_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_JSON = "application/json"

_MOVED = {  # a section of Swagger, and where OpenAPI has it
    "#/definitions/": "#/components/schemas/",
    "#/parameters/": "#/components/parameters/",
    "#/responses/": "#/components/responses/",
}
_FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}
_OF_SCHEMAS = frozenset(
    """
    type format items default maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern
    maxItems minItems uniqueItems enum multipleOf
    """.split()  # noqa: SIM905 - a list of words is easier to read than as many quotes
)
_OF_OPERATIONS = ("summary", "description", "deprecated", "operationId", "security", "tags")


def is_swagger(tree: Tree) -> bool:
    """Whether a parsed file says that it is Swagger 2.0."""
    return isinstance(tree, dict) and str(tree.get("swagger", "")).startswith("2")


def openapi_of(tree: Tree) -> dict[str, Tree]:
    """OpenAPI 3.0 for the Swagger 2.0 in `tree`, which need not be valid: neither is then what is given."""
    swagger = _Swagger(tree)
    found: dict[str, Tree] = {
        "openapi": "3.0.3",
        "info": tree.get("info"),
        "servers": list(_servers(tree)),
        "paths": {path: swagger.path(item) for path, item in _members(tree, "paths")},
        "components": {
            "schemas": {name: _schema(each) for name, each in _members(tree, "definitions")},
            "parameters": {
                name: _parameter(each) for name, each in _members(tree, "parameters") if not _is_of_body(each)
            },
            "responses": {
                name: swagger.response(each, tree.get("produces"))
                for name, each in _members(tree, "responses")
            },
            "securitySchemes": {name: _scheme(each) for name, each in _members(tree, "securityDefinitions")},
        },
    }
    return found | {"security": tree["security"]} if "security" in tree else found


def _members(tree: Tree, key: str) -> Iterator[tuple[str, dict[str, Tree]]]:
    """The objects in the map `key`, without extensions and without what is no object."""
    found = tree.get(key)
    for name, each in found.items() if isinstance(found, dict) else ():
        if isinstance(each, dict) and not name.startswith("x-"):
            yield name, each


def _list(value: Tree) -> list[Tree]:
    return value if isinstance(value, list) else []


def _servers(tree: Tree) -> Iterator[dict[str, Tree]]:
    """The addresses, that of clear text first; a relative one where no host is named."""
    base = str(tree.get("basePath") or "").rstrip("/")
    if not tree.get("host"):
        yield {"url": base or "/"}
        return
    schemes = [each for each in _list(tree.get("schemes")) if each in ("http", "https")] or ["http"]
    for scheme in sorted(schemes):
        yield {"url": f"{scheme}://{tree['host']}{base}"}


class _Swagger:
    """What is said for the whole description, and counts where an operation says nothing of its own."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def path(self, item: dict[str, Tree]) -> dict[str, Tree]:
        """A Path Item; parameters of its own that are a body become those of its operations."""
        shared = [self._resolved(each) for each in _list(item.get("parameters"))]
        of_body = [each for each in shared if _is_of_body(each)]
        found: dict[str, Tree] = {
            method: self._operation(item[method], of_body) if isinstance(item[method], dict) else item[method]
            for method in METHODS
            if method in item
        }
        if isinstance(reference := item.get("$ref"), str):
            found["$ref"] = reference
        if others := [_parameter(each) for each in shared if not _is_of_body(each)]:
            found["parameters"] = others
        return found

    def _operation(self, node: dict[str, Tree], shared: list[Tree]) -> dict[str, Tree]:
        parameters = [self._resolved(each) for each in _list(node.get("parameters"))]
        found = {key: node[key] for key in _OF_OPERATIONS if key in node}
        found["parameters"] = [_parameter(each) for each in parameters if not _is_of_body(each)]
        of_body = [each for each in parameters if _is_of_body(each)] or shared
        if of_body:
            found["requestBody"] = _body(of_body, _list(node.get("consumes", self._tree.get("consumes"))))
        produces = node.get("produces", self._tree.get("produces"))
        found["responses"] = {
            str(status): self.response(each, produces) for status, each in _members(node, "responses")
        }
        return found

    def _resolved(self, parameter: Tree) -> Tree:
        """A parameter past a reference into this file: whether it is of the body hangs on what it is."""
        reference = parameter.get("$ref") if isinstance(parameter, dict) else None
        if isinstance(reference, str) and reference.startswith("#/parameters/"):
            named = dict(_members(self._tree, "parameters")).get(reference.rpartition("/")[2])
            return named if _is_of_body(named) else parameter
        return parameter

    def response(self, node: dict[str, Tree], produces: Tree) -> dict[str, Tree]:
        """A Response; what has a schema or examples has them for each media type that is produced."""
        if isinstance(reference := node.get("$ref"), str):
            return {"$ref": _moved(reference)}
        found: dict[str, Tree] = {"description": str(node.get("description") or "")}
        headers = dict(_members(node, "headers"))
        if headers:
            found["headers"] = {name: {"schema": _simple(each)} for name, each in headers.items()}
        schema = node.get("schema")
        examples = node.get("examples")
        if isinstance(schema, dict) and schema.get("type") != "file":
            names = [str(each) for each in _list(produces)] or [_JSON]
            found["content"] = {name: {"schema": _schema(schema)} for name in names}
        for name, example in examples.items() if isinstance(examples, dict) else ():
            found.setdefault("content", {}).setdefault(name, {})["example"] = example
        return found


def _is_of_body(parameter: Tree) -> bool:
    return isinstance(parameter, dict) and parameter.get("in") in ("body", "formData")


def _body(parameters: list[dict[str, Tree]], consumes: list[Tree]) -> dict[str, Tree]:
    """A Request Body for the parameter ``in: body``, or for all those of a form."""
    whole = next((each for each in parameters if each["in"] == "body"), None)
    if whole is not None:
        schema = _schema(whole.get("schema", {}))
        names = [str(each) for each in consumes] or [_JSON, _FORM, _MULTIPART]
        content = {name: {"schema": schema} for name in names}
        return {"content": content, "required": whole.get("required") is True}
    fields = {str(each.get("name")): each for each in parameters}
    required = [name for name, each in fields.items() if each.get("required") is True]
    form: dict[str, Tree] = {"type": "object", "properties": {n: _simple(each) for n, each in fields.items()}}
    if required:
        form["required"] = required
    is_file = any(each.get("type") == "file" for each in parameters)
    possible = [_MULTIPART] if is_file else [_FORM, _MULTIPART]
    names = [str(each) for each in consumes if essence(str(each)) in possible] or possible
    return {"content": {name: {"schema": form} for name in names}, "required": bool(required)}


def _parameter(node: Tree) -> Tree:
    """A Parameter of the query, the path or the headers."""
    if not isinstance(node, dict):
        return node
    if isinstance(reference := node.get("$ref"), str):
        return {"$ref": _moved(reference)}
    found: dict[str, Tree] = {"name": node.get("name"), "in": node.get("in"), "schema": _simple(node)}
    if node.get("in") == "path" or "required" in node:
        found["required"] = node.get("in") == "path" or node["required"]
    if isinstance(node.get("description"), str):
        found["description"] = node["description"]
    if node.get("in") == "query" and node.get("type") == "array":
        written = str(node.get("collectionFormat", "csv"))
        styles = {"ssv": "spaceDelimited", "pipes": "pipeDelimited"}
        found |= {"style": styles.get(written, "form"), "explode": written == "multi"}
    return found


def _simple(node: dict[str, Tree]) -> dict[str, Tree]:
    """The schema of a parameter or a header, which Swagger writes beside its name."""
    schema = {key: value for key, value in node.items() if key in _OF_SCHEMAS}
    found: dict[str, Tree] = _schema(schema | _description(node))
    return found


def _description(node: dict[str, Tree]) -> dict[str, Tree]:
    return {"description": node["description"]} if isinstance(node.get("description"), str) else {}


def _schema(node: Any) -> Any:  # noqa: ANN401 - whatever stands in the place of a schema
    """A schema with the references, and the few keywords, that OpenAPI writes otherwise."""
    if isinstance(node, list):
        return [_schema(each) for each in node]
    if not isinstance(node, dict):
        return node
    if isinstance(reference := node.get("$ref"), str):
        return {"$ref": _moved(reference)}
    found: dict[str, Tree] = {}
    for key, value in node.items():
        if key == "properties" and isinstance(value, dict):
            found[key] = {name: _schema(each) for name, each in value.items()}
        elif key == "discriminator" and isinstance(value, str):
            found[key] = {"propertyName": value}
        elif key == "x-nullable":
            found["nullable"] = value is True
        elif key in ("items", "additionalProperties", "allOf"):
            found[key] = _schema(value)
        elif not key.startswith("x-"):
            found[key] = value
    if found.get("type") == "file":
        found |= {"type": "string", "format": "binary"}
    return found


def _moved(reference: str) -> str:
    """A reference into this file as it is in OpenAPI; one into another file is that file's own affair."""
    for old, new in _MOVED.items():
        if reference.startswith(old):
            return new + reference.removeprefix(old)
    return reference


def _scheme(node: dict[str, Tree]) -> dict[str, Tree]:
    match node.get("type"):
        case "basic":
            return {"type": "http", "scheme": "basic", **_description(node)}
        case "apiKey":
            return {"type": "apiKey", "in": node.get("in"), "name": node.get("name"), **_description(node)}
        case "oauth2":
            flow = str(node.get("flow"))
            keys = ("authorizationUrl", "tokenUrl")
            urls = {key: node[key] for key in keys if key in node}
            scopes = dict.fromkeys(node["scopes"] if isinstance(node.get("scopes"), dict) else (), "")
            return {"type": "oauth2", "flows": {_FLOWS.get(flow, flow): {**urls, "scopes": scopes}}}
        case _:
            return node
