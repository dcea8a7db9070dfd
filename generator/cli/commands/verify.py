"""``wireproof verify``: run the samples of a description and prove every published byte."""

import glob
import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.against.options import against_options, asked_against
from generator.cli.options import (
    languages_option,
    reading_options,
    reading_settings,
    spec_argument,
    tell,
    templates_option,
)

if TYPE_CHECKING:
    from generator.cli.project import Project
    from generator.cli.reports.text import VerifyReport
    from generator.rendering import Language

_FILE = click.Path(path_type=Path, dir_okay=False)
_COLOURS = {"good": "green", "bad": "red", "dim": "bright_black"}


def _shard(_context: click.Context, _parameter: click.Parameter, text: str | None) -> tuple[int, int]:
    """``2/8`` as a pair; all of it where nothing is said."""
    part, _, parts = (text or "1/1").partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
        raise click.BadParameter(f"{text!r} is no shard; write the part and how many there are: 2/8")
    return int(part), int(parts)


@click.command()
@spec_argument
@reading_options
@languages_option
@click.option(
    "--samples",
    type=click.Path(path_type=Path, file_okay=False),
    help="Prove the sample files in this folder exactly as they are.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Run every sample again, not only those that changed."
)
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), help="How many samples run at once. [default: 3 on 2 cores]"
)
@click.option(
    "--shard",
    metavar="I/N",
    callback=_shard,
    help="Prove only part I of N, such as 2/8, to spread the work over CI jobs.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Prove on the workers of this Dask scheduler, such as tcp://host:8786.",
)
@click.option("--json", "json_file", type=_FILE, help="Write the results to this file as JSON.")
@click.option("--junit", "junit_file", type=_FILE, help="Write the results to this file as JUnit XML.")
@click.option("--report", "html_file", type=_FILE, help="Write a report to this file as one HTML page.")
@against_options
@templates_option
def command(
    spec: str | None, languages: tuple[str, ...], samples: Path | None, everything: bool,
    jobs: int | None, shard: tuple[int, int], scheduler: str | None, json_file: Path | None,
    junit_file: Path | None, html_file: Path | None, templates: tuple[Path, ...],
) -> None:  # fmt: skip
    """Run each sample of the description SPEC in a sandbox against a mock server, and prove it in four kinds.

    sent: the sample sends exactly the described request. fails_loudly: it reports every error and exits
    with an error code. any_value: any value of the reader's arrives as it is. clean: compiler, formatter and
    linter report nothing. Samples that are proven already and have not changed do not run again.

    --against URL forwards each request to that server instead and checks its response. answered: the
    response is a success that SPEC documents, and the sample prints it.

    \b
    Exit codes: 0 all proven; 1 a sample failed; 2 something could not run.

    \b
    Example:
      wireproof verify spec/token_endpoint.yaml -l go --json proofs.json
    """
    from generator.cli.against.run import verified_against
    from generator.cli.project import Project
    from generator.cli.reports.text import as_json, as_junit, as_text
    from generator.cli.verifying.proofs import proving_with, subjects_of, verified
    from generator.config import load_config
    from generator.reading.answer_rules import read_answer_rules

    config = load_config(Path.cwd())
    against = asked_against()
    if against and (scheduler or jobs or everything):
        raise click.UsageError("--against runs samples one at a time; leave out --all, -j and --scheduler")
    project = Project.load(spec, languages, templates)
    others = _with_all_languages(project, templates or config.templates) if samples else project
    if samples and not languages:
        project = replace(project, languages=_languages_in(samples, project, others))
    rendered, notes = project.rendered()
    tell(notes)
    if against:
        subjects = subjects_of(rendered, others, samples)[shard[0] - 1 :: shard[1]]
        source = project.description.path
        rules = read_answer_rules(source, **reading_settings(config, source))
        report = verified_against(against, subjects, project.languages, rules, config, source)
    else:
        proving = proving_with(project, templates, jobs, scheduler)
        report = verified(project, rendered, others, samples, shard, everything, proving)
    click.echo(as_text(report, _style), nl=False)
    _annotate(report, samples, project.description.path)
    for path, text in ((json_file, as_json), (junit_file, as_junit)):
        if path is not None:
            _write(path, text(report))
    if html_file is not None:
        from generator.cli.reports.html import as_html

        description = project.description
        today = datetime.now(UTC).date().isoformat()
        _write(html_file, as_html(report, description.title, description.path, samples, today))
    raise SystemExit(report.exit_code)


def _with_all_languages(project: "Project", templates: Iterable[Path]) -> "Project":
    from generator.rendering import load_languages

    return replace(project, languages=dict(load_languages(tuple(templates))))


def _languages_in(folder: Path, project: "Project", others: "Project") -> "dict[str, Language]":
    """The languages of `project`, and those of the `others` that have a folder of samples."""
    every = others.languages.items()
    return {name: one for name, one in every if name in project.languages or (folder / name).is_dir()}


def _annotate(report: "VerifyReport", folder: Path | None, description: str) -> None:
    """Name each sample that failed where GitHub shows it: at its file, or at the description."""
    from generator.cli.reports.annotations import annotate

    for proof in report.proofs:
        if proof.failed:
            files = sorted(folder.glob(f"{glob.escape(proof.sample_id)}.*")) if folder else []
            annotate(proof.reason, files[0] if files else description, title=f"{proof.sample_id} failed")


def _style(kind: str, text: str) -> str:
    """Colour for a person at a terminal who has not asked for none (no-color.org)."""
    return click.style(text, fg=_COLOURS[kind]) if _has_colours() else text


def _has_colours() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _write(path: Path, text: str) -> None:
    from generator.publishing.files import replace

    if path.exists() and not path.is_file():  # a pipe or a terminal, as in --json /dev/stdout
        path.write_text(text, encoding="utf-8")
    else:
        replace(path, text.encode("utf-8", "backslashreplace"))
