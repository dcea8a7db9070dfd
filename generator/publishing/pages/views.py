"""What a page template sees of an operation: values in the order and grouping of the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby

from generator.model import Body, Input, Operation, Parameter, Request, Response, Sample, Scheme
from generator.proving.ledger import Entry
from generator.publishing.pages.security_notes import Note, security_notes
from generator.publishing.pages.stamps import Stamps
from generator.reading.document.prose import first_sentence
from generator.rendering import Language


@dataclass(frozen=True, slots=True)
class SampleView:
    """A sample under its tab: `title` and `fence` are the language's; `stamp` is None if it was not run."""

    id: str
    title: str
    fence: str
    text: str
    stamp: Entry | None


@dataclass(frozen=True, slots=True)
class ExampleView:
    """One request of the operation in every language. `description` is CommonMark."""

    id: str
    name: str
    title: str
    description: str
    inputs: tuple[Input, ...]
    samples: tuple[SampleView, ...]


@dataclass(frozen=True, slots=True)
class StatusView:
    """The answers with one status: `phrase` is HTTP's own name for it, `examples` those with a body."""

    status: str
    phrase: str
    description: str
    headers: tuple[tuple[str, str], ...]
    media_types: tuple[str, ...]
    examples: tuple[Response, ...]


@dataclass(frozen=True, slots=True)
class OperationView:
    """An operation, whole. `url` is the address with the path's template in it, where it is known."""

    id: str
    title: str
    method: str
    path: str
    url: str
    description: str
    deprecated: bool
    reasons: tuple[str, ...]
    tags: tuple[str, ...]
    authentication: tuple[tuple[Scheme, ...], ...]
    parameters: tuple[Parameter, ...]
    media_types: tuple[str, ...]
    examples: tuple[ExampleView, ...]
    statuses: tuple[StatusView, ...]
    errors: tuple[Response, ...]
    notes: tuple[Note, ...]


def operation_view(
    operation: Operation,
    samples: Mapping[str, Iterable[Sample]],
    languages: Mapping[str, Language],
    stamps: Stamps,
) -> OperationView:
    """The view of `operation`; `samples` are those of each request, by its id."""
    requests = operation.requests
    whole = operation.summary or first_sentence(operation.description)
    bodies: list[Body] = [request.body for request in requests if request.body is not None]
    return OperationView(
        id=operation.id,
        title=operation.summary or f"{operation.method} {operation.path}",
        method=operation.method,
        path=operation.path,
        url=_address(operation),
        description=operation.description,
        deprecated=operation.deprecated,
        reasons=operation.reasons,
        tags=operation.tags,
        authentication=operation.authentication,
        parameters=operation.parameters,
        media_types=tuple(dict.fromkeys(body.media_type for body in bodies)),
        examples=tuple(
            example_view(request, samples[request.id], languages, stamps, whole=whole) for request in requests
        ),
        statuses=tuple(_statuses(operation.responses)),
        errors=tuple(each for each in operation.responses if not each.is_success and each.example),
        notes=security_notes(operation),
    )


def example_view(
    request: Request,
    samples: Iterable[Sample],
    languages: Mapping[str, Language],
    stamps: Stamps,
    whole: str = "",
) -> ExampleView:
    """The view of one request; its title is its summary, unless that only repeats the operation's."""
    return ExampleView(
        id=request.id,
        name=request.example,
        title=request.summary if request.summary and request.summary != whole else "",
        description=request.description,
        inputs=request.inputs,
        samples=tuple(
            SampleView(
                sample.id,
                languages[sample.language].title,
                languages[sample.language].fence,
                sample.text,
                stamps.of(sample),
            )
            for sample in samples
        ),
    )


def _address(operation: Operation) -> str:
    """Server and path, the path as a template; the path alone where no request tells the server.

    A parameter in a path has no slash in its value, so that the path is as many segments of the address.
    """
    for request in operation.requests[:1]:
        pieces = (f"{{{part.name}}}" if isinstance(part, Input) else part for part in request.url)
        url = "".join(pieces).partition("?")[0]
        server = url.rsplit("/", operation.path.count("/"))[0]
        if server.partition("://")[2]:
            return server + operation.path
    return operation.path


def _statuses(responses: Iterable[Response]) -> Iterable[StatusView]:
    for status, group in groupby(responses, key=lambda each: each.status):
        each = tuple(group)
        yield StatusView(
            status=status,
            phrase=_phrase(status),
            description=each[0].description,
            headers=each[0].headers,
            media_types=tuple(dict.fromkeys(one.media_type for one in each if one.media_type)),
            examples=tuple(one for one in each if one.body is not None),
        )


def _phrase(status: str) -> str:
    """The reason phrase of a status (RFC 9110 §15); of a range such as ``4XX``, what it means."""
    if status == "default":
        return "Any other status"
    if not status.isdigit():
        return _CLASSES.get(status[:1], "")
    try:
        return HTTPStatus(int(status)).phrase
    except ValueError:
        return _CLASSES.get(status[:1], "")


_CLASSES = {
    "1": "Informational",
    "2": "Success",
    "3": "Redirection",
    "4": "Client error",
    "5": "Server error",
}
