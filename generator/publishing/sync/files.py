"""Paths in, the files to look at out: folders are walked, what a project does not own is left out."""

import os
import stat
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.errors import GeneratorError

_NOT_OURS = frozenset({"node_modules", "__pycache__", "venv", "site-packages"})
_HEAD = 8192  # bytes in which a binary file shows a NUL, as git has it
_WORD = b"wireproof"
# No program that the repository's own configuration names is to be run.
_LIST = ["git", "-c", "core.fsmonitor=false", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]


def files_below(paths: Iterable[Path]) -> list[Path]:
    """Each file that `paths` name or that lies below them, once, in order.

    Below a folder, hidden files and folders, those that git ignores, folders of installed packages, and
    symbolic links are left out; a path that is named itself is always taken.

    Raises:
        GeneratorError: there is no such path.
    """
    found: dict[str, Path] = {}
    for path in paths:
        if not path.exists():
            raise GeneratorError("there is no such file or folder; check the spelling", path)
        if not path.is_dir():
            found.setdefault(os.path.realpath(path), path)
            continue
        real = os.path.realpath(path)
        for name in _below(real):
            found.setdefault(f"{real}/{name}", path / name)
    return list(found.values())


def content_with_markers(path: Path) -> bytes | None:
    """The content of the file at `path` if it may hold a marker: it is text and has the word in it.

    Raises:
        GeneratorError: it cannot be read.
    """
    try:
        with path.open("rb", buffering=0) as file:
            head = file.read(_HEAD)
            if b"\0" in head:
                return None
            data = head + file.read() if len(head) == _HEAD else head
    except OSError as error:
        raise GeneratorError(f"cannot be read: {error.strerror}", path) from error
    return data if _WORD in data else None


def _below(folder: str) -> Iterator[str]:
    for name in sorted(_known_to_git(folder) or _walked(folder)):
        *folders, last = name.split("/")
        if last.startswith(".") or any(part.startswith(".") or part in _NOT_OURS for part in folders):
            continue
        try:
            mode = os.lstat(f"{folder}/{name}").st_mode
        except FileNotFoundError:  # git still tracks it
            continue
        if stat.S_ISREG(mode):
            yield name


def _known_to_git(folder: str) -> list[str]:
    """The files below `folder` that git tracks or would track; none if it is no work tree, or all ignored."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        listed = subprocess.run(_LIST, cwd=folder, env=environment, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    return [os.fsdecode(name) for name in listed.split(b"\0") if name]


def _walked(folder: str) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _NOT_OURS]
        yield from (os.path.relpath(f"{place}/{name}", folder) for name in files)
