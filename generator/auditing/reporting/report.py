"""The value `AuditReport`: what an audit found, for the writers here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.findings import Finding


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an audit found. `known` counts findings left out because a baseline has them.

    `in_part` counts the samples of which only literals are judged, or only the syntax for want of a tool;
    `missing` counts the latter, by the language and what brings its tool.

    `ran` samples were run, and `not_run` says how many were not, by reason; None where nothing was to run.
    """

    findings: tuple[Finding, ...]
    pages: int = 0
    judged: int = 0
    not_judged: int = 0
    known: int = 0
    rows: dict[tuple[str, int], str] = field(default_factory=dict, repr=False)
    in_part: int = 0
    ran: int | None = None
    not_run: Mapping[str, int] = field(default_factory=dict)
    missing: Mapping[str, int] = field(default_factory=dict)

    def line(self, finding: Finding) -> str:
        """The text of a finding's line in its file."""
        return self.rows.get((str(finding.path), finding.line), "")

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity == "error" for finding in self.findings)
