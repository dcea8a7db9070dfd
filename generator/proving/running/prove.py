"""`Subject`s in, `Proof`s out, each as soon as it is known.

Every language's samples are built in one batch, in a thread of its own, while the samples of other
languages already run; runs go in parallel over worker processes, one kind of proof a task. The languages
take turns, so that programs that mostly wait, as some do at their end, run beside such as compute. Runs
that only wait for the sample's time-out have workers of their own.
"""

import queue
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from generator.proving.hashes import prover_hash, request_hash
from generator.proving.proof import Kind, Proof, Subject, Verdict, proof
from generator.proving.running.kinds import Origins, RunKind, Task, start_worker, work
from generator.proving.running.other_hosts import origin
from generator.proving.running.test_bed import has_name
from generator.proving.running.worker_pool import WorkerPool, result, usual_jobs
from generator.proving.sandbox.portable import Portable
from generator.proving.sandbox.process import Program
from generator.proving.sandbox.sandbox import available
from generator.proving.toolchains import Build, Missing, Toolchain, Unfinished, build, clean, find
from generator.rendering.languages.language import Language

# The longest first, so that at the end nothing long runs alone.
_RUN_KINDS: tuple[RunKind, ...] = ("any_value", "fails_loudly", "sent")
_MOST_WAITERS = 8


def prove(
    subjects: Sequence[Subject],
    languages: Mapping[str, Language],
    *,
    jobs: int | None = None,
    toolchains: Mapping[str, Toolchain | Missing] | None = None,
) -> Iterator[Proof]:
    """Prove the kinds that each subject asks for; a proof comes as soon as it is complete.

    A subject whose toolchain is missing gets a proof that says so, with the remedy; one whose linter is
    missing is proven in the other kinds. Where there is no
    sandbox, our own samples run without one, which their proofs say, and others do not run. `jobs` is
    how many samples run at once, by default three for two cores.

    Raises:
        GeneratorError: a tool fails for reasons that no sample can have.
    """
    asked = dict.fromkeys(subject.language for subject in subjects)
    found = toolchains or {name: find(languages[name]) for name in asked}
    no_sandbox = available()
    able = []
    for subject in subjects:
        toolchain = found[subject.language]
        version = "missing" if isinstance(toolchain, Missing) else toolchain.version
        if reason := _obstacle(subject, toolchain, no_sandbox):
            yield _not_run(subject, version, reason, languages[subject.language])
        else:
            able.append(subject)
    if able:
        batch = _Batch(able, languages, found, isolated=no_sandbox is None)
        for each in batch.proofs(jobs or usual_jobs()):
            yield replace(each, isolation=f"{Portable.isolation} ({no_sandbox})" if no_sandbox else "")


def _obstacle(subject: Subject, toolchain: Toolchain | Missing, no_sandbox: str | None) -> str:
    """Why a subject cannot run here; empty if it can."""
    if isinstance(toolchain, Missing):
        return f"{toolchain.what} is missing: {toolchain.remedy}"
    if no_sandbox and not subject.own:
        return f"it is not ours, and there is no sandbox to run it in: {no_sandbox}"
    _, host, _ = origin(subject.request.url)
    if not has_name(host):
        return f"{host} cannot be led to the mock; give the server a name in the description"
    return ""


def _not_run(subject: Subject, toolchain: str, reason: str, language: Language) -> Proof:
    made = proof(
        subject,
        toolchain,
        {},
        request=request_hash(subject.flow or subject.request),
        prover=prover_hash(language),
        missing=True,
    )
    return replace(made, reason=reason)


@dataclass(slots=True)
class _Open:
    """A subject whose proof is not complete: what is still awaited, and what is known."""

    subject: Subject
    awaited: set[str] = field(default_factory=set)
    verdicts: dict[Kind, Verdict] = field(default_factory=dict)


Then = Callable[[Any], Iterator[Proof]]


