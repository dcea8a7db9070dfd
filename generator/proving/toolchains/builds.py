"""From sources to programs that can be run: at once for an interpreter, in one batch for a compiler."""

from collections.abc import Mapping

from generator.errors import GeneratorError
from generator.proving.toolchains.programs import program_to_run
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
            run = toolchain.table["run"]
            return {
                name: Build(program_to_run(toolchain, run, "{name}", source))
                for name, source in sources.items()
            }
        case "csharp":
            from generator.proving.toolchains.csharp import build_csharp

            return build_csharp(toolchain, sources)
        case unknown:
            raise GeneratorError(
                f"no builder {unknown!r}; there is csharp", f"{toolchain.language}/language.toml"
            )
