"""What a page template sees of an operation: values in the order and grouping of the page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby

from generator.model import Body, Input, Operation, Parameter, Request, Response, Sample, Scheme
from generator.proving.ledger import Entry
from generator.publishing.pages.security_notes import Note, is_discouraged, security_notes
from generator.publishing.pages.stamps import Stamps
from generator.reading.document.prose import first_sentence
from generator.rendering import Language


@dataclass(frozen=True, slots=True)
class SampleView:
    """A sample: `title`, `client` and `fence` are its language's; `stamp` is None if it was not run."""

    id: str
    title: str
    client: str
    fence: str
    text: str
    stamp: Entry | None


@dataclass(frozen=True, slots=True)
class TabView:
    """A tab: one sample, or several (`is_group`) of one language's clients, which are tabs inside it."""

    title: str
    samples: tuple[SampleView, ...]
    is_group: bool


@dataclass(frozen=True, slots=True)
class ExampleView:
    """One request of the operation in every language. `description` is CommonMark.

    `samples` are in the order of the languages; `tabs` has the same samples, grouped. It `has_heading` unless
    it is the only one and has no title of its own.
    """

    id: str
    name: str
    title: str
    description: str
    inputs: tuple[Input, ...]
    samples: tuple[SampleView, ...]
    tabs: tuple[TabView, ...]
    has_heading: bool


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
class OperationPage:
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
) -> OperationPage:
    """The view of `operation`; `samples` are those of each request, by its id.

    Requests that must not be used in new programs come last.
    """
    requests = sorted(operation.requests, key=is_discouraged)
    whole = operation.summary or first_sentence(operation.description)
    bodies: list[Body] = [request.body for request in requests if request.body is not None]
    return OperationPage(
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
            example_view(request, samples[request.id], languages, stamps, whole=whole, among=len(requests))
            for request in requests
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
    among: int = 1,
) -> ExampleView:
    """The view of one request; its title is its summary, unless that only repeats the operation's.

    `languages` are those of the page: clients of one language share a tab where the page has several. The
    request is one `among` so many of its operation.
    """
    title = request.summary if request.summary and request.summary != whole else ""
    views = {
        sample.language: SampleView(
            sample.id,
            languages[sample.language].title,
            languages[sample.language].client,
            languages[sample.language].fence,
            sample.text,
            stamps.of(sample),
        )
        for sample in samples
    }
    return ExampleView(
        id=request.id,
        name=request.example,
        title=title,
        description=request.description,
        inputs=request.inputs,
        samples=tuple(views.values()),
        tabs=tuple(_tabs(views, languages)),
        has_heading=bool(title) or among > 1,
    )


def _tabs(views: Mapping[str, SampleView], languages: Mapping[str, Language]) -> Iterator[TabView]:
    """The tabs of the samples in `views`, by language, in the order of their first samples."""
    sizes = Counter(language.group for language in languages.values())
    tabs: dict[str, list[SampleView]] = {}
    shared = {name for name in views if languages[name].group and sizes[languages[name].group] > 1}
    for name, view in views.items():
        tabs.setdefault(languages[name].group if name in shared else view.title, []).append(view)
    return (TabView(title, tuple(members), len(members) > 1) for title, members in tabs.items())


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
