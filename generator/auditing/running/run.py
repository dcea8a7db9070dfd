"""All candidates of an audit in, what their runs found out: built in batches, run in parallel, sandboxed."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any, get_args

from generator.auditing.rules.catalogue import catalogue
from generator.auditing.running.candidates import Candidate
from generator.auditing.understanding.call import Fault
from generator.errors import GeneratorError
from generator.findings import Finding, Severity
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
    """What running gave: each finding with the text of its line, how many ran, and why others did not."""

    findings: tuple[tuple[Finding, str], ...]
    ran: int
    not_run: Mapping[str, int]


def run(candidates: Sequence[Candidate], running: Running, jobs: int | None = None) -> Ran:
    """Run all candidates, each in the sandbox and nowhere else, against the mock of the description.

    Raises:
        GeneratorError: there is no sandbox here, or a tool fails for reasons that no sample can have.
    """
    require_sandbox()
    findings: list[tuple[Finding, str]] = []
    not_run: Counter[str] = Counter()
    ran = 0
    for candidate, outcome in _outcomes(candidates, running, jobs) if candidates else ():
        if isinstance(outcome, str):
            not_run[outcome] += 1
            continue
        ran += 1
        for fault in outcome:
            finding, row = _finding(candidate, fault)
            if not finding.rule.startswith(tuple(candidate.ignored) or ("-",)):
                findings.append((finding, row))
    return Ran(tuple(findings), ran, not_run)


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


Outcome = list[Fault] | str


def _outcomes(
    candidates: Sequence[Candidate], running: Running, jobs: int | None
) -> Iterable[tuple[Candidate, Outcome]]:
    """Each candidate with its faults, or with the reason why it did not run; in order."""
    from generator.auditing.running.stage import World, begin
    from generator.proving.running.worker_pool import Crew, usual_jobs

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
    outcomes: dict[int, Outcome] = {}
    with Crew(min(jobs or usual_jobs(), len(candidates)), 1, len(by_language), partial(begin, world)) as crew:
        work = _Work(crew.run, world, candidates, outcomes)
        builds = {
            crew.build(_built, running.languages.get(language), [candidates[n] for n in numbers]): numbers
            for language, numbers in by_language.items()
        }
        for future in as_completed(builds):
            work.begin(builds[future], future.result())
        work.finish()
    return [(each, outcomes[number]) for number, each in enumerate(candidates)]


@dataclass(slots=True)
class _Work:
    """The runs that are under way, and what is known of each candidate."""

    submit: Callable[..., Future[Any]]
    world: Any
    candidates: Sequence[Candidate]
    outcomes: dict[int, Outcome]
    first: dict[int, tuple[Program, Future[Any]]] = field(default_factory=dict)

    def begin(self, numbers: Sequence[int], builds: Sequence[Program | Outcome]) -> None:
        """Start the first run of each program that there is."""
        from generator.auditing.running.stage import perform

        for number, made in zip(numbers, builds, strict=True):
            if isinstance(made, Program):
                future = self.submit(perform, self.world, made, self.candidates[number], False)
                self.first[number] = made, future
            else:
                self.outcomes[number] = made

    def finish(self) -> None:
        """Judge the first runs, start and judge the second ones, in which the answer is an error."""
        from generator.auditing.running.stage import perform
        from generator.auditing.running.verdicts import error_faults, success_faults
        from generator.proving.running.worker_pool import result

        second: dict[int, Future[Any]] = {}
        for number, (program, future) in self.first.items():
            candidate = self.candidates[number]
            outcome = self.outcomes[number] = success_faults(candidate, result(future))
            if isinstance(outcome, list) and all(fault.rule == "WP706" for fault in outcome):
                second[number] = self.submit(perform, self.world, program, candidate, True)
        for number, future in second.items():
            known = self.outcomes[number]
            assert isinstance(known, list)  # noqa: S101 (only such have a second run)
            known += error_faults(self.candidates[number], result(future))


def _built(language: Language | None, candidates: Sequence[Candidate]) -> list[Program | Outcome]:
    """A program for each candidate of one language, in one batch; or its faults, or a reason."""
    from generator.auditing.running.verdicts import build_faults
    from generator.proving.toolchains import Missing, build, find

    if language is None:
        return [f"is in {candidates[0].language}, which nothing here runs"] * len(candidates)
    toolchain = find(language)
    if isinstance(toolchain, Missing):
        return [f"needs {toolchain.what}: {toolchain.remedy}"] * len(candidates)
    sources = {f"{number}": each.text.encode() for number, each in enumerate(candidates)}
    builds = build(toolchain, sources)
    outcomes: list[Program | Outcome] = []
    for number, each in enumerate(candidates):
        made = builds[f"{number}"]
        if made.program is None:
            outcomes.append(build_faults(each, made.diagnostics))
        else:
            outcomes.append(_as_its_text_asks(each, replace(made.program, ours=False)))
    return outcomes


def _as_its_text_asks(candidate: Candidate, program: Program) -> Program:
    """A script of Node.js that uses require is a CommonJS module, which its file's name must say."""
    if candidate.language != "javascript" or not _REQUIRES.search(candidate.text):
        return program
    return replace(program, path=program.path.with_suffix(".cjs"))


def _finding(candidate: Candidate, fault: Fault) -> tuple[Finding, str]:
    rule = catalogue()[fault.rule]
    severity: Severity = next((item for item in get_args(Severity) if item == fault.severity), rule.severity)
    index = min(max(fault.line, 0), len(candidate.lines) - 1)
    finding = Finding(
        fault.rule, severity, fault.message, candidate.path, candidate.lines[index], None, fault.fix
    )
    return finding, candidate.rows[index]
