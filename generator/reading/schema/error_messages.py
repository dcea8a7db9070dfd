"""Errors of a JSON Schema validator, said again for a person who writes descriptions.

Each is one sentence: what is wrong, and what to write instead.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from generator.model import Json, Number
from generator.reading.source.pointers import Steps, Tree
from generator.text import quoted_value, suggestion

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_KINDS = {
    "object": "a mapping (name: value)",
    "array": "a list",
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


def explain(found: Iterable["ValidationError"], schema: Tree) -> list[tuple[Steps, str]]:
    """Where and what, for each error that `schema`'s validator `found`, without those that only follow."""
    exact = [leaf for error in found for leaf in leaves(error)]
    places = {_place(leaf) for leaf in exact if leaf.kind.name not in _VAGUE}
    explained: list[tuple[Steps, str]] = []
    for leaf in exact:
        if not _follows(leaf, places):
            steps = tuple(leaf.instance_path)
            explained.extend((steps + more, message) for more, message in _sentences(leaf, schema, places))
    return list(dict.fromkeys(explained))


_VAGUE = ("oneOf", "anyOf", "not", "additionalProperties", "unevaluatedProperties")


def _place(error: "ValidationError") -> tuple[str, ...]:
    return tuple(map(str, error.instance_path))


def _follows(error: "ValidationError", places: set[tuple[str, ...]]) -> bool:
    """Whether `error` would go away with a more exact one."""
    here = _place(error)
    match error.kind.name:
        case "oneOf" | "anyOf" | "not":
            return any(place[: len(here)] == here for place in places)
        case "additionalProperties" | "unevaluatedProperties":  # which names there are depends on these two
            return (*here, "type") in places or (*here, "in") in places
        case "required":  # responses: 'default' is asked for where no status is right
            instance: Any = error.instance
            is_only_for_paths = _property(error) == "required" and "in" not in instance
            return is_only_for_paths or (here[-1:] == ("responses",) and bool(instance))
        case _:
            return False


def leaves(error: "ValidationError") -> Iterator["ValidationError"]:
    """`error`, or what is wrong in the branch of oneOf or anyOf that was most likely meant."""
    branches = [branch for branch in getattr(error.kind, "context", ()) if branch]
    meant = [branch for branch in branches if not _is_reference(error, branch)]
    if not meant or len(_missing(meant)) == len(branches) > 1:
        yield error
        return
    ranked = sorted(meant, key=lambda branch: _distance(error, branch))
    is_clear = len(ranked) == 1 or _distance(error, ranked[0]) < _distance(error, ranked[1])
    if _distance(error, ranked[0])[0] and not is_clear:
        yield error
        return
    for inner in ranked[0]:
        yield from leaves(inner)


def _is_reference(error: "ValidationError", branch: list["ValidationError"]) -> bool:
    """Whether a branch is the one for a ``$ref``, which the value does not have."""
    return any(
        inner.kind.name == "required" and _property(inner) == "$ref" and _place(inner) == _place(error)
        for inner in branch
    )


def _missing(branches: list[list["ValidationError"]]) -> list[str]:
    """The property that each branch lacks, of those branches that lack one and have no other fault."""
    return [
        _property(branch[0]) for branch in branches if len(branch) == 1 and branch[0].kind.name == "required"
    ]


def _property(error: "ValidationError") -> str:
    return str(getattr(error.kind, "property", ""))


def _distance(error: "ValidationError", branch: list["ValidationError"]) -> tuple[int, int]:
    """How far a value is from a branch: first by its kind, then by the number of things wrong."""
    depth = len(error.instance_path)
    wrong_kind = 0
    for inner in branch:
        below = len(inner.instance_path) - depth
        is_other_type = below == 0 and inner.kind.name == "type"
        is_other_constant = below == 1 and inner.kind.name in ("const", "enum")
        wrong_kind += is_other_type or is_other_constant
    return wrong_kind, len(branch)


