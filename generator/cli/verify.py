"""``wireproof verify``: run the samples of a description and prove every published byte."""

import glob
import os
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import languages_option, spec_argument, templates_option
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from generator.cli.project import Project
    from generator.cli.reports import Report
    from generator.model import Sample
    from generator.proving.ledger import Entry
    from generator.proving.proof import Proof, Subject
    from generator.proving.toolchains import Missing, Toolchain
    from generator.rendering import Language

    Toolchains = Mapping[str, Toolchain | Missing]
    Proving = Callable[[Sequence[Subject], Toolchains], Iterable[Proof]]

_FILE = click.Path(path_type=Path, dir_okay=False)
# So many samples are compiled and run before the next: memory stays flat in their number.
_BATCH = 400
_KEEP_SECONDS = 15.0
_COLOURS = {"good": "green", "bad": "red", "dim": "bright_black"}


def _shard(_context: click.Context, _parameter: click.Parameter, text: str | None) -> tuple[int, int]:
    """``2/8`` as a pair; all of it where nothing is said."""
    part, _, parts = (text or "1/1").partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
        raise click.BadParameter(f"{text!r} is no shard; write the part and how many there are: 2/8")
    return int(part), int(parts)


@click.command()
@spec_argument
@languages_option
@click.option(
    "--samples",
    type=click.Path(path_type=Path, file_okay=False),
    help="Judge the sample files in this folder, exactly as they are.",
)
@click.option("--all", "everything", is_flag=True, help="Run all again, and not only what has changed.")
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), help="How many samples run at once. [default: cores]"
)
@click.option(
    "--shard",
    metavar="I/N",
    callback=_shard,
    help="Prove part I of N alone, as 2/8: CI can share the work.",
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="Prove on the workers of this Dask scheduler, as tcp://host:8786."
)
@click.option("--json", "json_file", type=_FILE, help="Write the results to this file as JSON.")
@click.option("--junit", "junit_file", type=_FILE, help="Write the results to this file as JUnit XML.")
@click.option(
    "--report", "html_file", type=_FILE, help="Write a report for people to this file, as one page of HTML."
)
@templates_option
def command(
    spec: Path | None, languages: tuple[str, ...], samples: Path | None, everything: bool,
    jobs: int | None, shard: tuple[int, int], scheduler: str | None, json_file: Path | None,
    junit_file: Path | None, html_file: Path | None, templates: tuple[Path, ...],
) -> None:  # fmt: skip
    """Run each sample of the description SPEC against a mock, in a sandbox, and prove it in four kinds.

    sent: exactly the described request. fails_loudly: on every error, an exit code and a message.
    any_value: whatever the reader's values hold arrives as it is. clean: compiler, formatter and linter
    have nothing to say. What was proven before and has not changed since is not run again.

    \b
    Exit codes: 0 all proven; 1 a sample failed; 2 something could not run.

    \b
    Example:
      wireproof verify spec/token_endpoint.yaml -l go --json proofs.json
    """
    from generator.cli.project import Project
    from generator.cli.reports import as_json, as_junit, as_text

    project = Project.load(spec, languages, templates)
    others = Project.load(spec, (), templates, everything=True) if samples else project
    if samples and not languages:
        project = replace(project, languages=_languages_in(samples, project, others))
    proving = _proving(project, templates, jobs, scheduler)
    report = _verified(project, others, samples, shard, everything, proving)
    click.echo(as_text(report, _style), nl=False)
    _annotate(report, samples, project.description.path)
    for path, text in ((json_file, as_json), (junit_file, as_junit)):
        if path is not None:
            _write(path, text(report))
    if html_file is not None:
        from generator.cli.report_html import as_html

        description = project.description
        today = datetime.now(UTC).date().isoformat()
        _write(html_file, as_html(report, description.title, description.path, samples, today))
    raise SystemExit(report.exit_code)


def _languages_in(folder: Path, project: "Project", others: "Project") -> "dict[str, Language]":
    """The languages of `project`, and those of the `others` that have a folder of samples."""
    every = others.languages.items()
    return {name: one for name, one in every if name in project.languages or (folder / name).is_dir()}


def _annotate(report: "Report", folder: Path | None, description: str) -> None:
    """Name each sample that failed where GitHub shows it: at its file, or at the description."""
    from generator.cli.annotations import annotate

    for proof in report.proofs:
        if proof.failed:
            files = sorted(folder.glob(f"{glob.escape(proof.sample_id)}.*")) if folder else []
            annotate(proof.reason, files[0] if files else description, title=f"{proof.sample_id} failed")


