"""``wireproof init``: a ``wireproof.yaml`` to start with."""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click

from generator.errors import GeneratorError

_FILE = "wireproof.yaml"
_DESCRIPTION = re.compile(
    rb"""^[ \t{]*["']?(?:openapi["']?\s*:\s*["']?3\.|swagger["']?\s*:\s*["']?2\.)""", re.MULTILINE
)
_HEAD = 65536  # bytes in which a description says what it is
_NOT_OURS = frozenset({"node_modules", "venv", "site-packages", "build", "dist"})
_DEEPEST = 4  # folders below the current one
_TEXT = """\
# What wireproof works on where a command names nothing else. Paths are relative to this file.

# The OpenAPI description, in YAML or JSON.
spec: {spec}

# Where the API is, if the description names no server or a relative one.
# server: https://api.example.com

# Where `wireproof generate` puts the samples.
output: samples

# Which of the languages that `wireproof languages` lists, or [all]; without this, curl, python, go, csharp.
# languages: [curl, javascript]

# What a sample does for the values its reader brings: env reads environment variables (only such a
# sample can be proven with any value), placeholder shows <CLIENT_ID>, example the documented example.
# values: env

# Folders with languages of your own, or with other templates for ours.
# templates: [templates]
"""


@click.command()
@click.argument("spec", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
def command(spec: Path | None) -> None:
    """Write a wireproof.yaml for the description SPEC, or for the one that is found below this folder.

    What is there already is never overwritten.

    \b
    Example:
      wireproof init
      wireproof init api/openapi.json
    """
    from generator.publishing.export.yaml_text import yaml_scalar

    _refuse_settings_that_are_there()
    found = [spec] if spec else sorted(_descriptions(Path()), key=_likeliest_first)
    if not found:
        raise GeneratorError(
            "there is no OpenAPI description in this folder or below; name it: wireproof init SPEC"
        )
    shown = Path(os.path.relpath(found[0])).as_posix()
    with Path(_FILE).open("x", encoding="utf-8") as file:
        file.write(_TEXT.format(spec=yaml_scalar(shown)))
    click.echo(f"{_FILE}: written, for {shown}")
    for other in found[1:]:
        click.echo(f"another description, not used: {other}", err=True)
    click.echo(
        "\nNext:\n"
        "  wireproof lint                 list what is wrong or missing in the description\n"
        "  wireproof generate             write the samples\n"
        "  wireproof languages --install  install the toolchains that are missing\n"
        "  wireproof verify               run every sample and prove it\n"
        "  wireproof pages -o docs        write a page for each operation, with the proven samples\n"
        "  wireproof sync README.md docs  write samples into marked blocks of your guides"
    )


def _refuse_settings_that_are_there() -> None:
    if os.path.lexists(_FILE):
        raise GeneratorError("is here already; edit it, or remove it first", _FILE)
    shared = Path("pyproject.toml")
    if not shared.is_file():
        return
    try:
        settings = tomllib.loads(shared.read_text("utf-8")).get("tool", {}).get("wireproof")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GeneratorError(f"is not valid TOML: {error}", shared) from error
    if settings is not None:
        raise GeneratorError("has the settings in [tool.wireproof] already; edit them there", shared)


def _descriptions(folder: Path, depth: int = 0) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_dir():
            if depth < _DEEPEST and path.name not in _NOT_OURS:
                yield from _descriptions(path, depth + 1)
        elif path.suffix.lower() in (".yaml", ".yml", ".json") and path.is_file():
            with path.open("rb") as file:
                if _DESCRIPTION.search(file.read(_HEAD)):
                    yield path


def _likeliest_first(path: Path) -> tuple[int, bool, str]:
    return len(path.parts), not path.stem.lower().startswith("openapi"), str(path)