def _sentences(
    error: "ValidationError", schema: Tree, places: set[tuple[str, ...]]
) -> Iterator[tuple[Steps, str]]:
    kind: Any = error.kind
    value: Any = error.instance
    match kind.name:
        case "additionalProperties" | "unevaluatedProperties":
            here = tuple(map(str, error.instance_path))
            owner = _owner(schema, error)
            for name in kind.unexpected:
                if not any(place[: len(here) + 1] == (*here, name) for place in places):
                    yield (name,), _unexpected(name, here, owner)
        case "required":
            yield (), _lack(error)
        case "type":
            yield (), f"is {quoted_value(value)} but must be {_types(kind)}; {_type_remedy(value, kind)}"
        case "enum":
            options = [option for option in kind.options if isinstance(option, str)]
            remedy = suggestion(value, options) if isinstance(value, str) else ""
            remedy = remedy or f"write one of {_listed(kind.options)}"
            yield (), f"is {quoted_value(value)}, which is not allowed; {remedy}"
        case "const":
            yield (), f"is {quoted_value(value)} but must be {quoted_value(kind.expected_value)}; write that"
        case "oneOf" | "anyOf":
            yield _alternatives(error)
        case "falseSchema":
            yield (), "stands where its schema allows nothing; remove it, or mend the schema"
        case "falseSchema":
            yield (), "stands where its schema allows nothing; remove it, or mend the schema"
        case "format":
            remedy = _FORMATS.get(kind.format, "mend it")
            yield (), f"is {quoted_value(value)}, which is no {kind.format}; {remedy}"
        case "pattern":
            yield (), f"is {quoted_value(value)}, which does not match the pattern {kind.pattern}; mend it"
        case "minProperties" if error.instance_path[-1:] == ["responses"]:
            yield (), _NO_RESPONSE
        case "propertyNames":
            yield (), f"has a name that is not allowed here ({_first_line(error)}); rename it"
        case _:
            yield (), _bound(error)


_FORMATS = {
    "date": "write one such as 2026-11-24",
    "date-time": "write one such as 2026-11-24T12:30:00Z",
    "email": "write one such as alice@example.com",
    "ipv4": "write one such as 192.0.2.1",
    "regex": "mend the regular expression",
    "uri": "write a whole address such as https://example.com/page",
    "uuid": "write one such as 123e4567-e89b-42d3-a456-426614174000",
}


_NO_RESPONSE = "describes no response; write one, such as '200'"


def _lack(error: "ValidationError") -> str:
    name = _property(error)
    place = _place(error)[-1:]
    if place == ("responses",):
        return _NO_RESPONSE
    if name == "required" and isinstance(error.instance, dict) and error.instance.get("in") == "path":
        return "is a path parameter, which is always required; add 'required: true'"
    return f"has no '{name}'; add it"


def _unexpected(name: str, here: tuple[str, ...], owner: Tree) -> str:
    patterns = "".join(owner.get("patternProperties", {}))
    if here and here[-1] == "responses":
        return f"'{name}' is no status; write one such as '200', a range such as '2XX', or 'default'"
    if here and here[-1] == "paths":
        return f"the path '{name}' must start with '/'; write '/{name}'"
    if here and here[-1] in ("schemas", "responses", "examples", "parameters", "securitySchemes"):
        return f"the name '{name}' has characters other than letters, digits, '.', '_' and '-'; rename it"
    remedy = suggestion(name, owner.get("properties", {}))
    if not remedy.startswith("write '"):
        remedy = "remove it" + (
            ", or begin its name with 'x-'" if "x-" in patterns or "$ref" in owner else ""
        )
    return f"'{name}' is unknown here; {remedy}"


def _owner(schema: Tree, error: "ValidationError") -> Tree:
    """The part of `schema` that knows the names allowed where `error` found another."""
    node = schema
    for step in list(error.schema_path)[:-1]:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            return {}
    return node if isinstance(node, dict) else {}


