"""The MkDocs plugin: samples in any page, as tabs, where a marker asks for them.

```yaml
plugins:
  - wireproof:
      spec: api/openapi.yaml        # relative to mkdocs.yml; or a URL, with fetch
      server: https://example.com   # where the API is, if the description names no server or a relative one
      fetch: true                   # whether what a URL names is fetched; it is refused otherwise
      overlays: [fixes.overlay.yaml]  # OpenAPI Overlays, applied to the description before it is read
      flows: [flows.arazzo.yaml]  # Arazzo documents, whose workflows become samples of several steps
      languages: [curl, python]     # or [all]; those that are not optional, where left out
      templates: [templates]        # folders with languages of your own
      page_templates: overrides     # folder with page templates of your own
```

``::: wireproof token/client_credentials`` on a line of its own becomes the tabs of that example;
``::: wireproof go/token/client_credentials`` the one sample. A marker that cannot be filled ends the
build, with the page and the line. It works with MkDocs 1.6.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File

from generator.errors import GeneratorError
from generator.publishing.mkdocs.markers import PageMarker, replaced
from generator.publishing.pages.embedding import Embedding
from generator.reading.source.files import is_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page


class WireproofConfig(Config):  # type: ignore[no-untyped-call]
    """What stands under ``wireproof:`` in mkdocs.yml."""

    spec = config_options.Type(str)
    server = config_options.Type(str, default="")
    fetch = config_options.Type(bool, default=False)
    overlays = config_options.ListOfItems(config_options.File(exists=True), default=[])
    flows = config_options.ListOfItems(config_options.File(exists=True), default=[])
    languages = config_options.ListOfItems(config_options.Type(str), default=[])
    templates = config_options.ListOfItems(config_options.Dir(exists=True), default=[])
    page_templates = config_options.Optional(config_options.Dir(exists=True))


class WireproofPlugin(BasePlugin[WireproofConfig]):  # type: ignore[no-untyped-call]
    """Reads the description once for each build, and fills the markers of each page."""

    embedding: Embedding

    def on_config(self, config: "MkDocsConfig") -> "MkDocsConfig":
        """Read the description, and see to it that tabs and fenced blocks come out as they are."""
        try:
            self.embedding = Embedding(
                _spec(self.config.spec, Path(config.config_file_path or "").parent),
                tuple(self.config.languages),
                tuple(map(Path, self.config.templates)),
                Path(self.config.page_templates) if self.config.page_templates else None,
                self.config.server,
                fetch=self.config.fetch,
                overlays=tuple(self.config.overlays),
                flows=tuple(self.config.flows),
            )
        except GeneratorError as error:
            raise PluginError(str(error)) from error
        for name, options in _EXTENSIONS.items():
            if name not in config.markdown_extensions:
                config.markdown_extensions.append(name)
            config.mdx_configs[name] = {**config.mdx_configs.get(name, {}), **options}
        config.extra_javascript.append(_SCRIPT)
        return config

    def on_files(self, files: "Files", *, config: "MkDocsConfig") -> "Files":
        """Add the script that lets the theme's copy button take a sample to its last byte."""
        script = Path(__file__).with_name("copy.js").read_text("utf-8")
        files.append(File.generated(config, _SCRIPT, content=script))
        return files

    def on_page_markdown(
        self,
        markdown: str,
        *,
        page: "Page",
        config: "MkDocsConfig",  # noqa: ARG002
        files: "Files",  # noqa: ARG002
    ) -> str:
        """The page with its markers filled."""
        if "wireproof" not in markdown:
            return markdown

        def rendered(marker: PageMarker) -> str:
            try:
                return self.embedding.markdown(marker.words)
            except GeneratorError as error:
                line = marker.line + _lines_before(page, markdown)
                raise PluginError(f"{page.file.src_uri}:{line}: {error}") from error

        return replaced(markdown, rendered)

    def on_serve(
        self,
        server: "LiveReloadServer",
        *,
        config: "MkDocsConfig",  # noqa: ARG002
        builder: "Callable[..., None]",  # noqa: ARG002
    ) -> "LiveReloadServer":
        """Build again when the description, its proofs or a template changes."""
        for path in self.embedding.sources:
            server.watch(str(path))
        return server


def _spec(written: str, folder: Path) -> str:
    """The description that the settings in `folder` name: a file, or a URL."""
    return written if is_url(written) else str(folder / written)


_SCRIPT = "assets/javascripts/wireproof-copy.js"

# Without `preserve_tabs` the tabs of a Go sample would be published as spaces.
_EXTENSIONS: dict[str, dict[str, bool]] = {
    "pymdownx.superfences": {"preserve_tabs": True},
    "pymdownx.tabbed": {"alternate_style": True},
}


def _lines_before(page: "Page", markdown: str) -> int:
    """How many lines of the file stand before `markdown`: those of the metadata at its top."""
    source = page.file.content_string
    return source[: source.index(markdown)].count("\n") if markdown in source else 0
