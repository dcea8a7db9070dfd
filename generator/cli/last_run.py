"""What the last run of ``generate`` read and wrote, so that one that would change nothing is over at once.

The memory of a run lies in the cache: the content of every file that it depended on, as a digest, the
names of the samples, and a digest of them all. If all are as they were, there is nothing to do.
"""

import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator import cache
from generator.errors import GeneratorError


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run for the description `spec` with the same `options`, of which the output is `folder`."""

    spec: Path
    folder: Path
    options: Sequence[object]
    templates: Sequence[Path]
    started: int = field(default_factory=time.time_ns)

    def left(self) -> tuple[int, list[str]] | None:
        """The number of samples and the notes of that run, if another would do nothing but repeat them."""
        with suppress(OSError, ValueError, KeyError, TypeError, GeneratorError):
            kept: dict[str, Any] = json.loads(self._place().read_bytes())
            is_same = (
                all(_digest([path]) == digest for path, digest in kept["inputs"].items())
                and kept["program"] == self._program()
                and all(
                    _digest(f"{self.folder}/{name}" for name in names) == digest
                    for names, digest in kept["samples"]
                )
            )
            if is_same:
                return sum(len(names) for names, _ in kept["samples"]), kept["notes"]
        return None

    def keep(
        self, inputs: Iterable[str], samples: Iterable[tuple[Sequence[str], str]], notes: Sequence[str]
    ) -> None:
        """Remember this run, of whose `samples` the digests are known for many at a time.

        Without a cache to write to, or if a file has changed meanwhile, do not.
        """
        with suppress(OSError, GeneratorError):
            paths = [os.path.abspath(path) for path in inputs]  # noqa: PTH100 - links stay as they are
            if any(os.stat(path).st_mtime_ns >= self.started for path in paths):  # noqa: PTH116
                return
            memory = {
                "inputs": {path: _digest([path]) for path in paths},
                "program": self._program(),
                "samples": list(samples),
                "notes": notes,
            }
            cache.write(self._place(), json.dumps(memory).encode())

    def _place(self) -> Path:
        words = (self.spec.absolute(), self.folder.absolute(), *self.options, *self.templates)
        return cache.cache_folder("runs") / cache.digest(repr(words).encode())

    def _program(self) -> str:
        """All that makes samples of a description: this program, and the templates."""
        package = Path(__file__).resolve().parent.parent
        folders = (package, package.parent / "templates", *self.templates)  # the second is the checkout's
        files = sorted({str(path) for folder in folders for path in folder.rglob("*.*")})
        names = (path for path in files if path.endswith((".py", ".json", ".toml", ".jinja")))
        return f"{sys.version} {_digest(names)}"


def _digest(paths: Iterable[str]) -> str:
    """A digest of what stands in the files, one after the other."""
    contents = []
    for path in paths:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - there may be thousands
            contents.append(file.read())
    return cache.digest(*contents)
