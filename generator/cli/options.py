"""Arguments and options that several commands share, so that each reads the same everywhere."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.errors import GeneratorError

if TYPE_CHECKING:
    from generator.reading.config import Config
    from generator.rendering.language import Language


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


def _keep(context: click.Context, option: click.Parameter, value: str | bool | None) -> None:
    context.meta[f"wireproof.{option.name}"] = value


def _kept(name: str) -> Any:  # noqa: ANN401 - what the option gives
    return click.get_current_context().meta.get(f"wireproof.{name}")


server_option = click.option(
    "--server",
    metavar="URL",
    expose_value=False,
    callback=_keep,
    help="Where the API is, for a description that names no server or a relative one.",
)

fetch_option = click.option(
    "--fetch/--no-fetch",
    default=None,
    expose_value=False,
    callback=_keep,
    help="Fetch what a $ref names by a URL (https); it is refused otherwise.",
)

templates_option = click.option(
    "--templates",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with languages of your own, which add to ours or override them; may be repeated.",
)


def described(spec: Path | None, config: "Config") -> Path:
    """The description that the arguments or the configuration name.

    Raises:
        GeneratorError: neither names one.
    """
    path = spec or config.spec
    if path is None:
        raise GeneratorError(
            "no description given; name one: wireproof COMMAND SPEC, or spec: in wireproof.yaml"
        )
    return path


def server_of(config: "Config") -> str:
    """The address that ``--server`` or the configuration gives; empty if there is none."""
    return _kept("server") or config.server


def fetch_of(config: "Config") -> bool:
    """Whether ``--fetch`` or the configuration asks to fetch what references name by a URL."""
    asked: bool | None = _kept("fetch")
    return config.fetch if asked is None else asked


def languages_of(names: Iterable[str], templates: Iterable[Path], config: "Config") -> "dict[str, Language]":
    """The languages that the arguments or the configuration name, or else those that are not optional.

    Raises:
        GeneratorError: there is no such language, or one is wrong.
    """
    from generator.rendering.language import choose_languages, load_languages

    names = tuple(names) or config.languages
    return choose_languages(load_languages(tuple(templates) or config.templates, names), names)
