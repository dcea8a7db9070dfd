"""The values that go through wireproof: what a description says, free of YAML and of any language.

A `Description` has `Operation`s, an operation has `Request`s (one for each named example). All are
made once by `generator.reading` and never changed; `Sample` is what rendering makes of a `Request`,
or of a `Flow` of several.

A value is a tuple of parts, each a piece of text or an `Input`. Parts are never encoded: encoding
belongs to the place (form field, header, JSON string, Basic credentials) and is done where the place
is rendered. The one exception is `Request.url`, whose text parts are URL text (RFC 3986) as it goes
over the wire; an `Input` in it is data, which the sample percent-encodes.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, count
from typing import ClassVar, Literal

from msgspec import Struct


class Input(Struct, frozen=True):
    """A value that the reader of a sample brings, by default in the environment variable `name`.

    A `secret` is never printed. A `file` Input is a file in the reader's folder, whose name stands in the
    sample (see `Request.files`) and whose bytes are sent. `example` is the documented example, shown with
    ``--values example``.
    """

    name: str
    secret: bool = False
    kind: Literal["text", "file"] = "text"
    example: str = ""


class StepOutput(Input, frozen=True):
    """A value that the answer to an earlier step of a flow brings.

    `name` is the name of a variable for it, its words apart by ``_``. `step` is the number of that step,
    from 0; `pointer` leads through the JSON of its answer, or else `header` is the header that holds it.
    """

    step: int = 0
    pointer: tuple[str, ...] = ()
    header: str = ""


Part = str | Input
Value = tuple[Part, ...]
Pair = tuple[str, Value]


class Number(str):
    """A JSON number (RFC 8259 §6) kept as its digits, since neither int nor float holds it exactly."""

    __slots__ = ()


# A string that holds an Input is a `Value`; every other string is a `str`.
Json = None | bool | int | float | Number | str | Value | list["Json"] | dict[str, "Json"]


class FormBody(Struct, frozen=True):
    """``application/x-www-form-urlencoded``: name/value pairs, in the order of the description."""

    kind: ClassVar[str] = "form"
    fields: tuple[Pair, ...]
    media_type: str = "application/x-www-form-urlencoded"


class JsonBody(Struct, frozen=True):
    """A JSON text (RFC 8259). `media_type` is ``application/json`` or one that ends in ``+json``."""

    kind: ClassVar[str] = "json"
    value: Json
    media_type: str = "application/json"


class TextBody(Struct, frozen=True):
    """Text sent as it is, in UTF-8: plain text, XML, or JSON that must keep its very characters."""

    kind: ClassVar[str] = "text"
    text: Value
    media_type: str = "text/plain"


class BinaryBody(Struct, frozen=True):
    """The bytes of a file that the reader brings."""

    kind: ClassVar[str] = "binary"
    file: Input
    media_type: str = "application/octet-stream"


class FormPart(Struct, frozen=True):
    """One part of a multipart body (RFC 7578); `value` is a file's bytes if it is a file Input alone."""

    name: str
    value: Value
    media_type: str | None = None
    filename: str | None = None


class MultipartBody(Struct, frozen=True):
    """``multipart/form-data``; the client chooses the boundary."""

    kind: ClassVar[str] = "multipart"
    parts: tuple[FormPart, ...]
    media_type: str = "multipart/form-data"


Body = FormBody | JsonBody | TextBody | BinaryBody | MultipartBody


class Basic(Struct, frozen=True):
    """HTTP Basic credentials (RFC 7617).

    With `form_encoded`, each of the two is form-urlencoded before the base64, as OAuth 2.0 has it for
    clients (RFC 6749 §2.3.1).
    """

    username: Value
    password: Value
    form_encoded: bool = False


class Response(Struct, frozen=True):
    """A documented response: `status` is ``"200"``, ``"4XX"`` or ``"default"``; `body` an example of it.

    `description` is the status's, `summary` the example's. `example` is the example's name, empty where
    it has none. `headers` are documented ones with their example values.
    """

    status: str
    description: str = ""
    example: str = ""
    media_type: str | None = None
    body: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    summary: str = ""

    @property
    def is_success(self) -> bool:
        """Whether a sample that gets this answer has done what it should: a 2xx, or a documented 3xx."""
        return self.status[:1] in ("2", "3")


class Argument(Struct, frozen=True):
    """The value of a parameter as JSON, not yet written into its `place`: path, query, header or cookie."""

    name: str
    place: str
    value: Json


