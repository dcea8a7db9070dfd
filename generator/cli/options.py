"""Arguments and options that several commands share, so that each reads the same everywhere."""

from pathlib import Path

import click


def _complete_language(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    from generator.rendering.language import builtin_folder

    names = ["all", *(folder.name for folder in builtin_folder().iterdir())]
    return sorted(name for name in names if name.startswith(incomplete))


spec_argument = click.argument("spec", type=click.Path(path_type=Path), required=False)

languages_option = click.option(
    "-l",
    "--language",
    "languages",
    multiple=True,
    metavar="LANG",
    shell_complete=_complete_language,
    help="Only this language, or `all`; may be repeated. [default: those that are not optional]",
)

templates_option = click.option(
    "--templates",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with languages of your own, which add to ours or override them; may be repeated.",
)