def _verified(
    project: "Project",
    others: "Project",
    folder: Path | None,
    shard: tuple[int, int],
    everything: bool,
    proving: "Proving",
) -> "Report":
    from generator.cli.reports import Report
    from generator.proving import ledger

    rendered = project.samples()
    subjects = _subjects(rendered, others, folder)[shard[0] - 1 :: shard[1]]
    place = ledger.ledger_path(project.description.path)
    entries = ledger.load(place)
    own = {subject.id for subject in subjects if subject.own}
    ids = {sample.id for sample in rendered}
    gone = {name for name in entries if name.partition("/")[0] in project.languages and name not in ids}

    def keep(proofs: Sequence["Proof"]) -> None:
        _record(place, [proof for proof in proofs if proof.sample_id in own], gone)

    proofs = _proofs(project, subjects, {} if everything else entries, proving, keep)
    isolation = next((proof.isolation for proof in proofs if proof.isolation), "")
    sources = {subject.id: subject.data for subject in subjects}
    return Report(tuple(proofs), isolation, len(rendered) - len(subjects), sources)


def _subjects(rendered: Sequence["Sample"], others: "Project", folder: Path | None) -> list["Subject"]:
    """What is to be judged: our own samples, or the files in `folder`, whoever wrote them.

    `others` has all languages, so that a file of one that was not asked for is not taken for a stranger.
    """
    from generator.proving.proof import Subject

    description = others.description
    if not rendered:
        raise GeneratorError("no operation has a sample, so there is nothing to prove", description.path)
    if folder is None:
        return [Subject.of(sample) for sample in rendered]
    from generator.cli.sample_files import read_samples

    paths = {
        f"{language.name}/{request.id}.{language.extension}"
        for language in others.languages.values()
        for request in description.requests
    }
    return list(read_samples(folder, {sample.path: sample for sample in rendered}, paths))


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
    from generator.proving.hashes import prover_hash
    from generator.proving.ledger import earlier
    from generator.proving.toolchains import Missing, find

    asked = dict.fromkeys(subject.language for subject in subjects)
    toolchains = {name: find(project.languages[name]) for name in asked}
    known: dict[str, Proof] = {}
    for subject in subjects:
        found = toolchains[subject.language]
        if not isinstance(found, Missing):
            prover = prover_hash(project.languages[subject.language])
            if proof := earlier(entries, subject, found.version, prover):
                known[subject.id] = proof
    fresh = [subject for subject in subjects if subject.id not in known]
    keep(list(known.values()))
    if fresh:
        batches = (fresh[start : start + _BATCH] for start in range(0, len(fresh), _BATCH))
        proofs = chain.from_iterable(proving(batch, toolchains) for batch in batches)
        with closing(_kept(proofs, keep)) as kept:
            for proof in _watched(kept, len(fresh)):
                known[proof.sample_id] = proof
    return [known[subject.id] for subject in subjects]


def _proving(
    project: "Project", templates: tuple[Path, ...], jobs: int | None, scheduler: str | None
) -> "Proving":
    """What proves a batch: this machine, or the workers of a Dask scheduler."""
    if scheduler is not None:
        from generator.proving.scheduled import dask_client, prove_on

        executor = dask_client(scheduler).get_executor(pure=False)  # type: ignore[no-untyped-call]
        return lambda batch, _: prove_on(executor, batch, templates)

    def here(batch: Sequence["Subject"], toolchains: "Toolchains") -> Iterator["Proof"]:
        from generator.proving.prove import prove  # brings in the mock and the sandbox

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


def _watched(proofs: Iterable["Proof"], total: int) -> Iterator["Proof"]:
    """Pass proofs on, and tell a person who watches how far we are."""
    watched = sys.stderr.isatty()
    started, failed = time.monotonic(), 0

    def tell(text: str) -> None:
        if watched:
            click.echo(f"\r\x1b[K{text}", err=True, nl=False)

    tell(f"proving {total} samples")
    try:
        for number, proof in enumerate(proofs, start=1):
            failed += proof.failed
            spent = f"{time.monotonic() - started:.0f} s"
            tell(f"proven {number} of {total}, {failed} failed, {spent}: {proof.sample_id}")
            yield proof
    finally:
        tell("")


def _record(place: Path, proofs: Sequence["Proof"], gone: set[str]) -> None:
    """Keep the proofs; where that cannot be, say so, for the proofs are true all the same."""
    from generator.proving.ledger import record

    if gone or any(not proof.since for proof in proofs):
        try:
            record(place, proofs, gone, datetime.now(UTC).date())
        except GeneratorError as error:
            click.echo(f"the proofs are not kept: {error}", err=True)


def _style(kind: str, text: str) -> str:
    """Colour for a person at a terminal who has not asked for none (no-color.org)."""
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return text
    return click.style(text, fg=_COLOURS[kind])


def _write(path: Path, text: str) -> None:
    from generator.publishing.files import replace

    if path.exists() and not path.is_file():  # a pipe or a terminal, as in --json /dev/stdout
        path.write_text(text, encoding="utf-8")
    else:
        replace(path, text.encode("utf-8", "backslashreplace"))
