"""``wireproof generate``: the samples of a description, as files."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import (
    chosen_languages,
    description_path,
    flow_paths,
    languages_option,
    reading_options,
    reading_settings,
    spec_argument,
    tell,
    templates_option,
)
from generator.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from generator.cli.options import ReadingSettings
    from generator.rendering import Language, Values


@click.command()
@spec_argument
@reading_options
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
    help="How samples show the reader's values: as environment variables, as <PLACEHOLDER>s, or as the "
    "description's examples. [default: env]",
)
@templates_option
@click.option(
    "--check", is_flag=True, help="Write nothing; print a diff and exit 1 if something would change."
)
def command(
    spec: str | None, languages: tuple[str, ...], output: Path | None, values: "Values | None",
    templates: tuple[Path, ...], check: bool,
) -> None:  # fmt: skip
    """Write the samples of the description SPEC.

    A sample's file is its id below the output folder: go/token/client_credentials.go. A file that is up
    to date is left alone.

    \b
    Example:
      wireproof generate spec/token_endpoint.yaml -l go -l python -o samples
    """
    import gc

    from generator.config import load_config

    gc.disable()  # it would look at a million new values again and again, and find no garbage
    try:
        config = load_config(Path.cwd())
        path = description_path(spec, config)
        _generate(
            path,
            reading_settings(config, path),
            flow_paths(config, path),
            partial(chosen_languages, languages, templates, config),
            values or config.values or "env",
            output or config.output or Path("samples"),
            check=check,
        )
    finally:
        gc.enable()


def _generate(
    path: str, asked: "ReadingSettings", flows: "Sequence[str]",
    known: "Callable[[], Mapping[str, Language]]", values: "Values", folder: Path, *, check: bool,
) -> None:  # fmt: skip
    from generator.cli.rendered import sample_texts
    from generator.publishing.files import unified_diffs, write_files
    from generator.reading.lazy_description import read_lazily
    from generator.reading.source.named_file import named_file

    made = sample_texts(
        read_lazily(named_file(path, fetch=asked["fetch"]), flows=flows, **asked), known(), values
    )
    tell(made.notes)
    texts = {name: text for own in made.by_language.values() for name, text in own.items()}
    if check:
        lines = list(unified_diffs(folder, texts))
        click.echo("".join(lines), nl=False)
        raise SystemExit(1 if lines else 0)
    changed, count = len(write_files(folder, texts)), len(texts)
    click.echo(f"{counted(count, 'sample')} in {folder}: {changed} written, {count - changed} unchanged")
    if end := click.get_current_context().obj:
        end()