def _types(kind: Any) -> str:  # noqa: ANN401 - jsonschema-rs has a class for each keyword
    names = kind.types if isinstance(kind.types, list) else [kind.types]
    return " or ".join(_KINDS.get(str(name), str(name)) for name in names)


def _type_remedy(value: Json, kind: Any) -> str:  # noqa: ANN401
    names = list(map(str, kind.types))
    if value is None:
        return "write a value, or remove the key"
    if "string" in names and isinstance(value, bool | int | float):
        return "put it in quotes, as it stands there"  # what was read may have lost a zero
    if isinstance(value, str) and not isinstance(value, Number):
        if "boolean" in names and value.lower() in ("yes", "no", "on", "off", "true", "false"):
            return f"write {'true' if value.lower() in ('yes', 'on', 'true') else 'false'}"
        if ("integer" in names or "number" in names) and value.lstrip("-").replace(".", "", 1).isdigit():
            return f"take away the quotes: {value}"
    if "array" in names:
        return "write it as a list"
    return f"write {_types(kind)}"


def _alternatives(error: "ValidationError") -> tuple[Steps, str]:
    """For a value that fits none of the alternatives, or more than one: where below it, and what."""
    value: Any = error.instance
    if "MultipleValid" in type(error.kind).__name__:
        return (
            (),
            f"is {quoted_value(value)}, which fits more than one of the alternatives (oneOf); leave one",
        )
    branches: list[list[ValidationError]] = getattr(error.kind, "context", [])
    missing = _missing(branches)
    if missing and len(missing) == len(branches):
        return (), f"needs {' or '.join(map(quoted_value, dict.fromkeys(missing)))}; add one"
    meant = [branch for branch in branches if not _is_reference(error, branch)]
    return (
        _wrong_type(error, meant)
        or _wrong_constant(error, meant)
        or ((), f"is {quoted_value(value)}, which fits none of the alternatives ({error.kind.name}); mend it")
    )


def _wrong_type(
    error: "ValidationError", branches: list[list["ValidationError"]]
) -> tuple[Steps, str] | None:
    """For a value of a type that no alternative has."""
    found = [_first(branch, "type", _place(error)) for branch in branches]
    types = [name for each in found if each is not None for name in getattr(each.kind, "types", ())]
    if not types or None in found:
        return None
    wanted = " or ".join(dict.fromkeys(_KINDS.get(str(name), str(name)) for name in types))
    value: Any = error.instance
    return (), f"is {quoted_value(value)} but must be {wanted}; write that"


def _wrong_constant(
    error: "ValidationError", branches: list[list["ValidationError"]]
) -> tuple[Steps, str] | None:
    """For a property that tells the alternatives apart, such as a discriminator, and has the name of none."""
    value: Any = error.instance
    for name in value if isinstance(value, dict) else ():
        found = [_first(branch, "const", (*_place(error), name)) for branch in branches]
        constants = [getattr(each.kind, "expected_value", None) for each in found if each is not None]
        if constants and None not in found and isinstance(value[name], str):
            remedy = suggestion(value[name], map(str, constants)) or f"write one of {_listed(constants)}"
            return (name,), f"is {quoted_value(value[name])}, which is not allowed; {remedy}"
    return None


def _first(branch: list["ValidationError"], keyword: str, place: tuple[str, ...]) -> "ValidationError | None":
    return next((each for each in branch if each.kind.name == keyword and _place(each) == place), None)


def _bound(error: "ValidationError") -> str:
    """A limit on size or number that is not kept, and whatever else there is."""
    instance: Any = error.instance
    return f"is {quoted_value(instance)}, but {_first_line(error)}; mend it"


def _listed(options: list[Json]) -> str:
    return ", ".join(quoted_value(option) for option in options)


def _first_line(error: "ValidationError") -> str:
    text = error.message.splitlines()[0] if error.message else "it is not allowed"
    return text if len(text) <= 120 else f"{text[:119]}…"
