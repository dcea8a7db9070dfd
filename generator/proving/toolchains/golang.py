"""All Go samples in one ``go build``: a module in a folder of its own, with a folder for each program.

Nothing of a sample runs here. ``go build`` has no build scripts; ``//go:generate`` is another command;
cgo is off, so no C compiler or linker flag is heard; ``//go:embed`` reaches no file above the sample's
own folder, where it is alone; modules are not fetched, and a toolchain line fetches no other Go.
"""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator import cache
from generator.errors import GeneratorError
from generator.proving.process import Program, Run
from generator.proving.toolchains.project import call, write_project
from generator.proving.toolchains.toolchain import Build, Toolchain

# Part of the key of a kept program: raise it when the way of building changes.
_RECIPE = b"go 1: trimpath, stripped, pure Go"
# Without symbols a program is linked in half the time; a panic's trace keeps its lines.
_FLAGS = "-ldflags=-s -w"
_NO_PROGRAM = b"go: no main packages to build"
_KEY = re.compile(r"\b([0-9a-f]{32})\b")
_PATH = re.compile(r"(?:[^\s:]*/)?\b[0-9a-f]{32}/")


def build_go(toolchain: Toolchain, sources: Mapping[str, bytes]) -> Mapping[str, Build]:
    """A `Build` for each id; one compiler run for all that are not kept from an earlier time.

    The first run on a machine compiles the standard library too, half a minute; ``GOCACHE`` keeps it.
    """
    folder = cache.cache_folder("go", "programs")
    keys = {
        name: cache.digest(_RECIPE, toolchain.version.encode(), source) for name, source in sources.items()
    }
    fresh = {keys[name]: source for name, source in sources.items() if not (folder / keys[name]).is_dir()}
    if fresh:
        cache.forget_unused(folder)
        with cache.work_folder(cache.cache_folder("go")) as work:
            _build_fresh(toolchain, fresh, work, folder)
    return {name: _kept(folder / key) for name, key in keys.items()}


def _build_fresh(toolchain: Toolchain, sources: Mapping[str, bytes], work: Path, folder: Path) -> None:
    """Compile `sources` (by key) in `work` and put a folder for each into `folder`."""
    write_project(toolchain, work, sources)
    faults = _compile(toolchain, list(sources), work)
    for key in sources:
        made = work / "made" / key
        made.mkdir(parents=True)
        program = work / "bin" / key
        if program.exists():
            program.rename(made / "main")
        (made / "diagnostics.json").write_text(json.dumps(faults.get(key, [])), encoding="utf-8")
        cache.keep(made, folder / key)


def _compile(toolchain: Toolchain, keys: Sequence[str], work: Path) -> dict[str, list[str]]:
    """Leaves the programs in ``work/bin``; gives what the compiler says of the others.

    An import that cannot be found keeps go from building any package, a type error only its own. So
    what is neither built nor blamed has another turn; most batches need one.
    """
    faults: dict[str, list[str]] = {}
    left = list(keys)
    while left:
        packages = [f"./{key}" for key in left]
        run = call(
            toolchain, [str(toolchain.command), "build", "-json", _FLAGS, "-o", "bin/", *packages], work
        )
        found = _faults(run)
        if run.exit_code != 0 and not found and not run.stderr.startswith(_NO_PROGRAM):
            raise _broken(run)
        left = [key for key in left if key not in found and not (work / "bin" / key).exists()]
        faults |= found
        if not found:
            return faults | {key: ["main.go:1:1: not a program: it is not in package main"] for key in left}
    return faults


def _faults(run: Run) -> dict[str, list[str]]:
    """What ``go build -json`` says, by the key of the package that it says it of."""
    faults: defaultdict[str, list[str]] = defaultdict(list)
    for event in map(json.loads, run.stdout.splitlines()):
        said = event.get("Output", "").rstrip()
        if event["Action"] != "build-output" or not said or said.startswith("# "):
            continue
        # The package that an import misses is blamed itself; the text names the file that imports it.
        place = _KEY.search(said) or _KEY.search(event["ImportPath"])
        if place:
            faults[place[1]].append(_PATH.sub("", said))
    return dict(faults)


def _broken(run: Run) -> GeneratorError:
    said = (run.stderr or run.stdout).decode(errors="replace").strip().splitlines()
    return GeneratorError(f"go does not work here ({run.ended}): {' '.join(said[-3:])}; reinstall it")


def _kept(made: Path) -> Build:
    cache.mark_used(made)
    diagnostics = tuple(json.loads((made / "diagnostics.json").read_bytes()))
    program = made / "main"
    if not program.exists():
        return Build(None, diagnostics)
    return Build(Program(("/sample/main",), (("main", program),)), diagnostics)
