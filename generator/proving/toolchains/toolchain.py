"""The values of this package: a toolchain that was found or is missing, and what a build gave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.proving.sandbox.process import Program


@dataclass(frozen=True, slots=True)
class Toolchain:
    """What runs a language here.

    `lacking` are the checks of `clean` whose tool is not here: samples run without it, and are not `clean`.
    `folder` is the language's own; `version` is for people and for the ledger: ``Go 1.27.3``. `command` is
    the compiler's or the interpreter's file; `tools` the file of each command that `clean` runs. `table`
    and `checks` are the language's ``[toolchain]`` and ``[[clean]]`` tables.
    """

    language: str
    folder: Path
    version: str
    command: Path
    table: Mapping[str, Any] = field(repr=False)
    checks: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    tools: Mapping[str, Path] = field(default_factory=dict, repr=False)
    lacking: tuple[str, ...] = ()

    @property
    def remedy(self) -> str:
        """The command that brings what is `lacking`."""
        return str(self.table.get("remedy", ""))


@dataclass(frozen=True, slots=True)
class Missing:
    """A toolchain that is not here: `what` it is, and `remedy`, the command that brings it."""

    language: str
    what: str
    remedy: str


class Unfinished(str):
    """What is said where a tool did not finish in its time, for which a busy machine may be to blame."""

    __slots__ = ()

    @classmethod
    def told(cls, tool: str, seconds: float) -> "Unfinished":
        """The sentence for reports."""
        return cls(f"could not be judged: {tool} did not finish in {seconds:.0f} s; try again")


@dataclass(frozen=True, slots=True)
class Build:
    """What became of one source: a program to run, or None, and what the compiler had to say."""

    program: Program | None
    diagnostics: tuple[str, ...] = ()
