"""What a check saw and reports while it goes on: the values behind `lint` and `audit`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check saw.

    `rule` is a stable id (``WP101``); `severity` is ``error`` (cannot work), ``warning`` (works, or
    may, but must not be published so) or ``note`` (advice); `line` and `column` are 1-based places in
    the file at `path`; `fix` says in one sentence what to write instead.
    """

    rule: str
    severity: Severity
    message: str
    path: Path | str
    line: int
    column: int | None = None
    fix: str | None = None

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" + (f":{self.column}" if self.column else "")
        return f"{place}: {self.severity} {self.rule}: {self.message}"
