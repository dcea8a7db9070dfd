"""``wireproof mcp``: samples with their proofs, for the editors and agents that ask."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import languages_option, reading_options, spec_argument, templates_option
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from generator.publishing.agents.catalogue import Catalogue


@click.command()
@spec_argument
@reading_options
@languages_option
@templates_option
def command(spec: str | None, languages: tuple[str, ...], templates: tuple[Path, ...]) -> None:
    """Serve the samples of SPEC over the Model Context Protocol, on standard input and output.

    An editor or agent starts this command itself. It can list the operations, and get a sample together
    with its proof; a sample that is not proven says so. SPEC is read again when it has changed.

    \b
    Example, and the same in the settings of an editor:
      wireproof mcp /path/to/openapi.yaml
      {"mcpServers": {"my-api": {"command": "wireproof", "args": ["mcp", "/path/to/openapi.yaml"]}}}
    """
    try:
        from generator.publishing.agents.server import mcp_server
    except ImportError as error:
        raise GeneratorError("the server is not installed; pip install 'wireproof[mcp]' brings it") from error
    from importlib.metadata import version

    current = _Current(spec, languages, templates)
    mcp_server(current.project.description.title, version("wireproof"), current).run()


class _Current:
    """The catalogue of the description as its files are now."""

    def __init__(self, spec: str | None, languages: tuple[str, ...], templates: tuple[Path, ...]) -> None:
        self._context = click.get_current_context()  # calls come in other threads, which have none
        self._asked = (spec, languages, templates)
        self._load()

    def _load(self) -> None:
        from generator.cli.project import Project
        from generator.publishing.agents.catalogue import Catalogue

        with self._context.scope(cleanup=False):
            project = Project.load(*self._asked)
        self.project = project
        self._catalogue = Catalogue(project.description, project.languages, project.values)
        self._state = self._files()

    def __call__(self) -> "Catalogue":
        if self._files() != self._state:
            self._load()
        return self._catalogue

    def _files(self) -> list[tuple[str, float]]:
        description = self.project.description
        paths = [path for path in description.files or (description.path,) if Path(path).is_file()]
        return [(path, Path(path).stat().st_mtime) for path in paths]
