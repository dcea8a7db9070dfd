"""``wireproof languages``: what there is, what runs it, and how to get what is missing."""

import sys
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import templates_option
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from generator.config import Config
    from generator.proving.toolchains import Missing, Toolchain
    from generator.rendering import Language


@click.command()
@click.argument("names", metavar="[LANG]...", nargs=-1)
@click.option("--install", "wanted", is_flag=True, help="Install what is missing (apt, pip, npm).")
@click.option("-y", "--yes", is_flag=True, help="With --install: do not ask before each step.")
@templates_option
def command(names: tuple[str, ...], wanted: bool, yes: bool, templates: tuple[Path, ...]) -> None:
    """List the languages (or LANG alone) with the client of each and the toolchain that was found for it.

    Where the configuration names a description, the list counts its proven samples. --install without LANG
    installs for the languages of the configuration, or else for curl, python, go and csharp; `all` stands for
    every language. At a terminal it asks before each step. Exit code 2 if something is still missing.

    \b
    Example:
      wireproof languages
      wireproof languages --install go csharp
    """
    from generator.config import load_config
    from generator.proving.toolchains import Missing, find
    from generator.proving.toolchains.install import install
    from generator.rendering.languages.language import ALL_LANGUAGES, choose_languages, load_languages

    config = load_config(Path.cwd())
    known = load_languages(templates or config.templates)
    chosen = choose_languages(known, names or (config.languages if wanted else (ALL_LANGUAGES,)))
    problems = install(chosen.values(), partial(_agreed, yes)) if wanted else []
    for problem in problems:
        click.echo(problem, err=True)
    found = {name: find(language) for name, language in chosen.items()}
    proven = _proven(config, chosen)
    rows = [("language", "title", "client", *(["proven"] if proven else []), "toolchain")]
    for name, toolchain in found.items():
        if isinstance(toolchain, Missing):
            what = f"missing: {toolchain.what}; {toolchain.remedy}"
        else:
            lacks = f"; missing: {', '.join(toolchain.lacking)}; {toolchain.remedy}"
            what = toolchain.version + (lacks if toolchain.lacking else "")
        language = chosen[name]
        rows.append((name, language.title, language.client, *([proven[name]] if proven else []), what))
    click.echo(_aligned(rows), nl=False)
    if wanted and (problems or any(_is_incomplete(toolchain) for toolchain in found.values())):
        raise SystemExit(2)


def _agreed(yes: bool, step: str) -> None:
    """Print a step that is about to be done; at a terminal, ask first.

    Raises:
        GeneratorError: the user says no.
    """
    if yes or not sys.stdin.isatty():
        click.echo(step, err=True)
    elif not click.confirm(f"{step}?", err=True):
        raise GeneratorError(f"you chose not to run: {step}")


def _is_incomplete(toolchain: "Toolchain | Missing") -> bool:
    from generator.proving.toolchains import Missing

    return isinstance(toolchain, Missing) or bool(toolchain.lacking)


def _proven(config: "Config", languages: "Mapping[str, Language]") -> dict[str, str]:
    """How many of the samples of the project are proven, by language: ``4 of 4``."""
    if config.spec is None:
        return {}
    from generator.publishing.pages.stamps import Stamps
    from generator.reading import read
    from generator.rendering import render

    stamps = Stamps(config.spec)
    description = read(config.spec, config.server, fetch=config.fetch, overlays=config.overlays)
    samples = list(render(description.requests, languages.values(), refusals=[]))
    stamped = {
        name: [bool(stamps.of(each)) for each in samples if each.language == name] for name in languages
    }
    return {name: f"{sum(each)} of {len(each)}" for name, each in stamped.items()}


def _aligned(rows: Iterable[tuple[str, ...]]) -> str:
    columns = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, columns)).rstrip() for row in rows)
    return "".join(f"{line}\n" for line in lines)
