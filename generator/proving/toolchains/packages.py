"""Packages of npm and pip that samples import, in a folder of their own that is shown to samples alone.

They stand in ``[toolchain.packages]``, each with its version: ``npm = ["@octokit/rest@22.0.1"]``,
``pip = ["stripe==16.1.0"]``. A file of `certificates` that a package brings along becomes a link to the
system's, since a sandbox has a CA of its own. `generator.proving.toolchains.install` brings the packages.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator import cache
from generator.proving.sandbox.process import HOME

PYTHON_FOLDER = "python"
NODE_FOLDER = "node_modules"


def packages_folder(language: str, table: Mapping[str, Any]) -> Path | None:
    """Where the packages of a language are, or would be; None if it needs none."""
    packages = table.get("packages", {})
    if not packages:
        return None
    words = [word for kind in ("npm", "pip", "certificates") for word in (kind, *packages.get(kind, ()))]
    return cache.cache_folder(language, "packages") / cache.digest(*map(str.encode, words))


def package_names(table: Mapping[str, Any]) -> Iterator[str]:
    """Each package with its version, as the ledger and reports show it: ``@octokit/rest 22.0.1``."""
    packages = table.get("packages", {})
    for each in packages.get("npm", ()):
        name, _, version = each.rpartition("@")
        yield f"{name} {version}"
    for each in packages.get("pip", ()):
        yield each.replace("==", " ")


def package_mounts(folder: Path) -> Iterator[tuple[Path, str]]:
    """What of the packages a sandbox shows, and where: npm's above the sample, where Node.js looks."""
    if (folder / NODE_FOLDER).is_dir():
        yield folder / NODE_FOLDER, str(HOME / NODE_FOLDER)
    if (folder / PYTHON_FOLDER).is_dir():
        yield folder / PYTHON_FOLDER, str(folder / PYTHON_FOLDER)


def package_variables(folder: Path) -> dict[str, str]:
    """The environment in which Python finds the packages."""
    return {"PYTHONPATH": str(folder / PYTHON_FOLDER)} if (folder / PYTHON_FOLDER).is_dir() else {}
