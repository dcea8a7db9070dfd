"""Files out: written whole or not at all, only where something changes, never outside their folder."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
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


class NewFolders:
    """Those of the folders `names` below `folder` that are not there yet: they come with all that is in them.

    They are filled under another name, by one process or several, and then moved to their places.
    """

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        self._folder = folder
        self._names = frozenset(name for name in names if not os.path.lexists(folder / name))
        self._place = f"{folder}/.wireproof-{os.urandom(6).hex()}"

    def begin(self) -> None:
        """Make the place where they are filled."""
        if self._names:
            self._folder.mkdir(parents=True, exist_ok=True)
            with _told_as(lambda: self._folder):
                os.mkdir(self._place)  # noqa: PTH102

    def write(self, files: Mapping[str, str]) -> list[str]:
        """As the function `write`, files of new folders into their place."""
        new = [name for name in files if name.partition("/")[0] in self._names]
        parent = name = ""
        with _told_as(lambda: self._folder / name):
            for name in new:
                path = f"{self._place}/{name}"
                if (folder := os.path.dirname(path)) != parent:  # noqa: PTH120
                    parent = folder
                    _make(parent)
                _create(path, files[name].encode())
        others = files.keys() - new
        return new + write(self._folder, {name: text for name, text in files.items() if name in others})

    def end(self) -> None:
        """Move them to where they belong."""
        if self._names:
            name = ""
            with _told_as(lambda: self._folder / name):
                for name in os.listdir(self._place):  # noqa: PTH208
                    os.rename(f"{self._place}/{name}", self._folder / name)  # noqa: PTH104
            os.rmdir(self._place)  # noqa: PTH106
            self._names = frozenset()

    def abandon(self) -> None:
        """Leave nothing of them; nothing happens after `end`."""
        if self._names:
            import shutil

            shutil.rmtree(self._place, ignore_errors=True)


@contextmanager
def _told_as(path: Callable[[], Path]) -> Iterator[None]:
    """What goes wrong inside is told of `path`, which the user knows of."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(path()), None
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
