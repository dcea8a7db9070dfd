"""All candidates of an audit in, their `Trial`s out: built in batches, run in parallel, sandboxed."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any

from generator.auditing.running.candidates import Candidate
from generator.auditing.running.trial import Trial, build_reason, why_not_judged
from generator.errors import GeneratorError
from generator.proving.sandbox.process import Program
from generator.rendering import Language

_SECONDS = 10.0
_REQUIRES = re.compile(r"\brequire\(")


@dataclass(frozen=True, slots=True)
class Running:
    """How samples are to be run: the description's file, the languages, and the limit of each run.

    `server`, `fetch` and `overlays` are as in `read`.
    """

    spec: str
    languages: Mapping[str, Language] = field(repr=False)
    server: str = ""
    fetch: bool = False
    overlays: tuple[str, ...] = ()
    seconds: float = _SECONDS


@dataclass(frozen=True, slots=True)
class Ran:
    """What running gave: the trials of each sample that ran, how many ran, and why others did not."""

    trials: tuple[Trial, ...]
    ran: int
    not_run: Mapping[str, int]


def run(candidates: Sequence[Candidate], running: Running, jobs: int | None = None) -> Ran:
    """Run all candidates, each in the sandbox and nowhere else, against the mock of the description.

    Raises:
        GeneratorError: there is no sandbox here, or a tool fails for reasons that no sample can have.
    """
    require_sandbox()
    outcomes = list(_outcomes(candidates, running, jobs)) if candidates else []
    not_run = Counter(outcome for outcome in outcomes if isinstance(outcome, str))
    ran = [outcome for outcome in outcomes if not isinstance(outcome, str)]
    return Ran(tuple(chain.from_iterable(ran)), len(ran), not_run)


def require_sandbox() -> None:
    """Refuse to go on where samples of others could do harm.

    Raises:
        GeneratorError: there is no sandbox here.
    """
    from generator.proving.sandbox.sandbox import available

    if reason := available():
        raise GeneratorError(
            f"--run needs the sandbox, for the samples are not ours: {reason}; nothing was run"
        )


TrialsOrReason = list[Trial] | str


def _outcomes(
    candidates: Sequence[Candidate], running: Running, jobs: int | None
) -> Iterable[TrialsOrReason]:
    """The trials of each candidate, or the reason why they tell nothing; in order."""
    from generator.auditing.running.stage import World, become_stage
    from generator.proving.running.worker_pool import WorkerPool, usual_jobs

    world = World(
        running.spec,
        running.server,
        running.fetch,
        running.overlays,
        frozenset(chain.from_iterable(each.described for each in candidates)),
        frozenset(chain.from_iterable(each.foreign for each in candidates)),
        running.seconds,
    )
    by_language: dict[str, list[int]] = {}
    for number, each in enumerate(candidates):
        by_language.setdefault(each.language, []).append(number)
    outcomes: dict[int, TrialsOrReason] = {}
    with WorkerPool(
        min(jobs or usual_jobs(), len(candidates)), 1, len(by_language), partial(become_stage, world)
    ) as crew:
        work = _Work(crew.run, world, candidates, outcomes)
        builds = {
            crew.build(_built, running.languages.get(language), [candidates[n] for n in numbers]): numbers
            for language, numbers in by_language.items()
        }
        for future in as_completed(builds):
            work.begin(builds[future], future.result())
        work.finish()
    return [outcomes[number] for number in range(len(candidates))]


@dataclass(slots=True)
class _Work:
    """The runs that are under way, and what is known of each candidate."""

    submit: Callable[..., Future[Any]]
    world: Any
    candidates: Sequence[Candidate]
    outcomes: dict[int, TrialsOrReason]
    first: dict[int, tuple[Program, Future[Any]]] = field(default_factory=dict)

    def begin(self, numbers: Sequence[int], builds: Sequence[Program | TrialsOrReason]) -> None:
        """Start the first run of each program that there is."""
        from generator.auditing.running.stage import perform

        for number, made in zip(numbers, builds, strict=True):
            if isinstance(made, Program):
                future = self.submit(perform, self.world, made, self.candidates[number], False)
                self.first[number] = made, future
            else:
                self.outcomes[number] = made

    def finish(self) -> None:
        """Look at the first runs, start and look at the second ones, in which the answer is an error."""
        from generator.auditing.running.stage import perform
        from generator.proving.running.worker_pool import result

        second: dict[int, Future[Any]] = {}
        for number, (program, future) in self.first.items():
            candidate, seen = self.candidates[number], result(future)
            trial = Trial(candidate, seen, is_error=False)
            why = why_not_judged(candidate, seen) if not trial.misfits else ""
            self.outcomes[number] = why or [trial]
            if not why and trial.went_well:
                second[number] = self.submit(perform, self.world, program, candidate, True)
        for number, future in second.items():
            trials = self.outcomes[number]
            assert isinstance(trials, list)  # noqa: S101 (only such have a second run)
            trials.append(Trial(self.candidates[number], result(future), is_error=True))


def _built(language: Language | None, candidates: Sequence[Candidate]) -> list[Program | TrialsOrReason]:
    """A program for each candidate of one language, in one batch; or the reason why there is none."""
    from generator.proving.toolchains import Missing, build, find

    if language is None:
        return [f"is in {candidates[0].language}, which nothing here runs"] * len(candidates)
    toolchain = find(language)
    if isinstance(toolchain, Missing):
        return [f"needs {toolchain.what}: {toolchain.remedy}"] * len(candidates)
    sources = {f"{number}": each.text.encode() for number, each in enumerate(candidates)}
    builds = build(toolchain, sources)
    outcomes: list[Program | TrialsOrReason] = []
    for number, each in enumerate(candidates):
        made = builds[f"{number}"]
        if made.program is None:
            outcomes.append(build_reason(made.diagnostics))
        else:
            outcomes.append(_as_its_text_asks(each, replace(made.program, ours=False)))
    return outcomes


def _as_its_text_asks(candidate: Candidate, program: Program) -> Program:
    """A script of Node.js that uses require is a CommonJS module, which its file's name must say."""
    if candidate.language != "javascript" or not _REQUIRES.search(candidate.text):
        return program
    return replace(program, path=program.path.with_suffix(".cjs"))
