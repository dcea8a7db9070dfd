"""`Request` × `Language` → `Sample`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Literal

from msgspec.structs import replace

from generator.errors import RefusedError
from generator.model import Flow, Refusal, Request, Sample
from generator.rendering.languages.file_names import published_path
from generator.rendering.languages.language import Language
from generator.rendering.templates.template import compile_template
from generator.rendering.text.comments import Comment, comment_literal
from generator.rendering.text.json_documents import native_literal, text_literal
from generator.rendering.text.literals import (
    Code,
    Key,
    Placed,
    key_literal,
    marked_literal,
    string_literal,
    value_literal,
)
from generator.rendering.views.body_view import JsonValue
from generator.rendering.views.facts import Facts
from generator.rendering.views.flow_view import FlowView
from generator.rendering.views.inputs import with_examples, with_placeholders
from generator.rendering.views.request_view import RequestView

_MOST_STRINGS = 10_000
_AS_IT_IS = frozenset(("field", "header", "text", "url"))  # places in which fixed text is not encoded
Values = Literal["env", "placeholder", "example"]


def render(
    requests: Iterable[Request],
    languages: Iterable[Language],
    values: Values = "env",
    refusals: list[Refusal] | None = None,
) -> Iterator[Sample]:
    """The samples of all `requests` in all `languages`, by language, then in the order of the requests.

    Where a language cannot send a request as it is, the refusal joins `refusals`.

    Raises:
        GeneratorError: a template is wrong.
        RefusedError: a language cannot send a request, and there is no list of `refusals`.
    """
    return render_with(map(Renderer, languages), requests, values, refusals)


def render_with(
    renderers: "Iterable[Renderer]",
    requests: Iterable[Request],
    values: Values = "env",
    refusals: list[Refusal] | None = None,
) -> Iterator[Sample]:
    """As `render`, where there are renderers already."""
    asked = [(request, Facts(_shown(request, values))) for request in requests]
    for renderer in renderers:
        for request, facts in asked:
            try:
                text = renderer.text(facts)
            except RefusedError as refused:
                if refusals is None:
                    raise
                refusals.append(Refusal(f"{renderer.language.name}/{request.id}", refused.message))
            else:
                yield renderer.sample(request, text)


def render_flows(
    flows: Iterable[Flow],
    languages: Iterable[Language],
    values: Values = "env",
    refusals: list[Refusal] | None = None,
) -> Iterator[Sample]:
    """The samples of all `flows` in all `languages`, as `render` makes them of requests.

    Raises:
        GeneratorError: a template is wrong.
        RefusedError: a language cannot write a flow, and there is no list of `refusals`.
    """
    every = list(flows)
    return render_flows_with(map(Renderer, languages if every else ()), every, values, refusals)


def render_flows_with(
    renderers: "Iterable[Renderer]",
    flows: Sequence[Flow],
    values: Values = "env",
    refusals: list[Refusal] | None = None,
) -> Iterator[Sample]:
    """As `render_flows`, where there are renderers already."""
    for renderer in renderers:
        for flow in flows:
            try:
                yield renderer.flow(flow, values)
            except RefusedError as refused:
                if refusals is None:
                    raise
                refusals.append(Refusal(f"{renderer.language.name}/{flow.id}", refused.message))


class Renderer:
    """Renders requests in one language; its template is compiled and checked once.

    Raises:
        GeneratorError: the language's template is wrong.
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self._strings: dict[str, Code] = {}
        self._template = compile_template(language, self._literal)

    def render(self, request: Request, values: Values = "env") -> Sample:
        """The sample of `request`.

        With `values` ``env`` it reads Inputs from environment variables; ``placeholder`` shows
        ``<CLIENT_ID>`` and ``example`` the documented example inside a correct literal instead.

        Raises:
            RefusedError: the language cannot send this request, or hold a value in it.
        """
        return self.sample(request, self.text(Facts(_shown(request, values))))

    def text(self, facts: Facts) -> str:
        """The program for a request whose facts are known.

        Raises:
            RefusedError: the language cannot send this request, or hold a value in it.
        """
        view = RequestView(facts, self.language)
        if reason := self._refusal(view):
            raise RefusedError(f"{self.language.title} {reason}")
        return self._folded(self._template(view))

    def flow(self, flow: Flow, values: Values = "env") -> Sample:
        """The sample of a flow.

        Raises:
            RefusedError: the language has no program for it.
        """
        title = self.language.title
        if self.language.flow is None:
            raise RefusedError(f"{title} has no program of several requests yet")
        shown = tuple(replace(step, request=_shown(step.request, values)) for step in flow.steps)
        view = FlowView(replace(flow, steps=shown), self.language)
        refusals = (self._refusal(step.request) for step in view.steps)
        if reason := next(filter(None, refusals), "") or view.refusal():
            raise RefusedError(f"{title} {reason}")
        text = self._folded(self._flow_template(view))
        path = published_path(self.language, flow.id)
        return Sample(self.language.name, path, text, flow.steps[0].request, flow)

    @cached_property
    def _flow_template(self) -> Callable[[FlowView], str]:
        return compile_template(self.language, self._literal, "flow")

    def _refusal(self, view: RequestView) -> str:
        """Why the language cannot send a request; empty if it can."""
        found = (each.reason for each in self.language.refusals if view.states(each.fact))
        return next(found, "")

    def _folded(self, text: str) -> str:
        if not self.language.layout:
            return text
        from generator.rendering.text.line_wrapping import folded_text

        return folded_text(text, self.language.layout)

    def sample(self, request: Request, text: str) -> Sample:
        """The sample of `request` with the program `text`."""
        return Sample(self.language.name, published_path(self.language, request.id), text, request)

    def _literal(self, value: Any, indent: str) -> Code:  # noqa: ANN401
        """Program text for whatever an expression of a template yields."""
        code = self._code(value, indent)
        if isinstance(value, JsonValue) and value.is_native:
            return code
        if self.language.layout and not isinstance(value, Code | Comment | Key | int):
            return marked_literal(code)
        return code

    def _string(self, text: str) -> Code:
        """A string literal; most texts of most samples are the same few."""
        literal = self._strings.get(text)
        if literal is None:
            literal = string_literal(text, self.language.strings)
            if len(self._strings) < _MOST_STRINGS:
                self._strings[text] = literal
        return literal

    def _code(self, value: Any, indent: str) -> Code:  # noqa: ANN401
        if isinstance(value, Placed):
            text = value.value[0] if len(value.value) == 1 and value.place in _AS_IT_IS else None
            if isinstance(text, str):
                return self._string(text)
            return value_literal(value, self.language, indent)
        match value:
            case Code():
                return Code(value.replace("\n", "\n" + indent))
            case Key():
                return key_literal(value, self.language)
            case str():
                return self._string(value)
            case JsonValue(is_native=True):
                return native_literal(value.value, self.language, indent, is_spread=value.is_spread)
            case JsonValue():
                return text_literal(value.value, self.language, indent, value.text)
            case Comment():
                return comment_literal(value, self.language)
            case int():
                return Code(value)
        raise TypeError(f"a {type(value).__name__}, which is no value")


def _shown(request: Request, values: Values) -> Request:
    """The request as its sample shows it."""
    match values:
        case "placeholder":
            return with_placeholders(request)
        case "example":
            return with_examples(request)
    return request
