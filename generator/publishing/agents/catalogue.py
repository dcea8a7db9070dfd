"""The operations of a description and their samples, each with its proof, for a program that asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.errors import GeneratorError
from generator.model import Description, Flow, Refusal, Request
from generator.proving.ledger import Entry
from generator.publishing.pages.stamps import Stamps
from generator.rendering import Language, Values, render
from generator.rendering.render import render_flows
from generator.text import quoted_value, suggestion


@dataclass(frozen=True)
class RequestEntry:
    """One request of an operation: the `id` to ask for, and the environment variables that a sample reads."""

    id: str
    summary: str
    variables: list[str]


@dataclass(frozen=True)
class OperationEntry:
    """An operation and its requests; `no_sample` says why there are none, or not all."""

    id: str
    summary: str
    method: str
    path: str
    deprecated: bool
    requests: list[RequestEntry]
    no_sample: list[str]


@dataclass(frozen=True)
class FlowEntry:
    """A program of several requests: the `id` to ask for, its steps, and what it reads."""

    id: str
    summary: str
    steps: list[str]
    variables: list[str]


@dataclass(frozen=True)
class SampleEntry:
    """A sample. `proof` says what ran these very bytes, or that nothing has; it comes before the `code`."""

    id: str
    proven: bool
    proof: str
    language: str
    variables: list[str]
    code: str


class Catalogue:
    """What there is of one description in some `languages`.

    The ledger is read for each sample, so that what `wireproof verify` proves meanwhile counts.
    """

    def __init__(
        self, description: Description, languages: Mapping[str, Language], values: Values = "env"
    ) -> None:
        self._description = description
        self._languages = languages
        self._values = values
        self._asked: dict[str, Request | Flow] = {request.id: request for request in description.requests}
        self._asked |= {flow.id: flow for flow in description.flows}

    @property
    def languages(self) -> list[str]:
        """The names of the languages."""
        return list(self._languages)

    def operations(self, words: str = "") -> list[OperationEntry]:
        """The operations that have all of `words` in their id, path, summary, description or tags."""
        wanted = words.casefold().split()
        return [
            OperationEntry(
                each.id,
                each.summary,
                each.method,
                each.path,
                each.deprecated,
                [RequestEntry(one.id, one.summary, _variables(one)) for one in each.requests],
                list(each.reasons),
            )
            for each in self._description.operations
            if all(word in _text(each) for word in wanted)
        ]

    def flows(self) -> list[FlowEntry]:
        """The programs of several requests."""
        return [
            FlowEntry(
                each.id,
                each.summary,
                [step.request.summary or step.id for step in each.steps],
                _variables(each),
            )
            for each in self._description.flows
        ]

    def sample(self, request: str, language: str) -> SampleEntry:
        """The sample of a request, or of a flow, in a language.

        Raises:
            GeneratorError: there is no such request or language, or the language cannot send the request.
        """
        if request not in self._asked:
            raise _missing("request", request, self._asked, "list_operations and list_flows have the ids")
        if language not in self._languages:
            raise _missing("language", language, self._languages, f"there are {', '.join(self.languages)}")
        found, chosen = self._asked[request], self._languages[language]
        refusals: list[Refusal] = []
        if isinstance(found, Flow):
            samples = list(render_flows([found], [chosen], self._values, refusals))
        else:
            samples = list(render([found], [chosen], self._values, refusals))
        if not samples:
            raise GeneratorError(f"no sample: {refusals[0].id}: {refusals[0].reason}")
        entry = Stamps(self._description.path).of(samples[0])
        return SampleEntry(
            samples[0].id, entry is not None, _proof(entry), chosen.title, _variables(found), samples[0].text
        )


def _text(operation: object) -> str:
    names = ("id", "method", "path", "summary", "description", "tags")
    return " ".join(str(getattr(operation, name)) for name in names).casefold()


def _variables(request: Request | Flow) -> list[str]:
    return [each.name for each in request.inputs if each.kind == "text"]


def _missing(kind: str, name: str, known: Iterable[str], otherwise: str) -> GeneratorError:
    return GeneratorError(f"there is no {kind} {quoted_value(name)}; {suggestion(name, known) or otherwise}")


def _proof(entry: Entry | None) -> str:
    if entry is None:
        return "NOT PROVEN: this sample has not been run. Say so to whoever gets it."
    said = f"Proven on {entry.date} with {entry.toolchain}."
    if entry.answered_by:
        said += f" {entry.answered_by} answered it as documented on {entry.answered_on}."
    return said
