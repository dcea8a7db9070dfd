"""An opened description in, its samples as files out, made by as many processes as there are cores."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from generator import cache
from generator.model import Refusal
from generator.publishing.files import NewFolders, differences
from generator.publishing.shares import in_two_steps
from generator.reading.opened import Identity, Made, Opened
from generator.rendering import Language, Values, render

_LEAST = 100  # operations that are worth a process


class Part(Struct, frozen=True):
    """Samples of one language that one process made: their paths, a digest of their texts, what changed.

    Where they were only compared, `differences` says what would change, line by line.
    """

    names: tuple[str, ...]
    digest: str
    changed: int
    differences: tuple[str, ...]


class Samples(Struct, frozen=True):
    """The parts, language by language, and a note for each operation or request without a sample."""

    parts: tuple[Part, ...]
    notes: tuple[str, ...]


class _Report(Struct, frozen=True):
    """What must be known of every share before anything is written."""

    identities: tuple[Identity, ...]
    notes: tuple[str, ...]
    refusals: tuple[Refusal, ...]


class Work(Struct, frozen=True):
    """The samples of `opened` in `languages` for `folder`, to be compared only if `check` is set.

    What was `held` in memory on the way stays there as long as the work does: a process that is about to
    end need not take a million values apart, which would be a tenth of its time.
    """

    opened: Opened
    languages: Mapping[str, Language]
    values: Values
    folder: Path
    check: bool
    held: list[object] = field(default_factory=list)

    def done(self) -> Samples:
        """What came of it.

        Raises:
            GeneratorError: two samples have one id, or a template is wrong; nothing is written.
            OSError: something cannot be written.
        """
        folders = NewFolders(self.folder, self.languages)
        notes: list[str] = []

        def first(numbers: Sequence[int]) -> tuple[_Report, list[dict[str, str]]]:
            made = self.opened.made(numbers)
            texts, refusals = self._rendered(made)
            self.held.extend((made, texts))
            return _report(made, refusals), texts

        def between(reports: Sequence[_Report]) -> None:
            self.opened.check(identity for report in reports for identity in report.identities)
            notes.extend(self._notes(reports))
            if not self.check:
                folders.begin()

        def second(texts: list[dict[str, str]]) -> list[Part]:
            return [self._part(folders, of_one_language) for of_one_language in texts]

        try:
            shares = in_two_steps(range(len(self.opened)), first, between, second, _LEAST)
            if not self.check:
                folders.end()
        finally:
            folders.abandon()
        by_language = zip(*shares, strict=True)
        return Samples(tuple(part for parts in by_language for part in parts), tuple(notes))

    def _rendered(self, made: Iterable[Made]) -> tuple[list[dict[str, str]], list[Refusal]]:
        """The texts of each language by their paths, and what there is no text of."""
        refusals: list[Refusal] = []
        texts: dict[str, dict[str, str]] = {name: {} for name in self.languages}
        requests = (request for each in made for request in each.requests)
        for sample in render(requests, self.languages.values(), self.values, refusals):
            texts[sample.language][sample.path] = sample.text
        return list(texts.values()), refusals

    def _part(self, folders: NewFolders, texts: dict[str, str]) -> Part:
        lines = tuple(differences(self.folder, texts)) if self.check else ()
        changed = 0 if self.check else len(folders.write(texts))
        return Part(tuple(texts), cache.digest(*map(str.encode, texts.values())), changed, lines)

    def _notes(self, reports: Sequence[_Report]) -> list[str]:
        """By operation, then by language, in the order of the description."""
        notes = [note for report in reports for note in report.notes]
        for name in self.languages:
            refusals = (refusal for report in reports for refusal in report.refusals)
            own = (refusal for refusal in refusals if refusal.id.startswith(f"{name}/"))
            notes += [f"no sample: {refusal.id}: {refusal.reason}" for refusal in own]
        return notes


def _report(made: Sequence[Made], refusals: Sequence[Refusal]) -> _Report:
    notes = tuple(f"no sample: {each.title}: {reason}" for each in made for reason in each.reasons)
    return _Report(tuple(each.identity for each in made), notes, tuple(refusals))
