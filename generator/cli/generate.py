"""``wireproof generate``: the samples of a description, as files."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import languages_option, spec_argument, templates_option

if TYPE_CHECKING:
    from generator.rendering import Values


@click.command()
@spec_argument
@languages_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write to. [default: samples]",
)
@click.option(
    "--values",
    type=click.Choice(["env", "placeholder", "example"]),
    help="How samples show what the reader brings: environment variables, <PLACEHOLDER>s, or the "
    "description's examples. [default: env]",
)
@templates_option
@click.option(
    "--check", is_flag=True, help="Write nothing; print a diff and exit 1 if something would change."
)
def command(
    spec: Path | None, languages: tuple[str, ...], output: Path | None, values: "Values | None",
    templates: tuple[Path, ...], check: bool,
) -> None:  # fmt: skip
    """Write the samples of the description SPEC.

    A sample's file is its id below the output folder: go/token/client_credentials.go. A file that is up
    to date is left alone.

    \b
    Example:
      wireproof generate spec/token_endpoint.yaml -l go -l python -o samples
    """
    from generator.cli.last_run import LastRun
    from generator.reading.config import load_config

    config = load_config(Path.cwd())
    folder = output or config.output or Path("samples")
    options = (languages or config.languages, values or config.values)
    last = LastRun(spec or config.spec or Path(), folder, options, templates or config.templates)
    if (left := last.left()) is not None:
        count, notes = left
        _tell(notes)
        if not check:
            click.echo(f"{count} samples in {folder}: 0 written, {count} unchanged")
        return

    from generator.cli.project import Project
    from generator.publishing.files import differences, write

    project = Project.load(spec, languages, templates)
    rendered, notes = project.rendered(values or project.values)
    samples = {sample.path: sample.text for sample in rendered}
    _tell(notes)
    if check:
        lines = list(differences(folder, samples))
        click.echo("".join(lines), nl=False)
        raise SystemExit(1 if lines else 0)
    changed = write(folder, samples)
    last.keep(project.description.files or (project.description.path,), samples, notes)
    click.echo(
        f"{len(samples)} samples in {folder}: {len(changed)} written, {len(samples) - len(changed)} unchanged"
    )


def _tell(notes: list[str]) -> None:
    for note in notes:
        click.echo(note, err=True)
