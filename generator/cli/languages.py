"""``wireproof languages``: what there is, what runs it, and how to get what is missing."""

from pathlib import Path

import click

from generator.cli.options import templates_option


@click.command()
@click.argument("names", metavar="[LANG]...", nargs=-1)
@click.option("--install", "wanted", is_flag=True, help="Install what is missing (apt, pip, npm).")
@templates_option
def command(names: tuple[str, ...], wanted: bool, templates: tuple[Path, ...]) -> None:
    """List the languages (or LANG alone) with the toolchain that was found for each.

    With --install, exit 2 if something is missing in the end.

    \b
    Example:
      wireproof languages
      wireproof languages --install go csharp
    """
    from generator.errors import GeneratorError
    from generator.proving.toolchains import Missing, find
    from generator.proving.toolchains.install import install
    from generator.rendering.language import load_languages

    known = load_languages(templates)
    if unknown := [name for name in names if name not in known]:
        raise GeneratorError(f"no language {unknown[0]!r}; there are {', '.join(known)}")
    chosen = [known[name] for name in names or known]
    problems = install(chosen, lambda step: click.echo(step, err=True)) if wanted else []
    for problem in problems:
        click.echo(problem, err=True)
    found = [find(language) for language in chosen]
    wide = max(len(name) for name in known)
    for language, toolchain in zip(chosen, found, strict=True):
        if isinstance(toolchain, Missing):
            what = f"missing: {toolchain.what}; {toolchain.remedy}"
        else:
            what = toolchain.version
        click.echo(f"{language.name:<{wide}}  {language.title:<{wide}}  {what}")
    if wanted and (problems or any(isinstance(toolchain, Missing) for toolchain in found)):
        raise SystemExit(2)
