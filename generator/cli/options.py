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
    help="Language to take, or `all`; repeat for several. [default: curl, python, go, csharp]",
)


def _keep(
    context: click.Context, option: click.Parameter, value: str | bool | tuple[str, ...] | None
) -> None:
    context.meta[f"wireproof.{option.name}"] = value


def _kept(name: str) -> Any:  # noqa: ANN401 - what the option gives
    return click.get_current_context().meta.get(f"wireproof.{name}")


class ReadingSettings(TypedDict):
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
        help="Address of the API, if the description names none or a relative one.",
    ),
    click.option(
        "--fetch/--no-fetch",
        default=None,
        expose_value=False,
        callback=_keep,
        help="Fetch documents that SPEC or a $ref names by an https URL; without it they are an error.",
    ),
    click.option(
        "--overlay",
        "overlays",
        multiple=True,
        type=click.Path(),
        expose_value=False,
        callback=_keep,
        help="OpenAPI Overlay (1.0 or 1.1) to apply first; repeat for several.",
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
    help="Optional properties in bodies made from a schema: all, those with an example (all if nothing is "
    "required), or none. [default: examples]",
)
_strict = click.option(
    "--strict",
    is_flag=True,
    expose_value=False,
    callback=_keep,
    help="Exit with 2 if the description of an operation has a fault.",
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
    help="Folder with your own languages; they add to the built-in ones or replace them. Repeat for several.",
)


def description_path(spec: str | None, config: "Config") -> str:
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


def reading_settings(config: "Config", spec: str | None) -> ReadingSettings:
    """How the options, or else the configuration, want the description `spec` to be read.

    The configuration's overlays are for its own description alone.
    """
    fetch: bool | None = _kept("fetch")
    return ReadingSettings(
        server=_kept("server") or config.server,
        fetch=config.fetch if fetch is None else fetch,
        strict=bool(_kept("strict")),
        optional=_kept("optional") or "examples",
        overlays=_kept("overlays") or (config.overlays if _is_its_own(config, spec) else ()),
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


def _is_its_own(config: "Config", spec: str | None) -> bool:
    """Whether `spec` is the description that the configuration names."""
    return spec is not None and config.spec is not None and Path(spec) == Path(config.spec)


def flow_paths(config: "Config", spec: str | None) -> tuple[str, ...]:
    """The Arazzo documents that the options name, or the configuration for its own description."""
    return _kept("flows") or (config.flows if _is_its_own(config, spec) else ())


def tell_ignored(description: "Description") -> None:
    """Report on standard error what there is to know of how a description was read."""
    tell(remarks(description))


def tell(lines: Iterable[str]) -> None:
    """Print lines for whoever runs the command on standard error, apart from its output."""
    for line in lines:
        click.echo(line, err=True)


def chosen_languages(
    names: Iterable[str], templates: Iterable[Path], config: "Config"
) -> "dict[str, Language]":
    """The languages that the arguments or the configuration name, or else those that are not optional.

    Raises:
        GeneratorError: there is no such language, or one is wrong.
    """
    from generator.rendering.languages.language import choose_languages, load_languages

    names = tuple(names) or config.languages
    return choose_languages(load_languages(tuple(templates) or config.templates, names), names)
