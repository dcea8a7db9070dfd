"""A description in, its samples as files out, made by as many processes as there are cores."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path

from msgspec import Struct, field

from generator import cache
from generator.cli.options import Asked, ignored
from generator.model import Refusal
from generator.parallel import Crew, cores, crew
from generator.publishing.files import NewFolders, differences
from generator.reading.lazy_description import Made, Opened, opened
from generator.reading.source.files import File
from generator.rendering import Language, Values
from generator.rendering.render import Renderer, render_with

_LEAST = 100  # operations that are worth a process
_AT_ONCE = 10  # operations that a process takes on when it has done those before


class Part(Struct, frozen=True):
    """Samples of one language that one process made: their paths, a digest of their texts, what changed.

    Where they were only compared, `differences` says what would change, line by line.
    """

    names: tuple[str, ...]
    digest: str
    changed: int
    differences: tuple[str, ...]


class Samples(Struct, frozen=True):
    """The parts, language by language, and a note for each operation or request without a sample.

    `files` are all that the description was read from.
    """

    files: tuple[str, ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...]


class _Report(Struct, frozen=True):
    """What is told of the operations of one turn."""

    turn: int
    notes: tuple[str, ...]
    refusals: tuple[Refusal, ...]


class _Texts(Struct, frozen=True):
    """The samples of one turn: of each language, the texts by their paths."""

    turn: int
    by_language: dict[str, dict[str, str]]


class Work(Struct, frozen=True):
    """What is asked for: the samples of the description in `file`, in the languages that are `known`.

    How it is read is `asked` too. What is in `folder` is compared only if `check` is set.
    """

    file: File
    asked: Asked
    known: Callable[[], Mapping[str, Language]]
    values: Values
    folder: Path
    check: bool


@contextmanager
def done(work: Work) -> Iterator[Samples]:
    """All of it, while the processes that took part end.

    Raises:
        GeneratorError: the description or a template cannot be used; nothing is written.
        OSError: something cannot be written.
    """
    with crew() as members:
        description = opened(work.file, **work.asked)
        yield _Share(work, description, work.known()).samples(members)


class _Share(Struct, frozen=True):
    """What one process does of the `work`.

    What was `held` in memory on the way stays there as long as the share does: a process that is about to
    end need not take a million values apart, which would be a tenth of its time.
    """

    work: Work
    description: Opened
    languages: Mapping[str, Language]
    held: list[object] = field(default_factory=list)

    def samples(self, members: Crew) -> Samples:
        """What comes of it together with the others.

        Raises: as `done`.
        """
        check = self.work.check
        folders = NewFolders(self.work.folder, self.languages)
        notes: list[str] = []

        def between(words: Sequence[list[_Report]]) -> None:
            reports = sorted(chain(*words), key=lambda each: each.turn)
            notes.extend(_notes(reports, self.languages))
            notes.extend(ignored(self.description.files[0], self.description.faults))
            if not check:
                folders.begin()

        jobs = max(1, min(cores(), len(self.description) // _LEAST))
        try:
            found = members.in_two_steps(self.made, between, partial(self.written, folders), jobs)
            if not check:
                folders.end()
        finally:
            folders.abandon()
        by_turn = [parts for _, parts in sorted(chain(*found), key=lambda each: each[0])]
        by_language = zip(*by_turn, strict=True)
        return Samples(self.description.files, tuple(chain(*by_language)), tuple(notes))

    def made(self, turns: Iterator[int]) -> tuple[list[_Report], list[_Texts]]:
        """The first step: the samples of the operations whose turns this process gets."""
        made: dict[int, list[Made]] = {}
        for turn in turns:
            if not (numbers := range(len(self.description))[turn * _AT_ONCE : (turn + 1) * _AT_ONCE]):
                break
            made[turn] = self.description.made(numbers)
        renderers = [Renderer(language) for language in self.languages.values()]
        reports: list[_Report] = []
        texts: list[_Texts] = []
        for turn, operations in made.items():
            refusals: list[Refusal] = []
            by_language: dict[str, dict[str, str]] = {name: {} for name in self.languages}
            requests = (request for each in operations for request in each.requests)
            for sample in render_with(renderers, requests, self.work.values, refusals):
                by_language[sample.language][sample.path] = sample.text
            reports.append(_report(turn, operations, refusals))
            texts.append(_Texts(turn, by_language))
        self.held.extend((made, texts))
        return reports, texts

    def written(self, folders: NewFolders, made: list[_Texts]) -> list[tuple[int, list[Part]]]:
        """The second step: they are written, or compared; by turn, what came of it in each language."""
        return [
            (each.turn, [self._part(folders, texts) for texts in each.by_language.values()]) for each in made
        ]

    def _part(self, folders: NewFolders, texts: dict[str, str]) -> Part:
        check = self.work.check
        lines = tuple(differences(self.work.folder, texts)) if check else ()
        changed = 0 if check else len(folders.write(texts))
        return Part(tuple(texts), cache.fingerprint(*map(str.encode, texts.values())), changed, lines)


def _report(turn: int, made: Sequence[Made], refusals: Sequence[Refusal]) -> _Report:
    notes = tuple(f"no sample: {each.title}: {reason}" for each in made for reason in each.reasons)
    return _Report(turn, notes, tuple(refusals))


def _notes(reports: Sequence[_Report], languages: Mapping[str, Language]) -> Iterator[str]:
    """By operation, then by language, in the order of the description."""
    for report in reports:
        yield from report.notes
    for name in languages:
        for report in reports:
            own = (refusal for refusal in report.refusals if refusal.id.startswith(f"{name}/"))
            yield from (f"no sample: {refusal.id}: {refusal.reason}" for refusal in own)
