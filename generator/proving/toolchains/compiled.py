"""Programs of a compiler that takes a whole batch: the table ``[toolchain.build]`` says how it is called.

Compiling must run nothing of a sample; what keeps a compiler from that is said beside its table.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator import cache
from generator.proving.sandbox.process import Run
from generator.proving.toolchains.diagnostics import diagnostics
from generator.proving.toolchains.programs import program_to_run
from generator.proving.toolchains.project import broken, call, data_files, words, write_project
from generator.proving.toolchains.toolchain import Build, Toolchain, Unfinished

# A batch takes seconds and each source some milliseconds; a slow machine with an empty cache gets plenty.
_BATCH_SECONDS = 300.0
_ALONE_SECONDS = 60.0
# What a program depends on, besides its source, the compiler's version and the language's data files.
_RECIPE = ("build", "file", "project", "compiler_environment")


def build_batch(toolchain: Toolchain, sources: Mapping[str, bytes]) -> Mapping[str, Build]:
    """A `Build` for each id; one compiler run for all that are not kept from an earlier time.

    Raises:
        GeneratorError: the compiler fails without a word about any of the sources.
    """
    folder = cache.cache_folder(toolchain.language, "programs")
    recipe = _recipe(toolchain)
    keys = {name: f"sample{cache.digest(recipe, source)}" for name, source in sources.items()}
    fresh = {keys[name]: source for name, source in sources.items() if not (folder / keys[name]).is_dir()}
    lost: dict[str, str] = {}
    if fresh:
        cache.forget_unused(folder)
        with cache.work_folder(cache.cache_folder(toolchain.language)) as work:
            lost = _build_fresh(toolchain, fresh, work, folder)
    return {
        name: Build(None, (lost[key],)) if key in lost else _kept(toolchain, folder / key)
        for name, key in keys.items()
    }


def _recipe(toolchain: Toolchain) -> bytes:
    table = {key: toolchain.table.get(key) for key in _RECIPE}
    files = (path.read_bytes() for path in data_files(toolchain))
    return cache.digest(toolchain.version.encode(), json.dumps(table).encode(), *files).encode()


def _build_fresh(
    toolchain: Toolchain, sources: Mapping[str, bytes], work: Path, folder: Path
) -> dict[str, str]:
    """Compile `sources` (by key) in `work` and put a folder for each into `folder`.

    Gives the keys of those with which the compiler came to no end, with what to say of them.
    """
    write_project(toolchain, work, sources)
    faults, lost = _compile(toolchain, list(sources), work)
    for key in sources.keys() - lost.keys():
        kept = work / "kept" / key
        kept.mkdir(parents=True)
        if (made := _made(toolchain, work, key)).exists():
            made.rename(kept / toolchain.table["build"]["program"])
        (kept / "diagnostics.json").write_text(json.dumps(faults.get(key, [])), encoding="utf-8")
        cache.keep(kept, folder / key)
    return lost


def _compile(
    toolchain: Toolchain, keys: Sequence[str], work: Path
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """What the compiler says, by key, and what to say of those with which it came to no end.

    A fault in one source can keep the compiler from the others (an import that go cannot find). So what
    is neither built nor blamed has another turn; most batches need one.
    """
    faults: dict[str, list[str]] = {}
    left = list(keys)
    while left:
        run = _call(toolchain, left, work, _BATCH_SECONDS + len(left))
        found = diagnostics(toolchain.table["build"], run)
        faults |= found
        left = [key for key in left if key not in found and not _made(toolchain, work, key).exists()]
        if not found:
            break
    if left and not _is_no_program(toolchain, run):
        return _compile_alone(toolchain, left, work, faults, run)
    name = toolchain.table["file"]
    return faults | {key: [f"{name}:1:1: not a program: it has no entry point"] for key in left}, {}


def _compile_alone(
    toolchain: Toolchain, keys: Sequence[str], work: Path, faults: dict[str, list[str]], run: Run
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """What the compiler died of, or is lost in, is found by giving it each source alone."""
    lost = dict.fromkeys(keys, f"{toolchain.table['file']}:1:1: the compiler cannot bear this source")
    if len(keys) > 1 or run.ended != "exited":
        for key in keys:
            alone = _call(toolchain, [key], work, _ALONE_SECONDS)
            found = diagnostics(toolchain.table["build"], alone)
            faults |= found
            if key in found or _made(toolchain, work, key).exists():
                del lost[key]
            elif alone.ended == "time limit":
                lost[key] = Unfinished.told("the compiler", _ALONE_SECONDS)
    if len(lost) == len(keys) and run.ended == "exited":
        raise broken(toolchain, run)
    # A busy machine may be to blame for what is lost: the next run asks again.
    return faults, lost


def _call(toolchain: Toolchain, keys: Sequence[str], work: Path, seconds: float) -> Run:
    return call(toolchain, words(toolchain, toolchain.table["build"]["command"], keys), work, seconds=seconds)


def _is_no_program(toolchain: Toolchain, run: Run) -> bool:
    """Whether the compiler had no complaint, but nothing to make a program of."""
    said = run.stderr.decode(errors="replace")
    nothing = toolchain.table["build"].get("nothing")
    return run.exit_code == 0 or bool(nothing and re.search(nothing, said))


def _made(toolchain: Toolchain, work: Path, key: str) -> Path:
    (word,) = words(toolchain, [toolchain.table["build"]["made"]], [key])
    return work / word


def _kept(toolchain: Toolchain, made: Path) -> Build:
    cache.mark_used(made)
    faults = tuple(json.loads((made / "diagnostics.json").read_bytes()))
    name = toolchain.table["build"]["program"]
    if not (made / name).exists():
        return Build(None, faults)
    inside = "{stem}" + Path(name).suffix
    run = toolchain.table.get("run", [f"{{folder}}/{inside}"])
    return Build(program_to_run(toolchain, run, inside, made / name), faults)
