"""Swagger 2.0 read as the OpenAPI 3.0 that it means, in place, where it stands: its references stay right.

Where Swagger does not say how a body is sent, JSON is meant, or a form; where it names no scheme, ``https``.
Its own words are those of its specification, "Swagger Object" to "Security Scheme Object".
"""

from generator.media_types import essence
from generator.reading.document.document import Document
from generator.reading.source.pointers import Tree
from generator.reading.validation.mending import Change
from generator.reading.validation.shapes import mend_parameter

_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_JSON = "application/json"


def is_swagger(tree: Tree) -> bool:
    """Whether a parsed file says that it is Swagger 2.0."""
    return isinstance(tree, dict) and "openapi" not in tree and str(tree.get("swagger", "")).startswith("2")


def convert_root(document: Document) -> dict[str, Change]:
    """Make what is said for the whole description OpenAPI's; the changes are for its parts."""
    root = document.root
    root["openapi"] = "3.0.3"
    root["servers"] = list(_servers(root))
    schemes = root.get("securityDefinitions")
    root["components"] = {"securitySchemes": schemes} if isinstance(schemes, dict) else {}
    swagger = _Swagger(document)
    return {"path-item": swagger.path, "operation": swagger.operation, "response": swagger.response}


def _servers(root: Tree) -> list[dict[str, Tree]]:
    """The addresses, the encrypted first; a relative one where no host is named."""
    base = f"/{str(root.get('basePath') or '').strip('/')}".rstrip("/")
    if not (host := root.get("host")):
        return [{"url": base}] if base else []
    named = [each for each in _texts(root.get("schemes")) if each in ("http", "https")]
    return [{"url": f"{scheme}://{host}{base}"} for scheme in sorted(named or ("https",), reverse=True)]


def _texts(value: Tree) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


class _Swagger:
    """What is said for the whole description counts where an operation says nothing of its own."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def path(self, item: dict[str, Tree]) -> None:
        """Parameters of a path that are a body become those of its operations."""
        of_body = self._of_body(item)
        for operation in item.values() if of_body else ():
            if isinstance(operation, dict) and not self._of_body(operation):
                own = operation.get("parameters")
                operation["parameters"] = [*(own if isinstance(own, list) else ()), *of_body]

    def operation(self, node: dict[str, Tree]) -> None:
        """Parameters that are a body become one."""
        if "requestBody" not in node and (of_body := self._of_body(node)):
            node["requestBody"] = _body(
                [self._document.end(each) for each in of_body], self._said(node, "consumes")
            )
        produced = self._said(node, "produces")
        responses = node.get("responses")
        for each in responses.values() if isinstance(responses, dict) else ():
            if isinstance(response := self._document.end(each), dict):
                _fill(response, produced)

    def response(self, node: dict[str, Tree]) -> None:
        """A response that no operation has named: its schema counts for what the whole API gives."""
        _fill(node, self._said({}, "produces"))

    def _said(self, node: dict[str, Tree], key: str) -> list[str]:
        return _texts(node.get(key, self._document.root.get(key)))

    def _of_body(self, owner: dict[str, Tree]) -> list[Tree]:
        """The parameters of `owner` that are sent in the body, as they stand there."""
        found = owner.get("parameters")
        return (
            [each for each in found if _is_of_body(self._document.end(each))]
            if isinstance(found, list)
            else []
        )


def _is_of_body(parameter: Tree) -> bool:
    return isinstance(parameter, dict) and parameter.get("in") in ("body", "formData")


def _body(parameters: list[dict[str, Tree]], consumed: list[str]) -> dict[str, Tree]:
    """A Request Body for the parameter ``in: body``, or for all those of a form."""
    whole = next((each for each in parameters if each["in"] == "body"), None)
    if whole is not None:
        media = {"schema": whole.get("schema", {}), **_examples(whole)}
        content = dict.fromkeys(consumed or [_JSON], media)
        body = {"content": content, "required": whole.get("required") is True}
        return {**body, "description": whole["description"]} if "description" in whole else body
    for each in parameters:
        mend_parameter(each)
    fields = {str(each.get("name")): each for each in parameters}
    required = [name for name, each in fields.items() if each.get("required") is True]
    properties = {name: _described(each) for name, each in fields.items()}
    form: dict[str, Tree] = {"type": "object", "properties": properties, "required": required}
    separate = [name for name, each in fields.items() if each.get("collectionFormat", "csv") != "multi"]
    arrays = [name for name in separate if properties[name].get("type") == "array"]
    media = {"schema": form, "encoding": {name: {"explode": False} for name in arrays}}
    is_file = any(str(each.get("type")).lower() == "file" for each in parameters)
    possible = [_MULTIPART] if is_file else [_FORM, _MULTIPART]
    names = [each for each in consumed if essence(each) in possible]
    content = dict.fromkeys(names or possible[:1], media)
    return {"content": content, "required": bool(required)}


def _described(parameter: dict[str, Tree]) -> dict[str, Tree]:
    """The schema of a field, with what its parameter says of it."""
    schema = parameter.get("schema")
    about = {key: parameter[key] for key in ("description", "example") if key in parameter}
    vendors = {"example": parameter["x-example"]} if "x-example" in parameter else {}
    return {**vendors, **about, **(schema if isinstance(schema, dict) else {})}


def _examples(parameter: dict[str, Tree]) -> dict[str, Tree]:
    """The example of a body, which Swagger has only as an extension."""
    found = parameter.get("x-examples", parameter.get("x-example"))
    values = list(found.values()) if "x-examples" in parameter and isinstance(found, dict) else [found]
    return {"example": values[0]} if values and values[0] is not None else {}


def _fill(response: dict[str, Tree], produced: list[str]) -> None:
    """What a response has of schema or examples, it has for each media type that is `produced`."""
    schema, examples = response.get("schema"), response.get("examples")
    if "content" in response or not isinstance(schema, dict | None) or "$ref" in response:
        return
    content: dict[str, Tree] = {}
    if schema is not None and schema.get("type") != "file":
        content = {name: {"schema": schema} for name in produced or [_JSON]}
    for name, example in examples.items() if isinstance(examples, dict) else ():
        content.setdefault(name, {})["example"] = example
    if content:
        response["content"] = content
