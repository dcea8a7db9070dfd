"""Formatters and linters, each run once over a whole batch; what they say goes back to each sample."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator import cache
from generator.errors import GeneratorError
from generator.proving.process import Run
from generator.proving.toolchains.project import call, write_project
from generator.proving.toolchains.toolchain import Toolchain

_KEY = re.compile(r"(?:[^\s:]*/)?\bsample\d{5}/")


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
        found = _parse(check, run)
        if run.exit_code != 0 and not found:
            raise GeneratorError(_broken(check, run))
        for key, blocks in found.items():
            yield from ((key, f"{check['name']}: {block}") for block in blocks)
        # Where a fault in one file keeps the tool from looking at the others, they have another turn.
        left = [key for key in left if key not in found] if found and check.get("again", False) else []


def _run(toolchain: Toolchain, check: Mapping[str, Any], work: Path, keys: Sequence[str]) -> Run:
    command: list[str] = [str(toolchain.tools[check["command"][0]])]
    for word in check["command"][1:]:
        match word:
            case "{files}":
                command += [f"{key}/{toolchain.table['file']}" for key in keys]
            case "{folders}":
                command += [f"./{key}" for key in keys]
            case _:
                command.append(word)
    return call(toolchain, command, work)


def _parse(check: Mapping[str, Any], run: Run) -> dict[str, list[str]]:
    """Complaints by key.

    One starts at a line that fits the check's pattern. On standard output, that of a `block` goes on to
    the next.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    pattern = re.compile(check["complaint"])
    for stream, is_block in ((run.stdout, check.get("block", False)), (run.stderr, False)):
        key = ""
        for line in stream.decode(errors="replace").splitlines():
            text = _KEY.sub("", line)
            if match := pattern.search(line):
                key = match["file"].split("/")[-2]
                found[key].append(text)
            elif is_block and key:
                found[key][-1] += "\n" + text
    return found


def _broken(check: Mapping[str, Any], run: Run) -> str:
    said = (run.stderr or run.stdout).decode(errors="replace").strip()
    return f"{check['name']} ended with {run.exit_code} ({run.ended}) and named no file: {said[:500]}"
