"""From sources to programs that can be run: at once for an interpreter, in one batch for a compiler."""

from collections.abc import Mapping
from pathlib import Path

from generator.errors import GeneratorError
from generator.proving.process import Program
from generator.proving.toolchains.toolchain import Build, Toolchain


def build(toolchain: Toolchain, sources: Mapping[str, bytes]) -> Mapping[str, Build]:
    """A `Build` for each id in `sources`. Compiled programs are kept, by the content of the source.

    Raises:
        GeneratorError: the language.toml names a builder that there is not, or the compiler itself fails.
    """
    match toolchain.table.get("builder"):
        case None:
            return {name: Build(_interpreted(toolchain, source)) for name, source in sources.items()}
        case "go":
            from generator.proving.toolchains.golang import build_go

            return build_go(toolchain, sources)
        case "csharp":
            from generator.proving.toolchains.csharp import build_csharp

            return build_csharp(toolchain, sources)
        case unknown:
            raise GeneratorError(
                f"no builder {unknown!r}; there are go and csharp", f"{toolchain.language}/language.toml"
            )


def _interpreted(toolchain: Toolchain, source: bytes) -> Program:
    table, command = toolchain.table, toolchain.command
    return Program(
        argv=tuple(str(command) if word == "{command}" else word for word in table["run"]),
        files=((table["file"], source),),
        mounts=_installation(command),
        environment=tuple(table.get("environment", {}).items()),
    )


def _installation(command: Path) -> tuple[tuple[Path, str], ...]:
    """The folder around ``bin/COMMAND``, at its own place; /usr is seen in the sandbox anyhow."""
    prefix = command.parent.parent
    return () if prefix in (Path("/usr"), Path("/")) else ((prefix, str(prefix)),)
