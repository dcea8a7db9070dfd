"""What the template of a flow's page sees: the steps in order, each with its part of the program."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from textwrap import dedent

from generator.model import Flow, Sample, Step
from generator.publishing.pages.stamps import Stamps
from generator.publishing.pages.views import ExampleView, SampleView, example_view
from generator.rendering import Language


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One step: what it does, the request that it sends, and its part of the program in each language."""

    number: int
    title: str
    method: str
    url: str
    parts: tuple[SampleView, ...]


@dataclass(frozen=True, slots=True)
class FlowPage:
    """A flow, whole: its steps, and as `example` the program to copy."""

    id: str
    title: str
    description: str
    steps: tuple[FlowStep, ...]
    example: ExampleView


def flow_view(
    flow: Flow, samples: Iterable[Sample], languages: Mapping[str, Language], stamps: Stamps
) -> FlowPage:
    """The view of `flow`; `samples` are its programs."""
    first = example_view(flow.steps[0].request, samples, languages, stamps)
    whole = replace(first, id=flow.id, name=flow.name, title="", description="", inputs=flow.inputs)
    steps = enumerate(flow.steps, start=1)
    return FlowPage(
        id=flow.id,
        title=flow.summary or flow.name,
        description=flow.description,
        steps=tuple(_step_view(number, step, whole.samples, languages) for number, step in steps),
        example=whole,
    )


def _step_view(
    number: int, step: Step, samples: Iterable[SampleView], languages: Mapping[str, Language]
) -> FlowStep:
    url = "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in step.request.url)
    parts = []
    for sample in samples:
        language = languages[sample.id.partition("/")[0]]
        parts.append(replace(sample, text=part_of(sample.text, number, language)))
    title = step.request.summary or f"{step.request.method} {step.id}"
    return FlowStep(number, title, step.request.method, url, tuple(parts))


def part_of(text: str, number: int, language: Language) -> str:
    """The lines of a program that belong to a step.

    They begin with the comment that has its number, and end before the next one, or where the code is less
    indented.
    """
    mark = re.escape(language.comment.line.partition("{")[0].strip())
    lines = text.split("\n")
    starts = [at for at, line in enumerate(lines) if re.match(rf"\s*{mark} \d+\. ", line)]
    begin = starts[number - 1]
    indent = _indent(lines[begin])
    end = starts[number] if number < len(starts) else len(lines)
    outside = (at for at in range(begin, end) if lines[at].strip() and _indent(lines[at]) < indent)
    return dedent("\n".join(lines[begin : next(outside, end)])).strip("\n") + "\n"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
