"""Formatters and linters, each run once over a whole batch; what they say goes back to each sample."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator import cache
from generator.errors import GeneratorError
from generator.proving.sandbox.process import Run
from generator.proving.toolchains.diagnostics import diagnostics, last_words
from generator.proving.toolchains.project import BUILD_SECONDS, call, words, write_project
from generator.proving.toolchains.toolchain import Toolchain, Unfinished


def clean(toolchain: Toolchain, sources: Mapping[str, bytes]) -> Mapping[str, tuple[str, ...]]:
    """For each id the complaints, none if the sample is clean. None of these tools runs the sample.

    Raises:
        GeneratorError: a tool fails without a word about any of the sources.
    """
    names = {f"sample{number:05}": name for number, name in enumerate(sources)}
    complaints: dict[str, list[str]] = {name: [] for name in sources}
    with cache.work_folder(cache.cache_folder(toolchain.language)) as work:
        write_project(toolchain, work, {key: sources[name] for key, name in names.items()})
        for check in toolchain.checks:
            if check["command"][0] in toolchain.tools:
                for key, said in _complaints(toolchain, check, work, list(names)):
                    complaints[names[key]].append(said)
    return {name: tuple(said) for name, said in complaints.items()}


def _complaints(
    toolchain: Toolchain, check: Mapping[str, Any], work: Path, keys: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """What one tool says: (key, complaint)."""
    left = list(keys)
    while left:
        run = _run(toolchain, check, work, left)
        found = diagnostics(check, run)
        if run.ended != "exited":
            # It may have died of any, before it looked at the others: each has a turn of its own.
            if len(left) == 1:
                late = run.ended == "time limit"
                said = f"{check['name']} cannot bear this source ({run.ended})"
                yield left[0], Unfinished.told(check["name"], BUILD_SECONDS) if late else said
            else:
                for key in left:
                    yield from _complaints(toolchain, check, work, [key])
            return
        if run.exit_code != 0 and not found:
            raise GeneratorError(
                f"{check['name']} ended with {run.exit_code} ({run.ended}) and named no file: "
                + last_words(run)
            )
        for key, blocks in found.items():
            yield from ((key, f"{check['name']}: {block}") for block in blocks)
        # Where a fault in one file keeps the tool from looking at the others, they have another turn.
        left = [key for key in left if key not in found] if found and check.get("again", False) else []


def _run(toolchain: Toolchain, check: Mapping[str, Any], work: Path, keys: Sequence[str]) -> Run:
    program, *others = check["command"]
    return call(toolchain, [str(toolchain.tools[program]), *words(toolchain, others, keys)], work)
