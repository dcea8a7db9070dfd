"""A checked document in, `Route`s with their `Contract`s out: what a server must know of each operation."""

from collections.abc import Iterator
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from generator.contract import (
    Check,
    Contract,
    FieldRule,
    MediaRule,
    ParameterRule,
    Route,
    SchemaError,
    SchemeRule,
    TextTypes,
    Types,
)
from generator.model import Description, Operation
from generator.reading.contract_answers import AnswerDocument, answers
from generator.reading.document.document import Document
from generator.reading.document.inputs import every_schema, is_left_out
from generator.reading.document.nodes import LocatedOperation, operations
from generator.reading.schema.json_schema import value_errors
from generator.reading.source.pointers import Tree
from generator.reading.validation.checks import absolute

if TYPE_CHECKING:
    from typing import Unpack

    from jsonschema_rs import ValidationError

    from generator.reading.how import How

_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_DESCRIBED_ELSEWHERE = frozenset(("accept", "content-type", "authorization"))


def read_contracts(
    path: str, server: str = "", **how: "Unpack[How]"
) -> tuple[Description, tuple[Route, ...]]:
    """The description at `path` together with the routes of its operations; of a HAR only the answers count.

    The rest is as in `read`.

    Raises:
        GeneratorError: the file cannot be read; or, as a `FaultsError`, all that is wrong in it.
    """
    from generator.reading.har.detection import har_source
    from generator.reading.openapi.operations import description
    from generator.reading.source.named_file import named_file
    from generator.reading.validation.load import load_checked

    file = named_file(path, fetch=how.get("fetch", False))
    if (recorded := har_source(file, how.get("overlays", ()))) is not None:
        from generator.reading.har.load import har_description

        found = har_description(recorded)
        return found, tuple(map(_recorded_route, found.operations))
    document = load_checked(file, server, **how)
    return description(document), routes(document)


def _recorded_route(operation: Operation) -> Route:
    return Route(
        operation.id, operation.method, (operation.path,), lambda: Contract(responses=operation.responses)
    )


def routes(document: Document) -> tuple[Route, ...]:
    """A route for each operation of `document`, in the order of the file."""
    answering = AnswerDocument.of(document)
    return tuple(
        Route(
            found.id,
            found.method,
            tuple(dict.fromkeys(base + found.path for base in _bases(found))) or (found.path,),
            cache(partial(_contract, document, answering, found)),
        )
        for found in operations(document)
    )


def _bases(found: LocatedOperation) -> Iterator[str]:
    """The paths of the servers, in which ``{name}`` stands for a variable."""
    document = found.at.document
    for server in found.servers or [{"url": document.base}]:
        url = absolute(document, server["url"])
        bare = url.partition("://")[2]
        path = f"/{bare.partition('/')[2]}" if bare else urlsplit(url).path
        yield path.rstrip("/")


def _contract(document: Document, answering: AnswerDocument, found: LocatedOperation) -> Contract:
    node = found.at.node
    body = found.at.get("requestBody")
    content: Tree = body.node.get("content", {}) if body else {}
    return Contract(
        parameters=tuple(_parameters(document, found)),
        body_required=bool(body and body.node.get("required", False)),
        bodies=tuple(_media(document, name, document.resolve(media)) for name, media in content.items()),
        security=tuple(_security(document, node)),
        responses=answers(answering, node),
    )


def _parameters(document: Document, found: LocatedOperation) -> Iterator[ParameterRule]:
    for at in found.parameters():
        node = at.node
        name, place = node["name"], node["in"]
        if place == "header" and name.lower() in _DESCRIBED_ELSEWHERE:
            continue
        style = node.get("style", _STYLES.get(place, "form"))
        media_type, media = next(iter(node.get("content", {}).items()), (None, {}))
        schema = node.get("schema", document.resolve(media).get("schema", {}))
        yield ParameterRule(
            name=name,
            place=place,
            required=place == "path" or bool(node.get("required")),
            style=style,
            explode=bool(node.get("explode", style in ("form", "cookie"))),
            shape=_shape(document, [schema]),
            check=schema_check(document, schema),
            media_type=media_type,
        )


def _media(document: Document, media_type: str, media: Tree) -> MediaRule:
    schema = media.get("schema", {})
    encoding: Tree = media.get("encoding", {})
    named, extra = _properties(document, [schema])
    return MediaRule(
        media_type=media_type,
        check=schema_check(document, schema),
        types=_types(document, [schema]),
        fields={name: _field(document, schemas, encoding.get(name, {})) for name, schemas in named.items()},
        other=_field(document, extra or [], {}),
    )


