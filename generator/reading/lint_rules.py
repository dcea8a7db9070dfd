"""The rules of `lint`, each a function from a description to faults; the table `RULES` names them."""

import re
from collections.abc import Callable, Iterator

from generator.findings import Severity
from generator.reading.document.document import Document
from generator.reading.document.faults import Fault
from generator.reading.document.inputs import every_schema, scalar_text
from generator.reading.document.named_examples import named_examples
from generator.reading.document.nodes import LocatedNode, operations, root
from generator.reading.document.secret_values import names_a_secret
from generator.reading.source.pointers import Tree, pointer_steps
from generator.reading.validation.example_checks import all_example_faults, example_values
from generator.text import closest_name

_LOCAL = re.compile(r"http://(localhost|127\.|\[::1\])")
_LOOKS_REAL = (
    (re.compile(r"\bAKIA[0-9A-Z]{16}\b"), "an AWS access key"),
    (re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b"), "a GitHub token"),
    (re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{20,}"), "a Slack token"),
    (re.compile(r"\b[sr]k_live_[0-9A-Za-z]{16,}"), "a Stripe live key"),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"), "a private key"),
    (re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b"), "a Google API key"),
    (re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}"), "a signed JSON Web Token"),
)


def plain_http(document: Document) -> Iterator[Fault]:
    """WP001."""
    owners = [root(document)]
    for operation in operations(document):
        owners += [operation.item, operation.at]
    for owner in owners:
        for index, server in enumerate(owner.node.get("servers", ())):
            url = str(server["url"])
            if url.startswith("http://") and not _LOCAL.match(url):
                message = f"the server {url} is not encrypted; write https://"
                yield owner.fault(message, "servers", index, "url")


def secret_in_query(document: Document) -> Iterator[Fault]:
    """WP002."""
    for operation in operations(document):
        for parameter in operation.parameters():
            node = parameter.node
            if node["in"] == "query" and _is_secret(document, node):
                message = f"the query parameter '{node['name']}' is a secret, and logs keep queries"
                yield parameter.fault(f"{message}; send it in a header or in the body")
    for name, scheme in root(document).items("components", "securitySchemes"):
        if scheme.node.get("in") == "query":
            yield scheme.fault(
                f"the API key '{name}' goes into the query, which logs keep; send it in a header"
            )


def _is_secret(document: Document, parameter: Tree) -> bool:
    schema = document.resolve(parameter.get("schema", {}))
    if not isinstance(schema, dict):
        return False
    is_text = schema.get("type", "string") == "string"
    is_said = schema.get("format") == "password" or bool(schema.get("x-sensitive-data"))
    return is_said or (is_text and names_a_secret(parameter["name"]))


def unwarned_password_grant(document: Document) -> Iterator[Fault]:
    """WP003: a warning is a word such as "must not" or "RFC 9700" near the example, flow or operation."""
    for operation in operations(document):
        for _, media in operation.at.items("requestBody", "content"):
            for name, value in example_values(media):
                if isinstance(value.node, dict) and value.node.get("grant_type") == "password":
                    texts = (named_examples(document, media.node)[name], operation.at.node)
                    if not any(map(_warns, texts)):
                        yield value.fault(_UNWARNED)
    for _, scheme in root(document).items("components", "securitySchemes"):
        for kind, flow in scheme.items("flows"):
            if kind == "password" and not _warns(scheme.node) and not _warns(flow.node):
                yield flow.fault(_UNWARNED)


_UNWARNED = (
    "the password grant must not be used (RFC 9700 §2.4), and nothing says so; "
    "say it in the description, and name authorization_code as what to use"
)


def _warns(node: Tree) -> bool:
    text = f"{node.get('summary', '')} {node.get('description', '')}".lower()
    return any(
        word in text for word in ("must not", "do not use", "deprecated", "rfc 9700", "9700", "legacy")
    )


def real_secrets(document: Document) -> Iterator[Fault]:
    """WP004."""
    for at in _all_examples(document):
        text = scalar_text(at.node)
        for pattern, kind in _LOOKS_REAL:
            if pattern.search(text):
                yield at.fault(f"the example looks like {kind}; revoke it if it is one, and make one up")


def wrong_examples(document: Document) -> Iterator[Fault]:
    """WP005."""
    yield from all_example_faults(document)


def without_operation_id(document: Document) -> Iterator[Fault]:
    """WP010."""
    for operation in operations(document):
        if not operation.operation_id:
            yield operation.at.fault(
                f"{operation.name} has no operationId; name it, and its samples keep that name"
            )


def without_summary(document: Document) -> Iterator[Fault]:
    """WP011."""
    for operation in operations(document):
        if not operation.at.node.get("summary"):
            yield operation.at.fault(f"{operation.name} has no summary; say in one line what it does")


def without_example(document: Document) -> Iterator[Fault]:
    """WP012."""
    for operation in operations(document):
        for media_type, media in operation.at.items("requestBody", "content"):
            if not named_examples(document, media.node):
                message = (
                    f"the {media_type} body of {operation.name} has no example; add one below 'examples'"
                )
                yield media.fault(message)
        for parameter in operation.parameters():
            node = parameter.node
            if (
                node.get("required")
                and not named_examples(document, node)
                and not _says_its_value(document, node)
            ):
                message = (
                    f"the required {node['in']} parameter '{node['name']}' has no example; add 'example'"
                )
                yield parameter.fault(message)


def _says_its_value(document: Document, parameter: Tree) -> bool:
    schemas = every_schema(document, [parameter.get("schema", {})])
    return any(not {"const", "default", "enum"}.isdisjoint(schema) for schema in schemas)


def without_error(document: Document) -> Iterator[Fault]:
    """WP013."""
    for operation in operations(document):
        responses = operation.at.node.get("responses", {})
        if not any(status == "default" or status[:1] in "45" for status in responses):
            message = f"{operation.name} documents no error"
            yield operation.at.fault(f"{message}; describe the response to a wrong request, such as '400'")


def without_success(document: Document) -> Iterator[Fault]:
    """WP014."""
    for operation in operations(document):
        responses = operation.at.node.get("responses", {})
        if not any(status == "default" or status[:1] in "123" for status in responses):
            yield operation.at.fault(
                f"{operation.name} documents no success; describe a response such as '200'"
            )


def response_without_example(document: Document) -> Iterator[Fault]:
    """WP015."""
    for operation in operations(document):
        for status, response in operation.at.items("responses"):
            for media_type, media in response.items("content"):
                if not named_examples(document, media.node):
                    yield media.fault(
                        f"the response {status} ({media_type}) has no example; add one below 'examples'"
                    )


def without_sample(document: Document) -> Iterator[Fault]:
    """WP016."""
    from generator.reading.openapi.operations import description

    found = {(each.method, each.path): each.reasons for each in description(document).operations}
    for operation in operations(document):
        for reason in found[operation.method, operation.path]:
            yield operation.at.fault(f"no sample can be made for {operation.name}: {reason}; mend it")


def unmatched_action(document: Document) -> Iterator[Fault]:
    """WP017."""
    yield from document.unmatched


def without_description(document: Document) -> Iterator[Fault]:
    """WP020."""
    for operation in operations(document):
        for parameter in operation.parameters():
            if not parameter.node.get("description"):
                yield parameter.fault(
                    f"the parameter '{parameter.node['name']}' has no description; say what it is"
                )
        for _, media in operation.at.items("requestBody", "content"):
            for name, schema in _properties(media):
                if not any(each.get("description") for each in every_schema(document, [schema.node])):
                    yield schema.fault(f"the property '{name}' has no description; say what it is")


def _properties(media: LocatedNode) -> Iterator[tuple[str, LocatedNode]]:
    """The properties of a body's schema, one level deep, in every branch."""
    waiting = [at for at in (media.get("schema"),) if at is not None]
    seen: set[int] = set()
    while waiting:
        at = waiting.pop()
        if isinstance(at.node, dict) and id(at.node) not in seen:
            seen.add(id(at.node))
            yield from at.items("properties")
            waiting.extend(branch for key in ("allOf", "oneOf", "anyOf") for branch in at.each(key))


def misspelt_keyword(document: Document) -> Iterator[Fault]:
    """WP021: JSON Schema allows any keyword, so that ``requird`` is no fault."""
    for name, schema in root(document).items("components", "schemas"):
        waiting = [schema]
        while waiting:
            at = waiting.pop()
            if not isinstance(at.node, dict) or at.path != document.path:
                continue
            for key in at.node:
                if key in _KEYWORDS or key.startswith("x-"):
                    continue
                if meant := closest_name(key, _KEYWORDS, 0.8):
                    yield at.fault(f"the schema '{name}' has the keyword '{key}'; write '{meant}'", key)
            for key in ("properties", "patternProperties"):
                if isinstance(at.node.get(key), dict):
                    below = (*at.steps, key)
                    waiting.extend(
                        LocatedNode(document, at.path, (*below, member), node)
                        for member, node in at.node[key].items()
                    )


_KEYWORDS = frozenset(
    """
    $anchor $comment $defs $dynamicAnchor $dynamicRef $id $ref $schema additionalProperties allOf anyOf const
    contains contentEncoding contentMediaType contentSchema default dependentRequired dependentSchemas
    deprecated description discriminator else enum example examples exclusiveMaximum exclusiveMinimum
    externalDocs format if items maxContains maxItems maxLength maxProperties maximum minContains minItems
    minLength minProperties minimum multipleOf not nullable oneOf pattern patternProperties prefixItems
    properties propertyNames readOnly required then title type unevaluatedItems unevaluatedProperties
    uniqueItems writeOnly xml
    """.split()  # noqa: SIM905 - a list of words is easier to read than as many quotes
)


def unused_component(document: Document) -> Iterator[Fault]:
    """WP022."""
    used = {
        tuple(pointer_steps(target.partition("#")[2])[:3]) for target in document.targets if target[0] == "#"
    }
    for section, members in root(document).items("components"):
        if section in ("securitySchemes", "pathItems"):
            continue
        for name in members.node:
            if ("components", section, name) not in used:
                yield members.fault(f"nothing refers to the component '{name}'; remove it, or use it", name)


def _all_examples(document: Document) -> Iterator[LocatedNode]:
    for operation in operations(document):
        owners: list[LocatedNode] = operation.parameters()
        owners += [media for _, media in operation.at.items("requestBody", "content")]
        for _, response in operation.at.items("responses"):
            owners += [media for _, media in response.items("content")]
        for owner in owners:
            yield from (value for _, value in example_values(owner))


RULES: tuple[tuple[str, Severity, Callable[[Document], Iterator[Fault]]], ...] = (
    ("WP001", "error", plain_http),
    ("WP002", "error", secret_in_query),
    ("WP003", "error", unwarned_password_grant),
    ("WP004", "error", real_secrets),
    ("WP005", "error", wrong_examples),
    ("WP010", "warning", without_operation_id),
    ("WP011", "warning", without_summary),
    ("WP012", "warning", without_example),
    ("WP013", "warning", without_error),
    ("WP014", "warning", without_success),
    ("WP015", "warning", response_without_example),
    ("WP016", "warning", without_sample),
    ("WP017", "warning", unmatched_action),
    ("WP020", "note", without_description),
    ("WP021", "note", misspelt_keyword),
    ("WP022", "note", unused_component),
)
