"""``wireproof export``: samples and requests in the formats of other tools."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import (
    languages_option,
    reading_options,
    spec_argument,
    tell_ignored,
    templates_option,
)
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from generator.cli.project import Project
    from generator.publishing.export.nodes import Node
    from generator.publishing.export.samples import PlacedSamples


@click.command()
@click.argument("kind", metavar="overlay|openapi|har", type=click.Choice(["overlay", "openapi", "har"]))
@spec_argument
@reading_options
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="File to write."
)
@languages_option
@click.option(
    "--all-examples",
    is_flag=True,
    help="openapi, overlay: write the samples of all examples, not only of the first.",
)
@click.option("--secrets", is_flag=True, help="har: show the documented examples of secrets too.")
@templates_option
@click.option(
    "--check", is_flag=True, help="Write nothing; print a diff and exit 1 if something would change."
)
def command(
    kind: str, spec: str | None, output: Path, languages: tuple[str, ...], all_examples: bool,
    secrets: bool, templates: tuple[Path, ...], check: bool,
) -> None:  # fmt: skip
    """Write the samples of the description SPEC for other tools.

    openapi: a copy of the description with x-codeSamples at each operation, one for each language, and
    nothing else changed; entries of other authors stay. overlay: an OpenAPI Overlay 1.0 document that does
    the same; JSON if the file's name ends so, else YAML. har: the requests as an HTTP Archive, secrets as
    <PLACEHOLDERS>.

    \b
    Example:
      wireproof export openapi openapi.yaml -o build/openapi.yaml
      wireproof export overlay openapi.yaml -o samples.overlay.yaml --check
    """
    from generator.cli.project import Project
    from generator.publishing.files import replace, unified_diffs

    project = Project.load(spec, languages, templates)
    if kind == "har":
        from generator.publishing.export.har import har

        tell_ignored(project.description)
        text = har(project.description.requests, secrets=secrets)
    else:
        text = (
            _copy(project, output, all_examples)
            if kind == "openapi"
            else _overlay(project, output, all_examples)
        )
    if check:
        lines = list(unified_diffs(Path(), {str(output): text}))
        click.echo("".join(lines), nl=False)
        raise SystemExit(1 if lines else 0)
    is_new = not output.is_file() or output.read_bytes() != text.encode()
    if is_new:
        output.parent.mkdir(parents=True, exist_ok=True)
        replace(output, text.encode())
    click.echo(f"{output}: {'written' if is_new else 'unchanged'}")


def _copy(project: "Project", output: Path, all_examples: bool) -> str:
    from generator.publishing.export.nodes import file_reference
    from generator.publishing.export.openapi import with_code_samples
    from generator.reading.source.files import is_url

    path = Path(project.description.path)
    text, root, found = _placed(project, all_examples=all_examples)
    if is_url(project.description.path):
        return with_code_samples(text, found, project.description.path)
    reference = file_reference(root)
    if reference and output.parent.resolve() != path.parent.resolve():
        message = (
            f"refers to the file {reference}, so a copy must stand beside it; write it into {path.parent}"
        )
        raise GeneratorError(message, path)
    mark = "\ufeff" if path.read_bytes().startswith(b"\xef\xbb\xbf") else ""
    return mark + with_code_samples(text, found, str(path))


def _overlay(project: "Project", output: Path, all_examples: bool) -> str:
    from urllib.parse import quote

    from generator.publishing.export.overlay import overlay
    from generator.reading.source.files import is_url

    text, _, found = _placed(project, all_examples=all_examples)
    for each in found:
        each.check(text, project.description.path)
    path = project.description.path
    relative = Path(os.path.relpath(path, output.parent)).as_posix()
    is_json = output.suffix.lower() == ".json"
    extended = path if is_url(path) else quote(relative)
    return overlay(project.description, extended, found, is_json=is_json)


def _placed(project: "Project", *, all_examples: bool) -> "tuple[str, Node, list[PlacedSamples]]":
    """The description's text, its nodes, and its operations with their code samples; the rest is told."""
    from generator.publishing.export.nodes import parse_nodes
    from generator.publishing.export.samples import placed_samples
    from generator.reading.source.named_file import named_file

    description = project.description
    text = named_file(description.path, fetch=True).data.decode()
    root = parse_nodes(text, description.path)
    samples = project.samples(project.values)
    found, missing = placed_samples(description, project.languages, samples, root, all_examples=all_examples)
    for each in missing:
        click.echo(f"not exported: {each.operation.method} {each.operation.path}: {each.reason}", err=True)
    if not found:
        raise GeneratorError("no operation has a sample, so there is nothing to export", description.path)
    return text, root, found
