"""``wireproof sync``: marked blocks in guides and sources, kept equal to the samples."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import reading_options, tell_ignored, templates_option
from generator.text import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.publishing.sync.sync import Synced, SyncResult


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--spec", type=click.Path(), help="The description. [default: the one in wireproof.yaml]")
@reading_options
@templates_option
@click.option(
    "--check", is_flag=True, help="Write nothing; print a diff and exit 1 if something would change."
)
def command(paths: tuple[Path, ...], spec: str | None, templates: tuple[Path, ...], check: bool) -> None:
    """Put the samples into the marked blocks of the files PATH, and of all files below the folders PATH.

    A block starts with a comment and ends with one, each alone on its line; the id is that of a sample.
    In Markdown:

    \b
      <!-- wireproof: go/token/client_credentials -->
      <!-- /wireproof -->

    In other files, write the same words in a comment (# // -- /* */ ..). sync changes no byte outside the
    blocks, and writes nothing while a marker is wrong.

    \b
    Example:
      wireproof sync docs README.md
      wireproof sync --check docs
    """
    from generator.publishing.sync.sync import SyncResult, marked_files

    files = marked_files(paths)
    outcome = _synced(files, spec, templates) if files else SyncResult(0, 0, ())
    for warning in outcome.warnings:
        click.echo(warning, err=True)
    if check:
        _show(outcome.changed)
    else:
        _write(outcome.changed)
    what = f"{counted(outcome.blocks, 'block')} in {counted(outcome.guides, 'file')}"
    click.echo(f"{what}: {_said(outcome, check)}", err=check)
    raise SystemExit(1 if check and outcome.changed else 0)


def _synced(
    files: "Sequence[tuple[Path, bytes]]", spec: str | None, templates: tuple[Path, ...]
) -> "SyncResult":
    from generator.cli.project import Project
    from generator.publishing.sync.sync import Samples, synced

    project = Project.load(spec, (), templates, everything=True)
    tell_ignored(project.description)
    return synced(files, Samples(project.description, project.languages, project.values))


def _said(outcome: "SyncResult", check: bool) -> str:
    stale = sum(len(each.stale) for each in outcome.changed)
    if not stale:
        return "all up to date"
    return f"{stale} {'out of date' if check else 'updated'} in {counted(len(outcome.changed), 'file')}"


def _show(changed: "Sequence[Synced]") -> None:
    from generator.cli.reports.annotations import annotate
    from generator.publishing.files import unified_diffs

    for each in changed:
        click.echo("".join(unified_diffs(Path(), {str(each.path): each.data.decode()})), nl=False)
        for line, sample_id in each.stale:
            annotate(f"{sample_id} is out of date; run wireproof sync {each.path}", each.path, line)


def _write(changed: "Sequence[Synced]") -> None:
    from generator.publishing.files import replace

    for each in changed:
        replace(each.path, each.data)
        click.echo(f"{each.path}: {', '.join(sample_id for _, sample_id in each.stale)}")
