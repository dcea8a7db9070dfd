"""What each object of OpenAPI is made of, and what was meant by values and words that do not fit.

`PART_SHAPES` has, for each kind of object, what each of its members is: a kind; ``text``, ``flag``,
``number``, ``count``, ``bound`` (a number, or 3.0's flag) or ``any``; ``[…]`` a list of these, ``{…}`` a map
to them.
``*`` stands for every other name. What has no shape is nobody's business, and stays.
"""

from typing import Any

from generator.model import Number
from generator.reading.document.inputs import scalar_text
from generator.reading.document.nodes import METHODS, PLACES
from generator.reading.document.structure import SECTIONS
from generator.reading.source.numbers import exact_float
from generator.reading.source.pointers import Tree

NOTHING: Any = object()
"""What a value is that fits in no way."""

_STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
}


def _words(shape: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), shape)


_EXAMPLED = {"example": "any", "examples": "{example}", "schema": "schema"}
_PARAMETER = {
    **_EXAMPLED,
    **_words("text", "name in description style"),
    **_words("flag", "required deprecated allowEmptyValue explode allowReserved"),
    "content": "{media-type}",
}
PART_SHAPES: dict[str, dict[str, str]] = {
    "description": {
        # Swagger's sections and ours first, so that what is named there is what it is called.
        "components": "components",
        "definitions": "{schema}",
        "parameters": "{parameter}",
        "responses": "{response}",
        "securityDefinitions": "{security-scheme}",
        "info": "info",
        "servers": "[server]",
        "paths": "{path-item}",
        "webhooks": "{path-item}",
        "security": "[requirement]",
        "tags": "[tag]",
    },
    "info": _words("text", "title version description summary termsOfService"),
    "server": {**_words("text", "url description name"), "variables": "{variable}"},
    "variable": {**_words("text", "default description"), "enum": "[text]"},
    "tag": _words("text", "name summary description parent kind"),
    "requirement": {"*": "[text]"},
    "components": {
        name: f"{{{kind}}}" for name, kind in SECTIONS.items() if kind not in ("callbacks", "link")
    },
    "path-item": {
        **_words("text", "summary description"),
        **dict.fromkeys(METHODS, "operation"),
        "additionalOperations": "{operation}",
        "parameters": "[parameter]",
        "servers": "[server]",
    },
    "operation": {
        **_words("text", "operationId summary description"),
        "tags": "[text]",
        "deprecated": "flag",
        "parameters": "[parameter]",
        "requestBody": "request-body",
        "responses": "{response}",
        "security": "[requirement]",
        "servers": "[server]",
    },
    "parameter": _PARAMETER,
    "header": _PARAMETER,
    "request-body": {"description": "text", "required": "flag", "content": "{media-type}"},
    "response": {
        **_words("text", "description summary"),
        "headers": "{header}",
        "content": "{media-type}",
    },
    "media-type": {**_EXAMPLED, "itemSchema": "schema", "encoding": "{encoding}"},
    "encoding": {
        **_words("text", "contentType style"),
        **_words("flag", "explode allowReserved"),
        "headers": "{header}",
    },
    "example": {
        **_words("text", "summary description externalValue serializedValue"),
        **_words("any", "value dataValue"),
    },
    "security-scheme": {
        **_words("text", "type name in scheme bearerFormat description openIdConnectUrl"),
        "flows": "{flow}",
    },
    "flow": {**_words("text", "authorizationUrl tokenUrl refreshUrl description"), "scopes": "{any}"},
    "schema": {
        **_words("any", "const default example"),
        **_words("[any]", "enum examples"),
        **_words("{schema}", "properties patternProperties $defs definitions dependentSchemas"),
        **_words(
            "schema",
            "items additionalProperties not if then else contains propertyNames contentSchema "
            "unevaluatedItems unevaluatedProperties",
        ),
        **_words("[schema]", "allOf anyOf oneOf prefixItems"),
        **_words("number", "minimum maximum multipleOf"),
        **_words("bound", "exclusiveMinimum exclusiveMaximum"),
        **_words("count", "minLength maxLength minItems maxItems minProperties maxProperties"),
        **_words("flag", "uniqueItems nullable x-nullable readOnly writeOnly deprecated"),
        **_words("text", "format pattern title description contentMediaType contentEncoding"),
        "required": "[text]",
        "discriminator": "discriminator",
        "xml": "xml",
    },
    "discriminator": {"propertyName": "text", "mapping": "{text}"},
    "xml": {**_words("text", "name namespace prefix nodeType"), **_words("flag", "attribute wrapped")},
}

_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def as_shape(value: Tree, shape: str) -> Tree:
    """`value` as the scalar that `shape` names, or what was meant by it; `NOTHING` if it fits in no way."""
    is_number = isinstance(value, int | float | Number) and not isinstance(value, bool)
    match shape:
        case "any":
            return value
        case "text":
            return scalar_text(value) if isinstance(value, str | bool) or is_number else NOTHING
        case "flag":
            return value if isinstance(value, bool) else _FLAGS.get(str(value).lower(), NOTHING)
        case "bound" if isinstance(value, bool):
            return value
        case "count":
            number = _number(value) if not is_number else value
            is_count = number is not NOTHING and not isinstance(number, Number) and number >= 0
            return int(number) if is_count and number == int(number) else NOTHING
        case _:
            return value if is_number else _number(value)