class Call(Struct, frozen=True):
    """What a client library is called with: the names that a description gives, and values by these names.

    `path` is the template, `extensions` are the operation's ``x-…`` keys that hold a text; a list of texts is
    joined by dots. `body` is the value of a JSON body, or of a form before its fields are written.
    """

    operation_id: str
    path: str
    tags: tuple[str, ...] = ()
    extensions: tuple[tuple[str, str], ...] = ()
    arguments: tuple[Argument, ...] = ()
    body: Json = None


class Request(Struct, frozen=True):
    """One HTTP request of an operation, as an example describes it.

    `operation` and `example` are the two halves of the id, fit for a file name. `url` is absolute.
    `headers` leave out ``Content-Type`` (the body has it) and the ``Authorization`` of `basic`.
    `description` is prose of the author's, in CommonMark. `stand_ins` are names that stand for the values
    that they name, such as the ``file_key`` of ``/files/file_key``, which the reader has to replace.
    `call` is the same request as a client library sees it; a recorded one has none.
    """

    operation: str
    example: str
    method: str
    url: Value
    summary: str = ""
    headers: tuple[Pair, ...] = ()
    body: Body | None = None
    basic: Basic | None = None
    responses: tuple[Response, ...] = ()
    description: str = ""
    stand_ins: tuple[str, ...] = ()
    call: Call | None = None

    @property
    def id(self) -> str:
        """``token/client_credentials``; a sample's id is the language's name, ``/`` and this."""
        return f"{self.operation}/{self.example}"

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The Inputs, each once, in the order in which the request names them."""
        return tuple(
            dict.fromkeys(part for value in self.values() for part in value if isinstance(part, Input))
        )

    @property
    def files(self) -> dict[Input, str]:
        """The name of the file that each `file` Input is read from, fit for every file system, none twice."""
        match self.body:
            case BinaryBody(file=file, media_type=media_type):
                wanted = [(file, f"{file.name.lower()}{_extension(media_type)}")]
            case MultipartBody(parts=parts):
                wanted = [
                    (piece, part.filename or f"{part.name}{_extension(part.media_type or '')}")
                    for part in parts
                    for piece in part.value
                    if isinstance(piece, Input) and piece.kind == "file"
                ]
            case _:
                return {}
        names: dict[Input, str] = {}
        for item, name in wanted:
            names.setdefault(item, _unique(_file_name(name), names.values()))
        return names

    def values(self) -> Iterator[Value]:
        """Every value of the request: of the URL, credentials, headers and body, in this order."""
        yield self.url
        if self.basic is not None:
            yield self.basic.username
            yield self.basic.password
        for _, value in self.headers:
            yield value
        match self.body:
            case FormBody(fields=fields):
                yield from (value for _, value in fields)
            case JsonBody(value=document):
                yield from json_values(document)
            case TextBody(text=text):
                yield text
            case BinaryBody(file=file):
                yield (file,)
            case MultipartBody(parts=parts):
                yield from (part.value for part in parts)


class Step(Struct, frozen=True):
    """A request of a flow, and those `outputs` of its answer that later steps use."""

    id: str
    request: Request
    outputs: tuple[StepOutput, ...] = ()


class Flow(Struct, frozen=True):
    """Requests that one program sends in their order, with values of earlier answers in later requests.

    `name` is fit for a file name. `description` is prose of the author's, in CommonMark.
    """

    name: str
    steps: tuple[Step, ...]
    summary: str = ""
    description: str = ""

    @property
    def id(self) -> str:
        """``flow/sign_in``; a sample's id is the language's name, ``/`` and this."""
        return f"flow/{self.name}"

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What the reader brings, each once, in the order in which the steps name them."""
        every = (one for step in self.steps for one in step.request.inputs)
        return tuple(dict.fromkeys(one for one in every if not isinstance(one, StepOutput)))


def split_value(value: Value, mark: str, most: int = -1) -> list[Value]:
    """`value` cut at each `mark` in its text, at `most` so often; an Input is data and never cut."""
    pieces: list[list[str | Input]] = [[]]
    for part in value:
        if isinstance(part, Input):
            pieces[-1].append(part)
            continue
        left = -1 if most < 0 else most - (len(pieces) - 1)
        first, *others = part.split(mark, left) if left else [part]
        pieces[-1].append(first)
        pieces.extend([other] for other in others)
    return [tuple(piece) for piece in pieces]


def is_printed_as_text(media_type: str | None) -> bool:
    """Whether an answer of this media type is printed as text: text, JSON, XML and forms, or nothing said."""
    if media_type is None:
        return True
    essence = media_type.partition(";")[0].strip().lower()
    kind, _, subtype = essence.partition("/")
    return kind == "text" or subtype in _TEXTS or subtype.endswith(("+json", "+xml", "+yaml"))


