"""All Go samples in one ``go build``: a module in a folder of its own, with a folder for each program.

Nothing of a sample runs here. ``go build`` has no build scripts; ``//go:generate`` is another command;
cgo is off, so no C compiler or linker flag is heard; ``//go:embed`` reaches no file above the sample's
own folder, where it is alone; modules are not fetched, and a toolchain line fetches no other Go.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.errors import GeneratorError
from generator.proving.process import Program, Run
from generator.proving.toolchains import store
from generator.proving.toolchains.project import call, write_project
from generator.proving.toolchains.toolchain import Build, Toolchain

# Part of the key of a kept program: raise it when the way of building changes.
_RECIPE = b"go 1: trimpath, stripped, pure Go"
# Without symbols a program is linked in half the time; a panic's trace keeps its lines.
_FLAGS = "-ldflags=-s -w"


def build_go(toolchain: Toolchain, sources: Mapping[str, bytes]) -> Mapping[str, Build]:
    """A `Build` for each id; one compiler run for all that are not kept from an earlier time.

    The first run on a machine compiles the standard library too, half a minute; ``GOCACHE`` keeps it.
    """
    folder = store.cache_folder("go", "programs")
    keys = {
        name: store.digest(_RECIPE, toolchain.version.encode(), source) for name, source in sources.items()
    }
    fresh = {keys[name]: source for name, source in sources.items() if not (folder / keys[name]).is_dir()}
    if fresh:
        store.forget_unused(folder)
        with store.work_folder(store.cache_folder("go")) as work:
            _build_fresh(toolchain, fresh, work, folder)
    return {name: _kept(folder / key) for name, key in keys.items()}


def _build_fresh(toolchain: Toolchain, sources: Mapping[str, bytes], work: Path, folder: Path) -> None:
    """Compile `sources` (by key) in `work` and put a folder for each into `folder`."""
    write_project(toolchain, work, sources)
    (work / "bin").mkdir()
    go = str(toolchain.command)
    faults = _unresolved(toolchain, work)
    good = [f"./{key}" for key in sources if key not in faults]
    if good:
        run = call(toolchain, [go, "build", "-json", _FLAGS, "-o", "bin/", *good], work)
        built_faults = _faults(run)
        if run.exit_code != 0 and not built_faults:
            raise _broken(run)
        faults |= built_faults
    for key in sources:
        made = work / "made" / key
        made.mkdir(parents=True)
        program = work / "bin" / key
        if program.exists():
            program.rename(made / "main")
        elif key not in faults:
            faults[key] = ["main.go:1:1: not a program: it is not in package main"]
        (made / "diagnostics.json").write_text(json.dumps(faults.get(key, [])), encoding="utf-8")
        store.keep(made, folder / key)


def _unresolved(toolchain: Toolchain, work: Path) -> dict[str, list[str]]:
    """The packages whose imports cannot be found, or that do not parse: one of these stops any build."""
    run = call(
        toolchain, [str(toolchain.command), "list", "-e", "-json=ImportPath,Error,DepsErrors", "./..."], work
    )
    if run.exit_code != 0:
        raise _broken(run)
    faults = {}
    for package in _documents(run.stdout.decode()):
        errors = [*([package["Error"]] if "Error" in package else []), *package.get("DepsErrors", [])]
        if errors:
            lines = dict.fromkeys(_diagnostic(error) for error in errors)
            faults[package["ImportPath"].rpartition("/")[2]] = list(lines)
    return faults


def _diagnostic(error: Mapping[str, str]) -> str:
    place = error.get("Pos", "").rpartition("/")[2]
    return f"{place}: {error['Err']}" if place else error["Err"]


def _documents(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects that follow one another in `text`."""
    decoder, position = json.JSONDecoder(), 0
    while position < len(text):
        document, end = decoder.raw_decode(text, position)
        yield document
        position = end + len(text[end:]) - len(text[end:].lstrip())


def _faults(run: Run) -> dict[str, list[str]]:
    """What ``go build -json`` says of each package, by key."""
    faults: defaultdict[str, list[str]] = defaultdict(list)
    for event in map(json.loads, run.stdout.splitlines()):
        key = event["ImportPath"].split()[0].rpartition("/")[2]
        said = event.get("Output", "").rstrip()
        if event["Action"] == "build-output" and said and not said.startswith("# "):
            faults[key].append(re.sub(rf"^(\./)?{key}/", "", said))
    return dict(faults)


def _broken(run: Run) -> GeneratorError:
    said = (run.stderr or run.stdout).decode(errors="replace").strip().splitlines()
    return GeneratorError(f"go does not work here ({run.ended}): {' '.join(said[-3:])}; reinstall it")


def _kept(made: Path) -> Build:
    store.mark_used(made)
    diagnostics = tuple(json.loads((made / "diagnostics.json").read_bytes()))
    program = made / "main"
    if not program.exists():
        return Build(None, diagnostics)
    return Build(Program(("/sample/main",), (("main", program),)), diagnostics)