def _number(value: Tree) -> Tree:
    try:
        return exact_float(str(float(value))) if isinstance(value, str) else NOTHING
    except (ValueError, OverflowError):
        return NOTHING


def mend_parameter(node: dict[str, Tree]) -> None:
    """Swagger's way to write a parameter or a header made OpenAPI's; a style that its place lacks is none."""
    place = str(node.get("in", "header"))
    if place not in PLACES and place.lower() in PLACES:
        node["in"] = place = place.lower()
    if "schema" not in node and "content" not in node and not _OF_SCHEMAS.isdisjoint(node):
        node["schema"] = {key: node[key] for key in _OF_SCHEMAS if key in node}
    written = node.get("collectionFormat")
    if isinstance(node.get("schema"), dict) and node["schema"].get("type") == "array" and "type" in node:
        delimited = {"ssv": "spaceDelimited", "pipes": "pipeDelimited"}.get(str(written))
        node.setdefault("explode", written == "multi")
        if delimited and place == "query":
            node.setdefault("style", delimited)
    if "x-example" in node and node.keys().isdisjoint(("example", "examples")):
        node["example"] = node["x-example"]  # Swagger 2.0 has no word for it, and this is what people write
    if not node.get("content"):
        node.pop("content", None)
    if node.get("style") not in _STYLES.get(place, ("form",)):
        node.pop("style", None)


_OF_SCHEMAS = frozenset(
    """
    type format items default maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern
    maxItems minItems uniqueItems enum multipleOf x-nullable
    """.split()  # noqa: SIM905 - a list of words is easier to read than as many quotes
)


def mend_scheme(node: dict[str, Tree]) -> None:
    """Swagger's words for a security scheme, and those that people write for one, made OpenAPI's."""
    kind = str(node.get("type", "")).lower()
    if kind in ("basic", "bearer"):
        node |= {"type": "http", "scheme": kind}
    elif meant := {"apikey": "apiKey", "openidconnect": "openIdConnect", "mutualtls": "mutualTLS"}.get(kind):
        node["type"] = meant
    if kind == "oauth2" and "flow" in node and "flows" not in node:
        words = {"application": "clientCredentials", "accessCode": "authorizationCode"}
        urls = {key: node[key] for key in ("authorizationUrl", "tokenUrl", "scopes") if key in node}
        node["flows"] = {words.get(str(node["flow"]), str(node["flow"])): urls}


def is_scheme(node: dict[str, Tree]) -> bool:
    """Whether a security scheme says what is sent."""
    match node.get("type"):
        case "apiKey":
            return "name" in node and node.get("in") in ("header", "query", "cookie")
        case "http":
            return "scheme" in node
        case kind:
            return kind in ("oauth2", "openIdConnect", "mutualTLS")


def mend_requirement(node: dict[str, Tree]) -> None:
    """The scopes of each scheme made a list: none is what most schemes have."""
    for name, scopes in node.items():
        if not isinstance(scopes, list | str):
            node[name] = []


_TYPES = {
    **{
        name: {"type": name} for name in ("object", "array", "string", "integer", "number", "boolean", "null")
    },
    "file": {"type": "string", "format": "binary"},
    **{key: {"type": "integer"} for key in ("int", "long")},
    **{key: {"type": "number"} for key in ("float", "double", "decimal")},
    **{key: {"type": "string"} for key in ("str", "text")},
    **{name: {"type": "string", "format": name} for name in ("date", "date-time", "uuid", "email")},
    "datetime": {"type": "string", "format": "date-time"},
    "bool": {"type": "boolean"},
    "list": {"type": "array"},
    **{key: {"type": "object"} for key in ("map", "dict")},
}


def type_words(word: Tree) -> dict[str, Tree]:
    """A schema of the type that `word` is meant to name; empty if it names none."""
    return dict(_TYPES.get("null" if word is None else str(word).lower(), {}))


def mend_schema(node: dict[str, Tree]) -> None:
    """Words of other versions and other languages made JSON Schema's, whatever stands around them."""
    if "type" in node:
        _mend_type(node)
    if isinstance(node.get("items"), list):
        node.setdefault("prefixItems", node.pop("items"))
    if isinstance(node.get("discriminator"), str):
        node["discriminator"] = {"propertyName": node["discriminator"]}
    if not isinstance(
        node.get("required", []), list | str
    ):  # of a property, ``true`` is for the schema around
        del node["required"]
    if isinstance(properties := node.get("properties"), dict):
        asked = [
            k for k, each in properties.items() if isinstance(each, dict) and each.get("required") is True
        ]
        required = node.get("required", [])
        if asked and isinstance(required, list):
            node["required"] = list(dict.fromkeys([*required, *asked]))
    if isinstance(examples := node.get("examples"), dict):
        node["examples"] = [
            each["value"] if isinstance(each, dict) and "value" in each else each
            for each in examples.values()
        ]
    if node.get("enum") in ([], None):
        node.pop("enum", None)
    for key in ("$recursiveAnchor", "$recursiveRef", "$vocabulary"):
        node.pop(key, None)


def _mend_type(node: dict[str, Tree]) -> None:
    written = node.pop("type")
    names = written if isinstance(written, list) else [written]
    meant = [words for each in names if (words := type_words(each))]
    types = list(dict.fromkeys(words["type"] for words in meant))
    if types:
        node["type"] = types if isinstance(written, list) else types[0]
        for words in meant:
            if "format" in words:
                node.setdefault("format", words["format"])
