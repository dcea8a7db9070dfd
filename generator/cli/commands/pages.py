"""``wireproof pages``: the description as Markdown pages, with its samples."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import (
    languages_option,
    reading_options,
    spec_argument,
    tell,
    templates_option,
)
from generator.text import counted

if TYPE_CHECKING:
    from generator.cli.project import Project
    from generator.model import Refusal


@click.command()
@spec_argument
@reading_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder to write to.",
)
@languages_option
@click.option(
    "--tabs",
    type=click.Choice(["material", "none"]),
    default="material",
    show_default=True,
    help="Show languages as tabs of Material for MkDocs, or under headings.",
)
@click.option(
    "--page-templates",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with your own page templates, which replace built-in ones of the same name.",
)
@click.option(
    "--llms",
    is_flag=True,
    help="Write for language models instead: llms.txt, and a file for each operation without tabs.",
)
@templates_option
@click.option(
    "--check", is_flag=True, help="Write nothing; print a diff and exit 1 if something would change."
)
def command(
    spec: str | None, output: Path, languages: tuple[str, ...], tabs: str, page_templates: Path | None,
    llms: bool, templates: tuple[Path, ...], check: bool,
) -> None:  # fmt: skip
    """Write Markdown pages of the description SPEC: one for each operation, and an index.

    The line under each sample shows when it was proven and with what, from the proofs beside SPEC. --check
    runs nothing, so it passes on any machine.

    \b
    Example:
      wireproof pages spec/token_endpoint.yaml -o docs/reference
      wireproof pages spec/token_endpoint.yaml -o docs/reference --check
      wireproof pages spec/token_endpoint.yaml -o public/llms --llms -l python
    """
    from generator.cli.project import Project
    from generator.publishing.files import unified_diffs, write_files
    from generator.publishing.pages.pages import pages

    project = Project.load(spec, languages, templates)
    refusals: list[Refusal] = []
    if llms:
        made, note = _for_language_models(project, refusals)
        click.echo(note, err=True)
    else:
        made = pages(
            project.description,
            project.languages,
            project.values,
            refusals,
            tabs="none" if tabs == "none" else "material",
            templates=page_templates,
        )
    tell(project.notes(refusals))
    if check:
        lines = list(unified_diffs(output, made))
        click.echo("".join(lines), nl=False)
        raise SystemExit(1 if lines else 0)
    changed = write_files(output, made)
    count = counted(len(made), "file" if llms else "page")
    click.echo(f"{count} in {output}: {len(changed)} written, {len(made) - len(changed)} unchanged")


def _for_language_models(project: "Project", refusals: "list[Refusal]") -> tuple[dict[str, str], str]:
    """The files, and a line that says how many of their samples are proven."""
    from generator.publishing.agents.llms import llms_files

    made = llms_files(project.description, project.languages, project.values, refusals)
    hint = "" if made.proven == made.samples else "; wireproof verify proves the others"
    return made.files, f"{made.proven} of {counted(made.samples, 'sample')} proven{hint}"
