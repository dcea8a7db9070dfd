"""What the last run of a command read and found, so that one that would change nothing is over at once.

The memory of a run lies in the cache, with the state of every file that the run depended on. If all are as
they were, the program and its templates among them, another run would find the same.
"""

import os
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct, field, json

from generator import cache
from generator.errors import GeneratorError

CLOCK_TICK = 20_000_000  # nanoseconds; no file system's clock is coarser that tells fractions of a second


class LastRun(Struct, frozen=True):
    """The last run of a command that was told the same `words`, with languages also from `templates`."""

    words: Sequence[object]
    templates: Sequence[Path]
    started: int = field(default_factory=time.time_ns)

    def recalled(self) -> dict[str, Any] | None:
        """What that run wanted to be kept, if another would read the same."""
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, GeneratorError):
            kept: dict[str, Any] = json.decode(self._place().read_bytes())
            is_same = all(state(path) == before for path, before in kept["inputs"].items())
            if is_same and kept["program"] == self._program():
                content: dict[str, Any] = kept["content"]
                return content
        return None

    def keep(self, inputs: Collection[str], content: Mapping[str, Any]) -> None:
        """Remember `content`, which came of these files.

        Without a cache to write to, or if a file has changed since the run began, do not; nor if an input is
        a URL, of which only its server knows whether it has changed; nor what has a name that is no text.
        """
        from generator.reading.document.references import is_url

        if any(map(is_url, inputs)):
            return
        with suppress(OSError, UnicodeEncodeError, GeneratorError):
            states = {os.path.abspath(path): state(path) for path in inputs}  # noqa: PTH100 - links stay
            if all(max(each[2:]) < self.started - CLOCK_TICK for each in states.values()):
                memory = {"inputs": states, "program": self._program(), "content": content}
                cache.write(self._place(), json.encode(memory))

    def _place(self) -> Path:
        words = (Path.cwd(), *self.words, *self.templates)
        return cache.cache_folder("runs") / cache.fingerprint(repr(words).encode())

    def _program(self) -> str:
        """All that does the work: this program, but for what audits, and the languages."""
        package = Path(__file__).resolve().parent.parent
        folders = (package, package.parent / "templates", *self.templates)  # the second is the checkout's
        audits = os.path.realpath(package / "auditing")
        states = [each for folder in folders for each in _states(str(folder), {audits})]
        return f"{sys.version} {cache.fingerprint(repr(sorted(states)).encode())}"


def state(path: str | Path) -> list[int]:
    """Numbers of which one differs if a file is another, or was written again.

    The first says which file it is; the others are its size, and the times when its content and its
    attributes were changed last, of which nobody can set the last.
    """
    return _numbers(os.stat(path))  # noqa: PTH116 - there may be thousands


def _numbers(seen: os.stat_result) -> list[int]:
    return [seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns]


def _states(folder: str, seen: set[str]) -> Iterator[tuple[str, list[int]]]:
    """The files below `folder` with their `state`, also behind links, but for what Python compiles."""
    if (place := os.path.realpath(folder)) in seen or not os.path.isdir(folder):  # noqa: PTH112
        return
    seen.add(place)
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _states(entry.path, seen)
            else:
                yield entry.path, _numbers(entry.stat())
