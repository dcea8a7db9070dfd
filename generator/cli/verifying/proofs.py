"""Samples in, their proofs out: those that the ledger has, and those that are run now, which it gets."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.errors import GeneratorError

if TYPE_CHECKING:
    from generator.cli.project import Project
    from generator.cli.reports.text import VerifyReport
    from generator.model import Sample
    from generator.proving.ledger import Entry
    from generator.proving.proof import Proof, Subject
    from generator.proving.toolchains import Missing, Toolchain

    Toolchains = Mapping[str, Toolchain | Missing]
    Proving = Callable[[Sequence[Subject], Toolchains], Iterable[Proof]]

# So many samples are compiled and run before the next: memory stays flat in their number.
_BATCH = 400
_KEEP_SECONDS = 15.0


def verified(
    project: "Project",
    rendered: "Sequence[Sample]",
    others: "Project",
    folder: Path | None,
    shard: tuple[int, int],
    everything: bool,
    proving: "Proving",
) -> "VerifyReport":
    """A report on the `rendered` samples, or on the files in `folder` that stand for them.

    `others` is the project with all languages, `shard` which part of how many is to be proven;
    with `everything`, no earlier proof counts.

    Raises:
        GeneratorError: there is nothing to prove, or the ledger or a file cannot be read.
    """
    from generator.cli.reports.text import VerifyReport
    from generator.proving import ledger

    subjects = subjects_of(rendered, others, folder)[shard[0] - 1 :: shard[1]]
    place = ledger.ledger_path(project.description.path)
    entries = ledger.read_ledger(place)
    own = {subject.id for subject in subjects if subject.own}
    ids = {sample.id for sample in rendered}
    gone = {name for name in entries if name.partition("/")[0] in project.languages and name not in ids}

    def keep(proofs: Sequence["Proof"]) -> None:
        _record(place, [proof for proof in proofs if proof.sample_id in own], gone)

    proofs = _proofs(project, subjects, {} if everything else entries, proving, keep)
    isolation = next((proof.isolation for proof in proofs if proof.isolation), "")
    sources = {subject.id: subject.data for subject in subjects}
    return VerifyReport(tuple(proofs), isolation, len(rendered) - len(subjects), sources)


def subjects_of(rendered: Sequence["Sample"], others: "Project", folder: Path | None) -> list["Subject"]:
    """What is to be judged: our own samples, or the files in `folder`, whoever wrote them.

    `others` has all languages, so that a file of one that was not asked for is not taken for a stranger.
    """
    from generator.proving.proof import Subject, among_siblings

    description = others.description
    if not rendered:
        raise GeneratorError("no operation has a sample, so there is nothing to prove", description.path)
    if folder is None:
        return among_siblings([Subject.of(sample) for sample in rendered], (each.path for each in rendered))
    from generator.cli.verifying.sample_files import read_sample_files
    from generator.model import Flow, Request
    from generator.rendering.languages.file_names import published_path

    paths = {
        published_path(language, asked.id)
        for language in others.languages.values()
        for asked in chain[Request | Flow](description.requests, description.flows)
    }
    found = list(read_sample_files(folder, {sample.path: sample for sample in rendered}, paths))
    return among_siblings(found, (subject.path for subject in found))


def _proofs(
    project: "Project",
    subjects: Sequence["Subject"],
    entries: Mapping[str, "Entry"],
    proving: "Proving",
    keep: Callable[[Sequence["Proof"]], None],
) -> list["Proof"]:
    """The proofs in the order of the subjects; only those run that no entry of the ledger spares.

    New ones go to `keep` every now and then, and when the run ends, be it by an interrupt: the next run
    goes on from there.
    """
    from generator.cli.reports.progress import watched
    from generator.proving.toolchains import find

    asked = dict.fromkeys(subject.language for subject in subjects)
    toolchains = {name: find(project.languages[name]) for name in asked}
    known = spared(project, subjects, entries, toolchains)
    fresh = [subject for subject in subjects if subject.id not in known]
    keep(list(known.values()))
    if fresh:
        batches = (fresh[start : start + _BATCH] for start in range(0, len(fresh), _BATCH))
        proofs = chain.from_iterable(proving(batch, toolchains) for batch in batches)
        with closing(_kept(proofs, keep)) as kept:
            for proof in watched(kept, len(fresh)):
                known[proof.sample_id] = proof
    return [known[subject.id] for subject in subjects]


def spared(
    project: "Project",
    subjects: Sequence["Subject"],
    entries: Mapping[str, "Entry"],
    toolchains: "Toolchains",
) -> dict[str, "Proof"]:
    """The proofs, by sample, that need not be repeated."""
    from generator.proving.hashes import prover_hash
    from generator.proving.ledger import earlier
    from generator.proving.toolchains import Missing

    known: dict[str, Proof] = {}
    for subject in subjects:
        found = toolchains[subject.language]
        if not isinstance(found, Missing):
            prover = prover_hash(project.languages[subject.language])
            if proof := earlier(entries, subject, found.version, prover):
                known[subject.id] = proof
    return known


def proving_with(
    project: "Project", templates: tuple[Path, ...], jobs: int | None, scheduler: str | None
) -> "Proving":
    """What proves a batch: this machine, or the workers of a Dask scheduler."""
    if scheduler is not None:
        from generator.proving.running.scheduled import dask_client, prove_on

        executor = dask_client(scheduler).get_executor(pure=False)  # type: ignore[no-untyped-call]
        return lambda batch, _: prove_on(executor, batch, templates)

    def here(batch: Sequence["Subject"], toolchains: "Toolchains") -> Iterator["Proof"]:
        from generator.proving.running.prove import prove  # brings in the mock and the sandbox

        return prove(batch, project.languages, jobs=jobs, toolchains=toolchains)

    return here


def _kept(
    proofs: Iterable["Proof"], keep: Callable[[Sequence["Proof"]], None]
) -> Generator["Proof", None, None]:
    new: list[Proof] = []
    since = time.monotonic()
    try:
        for proof in proofs:
            new.append(proof)
            yield proof
            if time.monotonic() - since > _KEEP_SECONDS:
                keep(new)
                new, since = [], time.monotonic()
    finally:
        if new:
            keep(new)


def _record(place: Path, proofs: Sequence["Proof"], gone: set[str]) -> None:
    """Keep the proofs; where that cannot be, say so, for the proofs are true all the same."""
    from generator.proving.ledger import record

    if gone or any(not proof.since for proof in proofs):
        try:
            record(place, proofs, gone, datetime.now(UTC).date())
        except GeneratorError as error:
            click.echo(f"the proofs are not kept: {error}", err=True)
