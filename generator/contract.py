"""What a server must hold a request against: the operations of a description as the mock needs them.

`generator.reading.contracts` makes these values and `generator.proving.mock` uses them; neither knows
the other. A schema comes as a `Check`, already bound to the description that its references lead into,
so that reader and mock have one validator and one opinion of what fits.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.model import Response


@dataclass(frozen=True, slots=True)
class SchemaError:
    """One thing that a schema has against a value: against the part `value` at `steps` of it.

    `kind` is what jsonschema-rs knows of the `keyword` that is not met, `message` its sentence. Of
    ``oneOf`` and ``anyOf``, `branches` holds what each alternative has against the part. `schema_steps` lead
    from the schema to the keyword, each reference on the way being a step ``$ref``.
    """

    keyword: str
    steps: tuple[str | int, ...]
    value: Any
    kind: Any
    message: str
    branches: tuple[tuple["SchemaError", ...], ...] = ()
    schema_steps: tuple[str | int, ...] = ()


Check = Callable[[Any], Sequence[SchemaError]]
"""What is wrong with a JSON value by a schema, nothing if it fits.

A property that only responses have may be missing. The schema is compiled at the first call, which
raises ValueError if it cannot be used.
"""

Types = frozenset[str]
"""Names of JSON Schema types that a value may have; empty where the schema does not say."""


@dataclass(frozen=True, slots=True)
class TextTypes:
    """The types behind a text such as ``1,2``, which the text itself cannot say: its own and those inside.

    `extra` are the types of properties that have no name of their own; None if there may be none.
    """

    types: Types = frozenset()
    items: Types = frozenset()
    properties: Mapping[str, Types] = field(default_factory=dict)
    extra: Types | None = None


@dataclass(frozen=True, slots=True)
class ParameterRule:
    """A parameter. `place` is path, query, querystring, header or cookie; `style` one of OpenAPI's.

    `media_type` is set where the value is a text of that media type and has no style.
    """

    name: str
    place: str
    required: bool
    style: str
    explode: bool
    shape: TextTypes
    check: Check = field(repr=False)
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class FieldRule:
    """A property of a form: what its text means, and how a list or an object is written in it."""

    shape: TextTypes
    style: str = "form"
    explode: bool = True
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class MediaRule:
    """A body of `media_type`, which may be a range such as ``text/*``; `fields` are those of a form.

    `other` is the rule for fields without a name of their own. `types` are those of the whole body.
    """

    media_type: str
    check: Check = field(repr=False)
    types: Types = frozenset()
    fields: Mapping[str, FieldRule] = field(default_factory=dict)
    other: FieldRule = FieldRule(TextTypes())


@dataclass(frozen=True, slots=True)
class SchemeRule:
    """Where the credentials of a security scheme stand: `place` is header, query or cookie.

    `prefix` is how the value begins, such as ``Bearer``; `name` a scheme that cannot be looked for has
    none, and is taken as met.
    """

    place: str
    name: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Contract:
    """One operation: what its request must be, and its documented responses, each with a body if it has one.

    `security` holds the alternatives, each with the schemes that apply together.
    """

    parameters: tuple[ParameterRule, ...] = ()
    body_required: bool = False
    bodies: tuple[MediaRule, ...] = ()
    security: tuple[tuple[SchemeRule, ...], ...] = ()
    responses: tuple[Response, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """Where an operation is found, and how its `Contract` is made, once it is asked for.

    `paths` are templates such as ``/v1/users/{id}``, one for each server; `hosts` those servers' hosts.
    Making a contract makes example values: a description of 1,000 operations would wait for seconds.
    """

    operation: str
    method: str
    paths: tuple[str, ...]
    contract: Callable[[], Contract] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part of a description stands: file, JSON pointer (RFC 6901) and, when asked, line."""

    path: str
    pointer: str
    line: Callable[[], int] = field(repr=False)

    def __str__(self) -> str:
        return f"{self.path}:{self.line()} #{self.pointer}"


@dataclass(frozen=True, slots=True)
class AnswerSchema:
    """The schema of an answer's body or header.

    `check` finds what is wrong with a value, `place_of` where the keyword stands that an error is about.
    """

    check: Check = field(repr=False)
    place_of: Callable[[SchemaError], Place] = field(repr=False)


@dataclass(frozen=True, slots=True)
class HeaderRule:
    """A documented header of an answer; no `schema` where it is not described, or a text of a media type."""

    name: str
    required: bool
    place: Place
    schema: AnswerSchema | None


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """A documented answer: `status` is ``"200"``, ``"4XX"`` or ``"default"``.

    `bodies` has a schema, or None, for each media type or range of them; it is empty where no body is
    documented.
    """

    status: str
    description: str
    place: Place
    bodies: Mapping[str, AnswerSchema | None]
    headers: tuple[HeaderRule, ...]


@dataclass(frozen=True, slots=True)
class AnswerRules:
    """All documented answers of an operation. `name` is ``GET /users/{id}``; `x_safe` is ``x-safe``."""

    name: str
    x_safe: bool
    place: Place
    answers: tuple[AnswerRule, ...]
