"""Files out: written whole or not at all, only where something changes, never outside their folder."""

import difflib
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path


def write(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Write the `files` (relative path → text) below `folder`; the paths that changed, in order.

    Each goes to a temporary file beside its place, which is then renamed, so that a reader sees the old
    text or the new one, whatever happens. A file that has its text already is left alone.

    Raises:
        OSError: a file or folder cannot be written; what was written before stays, whole.
    """
    changed: list[str] = []
    is_new: dict[str, bool] = {}  # of each folder, whether it was made just now, so that nothing is in it
    for name, text in files.items():
        path, data = f"{folder}/{name}", text.encode()
        parent = os.path.dirname(path)  # noqa: PTH120 - pathlib's share would be a third of the time
        if parent not in is_new:
            is_new[parent] = _make(parent)
        if is_new[parent]:
            _put(path, data)
        elif _content(path) == data:
            continue
        else:
            replace(Path(path), data)
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
        mode = None
    _put(str(target), data, mode)


def _put(path: str, data: bytes, mode: int | None = None) -> None:
    """Write `data` to a file beside `path` and rename it; the mode is what the umask says, or `mode`."""
    folder = os.path.dirname(path) or "."  # noqa: PTH120
    temporary = f"{folder}/.wireproof-{os.urandom(6).hex()}"
    try:
        file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        try:
            if mode is not None:
                os.fchmod(file, mode)
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(file, rest) :]
        finally:
            os.close(file)
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException as error:
        with suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        if isinstance(error, OSError):
            error.filename, error.filename2 = path, None  # what the user knows of
        raise


def _make(folder: str) -> bool:
    """Make `folder` and those around it; whether it was not there before."""
    try:
        os.mkdir(folder)  # noqa: PTH102
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
    except FileExistsError:
        if not os.path.isdir(folder):  # noqa: PTH112
            raise
        return False
    return True


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


def _content(path: Path | str) -> bytes | None:
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            return file.read()
    except FileNotFoundError:
        return None
