"""Find the toolchain of a language: the user's own first, then the one that `install` brings."""

import json
import os
import re
import shlex
import shutil
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import cache
from generator.proving.toolchains.packages import package_names, packages_folder
from generator.proving.toolchains.toolchain import Missing, Toolchain
from generator.rendering.languages.language import WAIVERS

if TYPE_CHECKING:
    from generator.rendering.languages.language import Language

# Debian's list of what is installed: libraries come and go without a change of their interpreter.
_PACKAGES = Path("/var/lib/dpkg/status")


def find(language: "Language") -> Toolchain | Missing:
    """The toolchain of `language`, or what is missing and how to get it.

    A formatter or a linter that is not here is `lacking`; samples can run without it.

    The answer costs a few file look-ups: versions are asked for once and kept by the command, its
    file's size and date, and the date of the list of packages.
    """
    table = language.toolchain
    if not table:
        return Missing(
            language.name, "a [toolchain] table", f"write one into {language.folder / 'language.toml'}"
        )
    try:
        command, version = _toolchain(table)
        _look_for_packages(language.name, table)
    except _NotFoundError as error:
        return Missing(language.name, error.what, error.remedy)
    version = ", ".join([version, *package_names(table)])
    if waived := [WAIVERS[name] for name in language.promises.waives]:
        version = f"{version} ({'; '.join(waived)})"
    tools: dict[str, Path] = {}
    lacking: list[str] = []
    for check in language.clean:
        tool = _tool(check, command)
        if tool and _has_files(check, language.name):
            tools[check["command"][0]] = tool
        elif not check.get("optional", False):
            lacking.append(check["name"] if tool else check["command"][0])
    return Toolchain(
        language.name, language.folder, version, command, table, language.clean, tools,
        tuple(dict.fromkeys(lacking)),
    )  # fmt: skip


class _NotFoundError(Exception):
    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


def _toolchain(table: Mapping[str, Any]) -> tuple[Path, str]:
    if table.get("builder") == "csharp":
        from generator.proving.toolchains import dotnet

        found = dotnet.locate()
        if isinstance(found, str):
            raise _NotFoundError(found, table["remedy"])
        return found.command, found.version
    too_old = None
    for command in _candidates(table):
        version = _version(command, table)
        if version is None:
            continue
        if _numbers(version) >= _numbers(table.get("minimum", "0")):
            return command, f"{table['name']} {version}"
        too_old = f"{table['name']} {table['minimum']} or newer ({command} is {version})"
    raise _NotFoundError(too_old or table["name"], table["remedy"])


def _candidates(table: Mapping[str, Any]) -> list[Path]:
    """Files that may be the command, the best first.

    An interpreter is taken from /usr if it is there, which the sandbox shows as it is; a compiler from
    the user's PATH. Last comes the file in a Python package, at `bundled` below site-packages.
    """
    searched = [_path_without_own_scripts()]
    searched.insert(1 if "build" in table else 0, "/usr/bin:/bin")
    found = [shutil.which(table["command"], path=path) for path in searched]
    if "bundled" in table:
        found.append(shutil.which(str(Path(sysconfig.get_path("platlib"), table["bundled"]))))
    return list(dict.fromkeys(Path(path).resolve() for path in found if path))


def _path_without_own_scripts() -> str:
    """PATH but for our own environment, where packages put scripts that start Python before the tool."""
    own = Path(sys.prefix, "bin")
    folders = os.environ.get("PATH", "").split(os.pathsep)
    return os.pathsep.join(folder for folder in folders if folder and Path(folder) != own)


def _tool(check: Mapping[str, Any], command: Path) -> Path | None:
    """The file of a check's command: beside the compiler, in our own environment, or on the PATH."""
    name = check["command"][0]
    path = os.pathsep.join([str(command.parent), str(Path(sys.prefix, "bin")), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    return Path(found) if found else None


def _has_files(check: Mapping[str, Any], language: str) -> bool:
    """Whether what `install` keeps for a tool (``{cache}/…`` in its command) is there."""
    kept = (word.removeprefix("{cache}/") for word in check["command"] if word.startswith("{cache}/"))
    return all(Path(cache.cache_folder(language), path).exists() for path in kept)


def _look_for_packages(language: str, table: Mapping[str, Any]) -> None:
    packages = packages_folder(language, table)
    if packages and not packages.is_dir():
        raise _NotFoundError(", ".join(package_names(table)), table["remedy"])


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def _version(command: Path, table: Mapping[str, Any]) -> str | None:
    """The version that the command prints; None if it prints none (a broken installation)."""
    state = command.stat()
    # Several languages may ask one interpreter, each for the library that it needs.
    key, seen = shlex.join([str(command), *table["version"]]), [state.st_mtime_ns, state.st_size]
    if command.is_relative_to("/usr") and _PACKAGES.exists():
        seen.append(_PACKAGES.stat().st_mtime_ns)
    notes = cache.cache_folder() / "versions.json"
    known = _known(notes)
    note = known.get(key, {})
    if note.get("seen") == seen and note.get("version"):
        return str(note["version"])
    version = _ask(command, table)
    if version is not None:  # what is broken may be mended without a change of this file
        known[key] = {"seen": seen, "version": version}
        cache.write_in_one_step(notes, json.dumps(known, indent=1, sort_keys=True).encode())
    return version


def _known(notes: Path) -> dict[str, Any]:
    try:
        known = json.loads(notes.read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _ask(command: Path, table: Mapping[str, Any]) -> str | None:
    from generator.proving.sandbox.process import Limits, supervise

    try:
        run = supervise([str(command), *table["version"]], dict(os.environ), b"", Limits(seconds=20))
    except OSError:
        return None
    found = re.search(table["pattern"], (run.stdout + run.stderr).decode(errors="replace"))
    return found[1] if found and run.exit_code == 0 else None
