"""A wheel carries its languages compiled, as it does Python's own code: no first run waits for Jinja."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class LanguagesHook(BuildHookInterface[Any]):
    """Adds ``generator/rendering/compiled``, a module for each language."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile them; an editable installation compiles what it finds, when it finds it."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from generator.rendering.languages.language import load_languages, read_settings
        from generator.rendering.templates.template import as_python

        self._folder = Path(tempfile.mkdtemp())
        for language in load_languages().values():
            settings = read_settings(language.settings, language.folder / "language.toml")
            text = f"settings = {settings!r}\n\n\n{as_python(language)}"
            (self._folder / f"{language.compiled}.py").write_text(text, "utf-8")
        build_data["force_include"][str(self._folder)] = "generator/rendering/compiled"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Clean up."""
        if version != "editable":
            shutil.rmtree(self._folder)
