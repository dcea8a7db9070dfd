"""What a description gives for every command: its samples, and a line for each sample that there is not."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.cli.options import remarks
from generator.model import Description, Refusal
from generator.parallel import map_shares
from generator.reading.lazy_description import LazyDescription
from generator.rendering.render import Renderer, Values, render_flows_with, render_with

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.rendering.languages.language import Language

_LEAST = 100  # operations that are worth a process


class SampleTexts(Struct, frozen=True):
    """The texts of the samples of each language by their paths, and a note for each that there is not."""

    by_language: dict[str, dict[str, str]]
    notes: tuple[str, ...]


class _Share(Struct, frozen=True):
    """The same of some operations: why they have no more samples, and what languages refuse."""

    by_language: dict[str, dict[str, str]]
    reasons: list[str]
    refusals: list[Refusal]


def sample_texts(
    description: LazyDescription, languages: "Mapping[str, Language]", values: Values
) -> SampleTexts:
    """The samples of a description, rendered by as many processes as there are cores.

    Raises:
        GeneratorError: a template is wrong.
    """
    renderers = [Renderer(language) for language in languages.values()]
    work = partial(_share, description, renderers, values)
    shares = map_shares(range(len(description)), work, _LEAST)
    by_language: dict[str, dict[str, str]] = {name: {} for name in languages}
    for share in shares:
        for name, texts in share.by_language.items():
            by_language[name] |= texts
    reasons = [reason for share in shares for reason in share.reasons]
    refused: list[Refusal] = []
    for sample in render_flows_with(renderers, description.flows, values, refused):
        by_language[sample.language][sample.path] = sample.text
    refusals = [refusal for share in shares for refusal in share.refusals] + refused
    return SampleTexts(by_language, tuple(notes(reasons, refusals, languages, description)))


def _share(
    description: LazyDescription, renderers: list[Renderer], values: Values, numbers: Sequence[int]
) -> _Share:
    """The samples of the operations with these numbers."""
    operations = description.operations(numbers)
    refusals: list[Refusal] = []
    by_language: dict[str, dict[str, str]] = {}
    requests = [request for each in operations for request in each.requests]
    for sample in render_with(renderers, requests, values, refusals):
        by_language.setdefault(sample.language, {})[sample.path] = sample.text
    reasons = [f"{each.title}: {reason}" for each in operations for reason in each.reasons]
    return _Share(by_language, reasons, refusals)


def notes(
    reasons: Iterable[str],
    refusals: Iterable[Refusal],
    languages: Iterable[str],
    description: Description | LazyDescription,
) -> Iterator[str]:
    """A line for each operation or example without a sample, then each refusal, language by language."""
    yield from (f"no sample: {reason}" for reason in reasons)
    order = list(languages)
    for refusal in sorted(refusals, key=lambda refusal: order.index(refusal.id.partition("/")[0])):
        yield f"no sample: {refusal.id}: {refusal.reason}"
    yield from remarks(description)