_TEXTS = frozenset(
    {"json", "xml", "yaml", "x-yaml", "javascript", "graphql", "x-www-form-urlencoded", "x-ndjson", "jsonl"}
)


def _extension(media_type: str) -> str:
    """``.png`` for ``image/png``; ``.bin`` where the type has no name of its own."""
    word = media_type.partition(";")[0].rpartition("/")[2].partition("+")[0]
    return f".{_EXTENSIONS.get(word, word)}" if word.isalnum() and len(word) < _LONGEST_TYPE else ".bin"


_EXTENSIONS = {"plain": "txt", "jpeg": "jpg", "mpeg": "mp3", "markdown": "md"}
_LONGEST_TYPE = 6


def _file_name(name: str) -> str:
    """The last part of a path, in letters that need no quotes in a shell."""
    last = re.split(r"[/\\]", name)[-1]
    fit = re.sub(r"[^A-Za-z0-9._-]+", "_", last).strip("._-")
    return fit or "file.bin"


def _unique(name: str, taken: Iterable[str]) -> str:
    """`name`, or ``name-2.png`` where it is taken."""
    stem, dot, extension = name.partition(".")
    others = {other.lower() for other in taken}
    numbered = (f"{stem}-{number}{dot}{extension}" for number in count(2))
    return next(one for one in chain((name,), numbered) if one.lower() not in others)


def json_values(value: Json) -> Iterator[Value]:
    """The strings with Inputs inside a JSON value, depth first."""
    if isinstance(value, tuple):
        yield value
    elif isinstance(value, dict | list):
        children: Iterable[Json] = value.values() if isinstance(value, dict) else value
        for child in children:
            yield from json_values(child)


class Parameter(Struct, frozen=True):
    """A parameter or a body property as a page lists it; `place` is path, query, header, cookie or body.

    Where a body has alternatives (``oneOf``, ``anyOf``), `only_for` names those that have the property
    and `required_for` those that require it; both are empty where that goes for all or none.
    """

    name: str
    place: str
    type: str
    required: bool
    description: str = ""
    constraints: tuple[str, ...] = ()
    only_for: tuple[str, ...] = ()
    required_for: tuple[str, ...] = ()


class Scheme(Struct, frozen=True):
    """A security scheme as a page describes it; `kind` is words such as ``HTTP Basic``."""

    name: str
    kind: str
    description: str = ""
    scopes: tuple[str, ...] = ()


class Operation(Struct, frozen=True):
    """An operation of a description; `id` is fit for a file name, `operation_id` is the author's own.

    `reasons` say why there is no request for it, or for some of its examples. `path` is the template, for
    instance ``/users/{id}``. `authentication` holds the alternatives, each with the schemes that apply
    together; an empty one means that none is needed.
    """

    id: str
    operation_id: str
    method: str
    path: str
    summary: str = ""
    description: str = ""
    deprecated: bool = False
    parameters: tuple[Parameter, ...] = ()
    requests: tuple[Request, ...] = ()
    responses: tuple[Response, ...] = ()
    reasons: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authentication: tuple[tuple[Scheme, ...], ...] = ()


class Description(Struct, frozen=True):
    """All that a description file says. `path` is the file as the user named it.

    `files` are all that it was read from; none where `path` is the only one. `faults` counts what was wrong
    in it, and mended or ignored. `notes` are lines for whoever has it read.
    """

    path: str
    title: str
    version: str
    operations: tuple[Operation, ...]
    description: str = ""
    files: tuple[str, ...] = ()
    faults: int = 0
    notes: tuple[str, ...] = ()
    flows: tuple[Flow, ...] = ()

    @property
    def requests(self) -> Iterator[Request]:
        """The requests of all operations, in the order of the file."""
        return (request for operation in self.operations for request in operation.requests)


class Refusal(Struct, frozen=True):
    """A sample that there is not: what `reason` says, the client of the language cannot send."""

    id: str
    reason: str


class Sample(Struct, frozen=True):
    """A published program: `text` is the whole file, `path` where it lies below the output folder.

    It sends the `request`, or all that the `flow` has, of which the `request` is the first.
    """

    language: str
    path: str
    text: str
    request: Request
    flow: Flow | None = None

    @property
    def id(self) -> str:
        """``go/token/client_credentials``: what reports, anchors and markers call this sample."""
        return f"{self.language}/{(self.flow or self.request).id}"
