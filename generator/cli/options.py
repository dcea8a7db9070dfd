"""Arguments and options that several commands share, so that each reads the same everywhere."""

import shlex
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

from generator.errors import GeneratorError
from generator.text import counted

if TYPE_CHECKING:
    from generator.config import Config
    from generator.model import Description
    from generator.reading.document.document import Optional
    from generator.reading.lazy_description import LazyDescription
    from generator.rendering.languages.language import Language

Command = TypeVar("Command", bound=Callable[..., Any])


def _complete_language(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    from generator.rendering.languages.language import builtin_folder

    names = ["all", *(folder.name for folder in builtin_folder().iterdir())]
    return sorted(name for name in names if name.startswith(incomplete))


spec_argument = click.argument("spec", type=click.Path(), required=False)

languages_option = click.option(
    "-l",
    "--language",
    "languages",
    multiple=True,
    metavar="LANG",
    shell_complete=_complete_language,
    help="Only this language, or `all`; may be repeated. [default: those that are not optional]",
)


def _keep(
    context: click.Context, option: click.Parameter, value: str | bool | tuple[str, ...] | None
) -> None:
    context.meta[f"wireproof.{option.name}"] = value


def _kept(name: str) -> Any:  # noqa: ANN401 - what the option gives
    return click.get_current_context().meta.get(f"wireproof.{name}")


class Asked(TypedDict):
    """How a description is read: what `generator.reading.read` is told."""

    server: str
    fetch: bool
    strict: bool
    optional: "Optional"
    overlays: tuple[str, ...]


_SOURCE = (
    click.option(
        "--server",
        metavar="URL",
        expose_value=False,
        callback=_keep,
        help="Where the API is, for a description that names no server or a relative one.",
    ),
    click.option(
        "--fetch/--no-fetch",
        default=None,
        expose_value=False,
        callback=_keep,
        help="Fetch what is named by a URL (https), by a $ref or as SPEC; it is refused otherwise.",
    ),
    click.option(
        "--overlay",
        "overlays",
        multiple=True,
        type=click.Path(),
        expose_value=False,
        callback=_keep,
        help="OpenAPI Overlay (1.0 or 1.1) to apply to the description first; may be repeated.",
    ),
    click.option(
        "--flows",
        metavar="ARAZZO",
        multiple=True,
        expose_value=False,
        callback=_keep,
        help="An Arazzo document whose workflows become samples of several steps; may be repeated.",
    ),
)
_optional = click.option(
    "--optional",
    type=click.Choice(["all", "examples", "none"]),
    expose_value=False,
    callback=_keep,
    help="Optional properties of bodies that are made from schemas: all, those with an example (all where "
    "nothing is required), or none. [default: examples]",
)
_strict = click.option(
    "--strict",
    is_flag=True,
    expose_value=False,
    callback=_keep,
    help="Exit with 2 if anything is wrong in what the description says of an operation.",
)


def source_options(command: Command) -> Command:
    """Decorate a command with the options for where an API and its description are."""
    for option in reversed(_SOURCE):
        command = option(command)
    return command


def reading_options(command: Command) -> Command:
    """As `source_options`, with those for what becomes of a description's faults, and of its gaps."""
    return source_options(_strict(_optional(command)))


templates_option = click.option(
    "--templates",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with languages of your own, which add to ours or override them; may be repeated.",
)


def described(spec: str | None, config: "Config") -> str:
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


def asked_of(config: "Config") -> Asked:
    """How the options, or else the configuration, want the description to be read."""
    fetch: bool | None = _kept("fetch")
    return Asked(
        server=_kept("server") or config.server,
        fetch=config.fetch if fetch is None else fetch,
        strict=bool(_kept("strict")),
        optional=_kept("optional") or "examples",
        overlays=_kept("overlays") or config.overlays,
    )


def remarks(description: "Description | LazyDescription") -> Iterator[str]:
    """The notes on a description, and the line that counts its faults, if there are any."""
    yield from description.notes
    if description.faults:
        them = "it" if description.faults == 1 else "them"
        path, count = description.path, counted(description.faults, "fault")
        yield f"{path}: {count} ignored; wireproof lint {path}{reading_words()} shows {them}"


def reading_words() -> str:
    """The options of this command line with which another command reads the same description."""
    server = ("--server", _kept("server")) if _kept("server") else ()
    overlays = (word for each in _kept("overlays") or () for word in ("--overlay", each))
    fetch = ("--fetch",) if _kept("fetch") else ()
    return "".join(f" {shlex.quote(word)}" for word in (*server, *overlays, *fetch))


def flows_of(config: "Config") -> tuple[str, ...]:
    """The Arazzo documents that the options, or else the configuration, name."""
    return _kept("flows") or config.flows


def tell_ignored(description: "Description") -> None:
    """Report on standard error what there is to know of how a description was read."""
    for line in remarks(description):
        click.echo(line, err=True)


def languages_of(names: Iterable[str], templates: Iterable[Path], config: "Config") -> "dict[str, Language]":
    """The languages that the arguments or the configuration name, or else those that are not optional.

    Raises:
        GeneratorError: there is no such language, or one is wrong.
    """
    from generator.rendering.languages.language import choose_languages, load_languages

    names = tuple(names) or config.languages
    return choose_languages(load_languages(tuple(templates) or config.templates, names), names)