class _Batch:
    """One run of the pool over many subjects."""

    def __init__(
        self,
        subjects: Sequence[Subject],
        languages: Mapping[str, Language],
        toolchains: Mapping[str, Toolchain | Missing],
        *,
        isolated: bool,
    ) -> None:
        self._languages = languages
        self._isolated = isolated
        self._toolchains = {name: found for name, found in toolchains.items() if isinstance(found, Toolchain)}
        self._open = {subject.id: _Open(subject, set(subject.kinds)) for subject in subjects}
        self._published = {subject.path: subject.data for subject in subjects}
        self._waiting = _waiting(subjects, languages)
        self._origins: Origins = tuple(sorted({origin(subject.request.url) for subject in subjects}))
        self._done: queue.SimpleQueue[tuple[Future[Any], Then]] = queue.SimpleQueue()
        self._pending = 0
        self._tasks: dict[str, deque[tuple[Task, Then]]] = {}
        self._running = 0

    def proofs(self, jobs: int) -> Iterator[Proof]:
        by_language: dict[str, dict[str, bytes]] = {}
        for name, each in self._open.items():
            by_language.setdefault(each.subject.language, {})[name] = each.subject.data
            if name in self._waiting:
                each.awaited.add("time_out")
        ready = partial(start_worker, self._origins, self._isolated)
        with WorkerPool(jobs, min(_MOST_WAITERS, len(self._waiting)), len(by_language), ready) as self._pool:
            for language in sorted(by_language, key=self._is_compiled):
                self._begin(language, by_language[language])
            while self._pending:
                future, then = self._done.get()
                self._pending -= 1
                yield from then(result(future))
                # Beside what runs, as much waits, so that no process ever does.
                self._run_more(2 * jobs)

    def _is_compiled(self, language: str) -> bool:
        return "builder" in self._toolchains[language].table

    def _follow(self, future: Future[Any], then: Then) -> None:
        self._pending += 1
        future.add_done_callback(lambda done: self._done.put((done, then)))

    def _run_more(self, most: int) -> None:
        """Run tasks, each language's in its turn, as long as fewer than `most` are running."""
        while self._tasks and self._running < most:
            language = next(iter(self._tasks))
            tasks = self._tasks.pop(language)
            task, then = tasks.popleft()
            if tasks:
                self._tasks[language] = tasks
            self._running += 1
            self._follow(self._pool.run(work, self._origins, self._isolated, task), then)

    def _begin(self, language: str, sources: dict[str, bytes]) -> None:
        toolchain = self._toolchains[language]

        asked = {name: data for name, data in sources.items() if "clean" in self._open[name].subject.kinds}

        def built(builds: Mapping[str, Build]) -> Iterator[Proof]:
            for name, made in builds.items():
                yield from self._start(name, made)
            if asked and toolchain.lacking:
                reason = f"{' and '.join(toolchain.lacking)} is missing: {toolchain.remedy}"
                for name in asked:
                    yield from self._judged(name, "clean", Verdict(None, reason))
            elif asked:
                cleaned = self._pool.build(clean, toolchain, asked)
                self._follow(cleaned, lambda complaints: self._cleaned(builds, complaints))

        self._follow(self._pool.build(build, toolchain, sources), built)

    def _start(self, name: str, made: Build) -> Iterator[Proof]:
        """Run a program in all the ways that are asked for, or say why there is none."""
        each = self._open[name]
        kinds: list[RunKind] = [kind for kind in _RUN_KINDS if kind in each.subject.kinds]
        if name in self._waiting:
            kinds.append("time_out")
        if made.program is None:
            for kind in kinds:
                verdict = _not_built(made.diagnostics) if kind == "sent" else Verdict(None)
                yield from self._judged(name, kind, verdict)
            return
        program = placed_program(each.subject, made.program, self._published)
        for kind in kinds:
            self._try(name, kind, program)

    def _try(self, name: str, kind: RunKind, program: Program) -> None:
        subject = self._open[name].subject
        language = self._languages[subject.language]
        task = Task(kind, subject.request, program, language.adds, language.promises, subject.flow)

        def judged(verdict: Verdict) -> Iterator[Proof]:
            self._running -= kind != "time_out"
            yield from self._judged(name, kind, verdict)

        if kind == "time_out":
            self._follow(self._pool.wait(work, self._origins, self._isolated, task), judged)
        else:
            self._tasks.setdefault(subject.language, deque()).append((task, judged))

    def _cleaned(
        self, builds: Mapping[str, Build], complaints: Mapping[str, tuple[str, ...]]
    ) -> Iterator[Proof]:
        for name, said in complaints.items():
            lines = tuple(dict.fromkeys((*builds[name].diagnostics, *said)))
            verdict = Verdict(True) if not lines else Verdict(_blamed(lines), "\n  ".join(lines))
            yield from self._judged(name, "clean", verdict)

    def _judged(self, name: str, kind: RunKind | Kind, verdict: Verdict) -> Iterator[Proof]:
        each = self._open[name]
        each.awaited.remove(kind)
        target: Kind = "fails_loudly" if kind == "time_out" else kind
        each.verdicts[target] = _both(each.verdicts.get(target), verdict)
        if not each.awaited:
            del self._open[name]
            yield self._proof(each)

    def _proof(self, each: _Open) -> Proof:
        subject = each.subject
        return proof(
            subject,
            self._toolchains[subject.language].version,
            each.verdicts,
            request=request_hash(subject.flow or subject.request),
            prover=prover_hash(self._languages[subject.language]),
        )


def placed_program(subject: Subject, program: Program, published: Mapping[str, bytes]) -> Program:
    """The program where a reader has it: under its published name, its source and siblings beside it.

    `published` are the bytes of the samples at hand, by path; of other siblings, the names alone are there.
    """
    path = PurePosixPath(subject.path)
    sources = {name: published.get(str(path.with_name(name)), b"") for name in subject.siblings}
    sources[path.name] = subject.data
    whole = replace(program, path="samples" / path, ours=subject.own)
    own = {name for name, _ in whole.located().files}
    beside = tuple((name, source) for name, source in sources.items() if name not in own)
    return replace(whole, siblings=beside)


def _waiting(subjects: Sequence[Subject], languages: Mapping[str, Language]) -> frozenset[str]:
    """Whose time-out is tried: the first of our own samples in each language that promises one.

    It costs the ten seconds that a sample waits; our own share a template and so the time-out in it.
    """
    asked = [subject for subject in reversed(subjects) if "fails_loudly" in subject.kinds and subject.own]
    first = {subject.language: subject.id for subject in asked}
    return frozenset(name for language, name in first.items() if languages[language].promises.time_limit)


def _not_built(diagnostics: Sequence[str]) -> Verdict:
    passed = _blamed(diagnostics)
    said = "\n  ".join(diagnostics)
    return Verdict(passed, said if passed is None else f"it does not compile\n  {said}")


def _blamed(complaints: Sequence[str]) -> bool | None:
    """The verdict on what the tools complain of: None where they only did not finish."""
    return None if all(isinstance(said, Unfinished) for said in complaints) else False


def _both(one: Verdict | None, other: Verdict) -> Verdict:
    if one is None:
        return other
    passed = None if None in (one.passed, other.passed) else one.passed is other.passed is True
    reasons = [verdict.reason for verdict in (one, other) if verdict.reason]
    return Verdict(passed, "\n".join(reasons), one.runs + other.runs, one.seconds + other.seconds)
