"""What is kept between runs: programs, templates, looked-up versions. It may be deleted at any time."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xxhash import xxh3_128

from generator.errors import GeneratorError

_UNUSED_DAYS = 30


def cache_folder(*names: str) -> Path:
    """A folder below ``$XDG_CACHE_HOME/wireproof``, made if need be.

    Raises:
        GeneratorError: it cannot be made or written.
    """
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base, "wireproof", *names)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GeneratorError(
            f"{error.strerror}; set XDG_CACHE_HOME to a folder that can be written", folder
        ) from error
    return folder


def digest(*pieces: bytes) -> str:
    """A name made of the content, 32 hexadecimal digits; ("ab", "c") and ("a", "bc") differ."""
    import hashlib

    total = hashlib.sha256()
    for piece in pieces:
        total.update(len(piece).to_bytes(8, "big"))
        total.update(piece)  # on its own, since adding would copy it
    return total.hexdigest()[:32]


def quick_digest(*pieces: bytes) -> str:
    """As `digest`, in a seventh of the time, to see whether something has changed.

    It is no proof against somebody who makes two contents to have the same.
    """
    total = xxh3_128()
    for piece in pieces:
        total.update(len(piece).to_bytes(8, "big"))
        total.update(piece)
    return total.hexdigest()


@contextmanager
def work_folder(parent: Path) -> Iterator[Path]:
    """A new folder in `parent`, gone afterwards; on the same file system, so that results can be moved."""
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="work-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_in_one_step(place: Path, content: bytes) -> None:
    """Write a file in one step: a reader sees the old content or the new."""
    temporary = place.with_name(f"work-{os.urandom(6).hex()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def keep(made: Path, place: Path) -> None:
    """Move the folder `made` to `place`, in one step; if another process was first, its result stays."""
    try:
        made.rename(place)
    except OSError:
        if not place.is_dir():
            raise


def forget_unused(folder: Path) -> None:
    """Delete what nobody has used for a month; `mark_used` is what counts as use."""
    import shutil

    limit = time.time() - _UNUSED_DAYS * 86400
    for entry in folder.iterdir():
        if entry.stat().st_mtime < limit:
            shutil.rmtree(entry, ignore_errors=True)


def mark_used(entry: Path) -> None:
    """Put off the day on which `forget_unused` takes the entry away."""
    os.utime(entry)
