"""Driver.cs, compiled once for a compiler and a runtime: the program that compiles batches of C#."""

import json
import os
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from generator import cache
from generator.errors import GeneratorError
from generator.proving.sandbox.process import Limits, supervise
from generator.proving.toolchains.dotnet import COMPILER, DotNet

_SOURCE = Path(__file__).with_name("Driver.cs")
# Invariant globalization needs no ICU; programs that live for a moment need no second compilation.
RUNTIME_CONFIG = json.dumps(
    {
        "runtimeOptions": {
            "tfm": "net8.0",
            "framework": {"name": "Microsoft.NETCore.App", "version": "8.0.0"},
            "rollForward": "LatestMajor",
            "configProperties": {
                "System.Globalization.Invariant": True,
                "System.Runtime.TieredPGO": False,
            },
        }
    }
).encode()


def driver(dotnet: DotNet) -> Path:
    """The path of Driver.dll for `dotnet`, compiled now (some two seconds) if it is not kept.

    Raises:
        GeneratorError: it does not compile: a broken installation.
    """
    key = cache.digest(
        _SOURCE.read_bytes(), RUNTIME_CONFIG, dotnet.version.encode(), os.fsencode(dotnet.compiler)
    )
    place = cache.cache_folder("csharp", "drivers") / key
    if not place.is_dir():
        with cache.work_folder(place.parent) as work:
            made = work / "driver"
            made.mkdir()
            for library in _libraries(dotnet):
                (made / library.name).write_bytes(library.read_bytes())
            (made / "Driver.runtimeconfig.json").write_bytes(RUNTIME_CONFIG)
            _compile(dotnet, made)
            cache.keep(made, place)
    return place / "Driver.dll"


def _libraries(dotnet: DotNet) -> Iterable[Path]:
    """What must lie beside the driver: an SDK's compiler brings newer versions of what it builds on."""
    if _csc(dotnet).is_file():
        return [path for path in dotnet.compiler.glob("*.dll") if path.name not in ("csc.dll", "vbc.dll")]
    return [dotnet.compiler / name for name in COMPILER]


def _csc(dotnet: DotNet) -> Path:
    return dotnet.compiler / "csc.dll"


def _references(dotnet: DotNet, folder: Path) -> list[str]:
    framework = [*dotnet.framework.glob("System.*.dll"), dotnet.framework / "netstandard.dll"]
    return [str(path) for path in (*framework, *(folder / name for name in COMPILER))]


def _compile(dotnet: DotNet, folder: Path) -> None:
    command = _with_sdk(dotnet, folder) if _csc(dotnet).is_file() else _with_library(dotnet, folder)
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    run = supervise(command, environment, b"", Limits(seconds=120))
    if run.exit_code != 0:
        said = (run.stdout + run.stderr).decode(errors="replace").strip() or run.ended
        raise GeneratorError(f"the C# compiler does not work here: {said[-500:]}", dotnet.compiler)


def _with_sdk(dotnet: DotNet, folder: Path) -> list[str]:
    options = ["-nologo", "-nullable:enable", f"-out:{folder / 'Driver.dll'}"]
    references = [f"-r:{path}" for path in _references(dotnet, folder)]
    return [str(dotnet.command), "exec", str(_csc(dotnet)), *options, *references, str(_SOURCE)]


def _with_library(dotnet: DotNet, folder: Path) -> list[str]:
    # In a process of its own: a runtime cannot be unloaded, and its crash must not be ours.
    call = (
        f"import sys; from {__name__} import compile_in_process; sys.exit(compile_in_process(*sys.argv[1:]))"
    )
    return [sys.executable, "-c", call, str(dotnet.command.parent), str(folder), *_references(dotnet, folder)]


def compile_in_process(root: str, folder: str, *references: str) -> str | None:
    """Load the runtime at `root` into this process and have the compiler's library write Driver.dll.

    Gives the errors, one a line, or None.
    """
    clr_loader, pythonnet = import_module("clr_loader"), import_module("pythonnet")
    config = Path(folder, "Driver.runtimeconfig.json")
    pythonnet.set_runtime(clr_loader.get_coreclr(runtime_config=config, dotnet_root=Path(root)))
    clr = import_module("clr")
    for name in COMPILER:
        clr.AddReference(str(Path(folder, name)))
    return _emit(references, str(Path(folder, "Driver.dll")))


def _emit(references: Iterable[str], output: str) -> str | None:
    """The calls into .NET, whose namespaces pythonnet finds once runtime and compiler are loaded."""
    codeanalysis = import_module("Microsoft.CodeAnalysis")
    csharp = import_module("Microsoft.CodeAnalysis.CSharp")
    generic = import_module("System.Collections.Generic")
    io = import_module("System.IO")
    trees = generic.List[codeanalysis.SyntaxTree]()
    trees.Add(csharp.CSharpSyntaxTree.ParseText(_SOURCE.read_text(encoding="utf-8")))
    assemblies = generic.List[codeanalysis.MetadataReference]()
    for path in references:
        assemblies.Add(codeanalysis.MetadataReference.CreateFromFile(path))
    options = csharp.CSharpCompilationOptions(codeanalysis.OutputKind.ConsoleApplication)
    stream = io.MemoryStream()
    result = csharp.CSharpCompilation.Create("Driver", trees, assemblies, options).Emit(stream)
    if not result.Success:
        return "\n".join(str(said.ToString()) for said in result.Diagnostics if str(said.Severity) == "Error")
    io.File.WriteAllBytes(output, stream.ToArray())
    return None
