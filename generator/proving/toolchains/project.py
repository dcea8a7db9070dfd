"""How a compiler or a linter sees a batch: one folder a source, the language's files, an environment."""

import fcntl
import shutil
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from generator import cache
from generator.errors import GeneratorError
from generator.proving.sandbox.process import Limits, Run, limited, supervise
from generator.proving.toolchains.diagnostics import last_words
from generator.proving.toolchains.toolchain import Toolchain

BUILD_SECONDS = 600.0
"""What a tool gets where nothing else is said; ten times what any has needed."""


def write_project(toolchain: Toolchain, folder: Path, sources: Mapping[str, bytes]) -> None:
    """Write each source as ``KEY/FILE``, with the `project` files of the ``[toolchain]`` table beside.

    A table with `sources` wants them below the folder of that name.
    """
    number = toolchain.version.rpartition(" ")[2]
    for name, text in toolchain.table.get("project", {}).items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text.replace("{version}", number), encoding="utf-8")
    for key, source in sources.items():
        place = folder / _source_folder(toolchain, key)
        place.mkdir(parents=True)
        (place / toolchain.table["file"]).write_bytes(source)


def words(toolchain: Toolchain, command: Iterable[str], keys: Sequence[str] = ()) -> list[str]:
    """The command of a table, with what its words in braces mean for the sources of these `keys`.

    ``{files}`` and ``{folders}`` stand for a word a source. In a word, ``{command}`` is the toolchain's
    file, ``{root}`` its installation, ``{language}`` the language's folder, ``{cache}`` one of its own
    that is kept, ``{packages}`` the folder of Python packages, and ``{key}`` the only source.
    """
    folders = [_source_folder(toolchain, key) for key in keys]
    meant: list[str] = []
    for word in command:
        match word:
            case "{files}":
                meant += (f"{folder}/{toolchain.table['file']}" for folder in folders)
            case "{folders}":
                meant += (f"./{folder}" for folder in folders)
            case _:
                meant.append(_meant(toolchain, word).replace("{key}", keys[0] if keys else ""))
    return meant


def data_files(toolchain: Toolchain) -> list[Path]:
    """The files of a language's folder that its tools may need: neither its table nor its template."""
    own = ("language.toml", "snippet.jinja")
    return sorted(path for path in toolchain.folder.iterdir() if path.is_file() and path.name not in own)


def call(
    toolchain: Toolchain, argv: Sequence[str], folder: Path, stdin: bytes = b"", seconds: float | None = None
) -> Run:
    """Run a compiler or a linter in `folder`, for `seconds` (or `BUILD_SECONDS`) at most.

    A source can be made to exhaust its compiler: then that run ends, and not the machine.
    """
    limits = Limits(
        seconds=seconds or BUILD_SECONDS,
        cpu=1200,
        memory=4 << 30,
        file=1 << 30,
        output=64 << 20,
        open_files=4096,
    )
    limiting = limited(limits, processes=False) if shutil.which("prlimit") else []
    with _turn(toolchain):
        return supervise([*limiting, *argv], _environment(toolchain), stdin, limits, folder=folder)


def broken(toolchain: Toolchain, run: Run) -> GeneratorError:
    """What to raise where the toolchain itself is at fault."""
    return GeneratorError(f"{toolchain.command.name} does not work here: {last_words(run)}; reinstall it")


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
    home = str(cache.cache_folder(toolchain.language))
    told = toolchain.table.get("compiler_environment", {}).items()
    variables = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": home, "LANG": "C.UTF-8"}
    return variables | {name: _meant(toolchain, value) for name, value in told}


def _source_folder(toolchain: Toolchain, key: str) -> str:
    return f"{toolchain.table['sources']}/{key}" if "sources" in toolchain.table else key


def _meant(toolchain: Toolchain, word: str) -> str:
    if "{" not in word:
        return word
    known = {
        "{command}": toolchain.command,
        "{root}": toolchain.command.parent.parent,
        "{language}": toolchain.folder.absolute(),
        "{packages}": sysconfig.get_path("platlib"),
        "{cache}": cache.cache_folder(toolchain.language),
    }
    for name, meaning in known.items():
        word = word.replace(name, str(meaning))
    return word
