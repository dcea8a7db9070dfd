"""Samples as the ``x-codeSamples`` of an operation, and where in a description its operations stand.

``x-codeSamples`` is the extension that Redoc, Scalar, Mintlify and others show beside an operation: a
list of objects with `lang`, `label` and `source`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.errors import GeneratorError
from generator.model import Description, Operation, Sample
from generator.publishing.export.nodes import Node, at
from generator.reading.source.pointers import pointer_steps
from generator.rendering import Language

KEY = "x-codeSamples"
CodeSample = dict[str, str]


@dataclass(frozen=True, slots=True)
class PlacedSamples:
    """An operation's code samples, and the `steps` to it in the file."""

    steps: tuple[str, ...]
    node: Node = field(repr=False)
    samples: tuple[CodeSample, ...] = field(repr=False)

    @property
    def existing(self) -> Any:  # noqa: ANN401 - whatever stands there
        """What the operation has below the key already; an empty list if there is nothing."""
        old = self.node.get(KEY)
        return old.plain() if old else []

    @property
    def merged(self) -> list[Any]:
        """Our samples, in the place of those of their `lang` and `label`; then those of others, in order."""
        ours = {(sample["lang"], sample["label"]) for sample in self.samples}
        others = [each for each in self.existing if (each.get("lang"), each.get("label")) not in ours]
        return [*self.samples, *others]

    def check(self, text: str, path: str) -> None:
        """Whether others' samples can stay in the description `text` at `path`.

        Raises:
            GeneratorError: the operation has ``x-codeSamples`` that are no list of objects.
        """
        existing = self.existing
        if not isinstance(existing, list) or not all(isinstance(entry, dict) for entry in existing):
            start = (self.node.get(KEY) or self.node).start
            message = f"{KEY} is no list of objects; mend or remove it"
            raise GeneratorError(message, path, text.count("\n", 0, start) + 1)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An operation that is not in the file itself; `reason` says where it is."""

    operation: Operation
    reason: str


def placed_samples(
    description: Description, languages: Mapping[str, Language], samples: Iterable[Sample], root: Node,
    *, all_examples: bool = False,
) -> tuple[list[PlacedSamples], list[Unplaced]]:  # fmt: skip
    """Each operation that has samples, with its place below `root`; and those that stand elsewhere.

    Of each language there is the sample of the first example, or else, with `all_examples`, of all, and of
    the flows that begin with the operation.
    """
    by_operation: dict[str, list[Sample]] = {}
    for sample in samples:
        by_operation.setdefault(sample.request.operation, []).append(sample)
    found: list[PlacedSamples] = []
    missing: list[Unplaced] = []
    owners: dict[int, Operation] = {}
    for operation in description.operations:
        if operation.id not in by_operation:
            continue
        steps, node = _place(root, operation)
        if node is None or node.members is None:
            missing.append(
                Unplaced(operation, "it is in another file, in an overlay, or comes from a YAML merge key")
            )
        elif id(node) in owners:
            other = owners[id(node)]
            reason = f"it is written once, for {other.method} {other.path} as well"
            missing.append(Unplaced(operation, reason))
        else:
            owners[id(node)] = operation
            own = by_operation[operation.id]
            entries = _code_samples(own if all_examples else _first_samples(own), languages)
            found.append(PlacedSamples(steps, node, tuple(entries)))
    return found, missing


def _first_samples(samples: list[Sample]) -> list[Sample]:
    """Of each language the sample of the first example."""
    first: dict[str, Sample] = {}
    for sample in samples:
        if sample.flow is None:
            first.setdefault(sample.language, sample)
    return list(first.values())


def _code_samples(samples: list[Sample], languages: Mapping[str, Language]) -> Iterable[CodeSample]:
    """One for each sample; the label names the example where there are several.

    `lang` is the language, for the first client of it, and else the client: Scalar shows one entry for each.
    """
    clients: dict[str, str] = {}
    for name, language in languages.items():
        clients.setdefault(language.fence, name)
    is_one = len({sample.id.partition("/")[2] for sample in samples}) == 1
    for sample in samples:
        language = languages[sample.language]
        name = sample.flow.summary or sample.flow.name if sample.flow else sample.request.example
        label = language.title if is_one else f"{language.title}: {name}"
        lang = language.fence if clients[language.fence] == sample.language else sample.language
        yield {"lang": lang, "label": label, "source": sample.text}


def _place(root: Node, operation: Operation) -> tuple[tuple[str, ...], Node | None]:
    """The steps to an operation and its node, through a Path Item's ``$ref`` where that is in this file."""
    steps: tuple[str, ...] = ("paths", operation.path)
    for _ in range(100):  # reading has seen that references end
        item = at(root, steps)
        reference = item.get("$ref") if item else None
        if reference is None:
            break
        if not str(reference.value).startswith("#"):
            return steps, None
        steps = tuple(pointer_steps(str(reference.value)[1:]))
    for tail in ((operation.method.lower(),), ("additionalOperations", operation.method)):
        if (node := at(root, (*steps, *tail))) is not None:
            return (*steps, *tail), node
    return steps, None
