"""From sources to programs that can be run: at once for an interpreter, in one batch for a compiler."""

from collections.abc import Mapping

from generator.errors import GeneratorError
from generator.proving.process import Program
from generator.proving.toolchains.project import mounts, words
from generator.proving.toolchains.toolchain import Build, Toolchain


def build(toolchain: Toolchain, sources: Mapping[str, bytes]) -> Mapping[str, Build]:
    """A `Build` for each id in `sources`. Compiled programs are kept, by the content of the source.

    Raises:
        GeneratorError: the language.toml names a builder that there is not, or the compiler itself fails.
    """
    if "build" in toolchain.table:
        from generator.proving.toolchains.compiled import build_batch

        return build_batch(toolchain, sources)
    match toolchain.table.get("builder"):
        case None:
            return {name: Build(_interpreted(toolchain, source)) for name, source in sources.items()}
        case "csharp":
            from generator.proving.toolchains.csharp import build_csharp

            return build_csharp(toolchain, sources)
        case unknown:
            raise GeneratorError(
                f"no builder {unknown!r}; there is csharp", f"{toolchain.language}/language.toml"
            )


def _interpreted(toolchain: Toolchain, source: bytes) -> Program:
    table = toolchain.table
    return Program(
        argv=tuple(words(toolchain, table["run"])),
        files=((table["file"], source),),
        mounts=mounts(toolchain),
        environment=tuple(table.get("environment", {}).items()),
    )
