"""Files out: written whole or not at all, only where something changes, never outside their folder."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path


def write_files(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Write the `files` (relative path → text) below `folder`; the paths that changed, in order.

    A reader sees the old text of a file or the new one, whatever happens, since each file goes to a
    temporary file beside its place, which is then renamed. A folder in `folder` that is not there yet
    comes with all its files, in one step. A file that has its text already is left alone.

    Raises:
        OSError: a file or folder cannot be written; what was written before stays, whole.
    """
    tops = {name.partition("/")[0] for name in files if "/" in name}
    new = {top for top in tops if not os.path.lexists(folder / top)}
    changed: list[str] = []
    with _new_folders(folder, new) as place:
        for name, text in files.items():
            data = text.encode()
            if name.partition("/")[0] in new:
                with _told_as(folder / name):
                    _make(os.path.dirname(f"{place}/{name}"))  # noqa: PTH120
                    _create(f"{place}/{name}", data)
            elif _content(folder / name) == data:
                continue
            else:
                _make(os.path.dirname(f"{folder}/{name}"))  # noqa: PTH120
                replace(folder / name, data)
            changed.append(name)
    return changed


@contextmanager
def _new_folders(folder: Path, names: Iterable[str]) -> Iterator[str]:
    """Where folders called `names` are filled; they are moved into `folder` in the end, or removed."""
    place = f"{folder}/.wireproof-{os.urandom(6).hex()}"
    if not names:
        yield place
        return
    import shutil

    folder.mkdir(parents=True, exist_ok=True)
    with _told_as(folder):
        os.mkdir(place)  # noqa: PTH102
    try:
        yield place
        for name in names:
            with _told_as(folder / name):
                os.rename(f"{place}/{name}", folder / name)  # noqa: PTH104
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _told_as(path: Path) -> Iterator[None]:
    """What goes wrong inside is told of `path`, which the user knows of."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise


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
        _create(temporary, data, mode)
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException as error:
        with suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        if isinstance(error, OSError):
            error.filename, error.filename2 = path, None  # what the user knows of
        raise


def _create(path: str, data: bytes, mode: int | None = None) -> None:
    """Write a file that is not there yet."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        if mode is not None:
            os.fchmod(file, mode)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]
    finally:
        os.close(file)


def _make(folder: str) -> None:
    """Make `folder` and those around it, if it is not there."""
    if not os.path.isdir(folder):  # noqa: PTH112
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103


def unified_diffs(folder: Path, files: Mapping[str, str]) -> Iterable[str]:
    """A unified diff, line by line, from what is below `folder` to `files`; nothing where they agree."""
    import difflib

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
