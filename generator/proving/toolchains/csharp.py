"""All C# samples in one compiler process; each becomes a .dll that ``dotnet exec`` runs."""

import json
from collections.abc import Mapping
from pathlib import Path

from generator import cache
from generator.errors import GeneratorError
from generator.proving.sandbox.process import Program, Run
from generator.proving.toolchains.dotnet import DotNet, locate
from generator.proving.toolchains.driver import RUNTIME_CONFIG, driver
from generator.proving.toolchains.project import broken, call, write_project
from generator.proving.toolchains.toolchain import Build, Toolchain, Unfinished

_INSIDE = "/opt/dotnet"
_PROGRAM = "app"
# A batch takes two seconds here and each source some milliseconds; a slow machine gets plenty.
_BATCH_SECONDS = 60.0
_ALONE_SECONDS = 60.0
_LOST = "sample.cs(1,1): error: the compiler cannot bear this source"


def build_csharp(toolchain: Toolchain, sources: Mapping[str, bytes]) -> Mapping[str, Build]:
    """A `Build` for each id; one compiler run for all that are not kept from an earlier time.

    Compiling runs nothing of a sample: no project file, analyzer or source generator is loaded.
    """
    dotnet = locate()
    if isinstance(dotnet, str):
        raise GeneratorError(f"{dotnet} is gone since it was found: {toolchain.table['remedy']}")
    compiler = driver(dotnet)
    folder = cache.cache_folder("csharp", "programs")
    recipe = f"{compiler.parent.name} {_PROGRAM}".encode()
    keys = {name: cache.digest(recipe, source) for name, source in sources.items()}
    fresh = {keys[name]: source for name, source in sources.items() if not (folder / keys[name]).is_dir()}
    lost: dict[str, str] = {}
    if fresh:
        cache.forget_unused(folder)
        with cache.work_folder(cache.cache_folder("csharp")) as work:
            lost = _build_fresh(toolchain, compiler, fresh, work, folder)
    return {
        name: Build(None, (lost[key],)) if key in lost else _kept(toolchain, dotnet, folder / key)
        for name, key in keys.items()
    }


def _build_fresh(
    toolchain: Toolchain, compiler: Path, sources: Mapping[str, bytes], work: Path, folder: Path
) -> dict[str, str]:
    """Keep what the compiler makes and says; what to say of sources with which it came to no end, by key."""
    write_project(toolchain, work, sources)
    answers, run = _compile(toolchain, compiler, work, list(sources), _BATCH_SECONDS + len(sources))
    if not answers and run.ended == "exited":
        raise broken(toolchain, run)
    lost = {}
    for key in sources.keys() - answers.keys():
        # What the compiler died of, or is lost in, is found by giving it each of the unanswered alone.
        alone, run = _compile(toolchain, compiler, work, [key], _ALONE_SECONDS)
        answers |= alone
        if not alone:
            is_late = run.ended == "time limit"
            lost[key] = Unfinished.told("the compiler", _ALONE_SECONDS) if is_late else _LOST
    # A busy machine, or a run that was ended, may be to blame for what is lost: the next run asks again.
    for key, diagnostics in answers.items():
        made = work / key
        (made / toolchain.table["file"]).unlink()
        (made / "diagnostics.json").write_text(json.dumps(diagnostics), encoding="utf-8")
        cache.keep(made, folder / key)
    return lost


def _compile(
    toolchain: Toolchain, compiler: Path, work: Path, keys: list[str], seconds: float
) -> tuple[dict[str, list[str]], Run]:
    """The diagnostics of each source that the compiler came to an end with, and how its run ended.

    The .dll of a source lies beside it.
    """
    name = toolchain.table["file"]
    jobs = [{"source": f"{key}/{name}", "name": name, "output": f"{key}/{_PROGRAM}.dll"} for key in keys]
    lines = "".join(json.dumps(job) + "\n" for job in jobs)
    run = call(toolchain, [str(toolchain.command), "exec", str(compiler)], work, lines.encode(), seconds)
    said = (json.loads(line) for line in run.stdout.splitlines() if line.endswith(b"}"))
    answers = {answer["output"].partition("/")[0]: answer["diagnostics"] for answer in said}
    return answers, run


def _kept(toolchain: Toolchain, dotnet: DotNet, made: Path) -> Build:
    cache.mark_used(made)
    diagnostics = tuple(json.loads((made / "diagnostics.json").read_bytes()))
    if not (made / f"{_PROGRAM}.dll").exists():
        return Build(None, diagnostics)
    program = Program(
        argv=(f"{_INSIDE}/dotnet", "exec", f"{{folder}}/{_PROGRAM}.dll"),
        files=(
            (f"{_PROGRAM}.dll", made / f"{_PROGRAM}.dll"),
            (f"{_PROGRAM}.pdb", made / f"{_PROGRAM}.pdb"),
            (f"{_PROGRAM}.runtimeconfig.json", RUNTIME_CONFIG),
        ),
        mounts=((dotnet.command.parent, _INSIDE),),
        environment=tuple(toolchain.table["environment"].items()),
    )
    return Build(program, diagnostics)
