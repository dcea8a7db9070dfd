"""Files out: written whole or not at all, only where something changes, never outside their folder."""

import difflib
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path


def write(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Write the `files` (relative path → text) below `folder`; the paths that changed, in order.

    Each goes to a temporary file beside its place, which is then renamed, so that a reader sees the old
    text or the new one, whatever happens. A file that has its text already is left alone.

    Raises:
        OSError: a file or folder cannot be written; what was written before stays, whole.
    """
    changed: list[str] = []
    made: set[Path] = set()
    for name, text in files.items():
        path, data = folder / name, text.encode()
        if _content(path) == data:
            continue
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        replace(path, data)
        changed.append(name)
    return changed


def replace(path: Path, data: bytes) -> None:
    """Put `data` in the place of the file at `path`, in one step, keeping its mode.

    Raises:
        OSError: it cannot be written; the old file is untouched.
    """
    target = path.resolve() if path.is_symlink() else path
    try:
        mode = target.stat().st_mode & 0o7777
    except FileNotFoundError:
        mode = 0o666 & ~_umask()
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def differences(folder: Path, files: Mapping[str, str]) -> Iterable[str]:
    """A unified diff, line by line, from what is below `folder` to `files`; nothing where they agree."""
    for name, text in files.items():
        path = folder / name
        old = _content(path)
        if old == text.encode():
            continue
        before = [] if old is None else old.decode("utf-8", "replace").splitlines(keepends=True)
        origin = "/dev/null" if old is None else str(path)
        for line in difflib.unified_diff(before, text.splitlines(keepends=True), origin, str(path)):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _umask() -> int:
    current = os.umask(0o077)
    os.umask(current)
    return current
