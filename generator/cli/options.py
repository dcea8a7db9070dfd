"""Arguments and options that several commands share, so that each reads the same everywhere."""

from pathlib import Path

import click

spec_argument = click.argument("spec", type=click.Path(path_type=Path), required=False)

languages_option = click.option(
    "-l",
    "--language",
    "languages",
    multiple=True,
    metavar="LANG",
    help="Only this language; may be repeated. [default: all]",
)

templates_option = click.option(
    "--templates",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with languages of your own, which add to ours or override them; may be repeated.",
)
