"""How a compiler or a linter sees a batch: one folder a source, the language's files, an environment."""

import fcntl
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from generator import cache
from generator.proving.process import Limits, Run, limited, supervise
from generator.proving.toolchains.toolchain import Toolchain


def write_project(toolchain: Toolchain, folder: Path, sources: Mapping[str, bytes]) -> None:
    """Write each source as ``KEY/FILE``, with the `project` files of the ``[toolchain]`` table beside."""
    number = toolchain.version.rpartition(" ")[2]
    for name, text in toolchain.table.get("project", {}).items():
        (folder / name).write_text(text.replace("{version}", number), encoding="utf-8")
    for key, source in sources.items():
        (folder / key).mkdir()
        (folder / key / toolchain.table["file"]).write_bytes(source)


def call(
    toolchain: Toolchain, argv: Sequence[str], folder: Path, stdin: bytes = b"", seconds: float = 600
) -> Run:
    """Run a compiler or a linter in `folder`, for `seconds` at most.

    A source can be made to exhaust its compiler: then that run ends, and not the machine.
    """
    limits = Limits(seconds=seconds, cpu=1200, memory=4 << 30, file=1 << 30, output=64 << 20, open_files=4096)
    words = limited(limits, processes=False) if shutil.which("prlimit") else []
    with _turn(toolchain):
        return supervise([*words, *argv], _environment(toolchain), stdin, limits, folder=folder)


@contextmanager
def _turn(toolchain: Toolchain) -> Iterator[None]:
    """Wait until no other process runs a toolchain that is `exclusive`.

    Two Go commands at once, on an empty cache, compile the same standard library twice.
    """
    if not toolchain.table.get("exclusive", False):
        yield
        return
    with (cache.cache_folder(toolchain.language) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _environment(toolchain: Toolchain) -> dict[str, str]:
    """What a tool is started with: of the caller's environment, nothing."""
    known = {
        "{cache}": str(cache.cache_folder(toolchain.language)),
        "{root}": str(toolchain.command.parent.parent),
    }
    variables = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": known["{cache}"], "LANG": "C.UTF-8"}
    for name, value in toolchain.table.get("compiler_environment", {}).items():
        for word, meaning in known.items():
            value = value.replace(word, meaning)
        variables[name] = value
    return variables
