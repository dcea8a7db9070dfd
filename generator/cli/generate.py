"""``wireproof generate``: the samples of a description, as files."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator import cache
from generator.cli.options import (
    asked_of,
    described,
    languages_of,
    languages_option,
    reading_options,
    spec_argument,
    templates_option,
)
from generator.text import counted

if TYPE_CHECKING:
    from generator.cli.last_run import LastRun
    from generator.cli.options import Asked
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
    import gc

    from generator.cli.last_run import LastRun
    from generator.config import load_config

    gc.disable()  # it would look at a million new values again and again, and find no garbage
    try:
        config = load_config(Path.cwd())
        folder = output or config.output or Path("samples")
        values = values or config.values or "env"
        asked_for = asked_of(config)
        asked = languages or config.languages
        words = ("generate", spec or config.spec, sorted(asked_for.items()), asked, folder, values)
        last = LastRun(words, templates or config.templates)
        if not _is_done(last, folder, check=check):
            path = described(spec, config)
            known = partial(languages_of, languages, templates, config)
            _generate(path, asked_for, known, values, folder, last, check=check)
    finally:
        gc.enable()


def _is_done(last: "LastRun", folder: Path, *, check: bool) -> bool:
    """Whether the last run did all that there is to do, which is told."""
    kept = last.recalled()
    if kept is None or not all(_is_there(folder, *part) for part in kept["samples"]):
        return False
    _tell(kept["notes"])
    if not check:
        count = sum(len(names) for names, _ in kept["samples"])
        click.echo(f"{counted(count, 'sample')} in {folder}: 0 written, {count} unchanged")
    return True


def _generate(
    path: Path, asked: "Asked", known: "Callable[[], Mapping[str, Language]]", values: "Values", folder: Path,
    last: "LastRun", *, check: bool,
) -> None:  # fmt: skip
    from generator.parallel import Aside
    from generator.reading.source.files import file_at

    reading = Aside(partial(file_at, str(path)))
    # Meanwhile, and once for all the processes to come:
    from generator.cli.sharing import Work, done
    from generator.reading.schema import json_schema  # noqa: F401 - it is needed soon, but not here

    with done(Work(reading.result(), asked, known, values, folder, check)) as made:
        _tell(made.notes)
        if check:
            lines = [line for part in made.parts for line in part.differences]
            click.echo("".join(lines), nl=False)
            raise SystemExit(1 if lines else 0)
        samples = [(part.names, part.digest) for part in made.parts]
        last.keep(made.files, {"samples": samples, "notes": made.notes})
        count = sum(len(part.names) for part in made.parts)
        changed = sum(part.changed for part in made.parts)
        click.echo(f"{counted(count, 'sample')} in {folder}: {changed} written, {count - changed} unchanged")
    if end := click.get_current_context().obj:
        end()


def _is_there(folder: Path, names: Iterable[str], digest: str) -> bool:
    """Whether the files `names` hold what they are to hold."""
    contents = []
    try:
        for name in names:
            with open(f"{folder}/{name}", "rb", buffering=0) as file:  # noqa: PTH123 - there may be thousands
                contents.append(file.read())
    except OSError:
        return False
    return cache.fingerprint(*contents) == digest


def _tell(notes: Iterable[str]) -> None:
    for note in notes:
        click.echo(note, err=True)
