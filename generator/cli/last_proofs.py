"""What the last ``verify`` said, if all was proven, and nothing has changed since that a proof rests on."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cli.last_run import CLOCK_TICK, LastRun, state

if TYPE_CHECKING:
    from generator.rendering.languages.language import Language

Said = tuple[str, list[str]]
"""A report, and a note for each sample that there is not."""


@dataclass(frozen=True, slots=True)
class LastProofs:
    """The last run of ``verify`` that was told the same as this `run`."""

    run: LastRun

    def recalled(self, languages: Callable[[], "Mapping[str, Language]"]) -> Said | None:
        """What it said, if the tools of the `languages` and the ledger are the same as well."""
        kept = self.run.recalled()
        if kept is None or _state(kept["ledger"]) != kept["proofs"] or _tools(languages()) != kept["tools"]:
            return None
        return kept["text"], kept["notes"]

    def keep(
        self,
        inputs: Collection[str],
        languages: "Mapping[str, Language]",
        ledger: Path,
        said: Callable[[], Said | None],
    ) -> None:
        """Remember what is `said` when all proofs are in the `ledger`; None if one is not."""
        while (before := _state(ledger)) and time.time_ns() - max(before[2:]) <= CLOCK_TICK:
            time.sleep(CLOCK_TICK / 1e9)  # a change in the same tick of the clock would not be seen
        tools = _tools(languages)
        if (found := said()) is not None and _state(ledger) == before:
            text, notes = found
            place = str(ledger.absolute())
            content = {"ledger": place, "proofs": before, "tools": tools, "text": text, "notes": notes}
            self.run.keep(inputs, content)


def _tools(languages: "Mapping[str, Language]") -> dict[str, list[str]]:
    """The toolchain of each language: its version, and the files that take part."""
    from generator.proving.toolchains.search import find
    from generator.proving.toolchains.toolchain import Missing

    tools: dict[str, list[str]] = {}
    for name, language in languages.items():
        found = find(language)
        if isinstance(found, Missing):
            tools[name] = [found.what]
        else:
            files = (f"{tool} {state(tool)}" for tool in found.tools.values())
            tools[name] = [found.version, f"{found.command} {state(found.command)}", *files]
    return tools


def _state(ledger: str | Path) -> list[int] | None:
    try:
        return state(ledger)
    except FileNotFoundError:
        return None