def _field(document: Document, schemas: list[Tree], encoding: Tree) -> FieldRule:
    style = encoding.get("style", "form")
    return FieldRule(
        shape=_shape(document, schemas),
        style=style,
        explode=bool(encoding.get("explode", style == "form")),
        media_type=encoding.get("contentType"),
    )


def _shape(document: Document, schemas: list[Tree]) -> TextTypes:
    named, extra = _properties(document, schemas)
    items = [each["items"] for each in every_schema(document, schemas) if isinstance(each.get("items"), dict)]
    return TextTypes(
        types=_types(document, schemas),
        items=_types(document, items),
        properties={name: _types(document, inner) for name, inner in named.items()},
        extra=None if extra is None else _types(document, extra),
    )


def _properties(document: Document, schemas: list[Tree]) -> tuple[dict[str, list[Tree]], list[Tree] | None]:
    """The schemas of each named property, and of others: None where no schema speaks of them."""
    named: dict[str, list[Tree]] = {}
    extra: list[Tree] | None = None
    for schema in every_schema(document, schemas):
        for name, inner in schema.get("properties", {}).items():
            named.setdefault(name, []).append(inner)
        if (others := schema.get("additionalProperties", False)) is not False:
            extra = [*(extra or ()), others]
    return named, extra


_KEYWORDS = (
    ("object", frozenset(("properties", "additionalProperties", "patternProperties"))),
    ("array", frozenset(("items", "prefixItems", "minItems", "maxItems"))),
)


def _types(document: Document, schemas: list[Tree]) -> Types:
    """The types that any of the schemas declares; or which its keywords, constants or names tell of."""
    found: set[str] = set()
    for schema in every_schema(document, schemas):
        declared = schema.get("type", ())
        found.update([declared] if isinstance(declared, str) else declared)
        if not declared:
            found.update(name for name, keywords in _KEYWORDS if not keywords.isdisjoint(schema))
            found.update(_type_of(value) for value in schema.get("enum", ()))
            found.update(_type_of(schema["const"]) for _ in "." if "const" in schema)
    return frozenset(found)


def _type_of(value: Tree) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case dict():
            return "object"
        case list():
            return "array"
        case int() | float():
            return "number"
        case _:
            return "string"


def schema_check(document: Document, schema: Tree) -> Check:
    """What tells the faults of a value by `schema`; see `Check`."""

    def check(value: Any) -> tuple[SchemaError, ...]:  # noqa: ANN401 - whatever a client sends
        return tuple(_errors(document, schema, value_errors(document, schema, value)))

    return check


def _errors(document: Document, schema: Tree, found: "list[ValidationError]") -> Iterator[SchemaError]:
    """What was found, without the lack of properties that only responses have."""
    for error in found:
        kind: Any = error.kind
        steps = tuple(error.instance_path)
        if kind.name == "required" and is_left_out(document, [schema], steps, kind.property, "readOnly"):
            continue
        context: list[list[ValidationError]] = getattr(kind, "context", [])
        branches = tuple(tuple(_errors(document, schema, branch)) for branch in context)
        if any(before and not after for before, after in zip(context, branches, strict=True)):
            continue
        schema_steps = tuple(error.evaluation_path)
        yield SchemaError(kind.name, steps, error.instance, kind, error.message, branches, schema_steps)


def _security(document: Document, operation: Tree) -> Iterator[tuple[SchemeRule, ...]]:
    for requirement in operation.get("security", document.root.get("security")) or ():
        schemes = document.root.get("components", {}).get("securitySchemes", {})
        rules = (_scheme(document.resolve(schemes.get(name)) or {}) for name in requirement)
        yield tuple(rule for rule in rules if rule is not None)


def _scheme(scheme: Tree) -> SchemeRule | None:
    """Where to look for the credentials; None where there is nowhere, as with mutual TLS."""
    match scheme.get("type"):
        case "apiKey":
            return SchemeRule(scheme["in"], scheme["name"])
        case "http":
            return SchemeRule("header", "Authorization", str(scheme["scheme"]))
        case "oauth2" | "openIdConnect":
            return SchemeRule("header", "Authorization", "Bearer")
        case _:
            return None
